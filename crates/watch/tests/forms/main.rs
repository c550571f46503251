//! Names and phrases that mean one thing only, written in every form that news writes them in: each is found where it
//! stands, to the byte, and nothing is found where it does not.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use model::{Article, ArticleId, Entity, Field, Mention, Outcome, Policy, Tracked, Watch, Watchlist};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use watch::Matcher;

/// Names of words with spaces between them.
const NAMES: &[&str] = &[
    "Netflix",
    "Inbox API",
    "TotalEnergies",
    "Société Générale",
    "L'Oréal",
    "Straßenbau Müller",
    "Zürcher Kantonalbank",
    "İşbank",
    "Ørsted",
    "Rīgas Satiksme",
    "Kraft Heinz",
    "Škoda",
    "3M Health",
    "Газпром нефть",
    "Εθνική Τράπεζα",
    "U.S. Steel",
    "Griffin Fisher",
    "Işık Holding",
    "Don't Look Up",
];

/// Names with symbols that belong to them, and what is cited of each.
const SYMBOLS: &[(&str, &str)] =
    &[("AT&T", "AT&T"), ("C++", "C++"), (".NET", ".NET"), ("C#", "C#"), ("Yahoo!", "Yahoo"), ("H&M", "H&M")];

/// A name in a script without spaces.
#[derive(Clone, Copy, Debug)]
struct Unspaced {
    name: &'static str,
    /// What may stand directly before and after it.
    before: &'static [&'static str],
    after: &'static [&'static str],
    /// What after it makes another word of it.
    longer: &'static [&'static str],
}

const UNSPACED: &[Unspaced] = &[
    Unspaced {
        name: "ネットフリックス",
        before: &["、", "米", "「"],
        after: &["が", "は", "、", "」", "社"],
        longer: &["ー", "ジャパン"],
    },
    Unspaced {
        name: "苹果公司",
        before: &["，", "美国", "“"],
        after: &["的", "发布", "。", "”"],
        longer: &[],
    },
    Unspaced {
        name: "삼성전자",
        before: &[" ", "‘", "("],
        after: &["는", "가", "를", "에서", ")", "의"],
        longer: &["서비스", "맨"],
    },
];

#[derive(Clone, Copy, Debug)]
enum Case {
    Own,
    Upper,
    Lower,
}

#[derive(Clone, Copy, Debug)]
enum Spelling {
    Own,
    Decomposed,
    FullWidth,
    Ligatures,
    SoftHyphen,
    CurlyApostrophes,
}

/// Letters that typesetters join, the longest first.
const LIGATURES: &[(&str, &str)] = &[("ffi", "ﬃ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ"), ("st", "ﬆ")];

const GAPS: &[&str] = &[" ", "\n", "\u{a0}", "\r\n", "-", "‑", "  ", "” “"];
const BEFORE: &[&str] = &["", "l'", "d’", "“", "« ", "(", "the ", "ex-", "— ", "„", "¿"];
const AFTER: &[&str] = &["", "’s", "'s", ".", ",", "”", " »", ")", "-owned", "!", "…", ":", "?"];

/// A text of a name in some form, what is cited of it there, and where that begins.
struct Written {
    text: String,
    cited: String,
    start: usize,
}

/// A sentence with `cited` in it; all of it is in the case given, as whole headlines and feeds are.
fn written(before: &str, cited: &str, after: &str, case: Case, spelling: Spelling, gap: &str) -> Written {
    let cased = |text: &str| match case {
        Case::Own => text.to_owned(),
        Case::Upper => text.to_uppercase(),
        Case::Lower => text.to_lowercase(),
    };
    let spelled: String = match spelling {
        Spelling::Own => cased(cited),
        Spelling::Decomposed => cased(cited).nfd().collect(),
        Spelling::FullWidth => cased(cited).chars().map(full_width).collect(),
        Spelling::Ligatures => {
            LIGATURES.iter().fold(cased(cited), |text, (letters, ligature)| text.replace(letters, ligature))
        }
        Spelling::SoftHyphen => soft_hyphened(&cased(cited)),
        Spelling::CurlyApostrophes => cased(cited).replace('\'', "’"),
    };
    let (lead, cited) = (cased(&format!("Wednesday saw {before}")), spelled.replace(' ', gap));
    Written { text: format!("{lead}{cited}{}", cased(&format!("{after} again."))), start: lead.len(), cited }
}

fn full_width(c: char) -> char {
    match c {
        '!'..='~' if c.is_ascii_alphanumeric() || "&+#".contains(c) => {
            char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
        }
        c => c,
    }
}

/// A soft hyphen in the middle of each long word.
fn soft_hyphened(name: &str) -> String {
    let word = |word: &str| match word.char_indices().nth(4) {
        Some((at, _)) if word.chars().all(char::is_alphabetic) => {
            let (left, right) = word.split_at(at);
            format!("{left}\u{ad}{right}")
        }
        _ => word.to_owned(),
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A matcher of each name, as an entity and as a rule.
static MATCHERS: LazyLock<HashMap<&str, Matcher>> = LazyLock::new(|| {
    let names = NAMES.iter().copied().chain(SYMBOLS.iter().map(|(name, _)| *name));
    names.chain(UNSPACED.iter().map(|unspaced| unspaced.name)).map(|name| (name, matcher(name))).collect()
});

fn matcher(name: &str) -> Matcher {
    let watches = vec![
        Watch { name: name.to_owned(), tracked: Tracked::Entity(Entity::default()) },
        Watch { name: "rule".to_owned(), tracked: Tracked::Rule(format!("\"{name}\"")) },
    ];
    let list =
        Watchlist { name: "list".to_owned(), endpoints: Vec::new(), policy: Policy::default(), watches };
    Matcher::compile(&[list]).expect("the name can be looked for")
}

fn mentions(name: &str, text: &str) -> Vec<Mention> {
    MATCHERS.get(name).expect("each name has its matcher").mentions(&article("", text))
}

fn article(title: &str, text: &str) -> Article {
    Article::new(ArticleId(1), Timestamp::UNIX_EPOCH, title, text)
}

/// Checks that both watches find exactly what was written.
fn is_found(name: &str, written: &Written) -> Result<(), TestCaseError> {
    let Written { text, cited, start } = written;
    let mentions = mentions(name, text);
    prop_assert_eq!(mentions.len(), 2, "in {:?}", text);
    for mention in mentions {
        prop_assert_eq!(
            mention.outcome,
            Outcome::Match,
            "{} in {:?}: {:?}",
            mention.watch,
            text,
            mention.reasons
        );
        prop_assert_eq!(mention.evidence.len(), 1, "{:?}", text);
        let evidence = &mention.evidence[0];
        let place = (evidence.field, evidence.span.clone());
        prop_assert_eq!(place, (Field::Text, *start..start + cited.len()), "{:?}", text);
    }
    Ok(())
}

fn case() -> impl Strategy<Value = Case> {
    prop_oneof![Just(Case::Own), Just(Case::Upper), Just(Case::Lower)]
}

fn spelling() -> impl Strategy<Value = Spelling> {
    prop_oneof![
        Just(Spelling::Own),
        Just(Spelling::Decomposed),
        Just(Spelling::FullWidth),
        Just(Spelling::Ligatures),
        Just(Spelling::SoftHyphen),
        Just(Spelling::CurlyApostrophes)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_are_found_in_every_form(
        name in prop::sample::select(NAMES), case in case(), spelling in spelling(), gap in prop::sample::select(GAPS),
        before in prop::sample::select(BEFORE), after in prop::sample::select(AFTER),
    ) {
        is_found(name, &written(before, name, after, case, spelling, gap))?;
    }

    #[test]
    fn names_with_symbols_are_found(
        (name, cited) in prop::sample::select(SYMBOLS), case in case(), wide in any::<bool>(),
        before in prop::sample::select(&["", "“", "(", "the "][..]),
        after in prop::sample::select(&["", "’s", ".", ",", "”", ")", ": now"][..]),
    ) {
        let spelling = if wide && !name.starts_with('.') { Spelling::FullWidth } else { Spelling::Own };
        let mark = name.strip_prefix(cited).unwrap_or_default();
        is_found(name, &written(before, cited, &format!("{mark}{after}"), case, spelling, " "))?;
    }

    #[test]
    fn names_in_scripts_without_spaces_are_found_whole(
        Unspaced { name, before, after, longer } in prop::sample::select(UNSPACED),
        left in any::<prop::sample::Index>(), right in any::<prop::sample::Index>(),
    ) {
        let (left, right) = (left.get(before), right.get(after));
        let text = format!("x{left}{name}{right}");
        is_found(name, &Written { text, start: 1 + left.len(), cited: name.to_owned() })?;
        for longer in longer {
            let text = format!("x{left}{name}{longer}");
            prop_assert!(mentions(name, &text).is_empty(), "{text:?}");
        }
    }

    /// A name with a letter more is another word, and words with more than a space between them are no phrase.
    #[test]
    fn nothing_is_found_where_it_does_not_stand(
        name in prop::sample::select(NAMES), case in case(), letter in prop::sample::select(&["x", "Q", "ß", "é", "7"][..]),
        apart in prop::sample::select(&[". ", ", ", "\n\n", "? ", "; ", " and ", " – "][..]), first in any::<bool>(),
    ) {
        // A full stop parts initials from what follows no more than a space does.
        prop_assume!(!(apart == ". " && name.contains(". ")));
        let (before, after) = if first { (letter, "") } else { ("", letter) };
        let glued = written(before, name, after, case, Spelling::Own, " ").text;
        prop_assert!(mentions(name, &glued).is_empty(), "{glued:?}");
        if name.contains(' ') {
            let parted = written("", name, "", case, Spelling::Own, apart).text;
            prop_assert!(mentions(name, &parted).is_empty(), "{parted:?}");
        }
    }
}

/// Words in lower case of a rule are asked for in any form, to the byte where they stand; a name or a phrase is not.
#[test]
fn words_are_found_in_their_inflected_forms_where_that_is_asked_for() {
    for (language, word, forms) in [
        ("en", "merger", &["mergers", "Merger", "MERGERS"][..]),
        ("en", "stop", &["stops", "stopped", "stopping"]),
        ("fr", "journal", &["journaux", "Journaux"]),
        ("de", "nachricht", &["Nachrichten", "NACHRICHTEN"]),
        ("es", "acción", &["acciones", "ACCIONES"]),
        ("it", "banca", &["banche", "Banche"]),
        ("pt", "eleição", &["eleições", "ELEIÇÕES"]),
        ("nl", "bericht", &["berichten", "Berichten"]),
        ("en", "sue", &["sued", "Suing"]),
        ("en", "ad", &["ads"]),
        ("en", "die", &["died", "dying"]),
        ("fr", "acheter", &["acheté", "Achètent"]),
        ("de", "fusion", &["Fusionen"]),
        ("nl", "haven", &["havens"]),
    ] {
        for form in forms {
            let text = format!("x « {form} » y");
            let article = Article { language: Some(language.to_owned()), ..article("", &text) };
            let cited = |rule: &str| -> Vec<String> {
                let watch = Watch { name: "it".to_owned(), tracked: Tracked::Rule(rule.to_owned()) };
                let (policy, endpoints) = (Policy::default(), Vec::new());
                let list = Watchlist { name: "list".to_owned(), endpoints, policy, watches: vec![watch] };
                let mentions = Matcher::compile(&[list]).expect("the rule reads").mentions(&article);
                let spans =
                    mentions.iter().flat_map(|mention| &mention.evidence).map(|found| found.span.clone());
                spans.map(|span| text.get(span).unwrap_or_default().to_owned()).collect()
            };
            assert_eq!(cited(word), [*form], "{word}");
            let is_form = form.to_lowercase() != word;
            let expected: &[&str] = if is_form { &[] } else { &[form] };
            for exact in [format!("={word}"), format!("\"{word}\"")] {
                assert_eq!(cited(&exact), expected, "{exact} in {form}");
            }
        }
    }
}

/// A word that only begins like another, or is spelled nearly so, is no form of it: least of all may one exclude an article.
#[test]
fn words_are_not_found_in_forms_of_others() {
    for (language, word, others) in [
        ("en", "party", &["part", "parts"][..]),
        ("en", "plane", &["plan", "plans"]),
        ("en", "car", &["care", "cares"]),
        ("en", "policy", &["police"]),
        ("en", "police", &["policy"]),
        ("en", "unit", &["united"]),
        ("es", "caso", &["casa", "casas"]),
        ("it", "porto", &["porta", "porte"]),
        ("fr", "port", &["porte"]),
        ("de", "ost", &["Ostern"]),
        ("de", "leid", &["leider"]),
    ] {
        let watch = Watch { name: "it".to_owned(), tracked: Tracked::Rule(word.to_owned()) };
        let (policy, endpoints) = (Policy::default(), Vec::new());
        let list = Watchlist { name: "list".to_owned(), endpoints, policy, watches: vec![watch] };
        let matcher = Matcher::compile(&[list]).expect("the rule reads");
        for other in others {
            let article =
                Article { language: Some(language.to_owned()), ..article("", &format!("x {other} y")) };
            assert!(matcher.mentions(&article).is_empty(), "{word} in {other}");
        }
    }
}

/// A version may follow a name with a symbol, and any mark may stand before the dot of one, but a letter.
#[test]
fn names_with_symbols_are_found_with_versions_and_behind_marks() {
    for (name, texts) in [
        ("C++", &["The C++20 standard", "It is C++17", "C/C++ code"][..]),
        ("C#", &["They wrote C#12 code"]),
        (
            ".NET",
            &["The ‘.NET’ tool", "The [.NET] tool", "Das „.NET“ von", "The—.NET thing", "Foo/.NET", "d’.NET"],
        ),
    ] {
        for text in texts {
            assert_eq!(mentions(name, text).len(), 2, "{name} in {text}");
        }
    }
    for (name, text) in [(".NET", "ASP.NET"), (".NET", "They left it (again).Net sales rose"), ("C", "C#12")]
    {
        assert!(matcher(name).mentions(&article("", text)).is_empty(), "{name} in {text}");
    }
}

/// Half-wide kana write their voicing apart, and feeds of Japanese press offices use them.
#[test]
fn names_in_half_wide_kana_are_found() {
    for (name, written) in [("グーグル", "ｸﾞｰｸﾞﾙ"), ("パナソニック", "ﾊﾟﾅｿﾆｯｸ"), ("トヨタ", "ﾄﾖﾀ")]
    {
        let text = format!("、{written}が発表した。");
        let found = matcher(name).mentions(&article("", &text));
        let spans = found.iter().flat_map(|mention| &mention.evidence).map(|found| found.span.clone());
        let cited: Vec<&str> = spans.map(|span| text.get(span).unwrap_or_default()).collect();
        assert_eq!(cited, [written; 2], "as a name and in a rule, {name}");
    }
}
