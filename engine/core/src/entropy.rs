//! There is no randomness in the runtime: what asks for it is a bug, and gets an error rather than a number.

fn refuse(_: &mut [u8]) -> Result<(), getrandom::Error> {
    Err(getrandom::Error::UNSUPPORTED)
}

getrandom::register_custom_getrandom!(refuse);
