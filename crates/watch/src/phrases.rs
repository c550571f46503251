//! Phrases as a trie over word ids: one walk over a text finds every phrase of every watch, also where they overlap.

use rustc_hash::FxHashMap;

use crate::gap::Gap;
use crate::words::{Kind, Span, Words};

/// A word's id in the [`Vocabulary`]; texts hold many words that no watch names, and those are [`UNKNOWN`].
pub(crate) type WordId = u32;

/// The id of every word that no watch names.
pub(crate) const UNKNOWN: WordId = u32::MAX;

/// A phrase's id: the node of the trie in which it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PhraseId(pub(crate) u32);

/// The words that watches name, by their folded form.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    ids: FxHashMap<Box<str>, WordId>,
}

impl Vocabulary {
    /// The id of a folded word, or [`UNKNOWN`].
    pub(crate) fn id(&self, folded: &str) -> WordId {
        self.ids.get(folded).copied().unwrap_or(UNKNOWN)
    }

    /// The id of a folded word, given to it now where it had none.
    fn learn(&mut self, folded: &str) -> WordId {
        let next = self.ids.len() as WordId;
        match self.ids.get(folded) {
            Some(id) => *id,
            None => *self.ids.entry(folded.into()).or_insert(next),
        }
    }
}

/// Every phrase of every watch.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    vocabulary: Vocabulary,
    /// The node that a node leads to by a word; node 0 is the root.
    next: FxHashMap<(u32, WordId), u32>,
    /// By node: whether a phrase ends there.
    ends: Vec<bool>,
}

impl Phrases {
    /// Files a phrase, and gives the id it has from now on; `None` where the text holds no word.
    pub(crate) fn file(&mut self, phrase: &str) -> Option<PhraseId> {
        let mut words = Words::of(phrase);
        let mut node = 0;
        let mut count = 0;
        while words.next().is_some() {
            let word = self.vocabulary.learn(words.folded());
            self.ends.resize(self.ends.len().max(1), false);
            let fresh = self.ends.len() as u32;
            node = *self.next.entry((node, word)).or_insert(fresh);
            if node == fresh {
                self.ends.push(false);
            }
            count += 1;
        }
        (count > 0).then(|| {
            self.ends[node as usize] = true;
            PhraseId(node)
        })
    }

    /// The words of a text by their ids.
    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Calls `found` with the phrase, the first and the last index of each place where the words of a phrase follow one
    /// another. What stands between them is for the caller to judge.
    pub(crate) fn find(&self, words: &[WordId], mut found: impl FnMut(PhraseId, usize, usize)) {
        for (first, &word) in words.iter().enumerate() {
            if word == UNKNOWN {
                continue;
            }
            let mut node = 0;
            for (last, &word) in words.iter().enumerate().skip(first) {
                match self.next.get(&(node, word)) {
                    Some(&next) => node = next,
                    None => break,
                }
                if self.ends[node as usize] {
                    found(PhraseId(node), first, last);
                }
            }
        }
    }
}

/// Whether the words of a text from `first` to `last` stand as one phrase: nothing wider than a space between them, no
/// half of a name like `C++`, and no part of a longer run in a script without spaces.
pub(crate) fn is_whole(text: &str, words: &[Span], first: usize, last: usize, loose: bool) -> bool {
    let widest = if loose { Gap::Break } else { Gap::Space };
    let joined = words.get(first + 1..=last).is_some_and(|inner| inner.iter().all(|word| word.gap <= widest));
    joined && !extends_left(text, words, first) && !extends_right(text, words, last)
}

/// The most letters of a word to which an attached symbol belongs: `C++`, `F#`, `AT&T`, `.NET`, but not `Disney+`.
const SYMBOL_REACH: u32 = 3;

fn extends_left(text: &str, words: &[Span], first: usize) -> bool {
    let Some(word) = words.get(first) else { return false };
    let Some(before) = first.checked_sub(1).and_then(|i| words.get(i)).filter(|_| word.gap == Gap::None)
    else {
        return false;
    };
    match (before.kind, word.kind) {
        (Kind::Symbol, Kind::Run) => word.end - word.start <= SYMBOL_REACH,
        (Kind::Unspaced, Kind::Unspaced) => {
            script::continues_left(char_at(text, before), char_at(text, word))
        }
        _ => false,
    }
}

fn extends_right(text: &str, words: &[Span], last: usize) -> bool {
    let (Some(word), Some(after)) = (words.get(last), words.get(last + 1)) else { return false };
    if after.gap != Gap::None {
        return false;
    }
    match (word.kind, after.kind) {
        (Kind::Run, Kind::Symbol) => {
            word.end - word.start <= SYMBOL_REACH
                && !(is_ampersand(text, after) && ends_there(words, last + 1))
        }
        (Kind::Symbol, Kind::Symbol) => true,
        (Kind::Unspaced, Kind::Unspaced) => {
            let rest = text.get(word.end as usize..).unwrap_or_default();
            script::continues_right(char_at(text, word), rest)
        }
        _ => false,
    }
}

fn is_ampersand(text: &str, word: &Span) -> bool {
    char_at(text, word) == '&'
}

/// Whether nothing is attached to the word at `index` from the right.
fn ends_there(words: &[Span], index: usize) -> bool {
    words.get(index + 1).is_none_or(|after| after.gap != Gap::None)
}

fn char_at(text: &str, word: &Span) -> char {
    text.get(word.start as usize..).and_then(|t| t.chars().next()).unwrap_or(' ')
}

/// Where a name begins and ends in scripts that do not part words.
mod script {
    /// Korean particles that follow a name within one run, longest first where one begins another. Source: the case and
    /// auxiliary particles (josa) of any Korean grammar.
    const PARTICLES: &[&str] = &[
        "에서는",
        "에서도",
        "으로는",
        "으로도",
        "으로서",
        "으로써",
        "에게서",
        "한테서",
        "이라는",
        "이라고",
        "까지는",
        "까지도",
        "에서",
        "에게",
        "에는",
        "에도",
        "에의",
        "으로",
        "이란",
        "이나",
        "이며",
        "이고",
        "이다",
        "인데",
        "까지",
        "부터",
        "처럼",
        "보다",
        "마다",
        "조차",
        "마저",
        "하고",
        "한테",
        "께서",
        "라는",
        "라고",
        "로서",
        "로써",
        "로는",
        "로도",
        "와의",
        "과의",
        "와는",
        "과는",
        "만의",
        "만이",
        "만을",
        "측은",
        "측이",
        "은",
        "는",
        "이",
        "가",
        "을",
        "를",
        "의",
        "에",
        "와",
        "과",
        "도",
        "로",
        "만",
        "야",
        "나",
        "란",
        "며",
        "고",
        "인",
        "측",
    ];

    /// Whether a word that begins with `here` goes on from `before`, which stands directly before it.
    pub(super) fn continues_left(before: char, here: char) -> bool {
        (is_katakana(before) && is_katakana(here)) || (is_hangul(before) && is_hangul(here))
    }

    /// Whether a word that ends in `here` goes on in `rest`, which stands directly after it.
    pub(super) fn continues_right(here: char, rest: &str) -> bool {
        let Some(next) = rest.chars().next() else { return false };
        if is_katakana(here) {
            return is_katakana(next);
        }
        is_hangul(here) && is_hangul(next) && !is_particle(rest)
    }

    fn is_particle(rest: &str) -> bool {
        let end = rest.find(|c: char| !is_hangul(c)).unwrap_or(rest.len());
        rest.get(..end).is_some_and(|run| PARTICLES.contains(&run))
    }

    fn is_katakana(c: char) -> bool {
        matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
    }

    fn is_hangul(c: char) -> bool {
        matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}')
    }
}
