//! A program that uses every type of IDL v2. It is never compiled to Wasm.
#![allow(dead_code, unused_variables)]

use core::num::NonZeroU8;
use sails_rs::{
    client::Identifiable, collections::BTreeMap, io_struct_impl, meta::InterfaceId, prelude::*,
};

pub const ZOO_ROUTE: u8 = 1;
pub const LAMP_ROUTE: u8 = 2;

#[sails_type]
#[derive(Clone)]
pub struct Numbers {
    pub a: u8,
    pub b: u16,
    pub c: u32,
    pub d: u64,
    pub e: u128,
    pub f: U256,
    pub g: i8,
    pub h: i16,
    pub i: i32,
    pub j: i64,
    pub k: i128,
}

#[sails_type]
#[derive(Clone)]
pub struct Ids {
    pub actor: ActorId,
    pub code: CodeId,
    pub message: MessageId,
    pub h160: H160,
    pub h256: H256,
}

#[sails_type]
#[derive(Clone)]
pub enum Shape {
    Empty,
    Circle(u32),
    Rect { w: u32, h: u32 },
    Tagged(String, bool),
}

#[sails_type]
#[derive(Clone)]
pub struct Pair {
    pub left: u8,
    pub right: Option<String>,
}

#[sails_type]
#[derive(Clone)]
pub struct Node {
    pub value: u32,
    pub next: Option<Leaf>,
}

#[sails_type]
#[derive(Clone)]
pub struct Leaf {
    pub value: u16,
}

#[sails_type]
#[derive(Clone)]
pub struct Wrapped(pub u64);

#[sails_type]
#[derive(Clone)]
pub struct Marker;

#[sails_type]
#[derive(Clone)]
pub enum FeedError {
    Closed,
    TooMuch { limit: u32 },
}

pub struct ZooService;

#[service]
impl ZooService {
    /// Feeds the animals.
    ///
    /// Returns what is left.
    #[export(scale, unwrap_result)]
    pub fn feed(&mut self, amount: u32) -> Result<u32, FeedError> {
        Ok(amount)
    }

    #[export(scale)]
    pub fn numbers(&self, numbers: Numbers) -> Numbers {
        numbers
    }

    #[export(scale)]
    pub fn ids(&self, ids: Ids) -> Result<Ids, String> {
        Ok(ids)
    }

    #[export(scale)]
    pub fn texts(&mut self, text: String, bytes: Vec<u8>, four: [u8; 4]) {}

    #[export(scale)]
    pub fn lists(
        &mut self,
        list: Vec<u16>,
        map: BTreeMap<String, u16>,
        matrix: [[u16; 2]; 2],
        tuple: (bool, ()),
    ) {
    }

    #[export(scale)]
    pub fn shapes(
        &mut self,
        shapes: Vec<Shape>,
        wrapped: Wrapped,
        marker: Marker,
    ) -> (Vec<Shape>, Option<Option<bool>>) {
        (shapes, None)
    }

    #[export(scale)]
    pub fn nested(&mut self, node: Node, pair: Pair, non_zero: NonZeroU8) -> Node {
        node
    }

    #[export(scale)]
    pub fn long(&mut self, bytes: Vec<u8>) {}
}

#[event]
#[derive(Clone, Encode, TypeInfo, ReflectHash)]
#[codec(crate = sails_rs::scale_codec)]
#[type_info(crate = sails_rs::type_info)]
#[reflect_hash(crate = sails_rs)]
pub enum LampEvents {
    /// Less light.
    Dimmed {
        #[indexed]
        by: ActorId,
        level: u32,
        #[indexed]
        note: String,
    },
    Off,
    On(u128, String),
}

pub struct LampService;

#[service(events = LampEvents)]
impl LampService {
    #[export]
    pub fn switch(&mut self, on: bool) -> bool {
        on
    }
}

pub struct ZooProgram;

#[program]
impl ZooProgram {
    #[export(scale)]
    pub fn open(name: String, keepers: Option<u32>) -> Self {
        Self
    }

    pub fn zoo(&self) -> ZooService {
        ZooService
    }

    pub fn lamp(&self) -> LampService {
        LampService
    }
}

pub fn lamp_id() -> InterfaceId {
    <LampService as Identifiable>::INTERFACE_ID
}

const ZOO: InterfaceId = <ZooService as Identifiable>::INTERFACE_ID;

// What Sails' client generator writes for each function; they are numbered by name.
io_struct_impl!(Open(name: String, keepers: Option<u32>) -> (), 0);
io_struct_impl!(FeedCall(amount: u32) -> u32 | FeedError, 0, ZOO);
io_struct_impl!(IdsCall(ids: Ids) -> Result<Ids, String>, 1, ZOO);
io_struct_impl!(ListsCall(list: Vec<u16>, map: BTreeMap<String, u16>, matrix: [[u16; 2]; 2], tuple: (bool, ())) -> (), 2, ZOO);
io_struct_impl!(LongCall(bytes: Vec<u8>) -> (), 3, ZOO);
io_struct_impl!(NestedCall(node: Node, pair: Pair, non_zero: NonZeroU8) -> Node, 4, ZOO);
io_struct_impl!(NumbersCall(numbers: Numbers) -> Numbers, 5, ZOO);
io_struct_impl!(ShapesCall(shapes: Vec<Shape>, wrapped: Wrapped, marker: Marker) -> (Vec<Shape>, Option<Option<bool>>), 6, ZOO);
io_struct_impl!(TextsCall(text: String, bytes: Vec<u8>, four: [u8; 4]) -> (), 7, ZOO);
