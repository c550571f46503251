//! Whom an article credits: the news agency that its text says it comes from. Read from where such credits stand: the byline,
//! the dateline in front of the first sentence, and the line at the end.

use model::{Article, is_unspaced};

/// An agency is looked for in so many characters at the beginning of a text.
const HEAD: usize = 160;
/// And in so many at its end.
const TAIL: usize = 160;

/// News agencies: the name to show, and what credits call them.
const AGENCIES: &[(&str, &[&str])] = &[
    ("AAP", &["AAP"]),
    ("AFP", &["AFP", "Agence France-Presse", "Agence France Presse"]),
    ("ANSA", &["ANSA"]),
    ("AP", &["AP", "Associated Press"]),
    ("APA", &["APA"]),
    ("Belga", &["Belga"]),
    ("dpa", &["dpa", "dpa-AFX"]),
    ("EFE", &["EFE"]),
    ("IANS", &["IANS"]),
    ("Keystone-SDA", &["Keystone-SDA", "Keystone-ATS", "ATS"]),
    ("Kyodo", &["Kyodo", "共同通信", "共同社"]),
    ("Lusa", &["Lusa"]),
    ("NTB", &["NTB"]),
    ("PA Media", &["PA Media", "Press Association"]),
    ("PTI", &["PTI"]),
    ("Reuters", &["Reuters"]),
    ("Ritzau", &["Ritzau"]),
    ("TASS", &["TASS", "ТАСС"]),
    ("UPI", &["UPI"]),
    ("Xinhua", &["Xinhua", "新华社"]),
    ("Yonhap", &["Yonhap", "연합뉴스"]),
];

/// What stands before an agency's name in a line at the end, or in a byline.
const LEADS: &[&str] = &[
    "with",
    "by",
    "from",
    "via",
    "source:",
    "avec",
    "par",
    "source :",
    "mit",
    "von",
    "quelle:",
    "con",
    "com",
    "met",
    "bron:",
    "fonte:",
    "fuente:",
    "источник:",
    "©",
];

/// What may stand between such a word and the name: *mit Material der dpa*, *con información de EFE*.
const OF: &[&str] = &["der", "des", "de", "da", "di", "do", "del", "la", "l'", "l’", "van", "the"];

/// The most words of a line that credits an agency.
const CREDIT_WORDS: usize = 12;

/// What is said behind the name in a line at the end.
const CONTRIBUTED: &str = "contributed to this report";

/// The agency that an article credits, if it does.
#[must_use]
pub fn credit(article: &Article) -> Option<&'static str> {
    let text = article.text.trim();
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
    let tail = text.get(text.ceil_char_boundary(text.len().saturating_sub(TAIL))..).unwrap_or(text);
    let author = article.author.as_deref().unwrap_or_default();
    let credited = |name: &str| {
        is_byline(author, name)
            || [head, tail].into_iter().any(|part| in_brackets(part, name))
            || is_dateline(head, name)
            || is_last_line(tail, name)
    };
    AGENCIES.iter().find(|(_, names)| names.iter().any(|name| credited(name))).map(|(agency, _)| *agency)
}

/// What stands between two names of a byline.
const BETWEEN: [&str; 6] = [" and ", " et ", " und ", " y ", " e ", " en "];
/// What follows an agency's name where a byline names no one of its staff.
const NOBODY: [&str; 3] = [" staff", " editorial", " news agency"];

/// Whether a byline names the agency, alone, as one of several, or behind the outlet's own name: `Le Quai avec AFP`.
fn is_byline(author: &str, name: &str) -> bool {
    names(author).iter().any(|part| {
        let end = part.len()
            - NOBODY.iter().find(|nobody| ends_with(part, nobody)).map_or(0, |nobody| nobody.len());
        let part = part.get(..end).unwrap_or(part);
        part == name || is_led_to(part, name) || part.eq_ignore_ascii_case(&format!("by {name}"))
    })
}

/// The names that a byline or a credit lists.
fn names(list: &str) -> Vec<String> {
    let separated = BETWEEN.iter().fold(list.to_owned(), |list, word| list.replace(word, ","));
    separated.split([',', ';', '/', '&', '|']).map(|part| part.trim().to_owned()).collect()
}

/// Whether a text ends with a word, in capitals or not.
fn ends_with(text: &str, word: &str) -> bool {
    let end = text.len().checked_sub(word.len()).and_then(|at| text.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// Whether a dateline or a last line has it in brackets or between strokes, in capitals or not: `PARIS (Reuters) -`, `(AFP)`, `(ap/dpa)`,
/// `/TASS/`.
fn in_brackets(text: &str, name: &str) -> bool {
    let inside = |open: char, close: char| {
        let brackets =
            text.match_indices(open).filter_map(move |(at, _)| text.get(at + 1..)?.split_once(close));
        brackets.map(|(inside, _)| inside)
    };
    let is_name = |part: &str| part.trim().eq_ignore_ascii_case(name);
    // *https://example.org/ap/2026* has it between strokes, too.
    let strokes = text
        .split_whitespace()
        .filter_map(|word| word.strip_prefix('/')?.trim_end_matches('.').strip_suffix('/'));
    inside('(', ')').any(|inside| inside.split(['/', ',', '-', '–']).any(is_name)) || { strokes }.any(is_name)
}

/// Whether it ends what stands before the dash of a dateline, `OSLO: Reuters —`, or begins a text without spaces: `新华社北京3月4日电`.
fn is_dateline(head: &str, name: &str) -> bool {
    let before =
        head.split_once(['—', '–']).or_else(|| head.split_once(" - ")).map(|(before, _)| before.trim());
    let place = before.and_then(|before| before.strip_suffix(name));
    place.is_some_and(|place| place.is_empty() || place.trim_end().ends_with([':', ',']))
        || name.starts_with(is_unspaced) && head.starts_with(name)
}

/// Whether a text ends with a line that credits it: `Avec AFP et Reuters`, `Con información de EFE`, `Associated Press writer Jane Doe
/// contributed to this report`.
fn is_last_line(tail: &str, name: &str) -> bool {
    let last = tail.lines().last().unwrap_or_default().trim_end_matches(['.', ')', ']']);
    let contributed = last.find(CONTRIBUTED).and_then(|at| last.get(..at));
    if contributed.is_some_and(|by| {
        by.split_once(name)
            .is_some_and(|(before, after)| !ends_in_word(before) && !after.starts_with(char::is_alphanumeric))
    }) {
        return true;
    }
    let is_line = tail.contains('\n') && last.split_whitespace().count() <= CREDIT_WORDS;
    is_led_to(last, name) || is_line && lists(&names(last), name)
}

/// Whether the names of a line are agencies, the first of them perhaps behind a word that leads to it, and one of them is `name`.
fn lists(names: &[String], name: &str) -> bool {
    let [first, others @ ..] = names else { return false };
    let mut agencies = AGENCIES.iter().flat_map(|(_, names)| *names);
    let is_agency = |part: &String| AGENCIES.iter().any(|(_, names)| names.contains(&part.as_str()));
    let begins = agencies.any(|agency| first == agency || is_led_to(first, agency));
    let is_first = first == name || is_led_to(first, name);
    begins && others.iter().all(is_agency) && (is_first || others.iter().any(|other| other == name))
}

/// Whether a name ends a text behind a word that leads to a credit: `avec AFP`, `© Reuters`.
fn is_led_to(text: &str, name: &str) -> bool {
    let Some(before) = text.strip_suffix(name) else { return false };
    let before = before.trim_end().to_lowercase();
    let ends = |word: &str| before.strip_suffix(word).filter(|rest| !ends_in_word(rest));
    let leads = |text: &str, word: &str| text.strip_suffix(word).is_some_and(|rest| !ends_in_word(rest));
    // Within a longer sentence an agency is cited: *by a count of the Associated Press*.
    let is_short = text.split_whitespace().count() <= CREDIT_WORDS;
    let of = OF.iter().find_map(|word| ends(word)).filter(|_| is_short);
    // *Mit Material der dpa* has a word between.
    let far = of.is_some_and(|of| {
        let words: Vec<&str> = of.split_whitespace().collect();
        words.len() <= 3 && words.first().is_some_and(|first| LEADS.contains(first))
    });
    LEADS.iter().any(|lead| leads(&before, lead) || of.is_some_and(|of| leads(of.trim_end(), lead)))
        || before.ends_with('：')
        || far
}

/// Whether a text ends in a letter or digit.
fn ends_in_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ArticleId;

    #[test]
    fn credits_are_read_where_they_stand() {
        let check = |author: &str, text: &str, expected: Option<&str>| {
            let article = Article {
                author: Some(author.to_owned()),
                ..Article::new(ArticleId(1), jiff::Timestamp::UNIX_EPOCH, "", text)
            };
            assert_eq!(credit(&article), expected, "{author} {text}");
        };
        let long = "The ferry sails again from May, the council said. ".repeat(20);
        check("", &format!("PORT ALDER (Reuters) - {long}"), Some("Reuters"));
        check("", &format!("PORT ALDER (AP) — {long}"), Some("AP"));
        check("", &format!("{long}\n\n(Avec AFP)"), Some("AFP"));
        check("", &format!("{long}\n\nLe Quai avec AFP"), Some("AFP"));
        check("", &format!("{long}\n\n(dpa/APA)"), Some("APA"));
        check("", &format!("{long}\n\n© Agence France-Presse."), Some("AFP"));
        check("By Reuters", &long, Some("Reuters"));
        check("Jane Doe, AP", &long, Some("AP"));
        check("", &format!("{long}\n\nReuters"), Some("Reuters"));
        check("", &format!("PORT ALDER (DPA) - {long}"), Some("dpa"));
        check("Le Quai avec AFP", &long, Some("AFP"));
        check("Jane Doe et AFP", &long, Some("AFP"));
        check("By Reuters Staff", &long, Some("Reuters"));
        for (line, agency) in [
            ("The Associated Press contributed to this report.", "AP"),
            ("Associated Press writer Jane Doe in Oslo contributed to this report.", "AP"),
            ("Con información de Reuters", "Reuters"),
            ("Com informações da Reuters", "Reuters"),
            ("Con información de EFE y AFP.", "AFP"),
            ("Mit Material der dpa", "dpa"),
            ("Mit Informationen von dpa und AFP", "AFP"),
            ("Avec AFP et Reuters", "AFP"),
            ("来源：新华社", "Xinhua"),
            ("With inputs from PTI", "PTI"),
        ] {
            check("", &format!("{long}\n\n{line}"), Some(agency));
        }
        check("", &format!("OSLO: Reuters — {long}"), Some("Reuters"));
        check("", &format!("MOSCOW, March 4. /TASS/. {long}"), Some("TASS"));
        check("", "新华社北京3月4日电 渡轮五月恢复航行。", Some("Xinhua"));
        check("", &format!("{long}\n\nThe council spoke of EFE and its rivals."), None);
        check("", &format!("{long}\n\nHe left the BAP contributed to this."), None);
        check("", &format!("{long}\n\nReuters, the agency, moved."), None);
        for line in [
            "The APEC summit contributed to this rise.",
            "Four of ten ferries were late in the last year of the old line, according to a count by the Associated Press.",
            "More is at https://example.org/ap/2026 today.",
        ] {
            check("", &format!("{long}\n\n{line}"), None);
        }
        check("", &format!("OSLO — Reuters moves — {long}"), None);
        check("Staff", &long, None);
        check("", &format!("{long} Reuters opened an office there. {long}"), None);
        check("", &format!("{long} He works for Reuters"), None);
        check("", &format!("PORT ALDER (APN) - {long}"), None);
        check("Jane Apple", &long, None);
        check("", "", None);
        check("", "(ü", None);
    }
}
