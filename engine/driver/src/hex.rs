//! `0x…` text of bytes and 32-byte ids, for people and for serde.

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Bytes → lower-case `0x…`.
pub fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("0x");
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)].into());
        text.push(DIGITS[usize::from(byte & 15)].into());
    }
    text
}

/// `0x…` → bytes; `None` unless it is `0x` and an even number of hexadecimal digits.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x")?.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |c: u8| char::from(c).to_digit(16).map(|d| d as u8);
    digits.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// `0x…` of 32 bytes, or of 20 (an Ethereum address) padded on the left.
pub fn decode_id(text: &str) -> Option<[u8; 32]> {
    let bytes = decode(text)?;
    let mut id = [0; 32];
    match bytes.len() {
        32 => id.copy_from_slice(&bytes),
        20 => id[12..].copy_from_slice(&bytes),
        _ => return None,
    }
    Some(id)
}

pub fn serialize<S: Serializer>(bytes: impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&encode(bytes.as_ref()))
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    decode(&text).ok_or_else(|| D::Error::custom("expected 0x and an even number of hexadecimal digits"))
}

/// `#[serde(with = "hex::id")]` for actor, message and code ids and hashes.
pub mod id {
    use super::*;

    pub fn serialize<S: Serializer, T: Copy + Into<[u8; 32]>>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(&(*id).into()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T: From<[u8; 32]>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        let id = decode_id(&text);
        Ok(id.ok_or_else(|| D::Error::custom("expected 0x and 64 (or 40) hexadecimal digits"))?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn round_trip() {
        assert_eq!(encode(&[0, 255, 16]), "0x00ff10");
        assert_eq!(decode("0x00Ff10"), Some(vec![0, 255, 16]));
        assert_eq!(decode("0x"), Some(vec![]));
    }

    #[test]
    fn refuses_what_is_not_hex() {
        for text in ["", "00", "0x0", "0xzz", "0x+1"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_is_padded_on_the_left() {
        let id = decode_id("0x4200000000000000000000000000000000000001").unwrap();
        assert_eq!((id[11], id[12], id[31]), (0, 0x42, 1));
        assert_eq!(decode_id("0x42"), None);
    }
}
