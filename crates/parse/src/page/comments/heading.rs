//! Headings of what readers wrote: what they are called in many languages, and how many they are said to be.

/// A longer paragraph is no heading of comments, in characters.
const HEADING_MAX: usize = 120;

/// What comments are called, in lower case.
const COMMENTS: [&str; 33] = [
    "comment",
    "comments",
    "kommentar",
    "kommentare",
    "leserkommentare",
    "commentaire",
    "commentaires",
    "comentario",
    "comentarios",
    "comentário",
    "comentários",
    "commento",
    "commenti",
    "komentarz",
    "komentarze",
    "komentarzy",
    "komentář",
    "komentáře",
    "komentářů",
    "komentar",
    "komentarjev",
    "kommentarer",
    "kommenttia",
    "hozzászólás",
    "comentarii",
    "yorum",
    "комментарий",
    "комментария",
    "комментариев",
    "коментарів",
    "коментара",
    "σχόλια",
    "コメント",
];

/// What parts of reports are called as well, in lower case: there people answer who did not write below the article.
const RESPONSES: [&str; 8] =
    ["replies", "response", "responses", "thoughts", "réaction", "réactions", "reactie", "reacties"];

/// Words that may stand before them: *All comments (12)*, *Leave a comment*.
const BEFORE: [&str; 12] = [
    "all",
    "show",
    "view",
    "reader",
    "readers’",
    "alle",
    "tous",
    "les",
    "todos",
    "los",
    "tutti",
    "wszystkie",
];

/// What a heading of comments says of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    /// Their number.
    Counted(usize),
    /// The number of what may be answers in a report.
    Responses(usize),
    Bare,
}

/// Reads *3 Comments*, *Kommentare (2)*, *3 thoughts on “…”*, *Comments*; `None` for what says more, or that there are none.
pub(super) fn heading(text: &str) -> Option<Heading> {
    if text.len() > 4 * HEADING_MAX || text.chars().count() > HEADING_MAX {
        return None;
    }
    let lower = text.to_lowercase();
    // WordPress repeats the title, in quotation marks.
    let quoted = lower.find(['“', '„', '«', '"', '”']);
    let said = quoted.and_then(|at| lower.get(..at)).unwrap_or(&lower);
    let mut words = said.split(|c: char| !c.is_alphanumeric() && c != '’').filter(|word| !word.is_empty());
    let (mut number, mut is_of_comments, mut is_of_responses) = (None, false, false);
    for word in words.by_ref() {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && number.is_none() {
            number = word.parse().ok();
        } else if !is_of_comments && (COMMENTS.contains(&word) || RESPONSES.contains(&word)) {
            is_of_comments = true;
            is_of_responses = RESPONSES.contains(&word);
        } else if is_of_comments && quoted.is_some() {
            // *on*, *to*, *zu*.
            break;
        } else if is_of_comments || !BEFORE.contains(&word) {
            return None;
        }
    }
    let heading = match number {
        Some(0) => return None,
        Some(number) if is_of_responses => Heading::Responses(number),
        Some(number) => Heading::Counted(number),
        None => Heading::Bare,
    };
    is_of_comments.then_some(heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_comments_are_read() {
        use Heading::{Bare, Counted, Responses};
        for (text, want) in [
            ("3 Comments", Some(Counted(3))),
            ("Comments (12)", Some(Counted(12))),
            ("Kommentare: 2", Some(Counted(2))),
            ("4 commentaires", Some(Counted(4))),
            ("Comentarios", Some(Bare)),
            ("1 комментарий", Some(Counted(1))),
            ("All comments", Some(Bare)),
            ("2 thoughts on “Ferry sails again in May”", Some(Responses(2))),
            ("3 responses", Some(Responses(3))),
            ("3 Kommentare zu „Fähre fährt“", Some(Counted(3))),
            ("3 comments that sank the ferry", None),
            ("Commentary", None),
            ("3 ferries", None),
            ("0 Comments", None),
            ("What the comments say", None),
        ] {
            assert_eq!(heading(text), want, "of {text:?}");
        }
    }
}
