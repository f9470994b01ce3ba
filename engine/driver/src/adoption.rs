//! Takes a program with its whole state over from another chain.

use crate::{
    chain::{Chain, has_messages},
    changes::program_of,
    inspect::{self, WrongKind},
    store::{Blobs, ContentStorage},
};
use alloc::collections::{BTreeMap, BTreeSet};
use core::fmt;
use ethexe_common::{ProgramStates, StateHashWithQueueSize, gear::MessageType};
use ethexe_runtime_common::{
    ScheduleRestorer,
    state::{Dispatch, DispatchStash, Mailbox, Program, ProgramState, QueryableStorage, Storage, Waitlist},
};
use gear_core::{
    code::{CodeMetadata, MAX_WASM_PAGES_AMOUNT},
    memory::AllocationsContext,
    message::{DispatchKind, MessageDetails},
    pages::{WasmPage, numerated::tree::IntervalsTree},
};
use gprimitives::{ActorId, CodeId, H256, MessageId};
use parity_scale_codec::{DecodeAll, Encode};

/// A program and where its state comes from.
#[derive(Clone, Copy, Debug)]
pub struct Adoption<'a> {
    pub program: ActorId,
    pub code_id: CodeId,
    pub metadata: &'a CodeMetadata,
    /// The whole state is in the store.
    pub state_hash: H256,
    /// Blocks to add to every height in the state at which something expires: this chain's height less the other's.
    pub later: i64,
    /// The runtime here made the state: it is not checked, and the data of its pages may be elsewhere.
    pub is_own: bool,
}

/// Why a state cannot be taken over. Nothing has changed then, but for blobs that nobody refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdopted {
    WrongKind(WrongKind),
    Missing(H256),
    /// The runtime would stop at it: no node made this state.
    Inconsistent(&'static str),
}

impl fmt::Display for NotAdopted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongKind(wrong) => wrong.fmt(f),
            Self::Missing(hash) => write!(f, "blob {hash:?} is missing"),
            Self::Inconsistent(what) => f.write_str(what),
        }
    }
}

impl From<WrongKind> for NotAdopted {
    fn from(wrong: WrongKind) -> Self {
        Self::WrongKind(wrong)
    }
}

/// Puts the program into the chain, in place of what is there under its id, and its tasks into the schedule.
///
/// A state counts in heights of its own chain: when a mailbox entry expires, a waiting message is woken, a delayed
/// one is sent. All of them move by [`Adoption::later`], so that as many blocks are left as there. The state is
/// then another one with another hash, unless nothing expires in it or the heights are the same. What was due there
/// already is due with the next block here.
///
/// Returns the hash of the state in this chain.
pub fn adopt<B: Blobs>(
    storage: &ContentStorage<B>,
    chain: &mut Chain,
    Adoption { program, code_id, metadata, state_hash, later, is_own }: Adoption,
) -> Result<H256, NotAdopted> {
    let missing = if is_own {
        inspect::missing_nodes(&storage.blobs, state_hash)?
    } else {
        inspect::verified(&storage.blobs, state_hash)?.missing
    };
    if let Some(&hash) = missing.first() {
        return Err(NotAdopted::Missing(hash));
    }
    let mut state = storage.program_state(state_hash).ok_or(NotAdopted::Missing(state_hash))?;
    if !is_own {
        Check { storage, ids: BTreeSet::new(), has_init: false }
            .state(&state, metadata)
            .map_err(NotAdopted::Inconsistent)?;
    }

    if later != 0 {
        postpone(storage, &mut state, later);
    }
    let hash = storage.write_program_state(state);
    let record = StateHashWithQueueSize {
        hash,
        canonical_queue_size: state.canonical_queue.cached_queue_size,
        injected_queue_size: state.injected_queue.cached_queue_size,
    };
    let alone = ProgramStates::from([(program, record)]);
    // From height 0: what is overdue must have its task too.
    let restored = ScheduleRestorer::from_storage(storage, &alone, 0).expect("the whole state is in the store");

    chain.schedule.values_mut().for_each(|tasks| tasks.retain(|task| program_of(task) != Some(program)));
    chain.schedule.retain(|_, tasks| !tasks.is_empty());
    for (height, tasks) in restored.restore() {
        chain.schedule.entry(height).or_default().extend(tasks);
    }
    if let Some(queued) = &mut chain.queued {
        if has_messages(&record) {
            queued.insert(program)
        } else {
            queued.remove(&program)
        };
    }
    chain.states.insert(program, record);
    chain.code_ids.insert(program, code_id);
    Ok(hash)
}

fn postpone<S: Storage>(storage: &S, state: &mut ProgramState, later: i64) {
    // Tasks of height 0 are never restored.
    let moved = |height: u32| (i64::from(height).saturating_add(later)).clamp(1, u32::MAX.into()) as u32;

    if let Some(hash) = state.waitlist_hash.to_inner() {
        let mut waitlist = Waitlist::default();
        for entry in storage.waitlist(hash).expect("verified").into_inner().into_values() {
            waitlist.wait(entry.value, moved(entry.expiry));
        }
        state.waitlist_hash.replace(waitlist.store(storage));
    }
    if let Some(hash) = state.stash_hash.to_inner() {
        let mut stash = DispatchStash::default();
        for entry in storage.dispatch_stash(hash).expect("verified").as_ref().values() {
            let (dispatch, user) = entry.value.clone();
            match user {
                Some(user) => stash.add_to_user(dispatch, moved(entry.expiry), user),
                None => stash.add_to_program(dispatch, moved(entry.expiry)),
            }
        }
        state.stash_hash = stash.store(storage);
    }
    if let Some(hash) = state.mailbox_hash.to_inner() {
        let mut mailbox = Mailbox::default();
        for (user, messages) in storage.mailbox(hash).expect("verified").into_values(storage) {
            for (id, entry) in messages {
                mailbox.add_and_store_user_mailbox(storage, user, id, entry.value, moved(entry.expiry));
            }
        }
        state.mailbox_hash.replace(mailbox.store(storage));
    }
}

/// More than all there is of any coin. Sums of amounts below it fit wherever the runtime adds them up.
const TOO_MUCH: u128 = 1 << 112;

/// What the runtime takes for granted of a state that it made itself, and would stop at.
struct Check<'a, S> {
    storage: &'a S,
    /// Of the messages that the program has not handled to the end.
    ids: BTreeSet<MessageId>,
    has_init: bool,
}

type Checked = Result<(), &'static str>;

impl<S: Storage> Check<'_, S> {
    fn state(&mut self, state: &ProgramState, metadata: &CodeMetadata) -> Checked {
        require(state.balance < TOO_MUCH && state.executable_balance < TOO_MUCH, "a balance is impossibly high")?;
        for (queue, message_type) in
            [(state.canonical_queue, MessageType::Canonical), (state.injected_queue, MessageType::Injected)]
        {
            let messages = queue.query(self.storage).map_err(|_| "a queue is missing")?;
            let size = u8::try_from(messages.len()).unwrap_or(u8::MAX);
            require(size == queue.cached_queue_size, "a queue has another length than the state says")?;
            for message in messages {
                require(message.message_type == message_type, "a message lies in the wrong queue")?;
                self.incoming(&message, state)?;
            }
        }
        let waitlist: Waitlist = self.storage.query(&state.waitlist_hash).map_err(|_| "the waitlist is missing")?;
        for (&id, entry) in waitlist.as_ref() {
            require(id == entry.value.id, "a waiting message lies under another id")?;
            self.incoming(&entry.value, state)?;
        }
        let stash: DispatchStash = self.storage.query(&state.stash_hash).map_err(|_| "the stash is missing")?;
        for (&id, entry) in stash.as_ref() {
            let (message, user) = &entry.value;
            require(id == message.id, "a delayed message lies under another id")?;
            match user {
                None => self.incoming(message, state)?,
                Some(_) => self.amount(message.value)?,
            }
        }
        self.mailbox(state)?;
        match state.program {
            Program::Active(program) => {
                let allocations =
                    self.storage.query(&program.allocations_hash).map_err(|_| "allocations are missing")?;
                check_allocations(allocations.into(), metadata)
            }
            Program::Exited(_) | Program::Terminated(_) => Ok(()),
        }
    }

    /// A message that the program is still to handle.
    fn incoming(&mut self, message: &Dispatch, state: &ProgramState) -> Checked {
        require(self.ids.insert(message.id), "a message is there twice")?;
        self.amount(message.value)?;
        let is_reply = matches!(message.details, Some(MessageDetails::Reply(_)));
        match message.kind {
            DispatchKind::Init => {
                require(!self.has_init, "there are two init messages")?;
                self.has_init = true;
                let is_initialized = state.program.is_initialized();
                require(!is_initialized && message.details.is_none(), "an init message comes too late")
            }
            DispatchKind::Handle => require(message.details.is_none(), "a message has the details of another kind"),
            DispatchKind::Reply => require(is_reply, "a reply does not say to what"),
            DispatchKind::Signal => Err("there is a signal, which Gear.exe does not have"),
        }
    }

    fn mailbox(&self, state: &ProgramState) -> Checked {
        let mailbox: Mailbox = self.storage.query(&state.mailbox_hash).map_err(|_| "the mailbox is missing")?;
        let mut ids = BTreeSet::new();
        for messages in mailbox.into_values(self.storage).into_values() {
            for (id, entry) in messages {
                require(ids.insert(id), "a message is in two mailboxes")?;
                self.amount(entry.value.value)?;
            }
        }
        Ok(())
    }

    fn amount(&self, value: u128) -> Checked {
        require(value < TOO_MUCH, "a message has an impossibly high value")
    }
}

/// As the runtime does when it sets up the memory of a run.
fn check_allocations(allocations: IntervalsTree<WasmPage>, metadata: &CodeMetadata) -> Checked {
    let max_pages = u32::from(MAX_WASM_PAGES_AMOUNT);
    // Decoding a tree does not look whether its intervals run forward, apart from each other. They are its encoding.
    let intervals = BTreeMap::<u32, u32>::decode_all(&mut &allocations.encode()[..]).map_err(|_| "no allocations")?;
    let mut from = 0;
    for (&start, &end) in &intervals {
        require(from <= start && start <= end && end < max_pages, "the allocated memory is no memory")?;
        from = end + 1;
    }
    let size = allocations.end().map_or(metadata.static_pages(), |page| page.inc());
    let (static_pages, stack_end) = (metadata.static_pages(), metadata.stack_end());
    let context = AllocationsContext::try_new(size, allocations, static_pages, stack_end, MAX_WASM_PAGES_AMOUNT.into());
    require(context.is_ok(), "the allocated memory does not fit the code")
}

fn require(holds: bool, otherwise: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(otherwise) }
}
