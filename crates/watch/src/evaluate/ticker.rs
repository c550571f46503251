//! Tickers: a company's letters on an exchange, which are words elsewhere.

use std::ops::Range;

/// Whether a word stands as a ticker: in capitals, with `$` or an exchange before it, alone in brackets, or with an
/// exchange's letter after a dot (`META.O`, as Reuters writes).
pub(crate) fn is_ticker(text: &str, word: Range<usize>) -> bool {
    let written = text.get(word.clone()).unwrap_or_default();
    if written.chars().any(char::is_lowercase) {
        return false;
    }
    let before = text.get(..word.start).unwrap_or_default();
    let after = text.get(word.end..).unwrap_or_default();
    let exchange = || {
        let before = before.trim_end();
        before
            .strip_suffix([':', '：'])
            .is_some_and(|before| before.trim_end().ends_with(|c: char| c.is_uppercase()))
    };
    let suffix = || {
        let mut rest = after.chars();
        rest.next() == Some('.')
            && rest.next().is_some_and(char::is_uppercase)
            && rest.find(|c| !c.is_uppercase()).is_none_or(|c| !c.is_alphanumeric())
    };
    before.ends_with('$')
        || exchange()
        || (before.ends_with('(') && (after.starts_with(')') || suffix()))
        || suffix()
}
