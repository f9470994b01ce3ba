//! The page states that a running program looks up before each access, one byte a Gear page: 0 lets everything
//! through, 1 stops writes, 3 stops reads too. Kept where the program runs: in the host, or in the interpreter.

use crate::{
    host,
    interpreter::{self, GEAR_PAGE, INTERPRETED},
};
use alloc::vec::Vec;

const UNTOUCHED: u8 = 3;

mod imports {
    #[link(wasm_import_module = "pages")]
    unsafe extern "C" {
        pub safe fn begin(instance: u32, end: u32);
        pub safe fn extend(start: u32, end: u32);
        pub safe fn set(page: u32, state: u32);
        pub safe fn open_all();
        pub fn load(instance: u32, page: u32, hash: *const u8) -> u32;
        pub fn put(instance: u32, page: u32, data: *const u8);
    }
}

/// States of a fresh run: pages up to `end` are untouched, all others are open.
pub fn begin(instance: u32, end: u32) {
    match interpreter::page_states() {
        Some(states) => {
            states.fill(0);
            states[..end as usize].fill(UNTOUCHED);
        }
        None => imports::begin(instance, end),
    }
}

/// Pages from `start` to `end` are untouched: they were just allocated.
pub fn extend(start: u32, end: u32) {
    match interpreter::page_states() {
        Some(states) => states[start as usize..end as usize].fill(UNTOUCHED),
        None => imports::extend(start, end),
    }
}

pub fn set(page: u32, state: u8) {
    match interpreter::page_states() {
        Some(states) => states[page as usize] = state,
        None => imports::set(page, state.into()),
    }
}

/// Everything may be accessed from now on.
pub fn open_all() {
    match interpreter::page_states() {
        Some(states) => states.fill(0),
        None => imports::open_all(),
    }
}

/// Puts the blob with this hash, which `read` gives, into the page. False when it is not there.
pub fn load(instance: u32, page: u32, hash: &[u8; 32], read: impl FnOnce() -> Option<Vec<u8>>) -> bool {
    if instance == INTERPRETED {
        return read().is_some_and(|data| interpreter::put_page(page, &data));
    }
    // SAFETY: the host only reads the hash.
    unsafe { imports::load(instance, page, hash.as_ptr()) == 1 }
}

/// Puts `data`, 16 KiB, into the page.
pub fn put(instance: u32, page: u32, data: &[u8]) {
    if instance == INTERPRETED {
        assert!(interpreter::put_page(page, data), "a page of the program's memory");
        return;
    }
    assert_eq!(data.len(), GEAR_PAGE, "a whole page");
    // SAFETY: the host reads as much as a page has.
    unsafe { imports::put(instance, page, data.as_ptr()) }
}

/// The gas counter of an instance, which Gear's instrumentation gives every program.
pub fn gas(instance: u32) -> u64 {
    let gas = if instance == INTERPRETED { interpreter::gas() } else { host::gas_get(instance) };
    gas as u64
}

pub fn set_gas(instance: u32, gas: u64) {
    if instance == INTERPRETED { interpreter::set_gas(gas as i64) } else { host::gas_set(instance, gas as i64) }
}
