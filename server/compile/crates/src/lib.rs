//! Only the manifest of this crate matters: it lists what the build service vendors.
#![no_std]
