//! Articles as JSON lines: `{"id", "url", "source", "published", "language", "author", "tags", "categories", "title", "text"}`, in the order
//! in which they became known.

use std::collections::HashSet;
use std::io::{self, BufRead, Read};

use jiff::{SignedDuration, Timestamp};
use model::{Article, ArticleId};
use serde::Deserialize;

use super::output::Output;

/// The most bytes of a line; an article's text in the daemon is far shorter.
const MAX_LINE: u64 = 16 * 1024 * 1024;

/// When undated articles become known that follow no dated one: any instant does.
const BEGINNING: Timestamp = Timestamp::UNIX_EPOCH;

/// Between two undated articles: small enough that millions of them are of one day.
const STEP: SignedDuration = SignedDuration::from_millis(1);

/// An article's line. All but `id` and `title` may be missing or null; without a `text` the headline is all there is.
#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    url: Option<String>,
    source: Option<String>,
    published: Option<String>,
    language: Option<String>,
    author: Option<String>,
    tags: Option<Vec<String>>,
    categories: Option<Vec<String>>,
    title: String,
    text: Option<String>,
}

/// The last article's number, and when it became known.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    id: ArticleId,
    seen: Timestamp,
}

/// Reads articles from `lines` and hands each to `work`, with the id that its line gave. A line that is no article is
/// complained of by its number, and the rest goes on.
///
/// Articles are numbered from 1. One becomes known when it was published; one without a date, or one dated before another
/// that precedes it, just after that one.
pub(super) fn read_each(
    name: &str,
    mut lines: impl BufRead,
    output: &mut Output,
    mut work: impl FnMut(&mut Output, String, Article) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut buffer = Vec::new();
    let mut last = Arrival { id: ArticleId(0), seen: BEGINNING };
    let mut ids = HashSet::new();
    for number in 1.. {
        match read_line(&mut lines, &mut buffer) {
            Ok(true) if buffer.trim_ascii().is_empty() => continue,
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                output.complain(format_args!("{name}:{number}"), format_args!("reading ends here: {error}"));
                break;
            }
        }
        match parse_line(&buffer, &last) {
            Ok((id, article)) if ids.insert(id.clone()) => {
                last = Arrival { id: article.id, seen: article.seen };
                work(output, id, article)?;
            }
            Ok((id, _)) => {
                let problem = format_args!("an article before it has the id \"{id}\" too: give each its own");
                output.complain(format_args!("{name}:{number}"), problem);
            }
            Err(problem) => {
                output.complain(format_args!("{name}:{number}"), format_args!("not an article: {problem}"));
            }
        }
        output.step();
    }
    Ok(())
}

/// Reads a line of at most [`MAX_LINE`]; false at the end.
fn read_line(lines: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<bool> {
    buffer.clear();
    let read = lines.take(MAX_LINE + 1).read_until(b'\n', buffer)?;
    if read as u64 > MAX_LINE {
        return Err(io::Error::other(format!("the line is longer than {} MiB", MAX_LINE / 1024 / 1024)));
    }
    Ok(read > 0)
}

fn parse_line(bytes: &[u8], last: &Arrival) -> Result<(String, Article), String> {
    let line: Line = serde_json::from_slice(bytes).map_err(|error| without_line(&error))?;
    let Line { id, url, source, published, language, author, tags, categories, title, text } = line;
    let text = text.unwrap_or_default();
    let date = |text: String| {
        let parsed = text.parse::<Timestamp>();
        parsed.map_err(|_| format!("\"{text}\" is not a date: write it like \"2026-03-04T10:00:00Z\""))
    };
    let published = published.map(date).transpose()?;
    let just_after = last.seen.saturating_add(STEP).unwrap_or(last.seen);
    let article = Article {
        id: ArticleId(last.id.0 + 1),
        url,
        source,
        published,
        seen: published.map_or(just_after, |published| published.max(last.seen)),
        language: language
            .map(|language| watch::primary_language(language.trim()))
            .or_else(|| parse::language(&format!("{title}. {text}"))),
        author,
        tags: tags.into_iter().chain(categories).flatten().collect(),
        title,
        text,
    };
    Ok((id, article))
}

/// What is wrong, without the line number, which within a line is always 1.
fn without_line(error: &serde_json::Error) -> String {
    let shown = error.to_string();
    let problem = shown.split(" at line ").next().unwrap_or(&shown);
    let what = if error.is_data() { "" } else { "it is no JSON: " };
    format!("{what}{problem} (column {})", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(published: &str, last: &Arrival) -> Arrival {
        let line = format!(r#"{{"id": "a", "published": {published}, "title": "t", "text": "u"}}"#);
        let (_, article) = parse_line(line.as_bytes(), last).unwrap();
        Arrival { id: article.id, seen: article.seen }
    }

    #[test]
    fn articles_become_known_in_the_order_of_their_lines() {
        let first = parsed("null", &Arrival { id: ArticleId(0), seen: BEGINNING });
        assert_eq!((first.id.0, first.seen.to_string().as_str()), (1, "1970-01-01T00:00:00.001Z"));
        let second = parsed("\"2026-03-04T10:00:00Z\"", &first);
        assert_eq!((second.id.0, second.seen.to_string().as_str()), (2, "2026-03-04T10:00:00Z"));
        assert_eq!(parsed("\"2026-03-03T10:00:00Z\"", &second).seen, second.seen);
        assert_eq!(parsed("null", &second).seen.to_string(), "2026-03-04T10:00:00.001Z");
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let mut endless = io::BufReader::new(io::repeat(b' '));
        assert!(read_line(&mut endless, &mut Vec::new()).is_err());
    }
}
