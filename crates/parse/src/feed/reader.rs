//! RSS, RDF, Atom, CDF and news sitemaps, sound or damaged, from the tags of the document.
//!
//! The structure is kept on a stack of its own, which is mended as it goes: a new entry closes an open one, an end tag
//! closes everything within its element, and one without a start is ignored.

use model::{Entry, Feed, Schedule};
use url::Url;

use super::draft::{Draft, address, value};
use super::names::{Element, Field, Namespace, customary, element, namespace};
use super::problems::{Damage, Problems};
use super::tags::{Kind, Tag, Tags};
use super::values;
use crate::entities;
use crate::markup::{attribute, attributes};

/// Deeper elements are read as if they were not nested. Real feeds stay below 20.
pub const NESTING_MAX: usize = 256;

/// Further entries of one document are left out. The longest real feeds are archives of a few thousand.
pub const ENTRIES_MAX: usize = 10_000;

/// Namespace prefixes that a document may declare at a time.
const PREFIXES_MAX: usize = 256;

/// Reads the document; `None` where no element of a feed stands in it.
pub(super) fn read(text: &str, base: Option<&Url>) -> Option<Feed> {
    let mut tags = Tags::of(text);
    let mut reader = Reader { text, base, ..Reader::default() };
    while let Some(tag) = tags.next().filter(|_| !reader.full) {
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
    reader.finish()
}

/// An element that is open.
struct Scope<'a> {
    name: &'a str,
    element: Element,
    /// Where its content starts.
    content: usize,
    /// How many prefixes and bases were known outside it.
    prefixes: usize,
    bases: usize,
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
    base: Option<&'a Url>,
    scopes: Vec<Scope<'a>>,
    prefixes: Vec<(&'a str, Namespace)>,
    bases: Vec<Url>,
    value: Option<Value<'a>>,
    /// Something that only feeds have was seen.
    is_feed: bool,
    channel: Draft,
    schedule: Schedule,
    update_period: Option<u32>,
    update_frequency: Option<u32>,
    self_link: Option<String>,
    hubs: Vec<String>,
    entry: Option<Draft>,
    /// Name and email address of the person whose element is open.
    person: (Option<String>, Option<String>),
    /// What stood outside entries since the last one: an entry, if the end of one follows.
    stray: Draft,
    feed: Feed,
    full: bool,
    problems: Problems,
}

impl<'a> Reader<'a> {
    fn start(&mut self, tag: Tag<'a>) {
        let element = self.element(tag.name, tag.attributes);
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
            Element::Entry => self.start_entry(tag),
            Element::Value(field, rank) if !self.is_suppressed() => self.start_value(tag, field, rank),
            Element::Root | Element::Channel => {
                self.is_feed = true;
                self.attributes_of_container(tag.attributes);
            }
            Element::SitemapIndex => {
                self.is_feed = true;
                self.problems.note(Damage::SitemapIndex, tag.start, 1);
            }
            _ => {}
        }
        if tag.kind == Kind::Start && !matches!(element, Element::Value(..)) {
            self.open(tag, element);
        }
    }

    /// What the element is, once the prefixes that its own attributes declare are known.
    fn element(&self, name: &'a str, attributes: &'a str) -> Element {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let space = declarations(attributes)
            .find(|(declared, _)| *declared == prefix)
            .map(|(_, space)| space)
            .or_else(|| {
                self.prefixes.iter().rev().find(|(declared, _)| *declared == prefix).map(|(_, space)| *space)
            })
            .unwrap_or_else(|| customary(prefix));
        match element(space, local) {
            // A root in a namespace that nobody knows is a root all the same.
            Element::Other if self.is_root(local) => Element::Root,
            // A sitemap's entry is called `url`, which elsewhere is the address of an image.
            Element::Other if local.eq_ignore_ascii_case("url") && self.parent() == Some("urlset") => {
                Element::Entry
            }
            element => element,
        }
    }

    fn is_root(&self, local: &str) -> bool {
        self.scopes.is_empty() && element(Namespace::Feed, local) == Element::Root
    }

    fn parent(&self) -> Option<&'a str> {
        self.scopes.last().map(|scope| scope.name)
    }

    fn open(&mut self, tag: Tag<'a>, element: Element) {
        if self.scopes.len() >= NESTING_MAX {
            self.problems.note(Damage::TooDeep, tag.start, 1);
            return;
        }
        let (prefixes, bases) = (self.prefixes.len(), self.bases.len());
        self.prefixes.extend(declarations(tag.attributes).take(PREFIXES_MAX.saturating_sub(prefixes)));
        if element == Element::Root {
            let prefix = tag.name.split_once(':').map_or("", |(prefix, _)| prefix);
            self.prefixes.push((prefix, Namespace::Feed));
        }
        self.bases.extend(self.own_base(tag.attributes));
        self.scopes.push(Scope { name: tag.name, element, content: tag.end, prefixes, bases });
    }

    /// Whether an open element holds what belongs to something else. Unknown elements right below the root or the channel
    /// do not count: they may be an entry whose name is damaged.
    fn is_suppressed(&self) -> bool {
        let structural =
            |scope: &&Scope<'_>| matches!(scope.element, Element::Root | Element::Channel | Element::Entry);
        let inner = self.scopes.iter().rev().take_while(|scope| !structural(scope));
        inner.into_iter().any(|scope| matches!(scope.element, Element::Other)) && !self.may_be_entry()
    }

    /// Whether the innermost element is an unknown one right below the channel.
    fn may_be_entry(&self) -> bool {
        match self.scopes.as_slice() {
            [.., outer, inner] => {
                inner.element == Element::Other
                    && matches!(outer.element, Element::Root | Element::Channel)
                    && !matches!(
                        inner.name.to_ascii_lowercase().as_str(),
                        "image" | "textinput" | "cloud" | "items"
                    )
            }
            _ => false,
        }
    }

    fn own_base(&self, attributes: &str) -> Option<Url> {
        let own = Some(attributes).filter(|attributes| attributes.contains("xml:base"))?;
        let own = entities::resolve(attribute(own, "xml:base")?).trim().to_owned();
        match self.current_base() {
            Some(base) => base.join(&own).ok(),
            None => Url::parse(&own).ok(),
        }
    }

    fn current_base(&self) -> Option<&Url> {
        self.bases.last().or(self.base)
    }

    fn address(&self, text: &str, attributes: &str) -> Option<String> {
        match self.own_base(attributes) {
            Some(base) => address(text, Some(&base)),
            None => address(text, self.current_base()),
        }
    }

    fn start_entry(&mut self, tag: Tag<'a>) {
        self.is_feed = true;
        if self.entry.is_some() {
            self.problems.note(Damage::UnclosedEntry, tag.start, 1);
            self.end_entry();
        }
        // Whatever is still open below the channel is not any more.
        let structural = |scope: &Scope<'_>| matches!(scope.element, Element::Root | Element::Channel);
        let keep = self.scopes.iter().rposition(structural).map_or(0, |at| at + 1);
        self.close_scopes(keep, tag.start);
        self.stray = Draft::default();
        self.entry = Some(Draft::default());
        self.attributes_of_container(tag.attributes);
        if tag.kind == Kind::Empty {
            self.end_entry();
        }
    }

    /// What the attributes of a root, a channel or an entry say: language, and in RDF and CDF address and date.
    fn attributes_of_container(&mut self, inside: &'a str) {
        for (name, written) in attributes(inside) {
            let written = entities::resolve(written);
            match name.to_ascii_lowercase().as_str() {
                "xml:lang" => {
                    self.draft().offer_value(|draft| &mut draft.language, 2, written.trim().to_owned())
                }
                "rdf:about" => self.draft().offer_value(|draft| &mut draft.id, 1, written.trim().to_owned()),
                "lastmod" => self.draft().offer_date(true, 1, &written),
                "href" => {
                    let link = self.address(&written, inside).unwrap_or_default();
                    self.draft().offer_value(|draft| &mut draft.link, 3, link);
                }
                _ => {}
            }
        }
    }

    /// What is being read: the entry, or the feed itself.
    fn draft(&mut self) -> &mut Draft {
        self.entry.as_mut().unwrap_or(&mut self.channel)
    }

    fn start_value(&mut self, tag: Tag<'a>, field: Field, rank: u8) {
        let by_attribute = match field {
            Field::Link => self.link_by_attribute(tag.attributes),
            Field::Category => self.category_by_attribute(tag.attributes),
            _ => false,
        };
        if by_attribute || tag.kind == Kind::Empty {
            return;
        }
        let (name, attributes, start) = (tag.name, tag.attributes, tag.end);
        self.value = Some(Value { name, attributes, field, rank, start, elements: false, nested: 0 });
    }

    /// Atom's links: the page, the feed itself, its hubs.
    fn link_by_attribute(&mut self, inside: &'a str) -> bool {
        let Some(href) = attribute(inside, "href") else { return false };
        let Some(link) = self.address(&entities::resolve(href), inside) else { return true };
        let relation = attribute(inside, "rel").unwrap_or("alternate").to_ascii_lowercase();
        let media = attribute(inside, "type").unwrap_or("text/html");
        let is_page = media.contains("html") || !media.contains('/');
        match (relation.as_str(), is_page) {
            ("alternate" | "" | "http://www.iana.org/assignments/relation/alternate", true) => {
                self.offer_link(1, link);
            }
            ("alternate" | "", false) => self.offer_link(2, link),
            ("via" | "related", _) if self.entry.is_some() => self.offer_link(7, link),
            ("self", _) if self.entry.is_none() => self.self_link = self.self_link.take().or(Some(link)),
            ("hub", _) if self.hubs.len() < 10 => self.hubs.push(link),
            _ => {}
        }
        true
    }

    fn offer_link(&mut self, rank: u8, link: String) {
        self.draft().offer_value(|draft| &mut draft.link, rank, link);
    }

    fn category_by_attribute(&mut self, inside: &str) -> bool {
        let named = attribute(inside, "label")
            .filter(|label| !label.is_empty())
            .or_else(|| attribute(inside, "term"));
        let Some(name) = named else { return false };
        let name = value(name);
        self.draft().offer_category(name);
        true
    }

    fn end(&mut self, tag: Tag<'a>) {
        if let Some(value) = &mut self.value {
            if tag.name == value.name && value.nested > 0 {
                value.nested -= 1;
                return;
            }
            let own = tag.name.eq_ignore_ascii_case(value.name);
            let outer = self.scopes.iter().any(|scope| closes_scope(scope, tag.name));
            if !own && !outer {
                return;
            }
            if !own {
                self.problems.note(Damage::UnclosedValue, tag.start, 1);
            }
            self.end_value(tag.start);
            if own {
                return;
            }
        }
        if let Some(at) = self.scopes.iter().rposition(|scope| closes_scope(scope, tag.name)) {
            self.close_scopes(at, tag.start);
        } else if self.element(tag.name, "") == Element::Entry && self.stray.is_entry() {
            self.problems.note(Damage::LostStart, tag.start, 1);
            self.entry = Some(std::mem::take(&mut self.stray));
            self.end_entry();
        }
    }

    /// RSS's authors are text, and Atom's hold elements, which have been read by now.
    fn end_person(&mut self, from: usize, to: usize) {
        let author = match std::mem::take(&mut self.person) {
            (Some(name), Some(email)) => format!("{name} ({email})"),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => {
                let raw = self.text.get(from..to).unwrap_or_default();
                Some(value(raw)).filter(|text| !text.contains('<')).unwrap_or_default()
            }
        };
        if !self.is_suppressed() {
            self.draft().offer_value(|draft| &mut draft.author, 0, author);
        }
    }

    /// Closes all but the outermost `keep` elements; the document has been read up to `end`.
    fn close_scopes(&mut self, keep: usize, end: usize) {
        while self.scopes.len() > keep {
            let Some(scope) = self.scopes.pop() else { return };
            self.prefixes.truncate(scope.prefixes);
            self.bases.truncate(scope.bases);
            match scope.element {
                Element::Entry => self.end_entry(),
                Element::Person => self.end_person(scope.content, end),
                _ => {}
            }
        }
    }

    fn end_entry(&mut self) {
        let Some(draft) = self.entry.take() else { return };
        if self.feed.entries.len() >= ENTRIES_MAX {
            self.problems.note(Damage::TooManyEntries, self.text.len(), 1);
            self.full = true;
            return;
        }
        if draft.cut {
            self.problems.note(Damage::TooLong, self.text.len(), 1);
        }
        self.feed.entries.extend(draft.into_entry());
    }

    /// The value that is open ends at `end`: what it says goes where it belongs.
    fn end_value(&mut self, end: usize) {
        let Some(open) = self.value.take() else { return };
        let raw = self.text.get(open.start..end).unwrap_or_default();
        if self.entry.is_some() || !self.may_be_entry() {
            let in_entry = self.entry.is_some();
            self.assign(&open, raw);
            if in_entry {
                return;
            }
        }
        // Outside entries, a value may also belong to an entry that has lost its start tag.
        let channel = std::mem::take(&mut self.stray);
        self.entry = Some(channel);
        self.assign(&Value { rank: 0, ..open }, raw);
        self.stray = self.entry.take().unwrap_or_default();
    }

    fn assign(&mut self, open: &Value<'a>, raw: &'a str) {
        let Value { attributes, field, rank, elements, .. } = *open;
        match field {
            Field::Title => {
                let title = values::line(raw, attributes, elements);
                self.draft().offer_title(rank, title);
            }
            Field::Summary | Field::Content => {
                let markup = values::markup(raw, attributes, elements);
                self.draft().offer_text(field == Field::Content, rank, &markup);
            }
            Field::Published | Field::Updated => {
                self.draft().offer_date(field == Field::Updated, rank, &value(raw))
            }
            Field::Category => self.draft().offer_category(value(raw)),
            Field::Author => self.draft().offer_value(|draft| &mut draft.author, rank, value(raw)),
            Field::PersonName | Field::PersonEmail => self.person_part(field, value(raw)),
            Field::Language => self.draft().offer_value(|draft| &mut draft.language, rank, value(raw)),
            Field::Link => {
                let link = self.address(&value(raw), attributes).unwrap_or_default();
                self.offer_link(1, link);
            }
            Field::OriginalLink => {
                let link = self.address(&value(raw), attributes).unwrap_or_default();
                self.offer_link(0, link);
            }
            Field::Id => self.id(&value(raw), attributes, rank),
            _ => self.schedule(field, &value(raw)),
        }
    }

    fn person_part(&mut self, field: Field, text: String) {
        let in_person = self.scopes.last().is_some_and(|scope| scope.element == Element::Person);
        let part = if field == Field::PersonName { &mut self.person.0 } else { &mut self.person.1 };
        if in_person && part.is_none() && !text.is_empty() {
            *part = Some(text);
        }
    }

    /// An identity; RSS's is the link too, where it says nothing else and there is no other.
    fn id(&mut self, id: &str, inside: &str, rank: u8) {
        let permanent = attribute(inside, "isPermaLink").is_none_or(|said| said.eq_ignore_ascii_case("true"));
        if permanent && id.starts_with("http") && self.entry.is_some() {
            self.offer_link(5, address(id, None).unwrap_or_default());
        }
        self.draft().offer_value(|draft| &mut draft.id, rank, id.to_owned());
    }

    /// The feed's own words on when to poll it.
    fn schedule(&mut self, field: Field, text: &str) {
        if self.entry.is_some() {
            return;
        }
        match field {
            Field::Ttl => self.schedule.ttl_minutes = text.parse().ok().filter(|minutes| *minutes > 0),
            Field::SkipHour => {
                // Some write midnight as 24.
                let hour = text.parse::<u8>().ok().filter(|hour| *hour <= 24).map(|hour| hour % 24);
                self.schedule.skip_hours.extend(hour.filter(|hour| !self.schedule.skip_hours.contains(hour)));
            }
            Field::SkipDay => {
                let known = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
                let day =
                    (0_u8..).zip(known).find(|(_, name)| name.eq_ignore_ascii_case(text)).map(|(day, _)| day);
                self.schedule.skip_days.extend(day.filter(|day| !self.schedule.skip_days.contains(day)));
            }
            Field::UpdatePeriod => {
                self.update_period = match text.to_ascii_lowercase().as_str() {
                    "hourly" => Some(60),
                    "daily" => Some(24 * 60),
                    "weekly" => Some(7 * 24 * 60),
                    "monthly" => Some(30 * 24 * 60),
                    "yearly" => Some(365 * 24 * 60),
                    _ => None,
                }
            }
            Field::UpdateFrequency => {
                self.update_frequency = text.parse().ok().filter(|frequency| *frequency > 0)
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Option<Feed> {
        // A value that the document ends in is cut short; the entry is kept where what it is known by was read.
        let cut = self.value.take().is_some() | self.entry.is_some();
        if cut {
            self.problems.note(Damage::CutOff, self.text.len(), 1);
        }
        let whole = |draft: &Draft| {
            draft.title.get().is_some() && (draft.id.get().is_some() || draft.link.get().is_some())
        };
        if self.entry.as_ref().is_some_and(whole) {
            self.end_entry();
        }
        if !self.is_feed {
            return None;
        }
        let channel = self.channel;
        let frequency = self.update_frequency.unwrap_or(1);
        let period = self.update_period.map(|period| (period / frequency).max(1));
        let mut feed = Feed {
            title: channel.title.take(),
            link: channel.link.take(),
            id: channel.id.take(),
            description: channel.summary.take().map(|markup| crate::plain_text(&markup)),
            language: channel.language.take(),
            self_link: self.self_link,
            hubs: self.hubs,
            schedule: Schedule { ttl_minutes: self.schedule.ttl_minutes.or(period), ..self.schedule },
            entries: self.feed.entries,
            problems: Vec::new(),
        };
        resolve_late(&mut feed);
        if feed.entries.is_empty() && (self.text.contains("<item") || self.text.contains("<entry")) {
            self.problems.note(Damage::NothingRead, 0, 1);
        }
        feed.problems = self.problems.tell(self.text);
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

/// Whether a start tag says that the value before it has lost its end tag. Elements of markup inside a value do not; what
/// only feeds have does, and in values that hold no markup any element that is known.
fn closes(element: Element, name: &str, value: &Value<'_>) -> bool {
    match element {
        Element::Entry | Element::Channel => true,
        Element::Value(..) | Element::Person if value.field.holds_markup() => {
            let also_html = [
                "title", "link", "summary", "body", "div", "content", "name", "address", "id", "hour", "day",
            ];
            let local = name.rsplit(':').next().unwrap_or(name);
            !also_html.iter().any(|html| html.eq_ignore_ascii_case(local)) || title_is_over(value, local)
        }
        Element::Value(..) | Element::Person | Element::Wrapper => true,
        Element::Root | Element::SitemapIndex | Element::Other => false,
    }
}

/// A title holds no link and no other title.
fn title_is_over(value: &Value<'_>, local: &str) -> bool {
    value.field == Field::Title && !matches!(local, "div" | "body")
}

fn closes_scope(scope: &Scope<'_>, name: &str) -> bool {
    scope.name.eq_ignore_ascii_case(name)
}

/// The namespaces that attributes declare, by prefix.
fn declarations(inside: &str) -> impl Iterator<Item = (&str, Namespace)> {
    let declares = inside.contains("xmlns");
    let declared = declares.then(|| attributes(inside)).into_iter().flatten();
    declared.filter_map(|(name, address)| match name.strip_prefix("xmlns")? {
        "" => Some(("", namespace(address))),
        prefix => Some((prefix.strip_prefix(':')?, namespace(address))),
    })
}
