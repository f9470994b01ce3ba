#![no_std]

#[unsafe(no_mangle)]
extern "C" fn init() {
    gstd::msg::reply_bytes([], 0).expect("a reply");
}
