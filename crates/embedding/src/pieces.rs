//! Finds which pieces of a vocabulary a text begins with: a table of the hashes of all beginnings of all pieces. Two of a
//! million hashes of 64 bits are hardly ever the same; where they are, a text gets another token.

use rustc_hash::FxHashMap;

/// The number of a token.
pub(crate) type Id = u32;

/// The beginning of a piece that is none itself.
const NONE: Id = Id::MAX;

/// The pieces of a vocabulary, by their beginnings.
#[derive(Debug, Default)]
pub(crate) struct Beginnings(FxHashMap<u64, Id>);

/// Stands for what has been read of a piece.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct State(u64);

impl State {
    /// After a character more (the finish of SplitMix64 in short).
    fn after(self, char: char) -> State {
        let mixed = (self.0 ^ u64::from(char)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        State(mixed ^ mixed >> 29)
    }

    /// After all characters of a text.
    pub(crate) fn after_all(text: &str) -> State {
        text.chars().fold(State::default(), State::after)
    }
}

impl Beginnings {
    /// Takes a piece in; of two that are the same, the later one.
    pub(crate) fn insert(&mut self, piece: &str, id: Id) {
        let mut state = State::default();
        for char in piece.chars() {
            state = state.after(char);
            self.0.entry(state.0).or_insert(NONE);
        }
        if !piece.is_empty() {
            self.0.insert(state.0, id);
        }
    }

    /// The pieces that begin as `begun` says and go on with the beginning of `text`, the shortest first: how many bytes of
    /// the text each takes.
    pub(crate) fn of(&self, begun: State, text: &str) -> impl Iterator<Item = (usize, Id)> {
        let mut state = begun;
        text.char_indices()
            .map_while(move |(at, char)| {
                state = state.after(char);
                self.0.get(&state.0).map(|&id| (at + char.len_utf8(), id))
            })
            .filter(|&(_, id)| id != NONE)
    }
}
