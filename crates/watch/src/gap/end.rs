//! Ends of sentences that no full stop with a space shows: where the space was lost, behind the number of a note, and where a list goes
//! on with its next line.

use super::{is_passed_over, is_quote, opener, shortened};

/// Marks with which the lines of lists begin. Those that also stand between words need a space behind them.
const BULLETS: &[char] =
    &['•', '‣', '⁃', '◦', '▪', '▫', '●', '○', '■', '□', '◆', '◇', '►', '▶', '➤', '✓', '✔', '・'];
const DASHES: &[char] = &['-', '–', '—', '−', '*', '·'];

/// Whether what stands between two words breaks the line, and begins the next one as an item of a list.
pub(super) fn begins_item(between: &str) -> bool {
    let line = between.rsplit(['\n', '\u{2028}', '\u{85}']).next().unwrap_or_default();
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || is_passed_over(c));
    line.starts_with(BULLETS)
        || line.strip_prefix(DASHES).is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Whether a mark that ends sentences stands between two words by itself, where only the space behind it was lost: *is done.A fine*. Names
/// with a dot have no capital behind small letters (*Node.js*, *U.S.A*), or more of them (*socket.IO*), and addresses and code go on with
/// more marks (*jo.Bell@example.com*, *java.util.List*).
pub(super) fn lacks_space(text: &str, between: &str, before: &str, start: usize, next: usize) -> bool {
    if !matches!(between.trim_matches(is_quote), "." | "!" | "?" | "…") {
        return false;
    }
    let after = text.get(next..).unwrap_or_default();
    if before.len() > 1 && opener::begins_surely(after) {
        return true;
    }
    let is_code = |c: char| matches!(c, '.' | '@' | '/' | '_' | '\\');
    let goes_on = text.get(..start).is_some_and(|text| text.ends_with(is_code));
    !shortened::is_certain(before)
        && before.chars().all(char::is_lowercase)
        && before.chars().nth(1).is_some()
        && !goes_on
        && begins_with_capital(after)
}

/// Whether a text begins with a capital and small letters, or with a capital by itself, and no mark of addresses or code is behind the word.
fn begins_with_capital(text: &str) -> bool {
    let mut chars = text.chars();
    if !chars.next().is_some_and(char::is_uppercase) {
        return false;
    }
    let letters = chars.clone().take_while(|c| c.is_lowercase()).count();
    let mut behind = chars.skip(letters);
    match behind.next() {
        Some(c) if c.is_whitespace() => true,
        Some('.') => letters > 0 && !behind.next().is_some_and(char::is_alphanumeric),
        Some(c) => letters > 0 && !c.is_alphanumeric() && !matches!(c, '@' | '/' | '_' | '\\' | '('),
        None => true,
    }
}

/// Whether the word that begins at `start` is the number of a note at the end of a sentence, *is done.[1]*, and `between` stands behind it.
pub(super) fn is_note(text: &str, between: &str, word: &str, start: usize) -> bool {
    let has_space = || between.strip_prefix(']').is_some_and(|rest| rest.starts_with(char::is_whitespace));
    if !word.bytes().all(|digit| digit.is_ascii_digit()) || !has_space() {
        return false;
    }
    // One note may stand behind another; their numbers have no spaces between them, so each is passed over once.
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '[' | ']');
    let before = text.get(..start).unwrap_or_default();
    let sentence = before.trim_end_matches(is_number);
    before.ends_with('[') && sentence.ends_with(['.', '!', '?', '”', '"', '»'])
}
