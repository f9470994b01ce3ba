//! Writes `src/program/test-vectors/zoo.{idl,json}`: the IDL that Sails generates for the program in `zoo.rs`, and
//! payloads that Sails' own client code and event encoder make for it.
//!
//! ```text
//! cargo run -- ../../../src/program/test-vectors
//! ```

mod zoo;

use sails_rs::{
    Encode,
    client::{Identifiable, MethodMeta},
    gstd::{EthEvent, SailsEvent},
    hex,
    prelude::*,
};
use serde_json::{Value, json};
use std::{env, fs, path::PathBuf};
use zoo::*;

fn main() {
    let folder = PathBuf::from(env::args().nth(1).expect("usage: FOLDER"));
    fs::create_dir_all(&folder).unwrap();
    let mut idl = std::string::String::new();
    sails_rs::generate_idl::<ZooProgram>(Some("Zoo"), &mut idl).unwrap();
    fs::write(folder.join("zoo.idl"), &idl).unwrap();
    let text = serde_json::to_string_pretty(&vectors()).unwrap();
    fs::write(folder.join("zoo.json"), text + "\n").unwrap();
}

fn hexed(bytes: impl AsRef<[u8]>) -> std::string::String {
    format!("0x{}", hex::encode(bytes))
}

/// A reply as a program makes it, on the route that the client used.
fn reply<T: Identifiable + MethodMeta>(route: u8, value: impl Encode) -> std::string::String {
    let header = sails_rs::meta::SailsMessageHeader::v1(T::INTERFACE_ID, T::ENTRY_ID, route);
    let mut bytes = header.to_bytes();
    value.encode_to(&mut bytes);
    hexed(bytes)
}

fn scale_event(event: &LampEvents) -> std::string::String {
    let header = sails_rs::meta::SailsMessageHeader::v1(lamp_id(), event.entry_id(), LAMP_ROUTE);
    let mut bytes = header.to_bytes();
    bytes.extend_from_slice(&event.encode()[LampEvents::skip_bytes()..]);
    hexed(bytes)
}

fn ethereum_log(event: &LampEvents) -> std::string::String {
    let topics = event.topics();
    let mut bytes = vec![topics.len() as u8];
    for topic in topics {
        bytes.extend_from_slice(topic.as_slice());
    }
    bytes.extend_from_slice(&event.data());
    hexed(bytes)
}

fn vectors() -> Value {
    let actor = ActorId::from([7; 32]);
    let numbers = Numbers {
        a: 255,
        b: 65_535,
        c: u32::MAX,
        d: u64::MAX,
        e: u128::MAX,
        f: U256::MAX - U256::from(1),
        g: i8::MIN,
        h: i16::MIN,
        i: i32::MIN,
        j: i64::MIN,
        k: i128::MIN,
    };
    let ids = Ids {
        actor,
        code: CodeId::from([8; 32]),
        message: MessageId::from([9; 32]),
        h160: H160([10; 20]),
        h256: H256([11; 32]),
    };
    let map = collections::BTreeMap::from([("one".to_string(), 1_u16), ("two".to_string(), 2)]);
    let node = Node {
        value: 1,
        next: Some(Leaf { value: 2 }),
    };
    let shapes = vec![
        Shape::Empty,
        Shape::Circle(3),
        Shape::Rect { w: 4, h: 5 },
        Shape::Tagged("t".into(), true),
    ];
    let generic = Pair {
        left: 1_u8,
        right: Some("r".to_string()),
    };
    let events = [
        (
            "Dimmed",
            LampEvents::Dimmed {
                by: actor_address(),
                level: 40,
                note: "evening".into(),
            },
        ),
        ("Off", LampEvents::Off),
        (
            "On",
            LampEvents::On(1_000_000_000_000_u128, "bright".into()),
        ),
    ];

    json!({
        "calls": {
            "constructor Open": hexed(Open::encode_call(0, "Zoo".into(), Some(3))),
            "Numbers": hexed(NumbersCall::encode_call(ZOO_ROUTE, numbers.clone())),
            "Ids": hexed(IdsCall::encode_call(ZOO_ROUTE, ids.clone())),
            "Texts": hexed(TextsCall::encode_call(ZOO_ROUTE, "żółw 🐢".into(), vec![1, 2, 3], [4; 4])),
            "Lists": hexed(ListsCall::encode_call(ZOO_ROUTE, vec![1, 2, 300], map.clone(), [[1, 2], [3, 4]], (true, ()))),
            "Shapes": hexed(ShapesCall::encode_call(ZOO_ROUTE, shapes.clone(), Wrapped(7), Marker)),
            "Nested": hexed(NestedCall::encode_call(ZOO_ROUTE, node.clone(), generic.clone(), NonZeroU8::new(9).unwrap())),
            "Long": hexed(LongCall::encode_call(ZOO_ROUTE, (0..20_000_u32).map(|n| n as u8).collect())),
        },
        "replies": {
            "Numbers": reply::<NumbersCall>(ZOO_ROUTE, numbers),
            "Ids": reply::<IdsCall>(ZOO_ROUTE, Ok::<_, std::string::String>(ids)),
            "Ids error": reply::<IdsCall>(ZOO_ROUTE, Err::<Ids, _>("no ids".to_string())),
            "Shapes": reply::<ShapesCall>(0, (shapes, Some(Some(false)))),
            "Nested": reply::<NestedCall>(ZOO_ROUTE, node),
            "Feed": reply::<FeedCall>(ZOO_ROUTE, 5_u32),
            "Feed error": reply::<FeedCall>(ZOO_ROUTE, FeedError::TooMuch { limit: 10 }),
        },
        "scaleEvents": events.iter().map(|(name, event)| (name.to_string(), json!(scale_event(event)))).collect::<serde_json::Map<_, _>>(),
        "ethereumLogs": events.iter().map(|(name, event)| (name.to_string(), json!(ethereum_log(event)))).collect::<serde_json::Map<_, _>>(),
    })
}

fn actor_address() -> ActorId {
    let mut bytes = [0; 32];
    bytes[12..].fill(0xab);
    ActorId::from(bytes)
}
