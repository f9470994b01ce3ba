//! States as the JSON-RPC of a node gives them (`program_read…`): the same text, to the last digit.
//!
//! Gear's own serde derives stand behind its feature `std`, which in WebAssembly wants a C compiler for libraries
//! that have no part in this. So the forms are written down once more; a test of the native reference holds them
//! against the derives. In a node an actor id is its Ethereum address, 20 bytes.

use crate::{hex, output::H256Text, store::Blobs};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use ethexe_common::{HashOf, MaybeHashOf, gear, gear::MessageType};
use ethexe_runtime_common::state::{
    ActiveProgram, Dispatch, DispatchStash, Expiring, Mailbox, MailboxMessage, MemoryPages, MemoryPagesRegion,
    MessageQueue, MessageQueueHashWithSize, PayloadLookup, Program, ProgramState, UserMailbox, Waitlist,
};
use gear_core::{
    message::{ContextStore, DispatchKind, MessageDetails, ReplyDetails},
    rpc::ReplyInfo,
};
use gear_core_errors::{ReplyCode, SignalCode};
use gprimitives::{ActorId, H256, MessageId};
use parity_scale_codec::{Decode, DecodeAll, Encode};
use serde::{Deserialize, Serialize, Serializer};

/// What a blob is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Kind {
    ProgramState,
    /// A state with its queues, waitlist, stash and mailbox in place of their hashes.
    FullProgramState,
    MessageQueue,
    Waitlist,
    DispatchStash,
    Mailbox,
    UserMailbox,
    MemoryPages,
    MemoryPagesRegion,
}

/// The JSON text; none when the store has no blob of that kind under `hash`. In a full state a part that the store
/// lacks is `null`.
pub fn state<B: Blobs>(blobs: &B, kind: Kind, hash: H256) -> Option<String> {
    match kind {
        Kind::ProgramState => program_state(blobs, hash).map(|state| text(&StateJson::from(&state))),
        Kind::FullProgramState => program_state(blobs, hash).map(|state| text(&FullState::read(blobs, &state))),
        Kind::MessageQueue => read(blobs, hash).map(|queue| text(&queue_json(&queue))),
        Kind::Waitlist => read(blobs, hash).map(|waitlist| text(&waitlist_json(&waitlist))),
        Kind::DispatchStash => read(blobs, hash).map(|stash| text(&stash_json(&stash))),
        Kind::Mailbox => read(blobs, hash).map(|mailbox| text(&mailbox_json(&mailbox))),
        Kind::UserMailbox => read(blobs, hash).map(|mailbox| text(&user_mailbox_json(&mailbox))),
        Kind::MemoryPages => read(blobs, hash).map(|pages| text(&pages_json(&pages))),
        Kind::MemoryPagesRegion => read(blobs, hash).map(|region| text(&region_json(&region))),
    }
}

/// What `program_calculateReplyForHandle` gives.
pub fn reply(reply: &ReplyInfo, messages: &[gear::Message]) -> String {
    #[derive(Serialize)]
    struct ResultJson<'a> {
        reply: InfoJson<'a>,
        messages: Vec<MessageJson<'a>>,
    }
    #[derive(Serialize)]
    struct InfoJson<'a> {
        #[serde(with = "hex")]
        payload: &'a [u8],
        value: u128,
        #[serde(with = "hex")]
        code: [u8; 4],
    }
    let ReplyInfo { payload, value, code } = reply;
    let reply = InfoJson { payload, value: *value, code: code.to_bytes() };
    text(&ResultJson { reply, messages: messages.iter().map(MessageJson::from).collect() })
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data has a JSON form")
}

fn program_state<B: Blobs>(blobs: &B, hash: H256) -> Option<ProgramState> {
    if hash.is_zero() { Some(ProgramState::zero()) } else { read(blobs, hash) }
}

fn read<B: Blobs, T: Decode>(blobs: &B, hash: H256) -> Option<T> {
    T::decode_all(&mut &blobs.read(hash)?[..]).ok()
}

#[derive(Serialize)]
struct StateJson {
    program: ProgramJson,
    canonical_queue: QueueHash,
    injected_queue: QueueHash,
    waitlist_hash: MaybeHash,
    stash_hash: MaybeHash,
    mailbox_hash: MaybeHash,
    balance: u128,
    executable_balance: u128,
}

impl From<&ProgramState> for StateJson {
    fn from(state: &ProgramState) -> Self {
        Self {
            program: (&state.program).into(),
            canonical_queue: state.canonical_queue.into(),
            injected_queue: state.injected_queue.into(),
            waitlist_hash: maybe(state.waitlist_hash),
            stash_hash: maybe(state.stash_hash),
            mailbox_hash: maybe(state.mailbox_hash),
            balance: state.balance,
            executable_balance: state.executable_balance,
        }
    }
}

#[derive(Serialize)]
enum ProgramJson {
    Active { allocations_hash: MaybeHash, pages_hash: MaybeHash, memory_infix: u32, initialized: bool },
    Exited(Address),
    Terminated(Address),
}

impl From<&Program> for ProgramJson {
    fn from(program: &Program) -> Self {
        match program {
            Program::Active(ActiveProgram { allocations_hash, pages_hash, memory_infix, initialized }) => {
                Self::Active {
                    allocations_hash: maybe(*allocations_hash),
                    pages_hash: maybe(*pages_hash),
                    memory_infix: memory_infix.inner(),
                    initialized: *initialized,
                }
            }
            Program::Exited(inheritor) => Self::Exited(Address(*inheritor)),
            Program::Terminated(inheritor) => Self::Terminated(Address(*inheritor)),
        }
    }
}

#[derive(Serialize)]
struct QueueHash {
    hash: MaybeHash,
    cached_queue_size: u8,
}

impl From<MessageQueueHashWithSize> for QueueHash {
    fn from(MessageQueueHashWithSize { hash, cached_queue_size }: MessageQueueHashWithSize) -> Self {
        Self { hash: maybe(hash), cached_queue_size }
    }
}

#[derive(Serialize)]
struct FullState {
    program: ProgramJson,
    canonical_queue: Option<Vec<DispatchJson>>,
    injected_queue: Option<Vec<DispatchJson>>,
    waitlist: Option<Marked<BTreeMap<Id, Timed<DispatchJson>>>>,
    stash: Option<StashJson>,
    mailbox: Option<Marked<BTreeMap<Address, H256Text>>>,
    balance: u128,
    executable_balance: u128,
}

impl FullState {
    fn read<B: Blobs>(blobs: &B, state: &ProgramState) -> Self {
        fn part<B: Blobs, T: Decode + Default>(blobs: &B, hash: MaybeHashOf<T>) -> Option<T> {
            hash.to_inner().map_or_else(|| Some(T::default()), |hash| read(blobs, hash.inner()))
        }
        Self {
            program: (&state.program).into(),
            canonical_queue: part(blobs, state.canonical_queue.hash).map(|queue| queue_json(&queue)),
            injected_queue: part(blobs, state.injected_queue.hash).map(|queue| queue_json(&queue)),
            waitlist: part(blobs, state.waitlist_hash).map(|waitlist| waitlist_json(&waitlist)),
            stash: part(blobs, state.stash_hash).map(|stash| stash_json(&stash)),
            mailbox: part(blobs, state.mailbox_hash).map(|mailbox| mailbox_json(&mailbox)),
            balance: state.balance,
            executable_balance: state.executable_balance,
        }
    }
}

/// A map that knows whether it was changed since it was read; here it never was.
#[derive(Serialize)]
struct Marked<T> {
    inner: T,
    changed: bool,
}

#[derive(Serialize)]
struct Timed<T> {
    value: T,
    expiry: u32,
}

type StashJson = BTreeMap<Id, Timed<(DispatchJson, Option<Address>)>>;

fn queue_json(queue: &MessageQueue) -> Vec<DispatchJson> {
    queue.as_ref().iter().map(DispatchJson::from).collect()
}

fn waitlist_json(waitlist: &Waitlist) -> Marked<BTreeMap<Id, Timed<DispatchJson>>> {
    Marked { inner: timed(waitlist.as_ref(), |dispatch| dispatch.into()), changed: false }
}

fn stash_json(stash: &DispatchStash) -> StashJson {
    timed(stash.as_ref(), |(dispatch, user)| (dispatch.into(), user.map(Address)))
}

fn mailbox_json(mailbox: &Mailbox) -> Marked<BTreeMap<Address, H256Text>> {
    let inner = mailbox.as_ref().iter().map(|(&user, &mailbox)| (Address(user), H256Text(mailbox.inner())));
    Marked { inner: inner.collect(), changed: false }
}

fn user_mailbox_json(mailbox: &UserMailbox) -> BTreeMap<Id, Timed<MailboxMessageJson>> {
    timed(mailbox.as_ref(), |message| message.into())
}

fn pages_json(pages: &MemoryPages) -> [MaybeHash; MemoryPages::REGIONS_AMOUNT] {
    pages.to_inner().map(maybe)
}

fn region_json(region: &MemoryPagesRegion) -> BTreeMap<u32, H256Text> {
    region.as_inner().iter().map(|(&page, data)| (page.into(), H256Text(data.inner()))).collect()
}

fn timed<T, J>(entries: &BTreeMap<MessageId, Expiring<T>>, form: impl Fn(&T) -> J) -> BTreeMap<Id, Timed<J>> {
    let entry = |(&id, Expiring { value, expiry }): (&MessageId, &Expiring<T>)| {
        (Id(id), Timed { value: form(value), expiry: *expiry })
    };
    entries.iter().map(entry).collect()
}

#[derive(Serialize)]
struct DispatchJson {
    id: Id,
    kind: &'static str,
    source: Address,
    payload: PayloadJson,
    value: u128,
    details: Option<DetailsJson>,
    context: Option<ContextJson>,
    message_type: &'static str,
    call: bool,
}

impl From<&Dispatch> for DispatchJson {
    fn from(dispatch: &Dispatch) -> Self {
        Self {
            id: Id(dispatch.id),
            kind: match dispatch.kind {
                DispatchKind::Init => "Init",
                DispatchKind::Handle => "Handle",
                DispatchKind::Reply => "Reply",
                DispatchKind::Signal => "Signal",
            },
            source: Address(dispatch.source),
            payload: (&dispatch.payload).into(),
            value: dispatch.value,
            details: dispatch.details.map(DetailsJson::from),
            context: dispatch.context.as_ref().map(ContextJson::from),
            message_type: message_type(dispatch.message_type),
            call: dispatch.call,
        }
    }
}

#[derive(Serialize)]
struct MailboxMessageJson {
    payload: PayloadJson,
    value: u128,
    message_type: &'static str,
}

impl From<&MailboxMessage> for MailboxMessageJson {
    fn from(message: &MailboxMessage) -> Self {
        let MailboxMessage { payload, value, message_type: kind } = message;
        Self { payload: payload.into(), value: *value, message_type: message_type(*kind) }
    }
}

fn message_type(message_type: MessageType) -> &'static str {
    match message_type {
        MessageType::Canonical => "Canonical",
        MessageType::Injected => "Injected",
    }
}

/// Bytes as a list of numbers.
#[derive(Serialize)]
enum PayloadJson {
    Direct(Vec<u8>),
    Stored(H256Text),
}

impl From<&PayloadLookup> for PayloadJson {
    fn from(payload: &PayloadLookup) -> Self {
        match payload {
            PayloadLookup::Direct(payload) => Self::Direct(payload.to_vec()),
            PayloadLookup::Stored(hash) => Self::Stored(hash_text(*hash)),
        }
    }
}

#[derive(Serialize)]
enum DetailsJson {
    Reply(ReplyJson),
    Signal { to: Id, code: SignalCode },
}

impl From<MessageDetails> for DetailsJson {
    fn from(details: MessageDetails) -> Self {
        match details {
            MessageDetails::Reply(details) => Self::Reply(details.into()),
            MessageDetails::Signal(details) => {
                let (to, code) = details.into_parts();
                Self::Signal { to: Id(to), code }
            }
        }
    }
}

#[derive(Serialize)]
struct ReplyJson {
    to: Id,
    code: ReplyCode,
}

impl From<ReplyDetails> for ReplyJson {
    fn from(details: ReplyDetails) -> Self {
        let (to, code) = details.into_parts();
        Self { to: Id(to), code }
    }
}

#[derive(Serialize)]
struct ContextJson {
    initialized: BTreeSet<Address>,
    reservation_nonce: u64,
    system_reservation: Option<u64>,
    local_nonce: u32,
}

impl From<&ContextStore> for ContextJson {
    /// The fields are private, their encoding is not.
    fn from(context: &ContextStore) -> Self {
        let fields: (BTreeSet<ActorId>, u64, Option<u64>, u32) =
            DecodeAll::decode_all(&mut &context.encode()[..]).expect("these are the fields, in order");
        let (initialized, reservation_nonce, system_reservation, local_nonce) = fields;
        let initialized = initialized.into_iter().map(Address).collect();
        Self { initialized, reservation_nonce, system_reservation, local_nonce }
    }
}

/// A message that leaves the network's programs; its payload is a list of numbers.
#[derive(Serialize)]
struct MessageJson<'a> {
    id: Id,
    destination: Address,
    payload: &'a [u8],
    value: u128,
    reply_details: Option<ReplyJson>,
    call: bool,
}

impl<'a> From<&'a gear::Message> for MessageJson<'a> {
    fn from(message: &'a gear::Message) -> Self {
        let gear::Message { id, destination, payload, value, reply_details, call } = message;
        Self {
            id: Id(*id),
            destination: Address(*destination),
            payload,
            value: *value,
            reply_details: reply_details.map(ReplyJson::from),
            call: *call,
        }
    }
}

type MaybeHash = Option<H256Text>;

fn maybe<T>(hash: MaybeHashOf<T>) -> MaybeHash {
    hash.map(hash_text)
}

fn hash_text<T>(hash: HashOf<T>) -> H256Text {
    H256Text(hash.inner())
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Id(MessageId);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        hex::id::serialize(&self.0, serializer)
    }
}

/// In the order of actor ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Address(ActorId);

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        hex::serialize(&self.0.into_bytes()[12..], serializer)
    }
}
