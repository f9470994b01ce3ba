//! The custom section `sails:idl`: a version (1), flags (1: compressed), then the IDL, compressed with raw deflate.

const NAME: &[u8] = b"sails:idl";
const VERSION: u8 = 1;
const COMPRESSED: u8 = 1;

/// How hard deflate tries; an IDL is small.
const LEVEL: u8 = 9;

/// Appends the section. It changes the code id, but not what is executed.
pub fn embed_idl(mut wasm: Vec<u8>, idl: &str) -> Vec<u8> {
    let mut section = leb(NAME.len());
    section.extend_from_slice(NAME);
    section.extend([VERSION, COMPRESSED]);
    section.extend(miniz_oxide::deflate::compress_to_vec(idl.as_bytes(), LEVEL));
    const CUSTOM: u8 = 0;
    wasm.push(CUSTOM);
    wasm.extend(leb(section.len()));
    wasm.extend(section);
    wasm
}

/// Unsigned LEB128, Wasm's way of writing numbers.
fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_is_where_wasm_expects_it() {
        let idl = "service Counter {}\n".repeat(100);
        let wasm = embed_idl(b"\0asm\x01\0\0\0".to_vec(), &idl);
        let [0, length, 9, rest @ ..] = &wasm[8..] else { panic!("{wasm:?}") };
        assert_eq!(rest.len() + 1, usize::from(*length));
        let (name, body) = rest.split_at(9);
        assert_eq!((name, &body[..2]), (NAME, [VERSION, COMPRESSED].as_slice()));
        assert_eq!(miniz_oxide::inflate::decompress_to_vec(&body[2..]).unwrap(), idl.as_bytes());
    }

    #[test]
    fn numbers_are_leb128() {
        assert_eq!(
            (leb(0), leb(127), leb(128), leb(624_485)),
            (vec![0], vec![127], vec![0x80, 1], vec![0xe5, 0x8e, 0x26])
        );
    }
}
