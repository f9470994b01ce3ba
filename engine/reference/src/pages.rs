use crate::memory::MemoryBlobs;
use gear_exe_driver::{Blobs, ContentStorage, PageHost, output};
use gear_lazy_pages::{LazyPagesStorage, LazyPagesVersion};
use gear_lazy_pages_common::LazyPagesInitContext;
use gear_lazy_pages_native_interface::LazyPagesNative;
use gprimitives::H256;
use std::{cell::RefCell, collections::BTreeMap, fmt, rc::Rc};

/// Gear's lazy pages as a node has them: memory is protected, a fault loads and charges the page.
#[derive(Clone)]
pub struct NativePages {
    blobs: MemoryBlobs,
    current: Rc<RefCell<Current>>,
}

/// The pages of the state that the next dispatch starts from.
#[derive(Default)]
struct Current {
    state_hash: H256,
    /// Read when first asked for: number of a page → hash of its data.
    table: Option<BTreeMap<u32, H256>>,
}

impl NativePages {
    pub fn new(blobs: MemoryBlobs) -> Self {
        Self { blobs, current: Rc::default() }
    }

    fn data_hash(&self, page: u32) -> Option<H256> {
        let mut current = self.current.borrow_mut();
        let state_hash = current.state_hash;
        let table = current.table.get_or_insert_with(|| {
            let pages = output::pages(&ContentStorage::new(self.blobs.clone()), state_hash);
            pages.into_iter().map(|(page, hash)| (page, hash.0)).collect()
        });
        table.get(&page).copied()
    }
}

impl PageHost for NativePages {
    type LazyPages = LazyPagesNative;

    fn init(&self) {
        // All pages of a run are of one program: the prefix that tells programs apart is not needed.
        let context = LazyPagesInitContext::new([0; 32]);
        gear_lazy_pages::init(LazyPagesVersion::Version1, context, self.clone())
            .unwrap_or_else(|error| panic!("lazy pages cannot be used here: {error}"));
    }

    fn set_state(&self, state_hash: H256) {
        *self.current.borrow_mut() = Current { state_hash, table: None };
    }
}

impl LazyPagesStorage for NativePages {
    fn page_exists(&self, key: &[u8]) -> bool {
        self.data_hash(page_number(key)).is_some()
    }

    fn load_page(&mut self, key: &[u8], buffer: &mut [u8]) -> Option<u32> {
        let hash = self.data_hash(page_number(key))?;
        let data = self.blobs.read(hash).expect("a page of the state is in the store");
        buffer.copy_from_slice(&data);
        Some(data.len() as u32)
    }
}

impl fmt::Debug for NativePages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativePages")
    }
}

/// A key ends with the page's number.
fn page_number(key: &[u8]) -> u32 {
    u32::from_le_bytes(*key.last_chunk().expect("a key holds a page number"))
}
