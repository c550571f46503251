//! The rules of each language as tables, and what must stand before an ending.

use super::Rule;

const fn rule(base: &'static str, form: &'static str, least: usize, fits: fn(&str) -> bool) -> Rule {
    Rule { base, form, least, fits, doubles: false, back: true }
}

/// A rule by which a word is not found where its form is looked for, since that is mostly a word of its own: *Rat* is no *Rate*, though
/// *Räte* are some of it, and *porta* is seldom meant as what somebody carries.
const fn forward(base: &'static str, form: &'static str, least: usize, fits: fn(&str) -> bool) -> Rule {
    Rule { back: false, ..rule(base, form, least, fits) }
}

const fn doubling(form: &'static str, fits: fn(&str) -> bool) -> Rule {
    Rule { doubles: true, ..rule("", form, 3, fits) }
}

/// The rules, by language in the order of [`Language::ALL`].
pub(super) const RULES: [&[Rule]; 7] = [ENGLISH, FRENCH, GERMAN, SPANISH, ITALIAN, PORTUGUESE, DUTCH];

const ENGLISH: &[Rule] = &[
    rule("", "s", 2, takes_s),
    rule("", "es", 3, hisses),
    rule("y", "ies", 2, ends_in_consonant),
    rule("sis", "ses", 2, any),
    rule("e", "ed", 2, |stem| has_vowel(stem) && !stem.ends_with('e')),
    rule("ee", "eed", 2, has_vowel),
    rule("y", "ied", 2, ends_in_consonant),
    rule("", "ed", 3, |base| takes_ending(base) && !is_short(base)),
    doubling("ed", is_closed),
    rule("", "ing", 3, |base| has_vowel(base) && !base.ends_with('e') && !is_short(base)),
    rule("", "ing", 3, |base| ["ee", "oe", "ye"].iter().any(|end| base.ends_with(end))),
    doubling("ing", is_closed),
    rule("e", "ing", 2, |stem| has_vowel(stem) && !stem.ends_with(['e', 'i', 'o', 'y'])),
    rule("ie", "ying", 1, any),
];

const FRENCH: &[Rule] = &[
    rule("", "s", 3, takes_s),
    rule("", "x", 3, |base| ["eau", "au", "eu"].iter().any(|end| base.ends_with(end))),
    rule("al", "aux", 2, any),
    rule("ail", "aux", 3, any),
    rule("al", "ale", 2, any),
    rule("al", "ales", 2, any),
    rule("el", "elle", 3, any),
    rule("el", "elles", 3, any),
    rule("eau", "elle", 3, any),
    rule("eau", "elles", 3, any),
    rule("eux", "euse", 2, any),
    rule("eux", "euses", 2, any),
    rule("if", "ive", 2, any),
    rule("if", "ives", 2, any),
    rule("ien", "ienne", 2, any),
    rule("ien", "iennes", 2, any),
    forward("er", "e", 3, any),
    forward("er", "es", 3, any),
    forward("er", "ee", 3, any),
    forward("er", "ees", 3, any),
    forward("er", "ent", 3, any),
    forward("er", "ons", 3, any),
    forward("er", "ez", 3, any),
    forward("er", "ant", 3, any),
    forward("er", "ait", 3, any),
    forward("er", "aient", 3, any),
    forward("er", "a", 3, any),
    forward("er", "era", 3, any),
    forward("er", "eront", 3, any),
    forward("er", "erait", 3, any),
];

const GERMAN: &[Rule] = &[
    forward("", "e", 3, ends_in_consonant),
    rule("", "en", 3, ends_in_consonant),
    rule("", "es", 3, ends_in_consonant),
    rule("", "s", 4, takes_s),
    rule("", "n", 4, |base| base.ends_with('e') || base.ends_with("el") || base.ends_with("er")),
    rule("", "er", 3, takes_er),
    rule("", "ern", 3, takes_er),
    rule("nis", "nisse", 2, any),
    rule("nis", "nissen", 2, any),
    rule("in", "innen", 3, any),
    forward("en", "t", 3, any),
    forward("en", "te", 3, any),
    forward("en", "ten", 3, any),
    forward("en", "et", 3, ends_in_consonant),
    forward("en", "ete", 3, ends_in_consonant),
    forward("en", "eten", 3, ends_in_consonant),
];

const SPANISH: &[Rule] = &[
    rule("", "s", 3, ends_in_vowel),
    rule("", "es", 3, |base| base.ends_with(['d', 'l', 'n', 'r', 's', 'y'])),
    rule("z", "ces", 2, any),
    forward("ar", "o", 3, any),
    forward("ar", "a", 3, any),
    forward("ar", "an", 3, any),
    forward("ar", "aron", 3, any),
    forward("ar", "aba", 3, any),
    forward("ar", "aban", 3, any),
    forward("ar", "ara", 3, any),
    forward("ar", "aran", 3, any),
    forward("ar", "ando", 3, any),
    forward("ar", "ado", 3, any),
    forward("ar", "ada", 3, any),
    forward("ar", "ados", 3, any),
    forward("ar", "adas", 3, any),
    forward("er", "io", 3, any),
    forward("er", "ieron", 3, any),
    forward("er", "ido", 3, any),
    forward("er", "ida", 3, any),
    forward("er", "idos", 3, any),
    forward("er", "idas", 3, any),
    forward("ir", "io", 3, any),
    forward("ir", "ieron", 3, any),
    forward("ir", "ido", 3, any),
    forward("ir", "ida", 3, any),
    forward("ir", "idos", 3, any),
    forward("ir", "idas", 3, any),
];

const ITALIAN: &[Rule] = &[
    rule("o", "i", 3, |stem| !stem.ends_with(['c', 'g', 'i'])),
    rule("io", "i", 3, any),
    rule("co", "ci", 2, any),
    rule("co", "chi", 2, any),
    rule("go", "gi", 2, any),
    rule("go", "ghi", 2, any),
    rule("a", "e", 3, |stem| !stem.ends_with(['c', 'g'])),
    rule("ca", "che", 2, any),
    rule("ga", "ghe", 2, any),
    rule("cia", "ce", 2, any),
    rule("gia", "ge", 2, any),
    rule("ista", "isti", 2, any),
    rule("ma", "mi", 4, any),
    rule("e", "i", 3, any),
    forward("are", "a", 3, any),
    forward("are", "o", 3, any),
    forward("are", "ano", 3, any),
    forward("are", "ato", 3, any),
    forward("are", "ata", 3, any),
    forward("are", "ati", 3, any),
    forward("are", "ate", 3, any),
    forward("are", "ando", 3, any),
    forward("are", "ava", 3, any),
    forward("are", "avano", 3, any),
    forward("are", "era", 3, any),
];

const PORTUGUESE: &[Rule] = &[
    rule("", "s", 3, ends_in_vowel),
    rule("", "es", 3, |base| base.ends_with(['r', 's', 'z', 'n'])),
    rule("m", "ns", 3, any),
    rule("al", "ais", 2, any),
    rule("el", "eis", 2, any),
    rule("ol", "ois", 2, any),
    rule("il", "is", 3, any),
    rule("ao", "oes", 2, any),
    rule("ao", "aes", 2, any),
    forward("ar", "ou", 3, any),
    forward("ar", "a", 3, any),
    forward("ar", "am", 3, any),
    forward("ar", "aram", 3, any),
    forward("ar", "ava", 3, any),
    forward("ar", "avam", 3, any),
    forward("ar", "ara", 3, any),
    forward("ar", "ando", 3, any),
    forward("ar", "ado", 3, any),
    forward("ar", "ada", 3, any),
    forward("ar", "ados", 3, any),
    forward("ar", "adas", 3, any),
    forward("er", "eu", 3, any),
    forward("er", "eram", 3, any),
    forward("er", "ido", 3, any),
    forward("er", "ida", 3, any),
    forward("er", "idos", 3, any),
    forward("er", "idas", 3, any),
    forward("ir", "iu", 3, any),
    forward("ir", "iram", 3, any),
    forward("ir", "ido", 3, any),
    forward("ir", "ida", 3, any),
    forward("ir", "idos", 3, any),
    forward("ir", "idas", 3, any),
];

const DUTCH: &[Rule] = &[
    rule("", "s", 4, takes_s),
    rule("", "n", 3, |base| base.ends_with('e')),
    rule("", "en", 3, |base| ends_in_consonant(base) && !is_short(base)),
    doubling("en", is_closed),
    rule("f", "ven", 3, any),
    rule("s", "zen", 3, any),
    forward("en", "t", 3, any),
    forward("en", "te", 3, any),
    forward("en", "ten", 3, any),
    forward("en", "de", 3, any),
    forward("en", "den", 3, any),
];

fn any(_: &str) -> bool {
    true
}

fn is_vowel(byte: u8) -> bool {
    b"aeiouy".contains(&byte)
}

fn has_vowel(stem: &str) -> bool {
    stem.bytes().any(is_vowel)
}

fn ends_in_consonant(stem: &str) -> bool {
    stem.bytes().last().is_some_and(|last| !b"aeiou".contains(&last))
}

fn ends_in_vowel(stem: &str) -> bool {
    stem.bytes().last().is_some_and(is_vowel)
}

/// Whether a plural or a verb takes a plain *s*: what hisses takes another one.
fn takes_s(base: &str) -> bool {
    !base.ends_with(['s', 'x', 'z'])
}

/// Whether an English word takes *es*.
fn hisses(base: &str) -> bool {
    ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| base.ends_with(end))
}

/// Whether an English verb takes *ed* as it is.
fn takes_ending(base: &str) -> bool {
    let after_consonant = base.strip_suffix('y').is_some_and(ends_in_consonant);
    has_vowel(base) && !base.ends_with('e') && !after_consonant
}

/// Whether a word ends in one vowel and one consonant, which is written twice before an ending, in words of one syllable always:
/// *stopped*, *referred*.
fn is_closed(base: &str) -> bool {
    let bytes = base.as_bytes();
    let Some([before, vowel, last]) = bytes.last_chunk::<3>() else { return false };
    let is_single = !is_vowel(*before) || *before == b'u' && bytes.iter().rev().nth(3) == Some(&b'q');
    is_single && b"aeiou".contains(vowel) && !is_vowel(*last) && !b"wx".contains(last)
}

/// Whether a word that [`is_closed`] has one syllable only.
fn is_short(base: &str) -> bool {
    let vowels = base.strip_prefix("qu").unwrap_or(base).bytes().filter(|byte| is_vowel(*byte)).count();
    is_closed(base) && vowels == 1
}

/// Whether a German noun has *er* in its plural, as these and those that end in them do.
fn takes_er(base: &str) -> bool {
    const NOUNS: &[&str] = &[
        "amt", "bad", "bild", "blatt", "brett", "buch", "dach", "dorf", "fach", "feld", "geld", "gesicht",
        "glas", "glied", "grab", "gras", "gut", "haus", "holz", "horn", "huhn", "kalb", "kind", "kleid",
        "korn", "kraut", "lamm", "land", "licht", "lied", "loch", "mann", "maul", "nest", "rad", "rand",
        "rind", "schild", "schloss", "schwert", "tal", "tuch", "volk", "wald", "weib", "wort", "wurm",
        "gott", "geist", "leib",
    ];
    NOUNS.iter().any(|noun| base.ends_with(noun))
}
