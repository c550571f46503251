//! Words as they are looked up: by their letters, which for nearly all of them take the place of a hash. Running text is mostly
//! words of ASCII letters, so those are measured, folded and made keys in one pass, eight bytes at a time.

use crate::hash::{hash, hash_two};

/// A folded word as it is looked up: its bytes and zeros after them, as two numbers with the first byte lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    low: u64,
    high: u64,
}

/// The most bytes of a word whose key is its letters: the highest byte of a key tells them from others.
const SHORT: usize = 15;

/// The highest byte of the key of a longer word, of which the rest is a hash. No letter has it in UTF-8.
const LONG: u64 = 0xff << 56;

/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

impl Key {
    /// The key of a folded word.
    pub(crate) fn of(folded: &[u8]) -> Key {
        let mut bytes = [0; 16];
        match bytes.get_mut(..folded.len()).filter(|room| room.len() <= SHORT) {
            Some(room) => {
                room.copy_from_slice(folded);
                Key::of_bytes(bytes)
            }
            None => Key { low: hash(folded), high: LONG },
        }
    }

    /// The key of some bytes.
    pub(crate) fn of_bytes(bytes: [u8; 16]) -> Key {
        let both = u128::from_le_bytes(bytes);
        Key { low: both as u64, high: (both >> 64) as u64 }
    }

    /// The bytes of which it is the key.
    pub(crate) fn bytes(self) -> [u8; 16] {
        (u128::from(self.low) | u128::from(self.high) << 64).to_le_bytes()
    }

    /// Whether the word is so long that another may have the same key.
    pub(crate) fn is_long(self) -> bool {
        self.high >= LONG
    }

    /// How many bytes a word has that is not long.
    pub(crate) fn len(self) -> usize {
        // Words hold no byte that is zero.
        16 - (u128::from(self.low) | u128::from(self.high) << 64).leading_zeros() as usize / 8
    }

    /// The hash by which tables are ordered.
    #[inline]
    pub(crate) fn hash(self) -> u64 {
        hash_two(self.low, self.high)
    }
}

/// The letters and digits of ASCII with which some bytes begin: how many there are, and the key of the word that they are
/// once folded.
#[inline]
pub(crate) fn ascii_run(bytes: &[u8]) -> (usize, Key) {
    let (low, length) = letters(bytes);
    let (high, more) = if length < 8 { (0, 0) } else { letters(bytes.get(8..).unwrap_or_default()) };
    if more == 8 {
        return long_run(bytes);
    }
    (length + more, Key { low, high })
}

#[cold]
fn long_run(bytes: &[u8]) -> (usize, Key) {
    let length = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    let word = bytes.get(..length).unwrap_or_default();
    (length, Key::of(&word.to_ascii_lowercase()))
}

/// The letters and digits of ASCII with which the first eight bytes begin, in lower case, and how many there are.
#[inline]
fn letters(bytes: &[u8]) -> (u64, usize) {
    let short = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let chunk = bytes.first_chunk::<8>().map_or_else(|| short(bytes), |chunk| u64::from_le_bytes(*chunk));
    // The bit that tells small letters from capitals is set in digits, too.
    let lower = chunk | HIGH >> 2;
    let bits = (!alphanumeric(chunk, lower) & HIGH).trailing_zeros() & !7;
    (lower & !u64::MAX.checked_shl(bits).unwrap_or(0), bits as usize / 8)
}

/// Sets the highest bit of each byte that is a letter or digit of ASCII; `lower` has the letters in lower case. The bits
/// below the highest say nothing.
fn alphanumeric(chunk: u64, lower: u64) -> u64 {
    // Seven bits and an addend that carries into the eighth from a character on: no byte carries into the next one.
    let from = |bytes: u64, character: u8| (bytes & !HIGH) + u64::from_ne_bytes([0x80 - character; 8]);
    let letters = from(lower, b'a') & !from(lower, b'z' + 1);
    let digits = from(chunk, b'0') & !from(chunk, b'9' + 1);
    (letters | digits) & !chunk
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_up_to_a_length_are_their_keys() {
        for word in ["", "a", "brücke", "abcdefgh", "fifteen-letters"] {
            let key = Key::of(word.as_bytes());
            assert_eq!((key.is_long(), &key.bytes()[..key.len()]), (false, word.as_bytes()));
            assert_eq!(Key::of_bytes(key.bytes()), key);
        }
        let (one, other) = (Key::of(b"sixteen--letters"), Key::of(b"sixteen--letterz"));
        assert!(one.is_long() && other.is_long() && one != other);
    }

    proptest! {
        #[test]
        fn a_run_is_measured_and_made_a_key_as_its_folded_word(text in "[a-zA-Z0-9]{0,20}[ -~éß@\\[`{/:\u{0}\u{7f}]{0,3}.{0,9}") {
            let (length, key) = ascii_run(text.as_bytes());
            let expected = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
            prop_assert_eq!(length, expected);
            prop_assert_eq!(key, Key::of(&text.as_bytes()[..length].to_ascii_lowercase()));
        }
    }
}
