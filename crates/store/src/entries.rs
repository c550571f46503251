//! Entries as polls give them: known ones that changed, known ones under a new guid, and new ones with their articles.

mod digest;
pub(crate) mod growth;
pub(crate) mod renamed;
mod shared;
mod sketch;

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use model::{ArticleId, FeedId};
use rusqlite::{OptionalExtension, params};

use self::digest::{are_alike, digest, headline};
use self::renamed::is_same_time;
use self::shared::Shared;
use self::sketch::Sketch;
use crate::addresses::{article_at, leave_page, take_address};
use crate::articles::{NewEntry, insert_article};
use crate::revisions::{Change, entry_changed};
use crate::row::{Millis, json};
use crate::thread::Transaction;
use crate::{Error, Polled, Topic};

/// That an entry is listed still is noted so often.
const LISTED_EVERY: Duration = Duration::from_secs(24 * 3600);

/// The entries of a feed that point to an article.
pub(crate) const OF_ARTICLE: &str = "SELECT id, guid FROM entry WHERE article = ?1 AND feed = ?2";

/// Likewise, with what tells whether another entry is one of them.
pub(crate) const AT_ADDRESS: &str = "SELECT title, guid, entry.published, sketch
     FROM entry JOIN article ON article.id = entry.article WHERE entry.article = ?1 AND feed = ?2";

/// An entry that is known, as it was.
struct Known {
    id: i64,
    article: ArticleId,
    digest: Option<i64>,
    updated: Option<Timestamp>,
    listed: Option<Timestamp>,
    /// Entries of an older schema have none yet.
    has_sketch: bool,
    /// As JSON.
    categories: Option<String>,
}

/// The entries of a document on their way in.
pub(crate) struct Intake<'a> {
    pub(crate) feed: FeedId,
    pub(crate) now: Timestamp,
    /// Whether the feed was never read before.
    pub(crate) first: bool,
    /// Whether they are all that the feed lists, which a hub does not send.
    pub(crate) is_all: bool,
    pub(crate) entries: &'a [NewEntry],
}

impl Intake<'_> {
    /// Takes the entries in, in document order.
    pub(crate) fn run(&self, transaction: &Transaction<'_>) -> Result<Polled, Error> {
        let present: HashSet<&str> = self.entries.iter().map(|entry| entry.guid.as_str()).collect();
        let shared = Shared::of(self, transaction, &present)?;
        let mut polled = Polled::default();
        for (place, entry) in self.entries.iter().enumerate() {
            let known = match self.known(transaction, (place, entry), &present, &shared)? {
                Some(known) if !self.is_another(transaction, entry, &known, &shared)? => {
                    self.note(transaction, entry, &known, &shared)?;
                    continue;
                }
                known => known,
            };
            let same = match known {
                Some(_) => None,
                None => self.same_article(transaction, entry, &present)?,
            };
            let article = match same {
                Some(article) => article,
                None => self.new_article(transaction, entry, &shared, shared.is_backlog(place, entry))?,
            };
            if same.is_some() && !shared.is_backlog(place, entry) {
                self.freshen(transaction, entry, article)?;
            }
            self.insert(transaction, entry, article)?;
            polled.new_entries += 1;
            polled.new_articles.extend(same.is_none().then_some(article));
        }
        Ok(polled)
    }

    fn new_article(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        shared: &Shared,
        is_backlog: bool,
    ) -> Result<ArticleId, Error> {
        if shared.is_shared(entry) {
            // What stands at the address is of all of them, and of none.
            if let Some(url) = &entry.url
                && let Some(alone) = article_at(transaction, url)?
            {
                leave_page(transaction, url, alone)?;
            }
            let own = NewEntry { host: String::new(), link: None, ..entry.clone() };
            return insert_article(transaction, &own, self.now, is_backlog);
        }
        let article = insert_article(transaction, entry, self.now, is_backlog)?;
        if let Some(url) = &entry.url {
            take_address(transaction, url, article)?;
        }
        Ok(article)
    }

    /// The entry under its guid, or under one that the feed no longer names: feeds that move give all entries new ones.
    fn known(
        &self,
        transaction: &Transaction<'_>,
        (place, entry): (usize, &NewEntry),
        present: &HashSet<&str>,
        shared: &Shared,
    ) -> Result<Option<Known>, Error> {
        if let Some(known) = self.by_guid(transaction, &entry.guid)? {
            return Ok(Some(known));
        }
        let gone = match shared.renamed.get(&place) {
            Some(id) => Some(*id),
            None => self.gone(transaction, entry, present)?,
        };
        let Some(id) = gone else { return Ok(None) };
        transaction
            .prepare_cached("UPDATE entry SET guid = ?2 WHERE id = ?1")?
            .execute(params![id, entry.guid])?;
        self.by_guid(transaction, &entry.guid)
    }

    /// The entry of the same article that the feed lists no more.
    fn gone(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        present: &HashSet<&str>,
    ) -> Result<Option<i64>, Error> {
        let Some(article) = self.same_article(transaction, entry, present)? else { return Ok(None) };
        let named: Vec<(i64, String)> = transaction
            .prepare_cached(OF_ARTICLE)?
            .query_map([article.0, self.feed.0], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(named.into_iter().find(|(_, guid)| !present.contains(guid.as_str())).map(|(id, _)| id))
    }

    /// Whether an entry is another than the one that had its guid before, which names a place in the list (*1*, *top*): it is at another
    /// address, under another headline.
    fn is_another(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        known: &Known,
        shared: &Shared,
    ) -> Result<bool, Error> {
        let Some(url) = entry.url.as_deref().filter(|_| !shared.is_shared(entry)) else { return Ok(false) };
        if known.digest == Some(digest(entry)) || article_at(transaction, url)?.is_some() {
            return Ok(false);
        }
        let (title, was_at): (String, Option<String>) = transaction
            .prepare_cached("SELECT title, url FROM article WHERE id = ?1")?
            .query_row([known.article.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(was_at.is_some() && !are_alike(&title, &entry.title))
    }

    fn by_guid(&self, transaction: &Transaction<'_>, guid: &str) -> Result<Option<Known>, Error> {
        Ok(transaction
            .prepare_cached(
                "SELECT id, article, digest, updated, listed, sketch IS NOT NULL, categories
                 FROM entry WHERE feed = ?1 AND guid = ?2",
            )?
            .query_row(params![self.feed.0, guid], |row| {
                Ok(Known {
                    id: row.get(0)?,
                    article: ArticleId(row.get(1)?),
                    digest: row.get(2)?,
                    updated: row.get::<_, Option<Millis>>(3)?.map(|at| at.0),
                    listed: row.get::<_, Option<Millis>>(4)?.map(|at| at.0),
                    has_sketch: row.get(5)?,
                    categories: row.get(6)?,
                })
            })
            .optional()?)
    }

    /// The article that an entry without a known guid points to: by its address, or else by a text of the same feed.
    fn same_article(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        present: &HashSet<&str>,
    ) -> Result<Option<ArticleId>, Error> {
        match self.at(transaction, entry, present)? {
            Some(article) => Ok(Some(article)),
            None => self.same_text(transaction, entry),
        }
    }

    /// The article that is known by an entry's address. Within a feed one address may serve for many (*/news*, */live*), and it is
    /// the same only under a headline that is alike, and as long as not all else is another: a briefing of each day may have one headline.
    fn at(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        present: &HashSet<&str>,
    ) -> Result<Option<ArticleId>, Error> {
        let Some(url) = entry.url.as_deref() else { return Ok(None) };
        let Some(article) = article_at(transaction, url)? else { return Ok(None) };
        let mut statement = transaction.prepare_cached(AT_ADDRESS)?;
        let sketch = Sketch::of(&entry.text);
        let mut of_feed = statement.query([article.0, self.feed.0])?;
        let mut is_same = None;
        while let Some(row) = of_feed.next()? {
            let published = row.get::<_, Option<Millis>>(2)?.map(|at| at.0);
            let is_dated_anew =
                published.zip(entry.published).is_some_and(|(was, is)| !is_same_time(was, is));
            let is_another = is_dated_anew
                && !present.contains(row.get::<_, String>(1)?.as_str())
                && Sketch::kept(row.get(3)?).is_rewritten(&sketch);
            let is_alike = !is_another && are_alike(&row.get::<_, String>(0)?, &entry.title);
            is_same = Some(is_same == Some(true) || is_alike);
        }
        Ok(is_same.unwrap_or(true).then_some(article))
    }

    /// The article of an entry of the feed that says the same, with the same date: a text may stand in many entries (*Weather*), and the
    /// same standfirst every day.
    fn same_text(&self, transaction: &Transaction<'_>, entry: &NewEntry) -> Result<Option<ArticleId>, Error> {
        Ok(transaction
            .prepare_cached(
                "SELECT article FROM entry WHERE feed = ?1 AND digest = ?2 AND published = ?3 ORDER BY id DESC LIMIT 1",
            )?
            .query_row(params![self.feed.0, digest(entry), entry.published.map(Millis)], |row| {
                row.get(0).map(ArticleId)
            })
            .optional()?)
    }

    /// Lets an article of unknown age, which another feed had in its backlog, be news where this one says that it is. One that has its
    /// place already is matched again, as if nothing had been found in it.
    fn freshen(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        article: ArticleId,
    ) -> Result<(), Error> {
        let freshened = transaction
            .prepare_cached(
                "UPDATE article SET backlog = 0, published = ?2,
                     edited = CASE WHEN placed IS NOT NULL
                         THEN coalesce(edited, (SELECT coalesce(max(number), 0) + 1 FROM revision WHERE article = ?1)) END
                 WHERE id = ?1 AND backlog = 1 AND published IS NULL",
            )?
            .execute(params![article.0, entry.published.map(Millis)])?;
        if freshened > 0 {
            transaction.touch(Topic::Unplaced);
        }
        Ok(())
    }

    /// Notes an entry with its article. A guid that stands for a place in the list names what stands there now.
    fn insert(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        article: ArticleId,
    ) -> Result<(), Error> {
        transaction
            .prepare_cached(
                "INSERT INTO entry (feed, guid, article, seen, digest, published, updated, listed, headline, sketch, categories)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?4, ?8, ?9, ?10)
                 ON CONFLICT (feed, guid) DO UPDATE SET article = ?3, seen = ?4, digest = ?5, published = ?6, updated = ?7,
                     listed = ?4, headline = ?8, sketch = ?9, categories = ?10",
            )?
            .execute(params![
                self.feed.0,
                entry.guid,
                article.0,
                Millis(self.now),
                digest(entry),
                entry.published.map(Millis),
                entry.updated.map(Millis),
                headline(entry),
                Sketch::of(&entry.text).bytes(),
                categories(entry)
            ])?;
        Ok(())
    }

    /// Notes what an entry says now, and has its article read again where that is something else than before.
    fn note(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        known: &Known,
        shared: &Shared,
    ) -> Result<(), Error> {
        // What is gone is told by it from what was gone before.
        if shared.has_lost || known.listed.is_none_or(|listed| listed + LISTED_EVERY <= self.now) {
            transaction
                .prepare_cached("UPDATE entry SET listed = ?2 WHERE id = ?1")?
                .execute(params![known.id, Millis(self.now)])?;
        }
        let categories = categories(entry);
        if known.categories != categories {
            transaction
                .prepare_cached("UPDATE entry SET categories = ?2 WHERE id = ?1")?
                .execute(params![known.id, categories])?;
        }
        let digest = digest(entry);
        let says_so = entry.updated.is_some_and(|updated| known.updated.is_some_and(|was| updated > was));
        let is_noted = known.digest == Some(digest) && known.has_sketch;
        if is_noted && !says_so && known.updated == entry.updated {
            return Ok(());
        }
        transaction
            .prepare_cached(
                "UPDATE entry SET digest = ?2, updated = ?3, headline = ?4, sketch = ?5 WHERE id = ?1",
            )?
            .execute(params![
                known.id,
                digest,
                entry.updated.map(Millis),
                headline(entry),
                Sketch::of(&entry.text).bytes()
            ])?;
        // Entries of an older schema have no digest yet, and nothing to compare with.
        let changed = known.digest.is_some_and(|was| was != digest);
        if changed || says_so {
            let is_own_page = !shared.is_shared(entry) && !is_anothers(transaction, entry, known.article)?;
            let change = Change { in_words: changed, is_own_page };
            entry_changed(transaction, (known.id, known.article), entry, change, self.now)?;
        }
        Ok(())
    }
}

/// An entry's categories, as they are kept.
fn categories(entry: &NewEntry) -> Option<String> {
    (!entry.categories.is_empty()).then(|| json(&entry.categories))
}

/// Whether another article than its own stands at an entry's address now.
fn is_anothers(transaction: &Transaction<'_>, entry: &NewEntry, own: ArticleId) -> Result<bool, Error> {
    let Some(url) = &entry.url else { return Ok(false) };
    Ok(article_at(transaction, url)?.is_some_and(|article| article != own))
}
