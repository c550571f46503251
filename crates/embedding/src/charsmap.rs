//! The table by which SentencePiece normalises characters ("precompiled charsmap"): a double array (Aoe 1989, in the form of
//! Darts-clone) of what is replaced, and what replaces it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::normalizer::REPLACEMENT_MAX;

/// A grapheme of so many bytes or more is only replaced character by character.
const LONG: usize = 6;

/// The table.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct CharsMap {
    units: Vec<u32>,
    /// What replaces, each ended by a zero.
    replacements: String,
}

impl TryFrom<String> for CharsMap {
    type Error = String;

    fn try_from(encoded: String) -> Result<Self, String> {
        let bytes = BASE64_STANDARD
            .decode(encoded)
            .map_err(|error| format!("the precompiled charsmap is not Base64: {error}"))?;
        let broken = || "the precompiled charsmap is cut off".to_owned();
        let (size, rest) = bytes.split_first_chunk::<4>().ok_or_else(broken)?;
        let (units, replacements) =
            rest.split_at_checked(u32::from_le_bytes(*size) as usize).ok_or_else(broken)?;
        let units = units.as_chunks::<4>().0.iter().map(|&bytes| u32::from_le_bytes(bytes)).collect();
        let replacements = String::from_utf8(replacements.to_vec())
            .map_err(|_| "the precompiled charsmap is not UTF-8".to_owned())?;
        if replacements.split('\0').any(|replacement| replacement.len() > REPLACEMENT_MAX) {
            return Err(format!(
                "the precompiled charsmap has a replacement of more than {REPLACEMENT_MAX} bytes"
            ));
        }
        Ok(CharsMap { units, replacements })
    }
}

impl CharsMap {
    pub(crate) fn apply(&self, text: &str) -> String {
        let mut mapped = String::with_capacity(text.len());
        for grapheme in text.graphemes(true) {
            match self.replacement(grapheme).filter(|_| grapheme.len() < LONG) {
                Some(replacement) => mapped.push_str(replacement),
                None => {
                    for char in grapheme.chars() {
                        let mut bytes = [0; 4];
                        let char = char.encode_utf8(&mut bytes);
                        mapped.push_str(self.replacement(char).unwrap_or(char));
                    }
                }
            }
        }
        mapped
    }

    /// What replaces the shortest beginning of some text that is replaced, and with that all of it.
    fn replacement(&self, text: &str) -> Option<&str> {
        let mut at = offset(*self.units.first()?);
        for byte in text.bytes().take_while(|&byte| byte != 0) {
            at ^= usize::from(byte);
            let unit = *self.units.get(at)?;
            // The label of a unit: with the highest bit set it is a value, and no byte is like it.
            if unit & (1 << 31 | 0xff) != u32::from(byte) {
                return None;
            }
            at ^= offset(unit);
            if unit >> 8 & 1 == 1 {
                let place = (*self.units.get(at)? & !(1 << 31)) as usize;
                return self.replacements.get(place..)?.split('\0').next();
            }
        }
        None
    }
}

/// Where the units that follow one are, to be combined with where it is itself.
fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 1 << 9) >> 6)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table in which "A" is replaced by "b", encoded.
    fn table() -> Vec<u8> {
        let mut units = vec![0_u32; 66];
        // The root leads to 1; 1 ^ 'A' is 64, whose leaf is at 64 ^ 1.
        units[0] = 1 << 10;
        units[64] = 1 << 10 | 1 << 8 | u32::from(b'A');
        units[65] = 1 << 31;
        let units: Vec<u8> = units.into_iter().flat_map(u32::to_le_bytes).collect();
        [&(units.len() as u32).to_le_bytes(), units.as_slice(), b"b\0"].concat()
    }

    #[test]
    fn what_the_table_holds_is_replaced() {
        let map = CharsMap::try_from(BASE64_STANDARD.encode(table())).unwrap();
        assert_eq!(map.apply("CAB é A\u{301}"), "CbB é b");
        assert_eq!(map.apply(""), "");
    }

    #[test]
    fn a_table_that_would_make_texts_grow_without_bound_is_refused() {
        let long = [table(), vec![b'x'; REPLACEMENT_MAX + 1]].concat();
        assert!(CharsMap::try_from(BASE64_STANDARD.encode(long)).unwrap_err().contains("more than 64 bytes"));
    }

    #[test]
    fn a_table_that_is_cut_off_is_refused() {
        for bytes in [&table()[..3], &table()[..200]] {
            let error = CharsMap::try_from(BASE64_STANDARD.encode(bytes)).unwrap_err();
            assert!(error.contains("cut off"), "{error}");
        }
        assert!(CharsMap::try_from("é".to_owned()).unwrap_err().contains("Base64"));
    }
}
