//! Walks a program's state through a store that may hold only a part of it.

use crate::store::Blobs;
use alloc::{collections::BTreeSet, vec::Vec};
use ethexe_common::{HashOf, MaybeHashOf};
use ethexe_runtime_common::state::{
    Allocations, Dispatch, DispatchStash, Mailbox, MemoryPages, MemoryPagesRegion, MessageQueue, PayloadLookup,
    Program, ProgramState, UserMailbox, Waitlist,
};
use gprimitives::H256;
use parity_scale_codec::{Decode, DecodeAll};

/// The blobs that a program's state consists of, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reachable {
    /// In the store.
    pub present: Vec<H256>,
    /// Not in the store. What only they refer to is not known yet: fetch them and walk again.
    pub missing: Vec<H256>,
}

/// All blobs under a state: the state itself, both queues, waitlist, stash, mailbox and the users' mailboxes,
/// stored payloads of all these, allocations, page table, page regions and page data. A block and a queue run
/// need no others.
///
/// # Panics
/// When a blob is not of the kind that is expected under its hash.
pub fn reachable<B: Blobs>(blobs: &B, state_hash: H256) -> Reachable {
    let mut walk = Walk { blobs, seen: BTreeSet::new(), reachable: Reachable::default() };
    // The hash of a program just created stands for itself.
    if !state_hash.is_zero() {
        walk.state(state_hash);
    }
    walk.reachable
}

struct Walk<'a, B> {
    blobs: &'a B,
    seen: BTreeSet<H256>,
    reachable: Reachable,
}

impl<B: Blobs> Walk<'_, B> {
    fn state(&mut self, hash: H256) {
        let Some(state) = self.read::<ProgramState>(hash) else { return };
        for queue in [state.canonical_queue, state.injected_queue] {
            let queue: Option<MessageQueue> = self.component(queue.hash);
            queue.iter().flat_map(AsRef::as_ref).for_each(|dispatch| self.dispatch(dispatch));
        }
        if let Some(waitlist) = self.component::<Waitlist>(state.waitlist_hash) {
            waitlist.as_ref().values().for_each(|entry| self.dispatch(&entry.value));
        }
        if let Some(stash) = self.component::<DispatchStash>(state.stash_hash) {
            stash.as_ref().values().for_each(|entry| self.dispatch(&entry.value.0));
        }
        if let Some(mailbox) = self.component::<Mailbox>(state.mailbox_hash) {
            mailbox.as_ref().values().for_each(|&user| self.user_mailbox(user));
        }
        if let Program::Active(program) = state.program {
            self.component::<Allocations>(program.allocations_hash);
            if let Some(pages) = self.component::<MemoryPages>(program.pages_hash) {
                pages.to_inner().into_iter().for_each(|region| self.region(region));
            }
        }
    }

    fn user_mailbox(&mut self, hash: HashOf<UserMailbox>) {
        let Some(mailbox) = self.component::<UserMailbox>(hash.into()) else { return };
        mailbox.as_ref().values().for_each(|entry| self.payload(&entry.value.payload));
    }

    fn dispatch(&mut self, dispatch: &Dispatch) {
        self.payload(&dispatch.payload);
    }

    fn payload(&mut self, payload: &PayloadLookup) {
        if let PayloadLookup::Stored(hash) = payload {
            self.leaf(hash.inner());
        }
    }

    fn region(&mut self, hash: MaybeHashOf<MemoryPagesRegion>) {
        let Some(region) = self.component(hash) else { return };
        region.as_inner().values().for_each(|page| self.leaf(page.inner()));
    }

    fn component<T: Decode>(&mut self, hash: MaybeHashOf<T>) -> Option<T> {
        self.read(hash.to_inner()?.inner())
    }

    /// None for what is missing, and for what was read before.
    fn read<T: Decode>(&mut self, hash: H256) -> Option<T> {
        if !self.seen.insert(hash) {
            return None;
        }
        let Some(bytes) = self.blobs.read(hash) else {
            self.reachable.missing.push(hash);
            return None;
        };
        self.reachable.present.push(hash);
        let kind = core::any::type_name::<T>();
        Some(T::decode_all(&mut &bytes[..]).unwrap_or_else(|error| panic!("blob {hash:?} is not a {kind}: {error}")))
    }

    fn leaf(&mut self, hash: H256) {
        if self.seen.insert(hash) {
            let list = match self.blobs.contains(hash) {
                true => &mut self.reachable.present,
                false => &mut self.reachable.missing,
            };
            list.push(hash);
        }
    }
}
