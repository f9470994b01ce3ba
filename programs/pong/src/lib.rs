//! Answers `PONG` to `PING`. It does without Sails, to show what is underneath: bytes come in, bytes go out.

#![no_std]

use gstd::msg;

/// Called for the first message to a new program. This one has nothing to set up.
#[unsafe(no_mangle)]
extern "C" fn init() {}

/// Called for every later message.
#[unsafe(no_mangle)]
extern "C" fn handle() {
    let payload = msg::load_bytes().expect("the payload can be read");
    if payload == b"PING" {
        msg::reply_bytes(b"PONG", 0).expect("one reply to a message is allowed");
    }
    // Without a reply of its own the runtime sends an empty one.
}
