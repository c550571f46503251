//! Tickers: a company's letters on an exchange, which are words elsewhere.

use std::ops::Range;

/// Whether a word stands as a ticker: in capitals, with `$` or an exchange before it, also after other tickers of that, alone in
/// brackets, or with an exchange's letter after a dot (`META.O`, as Reuters writes).
pub(crate) fn is_ticker(text: &str, word: Range<usize>) -> bool {
    let written = text.get(word.clone()).unwrap_or_default();
    if written.chars().any(char::is_lowercase) {
        return false;
    }
    let before = text.get(..word.start).unwrap_or_default();
    let after = text.get(word.end..).unwrap_or_default();
    let suffix = || {
        let mut rest = after.chars();
        rest.next() == Some('.')
            && rest.next().is_some_and(char::is_uppercase)
            && rest.find(|c| !c.is_uppercase()).is_none_or(|c| !c.is_alphanumeric())
    };
    before.ends_with('$')
        || is_listed(before)
        || (before.ends_with('(') && (after.starts_with(')') || suffix()))
        || suffix()
}

/// Whether a name is followed by its ticker: *Target (NYSE: TGT)*, *Alphabet ($GOOGL)*.
pub(crate) fn has_ticker(after: &str) -> bool {
    let Some(inside) = after.trim_start_matches([' ', '\u{a0}']).strip_prefix('(') else { return false };
    let inside = inside.get(..inside.floor_char_boundary(LISTING)).unwrap_or_default();
    let Some((inside, _)) = inside.split_once(')') else { return false };
    let begin = inside.rfind([' ', ':', '：', '$']).map_or(0, |at| inside.ceil_char_boundary(at + 1));
    let is_letters = |text: &str| {
        text.chars().any(char::is_uppercase)
            && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '-'))
    };
    inside.get(begin..).is_some_and(is_letters)
        && inside.get(..begin).is_some_and(|before| before.ends_with('$') || is_listed(before))
}

/// Words of the names of exchanges that are not written in capitals.
const EXCHANGES: [&str; 8] = ["Nasdaq", "Euronext", "Xetra", "Bourse", "Börse", "Borsa", "Bolsa", "Exchange"];

/// The names of an exchange and the tickers before one have hardly more bytes.
const LISTING: usize = 80;

/// Whether an exchange and a colon stand before a ticker, with nothing but other tickers between: *NYSE: META*, *(Nasdaq: GOOG, GOOGL)*.
fn is_listed(before: &str) -> bool {
    let before = before.get(before.ceil_char_boundary(before.len().saturating_sub(LISTING))..);
    let Some((exchange, tickers)) = before.and_then(|before| before.rsplit_once([':', '：'])) else {
        return false;
    };
    let is_of_tickers = |c: char| {
        c.is_uppercase() || c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '.' | '-' | '$')
    };
    let exchange = exchange.rsplit(['(', '[', ';', ',']).next().unwrap_or_default();
    let mut words = exchange.split_whitespace().rev().take(3);
    let is_between = tickers.trim().is_empty() || tickers.trim_end().ends_with(',');
    is_between
        && tickers.chars().all(is_of_tickers)
        && words
            .any(|word| EXCHANGES.contains(&word) || word.chars().filter(|c| c.is_uppercase()).count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, listed: bool) {
        let start = text.find("META").unwrap();
        assert_eq!(is_ticker(text, start..start + 4), listed, "{text}");
    }

    #[test]
    fn names_of_listed_companies_are_followed_by_their_tickers() {
        for (after, listed) in [
            (" (NYSE: TGT) rose", true),
            (" (NASDAQ:GOOGL, GOOG)", true),
            (" ($GOOGL) rose", true),
            (" (Euronext Paris: MC)", true),
            (" (6758.T)", false),
            (" (TGT) rose", false),
            (" (see: A)", false),
            (" is (NYSE: TGT)", false),
        ] {
            assert_eq!(has_ticker(after), listed, "{after}");
        }
    }

    #[test]
    fn tickers_follow_exchanges_and_other_tickers() {
        for text in [
            "Meta (NASDAQ: META) rose",
            "Meta (Nasdaq: META) rose",
            "Meta (NasdaqGS:META) rose",
            "Meta (NYSE American: META) rose",
            "Meta (Nasdaq: FB, META) rose",
            "Meta (TSX: FB; Euronext Paris: META)",
            "Meta (NASDAQ： META)",
            "NYSE: META",
            "Meta ($META)",
            "Meta (META)",
            "META.O rose",
        ] {
            check(text, true);
        }
        for text in [
            "Photo: META",
            "(Photo: META, AP)",
            "He said: META is a word",
            "Live: FB, META",
            "NYSE: a META",
            "META",
        ] {
            check(text, false);
        }
    }
}
