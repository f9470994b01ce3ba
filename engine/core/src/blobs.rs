//! The content store, kept by the host.

use ethexe_runtime_common::state::MemoryPagesRegion;
use gear_exe_driver::{Blobs, ContentStorage, decode};
use gprimitives::H256;
use parity_scale_codec::Encode as _;
use std::{cell::RefCell, collections::VecDeque};

/// Functions of the host, module `blobs`. A hash is 32 bytes.
mod host {
    pub const NONE: u32 = u32::MAX;

    #[link(wasm_import_module = "blobs")]
    unsafe extern "C" {
        /// Length of the blob, which is held for `take`, or NONE.
        pub fn find(hash: *const u8) -> u32;
        /// Copies the blob found last.
        pub fn take(to: *mut u8);
        pub fn contains(hash: *const u8) -> u32;
        pub fn write(hash: *const u8, bytes: *const u8, len: usize);
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct HostBlobs;

impl Blobs for HostBlobs {
    fn read(&self, hash: H256) -> Option<Vec<u8>> {
        // SAFETY: `take` writes as many bytes as `find` has said.
        unsafe {
            let len = host::find(hash.as_ptr());
            if len == host::NONE {
                return None;
            }
            let mut bytes = Vec::with_capacity(len as usize);
            host::take(bytes.as_mut_ptr());
            bytes.set_len(len as usize);
            Some(bytes)
        }
    }

    fn contains(&self, hash: H256) -> bool {
        // SAFETY: the host only reads the hash.
        unsafe { host::contains(hash.as_ptr()) == 1 }
    }

    fn write(&self, hash: H256, bytes: Vec<u8>) {
        // SAFETY: the host copies the bytes.
        unsafe { host::write(hash.as_ptr(), bytes.as_ptr(), bytes.len()) }
    }

    fn region(&self, hash: H256) -> Option<MemoryPagesRegion> {
        take_region(hash).or_else(|| Some(decode(hash, &self.read(hash)?)))
    }

    fn put_region(&self, region: MemoryPagesRegion) -> H256 {
        let hash = self.put(region.encode());
        REGIONS.with_borrow_mut(|regions| {
            regions.truncate(MAX_REGIONS - 1);
            regions.push_front((hash, region));
        });
        hash
    }
}

/// Whoever takes a table writes it anew, and that one is kept.
fn take_region(hash: H256) -> Option<MemoryPagesRegion> {
    REGIONS.with_borrow_mut(|regions| {
        let kept = regions.iter().position(|&(kept, _)| kept == hash)?;
        regions.remove(kept).map(|(_, region)| region)
    })
}

/// Of half a megabyte each at most: those of one program, or of some that take turns.
const MAX_REGIONS: usize = 16;

thread_local! {
    /// The tables of pages that were written last, the latest first.
    static REGIONS: RefCell<VecDeque<(H256, MemoryPagesRegion)>> = RefCell::default();
}

/// The runtime's storage over the host's content store.
pub const fn storage() -> ContentStorage<HostBlobs> {
    ContentStorage { blobs: HostBlobs, extra: () }
}
