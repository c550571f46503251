//! Paradigms: which forms the rules of a language make of a word. Two words are forms of each other where one rule makes the one of
//! the other, and never because both begin alike: *parties* is made of *party*, and neither of them of *part*.
//!
//! The rules are those of school grammars: plurals, and forms of regular verbs. They go by the letters alone, so they leave out what
//! letters do not tell: which noun of German takes which plural, and what is feminine or masculine of a word (*porto*, *porta*).

mod rules;

use crate::language::Language;
use rules::RULES;

/// A rule: a word that ends in `base` has a form with `form` in its place, where what stands before it fits.
struct Rule {
    base: &'static str,
    form: &'static str,
    /// The fewest letters before the ending.
    least: usize,
    /// Whether what stands before the ending fits.
    fits: fn(&str) -> bool,
    /// Whether the last letter before the ending is written twice in the form: *stop*, *stopped*.
    doubles: bool,
    /// Whether the word is found, too, where the form is looked for: *merger* where *mergers* is.
    back: bool,
}

/// Calls `found` with each word of which a folded word may be a form in a language.
pub(crate) fn bases(language: Language, form: &str, found: impl FnMut(&str)) {
    bases_by(language, form, |_| true, found);
}

/// The same for words that are also found where the form is looked for: *merger* where *mergers* is.
pub(crate) fn backward(language: Language, form: &str, found: impl FnMut(&str)) {
    bases_by(language, form, |rule| rule.back, found);
}

fn bases_by(language: Language, form: &str, is_asked: fn(&Rule) -> bool, mut found: impl FnMut(&str)) {
    let last = form.bytes().last().unwrap_or_default();
    if !may_be_form(language, last) || !is_inflected(form) {
        return;
    }
    let ends_so = |rule: &&Rule| rule.form.as_bytes().last() == Some(&last) && is_asked(rule);
    let mut base = String::new();
    for rule in RULES[language as usize].iter().filter(ends_so) {
        let Some(stem) = rule.stem(form) else { continue };
        base.clear();
        base.push_str(stem);
        base.push_str(rule.base);
        if !UNINFLECTED.contains(&&*base) && !APART.contains(&(&*base, form)) {
            found(&base);
        }
    }
}

/// Whether a folded word may be a form of another in a language, by its last byte.
pub(crate) fn may_be_form(language: Language, last: u8) -> bool {
    last.is_ascii_lowercase() && LAST_LETTERS[language as usize] & 1 << (last - b'a') != 0
}

/// By language, a bit for each letter that a form ends in.
const LAST_LETTERS: [u32; 7] = {
    let mut letters = [0; 7];
    let mut language = 0;
    while language < RULES.len() {
        let mut index = 0;
        while index < RULES[language].len() {
            let form = RULES[language][index].form.as_bytes();
            letters[language] |= 1 << (form[form.len() - 1] - b'a');
            index += 1;
        }
        language += 1;
    }
    letters
};

impl Rule {
    /// What stands before the ending of a form, with its last letter once.
    fn stem<'w>(&self, form: &'w str) -> Option<&'w str> {
        let stem = form.strip_suffix(self.form)?;
        let stem = if self.doubles {
            let twice = stem.as_bytes().last_chunk::<2>().is_some_and(|[a, b]| a == b);
            stem.get(..stem.len().checked_sub(1)?).filter(|_| twice)?
        } else {
            stem
        };
        Some(stem).filter(|stem| stem.len() >= self.least && (self.fits)(stem))
    }
}

/// Whether a folded word may have other forms: those of other letters, and some that only look so, have none.
pub(crate) fn is_inflected(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase()) && !UNINFLECTED.contains(&word)
}

/// Words that look like forms of another and are not.
const UNINFLECTED: &[&str] = &[
    "news", "this", "thus", "series", "species", "always", "perhaps", "during", "morning", "evening",
    "herring",
];

/// Words that a rule makes of each other and the language does not.
const APART: &[(&str, &str)] = &[
    ("unit", "united"),
    ("us", "uses"),
    ("past", "pasted"),
    ("wick", "wicked"),
    ("bu", "bus"),
    ("ga", "gas"),
    ("ye", "yes"),
    ("ha", "has"),
    ("wa", "was"),
    ("hi", "his"),
    ("it", "its"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether one of two words is found where the other is looked for.
    fn is_form(language: Language, word: &str, other: &str) -> bool {
        let mut is_one = false;
        bases(language, other, |base| is_one |= base == word);
        backward(language, word, |base| is_one |= base == other);
        is_one
    }

    fn check(language: Language, same: &[&[&str]], apart: &[(&str, &str)]) {
        for forms in same {
            let (base, forms) = forms.split_first().unwrap();
            for form in forms {
                assert!(is_form(language, base, form), "{form} of {base}");
            }
        }
        for (a, b) in apart {
            assert!(!is_form(language, a, b) && !is_form(language, b, a), "{a} and {b}");
        }
    }

    #[test]
    fn english() {
        let same: &[&[&str]] = &[
            &["merger", "mergers"],
            &["mergers", "merger"],
            &["company", "companies"],
            &["merge", "merges", "merged", "merging"],
            &["stop", "stops", "stopped", "stopping"],
            &["visit", "visited", "visiting"],
            &["refer", "referred"],
            &["sell", "sells", "selling"],
            &["tax", "taxes", "taxed"],
            &["sue", "sues", "sued", "suing"],
            &["ad", "ads"],
            &["use", "uses", "used", "using"],
            &["die", "dies", "died", "dying"],
            &["tie", "tied"],
            &["spy", "spies"],
            &["agree", "agreed", "agreeing"],
            &["crisis", "crises"],
            &["gas", "gases"],
            &["box", "boxes"],
            &["hero", "heroes"],
            &["buy", "buying"],
            &["quit", "quitting"],
        ];
        let apart = &[
            ("party", "part"),
            ("party", "parts"),
            ("plane", "plan"),
            ("plane", "plans"),
            ("car", "care"),
            ("car", "cares"),
            ("police", "policy"),
            ("policy", "polices"),
            ("unit", "united"),
            ("county", "counts"),
            ("win", "wine"),
            ("rat", "rates"),
            ("fine", "fins"),
            ("fire", "firs"),
            ("city", "cited"),
            ("army", "arms"),
            ("rap", "raped"),
            ("kit", "kite"),
            ("hope", "hops"),
            ("site", "sits"),
            ("star", "stared"),
            ("base", "bass"),
            ("count", "county"),
            ("body", "bodes"),
            ("easy", "eased"),
            ("lad", "lady"),
            ("stat", "states"),
            ("tax", "taxi"),
            ("new", "news"),
            ("nation", "national"),
            ("sing", "singer"),
            ("bus", "but"),
            ("the", "thing"),
            ("see", "seed"),
            ("fee", "feed"),
            ("her", "herring"),
            ("even", "evening"),
            ("us", "uses"),
            ("ha", "has"),
        ];
        check(Language::English, same, apart);
    }

    #[test]
    fn other_languages() {
        let same: &[&[&str]] = &[
            &["journal", "journaux"],
            &["message", "messages"],
            &["local", "locaux", "locale", "locales"],
            &["nouveau", "nouvelle", "nouveaux"],
            &["acheter", "achete", "acheta"],
            &["licencier", "licencie"],
            &["fusionner", "fusionnent"],
        ];
        let apart =
            &[("port", "porte"), ("mer", "mere"), ("cas", "cale"), ("libre", "livres"), ("arme", "armee")];
        check(Language::French, same, apart);
        let same: &[&[&str]] = &[
            &["haus", "hauser", "hauses"],
            &["hauser", "haus"],
            &["nachricht", "nachrichten"],
            &["fusion", "fusionen"],
            &["kind", "kinder", "kindern"],
            &["kauf", "kaufe"],
            &["strafe", "strafen"],
            &["steuer", "steuern"],
            &["mann", "manns", "manner"],
            &["kundigen", "kundigt", "kundigte"],
            &["arbeiten", "arbeitet"],
            &["ergebnis", "ergebnisse"],
            &["ministerin", "ministerinnen"],
        ];
        let apart = &[
            ("ost", "ostern"),
            ("leid", "leider"),
            ("meister", "meist"),
            ("kur", "kurs"),
            ("mord", "morder"),
        ];
        check(Language::German, same, apart);
        assert!(!is_form(Language::German, "rate", "rat"), "a plural in e is no way back");
        let same: &[&[&str]] = &[
            &["capaz", "capaces"],
            &["empresa", "empresas"],
            &["accion", "acciones"],
            &["ley", "leyes"],
            &["comprar", "compro", "compraron"],
            &["vender", "vendio"],
        ];
        let apart = &[
            ("caso", "casa"),
            ("puerto", "puerta"),
            ("partido", "partida"),
            ("pera", "pero"),
            ("punto", "punta"),
        ];
        check(Language::Spanish, same, apart);
        let same: &[&[&str]] = &[
            &["banca", "banche"],
            &["azienda", "aziende"],
            &["prezzo", "prezzi"],
            &["parte", "parti"],
            &["medico", "medici"],
        ];
        let apart = &[
            ("porto", "porta"),
            ("modo", "moda"),
            ("partita", "partito"),
            ("pesca", "pesce"),
            ("fine", "fino"),
        ];
        check(Language::Italian, same, apart);
        let same: &[&[&str]] = &[&["eleicao", "eleicoes"], &["jornal", "jornais"], &["banco", "bancos"]];
        check(
            Language::Portuguese,
            same,
            &[("porto", "porta"), ("banco", "banca"), ("caso", "casa"), ("mal", "mao")],
        );
        let same: &[&[&str]] = &[
            &["bank", "banken"],
            &["bericht", "berichten"],
            &["winkel", "winkels"],
            &["haven", "havens"],
            &["boete", "boetes", "boeten"],
            &["zak", "zakken"],
            &["bedrijf", "bedrijven"],
        ];
        check(Language::Dutch, same, &[("zak", "zaken"), ("mens", "men")]);
    }

    #[test]
    fn a_form_ends_in_one_of_the_letters_of_its_language() {
        for (language, rules) in Language::ALL.into_iter().zip(RULES) {
            for rule in rules {
                assert!(may_be_form(language, rule.form.as_bytes()[rule.form.len() - 1]), "{}", rule.form);
            }
            assert!(!may_be_form(language, b'S') && !may_be_form(language, b'7'));
        }
    }
}
