//! The bound on an article's text.

/// The most bytes of text that an article keeps. News stays far below; what is above is a book, a log or a mistake.
pub(crate) const MAX_TEXT: usize = 256 * 1024;

/// The head of a text within [`MAX_TEXT`], cut between words where there are any.
pub(crate) fn bounded(mut text: String) -> String {
    if text.len() <= MAX_TEXT {
        return text;
    }
    let end = text.floor_char_boundary(MAX_TEXT);
    let word = text.get(..end).and_then(|head| head.rfind(char::is_whitespace)).filter(|at| *at > end / 2);
    text.truncate(word.unwrap_or(end));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_words() {
        assert_eq!(bounded("a b".to_owned()), "a b");
        let cut = bounded("wörd ".repeat(MAX_TEXT / 5));
        assert!(cut.len() <= MAX_TEXT && cut.ends_with("wörd"));
        assert!(bounded("ö".repeat(MAX_TEXT)).len() <= MAX_TEXT);
    }
}
