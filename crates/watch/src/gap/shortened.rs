//! Whether the dot behind a word shortens it or ends its sentence. What decides is the kind of word that is shortened, and the word
//! that comes next: a name, a figure, or one with which sentences begin. What is *not* here are other marks than that dot.

use super::{is_apostrophe, is_quote, opener};

/// Shortened words that belong to what follows them, so that no sentence ends there, whatever follows: titles, *versus*, *for example*.
const LEADING: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "messrs", "vs", "cf", "viz", "approx", "e.g", "i.e", "a.k.a", "ca",
    "bzw", "bspw", "einschl", "zzt", "vgl", "sog", "ggf", "evtl", "inkl", "zzgl", "bzgl", "geb", "z.b",
    "d.h", "u.a", "v.a", "i.d.r", "mme", "mmes", "mlle", "mgr", "ej", "ee", "dña", "sra", "sras", "srta",
    "sres", "dra", "dott", "sig", "sigg", "avv", "dhr", "mevr", "drs", "bijv", "resp", "incl", "excl", "т.е",
    "ул", "проф", "акад",
];

/// Shortened words that stand before figures, and are words or names of their own elsewhere, or mostly stand at an end: *said no. Pilots*,
/// *state of the art. Pilots*, *said Jan. Pilots*.
const BEFORE_FIGURES: &[&str] = &[
    "no", "nos", "nr", "num", "núm", "pág", "pp", "blz", "art", "abs", "fig", "vol", "kap", "cap", "est",
    "ziff", "max", "rd", "tel", "kl", "jan", "feb", "febr", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "okt", "nov", "dec", "dez", "janv", "févr", "avr", "juil", "déc",
];

/// Shortened words after which a sentence ends where a word follows with which sentences begin: *It is Meta Inc. The fine stands*, *Meta
/// Inc. of Menlo Park*. Legal forms, sums, streets, and titles that may also stand behind names.
const TRAILING: &[&str] = &[
    "st", "ste", "sta", "sto", "sr", "srs", "jr", "inc", "co", "corp", "ltd", "bros", "cie", "cía", "gen",
    "lt", "capt", "sgt", "gov", "rev", "av", "ave", "avda", "blvd", "bd", "str", "al", "dept", "mio", "mrd",
    "tsd", "chr", "jh", "uu", "ud", "uds", "exmo", "exma", "ing", "lic", "arq", "gral", "profa",
];

/// The same with a capital, as these are words in lower case: *ill*, *miss*, the Swedish *hon*. Above all the states of the United States as
/// news agencies shorten them.
const WITH_CAPITAL: &[&str] = &[
    "Ala", "Ariz", "Ark", "Calif", "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "La", "Md",
    "Mass", "Mich", "Minn", "Miss", "Mo", "Mont", "Neb", "Nev", "Okla", "Ore", "Pa", "Tenn", "Tex", "Va",
    "Vt", "Wash", "Wis", "Wyo", "Hon", "Sen", "Rep", "Col", "Eng", "Mt", "Ft", "MM",
];

/// German words before which a number with a dot is an ordinal: *im 19. Jahrhundert*.
const BEFORE_ORDINALS: &[&str] = &[
    "der", "die", "das", "den", "dem", "des", "am", "im", "vom", "zum", "zur", "beim", "ein", "eine",
    "einen", "einem", "einer", "jede", "jeder", "jedes", "jeden", "jedem", "diese", "dieser", "dieses",
    "diesen", "diesem",
];

/// The months as German has them: a number with a dot before them is a day.
const GERMAN_MONTHS: &[&str] = &[
    "Januar",
    "Jänner",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// How many bytes before a word are looked at: more than any word that decides has, so that the way through a text stays linear.
const LOOK_BACK: usize = 24;

/// What a shortened word says of its dot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Leading,
    BeforeFigures,
    Trailing,
    /// The initial of a name, which another word may follow than the one that a list has: *S. Das*.
    Initial,
}

/// The most bytes of a listed word.
const LONGEST: usize = 8;

/// By length and first letter, a bit for each second letter of a listed word; letters by the last five bits of their byte.
const BEGINNINGS: [[u32; 32]; LONGEST + 1] = {
    let lists = [LEADING, BEFORE_FIGURES, TRAILING, WITH_CAPITAL];
    let mut beginnings = [[0; 32]; LONGEST + 1];
    let mut list = 0;
    while list < lists.len() {
        let mut index = 0;
        while index < lists[list].len() {
            let word = lists[list][index].as_bytes();
            beginnings[word.len()][(word[0] & 0x1f) as usize] |= 1 << (word[1] & 0x1f);
            index += 1;
        }
        list += 1;
    }
    beginnings
};

/// Whether a listed word of the length of a word begins like it, in either case: most words are told from all of them by that.
fn begins_one(word: &str) -> bool {
    let [first, second, ..] = word.as_bytes() else { return false };
    let beginnings = BEGINNINGS.get(word.len()).and_then(|by_first| by_first.get(usize::from(first & 0x1f)));
    beginnings.is_some_and(|seconds| seconds & 1 << (second & 0x1f) != 0)
}

/// Whether the letters of a word are surely none of a shortened one or of a number, as those of most words are.
#[inline]
pub(super) fn is_plain(word: &str) -> bool {
    match word.as_bytes() {
        [] | [_] | [b'0'..=b'9', ..] | [b'I' | b'V' | b'X', b'I' | b'V' | b'X', ..] => false,
        [first, second, ..] => first.is_ascii() && *second != b'.' && !begins_one(word),
    }
}

/// Whether the dot behind the word that begins at `start`, written `before`, shortens it and ends no sentence, where `rest` stands between that dot and
/// the next word, which begins at `next`.
pub(super) fn has_own_dot(text: &str, before: &str, start: usize, rest: &str, next: usize) -> bool {
    !is_plain(before) && is_shortened(text, before, start, rest, next)
}

fn is_shortened(text: &str, before: &str, start: usize, rest: &str, next: usize) -> bool {
    let after = text.get(next..).unwrap_or_default();
    // Nothing else stands between them that says how the sentence goes on.
    let is_close = || rest.chars().all(|c| c.is_whitespace() || is_quote(c) || matches!(c, ')' | ']'));
    match kind(before, text, start, after) {
        Some(Kind::Leading) => true,
        Some(Kind::BeforeFigures) => is_figure(after) || after.starts_with(char::is_lowercase) || !is_close(),
        Some(Kind::Trailing) => !opener::begins(after) || !is_close(),
        Some(Kind::Initial) => !opener::begins_surely(after) || !is_close(),
        None => {
            let is_number = before.starts_with(|c: char| c.is_ascii_digit()) || is_roman(before);
            is_number && is_ordinal(before, behind(text, start), after)
        }
    }
}

/// Whether a text begins with a figure, or with letters that one belongs to: *No. A12*.
fn is_figure(text: &str) -> bool {
    let word = text.get(..text.floor_char_boundary(LOOK_BACK)).unwrap_or(text);
    let word = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.contains(char::is_numeric) || is_roman(word)
}

/// What kind of shortened word one is that begins at `start`, if it is one.
fn kind(word: &str, text: &str, start: usize, after: &str) -> Option<Kind> {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some('0'..='9'), _) => None,
        (Some(letter), None) => of_letter(letter, behind(text, start), after),
        _ if word.contains('.') && word.starts_with(char::is_alphabetic) => {
            listed(word).or(Some(Kind::Trailing))
        }
        _ => listed(word),
    }
}

/// Whether a word is shortened, and none of those that are words of their own as well.
pub(super) fn is_certain(word: &str) -> bool {
    matches!(listed(word), Some(Kind::Leading | Kind::Trailing))
}

fn listed(word: &str) -> Option<Kind> {
    if !begins_one(word) {
        return None;
    }
    let is_in = |list: &[&str]| list.iter().any(|listed| listed.eq_ignore_ascii_case(word));
    match () {
        () if is_in(LEADING) => Some(Kind::Leading),
        () if is_in(BEFORE_FIGURES) => Some(Kind::BeforeFigures),
        () if is_in(TRAILING) || WITH_CAPITAL.contains(&word) => Some(Kind::Trailing),
        () => None,
    }
}

/// What a single letter with a dot is, by what stands before and after it. One that others with dots follow is read as if there were no
/// spaces between them: *z. B.* as *z.B.*
fn of_letter(letter: char, before: &str, after: &str) -> Option<Kind> {
    let dotted = dotted(before, letter);
    let is_chained = dotted.len() > letter.len_utf8();
    match () {
        () if is_chained && listed(&dotted) == Some(Kind::Leading) => Some(Kind::Leading),
        () if is_letter_with_dot(after) => Some(Kind::Leading),
        () if is_chained => Some(Kind::Trailing),
        () if letter.is_uppercase() => Some(Kind::Initial),
        () if !letter.is_lowercase() => None,
        () => is_consonant(letter, before).then_some(Kind::Leading),
    }
}

/// Whether a small letter by itself is a consonant, *FTC v. Meta*, and no unit of a figure, *um 20 h. Meta*: a vowel may be a word.
fn is_consonant(letter: char, before: &str) -> bool {
    let stands_alone = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == '(');
    stands_alone
        && !"aeiouyàéèíóúаеёиоуыэюя".contains(letter)
        && !before.trim_end().ends_with(|c: char| c.is_numeric() || is_apostrophe(c))
}

/// A letter with the single letters before it that have dots and spaces: *i.d.R* of *i. d. R*.
fn dotted(before: &str, letter: char) -> String {
    let mut letters = vec![letter];
    let mut rest = before;
    while let Some(letter) =
        rest.strip_suffix([' ', '\u{a0}', '\u{202f}']).and_then(|rest| rest.strip_suffix('.'))
    {
        let Some(last) = letter.chars().next_back().filter(|last| last.is_alphabetic()) else { break };
        rest = letter.strip_suffix(last).unwrap_or_default();
        if rest.ends_with(char::is_alphanumeric) {
            break;
        }
        letters.push(last);
    }
    letters.iter().rev().map(char::to_string).collect::<Vec<_>>().join(".")
}

fn is_letter_with_dot(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some('.')
}

/// Whether a number with a dot is an ordinal, or a part of a date: *am 3. März*, *24. 12. 2025*, *im 19. Jahrhundert*.
fn is_ordinal(number: &str, before: &str, after: &str) -> bool {
    if number.len() > 3 && !is_roman(number) {
        return false;
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let next = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    match digits(after) {
        0 => {
            let before = before.trim_end();
            let last = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            // *I am 19.* is English.
            let is_led = !before.ends_with("I am")
                && BEFORE_ORDINALS.iter().any(|known| known.eq_ignore_ascii_case(last));
            GERMAN_MONTHS.contains(&next)
                || is_led && next.starts_with(char::is_uppercase) && !opener::begins(after)
        }
        count @ (1 | 2) => number.len() <= 2 && after.get(count..).is_some_and(|rest| rest.starts_with('.')),
        4 => {
            let day = before.trim_end().strip_suffix('.').unwrap_or_default();
            number.len() <= 2 && day.ends_with(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether a word is a Roman numeral as centuries, courts and kings have them, and hardly anything else.
fn is_roman(word: &str) -> bool {
    (2..=6).contains(&word.len()) && word.bytes().all(|letter| matches!(letter, b'I' | b'V' | b'X'))
}

/// What stands directly before a place of a text.
fn behind(text: &str, at: usize) -> &str {
    text.get(text.floor_char_boundary(at.saturating_sub(LOOK_BACK))..at).unwrap_or_default()
}
