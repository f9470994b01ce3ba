use crate::memory::{NUMBERS_PER_WASM_PAGE, allocate};
use core::ptr::addr_of_mut;

/// Of 64 KiB: 64 MiB.
const WASM_PAGES: u32 = 1024;
/// A page of the runtime has 16 KiB.
const NUMBERS_PER_PAGE: usize = NUMBERS_PER_WASM_PAGE / 4;

static mut TABLE: &mut [u32] = &mut [];

pub fn make_table() {
    // SAFETY: a program has one thread.
    unsafe { *addr_of_mut!(TABLE) = allocate(WASM_PAGES) };
}

/// Adds 1 to the first number of each of `count` pages. Replies with the sum of what they were.
pub fn touch(count: u32) -> u32 {
    // SAFETY: as above.
    let table = unsafe { &mut *addr_of_mut!(TABLE) };
    let firsts = table.iter_mut().step_by(NUMBERS_PER_PAGE).take(count as usize);
    firsts.fold(0, |sum, first| {
        let before = *first;
        *first += 1;
        sum + before
    })
}
