//! Hashes of words and numbers. They are never the only thing that is compared: what they find is checked against what was
//! hashed.

/// An odd number whose bits look random: 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a text.
pub(crate) fn hash(text: &[u8]) -> u64 {
    let (chunks, rest) = text.as_chunks::<8>();
    let state = chunks.iter().fold(SPREAD, |state, chunk| mix(state ^ u64::from_le_bytes(*chunk)));
    // The rest has at most seven bytes, so that there is room for the length.
    let last = rest.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    mix(state ^ last ^ (text.len() as u64) << 56)
}

/// The hash of two small numbers.
pub(crate) fn hash_pair(a: u32, b: u32) -> u64 {
    mix((u64::from(a) << 32 | u64::from(b)) ^ SPREAD)
}

/// The hash of two numbers.
#[inline]
pub(crate) fn hash_two(a: u64, b: u64) -> u64 {
    mix(mix(a ^ SPREAD) ^ b)
}

/// Both halves of a product, so that each bit of the number has its say in each bit of the hash.
#[inline]
fn mix(number: u64) -> u64 {
    let product = u128::from(number) * u128::from(SPREAD);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_other_letters_or_lengths_have_other_hashes() {
        assert_ne!(hash(b"ab"), hash(b"ba"));
        assert_ne!(hash(b"a"), hash(b"a\0"));
        assert_ne!(hash(b"abcdefgh"), hash(b"abcdefgh\0"));
    }
}
