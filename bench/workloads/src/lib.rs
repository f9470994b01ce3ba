//! Work for benchmarks. A message names it: a kind (one byte) and a size (u32, little-endian); the reply is a checksum (u32).
//!
//! | kind | size counts | what it does |
//! |---|---|---|
//! | 0 | blocks of 64 bytes | SHA-256 |
//! | 1 | sweeps | a stencil of five points over 256 × 256 numbers |
//! | 2 | numbers | heap sort |
//! | 3 | rows of 64 points | the Mandelbrot set in fixed point |
//! | 4 | pages of 16 KiB | adds 1 to a number in each, of a table of 64 MiB |

#![no_std]

mod mandelbrot;
mod memory;
mod pages;
mod sha256;
mod sort;
mod stencil;

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    fn gr_read(at: u32, length: u32, buffer: *mut u8, error: *mut u32);
    fn gr_reply(payload: *const u8, length: u32, value: *const u8, error: *mut u8);
}

/// In place of a pointer to a value: none.
const NO_VALUE: *const u8 = u32::MAX as *const u8;

#[unsafe(no_mangle)]
extern "C" fn init() {
    pages::make_table();
}

#[unsafe(no_mangle)]
extern "C" fn handle() {
    let mut request = [0; 5];
    let mut error = 0;
    // SAFETY: both are as long as the syscall says.
    unsafe { gr_read(0, 5, request.as_mut_ptr(), &mut error) };
    let [kind, size @ ..] = request;
    let size = u32::from_le_bytes(size);
    let sum = match kind {
        0 => sha256::hash_blocks(size),
        1 => stencil::sweep(size),
        2 => sort::sort(size),
        3 => mandelbrot::rows(size),
        _ => pages::touch(size),
    };
    let mut outcome = [0; 36];
    // SAFETY: as above; the outcome of a reply is an error code and an id.
    unsafe { gr_reply(sum.to_le_bytes().as_ptr(), 4, NO_VALUE, outcome.as_mut_ptr()) };
}

/// The same row of numbers in each run.
struct Numbers(u32);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
