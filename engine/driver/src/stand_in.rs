//! Names for what is not hashed yet. They take a hash's place until there is one.

use gprimitives::H256;

/// How all names of one kind begin; no hash does.
#[derive(Clone, Copy, Debug)]
pub struct StandIn(pub [u8; 24]);

impl StandIn {
    pub fn name(self, number: u64) -> H256 {
        let mut name = [0; 32];
        name[..24].copy_from_slice(&self.0);
        name[24..].copy_from_slice(&number.to_le_bytes());
        H256(name)
    }

    /// None for a true hash.
    pub fn number_of(self, hash: H256) -> Option<u64> {
        let number = hash.0.strip_prefix(&self.0)?;
        Some(u64::from_le_bytes(number.try_into().expect("8 bytes are left")))
    }
}
