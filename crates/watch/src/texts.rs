//! Many short texts in few allocations, which copies share.

use std::sync::Arc;

/// The number of bits of a number of a byte within a piece.
const PIECE_BITS: u32 = 16;

/// How many bytes stand in a piece.
const PIECE: usize = 1 << PIECE_BITS;

/// A text of [`Texts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    /// The number of its piece, and where it begins there.
    start: u32,
    len: u32,
}

/// Many short texts, one after the other; none is ever taken out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    pieces: Vec<Arc<String>>,
}

impl Texts {
    pub(crate) fn add(&mut self, text: &str) -> Text {
        if self.pieces.last().is_none_or(|piece| piece.len() + text.len() > PIECE) {
            // A text that is longer than a piece has one of its own.
            self.pieces.push(Arc::new(String::with_capacity(text.len().max(PIECE))));
        }
        let piece = self.pieces.len().saturating_sub(1);
        let at = self.pieces.get_mut(piece).map_or(0, |last| {
            let last = Arc::make_mut(last);
            last.push_str(text);
            last.len() - text.len()
        });
        // An empty text at the end of a full piece is as empty anywhere else.
        Text { start: ((piece << PIECE_BITS) | (at % PIECE)) as u32, len: text.len() as u32 }
    }

    pub(crate) fn get(&self, text: Text) -> &str {
        let at = text.start as usize % PIECE;
        let piece = self.pieces.get(text.start as usize >> PIECE_BITS);
        piece.and_then(|piece| piece.get(at..at + text.len as usize)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_what_they_were_whatever_their_lengths() {
        let mut texts = Texts::default();
        let text = |number: usize| "é".repeat(number * 2_557 % 40_000);
        let numbers: Vec<Text> = (0..100).map(|number| texts.add(&text(number))).collect();
        let copy = texts.clone();
        texts.add("more");
        for (number, at) in numbers.iter().enumerate() {
            assert_eq!(copy.get(*at), text(number));
        }
        assert_eq!(copy.get(Text { start: u32::MAX, len: 1 }), "");
    }
}
