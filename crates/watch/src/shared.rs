//! Long vectors whose copies share what neither changes: a matcher of a million watches is copied in a moment, and the copy
//! takes memory only for what is changed in it.

use std::sync::Arc;

/// How many values stand in a piece: few enough that writing to one that is shared, which copies it, takes microseconds.
const PIECE: usize = 1 << PIECE_BITS;

const PIECE_BITS: u32 = 12;

/// Values by number, in pieces that copies share until one of them writes there.
#[derive(Clone, Debug)]
pub(crate) struct Shared<T> {
    pieces: Vec<Arc<[T; PIECE]>>,
    len: usize,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Shared { pieces: Vec::new(), len: 0 }
    }
}

impl<T: Copy> Shared<T> {
    /// So many values, all the same.
    pub(crate) fn filled(len: usize, value: T) -> Self {
        let mut filled = Shared::default();
        filled.fill_to(len, value);
        filled
    }

    /// Appends a value until there are so many.
    pub(crate) fn fill_to(&mut self, len: usize, value: T) {
        while self.len < len && !self.len.is_multiple_of(PIECE) {
            self.push(value);
        }
        if self.len < len {
            let piece = Arc::new([value; PIECE]);
            self.pieces.resize(len.div_ceil(PIECE), piece);
            self.len = len;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn push(&mut self, value: T) {
        let at = self.len;
        self.len += 1;
        match self.pieces.get_mut(at >> PIECE_BITS) {
            Some(piece) => Arc::make_mut(piece)[at % PIECE] = value,
            None => self.pieces.push(Arc::new([value; PIECE])),
        }
    }

    pub(crate) fn get(&self, at: usize) -> Option<T> {
        if at < self.len { Some(self.at(at)) } else { None }
    }

    pub(crate) fn get_ref(&self, at: usize) -> Option<&T> {
        if at < self.len { self.pieces.get(at >> PIECE_BITS)?.get(at % PIECE) } else { None }
    }

    /// The value of a number that there is; numbers are made where values are added.
    #[inline]
    pub(crate) fn at(&self, at: usize) -> T {
        self.pieces[at >> PIECE_BITS][at % PIECE]
    }

    /// The same, without a copy of it.
    #[inline]
    pub(crate) fn at_ref(&self, at: usize) -> &T {
        &self.pieces[at >> PIECE_BITS][at % PIECE]
    }

    /// Asks the processor to have a value ready that will be read soon, without waiting for it.
    #[inline]
    pub(crate) fn ask_for(&self, at: usize) {
        prefetch_index::prefetch_index(&self.pieces[at >> PIECE_BITS][..], at % PIECE);
    }

    /// The place of a number that there is, to be written to.
    pub(crate) fn at_mut(&mut self, at: usize) -> &mut T {
        &mut Arc::make_mut(&mut self.pieces[at >> PIECE_BITS])[at % PIECE]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = T> {
        self.pieces.iter().flat_map(|piece| piece.iter().copied()).take(self.len)
    }
}

/// Runs of values, each run side by side in a piece; a run is known by the number that it was given.
#[derive(Clone, Debug)]
pub(crate) struct Runs<T> {
    pieces: Vec<Arc<Vec<T>>>,
}

impl<T> Default for Runs<T> {
    fn default() -> Self {
        Runs { pieces: Vec::new() }
    }
}

impl<T: Clone> Runs<T> {
    /// Adds a run, and gives its number.
    pub(crate) fn add(&mut self, run: &[T]) -> u32 {
        if self.pieces.last().is_none_or(|piece| piece.len() + run.len() > PIECE) {
            // A run that is longer than a piece has one of its own.
            self.pieces.push(Arc::new(Vec::with_capacity(run.len().max(PIECE))));
        }
        let piece = self.pieces.len().saturating_sub(1);
        let at = self.pieces.get_mut(piece).map_or(0, |last| {
            let last = Arc::make_mut(last);
            last.extend_from_slice(run);
            last.len() - run.len()
        });
        // An empty run at the end of a full piece is as empty anywhere else.
        ((piece << PIECE_BITS) | (at % PIECE)) as u32
    }

    /// The first values of a run.
    pub(crate) fn get(&self, run: u32, len: u32) -> Option<&[T]> {
        let at = run as usize % PIECE;
        self.pieces.get(run as usize >> PIECE_BITS)?.get(at..at + len as usize)
    }

    /// The values from the beginning of a run on, at least all of it.
    pub(crate) fn from(&self, run: u32) -> &[T] {
        let piece = self.pieces.get(run as usize >> PIECE_BITS);
        piece.and_then(|piece| piece.get(run as usize % PIECE..)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_all_pieces_but_those_that_one_writes_to() {
        let mut values = Shared::filled(3 * PIECE, 7_u32);
        (0..10).for_each(|value| values.push(value));
        let mut copy = values.clone();
        *copy.at_mut(PIECE + 1) = 8;
        copy.push(9);
        let shared = |piece: usize| Arc::ptr_eq(&values.pieces[piece], &copy.pieces[piece]);
        assert_eq!([0, 1, 2, 3].map(shared), [true, false, true, false]);
        assert_eq!((values.at(PIECE + 1), copy.at(PIECE + 1)), (7, 8));
        assert_eq!((values.get(3 * PIECE + 10), copy.get(3 * PIECE + 10)), (None, Some(9)));
        let expected = std::iter::repeat_n(7, 3 * PIECE).chain(0..10);
        assert!(values.iter().eq(expected));
    }

    #[test]
    fn values_are_filled_up_to_a_length_from_any_other() {
        let mut values = Shared::default();
        for len in [0, 1, 5, PIECE - 1, PIECE + 1, 2 * PIECE, 2 * PIECE, 5 * PIECE + 3] {
            values.fill_to(len, len);
            assert_eq!(values.len(), len);
            assert!(len == 0 || values.at(len - 1) <= len);
        }
        values.fill_to(3, 0);
        assert_eq!(values.len(), 5 * PIECE + 3);
        assert_eq!(
            [0, 4, PIECE - 2, PIECE, 2 * PIECE].map(|at| values.at(at)),
            [1, 5, PIECE - 1, PIECE + 1, 5 * PIECE + 3]
        );
    }

    #[test]
    fn runs_stand_side_by_side_whatever_their_lengths() {
        let mut runs = Runs::default();
        let run = |number: usize| vec![number; number * 37 % 5_000];
        let numbers: Vec<u32> = (0..300).map(|number| runs.add(&run(number))).collect();
        let copy = runs.clone();
        runs.add(&[1]);
        for (number, start) in numbers.iter().enumerate() {
            let expected = run(number);
            assert_eq!(copy.get(*start, expected.len() as u32), Some(expected.as_slice()));
            assert!(runs.from(*start).starts_with(&expected));
        }
        assert_eq!(copy.get(u32::MAX, 1), None);
    }
}
