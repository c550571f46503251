//! A feed or an entry while it is read: what each element offers for a field, and what is made of it in the end.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::Offset;
use model::Entry;
use url::Url;

use super::values;
use crate::date;

/// A longer title is cut here, in bytes: no headline is, and it is stored and matched with every article.
pub const TITLE_BYTES_MAX: usize = 4096;

/// A longer summary or content is cut here, in bytes.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// A longer address, identity or name is left out, in bytes.
pub const VALUE_BYTES_MAX: usize = 8192;

/// Further authors of one entry are left out, in bytes of all their names.
const AUTHORS_BYTES_MAX: usize = 500;

/// Further categories of one entry are left out.
pub const CATEGORIES_MAX: usize = 100;

/// A longer category is left out, in bytes: it is stored with each entry, and no rule names it.
pub const CATEGORY_BYTES_MAX: usize = 256;

/// A field that several elements may give: the one with the lowest rank counts, and of equals the first.
#[derive(Debug)]
pub(super) struct Ranked<T>(Option<(u8, T)>);

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Ranked(None)
    }
}

impl<T> Ranked<T> {
    pub(super) fn offer(&mut self, rank: u8, value: T) {
        if self.wants(rank) {
            self.0 = Some((rank, value));
        }
    }

    fn wants(&self, rank: u8) -> bool {
        self.0.as_ref().is_none_or(|(held, _)| rank < *held)
    }

    pub(super) fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, value)| value)
    }

    pub(super) fn take(self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }
}

/// The values of a feed or an entry that are known so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) title: Ranked<String>,
    pub(super) link: Ranked<String>,
    pub(super) id: Ranked<String>,
    pub(super) summary: Ranked<String>,
    pub(super) content: Ranked<String>,
    pub(super) author: Ranked<String>,
    pub(super) language: Ranked<String>,
    pub(super) published: Ranked<Timestamp>,
    pub(super) updated: Ranked<Timestamp>,
    pub(super) categories: Vec<String>,
    /// Something was longer than its bound.
    pub(super) cut: bool,
}

impl Draft {
    pub(super) fn offer_title(&mut self, rank: u8, title: String) {
        let title = self.bounded(title, TITLE_BYTES_MAX);
        if !title.is_empty() {
            self.title.offer(rank, title);
        }
    }

    pub(super) fn offer_text(&mut self, content: bool, rank: u8, markup: &str) {
        let markup = markup.trim();
        let field = if content { &mut self.content } else { &mut self.summary };
        if markup.is_empty() || !field.wants(rank) {
            return;
        }
        let kept = prefix(markup, TEXT_BYTES_MAX);
        self.cut |= kept.len() < markup.len();
        field.offer(rank, kept.to_owned());
    }

    pub(super) fn offer_date(&mut self, updated: bool, rank: u8, text: &str) {
        let field = if updated { &mut self.updated } else { &mut self.published };
        let at = Some(rank).filter(|rank| field.wants(*rank)).and_then(|_| date(text));
        if let Some(at) = at.filter(|at| !is_no_date(*at)) {
            field.offer(rank, at);
        }
    }

    pub(super) fn offer_category(&mut self, name: String) {
        if name.is_empty() || self.categories.contains(&name) {
            return;
        }
        if name.len() <= CATEGORY_BYTES_MAX && self.categories.len() < CATEGORIES_MAX {
            self.categories.push(name);
        } else {
            self.cut = true;
        }
    }

    /// Offers an author's name; several of one rank are the authors.
    pub(super) fn offer_author(&mut self, rank: u8, name: String) {
        match &mut self.author.0 {
            Some((held, names)) if *held == rank => {
                let is_new = !names.split(", ").any(|known| known == name);
                if is_new && !name.is_empty() && names.len() + name.len() < AUTHORS_BYTES_MAX {
                    names.push_str(", ");
                    names.push_str(&name);
                }
            }
            _ => self.offer_value(|draft| &mut draft.author, rank, name),
        }
    }

    /// Offers a short value for the field that `field` picks; an empty or overlong one is none.
    pub(super) fn offer_value(
        &mut self,
        field: fn(&mut Draft) -> &mut Ranked<String>,
        rank: u8,
        value: String,
    ) {
        if value.len() > VALUE_BYTES_MAX {
            self.cut = true;
        } else if !value.is_empty() {
            field(self).offer(rank, value);
        }
    }

    fn bounded(&mut self, mut text: String, max: usize) -> String {
        let kept = prefix(&text, max).len();
        self.cut |= kept < text.len();
        text.truncate(kept);
        text
    }

    /// Whether it says anything that an entry could be known by.
    pub(super) fn is_entry(&self) -> bool {
        self.id.get().is_some()
            || self.link.get().is_some()
            || self.title.get().is_some()
            || self.summary.get().is_some()
    }

    /// The entry that this is; `None` where it says nothing.
    pub(super) fn into_entry(self) -> Option<Entry> {
        let id = self.id.take().or_else(|| self.link.get().cloned());
        let mut entry = Entry {
            guid: String::new(),
            link: self.link.take(),
            title: self.title.take().unwrap_or_default(),
            author: self.author.take(),
            summary: self.summary.take(),
            content: self.content.take(),
            published: self.published.take(),
            updated: self.updated.take(),
            language: self.language.take(),
            categories: self.categories,
        };
        let says_something = id.is_some() || entry != Entry::default();
        entry.guid = id.unwrap_or_else(|| digest(&entry));
        says_something.then_some(entry)
    }
}

/// At most `max` bytes of `text`, not ending within a character.
fn prefix(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let end = (0..=max).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// An identity for an entry that has none, the same whenever its title and text are: FNV-1a, 64 bits
/// (draft-eastlake-fnv). It is stored, so it must never change.
pub(super) fn digest(entry: &Entry) -> String {
    let date = entry.published.or(entry.updated).map(|at| at.to_string());
    let parts = match (entry.title.as_str(), entry.summary.as_deref(), entry.content.as_deref()) {
        // Dates change where the rest does not, so they count only where there is nothing else.
        ("", None, None) => [date.as_deref(), entry.author.as_deref(), None],
        (title, summary, content) => [Some(title), summary, content],
    };
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.unwrap_or_default().bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("digest:{hash:016x}")
}

/// An address as a link: absolute where a base is known or it already is, `None` where it is none that can be fetched.
pub(crate) fn address(text: &str, base: Option<&Url>) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
    // Some escape twice, and some leave the scheme out of what is no path.
    let text = text.replace("&amp;", "&");
    let text = if text.starts_with("www.") { format!("https://{text}") } else { text };
    let fetchable = |url: &Url| matches!(url.scheme(), "http" | "https");
    match (Url::parse(&text), base) {
        (Ok(url), _) => fetchable(&url).then_some(text),
        (Err(_), _) if text.is_empty() => None,
        (Err(url::ParseError::RelativeUrlWithoutBase), Some(base)) => {
            base.join(&text).ok().filter(fetchable).map(String::from)
        }
        (Err(url::ParseError::RelativeUrlWithoutBase), None) => Some(match text.strip_prefix("//") {
            Some(_) => format!("https:{text}"),
            None => text,
        }),
        (Err(_), _) => None,
    }
}

/// A short value: folded to one line.
pub(super) fn value(raw: &str) -> String {
    values::fold(&values::text(raw))
}

/// Whether an instant is what programs write that know none: the year 1 and the beginnings of their clocks.
fn is_no_date(at: Timestamp) -> bool {
    /// The first days of Windows' OLE dates, of spreadsheets and of Unix time.
    const BEGINNINGS: [(i16, i8, i8); 4] = [(1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1970, 1, 1)];
    let written = Offset::UTC.to_datetime(at);
    let day = written.date();
    day.year() < 1000
        || written.time() == Time::midnight() && BEGINNINGS.contains(&(day.year(), day.month(), day.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_resolved_and_only_fetchable_ones_kept() {
        let base = Url::parse("https://example.com/news/feed.xml").unwrap();
        let check = |text: &str, base: Option<&Url>, want: Option<&str>| {
            assert_eq!(address(text, base).as_deref(), want, "of {text:?}");
        };
        check(" https://Example.com/A b ", None, Some("https://Example.com/A b"));
        check("a/b?c=1", Some(&base), Some("https://example.com/news/a/b?c=1"));
        check("a/b", None, Some("a/b"));
        check("//example.org/a", None, Some("https://example.org/a"));
        check("//example.org/a", Some(&base), Some("https://example.org/a"));
        check("javascript:alert(1)", Some(&base), None);
        check("", Some(&base), None);
        check("www.example.org/x", Some(&base), Some("https://www.example.org/x"));
        check("/a?b=1&amp;c=2", Some(&base), Some("https://example.com/a?b=1&c=2"));
        check("https://exa\nmple.com/", None, Some("https://example.com/"));
        check("https://", None, None);
    }

    #[test]
    fn the_first_of_the_best_rank_counts() {
        let mut field = Ranked::default();
        field.offer(2, "c");
        field.offer(1, "b");
        field.offer(1, "d");
        assert_eq!(field.take(), Some("b"));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let mut draft = Draft::default();
        draft.offer_title(0, "é".repeat(TITLE_BYTES_MAX));
        assert!(draft.cut);
        assert_eq!(draft.title.take().map(|title| title.len()), Some(TITLE_BYTES_MAX));
    }
}
