use gear_exe_driver::Blobs;
use gprimitives::H256;
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// A content store in memory; clones share it.
#[derive(Clone, Default)]
pub struct MemoryBlobs(Rc<RefCell<HashMap<H256, Vec<u8>>>>);

impl Blobs for MemoryBlobs {
    fn read(&self, hash: H256) -> Option<Vec<u8>> {
        self.0.borrow().get(&hash).cloned()
    }

    fn contains(&self, hash: H256) -> bool {
        self.0.borrow().contains_key(&hash)
    }

    fn write(&self, hash: H256, bytes: Vec<u8>) {
        self.0.borrow_mut().insert(hash, bytes);
    }
}
