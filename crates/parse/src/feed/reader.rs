//! RSS, RDF, Atom, CDF and news sitemaps, sound or damaged, from the tags of the document.
//!
//! The structure is kept on a stack of its own, which is mended as it goes: a new entry closes an open one, an end tag
//! closes everything within its element, and one without a start is ignored.

use model::{Entry, Feed};
use url::Url;

use super::draft::{Draft, address};
use super::fields::{Content, Fields};
use super::names::{Element, Field};
use super::problems::{Damage, Problems};
use super::scopes::Scopes;
use super::tags::{Kind, Tag, Tags};

/// Further entries of one document are left out. The longest real feeds are archives of a few thousand.
pub const ENTRIES_MAX: usize = 10_000;

/// Reads the document; `None` where no element of a feed stands in it.
pub(super) fn read(text: &str, base: Option<&Url>) -> Option<Feed> {
    let mut tags = Tags::of(text);
    let mut reader = Reader { text, scopes: Scopes::of(base), ..Reader::default() };
    while let Some(tag) = tags.next().filter(|_| !reader.is_full) {
        match tag.kind {
            Kind::End => reader.end(tag),
            Kind::Start | Kind::Empty => reader.start(tag),
        }
    }
    if let Some((first, count)) = tags.damage {
        reader.problems.note(Damage::BrokenTags, first, count);
    }
    if tags.gave_up {
        reader.problems.note(Damage::TooDamaged, text.len(), 1);
    }
    let gave_up = tags.gave_up;
    reader.finish().map(|feed| Feed { is_cut_off: feed.is_cut_off || gave_up, ..feed })
}

/// An open element that holds a value, up to whose end tag everything is content.
struct Value<'a> {
    name: &'a str,
    attributes: &'a str,
    field: Field,
    rank: u8,
    start: usize,
    /// It holds elements, and so many of its own name are open.
    elements: bool,
    nested: usize,
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    scopes: Scopes<'a>,
    value: Option<Value<'a>>,
    fields: Fields,
    entries: Vec<Entry>,
    problems: Problems,
    /// Something that only feeds have was seen.
    is_feed: bool,
    /// No further entries are read.
    is_full: bool,
}

impl<'a> Reader<'a> {
    fn start(&mut self, tag: Tag<'a>) {
        let element = match self.scopes.element(tag.name, tag.attributes) {
            // The words of each are read as a whole, and nobody is the author of an author.
            Element::Person if self.scopes.is_in_person() => Element::Other,
            element => element,
        };
        if let Some(value) = &mut self.value {
            if !closes(element, tag.name, value) {
                value.elements = true;
                value.nested += usize::from(tag.kind == Kind::Start && tag.name == value.name);
                return;
            }
            self.problems.note(Damage::UnclosedValue, tag.start, 1);
            self.end_value(tag.start);
        }
        match element {
            Element::Value(field, rank) => {
                if !self.scopes.is_suppressed() {
                    self.start_value(tag, field, rank);
                }
                return;
            }
            Element::Entry => self.start_entry(tag),
            Element::Root | Element::Channel => self.start_container(tag),
            Element::SitemapIndex => {
                self.is_feed = true;
                self.problems.note(Damage::SitemapIndex, tag.start, 1);
            }
            Element::Person | Element::Wrapper | Element::Other => {}
        }
        if tag.kind == Kind::Start && !self.scopes.open(tag, element) {
            self.problems.note(Damage::TooDeep, tag.start, 1);
        }
    }

    fn start_container(&mut self, tag: Tag<'a>) {
        self.is_feed = true;
        self.fields.take_container(tag.attributes, self.scopes.base(tag.attributes).as_deref());
    }

    fn start_entry(&mut self, tag: Tag<'a>) {
        if self.fields.entry.is_some() {
            self.problems.note(Damage::UnclosedEntry, tag.start, 1);
            self.end_entry();
        }
        // Whatever is still open below the channel is not any more.
        self.close_beyond(self.scopes.channel(), tag.start);
        self.fields.stray = Draft::default();
        self.fields.entry = Some(Draft::default());
        self.start_container(tag);
        if tag.kind == Kind::Empty {
            self.end_entry();
        }
    }

    fn start_value(&mut self, tag: Tag<'a>, field: Field, rank: u8) {
        let base = self.scopes.base(tag.attributes);
        let is_taken = self.fields.take_attributes(field, tag.attributes, base.as_deref());
        if !is_taken && tag.kind == Kind::Start {
            let (name, attributes, start) = (tag.name, tag.attributes, tag.end);
            self.value = Some(Value { name, attributes, field, rank, start, elements: false, nested: 0 });
        }
    }

    fn end(&mut self, tag: Tag<'a>) {
        if let Some(value) = &mut self.value {
            if tag.name == value.name && value.nested > 0 {
                value.nested -= 1;
                return;
            }
            if tag.name.eq_ignore_ascii_case(value.name) {
                self.end_value(tag.start);
                return;
            }
            if self.scopes.outside(tag.name).is_none() {
                value.elements = true;
                return;
            }
            self.problems.note(Damage::UnclosedValue, tag.start, 1);
            self.end_value(tag.start);
        }
        if let Some(outside) = self.scopes.outside(tag.name) {
            self.close_beyond(outside, tag.start);
        } else if self.scopes.element(tag.name, "") == Element::Entry && self.fields.has_stray() {
            self.problems.note(Damage::LostStart, tag.start, 1);
            self.fields.entry = Some(std::mem::take(&mut self.fields.stray));
            self.end_entry();
        }
    }

    /// Closes all but the outermost `keep` elements; the document has been read up to `end`.
    fn close_beyond(&mut self, keep: usize, end: usize) {
        while let Some(scope) = self.scopes.close_beyond(keep) {
            match scope.element {
                Element::Entry => self.end_entry(),
                Element::Person => {
                    let raw = self.text.get(scope.content..end).unwrap_or_default();
                    self.fields.end_person(raw, !self.scopes.is_suppressed());
                }
                _ => {}
            }
        }
    }

    fn end_entry(&mut self) {
        let Some(draft) = self.fields.entry.take() else { return };
        if self.entries.len() >= ENTRIES_MAX {
            self.problems.note(Damage::TooManyEntries, self.text.len(), 1);
            self.is_full = true;
            return;
        }
        if draft.cut {
            self.problems.note(Damage::TooLong, self.text.len(), 1);
        }
        self.entries.extend(draft.into_entry());
    }

    /// The value that is open ends at `end`: what it says goes where it belongs.
    fn end_value(&mut self, end: usize) {
        let Some(Value { field, rank, attributes, start, elements, .. }) = self.value.take() else { return };
        let raw = self.text.get(start..end).unwrap_or_default();
        let of_person = matches!(field, Field::PersonName | Field::PersonEmail);
        if of_person && self.scopes.innermost().is_none_or(|scope| scope.element != Element::Person) {
            return;
        }
        let content = Content { field, rank, attributes, raw, elements };
        let base = self.scopes.base(attributes);
        let in_entry = self.fields.entry.is_some();
        if in_entry || !self.scopes.may_be_entry() {
            self.fields.take(&content, base.as_deref());
        }
        if !in_entry && !of_person {
            self.fields.take_stray(&content, base.as_deref());
        }
    }

    fn finish(mut self) -> Option<Feed> {
        // A value that the document ends in is cut short; the entry is kept where what it is known by was read.
        let is_cut = self.value.take().is_some() || self.fields.entry.is_some();
        if is_cut {
            self.problems.note(Damage::CutOff, self.text.len(), 1);
        }
        let is_open = self.scopes.innermost().is_some() && !self.is_full;
        if is_open && !is_cut {
            self.problems.note(Damage::NotEnded, self.text.len(), 1);
        }
        // Without the date that others have it would be taken for one of unknown age.
        let others_are_dated = self.entries.iter().all(|entry| entry.published.or(entry.updated).is_some());
        let is_dated = |draft: &Draft| draft.published.get().is_some() || draft.updated.get().is_some();
        let is_known = |draft: &Draft| {
            (draft.id.get().is_some() || draft.link.get().is_some()) && (is_dated(draft) || !others_are_dated)
        };
        if self.fields.entry.as_ref().is_some_and(is_known) {
            self.end_entry();
        }
        if !self.is_feed {
            return None;
        }
        if self.entries.is_empty() && (self.text.contains("<item") || self.text.contains("<entry")) {
            self.problems.note(Damage::NothingRead, 0, 1);
        }
        let mut feed = self.fields.into_feed();
        feed.entries = self.entries;
        feed.problems = self.problems.tell(self.text);
        feed.is_cut_off = is_cut;
        resolve_late(&mut feed);
        Some(feed)
    }
}

/// Where nobody said what relative links are relative to, the feed's own address is the best guess.
fn resolve_late(feed: &mut Feed) {
    let own = [&feed.link, &feed.self_link].into_iter().flatten().find_map(|link| Url::parse(link).ok());
    let Some(own) = own else { return };
    let is_relative = |entry: &&mut Entry| entry.link.as_ref().is_some_and(|link| !link.starts_with("http"));
    for entry in feed.entries.iter_mut().filter(is_relative) {
        entry.link = entry.link.take().and_then(|link| address(&link, Some(&own)));
    }
}

/// Names of feeds' elements that are names of HTML's, too, or common in what is embedded in texts.
const IN_MARKUP: [&str; 11] =
    ["title", "link", "summary", "body", "div", "content", "name", "address", "id", "hour", "day"];

/// Whether a start tag says that the value before it has lost its end tag. Elements of markup inside a value do not; what
/// only feeds have does, and in values that hold no markup any element that is known.
fn closes(element: Element, name: &str, value: &Value<'_>) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    match element {
        Element::Entry | Element::Channel | Element::Wrapper => true,
        Element::Value(..) | Element::Person if value.field == Field::Title => {
            !matches!(local, "div" | "body")
        }
        Element::Value(..) | Element::Person if value.field.holds_markup() => {
            !IN_MARKUP.iter().any(|known| known.eq_ignore_ascii_case(local))
        }
        Element::Value(..) | Element::Person => true,
        Element::Root | Element::SitemapIndex | Element::Other => false,
    }
}
