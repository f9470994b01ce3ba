//! States in the making.

use crate::stand_in::StandIn;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::cell::{Cell, RefCell};
use ethexe_common::{HashOf, MaybeHashOf};
use ethexe_runtime_common::{
    InBlockTransitions,
    state::{
        Allocations, DispatchStash, Mailbox, MemoryPages, MemoryPagesRegion, MessageQueue, MessageQueueHashWithSize,
        ProgramState, Storage, UserMailbox, Waitlist,
    },
};
use gear_core::{buffer::Payload, memory::PageBuf};
use gprimitives::{ActorId, H256};
use parity_scale_codec::{Decode, Encode};

/// The storage of a block's step, such as the events of its beginning or the journals of a chunk.
pub trait StepStorage: Storage {
    /// Within the step, which has changed no states but those of `programs`: what none of them refers to any more may go.
    fn tidy(&self, transitions: &InBlockTransitions, programs: &BTreeSet<ActorId>);

    /// At its end: from now on all states are in the store.
    fn keep(&self, transitions: &mut InBlockTransitions, programs: &BTreeSet<ActorId>);
}

/// A storage that hashes and stores at the end of a step alone what the step has changed.
///
/// A message changes the state of its program several times over, and each time the queue or the mailbox as a whole is encoded, hashed and
/// stored, although only the last of them is ever looked at. Here they stay as they are, under names that look like hashes, until
/// [`keep`](StepStorage::keep) gives each its true hash.
pub struct Draft<'a, S> {
    storage: &'a S,
    next: Cell<u64>,
    pieces: RefCell<Pieces>,
    /// When so many pieces lie about, those in use are looked for.
    full: Cell<usize>,
}

#[derive(Default)]
struct Pieces {
    states: BTreeMap<u64, ProgramState>,
    queues: BTreeMap<u64, MessageQueue>,
    /// As SCALE: a mailbox that is read back must not know that it was changed.
    mailboxes: BTreeMap<u64, Vec<u8>>,
    user_mailboxes: BTreeMap<u64, UserMailbox>,
}

/// What a mailbox is in SCALE.
type MailboxTable = BTreeMap<ActorId, H256>;

const DRAFT: StandIn = StandIn(*b"draft, not hashed so far");

/// Fewer pieces than this are not worth a look.
const FEW_PIECES: usize = 256;

impl<'a, S: Storage> Draft<'a, S> {
    pub fn new(storage: &'a S) -> Self {
        Self { storage, next: Cell::new(0), pieces: RefCell::default(), full: Cell::new(FEW_PIECES) }
    }

    fn name(&self) -> (u64, H256) {
        let number = self.next.replace(self.next.get() + 1);
        (number, DRAFT.name(number))
    }

    fn name_of<T>(&self) -> (u64, HashOf<T>) {
        let (number, name) = self.name();
        // SAFETY: whoever reads under this name gets a `T`.
        (number, unsafe { HashOf::new(name) })
    }

    /// The state's parts under their true hashes.
    fn keep_state(&self, mut state: ProgramState) -> H256 {
        self.keep_queue(&mut state.canonical_queue);
        self.keep_queue(&mut state.injected_queue);
        if let Some(number) = inner(state.mailbox_hash).and_then(number_of) {
            let mut table = table(&self.pieces.borrow().mailboxes[&number]);
            for hash in table.values_mut() {
                if let Some(number) = number_of(*hash) {
                    let mailbox = self.pieces.borrow_mut().user_mailboxes.remove(&number);
                    let mailbox = mailbox.expect("a user's mailbox is of one state");
                    *hash = self.storage.write_user_mailbox(mailbox).inner();
                }
            }
            state.mailbox_hash = self.storage.write_mailbox(mailbox(&table.encode())).into();
        }
        self.storage.write_program_state(state)
    }

    fn keep_queue(&self, queue: &mut MessageQueueHashWithSize) {
        if let Some(number) = inner(queue.hash).and_then(number_of) {
            let messages = self.pieces.borrow_mut().queues.remove(&number).expect("a queue is of one state");
            queue.hash = self.storage.write_message_queue(messages).into();
        }
    }
}

impl<S: Storage> StepStorage for Draft<'_, S> {
    fn tidy(&self, transitions: &InBlockTransitions, programs: &BTreeSet<ActorId>) {
        let mut pieces = self.pieces.borrow_mut();
        if pieces.count() > self.full.get() {
            pieces.retain_used(transitions, programs);
            // A step of many programs has as many in use: each look is paid for by as much that came since the last.
            self.full.set(FEW_PIECES.max(2 * pieces.count()));
        }
    }

    fn keep(&self, transitions: &mut InBlockTransitions, programs: &BTreeSet<ActorId>) {
        let drafts = drafts(transitions, programs).collect::<Vec<_>>();
        for (program, number) in drafts {
            let state = self.pieces.borrow().states[&number];
            let hash = self.keep_state(state);
            transitions.modify(program, |record, _| record.hash = hash);
        }
        self.pieces.take();
    }
}

impl Pieces {
    fn count(&self) -> usize {
        self.states.len() + self.queues.len() + self.mailboxes.len() + self.user_mailboxes.len()
    }

    fn retain_used(&mut self, transitions: &InBlockTransitions, programs: &BTreeSet<ActorId>) {
        let states: BTreeSet<_> = drafts(transitions, programs).map(|(_, number)| number).collect();
        self.states.retain(|number, _| states.contains(number));
        let numbers = |hashes: &mut dyn Iterator<Item = H256>| hashes.filter_map(number_of).collect::<BTreeSet<_>>();
        let used = self.states.values();
        let queues = numbers(&mut used.clone().flat_map(|state| {
            [state.canonical_queue, state.injected_queue].into_iter().filter_map(|queue| inner(queue.hash))
        }));
        let mailboxes = numbers(&mut used.filter_map(|state| inner(state.mailbox_hash)));
        self.queues.retain(|number, _| queues.contains(number));
        self.mailboxes.retain(|number, _| mailboxes.contains(number));
        let user_mailboxes = numbers(&mut self.mailboxes.values().flat_map(|mailbox| table(mailbox).into_values()));
        self.user_mailboxes.retain(|number, _| user_mailboxes.contains(number));
    }
}

/// Those of `programs` whose state is a draft, with its number.
fn drafts(transitions: &InBlockTransitions, programs: &BTreeSet<ActorId>) -> impl Iterator<Item = (ActorId, u64)> {
    programs.iter().filter_map(|program| Some((*program, number_of(transitions.state_of(program)?.hash)?)))
}

fn inner<T>(hash: MaybeHashOf<T>) -> Option<H256> {
    hash.to_inner().map(|hash| hash.inner())
}

fn number_of(hash: H256) -> Option<u64> {
    DRAFT.number_of(hash)
}

fn table(mailbox: &[u8]) -> MailboxTable {
    Decode::decode(&mut &mailbox[..]).expect("a mailbox is a table of hashes")
}

fn mailbox(table: &[u8]) -> Mailbox {
    Decode::decode(&mut &table[..]).expect("a mailbox is a table of hashes")
}

macro_rules! drafted {
    ($($read:ident, $write:ident: $kind:ty, $pieces:ident;)*) => {
        $(
            fn $read(&self, hash: HashOf<$kind>) -> Option<$kind> {
                match number_of(hash.inner()) {
                    Some(number) => self.pieces.borrow().$pieces.get(&number).cloned(),
                    None => self.storage.$read(hash),
                }
            }

            fn $write(&self, piece: $kind) -> HashOf<$kind> {
                let (number, name) = self.name_of();
                self.pieces.borrow_mut().$pieces.insert(number, piece);
                name
            }
        )*
    };
}

macro_rules! passed_on {
    ($($read:ident, $write:ident: $kind:ty;)*) => {
        $(
            fn $read(&self, hash: HashOf<$kind>) -> Option<$kind> {
                self.storage.$read(hash)
            }

            fn $write(&self, component: $kind) -> HashOf<$kind> {
                self.storage.$write(component)
            }
        )*
    };
}

impl<S: Storage> Storage for Draft<'_, S> {
    fn program_state(&self, hash: H256) -> Option<ProgramState> {
        match number_of(hash) {
            Some(number) => self.pieces.borrow().states.get(&number).copied(),
            None => self.storage.program_state(hash),
        }
    }

    fn write_program_state(&self, state: ProgramState) -> H256 {
        if state.is_zero() {
            return self.storage.write_program_state(state);
        }
        let (number, name) = self.name();
        self.pieces.borrow_mut().states.insert(number, state);
        name
    }

    fn mailbox(&self, hash: HashOf<Mailbox>) -> Option<Mailbox> {
        match number_of(hash.inner()) {
            Some(number) => self.pieces.borrow().mailboxes.get(&number).map(|table| mailbox(table)),
            None => self.storage.mailbox(hash),
        }
    }

    fn write_mailbox(&self, mailbox: Mailbox) -> HashOf<Mailbox> {
        let (number, name) = self.name_of();
        self.pieces.borrow_mut().mailboxes.insert(number, mailbox.encode());
        name
    }

    /// A queue is read to be written anew, so it is given away: to copy it for each message would cost its length.
    fn message_queue(&self, hash: HashOf<MessageQueue>) -> Option<MessageQueue> {
        match number_of(hash.inner()) {
            Some(number) => self.pieces.borrow_mut().queues.remove(&number),
            None => self.storage.message_queue(hash),
        }
    }

    fn write_message_queue(&self, queue: MessageQueue) -> HashOf<MessageQueue> {
        let (number, name) = self.name_of();
        self.pieces.borrow_mut().queues.insert(number, queue);
        name
    }

    drafted! {
        user_mailbox, write_user_mailbox: UserMailbox, user_mailboxes;
    }

    passed_on! {
        waitlist, write_waitlist: Waitlist;
        dispatch_stash, write_dispatch_stash: DispatchStash;
        memory_pages, write_memory_pages: MemoryPages;
        memory_pages_region, write_memory_pages_region: MemoryPagesRegion;
        allocations, write_allocations: Allocations;
        payload, write_payload: Payload;
        page_data, write_page_data: PageBuf;
    }
}
