//! Ends of sentences that no full stop with a space shows: where the space was lost, behind the number of a note, and where a list goes
//! on with its next line. And full stops that end none, as what they end is quoted in another sentence.

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

/// Quotation marks and brackets of Chinese and Japanese, those that open and those that close.
const OPENING: &[char] = &['「', '『', '（', '“', '《', '〈', '【', '〔'];
const CLOSING: &[char] = &['」', '』', '）', '”', '》', '〉', '】', '〕'];

/// The most characters on each side of a full stop that are looked at for the quotation that it stands in. In a longer one sentences end,
/// and the way through a text stays linear.
const QUOTED: usize = 100;

/// The first letters of Japanese particles that follow a quotation: *「…。」と言った*.
const PARTICLES: &[char] = &['と', 'っ', 'の', 'な', 'を', 'は', 'が', 'に', 'で', 'も'];

/// Whether an ideographic full stop or its like, somewhere in the marks from `end` to `next`, stands in a quotation or bracket of a sentence
/// that goes on: *アップルは「嫌だ。」とサムスンに言った。*
pub(super) fn is_quoted(text: &str, end: usize, next: usize) -> bool {
    let (between, after) = (text.get(end..next).unwrap_or_default(), text.get(next..).unwrap_or_default());
    let stop = between.rfind(['。', '｡', '！', '？', '．']).unwrap_or_default();
    let marks = between.get(stop..).unwrap_or_default();
    let goes_on = || after.starts_with(PARTICLES) || marks.contains(['、', '，']);
    if marks.contains(CLOSING) && goes_on() {
        return true;
    }
    // A quotation that opens behind the stop is none that it stands in.
    let at = marks.find(OPENING).map_or(next, |opening| end + stop + opening);
    let [before, after] = [text.get(..at), text.get(at..)].map(Option::unwrap_or_default);
    is_open(before.chars().rev(), CLOSING, OPENING) && is_open(after.chars(), OPENING, CLOSING)
}

/// Whether a mark that ends a quotation, seen from within it, comes before the line ends, and without the one that it belongs to.
fn is_open(chars: impl Iterator<Item = char>, begins: &[char], ends: &[char]) -> bool {
    let mut depth = 0_usize;
    for c in chars.take(QUOTED).take_while(|c| *c != '\n') {
        if begins.contains(&c) {
            depth += 1;
        } else if ends.contains(&c) {
            match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return true,
            }
        }
    }
    false
}
