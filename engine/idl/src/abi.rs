//! The C interface: the caller allocates the text, and frees the answer.
//!
//! ```text
//! p = idl_alloc(n); write n bytes at p; r = idl_parse(p, n); idl_dealloc(p, n);
//! answer = r >> 32 (address), r & 0xffff_ffff (length), JSON in UTF-8; idl_dealloc(address, length)
//! ```

/// # Safety
/// Give the block back with [`idl_dealloc`] and the same length.
#[unsafe(no_mangle)]
pub extern "C" fn idl_alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// # Safety
/// `address` and `length` must come from one [`idl_alloc`] or one answer, and must not be used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn idl_dealloc(address: *mut u8, length: usize) {
    drop(unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(address, length)) });
}

/// # Safety
/// `address` must point to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn idl_parse(address: *const u8, length: usize) -> u64 {
    let text = unsafe { core::slice::from_raw_parts(address, length) };
    let answer = serde_json::to_vec(&crate::parse(text)).expect("the model has string keys only");
    let answer = Box::leak(answer.into_boxed_slice());
    (answer.as_ptr() as usize as u64) << 32 | answer.len() as u64
}
