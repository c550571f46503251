//! Whether words that follow one another in a text stand there as one phrase, and as the whole of it.

use crate::fold::{is_wide, narrow};
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

/// Whether the words of a text from `first` to `last` stand as one phrase: nothing wider than a space between them, or what
/// `loose` allows, no half of a name like `C++`, and no part of a longer name in a script without spaces.
pub(crate) fn is_whole(text: &str, words: &[Word], first: usize, last: usize, loose: Loose) -> bool {
    is_joined(text, words, first, last, loose)
        && !extends_left(text, words, first)
        && !extends_right(text, words, last)
}

/// Whether nothing but what `loose` allows stands between the words from `first` to `last`.
fn is_joined(text: &str, words: &[Word], first: usize, last: usize, loose: Loose) -> bool {
    let may_stand = |(pair, words): (usize, &[Word])| match words {
        [before, word] => loose.allows(pair, text, before, word),
        _ => true,
    };
    first == last || words.get(first..=last).is_some_and(|words| words.windows(2).enumerate().all(may_stand))
}

/// The most bytes of a word to which an attached symbol belongs: `C++`, `F#`, `AT&T`, `.NET`, but not `Disney+`.
const SYMBOL_REACH: u32 = 3;

/// Whether a symbol beside a word may belong to it: each full-width letter has three bytes.
fn is_reached(text: &str, word: &Word) -> bool {
    let bytes = if is_wide(char_at(text, word)) { 3 } else { 1 };
    word.span.len() <= bytes * SYMBOL_REACH
}

fn extends_left(text: &str, words: &[Word], first: usize) -> bool {
    let Some(word) = words.get(first).filter(|word| word.span.gap == Gap::None) else { return false };
    let Some(before) = first.checked_sub(1).and_then(|i| words.get(i)) else { return false };
    match (before.span.kind, word.span.kind) {
        (Kind::Symbol, Kind::Run) => is_reached(text, word),
        (Kind::Unspaced, Kind::Unspaced) => {
            script::continues_left(char_at(text, before), char_at(text, word))
        }
        _ => false,
    }
}

fn extends_right(text: &str, words: &[Word], last: usize) -> bool {
    let (Some(word), Some(after)) = (words.get(last), words.get(last + 1)) else { return false };
    if after.span.gap != Gap::None {
        return false;
    }
    match (word.span.kind, after.span.kind) {
        (Kind::Run, Kind::Symbol) => {
            let attached_on_both_sides = words.get(last + 2).is_some_and(|next| next.span.gap == Gap::None);
            is_reached(text, word) && (!matches!(char_at(text, after), '&' | '＆') || attached_on_both_sides)
        }
        (Kind::Symbol, Kind::Symbol) => true,
        (Kind::Unspaced, Kind::Unspaced) => {
            let rest = text.get(word.span.end as usize..).unwrap_or_default();
            script::continues_right(char_at(text, word), rest)
        }
        _ => false,
    }
}

fn char_at(text: &str, word: &Word) -> char {
    text.get(word.span.start as usize..).and_then(|t| t.chars().next()).unwrap_or(' ')
}

/// Where a name begins and ends in scripts that do not part words.
mod script {
    /// Korean particles that follow a name within one run. Source: the case and auxiliary particles (josa) of any Korean
    /// grammar.
    const PARTICLES: &[&str] = &[
        "입니다",
        "다",
        "에선",
        "엔",
        "에겐",
        "에만",
        "로서는",
        "으로서는",
        "였던",
        "이었던",
        "야말로",
        "이야말로",
        "이자",
        "라면",
        "이라면",
        "라도",
        "이라도",
        "라서",
        "이라서",
        "면서",
        "이면서",
        "이며",
        "여서",
        "이어서",
        "끼리",
        "는커녕",
        "은커녕",
        "에까지",
        "서",
        "예요",
        "이에요",
        "발",
        "그룹",
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
        "이라며",
        "이었다",
        "이지만",
        "이랑",
        "라며",
        "였다",
        "지만",
        "밖에",
        "만큼",
        "대로",
        "들이",
        "등이",
        "들",
        "등",
        "뿐",
        "께",
        "랑",
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
        "조차도",
        "마저도",
        "로부터는",
        "으로부터는",
        "로부터",
        "으로부터",
        "측에",
        "측에서",
        "커녕",
        "든",
        "든지",
        "이든",
        "이든지",
        "치고",
        "나마",
        "이나마",
        "에야",
        "였고",
        "이었고",
        "므로",
        "이므로",
        "라",
        "이라",
        "인지",
        "입니까",
        "이니까",
        "니까",
        "뿐이다",
        "뿐이었다",
        "뿐만",
        "였으며",
        "이었으며",
    ];

    /// Whether a word that begins with `here` goes on from `before`, which stands directly before it.
    pub(super) fn continues_left(before: char, here: char) -> bool {
        (is_katakana(before) && is_katakana(here)) || (is_hangul(before) && is_hangul(here))
    }

    /// Whether a word that ends in `here` goes on in `rest`, which stands directly after it.
    pub(super) fn continues_right(here: char, rest: &str) -> bool {
        let Some(next) = rest.chars().next() else { return false };
        if is_katakana(here) {
            return is_katakana(next) && !is_of_firms(rest);
        }
        is_hangul(here) && is_hangul(next) && !is_particle(rest)
    }

    /// Particles that others follow: *from Samsung too*.
    const FOLLOWED: &[&str] = &[
        "에서",
        "에게",
        "으로",
        "로",
        "와",
        "과",
        "보다",
        "까지",
        "부터",
        "만",
        "처럼",
        "한테",
        "께서",
        "들",
        "등",
        "뿐",
        "밖에",
        "만큼",
        "대로",
        "마다",
        "이라고",
        "라고",
        "에게로",
    ];

    /// What follows them.
    const FOLLOWING: &[&str] = &[
        "는",
        "은",
        "도",
        "만",
        "의",
        "을",
        "를",
        "부터",
        "까지",
        "로",
        "에게",
        "에서",
        "보다",
        "보다는",
        "과",
        "와",
    ];

    fn is_particle(rest: &str) -> bool {
        let end = rest.find(|c: char| !is_hangul(c)).unwrap_or(rest.len());
        let run = rest.get(..end).unwrap_or_default();
        let is_followed = |first: &str| run.strip_prefix(first).is_some_and(|then| FOLLOWING.contains(&then));
        PARTICLES.contains(&run) || FOLLOWED.iter().any(|first| is_followed(first))
    }

    /// What Japanese firms put behind their names: *group*, *holdings*, *corporation*. Seldom does news put the first behind another noun.
    const OF_FIRMS: [&str; 3] = ["グループ", "ホールディングス", "コーポレーション"];

    fn is_of_firms(rest: &str) -> bool {
        let end = rest.find(|c: char| !is_katakana(c)).unwrap_or(rest.len());
        rest.get(..end).is_some_and(|run| OF_FIRMS.contains(&run))
    }

    fn is_katakana(c: char) -> bool {
        matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
    }

    fn is_hangul(c: char) -> bool {
        matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}')
    }
}
