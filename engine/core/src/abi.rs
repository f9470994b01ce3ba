//! What the host calls. Each call takes one block of bytes and gives one back:
//! `fn(pointer, length) -> pointer | length << 32`. The argument is allocated by the host with `allocate` and
//! belongs to the engine from then on; the result belongs to the host, which returns it with `deallocate`. The
//! first byte of a result is 0 before an answer and 1 before a refusal, which is an AppError as JSON.

use crate::{
    engine,
    refusal::{Answer, Refusal},
    run,
};
use std::{panic, sync::Once};

/// Functions of the host, module `host`.
mod host {
    #[link(wasm_import_module = "host")]
    unsafe extern "C" {
        /// The engine is about to stop for good; throws.
        pub fn panicked(message: *const u8, len: usize);
    }
}

#[unsafe(no_mangle)]
extern "C" fn allocate(len: usize) -> *mut u8 {
    report_panics();
    Box::leak(vec![0; len].into_boxed_slice()).as_mut_ptr()
}

/// # Safety
/// `pointer` and `len` are those of one `allocate`, or of one result.
#[unsafe(no_mangle)]
unsafe extern "C" fn deallocate(pointer: *mut u8, len: usize) {
    // SAFETY: the host's promise.
    drop(unsafe { take(pointer, len) });
}

/// # Safety
/// As of [`deallocate`].
unsafe fn take(pointer: *mut u8, len: usize) -> Vec<u8> {
    // SAFETY: the host's promise; what `allocate` and `give` leak are boxed slices.
    unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(pointer, len)) }.into_vec()
}

fn give(answer: Answer) -> u64 {
    let (status, body) = match answer {
        Ok(body) => (0, body),
        Err(refusal) => (1, json(&refusal)),
    };
    let mut bytes = Vec::with_capacity(1 + body.len());
    bytes.push(status);
    bytes.extend(body);
    let bytes = Box::leak(bytes.into_boxed_slice());
    bytes.as_mut_ptr() as u64 | (bytes.len() as u64) << 32
}

pub fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain data has a JSON form")
}

pub fn from_json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(Refusal::bad_input)
}

pub fn from_scale<T: parity_scale_codec::DecodeAll>(bytes: &[u8]) -> Result<T, Refusal> {
    T::decode_all(&mut &bytes[..]).map_err(Refusal::bad_input)
}

fn report_panics() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        panic::set_hook(Box::new(|info| {
            let message = info.to_string();
            // SAFETY: the host copies the message.
            unsafe { host::panicked(message.as_ptr(), message.len()) }
        }));
    });
}

macro_rules! calls {
    ($($name:ident = $function:path;)*) => {
        $(
            /// # Safety
            /// The argument comes from `allocate`.
            #[unsafe(no_mangle)]
            unsafe extern "C" fn $name(pointer: *mut u8, len: usize) -> u64 {
                // SAFETY: the host's promise.
                give($function(unsafe { take(pointer, len) }))
            }
        )*
    };
}

calls! {
    instrument_code = engine::instrument_code;
    add_code = engine::add_code;
    get_code = engine::get_code;
    checked_code = engine::checked_code;
    save_chain = engine::save_chain;
    load_chain = engine::load_chain;
    take_chain_entries = engine::take_chain_entries;
    load_chain_entries = engine::load_chain_entries;
    set_chain_aside = engine::set_chain_aside;
    put_chain_back = engine::put_chain_back;
    adopt_program = engine::adopt_program;
    begin_block = engine::begin_block;
    begin_reply = engine::begin_reply;
    next_chunk = engine::next_chunk;
    apply_chunk = engine::apply_chunk;
    finish_block = engine::finish_block;
    finish_reply = engine::finish_reply;
    run_queue = run::run_queue;
    missing_blobs = crate::inspect::missing_blobs;
    missing_for_run = crate::inspect::missing_for_run;
    reachable_blobs = crate::inspect::reachable_blobs;
    reachable_among = crate::inspect::reachable_among;
    begin_tour = crate::inspect::begin_tour;
    visit = crate::inspect::visit;
    inspect_head = crate::inspect::head;
    inspect_state = crate::inspect::state;
    inspect_mailbox = crate::inspect::mailbox;
    inspect_waitlist = crate::inspect::waitlist;
    state_json = crate::inspect::state_json;
}
