//! What wasmtime wants of `wat`. Modules in binary form pass as they are; text is refused.

use std::{borrow::Cow, error, fmt, fs, path::Path};

pub fn parse_bytes(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    if bytes.starts_with(b"\0asm") { Ok(Cow::Borrowed(bytes)) } else { Err(Error("it is not a binary module".into())) }
}

pub fn parse_file(file: impl AsRef<Path>) -> Result<Vec<u8>, Error> {
    let bytes = fs::read(file).map_err(|error| Error(error.to_string()))?;
    parse_bytes(&bytes).map(Cow::into_owned)
}

#[derive(Debug)]
pub struct Error(String);

impl Error {
    pub fn set_path<P: AsRef<Path>>(&mut self, file: P) {
        self.0 = format!("{}: {}", file.as_ref().display(), self.0);
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl error::Error for Error {}
