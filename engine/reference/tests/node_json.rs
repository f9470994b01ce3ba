//! States in the driver's JSON against Gear's own serde derives, which a node's JSON-RPC uses. One difference is
//! undone here: a node is compiled with `gprimitives/ethexe`, where an actor id is its address and not SS58 text.

#[path = "../src/memory.rs"]
mod memory;

use ethexe_common::{
    HashOf, MaybeHashOf,
    gear::{Message, MessageType},
};
use ethexe_runtime_common::state::{
    ActiveProgram, Dispatch, DispatchStash, Mailbox, MailboxMessage, MemoryPages, MessageQueue,
    MessageQueueHashWithSize, PayloadLookup, Program, ProgramState, Storage, Waitlist,
};
use gear_core::{
    message::{ContextStore, DispatchKind, MessageDetails, ReplyDetails, SignalDetails},
    pages::GearPage,
    program::MemoryInfix,
    rpc::ReplyInfo,
};
use gear_core_errors::{ErrorReplyReason, ReplyCode, SignalCode, SimpleExecutionError, SuccessReplyReason};
use gear_exe_driver::{
    ContentStorage, hex,
    node_json::{self, Kind},
};
use gprimitives::{ActorId, H256, MessageId};
use memory::MemoryBlobs;
use parity_scale_codec::Decode;
use serde::Serialize;
use std::collections::BTreeMap;

const USER: u64 = 100;
const PROGRAM: u64 = 1;

#[test]
fn every_kind_of_blob() {
    let store = store();
    let queue = queue(&store);
    let pages = pages(&store);
    let mailbox = mailbox(&store);
    let user_mailbox = *mailbox.as_ref().values().next().unwrap();
    let region = pages.to_inner().into_iter().find_map(|region| region.to_inner()).unwrap();
    let real = store.memory_pages_region(region).unwrap();
    assert_same(&store, Kind::MemoryPagesRegion, region.inner(), &real);
    let real = store.user_mailbox(user_mailbox).unwrap();
    assert_same(&store, Kind::UserMailbox, user_mailbox.inner(), &real);

    let hash = store.write_message_queue(queue.clone()).inner();
    assert_same(&store, Kind::MessageQueue, hash, &queue);
    let hash = store.write_memory_pages(pages.clone()).inner();
    assert_same(&store, Kind::MemoryPages, hash, &pages);
    let hash = store.write_dispatch_stash(stash(&store)).inner();
    assert_same(&store, Kind::DispatchStash, hash, &stash(&store));
    // As read from a store: what was just made counts as changed.
    let hash = store.write_waitlist(waitlist(&store));
    assert_same(&store, Kind::Waitlist, hash.inner(), &store.waitlist(hash).unwrap());
    let hash = store.write_mailbox(mailbox);
    assert_same(&store, Kind::Mailbox, hash.inner(), &store.mailbox(hash).unwrap());
}

#[test]
fn states_of_programs() {
    let store = store();
    let states = [
        ProgramState::zero(),
        state(&store, active(&store)),
        state(&store, Program::Exited(USER.into())),
        state(&store, Program::Terminated(USER.into())),
    ];
    for state in states {
        let hash = store.write_program_state(state);
        assert_same(&store, Kind::ProgramState, hash, &state);
        assert_same(&store, Kind::FullProgramState, hash, &FullProgramState::read(&store, state));
    }
}

#[test]
fn what_the_store_lacks() {
    let whole = store();
    let hash = whole.write_program_state(state(&whole, active(&whole)));
    let part = store();
    assert_eq!(node_json::state(&part.blobs, Kind::ProgramState, hash), None);
    let state = whole.program_state(hash).unwrap();
    part.write_program_state(state);
    assert_same(&part, Kind::FullProgramState, hash, &FullProgramState::read(&part, state));
    // A blob of another kind is none of this one.
    assert_eq!(node_json::state(&part.blobs, Kind::MessageQueue, hash), None);
}

#[test]
fn replies() {
    let codes = [
        ReplyCode::Success(SuccessReplyReason::Manual),
        ReplyCode::Error(ErrorReplyReason::Execution(SimpleExecutionError::RanOutOfGas)),
    ];
    for code in codes {
        let reply = ReplyInfo { payload: vec![0, 255], value: u128::MAX, code };
        let message = |reply_details| Message {
            id: MessageId::from(7),
            destination: USER.into(),
            payload: vec![1, 2],
            value: u128::MAX,
            reply_details,
            call: true,
        };
        let messages = vec![message(None), message(Some(ReplyDetails::new(MessageId::from(8), code)))];
        let text = node_json::reply(&reply, &messages);
        assert_eq!(text, as_a_node(&CalculateReplyForHandleResult { reply, messages }));
    }
}

fn assert_same<T: Serialize>(store: &Store, kind: Kind, hash: H256, real: &T) {
    assert_eq!(node_json::state(&store.blobs, kind, hash).unwrap(), as_a_node(real));
}

fn as_a_node<T: Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string(value).unwrap();
    for actor in [USER, PROGRAM, 0].map(ActorId::from) {
        let ss58 = serde_json::to_string(&actor).unwrap();
        text = text.replace(&ss58, &format!("\"{}\"", hex::encode(&actor.into_bytes()[12..])));
    }
    text
}

/// The node's result types, field by field; they are in its RPC server, which is no library.
#[derive(Serialize)]
struct FullProgramState {
    program: Program,
    canonical_queue: Option<MessageQueue>,
    injected_queue: Option<MessageQueue>,
    waitlist: Option<Waitlist>,
    stash: Option<DispatchStash>,
    mailbox: Option<Mailbox>,
    balance: u128,
    executable_balance: u128,
}

impl FullProgramState {
    fn read(store: &Store, state: ProgramState) -> Self {
        use ethexe_runtime_common::state::QueryableStorage as _;
        Self {
            program: state.program,
            canonical_queue: state.canonical_queue.query(store).ok(),
            injected_queue: state.injected_queue.query(store).ok(),
            waitlist: store.query(&state.waitlist_hash).ok(),
            stash: store.query(&state.stash_hash).ok(),
            mailbox: store.query(&state.mailbox_hash).ok(),
            balance: state.balance,
            executable_balance: state.executable_balance,
        }
    }
}

#[derive(Serialize)]
struct CalculateReplyForHandleResult {
    reply: ReplyInfo,
    messages: Vec<Message>,
}

type Store = ContentStorage<MemoryBlobs>;

fn store() -> Store {
    ContentStorage::new(MemoryBlobs::default())
}

fn state(store: &Store, program: Program) -> ProgramState {
    let queue = queue(store);
    let cached_queue_size = queue.len() as u8;
    ProgramState {
        program,
        canonical_queue: MessageQueueHashWithSize { hash: store.write_message_queue(queue).into(), cached_queue_size },
        injected_queue: MessageQueueHashWithSize { hash: MaybeHashOf::empty(), cached_queue_size: 0 },
        waitlist_hash: store.write_waitlist(waitlist(store)).into(),
        stash_hash: store.write_dispatch_stash(stash(store)).into(),
        mailbox_hash: store.write_mailbox(mailbox(store)).into(),
        balance: u128::MAX,
        executable_balance: 1 << 64,
    }
}

fn active(store: &Store) -> Program {
    Program::Active(ActiveProgram {
        allocations_hash: MaybeHashOf::empty(),
        pages_hash: store.write_memory_pages(pages(store)).into(),
        memory_infix: MemoryInfix::new(3),
        initialized: true,
    })
}

fn queue(store: &Store) -> MessageQueue {
    let mut queue = MessageQueue::default();
    let reply = |code| MessageDetails::from(ReplyDetails::new(MessageId::from(5), code));
    let signal = |code| {
        // Programs of Gear.exe get no signals, so nothing public makes one.
        let mut bytes = MessageId::from(6).into_bytes().to_vec();
        bytes.extend(parity_scale_codec::Encode::encode(&code));
        MessageDetails::from(SignalDetails::decode(&mut &bytes[..]).unwrap())
    };
    let details = [
        None,
        Some(reply(ReplyCode::Success(SuccessReplyReason::Auto))),
        Some(reply(ReplyCode::Error(ErrorReplyReason::RemovedFromWaitlist))),
        Some(reply(ReplyCode::Error(ErrorReplyReason::Execution(SimpleExecutionError::UserspacePanic)))),
        Some(reply(ReplyCode::Unsupported)),
        Some(signal(SignalCode::Execution(SimpleExecutionError::StackLimitExceeded))),
        Some(signal(SignalCode::RemovedFromWaitlist)),
    ];
    for (index, details) in details.into_iter().enumerate() {
        let payload = if index == 0 { vec![9; 5000] } else { vec![index as u8; index] };
        queue.queue(Dispatch { details, ..dispatch(store, index as u64, payload) });
    }
    queue
}

fn waitlist(store: &Store) -> Waitlist {
    let mut waitlist = Waitlist::default();
    let context = ContextStore::new([USER.into(), PROGRAM.into()].into(), Default::default(), Some(u64::MAX), 3);
    waitlist.wait(Dispatch { context: Some(context), ..dispatch(store, 11, vec![]) }, u32::MAX);
    let message_type = MessageType::Injected;
    waitlist.wait(Dispatch { message_type, ..dispatch(store, 10, vec![1]) }, 7);
    waitlist
}

fn stash(store: &Store) -> DispatchStash {
    let mut stash = DispatchStash::default();
    stash.add_to_program(dispatch(store, 20, vec![2]), 5);
    stash.add_to_user(dispatch(store, 21, vec![3]), 6, USER.into());
    stash
}

fn mailbox(store: &Store) -> Mailbox {
    let mut mailbox = Mailbox::default();
    for (user, id) in [(USER, 30), (USER, 31), (PROGRAM, 32)] {
        let payload = store.write_payload_raw(vec![4; 1000 * (id as usize - 30)]).unwrap();
        let message = MailboxMessage::new(payload, u128::MAX - u128::from(id), MessageType::Canonical);
        mailbox.add_and_store_user_mailbox(store, user.into(), MessageId::from(id), message, 99);
    }
    mailbox
}

fn pages(store: &Store) -> MemoryPages {
    let mut pages = MemoryPages::default();
    // SAFETY: nobody reads these pages.
    let data = |byte| unsafe { HashOf::new(H256::repeat_byte(byte)) };
    let written: [(u16, _); 3] = [(4, data(1)), (15, data(2)), (9000, data(3))];
    let written: BTreeMap<GearPage, _> = written.map(|(page, data)| (GearPage::from(page), data)).into();
    pages.update_and_store_regions(store, written);
    pages
}

fn dispatch(store: &Store, id: u64, payload: Vec<u8>) -> Dispatch {
    let kinds = [DispatchKind::Init, DispatchKind::Handle, DispatchKind::Reply, DispatchKind::Signal];
    let payload: PayloadLookup = store.write_payload_raw(payload).unwrap();
    Dispatch {
        id: MessageId::from(id),
        kind: kinds[id as usize % kinds.len()],
        source: USER.into(),
        payload,
        value: u128::MAX,
        details: None,
        context: None,
        message_type: MessageType::Canonical,
        call: id.is_multiple_of(2),
    }
}
