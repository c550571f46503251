//! Whom an article credits: the news agency that its text says it comes from. Read from where such credits stand: the byline,
//! the dateline in front of the first sentence, and the line at the end.

use model::Article;

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
    ("Kyodo", &["Kyodo"]),
    ("Lusa", &["Lusa"]),
    ("NTB", &["NTB"]),
    ("PA Media", &["PA Media", "Press Association"]),
    ("PTI", &["PTI"]),
    ("Reuters", &["Reuters"]),
    ("Ritzau", &["Ritzau"]),
    ("TASS", &["TASS"]),
    ("UPI", &["UPI"]),
    ("Xinhua", &["Xinhua"]),
    ("Yonhap", &["Yonhap"]),
];

/// What stands before an agency's name in a line at the end, or in a byline.
const LEADS: &[&str] = &[
    "with", "by", "from", "via", "source:", "avec", "par", "source :", "mit", "von", "quelle:", "con",
    "fonte:", "fuente:", "©",
];

/// The agency that an article credits, if it does.
#[must_use]
pub fn credit(article: &Article) -> Option<&'static str> {
    let text = article.text.trim();
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
    let tail = text.get(text.ceil_char_boundary(text.len().saturating_sub(TAIL))..).unwrap_or(text);
    let author = article.author.as_deref().unwrap_or_default();
    let credited = |name: &str| {
        is_byline(author, name) || in_brackets(head, name) || in_brackets(tail, name) || is_led_to(tail, name)
    };
    AGENCIES.iter().find(|(_, names)| names.iter().any(|name| credited(name))).map(|(agency, _)| *agency)
}

/// What stands between two names of a byline.
const BETWEEN: [&str; 3] = [" and ", " et ", " und "];
/// What follows an agency's name where a byline names no one of its staff.
const NOBODY: [&str; 3] = [" staff", " editorial", " news agency"];

/// Whether a byline names the agency, alone, as one of several, or behind the outlet's own name: `Le Quai avec AFP`.
fn is_byline(author: &str, name: &str) -> bool {
    let separated = BETWEEN.iter().fold(author.to_owned(), |author, word| author.replace(word, ","));
    separated.split([',', ';', '/', '&', '|']).any(|part| {
        let part = part.trim();
        let end = part.len()
            - NOBODY.iter().find(|nobody| ends_with(part, nobody)).map_or(0, |nobody| nobody.len());
        let part = part.get(..end).unwrap_or(part);
        part == name || is_led_to(part, name) || part.eq_ignore_ascii_case(&format!("by {name}"))
    })
}

/// Whether a text ends with a word, in capitals or not.
fn ends_with(text: &str, word: &str) -> bool {
    let end = text.len().checked_sub(word.len()).and_then(|at| text.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// Whether a dateline or a last line has it in brackets, in capitals or not: `PARIS (Reuters) -`, `(AFP)`, `(ap/dpa)`.
fn in_brackets(text: &str, name: &str) -> bool {
    let brackets = text.match_indices('(').filter_map(|(at, _)| text.get(at + 1..)?.split_once(')'));
    brackets
        .map(|(inside, _)| inside)
        .any(|inside| inside.split(['/', ',', '-', '–']).any(|part| part.trim().eq_ignore_ascii_case(name)))
}

/// Whether it ends a text behind a word that leads to a credit, `avec AFP`, `© Reuters`, or is its last line.
fn is_led_to(tail: &str, name: &str) -> bool {
    let last = tail.lines().last().unwrap_or_default().trim_end_matches(['.', ')', ']']);
    let Some(before) = last.strip_suffix(name) else { return false };
    let before = before.trim_end().to_lowercase();
    before.is_empty() && tail.contains('\n')
        || LEADS.iter().any(|lead| {
            before
                .strip_suffix(lead)
                .is_some_and(|rest| rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric()))
        })
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
        check("Staff", &long, None);
        check("", &format!("{long} Reuters opened an office there. {long}"), None);
        check("", &format!("{long} He works for Reuters"), None);
        check("", &format!("PORT ALDER (APN) - {long}"), None);
        check("Jane Apple", &long, None);
        check("", "", None);
        check("", "(ü", None);
    }
}
