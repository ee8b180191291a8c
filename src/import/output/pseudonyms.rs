//! Pseudonyms in place of ids: keyed, so that nobody without the key can try which id gives which pseudonym.
//!
//! A pseudonym is `p-` and the first 40 bits of HMAC-SHA-256 (RFC 2104) of the id under the key, in hexadecimal. The same key gives the same
//! pseudonyms, so that the next export fits the last one.

use std::hash::{BuildHasher as _, RandomState};

use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;

/// A key.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// A new key, from the random keys that the operating system gives to hash tables.
    pub fn new() -> Self {
        let mut hash = Sha256::new();
        for part in 0..8_u64 {
            hash.update(RandomState::new().hash_one(part).to_le_bytes());
        }
        Self(hash.finalize().into())
    }

    /// The key that a file holds: 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut key = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(key))
    }

    /// The key as its file holds it.
    pub fn text(&self) -> String {
        hexadecimal(&self.0) + "\n"
    }

    /// The pseudonym of an id.
    pub fn pseudonym(&self, id: &str) -> String {
        format!("p-{}", hexadecimal(&hmac(&self.0, id.as_bytes())[..5]))
    }
}

impl Default for Key {
    fn default() -> Self {
        Self::new()
    }
}

/// HMAC-SHA-256 under a key of up to a block.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let padded = |pad: u8| {
        let mut block = [pad; BLOCK];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_that_of_the_standard() {
        // RFC 4231, case 2.
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hexadecimal(&hmac(b"Jefe", b"what do ya want for nothing?")), expected);
    }

    #[test]
    fn a_key_comes_back_from_its_file_and_two_keys_differ() {
        let key = Key::new();
        assert!(Key::parse(&key.text()).is_some_and(|read| read == key));
        assert!(Key::new() != key && key.pseudonym("7") != Key::new().pseudonym("7"));
        assert_eq!(key.pseudonym("7"), key.pseudonym("7"));
        assert!(Key::parse("7").is_none() && Key::parse(&"g".repeat(64)).is_none());
    }
}
