//! The hash of words. It is never the only thing that is compared: what it finds is checked against the words themselves.

/// An odd number whose bits look random: 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a folded word.
pub(crate) fn hash(folded: &[u8]) -> u64 {
    each_chunk(folded, 0)
}

/// The hash of a word of ASCII letters and digits as if it were folded.
pub(crate) fn hash_ascii(word: &[u8]) -> u64 {
    // The bit that tells small letters from capitals is set in digits, too.
    each_chunk(word, 0x2020_2020_2020_2020)
}

/// The hash of two numbers.
pub(crate) fn hash_pair(a: u32, b: u32) -> u64 {
    mix((u64::from(a) << 32 | u64::from(b)).wrapping_mul(SPREAD))
}

fn each_chunk(bytes: &[u8], lower: u64) -> u64 {
    let mut hash = (bytes.len() as u64).wrapping_mul(SPREAD);
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        hash = mix((hash ^ (u64::from_le_bytes(*chunk) | lower)).wrapping_mul(SPREAD));
    }
    if !rest.is_empty() {
        let mut last = [0_u8; 8];
        last[..rest.len()].copy_from_slice(rest);
        let used = u64::MAX >> (8 * (8 - rest.len()));
        hash = mix((hash ^ (u64::from_le_bytes(last) | (lower & used))).wrapping_mul(SPREAD));
    }
    hash
}

fn mix(hash: u64) -> u64 {
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::{hash, hash_ascii};

    #[test]
    fn case_makes_no_difference_to_ascii_words() {
        for word in ["a", "Netflix", "NETFLIX2", "TotalEnergies", "3G", "abcdefgh", "ABCDEFGHijklmnop"] {
            assert_eq!(hash_ascii(word.as_bytes()), hash(word.to_ascii_lowercase().as_bytes()), "{word}");
        }
        assert_ne!(hash(b"ab"), hash(b"ba"));
        assert_ne!(hash(b"a"), hash(b"a\0"));
    }
}
