//! Stories as the database knows them: what their articles add up to, who was told of them, and how two become one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use model::{ArticleId, Outlet, Relation, StoryCounts, StoryId, StorySummary};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::row::{Millis, strings, time};
use crate::syndication::{self, Carrier};
use crate::{Error, Store, row};

/// The most articles of a story that are counted: what more share is furniture that grouping has not recognised yet.
const MAX_MEMBERS: usize = 20_000;

/// A text of so many characters tells a story; a shorter one announces it.
const FULL_TEXT: usize = 600;

/// A story of which more is to be known before an article joins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The story.
    pub story: StoryId,
    /// Whether its articles are wanted even where nobody who asks for updates was told of it.
    pub members: bool,
}

/// What is known of a story when an article joins it.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The story.
    pub story: StoryId,
    /// Its articles in the order of placing, where they were wanted.
    pub members: Vec<Member>,
    /// Who was told of it, or of a story that has become part of it.
    pub told: Vec<Told>,
}

/// An article of a story, as far as counting goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Counts up in the order of placing.
    pub placed: i64,
    /// The article.
    pub article: ArticleId,
    /// What identifies its outlet.
    pub outlet: Option<Arc<str>>,
    /// The outlet's name.
    pub source: Option<Arc<str>>,
    /// Its language.
    pub language: Option<Arc<str>>,
    /// Whether it copies another's text.
    pub is_copy: bool,
}

/// An alert of a story, as far as deciding on the next one goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The watchlist that was told.
    pub watchlist: String,
    /// The number in the order of placing of the last article that was placed when it was made: what has come since has a higher one.
    pub placed: i64,
    /// When.
    pub at: Timestamp,
    /// The names of its reasons.
    pub reasons: Vec<String>,
    /// The watches that it named.
    pub watches: Vec<String>,
}

impl Store {
    /// What is known of stories that articles are about to join, and the number of the last article placed. The articles
    /// of a story are read where that is wanted, or where one of the watchlists `asking` for updates was told of it.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn standings(
        &self,
        wanted: Vec<Wanted>,
        asking: Vec<String>,
    ) -> Result<(Vec<Standing>, i64), Error> {
        self.reader
            .run(move |transaction| {
                let standings = wanted.iter().map(|wanted| standing(transaction, *wanted, &asking));
                let standings = standings.collect::<rusqlite::Result<_>>()?;
                Ok((standings, last_placed(transaction)?))
            })
            .await
    }
}

/// The number of the last article placed.
pub(crate) fn last_placed(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("SELECT coalesce(max(placed), 0) FROM article")?.query_row([], |row| row.get(0))
}

fn standing(connection: &Connection, wanted: Wanted, asking: &[String]) -> rusqlite::Result<Standing> {
    let Wanted { story, members } = wanted;
    let told = told(connection, story)?;
    let members = if members || told.iter().any(|told| asking.contains(&told.watchlist)) {
        self::members(connection, story)?
    } else {
        Vec::new()
    };
    Ok(Standing { story, members, told })
}

/// The alerts of a story and of those that have become part of it, in the order in which they were made.
pub(crate) const TOLD: &str = "SELECT watchlist, placed, created, reasons, watches FROM alert
     WHERE story IN (SELECT ?1 UNION ALL SELECT id FROM story WHERE merged_into = ?1)
       -- What waits for a person has not been told.
       AND sequence > 0 ORDER BY alert.id";

pub(crate) fn told(connection: &Connection, story: StoryId) -> rusqlite::Result<Vec<Told>> {
    connection
        .prepare_cached(TOLD)?
        .query_map([story.0], |row| {
            Ok(Told {
                watchlist: row.get("watchlist")?,
                placed: row.get("placed")?,
                at: row.get::<_, Millis>("created")?.0,
                reasons: strings(&row.get::<_, String>("reasons")?),
                watches: strings(&row.get::<_, String>("watches")?),
            })
        })?
        .collect()
}

/// The articles of a story; the index has all that is asked for, so that no text is read.
pub(crate) const MEMBERS: &str = "SELECT id, placed, seen, outlet, source, language, relation FROM article
     WHERE story = ?1 ORDER BY placed LIMIT ?2";

fn members(connection: &Connection, story: StoryId) -> rusqlite::Result<Vec<Member>> {
    let mut shared = HashSet::new();
    let mut share = |text: Option<String>| {
        let text: Arc<str> = text?.into();
        if let Some(known) = shared.get(&text) {
            return Some(Arc::clone(known));
        }
        shared.insert(Arc::clone(&text));
        Some(text)
    };
    let mut statement = connection.prepare_cached(MEMBERS)?;
    let rows = statement.query_map(params![story.0, row::count(MAX_MEMBERS)], |row| {
        Ok(Member {
            placed: row.get("placed")?,
            article: ArticleId(row.get("id")?),
            outlet: share(row.get("outlet")?),
            source: share(row.get("source")?),
            language: share(row.get("language")?),
            is_copy: row.get_ref("relation")?.as_str()? == "copy",
        })
    })?;
    rows.collect()
}

/// The story that an id leads to; `None` where there never was one.
pub(crate) fn resolve(connection: &Connection, id: StoryId) -> rusqlite::Result<Option<StoryId>> {
    connection
        .prepare_cached("SELECT coalesce(merged_into, id) FROM story WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0).map(StoryId))
        .optional()
}

/// Ends a story in another, by what an article shows or a user says; from then on its id leads there. Of the two articles that opened
/// them, the later one is a report.
pub(crate) fn merge(
    connection: &Connection,
    story: StoryId,
    into: StoryId,
    by: Option<ArticleId>,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE story SET merged_into = ?2, merged_by = ?3 WHERE id = ?1")?
        .execute(params![story.0, into.0, by.map(|by| by.0)])?;
    for statement in [
        "UPDATE story SET merged_into = ?2 WHERE merged_into = ?1",
        "UPDATE article SET story = ?2 WHERE story = ?1",
    ] {
        connection.prepare_cached(statement)?.execute([story.0, into.0])?;
    }
    connection
        .prepare_cached(
            "UPDATE article SET relation = 'report' WHERE story = ?1 AND relation = 'original'
                 AND placed > (SELECT min(placed) FROM article WHERE story = ?1 AND relation = 'original')",
        )?
        .execute([into.0])?;
    Ok(())
}

/// The story as it stands.
pub(crate) fn summary(connection: &Connection, id: StoryId) -> rusqlite::Result<StorySummary> {
    let mut told: Vec<Listed> = connection
        .prepare_cached(
            "SELECT *, length(text) AS length FROM article WHERE story = ?1 ORDER BY placed LIMIT ?2",
        )?
        .query_map(params![id.0, row::count(StorySummary::MAX_OUTLETS)], |row| {
            let (length, credit) = (row.get("length")?, row.get("credit")?);
            Ok(Listed { outlet: outlet(row)?, length, credit, carrier: Carrier::of(row)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let relations = syndication::relations(told.iter().map(|listed| &listed.carrier));
    for (listed, relation) in told.iter_mut().zip(relations) {
        listed.outlet.relation = relation;
    }
    let lead = lead(&told).cloned();
    let origin = origin(&told);
    let Sums { counts, languages, first_seen } = sums(connection, id)?;
    Ok(StorySummary {
        id,
        title: lead.as_ref().map(|lead| lead.title.clone()).unwrap_or_default(),
        url: lead.and_then(|lead| lead.url),
        first_seen,
        origin,
        outlets: told.into_iter().map(|listed| listed.outlet).collect(),
        counts,
        languages,
    })
}

/// An article of a story, as far as telling the story goes.
struct Listed {
    outlet: Outlet,
    /// Characters of its text.
    length: usize,
    /// The news agency that it credits.
    credit: Option<String>,
    carrier: Carrier,
}

impl AsRef<Carrier> for Listed {
    fn as_ref(&self) -> &Carrier {
        &self.carrier
    }
}

impl Listed {
    fn is_copy(&self) -> bool {
        matches!(self.outlet.relation, Relation::Copy { .. })
    }
}

/// Of the articles of a story that copy no other and are such, the one that had the news first.
fn first(told: &[Listed], such: impl Fn(&Listed) -> bool) -> Option<&Listed> {
    syndication::first(told.iter().filter(|listed| !listed.is_copy() && such(listed)), told.iter())
}

/// Where a story probably comes from: the agency that most of its articles credit, the one credited first where several are, or
/// else the outlet of the article that had it first.
fn origin(told: &[Listed]) -> Option<String> {
    let credits = || told.iter().filter_map(|listed| listed.credit.as_ref());
    let times = |credit: &String| credits().filter(|other| *other == credit).count();
    let most = credits().fold(None, |most: Option<&String>, credit| {
        if most.is_none_or(|most| times(credit) > times(most)) { Some(credit) } else { most }
    });
    most.cloned().or_else(|| first(told, |_| true)?.outlet.source.clone())
}

/// The article that tells a story best: the first of a known outlet that tells it in full and in words of its own, or else the
/// first that does one of both. It changes only while there is none of the better kind yet, or where one turns up that had the
/// news before.
fn lead(told: &[Listed]) -> Option<&Outlet> {
    let is_full = |listed: &Listed| listed.length >= FULL_TEXT;
    first(told, |listed| is_full(listed) && listed.outlet.source.is_some())
        .or_else(|| first(told, is_full))
        .or_else(|| first(told, |_| true))
        .or(told.first())
        .map(|listed| &listed.outlet)
}

/// What a story's articles add up to.
pub(crate) struct Sums {
    pub(crate) counts: StoryCounts,
    pub(crate) languages: Vec<String>,
    pub(crate) first_seen: Timestamp,
}

pub(crate) fn sums(connection: &Connection, id: StoryId) -> rusqlite::Result<Sums> {
    let mut sums = Sums { counts: StoryCounts::default(), languages: Vec::new(), first_seen: Timestamp::MAX };
    // Whether an outlet has told it in words of its own.
    let mut outlets: HashMap<String, bool> = HashMap::new();
    let mut statement = connection.prepare_cached(MEMBERS)?;
    let mut rows = statement.query(params![id.0, row::count(MAX_MEMBERS)])?;
    while let Some(row) = rows.next()? {
        let is_copy = row.get_ref("relation")?.as_str()? == "copy";
        sums.counts.articles += 1;
        sums.counts.copies += usize::from(is_copy);
        sums.first_seen = sums.first_seen.min(row.get::<_, Millis>("seen")?.0);
        if let Some(outlet) = row.get::<_, Option<String>>("outlet")? {
            *outlets.entry(outlet).or_default() |= !is_copy;
        }
        if let Some(language) = row.get::<_, Option<String>>("language")?
            && !sums.languages.contains(&language)
        {
            sums.languages.push(language);
        }
    }
    sums.counts.outlets = outlets.len();
    sums.counts.reports = outlets.values().filter(|reports| **reports).count();
    Ok(sums)
}

/// An article as an alert lists it.
pub(crate) fn outlet(row: &Row<'_>) -> rusqlite::Result<Outlet> {
    Ok(Outlet {
        source: row.get("source")?,
        url: row.get("url")?,
        title: row.get("title")?,
        language: row.get("language")?,
        published: time(row, "published")?,
        relation: relation(row)?,
    })
}

/// What an article is within its story.
pub(crate) fn relation(row: &Row<'_>) -> rusqlite::Result<Relation> {
    Ok(match row.get::<_, Option<i64>>("copy_of")? {
        Some(of) => Relation::Copy { of: ArticleId(of) },
        None if row.get_ref("relation")?.as_str()? == "original" => Relation::Original,
        None => Relation::Report,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syndication::tests::carrier;

    fn listed(source: Option<&str>, relation: Relation, length: usize, credit: Option<&str>) -> Listed {
        let outlet = Outlet {
            source: source.map(str::to_owned),
            url: None,
            title: format!("{source:?} {length}"),
            language: None,
            published: None,
            relation,
        };
        let carrier = carrier(1, relation, None, source, "");
        Listed { outlet, length, credit: credit.map(str::to_owned), carrier }
    }

    const COPY: Relation = Relation::Copy { of: ArticleId(1) };

    #[test]
    fn a_story_is_told_by_the_first_full_report_of_a_known_outlet() {
        let check = |told: &[Listed], expected: Option<usize>| {
            let expected = expected.and_then(|at| told.get(at)).map(|listed| &listed.outlet);
            assert_eq!(lead(told), expected);
        };
        let short = || listed(Some("A"), Relation::Original, 100, None);
        let copy = || listed(Some("B"), COPY, 5000, None);
        let unnamed = || listed(None, Relation::Report, 5000, None);
        let full = || listed(Some("C"), Relation::Report, 5000, None);
        check(&[], None);
        check(&[copy()], Some(0));
        check(&[copy(), short()], Some(1));
        check(&[short(), copy(), unnamed()], Some(2));
        check(&[short(), copy(), unnamed(), full(), full()], Some(3));
        let dated = |name: &str, minute: i64| Listed {
            carrier: carrier(1, Relation::Report, Some(minute), Some(name), ""),
            ..listed(Some(name), Relation::Report, 5000, None)
        };
        let told = [dated("D", 600), dated("E", 300), dated("F", 290)];
        check(&told, Some(1));
        assert_eq!(origin(&told).as_deref(), Some("E"));
    }

    #[test]
    fn a_story_comes_from_the_agency_most_credited_or_the_first_outlet() {
        let check = |credits: &[Option<&str>], expected: &str| {
            let told: Vec<Listed> =
                credits.iter().map(|credit| listed(Some("A"), COPY, 0, *credit)).collect();
            assert_eq!(origin(&told).as_deref().unwrap_or_default(), expected, "{credits:?}");
        };
        check(&[None, Some("AFP"), Some("Reuters"), Some("Reuters")], "Reuters");
        check(&[Some("AFP"), Some("Reuters")], "AFP");
        check(&[None, None], "");
        let told = [listed(Some("A"), COPY, 0, None), listed(Some("B"), Relation::Original, 0, None)];
        assert_eq!(origin(&told).as_deref(), Some("B"));
    }
}
