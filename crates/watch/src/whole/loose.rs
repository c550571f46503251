//! What may stand between the words of a phrase in a text, by what stands between them in the phrase.

use crate::fold::narrow;
use crate::gap::Gap;
use crate::reading::Word;
use crate::words::{Kind, Span, Words};

/// What may stand between the words of a phrase, as its own words have it: three bits for each two neighbours, the last three for all
/// from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loose(u16);

/// What may stand between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
enum Between {
    /// Nothing wider than a space.
    Space,
    /// No space: *E.ON*, *P!nk*, and neighbours in a script that does not part words.
    Joined,
    /// Any punctuation that ends no sentence.
    Breaks,
    /// A stop like its own, which mostly ends a sentence elsewhere, or a space: *Yahoo! Japan*.
    Dot,
    Exclamation,
    Question,
    /// Whatever ends no paragraph.
    Any,
}

impl Between {
    const ALL: [Between; 7] = [
        Between::Space,
        Between::Joined,
        Between::Breaks,
        Between::Dot,
        Between::Exclamation,
        Between::Question,
        Between::Any,
    ];

    /// What is allowed where either is.
    fn or(self, other: Between) -> Between {
        match [self, other] {
            [one, another] if one == another => one,
            [Between::Space | Between::Joined, Between::Space | Between::Joined] => Between::Space,
            [
                Between::Space | Between::Joined | Between::Breaks,
                Between::Space | Between::Joined | Between::Breaks,
            ] => Between::Breaks,
            _ => Between::Any,
        }
    }
}

impl Loose {
    /// Nothing wider than a space.
    pub(crate) const SPACE: Loose = Loose(0);
    /// Any punctuation that ends no sentence, between all words.
    pub(crate) const BREAKS: Loose = Loose(0o22222);
    /// How many neighbours have bits of their own.
    const APART: usize = 4;

    /// What may stand between the words of `phrase`.
    pub(crate) fn of(phrase: &str) -> Loose {
        let narrowed = (!phrase.is_ascii()).then(|| phrase.chars().map(narrow).collect::<String>());
        let phrase = narrowed.as_deref().unwrap_or(phrase);
        let mut loose = Loose::SPACE;
        let mut words = Words::of(phrase);
        let Some((mut before, _)) = words.next() else { return loose };
        for pair in 0.. {
            let Some((word, _)) = words.next() else { break };
            let between = between(phrase, before, word);
            let both = if pair > Loose::APART { between.or(loose.between(pair)) } else { between };
            let bits = 3 * pair.min(Loose::APART);
            loose = Loose(loose.0 & !(7 << bits) | (both as u16) << bits);
            before = word;
        }
        loose
    }

    fn between(self, pair: usize) -> Between {
        let bits = self.0 >> (3 * pair.min(Loose::APART)) & 7;
        Between::ALL.get(usize::from(bits)).copied().unwrap_or(Between::Any)
    }

    /// Whether `word` may stand behind `before`, which are the `pair`th neighbours of the phrase.
    pub(crate) fn allows(self, pair: usize, text: &str, before: &Word, word: &Word) -> bool {
        let gap = word.span.gap;
        let between = || text.get(before.span.end as usize..word.span.start as usize).unwrap_or_default();
        let begins = |stop: char| between().starts_with(|c| narrow(c) == stop);
        let as_own = match self.between(pair) {
            Between::Space => gap <= Gap::Space,
            // *J. Crew* is *J.Crew*; *os.Exit* looks as though a space was lost behind a sentence.
            Between::Joined => {
                gap <= Gap::Sentence && !between().contains(char::is_whitespace)
                    || gap <= Gap::Break && between() == ". "
            }
            Between::Breaks => gap <= Gap::Break,
            Between::Dot => gap <= Gap::Space || gap <= Gap::Sentence && begins('.'),
            Between::Exclamation => gap <= Gap::Space || gap <= Gap::Sentence && begins('!'),
            Between::Question => gap <= Gap::Space || gap <= Gap::Sentence && begins('?'),
            Between::Any => gap <= Gap::Sentence,
        };
        // Many write a dash where others write a hyphen: *Air France–KLM*.
        as_own || between() == "–"
    }
}

/// What may stand in a text where a phrase has what it has between two words.
fn between(phrase: &str, before: Span, word: Span) -> Between {
    let between = phrase.get(before.end as usize..word.start as usize).unwrap_or_default();
    // The dot that shortens a word is none.
    let is_stop = |stop: char| stop != '.' || word.gap > Gap::Space;
    let is_before_space = |stop: char| {
        let after = between.split_once(stop).map(|(_, after)| after.trim_start_matches(stop));
        is_stop(stop) && after.is_some_and(|after| after.starts_with(char::is_whitespace))
    };
    let stops = [('!', Between::Exclamation), ('?', Between::Question), ('.', Between::Dot)];
    let solid = !between.contains(char::is_whitespace);
    match word.gap {
        _ if let Some((_, stop)) = stops.into_iter().find(|(stop, _)| is_before_space(*stop)) => stop,
        Gap::None if before.kind == Kind::Unspaced && word.kind == Kind::Unspaced => Between::Joined,
        Gap::Join | Gap::Sentence if between == "." => Between::Joined,
        // Whatever parts its own words may stand there, perhaps with spaces (*Kühne+Nagel*), but for what parts no words elsewhere.
        Gap::Break if solid && between.contains(['!', '?', '$', '*', '.']) => Between::Joined,
        Gap::Break if between != "–" => Between::Breaks,
        Gap::Sentence => Between::Any,
        _ => Between::Space,
    }
}
