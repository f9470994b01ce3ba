//! What a run writes, hashed when it is through.

use crate::blobs::HostBlobs;
use core::{cell::RefCell, mem};
use ethexe_common::{HashOf, MaybeHashOf};
use ethexe_runtime_common::state::{ActiveProgram, MemoryPages, MemoryPagesRegion, Program, ProgramState};
use gear_core::{memory::PageBuf, pages::GearPage};
use gear_exe_driver::{Blobs, ContentStorage, StandIn, decode};
use gprimitives::H256;
use parity_scale_codec::Encode;
use std::collections::BTreeMap;

/// The content store of a run.
///
/// After each message of a queue the runtime hashes and stores every page that the message wrote, the tables that lead to
/// it and the state, although only what the last message leaves is ever looked for. Here all of it lies under names that
/// look like hashes until [`keep`] gives what is left its true ones. The hash of a page takes longer than many a message runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunBlobs;

enum Piece {
    Unhashed(Vec<u8>),
    /// A table of pages, whose own names may be such.
    Region(MemoryPagesRegion),
    /// It is in the host's store, under this hash.
    Kept(H256),
    Dropped,
}

#[derive(Default)]
struct Pieces {
    /// By number.
    all: Vec<Piece>,
    /// About how many bytes those take that are not kept.
    size: usize,
}

thread_local! {
    static PIECES: RefCell<Pieces> = RefCell::default();
}

const UNHASHED: StandIn = StandIn(*b"of a run, not hashed yet");

/// When more bytes than this are unhashed after a message, they are sorted out.
const ENOUGH: usize = 16 << 20;

/// Of a page in a table: number and hash.
const ENTRY: usize = 36;

impl Blobs for RunBlobs {
    fn read(&self, hash: H256) -> Option<Vec<u8>> {
        with_piece(hash, |piece| match piece {
            Piece::Region(region) => region.encode(),
            piece => bytes_of(piece).to_vec(),
        })
        .map_or_else(|hash| HostBlobs.read(hash), Some)
    }

    fn contains(&self, hash: H256) -> bool {
        number_of(hash).is_some() || HostBlobs.contains(hash)
    }

    fn write(&self, hash: H256, bytes: Vec<u8>) {
        HostBlobs.write(hash, bytes);
    }

    fn put(&self, bytes: Vec<u8>) -> H256 {
        let size = bytes.len();
        add(Piece::Unhashed(bytes), size)
    }

    fn region(&self, hash: H256) -> Option<MemoryPagesRegion> {
        with_region(hash, MemoryPagesRegion::clone).map_or_else(|hash| HostBlobs.region(hash), Some)
    }

    fn put_region(&self, region: MemoryPagesRegion) -> H256 {
        let size = ENTRY * region.as_inner().len();
        add(Piece::Region(region), size)
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

/// Shows the bytes under a name to `look`. `Err`: they are in the host's store, under this hash.
pub fn with_bytes<T>(hash: H256, look: impl FnOnce(&[u8]) -> T) -> Result<T, H256> {
    with_piece(hash, |piece| look(bytes_of(piece)))
}

/// The same for a table of pages.
pub fn with_region<T>(hash: H256, look: impl FnOnce(&MemoryPagesRegion) -> T) -> Result<T, H256> {
    with_piece(hash, |piece| {
        let Piece::Region(region) = piece else { unreachable!("{hash:?} is no table of pages") };
        look(region)
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
            if !matches!(piece, Piece::Kept(_)) {
                *piece = Piece::Dropped;
            }
        }
    });
}

/// Stores the state under this name and all that it refers to. Gives its hash.
pub fn keep(state: H256) -> H256 {
    keep_piece(state, |bytes| {
        let mut state: ProgramState = decode(state, &bytes);
        if let Program::Active(ActiveProgram { allocations_hash, pages_hash, .. }) = &mut state.program {
            keep_in(allocations_hash, keep_bytes);
            keep_in(pages_hash, |pages| keep_piece(pages, |bytes| keep_regions(decode(pages, &bytes))));
        }
        state.encode()
    })
}

fn keep_regions(mut pages: MemoryPages) -> Vec<u8> {
    let before = pages.to_inner();
    let mut written = BTreeMap::<GearPage, HashOf<PageBuf>>::new();
    for name in before.iter().filter_map(|region| region.to_inner()) {
        let of_region = with_region(name.inner(), |region| {
            let unhashed = region.as_inner().iter().filter(|(_, page)| number_of(page.inner()).is_some());
            unhashed.map(|(&page, &data)| (page, data)).collect()
        });
        // What was kept in the middle of the run has none.
        written.extend(of_region.unwrap_or_else(|_| Vec::new()));
    }
    for page in written.values_mut() {
        // SAFETY: the bytes stay the same.
        *page = unsafe { HashOf::new(keep_bytes(page.inner())) };
    }
    pages.update_and_store_regions(&ContentStorage::new(TakenRegions), written);
    let mut after = pages.to_inner();
    for (before, after) in before.into_iter().zip(&mut after) {
        // Still a name where pages were removed and none was written.
        keep_in(after, |hash| {
            let is_there = with_region(hash, |_| ());
            is_there.map_or_else(|kept| kept, |()| HostBlobs.put_region(take_region(hash)))
        });
        if let (Some(before), Some(after)) = (before.to_inner(), after.to_inner())
            && let Some(number) = number_of(before.inner())
        {
            PIECES.with_borrow_mut(|pieces| pieces.all[number] = Piece::Kept(after.inner()));
        }
    }
    after.encode()
}

/// The tables of this run, which go to the host's store when they are written anew.
#[derive(Clone, Copy)]
struct TakenRegions;

impl Blobs for TakenRegions {
    fn read(&self, hash: H256) -> Option<Vec<u8>> {
        RunBlobs.read(hash)
    }

    fn write(&self, hash: H256, bytes: Vec<u8>) {
        HostBlobs.write(hash, bytes);
    }

    fn region(&self, hash: H256) -> Option<MemoryPagesRegion> {
        Some(take_region(hash))
    }

    fn put_region(&self, region: MemoryPagesRegion) -> H256 {
        HostBlobs.put_region(region)
    }
}

fn take_region(name: H256) -> MemoryPagesRegion {
    let number = number_of(name).expect("a table of this run");
    match PIECES.with_borrow_mut(|pieces| mem::replace(&mut pieces.all[number], Piece::Dropped)) {
        Piece::Region(region) => region,
        _ => unreachable!("{name:?} is no table of pages"),
    }
}

fn keep_in<T>(hash: &mut MaybeHashOf<T>, keep: impl FnOnce(H256) -> H256) {
    if let Some(inner) = hash.to_inner() {
        // SAFETY: `keep` puts what it found there in its place.
        *hash = unsafe { HashOf::new(keep(inner.inner())) }.into();
    }
}

fn keep_bytes(hash: H256) -> H256 {
    keep_piece(hash, |bytes| bytes)
}

/// Stores the bytes under a name; `keep_parts` keeps what they refer to, and gives them with the true hashes.
fn keep_piece(hash: H256, keep_parts: impl FnOnce(Vec<u8>) -> Vec<u8>) -> H256 {
    let Some(number) = number_of(hash) else { return hash };
    let hash = match PIECES.with_borrow_mut(|pieces| mem::replace(&mut pieces.all[number], Piece::Dropped)) {
        Piece::Unhashed(bytes) => HostBlobs.put(keep_parts(bytes)),
        Piece::Kept(hash) => hash,
        Piece::Region(_) | Piece::Dropped => unreachable!("{hash:?} is not to be kept so"),
    };
    PIECES.with_borrow_mut(|pieces| pieces.all[number] = Piece::Kept(hash));
    hash
}

fn with_piece<T>(hash: H256, look: impl FnOnce(&Piece) -> T) -> Result<T, H256> {
    let Some(number) = number_of(hash) else { return Err(hash) };
    PIECES.with_borrow(|pieces| match &pieces.all[number] {
        Piece::Kept(hash) => Err(*hash),
        piece => Ok(look(piece)),
    })
}

fn bytes_of(piece: &Piece) -> &[u8] {
    match piece {
        Piece::Unhashed(bytes) => bytes,
        _ => unreachable!("nothing refers to what was dropped, and tables of pages are read as such"),
    }
}

fn add(piece: Piece, size: usize) -> H256 {
    PIECES.with_borrow_mut(|pieces| {
        let number = pieces.all.len() as u64;
        pieces.size += size;
        pieces.all.push(piece);
        UNHASHED.name(number)
    })
}

fn number_of(hash: H256) -> Option<usize> {
    UNHASHED.number_of(hash).map(|number| number as usize)
}
