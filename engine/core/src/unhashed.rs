//! What a run writes, hashed when it is through.

use crate::blobs::HostBlobs;
use core::cell::RefCell;
use ethexe_common::MaybeHashOf;
use ethexe_runtime_common::state::{ActiveProgram, MemoryPagesInner, MemoryPagesRegionInner, Program, ProgramState};
use gear_exe_driver::{Blobs, ContentStorage};
use gprimitives::H256;
use parity_scale_codec::{DecodeAll, Encode};

/// The content store of a run.
///
/// After each message of a queue the runtime hashes and stores every page that the message wrote, the tables that lead to
/// it and the state, although only what the last message leaves is ever looked for. Here all of it lies under names that
/// look like hashes until [`keep`] gives what is left its true ones. The hash of a page takes longer than many a message runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunBlobs;

enum Piece {
    Unhashed(Vec<u8>),
    /// It is in the host's store, under this hash.
    Kept(H256),
    Dropped,
}

#[derive(Default)]
struct Pieces {
    /// By number.
    all: Vec<Piece>,
    /// Bytes of those that are unhashed.
    size: usize,
}

thread_local! {
    static PIECES: RefCell<Pieces> = RefCell::default();
}

/// The names begin so; no hash does.
const MARK: [u8; 24] = *b"of a run, not hashed yet";

/// When more bytes than this are unhashed after a message, they are sorted out.
const ENOUGH: usize = 16 << 20;

impl Blobs for RunBlobs {
    fn read(&self, hash: H256) -> Option<Vec<u8>> {
        let Some(number) = number_of(hash) else { return HostBlobs.read(hash) };
        let kept = PIECES.with_borrow(|pieces| match &pieces.all[number] {
            Piece::Unhashed(bytes) => Err(bytes.clone()),
            Piece::Kept(hash) => Ok(*hash),
            Piece::Dropped => unreachable!("nothing refers to what was dropped"),
        });
        kept.map_or_else(Some, |hash| HostBlobs.read(hash))
    }

    fn contains(&self, hash: H256) -> bool {
        number_of(hash).is_some() || HostBlobs.contains(hash)
    }

    fn write(&self, hash: H256, bytes: Vec<u8>) {
        HostBlobs.write(hash, bytes);
    }

    fn put(&self, bytes: Vec<u8>) -> H256 {
        PIECES.with_borrow_mut(|pieces| {
            let number = pieces.all.len() as u64;
            pieces.size += bytes.len();
            pieces.all.push(Piece::Unhashed(bytes));
            let mut name = [0; 32];
            name[..24].copy_from_slice(&MARK);
            name[24..].copy_from_slice(&number.to_le_bytes());
            H256(name)
        })
    }
}

/// The runtime's storage over [`RunBlobs`].
pub const fn storage() -> ContentStorage<RunBlobs> {
    ContentStorage { blobs: RunBlobs, extra: () }
}

/// A run begins; what one before wrote and did not keep is gone.
pub fn begin_run() {
    PIECES.take();
}

/// Shows the bytes under a name to `look`; none when `hash` is a true one or its bytes are in the host's store.
pub fn with_unhashed<T>(hash: H256, look: impl FnOnce(&[u8]) -> T) -> Result<T, H256> {
    let Some(number) = number_of(hash) else { return Err(hash) };
    PIECES.with_borrow(|pieces| match &pieces.all[number] {
        Piece::Unhashed(bytes) => Ok(look(bytes)),
        Piece::Kept(hash) => Err(*hash),
        Piece::Dropped => unreachable!("nothing refers to what was dropped"),
    })
}

/// After each message of the run: when there is much, hashes what the state under this name refers to and drops the rest.
pub fn tidy(state: H256) {
    if PIECES.with_borrow(|pieces| pieces.size) <= ENOUGH {
        return;
    }
    keep(state);
    PIECES.with_borrow_mut(|pieces| {
        pieces.size = 0;
        for piece in &mut pieces.all {
            if let Piece::Unhashed(_) = piece {
                *piece = Piece::Dropped;
            }
        }
    });
}

/// Stores the state under this name and all that it refers to. Gives its hash.
pub fn keep(state: H256) -> H256 {
    kept(state, |mut state: ProgramState| {
        if let Program::Active(ActiveProgram { allocations_hash, pages_hash, .. }) = &mut state.program {
            keep_in(allocations_hash, keep_bytes);
            keep_in(pages_hash, |hash| kept(hash, keep_regions));
        }
        state.encode()
    })
}

fn keep_regions(mut regions: MemoryPagesInner) -> Vec<u8> {
    for region in &mut regions {
        keep_in(region, |hash| kept(hash, keep_pages));
    }
    regions.encode()
}

fn keep_pages(mut pages: MemoryPagesRegionInner) -> Vec<u8> {
    for page in pages.values_mut() {
        // SAFETY: the bytes stay the same.
        *page = unsafe { ethexe_common::HashOf::new(keep_bytes(page.inner())) };
    }
    pages.encode()
}

fn keep_in<T>(hash: &mut MaybeHashOf<T>, keep: impl FnOnce(H256) -> H256) {
    if let Some(inner) = hash.to_inner() {
        // SAFETY: `keep` puts what it found there in its place.
        *hash = unsafe { ethexe_common::HashOf::new(keep(inner.inner())) }.into();
    }
}

fn keep_bytes(hash: H256) -> H256 {
    keep_as(hash, |bytes| bytes)
}

/// Decodes what lies under the name; `parts` keeps the parts and encodes it again.
fn kept<T: DecodeAll>(hash: H256, parts: impl FnOnce(T) -> Vec<u8>) -> H256 {
    keep_as(hash, |bytes| parts(T::decode_all(&mut &bytes[..]).expect("it was encoded as such")))
}

fn keep_as(hash: H256, finish: impl FnOnce(Vec<u8>) -> Vec<u8>) -> H256 {
    let Some(number) = number_of(hash) else { return hash };
    let taken = PIECES.with_borrow_mut(|pieces| core::mem::replace(&mut pieces.all[number], Piece::Dropped));
    let hash = match taken {
        Piece::Unhashed(bytes) => HostBlobs.put(finish(bytes)),
        Piece::Kept(hash) => hash,
        Piece::Dropped => unreachable!("nothing refers to what was dropped"),
    };
    PIECES.with_borrow_mut(|pieces| pieces.all[number] = Piece::Kept(hash));
    hash
}

fn number_of(hash: H256) -> Option<usize> {
    let number = hash.0.strip_prefix(&MARK)?;
    Some(u64::from_le_bytes(number.try_into().expect("8 bytes are left")) as usize)
}
