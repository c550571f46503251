//! Who had a text first, of the articles of a story that carry it. Grouping names the one that became known first, but feeds are
//! polled at rhythms of their own: here dates and credits decide. Which articles carry one text, and which are of one story, is
//! grouping's alone.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use model::{ArticleId, Relation};
use rusqlite::Row;

use crate::row::{Millis, time};
use crate::stories::relation;

/// Clocks and systems differ by so much: what is published within it says nothing of who was first.
const MARGIN: SignedDuration = SignedDuration::from_mins(15);
/// The midnights of all zones are whole multiples of this many seconds.
const QUARTER: i64 = 15 * 60;
/// What became known so soon after its date was published then or hardly later.
const SOON: SignedDuration = SignedDuration::from_hours(1);
/// A credit stands in so many characters at the end of a text.
const TAIL: usize = 160;
/// What stands before an outlet's name where a text credits it: "First published by The Bergen Herald".
const LEADS: [&str; 25] = [
    "by", "in", "on", "at", "from", "via", "source:", "par", "dans", "sur", "source :", "von", "bei", "auf",
    "quelle:", "da", "su", "fonte:", "por", "en", "fuente:", "van", "door", "bron:", "©",
];

/// An article that may carry another's text, as far as who had it first goes.
pub(crate) struct Carrier {
    id: ArticleId,
    /// What grouping found it to be.
    relation: Relation,
    source: Option<String>,
    author: Option<String>,
    /// When it says that it was published, where that is possible and has a time of day.
    published: Option<Timestamp>,
    tail: String,
}

impl Carrier {
    pub(crate) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let seen = row.get::<_, Millis>("seen")?.0;
        let published = time(row, "published")?.filter(|published| *published <= seen);
        let text = row.get_ref("text")?.as_str()?.trim_end();
        let tail = text.get(text.ceil_char_boundary(text.len().saturating_sub(TAIL))..).unwrap_or_default();
        Ok(Carrier {
            id: ArticleId(row.get("id")?),
            relation: relation(row)?,
            source: row.get("source")?,
            author: row.get("author")?,
            published: published.filter(|published| has_time(*published, seen)),
            tail: tail.to_owned(),
        })
    }

    /// The first known to carry its text.
    fn family(&self) -> ArticleId {
        match self.relation {
            Relation::Copy { of } => of,
            Relation::Original | Relation::Report => self.id,
        }
    }

    /// Whether it credits an outlet of this name that is not its own.
    fn credits(&self, name: &str) -> bool {
        if self.source.as_deref() == Some(name) || name.is_empty() {
            return false;
        }
        let bare = name.strip_prefix("The ").unwrap_or(name);
        let is_led_to = |(at, _): (usize, &str)| {
            let behind = self.tail.get(at + bare.len()..).unwrap_or_default();
            let before = self.tail.get(..at).unwrap_or_default().trim_end().to_lowercase();
            let before = without(&before, "the").unwrap_or(&before).trim_end();
            // A name that goes on is another outlet's.
            let goes_on = behind.starts_with(char::is_alphanumeric)
                || behind.trim_start_matches(' ').starts_with(char::is_uppercase);
            !goes_on && LEADS.iter().any(|lead| without(before, lead).is_some())
        };
        self.author.as_deref() == Some(name) || self.tail.match_indices(bare).any(is_led_to)
    }

    fn is_before(&self, other: &Carrier) -> bool {
        match (self.published, other.published) {
            (Some(own), Some(other)) => other.duration_since(own) > MARGIN,
            _ => false,
        }
    }
}

/// Whether a date has a time of day. One without is kept as the midnight that it begins with, in its zone or else UTC's, and by what
/// zone that was is not kept.
fn has_time(published: Timestamp, seen: Timestamp) -> bool {
    let second = published.as_second();
    let is_midnight = second % (24 * 60 * 60) == 0;
    second % QUARTER != 0 || !is_midnight && seen.duration_since(published) <= SOON
}

/// What stands before a word that ends a text.
fn without<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.strip_suffix(word).filter(|before| !before.ends_with(char::is_alphanumeric))
}

impl AsRef<Carrier> for Carrier {
    fn as_ref(&self) -> &Carrier {
        self
    }
}

/// Which of some articles of a story, in the order in which they became known, had the news first: one whose outlet others of
/// the story credit, or else one that was published clearly before those that became known sooner.
pub(crate) fn first<'a, A: AsRef<Carrier>>(
    articles: impl Iterator<Item = &'a A> + Clone,
    story: impl Iterator<Item = &'a A> + Clone,
) -> Option<&'a A> {
    let sources = articles.clone().filter_map(|article| article.as_ref().source.as_deref());
    let mut credited: HashSet<&str> = sources.collect();
    credited.retain(|name| story.clone().any(|other| other.as_ref().credits(name)));
    let is_credited = |article: &&A| {
        let article = article.as_ref();
        article.source.as_deref().is_some_and(|source| credited.contains(source))
            && !credited.iter().any(|name| article.credits(name))
    };
    let earlier = |first: &'a A, other: &'a A| match other.as_ref().is_before(first.as_ref()) {
        true => other,
        false => first,
    };
    articles.clone().find(is_credited).or_else(|| articles.reduce(earlier))
}

/// What each of a story's articles is within it, by who had its text first; given are they in the order in which they became
/// known.
pub(crate) fn relations<'a>(story: impl Iterator<Item = &'a Carrier> + Clone) -> Vec<Relation> {
    let mut relations: Vec<Relation> = story.clone().map(|carrier| carrier.relation).collect();
    for known in story.clone().filter(|carrier| carrier.family() == carrier.id) {
        let family = story.clone().filter(|carrier| carrier.family() == known.id);
        let Some(author) = first(family.clone(), family).filter(|author| author.id != known.id) else {
            continue;
        };
        for (carrier, relation) in story.clone().zip(&mut relations) {
            if carrier.id == author.id {
                *relation = known.relation;
            } else if carrier.family() == known.id {
                *relation = Relation::Copy { of: author.id };
            }
        }
    }
    relations
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const ROOT: Relation = Relation::Original;
    const COPY: Relation = Relation::Copy { of: ArticleId(1) };

    /// An article that was published so many minutes after an epoch.
    pub(crate) fn carrier(
        id: i64,
        relation: Relation,
        minute: Option<i64>,
        source: Option<&str>,
        tail: &str,
    ) -> Carrier {
        Carrier {
            id: ArticleId(id),
            relation,
            source: source.map(str::to_owned),
            author: None,
            published: minute.map(|minute| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute)),
            tail: tail.to_owned(),
        }
    }

    #[test]
    fn who_had_a_text_first_is_told_by_dates_and_credits() {
        let check = |copies: &[(Option<i64>, &str, &str)], expected: i64| {
            let copies = (2..).zip(copies);
            let copies =
                copies.map(|(id, &(minute, source, tail))| carrier(id, COPY, minute, Some(source), tail));
            let root = carrier(
                1,
                ROOT,
                Some(600),
                Some("Quay"),
                "The ferry sails. First published by The Wennel Herald.",
            );
            let story: Vec<Carrier> = [root].into_iter().chain(copies).collect();
            for (carrier, relation) in story.iter().zip(relations(story.iter())) {
                let of = ArticleId(expected);
                let expected = if carrier.id == of { ROOT } else { Relation::Copy { of } };
                assert_eq!(relation, expected, "{} of {}", carrier.id, story.len());
            }
        };
        check(&[], 1);
        check(&[(Some(590), "Coast", "")], 1);
        check(&[(Some(580), "Coast", "")], 2);
        check(&[(None, "Coast", ""), (Some(500), "Skarn", ""), (Some(400), "Skarn", "")], 4);
        // What is credited comes before what is dated.
        check(&[(Some(300), "Coast", ""), (None, "The Wennel Herald", "")], 3);
        check(&[(Some(700), "Wennel Herald", "")], 2);
        // Who credits another is not the author, and nobody credits a part of a name.
        check(&[(None, "The Wennel Herald", "© Coast"), (None, "Coast", "")], 3);
        check(&[(None, "Wennel", ""), (None, "The Wennel Her", "")], 1);
    }

    #[test]
    fn a_day_is_no_time_whatever_its_zone() {
        let check = |published: &str, seen: &str, expected: bool| {
            let of = |date: &str| date.parse::<Timestamp>().unwrap();
            assert_eq!(has_time(of(published), of(seen)), expected, "{published}, seen {seen}");
        };
        for zone in ["Z", "+01:00", "-05:00", "+05:30", "+12:45"] {
            check(&format!("2026-11-26T00:00:00{zone}"), "2026-11-26T16:40:00Z", false);
            check(&format!("2026-11-26T00:00:07{zone}"), "2026-11-26T16:40:00Z", true);
            check(&format!("2026-11-26T00:07:00{zone}"), "2026-11-26T16:40:00Z", true);
        }
        // What is known within the hour is no later than that, and the zone of a bare day may be any.
        check("2026-11-26T14:00:00Z", "2026-11-26T14:20:00Z", true);
        check("2026-11-26T14:00:00Z", "2026-11-26T15:20:00Z", false);
        check("2026-11-26T00:00:00Z", "2026-11-26T00:20:00Z", false);
    }

    #[test]
    fn a_report_in_words_of_its_own_stays_one() {
        let report = carrier(2, Relation::Report, Some(100), Some("Coast"), "");
        let story = [carrier(1, ROOT, Some(600), Some("Quay"), ""), report];
        assert_eq!(relations(story.iter()), [ROOT, Relation::Report]);
        let had_it = first(story.iter(), story.iter()).map(|carrier| carrier.id);
        assert_eq!(had_it, Some(ArticleId(2)));
    }
}
