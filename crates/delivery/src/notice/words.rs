//! Words of a notice: names, lists, quotes, addresses and times, short enough and harmless whatever a feed gives.

use jiff::Timestamp;
use url::Url;

use super::{Paragraph, Run};
use crate::cut::{around, cut};

/// The most of a quoted sentence.
const MAX_QUOTE: usize = 240;

/// The most of any name: of a watch, an outlet, a watchlist.
const MAX_NAME: usize = 80;

/// The most outlets that are named as copies, or as reports.
pub(super) const MAX_OUTLETS: usize = 5;

/// The longest address that is linked; some receivers refuse a message with a longer one.
const MAX_LINK: usize = 1000;

/// Adds a run, or its text to the last one where they look alike; never an empty one.
pub(super) fn push(paragraph: &mut Paragraph, run: Run) {
    match paragraph.last_mut() {
        _ if run.text.is_empty() => {}
        Some(last) if last.bold == run.bold && last.link == run.link => last.text.push_str(&run.text),
        _ => paragraph.push(run),
    }
}

/// The sentence with the name in bold, where the name stands in it.
pub(super) fn quote(sentence: &str, alias: &str) -> [Run; 3] {
    let found = position(sentence, alias).and_then(|span| around(sentence, span, MAX_QUOTE));
    let (part, span) = found.unwrap_or_else(|| (cut(sentence, MAX_QUOTE), 0..0));
    let piece = |range: std::ops::Range<usize>| part.get(range).unwrap_or_default();
    [
        Run::plain(piece(0..span.start)),
        Run::bold(piece(span.clone())),
        Run::plain(piece(span.end..part.len())),
    ]
}

/// Where `name` stands in `text`, in any case.
fn position(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    if name.is_empty() {
        return None;
    }
    let starts = text.char_indices().map(|(start, _)| start);
    starts.filter_map(|start| Some(start..start + matching(text.get(start..)?, name)?)).next()
}

/// How many bytes of `text` are `name`, in any case.
fn matching(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.chars();
    let same = name.chars().all(|wanted| {
        rest.next().is_some_and(|found| found == wanted || found.to_lowercase().eq(wanted.to_lowercase()))
    });
    same.then(|| text.len() - rest.as_str().len())
}

/// `, A, B and 3 more`, or nothing where there is no name.
pub(super) fn list(before: &str, names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(MAX_OUTLETS).map(String::as_str).collect();
    match (shown.as_slice(), names.len().saturating_sub(MAX_OUTLETS)) {
        ([], _) => String::new(),
        ([one], 0) => format!("{before}{one}"),
        ([most @ .., last], 0) => format!("{before}{} and {last}", most.join(", ")),
        (most, hidden) => format!("{before}{} and {hidden} more", most.join(", ")),
    }
}

/// An outlet's name, or else the host of its address.
pub(super) fn source(source: Option<&str>, url: Option<&str>) -> Option<String> {
    let given = source.map(name).filter(|name| !name.is_empty());
    given.or_else(|| Some(name(Url::parse(url?).ok()?.host_str()?)))
}

pub(super) fn name(text: &str) -> String {
    cut(&clean(text), MAX_NAME)
}

/// One line without control characters, and without those by which text can be made to read in another order.
pub(super) fn clean(text: &str) -> String {
    let visible =
        |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    let text: String = text.chars().filter(visible).map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address that may be linked, with what has a meaning in a channel's markup percent-encoded. Feeds give addresses of
/// every scheme, and a link in a chat must not run a script.
pub(super) fn link(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let encoded = url.as_str().chars().fold(String::new(), |mut link, c| {
        match c {
            '<' | '>' | '"' | '\'' | '(' | ')' | '[' | ']' | '|' | '\\' | '`' | '*' | '^' | '{' | '}' => {
                link.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => link.push(c),
        }
        link
    });
    (encoded.len() <= MAX_LINK).then_some(encoded)
}

/// A time as people write it; as it came where it cannot be read.
pub(super) fn time(timestamp: &str) -> String {
    let read = timestamp.parse::<Timestamp>();
    read.map_or_else(|_| name(timestamp), |time| time.strftime("%-d %B %Y, %H:%M UTC").to_string())
}
