//! The hash of words. It is never the only thing that is compared: what it finds is checked against the words themselves.
//! Running text is mostly words of ASCII letters, so those are measured and hashed in one pass, eight bytes at a time.

/// An odd number whose bits look random: 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The hash of a folded word.
pub(crate) fn hash(folded: &[u8]) -> u64 {
    let (chunks, rest) = folded.as_chunks::<8>();
    let state = chunks.iter().fold(SPREAD, |state, chunk| mix(state ^ u64::from_le_bytes(*chunk)));
    finish(state, short(rest), folded.len())
}

/// The letters and digits of ASCII with which some bytes begin: how many there are, and the hash of the word that they are
/// once folded.
pub(crate) fn ascii_run(bytes: &[u8]) -> (usize, u64) {
    let mut state = SPREAD;
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let chunk = rest.first_chunk::<8>().map_or_else(|| short(rest), |chunk| u64::from_le_bytes(*chunk));
        // The bit that tells small letters from capitals is set in digits, too.
        let lower = chunk | HIGH >> 2;
        let other = !alphanumeric(chunk, lower) & HIGH;
        if other != 0 {
            let bits = other.trailing_zeros() & !7;
            at += bits as usize / 8;
            return (at, finish(state, lower & !(u64::MAX << bits), at));
        }
        state = mix(state ^ lower);
        at += 8;
    }
}

/// The hash of two numbers.
pub(crate) fn hash_pair(a: u32, b: u32) -> u64 {
    mix((u64::from(a) << 32 | u64::from(b)) ^ SPREAD)
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

/// Fewer than eight bytes as a number.
fn short(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// `last` has at most seven bytes, so that there is room for the length.
fn finish(state: u64, last: u64, length: usize) -> u64 {
    mix(state ^ last ^ (length as u64) << 56)
}

/// Both halves of a product, so that each bit of the number has its say in each bit of the hash.
fn mix(number: u64) -> u64 {
    let product = u128::from(number) * u128::from(SPREAD);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_other_letters_or_lengths_have_other_hashes() {
        assert_ne!(hash(b"ab"), hash(b"ba"));
        assert_ne!(hash(b"a"), hash(b"a\0"));
        assert_ne!(hash(b"abcdefgh"), hash(b"abcdefgh\0"));
    }

    proptest! {
        #[test]
        fn a_run_is_measured_and_hashed_as_its_folded_word(text in "[a-zA-Z0-9]{0,20}[ -~éß@\\[`{/:\u{0}\u{7f}]{0,3}.{0,9}") {
            let (length, hashed) = ascii_run(text.as_bytes());
            let expected = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
            prop_assert_eq!(length, expected);
            prop_assert_eq!(hashed, hash(&text.as_bytes()[..length].to_ascii_lowercase()));
        }
    }
}
