use core::slice;

/// Bytes.
const WASM_PAGE: usize = 65_536;
pub const NUMBERS_PER_WASM_PAGE: usize = WASM_PAGE / 4;

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    fn alloc(pages: u32) -> u32;
    fn free_range(first: u32, last: u32) -> i32;
}

/// Zeroed memory that lives until the program gives it back. A static table would be part of the code, with all its zeros.
pub fn allocate(pages: u32) -> &'static mut [u32] {
    // SAFETY: the network gives pages that nobody else has.
    unsafe {
        slice::from_raw_parts_mut(
            (alloc(pages) as usize * WASM_PAGE) as *mut u32,
            pages as usize * NUMBERS_PER_WASM_PAGE,
        )
    }
}

/// Performs work on so many pages that are not kept.
pub fn with_memory<T>(pages: u32, work: impl FnOnce(&mut [u32]) -> T) -> T {
    let memory = allocate(pages);
    let first = (memory.as_ptr() as usize / WASM_PAGE) as u32;
    let result = work(memory);
    // SAFETY: nobody refers to them any more.
    unsafe { free_range(first, first + pages - 1) };
    result
}
