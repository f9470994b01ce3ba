//! A table of many pages. The first touch of a page costs gas, by reading and by writing, and more if it holds data.
//!
//! A page of the runtime has 16 KiB. Only touched pages are loaded and stored, so a query that looks at one page of a
//! hundred MiB is as cheap as in a small program.

#![no_std]

use core::cell::RefCell;
use sails_rs::prelude::*;

const PAGE: usize = 16 * 1024;
const PAGES_PER_MEBIBYTE: usize = 64;

#[derive(Default)]
pub struct MemoryHogProgram {
    /// One allocation a mebibyte, so that growing never copies what is there.
    table: RefCell<Vec<Vec<u8>>>,
}

#[program]
impl MemoryHogProgram {
    pub fn create() -> Self {
        Self::default()
    }

    pub fn table(&self) -> Table<'_> {
        Table { table: &self.table }
    }
}

pub struct Table<'a> {
    table: &'a RefCell<Vec<Vec<u8>>>,
}

#[service]
impl Table<'_> {
    /// Adds `mebibytes` and writes a 1 into every byte. About 60 at once fit into the gas of one message. Replies with the new size.
    #[export]
    pub fn grow(&mut self, mebibytes: u32) -> u32 {
        let mut table = self.table.borrow_mut();
        table.extend((0..mebibytes).map(|_| vec![1; PAGES_PER_MEBIBYTE * PAGE]));
        table.len() as u32
    }

    /// Adds 1 to the first byte of `count` pages from page `from` on. Replies with the number of pages there were.
    #[export]
    pub fn touch(&mut self, from: u32, count: u32) -> u32 {
        let mut table = self.table.borrow_mut();
        let pages = table.iter_mut().flat_map(|block| block.chunks_mut(PAGE));
        let mut touched = 0;
        for page in pages.skip(from as usize).take(count as usize) {
            page[0] = page[0].wrapping_add(1);
            touched += 1;
        }
        touched
    }

    /// Gives all memory back to the allocator.
    #[export]
    pub fn free(&mut self) {
        self.table.take();
    }

    /// The first byte of a page: reads that page alone.
    #[export]
    pub fn peek(&self, page: u32) -> u32 {
        let page = page as usize;
        let table = self.table.borrow();
        let block = table.get(page / PAGES_PER_MEBIBYTE).expect("the table has no such page");
        block[page % PAGES_PER_MEBIBYTE * PAGE].into()
    }

    /// The sum of the first bytes of all pages: reads every page.
    #[export]
    pub fn sum(&self) -> u64 {
        let table = self.table.borrow();
        table.iter().flat_map(|block| block.chunks(PAGE)).map(|page| u64::from(page[0])).sum()
    }

    /// Mebibytes in the table.
    #[export]
    pub fn size(&self) -> u32 {
        self.table.borrow().len() as u32
    }
}
