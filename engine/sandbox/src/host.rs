//! What the JavaScript host provides, module `sandbox` of the engine's imports.
//!
//! Handles are small numbers that the host gives out; [`NONE`] means that there is none. Results are [`OK`] or
//! [`FAILED`]. Pointers point into the engine's own memory.

pub const OK: u32 = 0;
pub const FAILED: u32 = 1;
/// Of `invoke`: the program came near the end of the browser's stack, see `interpreter`.
pub const TOO_DEEP: u32 = 2;
pub const NONE: u32 = u32::MAX;

#[link(wasm_import_module = "sandbox")]
unsafe extern "C" {
    /// A zeroed memory of `pages` Wasm pages.
    pub safe fn memory_new(pages: u32) -> u32;
    pub safe fn memory_drop(memory: u32);
    pub fn memory_read(memory: u32, address: u32, to: *mut u8, len: usize) -> u32;
    pub fn memory_write(memory: u32, address: u32, from: *const u8, len: usize) -> u32;
    /// Grows by `pages`; FAILED leaves the memory as it was.
    pub safe fn memory_grow(memory: u32, pages: u32) -> u32;
    pub safe fn memory_size(memory: u32) -> u32;

    /// Says that the import `env.name` is the syscall with index `function`, once per engine.
    pub fn define_syscall(name: *const u8, name_len: usize, function: usize);
    /// Instantiates `code` with `memory` and the syscalls, which run through `thunk` (its index in the table).
    pub fn instantiate(memory: u32, code: *const u8, code_len: usize, thunk: usize) -> u32;
    pub safe fn instance_drop(instance: u32);
    /// Runs an export without arguments; `state` is handed to every syscall.
    pub fn invoke(instance: u32, name: *const u8, name_len: usize, state: *mut u8) -> u32;
    /// The gas counter: the exported mutable 64-bit global `gear_gas`.
    pub safe fn gas_get(instance: u32) -> i64;
    pub safe fn gas_set(instance: u32, gas: i64);
}
