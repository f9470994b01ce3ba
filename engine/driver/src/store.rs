use crate::draft::StepStorage;
use alloc::{collections::BTreeSet, vec::Vec};
use ethexe_common::HashOf;
use ethexe_runtime_common::{
    InBlockTransitions,
    state::{
        Allocations, DispatchStash, Mailbox, MemoryPages, MemoryPagesRegion, MessageQueue, ProgramState, Storage,
        UserMailbox, Waitlist,
    },
};
use gear_core::{buffer::Payload, memory::PageBuf};
use gprimitives::{ActorId, H256};
use parity_scale_codec::{Decode, DecodeAll, Encode};

/// Content-addressed bytes by blake2b-256. Cloning must give another handle on the same bytes.
pub trait Blobs {
    fn read(&self, hash: H256) -> Option<Vec<u8>>;

    fn contains(&self, hash: H256) -> bool {
        self.read(hash).is_some()
    }

    /// `hash` is the blake2b-256 of `bytes`.
    fn write(&self, hash: H256, bytes: Vec<u8>);

    /// Takes bytes in and tells the hash under which they are found.
    fn put(&self, bytes: Vec<u8>) -> H256 {
        let hash = H256(gear_core::utils::hash(&bytes));
        self.write(hash, bytes);
        hash
    }

    /// A table of pages. It is read to be written anew, with some entries changed; to read it from its bytes costs its length.
    fn region(&self, hash: H256) -> Option<MemoryPagesRegion> {
        Some(decode(hash, &self.read(hash)?))
    }

    fn put_region(&self, region: MemoryPagesRegion) -> H256 {
        self.put(region.encode())
    }
}

/// # Panics
/// When the bytes under `hash` are of another kind: the caller mixed up hashes, or the store is damaged.
pub fn decode<T: Decode>(hash: H256, bytes: &[u8]) -> T {
    let kind = core::any::type_name::<T>();
    T::decode_all(&mut &bytes[..]).unwrap_or_else(|error| panic!("blob {hash:?} is not a {kind}: {error}"))
}

/// The runtime's typed storage over [`Blobs`]: every component is stored as its SCALE encoding, but payloads and
/// pages as they are. The state of a program just created has the hash zero and is never stored.
///
/// `extra` is what a [`crate::Runtime`] keeps beside its storage.
#[derive(Clone, Debug)]
pub struct ContentStorage<B, X = ()> {
    pub blobs: B,
    pub extra: X,
}

impl<B: Blobs> ContentStorage<B> {
    pub fn new(blobs: B) -> Self {
        Self { blobs, extra: () }
    }
}

impl<B: Blobs, X> ContentStorage<B, X> {
    fn decode<T: Decode>(&self, hash: H256) -> Option<T> {
        Some(decode(hash, &self.blobs.read(hash)?))
    }

    fn store_as<T>(&self, bytes: Vec<u8>) -> HashOf<T> {
        // SAFETY: the hash is that of the bytes just stored, which encode a `T`.
        unsafe { HashOf::new(self.blobs.put(bytes)) }
    }
}

/// Everything is stored at once, as on a node.
impl<B: Blobs> StepStorage for ContentStorage<B> {
    fn tidy(&self, _: &InBlockTransitions, _: &BTreeSet<ActorId>) {}

    fn keep(&self, _: &mut InBlockTransitions, _: &BTreeSet<ActorId>) {}
}

macro_rules! scale_components {
    ($($read:ident, $write:ident: $kind:ty;)*) => {
        $(
            fn $read(&self, hash: HashOf<$kind>) -> Option<$kind> {
                self.decode(hash.inner())
            }

            fn $write(&self, value: $kind) -> HashOf<$kind> {
                self.store_as(value.encode())
            }
        )*
    };
}

impl<B: Blobs, X> Storage for ContentStorage<B, X> {
    fn program_state(&self, hash: H256) -> Option<ProgramState> {
        if hash.is_zero() { Some(ProgramState::zero()) } else { self.decode(hash) }
    }

    fn write_program_state(&self, state: ProgramState) -> H256 {
        if state.is_zero() { H256::zero() } else { self.blobs.put(state.encode()) }
    }

    scale_components! {
        message_queue, write_message_queue: MessageQueue;
        waitlist, write_waitlist: Waitlist;
        dispatch_stash, write_dispatch_stash: DispatchStash;
        mailbox, write_mailbox: Mailbox;
        user_mailbox, write_user_mailbox: UserMailbox;
        memory_pages, write_memory_pages: MemoryPages;
        allocations, write_allocations: Allocations;
    }

    fn memory_pages_region(&self, hash: HashOf<MemoryPagesRegion>) -> Option<MemoryPagesRegion> {
        self.blobs.region(hash.inner())
    }

    fn write_memory_pages_region(&self, region: MemoryPagesRegion) -> HashOf<MemoryPagesRegion> {
        // SAFETY: `region` reads a region under it.
        unsafe { HashOf::new(self.blobs.put_region(region)) }
    }

    fn payload(&self, hash: HashOf<Payload>) -> Option<Payload> {
        let bytes = self.blobs.read(hash.inner())?;
        Some(Payload::try_from(bytes).unwrap_or_else(|_| panic!("blob {hash:?} is too large for a payload")))
    }

    fn write_payload(&self, payload: Payload) -> HashOf<Payload> {
        self.store_as(payload.into_vec())
    }

    fn page_data(&self, hash: HashOf<PageBuf>) -> Option<PageBuf> {
        self.decode(hash.inner())
    }

    fn write_page_data(&self, data: PageBuf) -> HashOf<PageBuf> {
        self.store_as(data.to_vec())
    }
}
