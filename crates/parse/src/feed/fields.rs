//! What a feed and its entries say, gathered element by element.

use model::{Feed, Schedule};
use url::Url;

use super::draft::{Draft, Ranked, address, value};
use super::names::Field;
use super::values;
use crate::entities;
use crate::markup::{attribute, attributes};

/// WebSub hubs of one feed.
const HUBS_MAX: usize = 10;

/// The content of an element that holds a value.
pub(super) struct Content<'a> {
    pub(super) field: Field,
    pub(super) rank: u8,
    pub(super) attributes: &'a str,
    /// As written.
    pub(super) raw: &'a str,
    /// It holds elements, not only text.
    pub(super) elements: bool,
}

/// What is known so far.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) channel: Draft,
    /// The entry that is open.
    pub(super) entry: Option<Draft>,
    /// What stood outside entries since the last one: an entry, if the end of one follows.
    pub(super) stray: Draft,
    /// Name and email address of the person whose element is open.
    person: (Option<String>, Option<String>),
    schedule: Schedule,
    update_period: Option<u32>,
    update_frequency: Option<u32>,
    self_link: Option<String>,
    hubs: Vec<String>,
}

impl Fields {
    /// What is being read: the entry, or the feed itself.
    fn draft(&mut self) -> &mut Draft {
        self.entry.as_mut().unwrap_or(&mut self.channel)
    }

    /// Takes what the attributes of a root, a channel or an entry say: language, and in RDF and CDF identity, address and date.
    pub(super) fn take_container(&mut self, inside: &str, base: Option<&Url>) {
        let draft = self.draft();
        for (name, written) in attributes(inside) {
            let written = entities::resolve(written);
            match name.to_ascii_lowercase().as_str() {
                "xml:lang" => draft.offer_value(|draft| &mut draft.language, 2, written.trim().to_owned()),
                "rdf:about" => {
                    draft.offer_value(|draft| &mut draft.id, 1, written.trim().to_owned());
                    if written.trim().starts_with("http") {
                        draft.offer_value(
                            |draft| &mut draft.link,
                            8,
                            address(&written, base).unwrap_or_default(),
                        );
                    }
                }
                "lastmod" => draft.offer_date(true, 1, &written),
                "href" => {
                    draft.offer_value(|draft| &mut draft.link, 3, address(&written, base).unwrap_or_default())
                }
                _ => {}
            }
        }
    }

    /// Takes the value of an element that has it in its attributes; `false` where it does not.
    pub(super) fn take_attributes(&mut self, field: Field, inside: &str, base: Option<&Url>) -> bool {
        match field {
            Field::Link => self.take_atom_link(inside, base),
            Field::Category => self.take_atom_category(inside),
            _ => false,
        }
    }

    /// Atom's links: the page, the feed itself, its hubs.
    fn take_atom_link(&mut self, inside: &str, base: Option<&Url>) -> bool {
        let Some(href) = attribute(inside, "href") else { return false };
        let Some(link) = address(&entities::resolve(href), base) else { return true };
        let relation = attribute(inside, "rel").unwrap_or("alternate").to_ascii_lowercase();
        let relation = relation.rsplit('/').next().unwrap_or_default();
        let media = attribute(inside, "type").unwrap_or("text/html");
        let is_page = media.contains("html") || !media.contains('/');
        match relation {
            "alternate" | "" => self.offer_link(if is_page { 1 } else { 2 }, link),
            "via" | "related" if self.entry.is_some() => self.offer_link(7, link),
            "self" if self.entry.is_none() => self.self_link = self.self_link.take().or(Some(link)),
            "hub" if self.hubs.len() < HUBS_MAX => self.hubs.push(link),
            _ => {}
        }
        true
    }

    fn take_atom_category(&mut self, inside: &str) -> bool {
        let label = attribute(inside, "label").filter(|label| !label.is_empty());
        let Some(name) = label.or_else(|| attribute(inside, "term")) else { return false };
        self.draft().offer_category(value(name));
        true
    }

    fn offer_link(&mut self, rank: u8, link: String) {
        self.draft().offer_value(|draft| &mut draft.link, rank, link);
    }

    /// Takes a value that stands outside entries for the one that may have lost its start tag.
    pub(super) fn take_stray(&mut self, content: &Content<'_>, base: Option<&Url>) {
        let stray = &mut self.stray;
        // Of strays the last counts: the first are the channel's.
        match content.field {
            Field::Title => stray.title = Ranked::default(),
            Field::Link => stray.link = Ranked::default(),
            Field::Id => stray.id = Ranked::default(),
            Field::Summary => stray.summary = Ranked::default(),
            _ => {}
        }
        let entry = self.entry.replace(std::mem::take(&mut self.stray));
        self.take(content, base);
        self.stray = std::mem::replace(&mut self.entry, entry).unwrap_or_default();
    }

    /// Whether what stood outside entries is an entry, and not what the channel says of itself.
    pub(super) fn has_stray(&self) -> bool {
        let (stray, channel) = (&self.stray, &self.channel);
        stray.is_entry() && (stray.title.get() != channel.title.get() || stray.id.get() != channel.id.get())
    }

    /// Takes an element's value.
    pub(super) fn take(&mut self, content: &Content<'_>, base: Option<&Url>) {
        let Content { field, rank, attributes, raw, elements } = *content;
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
            Field::Category => self.draft().offer_category(values::name(raw)),
            Field::Author => self.draft().offer_author(rank, values::name(raw)),
            Field::PersonName => keep_first(&mut self.person.0, values::name(raw)),
            Field::PersonEmail => keep_first(&mut self.person.1, value(raw)),
            Field::Language => self.draft().offer_value(|draft| &mut draft.language, rank, value(raw)),
            Field::Link => self.offer_link(1, address(&value(raw), base).unwrap_or_default()),
            Field::OriginalLink => self.offer_link(0, address(&value(raw), base).unwrap_or_default()),
            Field::Id => self.take_id(&value(raw), attributes, rank, base),
            _ if self.entry.is_none() => self.take_schedule(field, &value(raw)),
            _ => {}
        }
    }

    /// An identity; RSS's is the link too, where it says nothing else and there is no other.
    fn take_id(&mut self, id: &str, inside: &str, rank: u8, base: Option<&Url>) {
        let said = attribute(inside, "isPermaLink").map(|said| said.eq_ignore_ascii_case("true"));
        let is_link =
            id.starts_with("http") && said.unwrap_or(true) || id.starts_with('/') && said == Some(true);
        if is_link && self.entry.is_some() {
            self.offer_link(5, address(id, base).unwrap_or_default());
        }
        self.draft().offer_value(|draft| &mut draft.id, rank, id.to_owned());
    }

    /// Ends a person's element. RSS's authors are text; Atom's hold elements, which have been read by now.
    pub(super) fn end_person(&mut self, raw: &str, counts: bool) {
        let author = match std::mem::take(&mut self.person) {
            (Some(name), Some(email)) => format!("{name} ({email})"),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => {
                let is_text = !raw.contains('<') || raw.trim_start().starts_with("<![CDATA[");
                Some(raw).filter(|_| is_text).map(values::name).unwrap_or_default()
            }
        };
        if counts {
            self.draft().offer_author(0, author);
        }
    }

    /// The feed's own words on when to poll it.
    fn take_schedule(&mut self, field: Field, text: &str) {
        let schedule = &mut self.schedule;
        match field {
            Field::Ttl => schedule.ttl_minutes = text.parse().ok().filter(|minutes| *minutes > 0),
            Field::SkipHour => {
                // Some write midnight as 24.
                let hour = text.parse::<u8>().ok().filter(|hour| *hour <= 24).map(|hour| hour % 24);
                let new = hour.filter(|hour| !schedule.skip_hours.contains(hour));
                schedule.skip_hours.extend(new);
            }
            Field::SkipDay => {
                let known = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
                let day =
                    (0_u8..).zip(known).find(|(_, name)| name.eq_ignore_ascii_case(text)).map(|(day, _)| day);
                let new = day.filter(|day| !schedule.skip_days.contains(day));
                schedule.skip_days.extend(new);
            }
            Field::UpdatePeriod => self.update_period = period(text),
            Field::UpdateFrequency => {
                self.update_frequency = text.parse().ok().filter(|frequency| *frequency > 0)
            }
            _ => {}
        }
    }

    /// The feed, without its entries.
    pub(super) fn into_feed(self) -> Feed {
        let frequency = self.update_frequency.unwrap_or(1);
        let period = self.update_period.map(|period| (period / frequency).max(1));
        Feed {
            title: self.channel.title.take(),
            link: self.channel.link.take(),
            id: self.channel.id.take(),
            description: self.channel.summary.take().map(|markup| crate::plain_text(&markup)),
            language: self.channel.language.take(),
            self_link: self.self_link,
            hubs: self.hubs,
            schedule: Schedule { ttl_minutes: self.schedule.ttl_minutes.or(period), ..self.schedule },
            ..Feed::default()
        }
    }
}

fn keep_first(field: &mut Option<String>, text: String) {
    if field.is_none() && !text.is_empty() {
        *field = Some(text);
    }
}

/// The minutes of `sy:updatePeriod` (RSS 1.0 syndication module).
fn period(text: &str) -> Option<u32> {
    match text.to_ascii_lowercase().as_str() {
        "hourly" => Some(60),
        "daily" => Some(24 * 60),
        "weekly" => Some(7 * 24 * 60),
        "monthly" => Some(30 * 24 * 60),
        "yearly" => Some(365 * 24 * 60),
        _ => None,
    }
}
