//! A table of pages, looked up where it lies: to make a tree of it would cost its length for each run.

use alloc::{collections::BTreeMap, vec::Vec};
use core::cmp::Ordering;
use gprimitives::H256;
use parity_scale_codec::{Compact, CompactLen, Decode, DecodeAll, Encode};

/// Number of the page (u32 LE) and hash of its data.
const ENTRY: usize = 4 + 32;

/// The encoding of a [`MemoryPagesRegion`](ethexe_runtime_common::state::MemoryPagesRegion), by ascending page.
#[derive(Debug)]
pub struct PageTable {
    bytes: Vec<u8>,
    /// Where the entries begin.
    start: usize,
}

impl PageTable {
    /// # Panics
    /// When the bytes are no table.
    pub fn read(bytes: Vec<u8>) -> Self {
        let count = Compact::<u32>::decode(&mut &bytes[..]).expect("a table of pages begins with its length");
        let table = Self { start: Compact::compact_len(&count.0), bytes };
        let is_whole = table.bytes.len() == table.start + count.0 as usize * ENTRY;
        if is_whole && table.entries().map(page_of).is_sorted_by(|one, next| one < next) {
            return table;
        }
        // Not as the runtime writes it: as it reads it.
        let tree = BTreeMap::<u32, H256>::decode_all(&mut &table.bytes[..]).expect("a table of pages");
        Self { start: Compact::compact_len(&(tree.len() as u32)), bytes: tree.encode() }
    }

    pub fn get(&self, page: u32) -> Option<H256> {
        let entry = self.position(page).ok()?;
        Some(hash_of(&self.bytes[self.start + entry * ENTRY..][..ENTRY]))
    }

    /// The data of the pages after this one.
    pub fn after(&self, page: u32) -> impl Iterator<Item = H256> {
        let from = self.position(page).map_or_else(|next| next, |own| own + 1);
        self.entries().skip(from).map(hash_of)
    }

    fn entries(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.bytes[self.start..].chunks_exact(ENTRY)
    }

    /// As `binary_search` of slices.
    fn position(&self, page: u32) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.entries().len());
        while low < high {
            let middle = (low + high) / 2;
            match page_of(&self.bytes[self.start + middle * ENTRY..]).cmp(&page) {
                Ordering::Equal => return Ok(middle),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        Err(low)
    }
}

fn page_of(entry: &[u8]) -> u32 {
    u32::from_le_bytes(entry[..4].try_into().expect("4 bytes"))
}

fn hash_of(entry: &[u8]) -> H256 {
    H256::from_slice(&entry[4..ENTRY])
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn hash(number: u32) -> H256 {
        H256::from_low_u64_be(number.into())
    }

    fn table(pages: &[u32]) -> PageTable {
        let entries: Vec<(u32, H256)> = pages.iter().map(|&page| (page, hash(page))).collect();
        PageTable::read(entries.encode())
    }

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        let pages: Vec<u32> = (0..5000).map(|page| 3 * page).collect();
        for pages in [&pages[..], &pages[..64], &pages[..1], &[]] {
            let table = table(pages);
            for page in 0..200 {
                assert_eq!(table.get(page), pages.contains(&page).then(|| hash(page)), "{page} of {}", pages.len());
                let after: Vec<_> = pages.iter().filter(|&&other| other > page).map(|&other| hash(other)).collect();
                assert_eq!(table.after(page).collect::<Vec<_>>(), after);
            }
        }
    }

    #[test]
    fn another_order_is_read_as_the_runtime_reads_it() {
        let entries = vec![(7u32, hash(1)), (3, hash(2)), (7, hash(3))];
        let table = PageTable::read(entries.encode());
        assert_eq!((table.get(7), table.get(3), table.get(5)), (Some(hash(3)), Some(hash(2)), None));
        assert_eq!(table.after(3).collect::<Vec<_>>(), [hash(3)]);
    }

    #[test]
    #[should_panic = "a table of pages"]
    fn what_is_cut_off_is_no_table() {
        let mut bytes = vec![(7u32, hash(1)), (8, hash(2))].encode();
        bytes.pop();
        PageTable::read(bytes);
    }
}
