//! The fixed area through which a syscall's arguments come in and its result goes out.
//!
//! In: word 0 = number of arguments n, then per argument two words: type (0 = i32, 1 = i64) and bits, the gas
//! counter first. Out: word 0 = gas counter, word 1 = kind (0 = nothing, 1 = i32), word 2 = bits.
//! Words are 64 bits, little-endian. The host finds the area through the export `call_area`.

use gear_sandbox_env::WasmReturnValue;
use sp_wasm_interface_common::{ReturnValue, Value};

/// Enough for the syscall with most arguments (`gr_create_program_wgas`, 9) and its gas counter.
const MAX_ARGUMENTS: usize = 16;
const WORDS: usize = 1 + 2 * MAX_ARGUMENTS;

static mut AREA: [u64; WORDS] = [0; WORDS];

/// Address of the area in the engine's memory.
#[unsafe(no_mangle)]
pub extern "C" fn call_area() -> *mut u64 {
    &raw mut AREA as *mut u64
}

/// The arguments that the host has put there.
pub(crate) fn take_arguments(buffer: &mut [Value; MAX_ARGUMENTS]) -> usize {
    // SAFETY: the engine is single-threaded, and the area is only touched here and by the host between calls.
    let words = unsafe { core::slice::from_raw_parts(call_area(), WORDS) };
    let count = (words[0] as usize).min(MAX_ARGUMENTS);
    for (argument, pair) in buffer.iter_mut().zip(words[1..].as_chunks::<2>().0).take(count) {
        let [kind, bits] = *pair;
        *argument = if kind == 0 { Value::I32(bits as i32) } else { Value::I64(bits as i64) };
    }
    count
}

/// Puts a result there for the host to take.
pub(crate) fn put_result(result: WasmReturnValue) {
    let (kind, bits) = match result.inner {
        ReturnValue::Unit => (0, 0),
        ReturnValue::Value(Value::I32(value)) => (1, u64::from(value as u32)),
        ReturnValue::Value(other) => unreachable!("no syscall returns {other:?}"),
    };
    // SAFETY: as above.
    let words = unsafe { core::slice::from_raw_parts_mut(call_area(), WORDS) };
    words[..3].copy_from_slice(&[result.gas as u64, kind, bits]);
}

pub(crate) const EMPTY: [Value; MAX_ARGUMENTS] = [Value::I32(0); MAX_ARGUMENTS];
