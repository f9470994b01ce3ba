//! Walks a program's state through a store that may hold only a part of it.

use crate::store::Blobs;
use alloc::{boxed::Box, collections::BTreeSet, vec::Vec};
use core::{any::TypeId, fmt};
use ethexe_common::{HashOf, MaybeHashOf};
use ethexe_runtime_common::state::{
    Allocations, Dispatch, DispatchStash, Mailbox, MemoryPages, MemoryPagesRegion, PayloadLookup, Program,
    ProgramState, UserMailbox, Waitlist,
};
use gear_core::{buffer::Payload, memory::PageBuf};
use gprimitives::H256;
use parity_scale_codec::{Compact, Decode, DecodeAll};

/// The blobs that a program's state consists of, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reachable {
    /// In the store.
    pub present: Vec<H256>,
    /// Not in the store. What only they refer to is not known yet: fetch them and walk again.
    pub missing: Vec<H256>,
    /// Of both, what is nothing but the data of a page.
    pub pages: BTreeSet<H256>,
}

/// A blob that is not what a state takes it for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongKind {
    pub hash: H256,
    /// What it should be.
    pub kind: &'static str,
}

impl fmt::Display for WrongKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.rsplit("::").next().unwrap_or(self.kind);
        write!(f, "blob {:?} is no {kind}", self.hash)
    }
}

/// What states refer to, state by state, so that what they have in common is looked at once.
#[derive(Default)]
pub struct Tour {
    seen: BTreeSet<(H256, TypeId)>,
    listed: BTreeSet<H256>,
}

impl Tour {
    /// As [`reachable`], without what was told before. `has_pages`: with the data of pages; else their tables are not looked
    /// into.
    pub fn visit<B: Blobs>(&mut self, blobs: &B, states: &[H256], has_pages: bool) -> Result<Reachable, WrongKind> {
        let Self { seen, listed } = core::mem::take(self);
        let depth = if has_pages { Depth::Leaves } else { Depth::Nodes };
        let mut walk = Walk { blobs, depth, seen, listed, reachable: Reachable::default() };
        walk.states(states)?;
        let reachable = walk.reachable;
        *self = Self { seen: walk.seen, listed: walk.listed };
        Ok(reachable)
    }
}

/// All blobs under a state: the state itself, both queues, waitlist, stash, mailbox and the users' mailboxes,
/// stored payloads of all these, allocations, page table, page regions and page data. A block and a queue run
/// need no others.
///
/// Payloads and pages are not looked into: there may be many, and most runs touch few.
pub fn reachable<B: Blobs>(blobs: &B, state_hash: H256) -> Result<Reachable, WrongKind> {
    walk(blobs, &[state_hash], Depth::Leaves)
}

/// As [`reachable`], and every blob that is present is what it should be. For states that a stranger made.
pub fn verified<B: Blobs>(blobs: &B, state_hash: H256) -> Result<Reachable, WrongKind> {
    walk(blobs, &[state_hash], Depth::Verified)
}

/// What of a state must be in the store before a block begins, and is not: everything but the data of pages.
/// The tables of pages are not looked into, so this costs the same however large the program's memory is.
pub fn missing_nodes<B: Blobs>(blobs: &B, state_hash: H256) -> Result<Vec<H256>, WrongKind> {
    Ok(walk(blobs, &[state_hash], Depth::Nodes)?.missing)
}

/// The same before a run of one of its queues, which does without what waits, is delayed or lies in mailboxes.
pub fn missing_for_run<B: Blobs>(blobs: &B, state_hash: H256) -> Result<Vec<H256>, WrongKind> {
    Ok(walk(blobs, &[state_hash], Depth::Run)?.missing)
}

/// Of `candidates` those that are blobs of the states. A blob that is no candidate is not looked into: what it refers to
/// are no candidates either. So this costs what is new in the states, not what they are.
pub fn reachable_among<B: Blobs>(
    blobs: &B,
    states: &[H256],
    candidates: BTreeSet<H256>,
) -> Result<Reachable, WrongKind> {
    walk(blobs, states, Depth::Among(Candidates::new(candidates)))
}

/// Number of the pages that hold data; the tables of pages say so at their beginning. What is missing counts as none.
pub fn page_count<B: Blobs>(blobs: &B, state_hash: H256) -> Result<u32, WrongKind> {
    let read = |hash: H256| blobs.read(hash).unwrap_or_default();
    if state_hash.is_zero() {
        return Ok(0);
    }
    let state = ProgramState::decode_all(&mut &read(state_hash)[..]).map_err(|_| wrong::<ProgramState>(state_hash))?;
    let Program::Active(program) = state.program else { return Ok(0) };
    let Some(table) = program.pages_hash.to_inner().map(|hash| hash.inner()) else { return Ok(0) };
    let pages = MemoryPages::decode_all(&mut &read(table)[..]).map_err(|_| wrong::<MemoryPages>(table))?;
    let regions = pages.to_inner().into_iter().filter_map(|region| region.to_inner()).map(|hash| hash.inner());
    let counts = regions.map(|hash| {
        let count = Compact::<u32>::decode(&mut &read(hash)[..]).map_err(|_| wrong::<MemoryPagesRegion>(hash))?;
        Ok(count.0)
    });
    counts.sum()
}

fn walk<B: Blobs>(blobs: &B, states: &[H256], depth: Depth) -> Result<Reachable, WrongKind> {
    let mut walk =
        Walk { blobs, depth, seen: BTreeSet::new(), listed: BTreeSet::new(), reachable: Reachable::default() };
    walk.states(states)?;
    Ok(walk.reachable)
}

/// How far a walk goes.
enum Depth {
    /// What a run reads, and not into the tables of pages.
    Run,
    /// Not into the tables of pages.
    Nodes,
    /// Down to payloads and pages.
    Leaves,
    /// Into these too.
    Verified,
    /// Down to payloads and pages, along these blobs alone.
    Among(Candidates),
}

/// A set of few hashes that is asked for many others.
struct Candidates {
    hashes: BTreeSet<H256>,
    /// Whether one of them begins with a byte: most others do not.
    first_bytes: Box<[bool; 256]>,
}

impl Candidates {
    fn new(hashes: BTreeSet<H256>) -> Self {
        let mut first_bytes = Box::new([false; 256]);
        hashes.iter().for_each(|hash| first_bytes[usize::from(hash.0[0])] = true);
        Self { hashes, first_bytes }
    }

    fn contains(&self, hash: H256) -> bool {
        self.first_bytes[usize::from(hash.0[0])] && self.hashes.contains(&hash)
    }
}

struct Walk<'a, B> {
    blobs: &'a B,
    depth: Depth,
    /// By kind too: one blob may be taken for several things, and is not all of them.
    seen: BTreeSet<(H256, TypeId)>,
    listed: BTreeSet<H256>,
    reachable: Reachable,
}

/// What may be long, as it is written: without the trees that the runtime makes of it and the payloads that are in it.
mod plain {
    use alloc::vec::Vec;
    use ethexe_common::{HashOf, gear::MessageType};
    use gear_core::{
        buffer::Payload,
        message::{ContextStore, DispatchKind, MessageDetails},
    };
    use gear_core::{memory::PageBuf, pages::GearPage};
    use gprimitives::{ActorId, MessageId};
    use parity_scale_codec::{Compact, Decode, Error, Input};

    #[derive(Decode)]
    pub struct MemoryPagesRegion(pub Vec<(GearPage, HashOf<PageBuf>)>);

    /// The payloads that its messages refer to.
    pub struct MessageQueue(pub Vec<HashOf<Payload>>);

    impl Decode for MessageQueue {
        fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
            let Compact(count) = Compact::<u32>::decode(input)?;
            let mut stored = Vec::new();
            for _ in 0..count {
                stored.extend(Dispatch::decode(input)?.payload.0);
            }
            Ok(Self(stored))
        }
    }

    #[derive(Decode)]
    #[allow(dead_code, reason = "what is decoded is to be of this form")]
    struct Dispatch {
        id: MessageId,
        kind: DispatchKind,
        source: ActorId,
        payload: PayloadLookup,
        value: u128,
        details: Option<MessageDetails>,
        context: Option<ContextStore>,
        message_type: MessageType,
        call: bool,
    }

    /// Its hash, if the payload is stored.
    struct PayloadLookup(Option<HashOf<Payload>>);

    impl Decode for PayloadLookup {
        fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
            match input.read_byte()? {
                0 => {
                    let Compact(length) = Compact::<u32>::decode(input)?;
                    if length as usize > Payload::MAX_LEN {
                        return Err("too long for a payload".into());
                    }
                    skip(input, length as usize)?;
                    Ok(Self(None))
                }
                1 => HashOf::decode(input).map(|hash| Self(Some(hash))),
                _ => Err("no payload".into()),
            }
        }
    }

    fn skip<I: Input>(input: &mut I, mut length: usize) -> Result<(), Error> {
        let mut skipped = [0; 256];
        while length > 0 {
            let part = length.min(skipped.len());
            input.read(&mut skipped[..part])?;
            length -= part;
        }
        Ok(())
    }
}

impl<B: Blobs> Walk<'_, B> {
    fn states(&mut self, states: &[H256]) -> Result<(), WrongKind> {
        // The hash of a program just created stands for itself.
        states.iter().filter(|hash| !hash.is_zero()).try_for_each(|&hash| self.state(hash))
    }

    fn state(&mut self, hash: H256) -> Result<(), WrongKind> {
        let Some(state) = self.read::<ProgramState>(hash)? else { return Ok(()) };
        for queue in [state.canonical_queue, state.injected_queue] {
            let Some(hash) = queue.hash.to_inner() else { continue };
            let queue = self.read::<plain::MessageQueue>(hash.inner())?;
            queue.into_iter().flat_map(|queue| queue.0).try_for_each(|payload| self.stored_payload(payload))?;
        }
        if !matches!(self.depth, Depth::Run) {
            self.put_by(&state)?;
        }
        if let Program::Active(program) = state.program {
            self.component::<Allocations>(program.allocations_hash)?;
            if let Some(pages) = self.component::<MemoryPages>(program.pages_hash)? {
                pages.to_inner().into_iter().try_for_each(|region| self.region(region))?;
            }
        }
        Ok(())
    }

    /// What the program's queues do not have to do with.
    fn put_by(&mut self, state: &ProgramState) -> Result<(), WrongKind> {
        if let Some(waitlist) = self.component::<Waitlist>(state.waitlist_hash)? {
            waitlist.as_ref().values().try_for_each(|entry| self.dispatch(&entry.value))?;
        }
        if let Some(stash) = self.component::<DispatchStash>(state.stash_hash)? {
            stash.as_ref().values().try_for_each(|entry| self.dispatch(&entry.value.0))?;
        }
        if let Some(mailbox) = self.component::<Mailbox>(state.mailbox_hash)? {
            mailbox.as_ref().values().try_for_each(|&user| self.user_mailbox(user))?;
        }
        Ok(())
    }

    fn user_mailbox(&mut self, hash: HashOf<UserMailbox>) -> Result<(), WrongKind> {
        let Some(mailbox) = self.component::<UserMailbox>(hash.into())? else { return Ok(()) };
        mailbox.as_ref().values().try_for_each(|entry| self.payload(&entry.value.payload))
    }

    fn dispatch(&mut self, dispatch: &Dispatch) -> Result<(), WrongKind> {
        self.payload(&dispatch.payload)
    }

    fn payload(&mut self, payload: &PayloadLookup) -> Result<(), WrongKind> {
        match payload {
            PayloadLookup::Stored(hash) => self.stored_payload(*hash),
            PayloadLookup::Direct(_) => Ok(()),
        }
    }

    fn stored_payload(&mut self, hash: HashOf<Payload>) -> Result<(), WrongKind> {
        self.leaf(hash, |bytes| Payload::try_from(bytes).is_ok())
    }

    fn region(&mut self, hash: MaybeHashOf<MemoryPagesRegion>) -> Result<(), WrongKind> {
        let Some(hash) = hash.to_inner() else { return Ok(()) };
        let is_page = |bytes: Vec<u8>| PageBuf::decode_all(&mut &bytes[..]).is_ok();
        match self.depth {
            Depth::Nodes | Depth::Run => self.list(hash.inner(), self.blobs.contains(hash.inner()), false),
            Depth::Verified => {
                let Some(region) = self.read::<MemoryPagesRegion>(hash.inner())? else { return Ok(()) };
                region.as_inner().values().try_for_each(|&page| self.leaf(page, is_page))?;
            }
            Depth::Leaves | Depth::Among(_) => {
                let Some(region) = self.read::<plain::MemoryPagesRegion>(hash.inner())? else { return Ok(()) };
                region.0.iter().try_for_each(|&(_, page)| self.leaf(page, is_page))?;
            }
        }
        Ok(())
    }

    fn component<T: Decode + 'static>(&mut self, hash: MaybeHashOf<T>) -> Result<Option<T>, WrongKind> {
        hash.to_inner().map_or(Ok(None), |hash| self.read(hash.inner()))
    }

    /// None for what is missing, and for what was read before.
    fn read<T: Decode + 'static>(&mut self, hash: H256) -> Result<Option<T>, WrongKind> {
        if !self.is_on_the_way(hash) || !self.seen.insert((hash, TypeId::of::<T>())) {
            return Ok(None);
        }
        let bytes = self.blobs.read(hash);
        self.list(hash, bytes.is_some(), false);
        let Some(bytes) = bytes else { return Ok(None) };
        T::decode_all(&mut &bytes[..]).map(Some).map_err(|_| wrong::<T>(hash))
    }

    /// A blob that refers to no others.
    fn leaf<T: 'static>(&mut self, hash: HashOf<T>, is_one: impl Fn(Vec<u8>) -> bool) -> Result<(), WrongKind> {
        let hash = hash.inner();
        let is_page = TypeId::of::<T>() == TypeId::of::<PageBuf>();
        if !self.is_on_the_way(hash) || !self.seen.insert((hash, TypeId::of::<T>())) {
            return Ok(());
        }
        if !matches!(self.depth, Depth::Verified) {
            self.list(hash, self.blobs.contains(hash), is_page);
            return Ok(());
        }
        let bytes = self.blobs.read(hash);
        self.list(hash, bytes.is_some(), is_page);
        if bytes.is_none_or(is_one) { Ok(()) } else { Err(wrong::<T>(hash)) }
    }

    fn is_on_the_way(&self, hash: H256) -> bool {
        match &self.depth {
            Depth::Among(candidates) => candidates.contains(hash),
            _ => true,
        }
    }

    fn list(&mut self, hash: H256, is_present: bool, is_page: bool) {
        if self.listed.insert(hash) {
            let list = if is_present { &mut self.reachable.present } else { &mut self.reachable.missing };
            list.push(hash);
            if is_page {
                self.reachable.pages.insert(hash);
            }
        } else if !is_page {
            self.reachable.pages.remove(&hash);
        }
    }
}

fn wrong<T>(hash: H256) -> WrongKind {
    WrongKind { hash, kind: core::any::type_name::<T>() }
}
