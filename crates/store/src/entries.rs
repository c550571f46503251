//! Entries as polls give them: known ones that changed, known ones under a new guid, and new ones with their articles.

use std::collections::HashSet;
use std::hash::Hasher;
use std::time::Duration;

use jiff::Timestamp;
use model::{ArticleId, FeedId};
use rusqlite::{OptionalExtension, params};

use crate::articles::{NewEntry, article_at, insert_article};
use crate::revisions::entry_changed;
use crate::row::Millis;
use crate::thread::Transaction;
use crate::{Error, Polled};

/// A text of so many bytes tells an entry from the others of its feed, whatever its guid and its address are.
const TELLING_TEXT: usize = 80;

/// A feed that was read before and of whose entries, at least so many, none is known was made anew: what it holds without a
/// date is its backlog. Fewer may all be new since the last poll.
const MADE_ANEW: usize = 10;

/// So many entries under new guids, addresses or dates whose headlines and texts are those of entries that the feed lists no more,
/// if they are most of what is new, are those entries. Of fewer, headlines may recur (*Weather*).
const RENAMED: usize = 3;

/// A feed that was empty and has more undated entries than this at once had them before: it was not whole, or not ready.
const FIRST_FEW: usize = 3;

/// That an entry is listed still is noted so often.
const LISTED_EVERY: Duration = Duration::from_secs(24 * 3600);

/// An entry that is known, as it was.
struct Known {
    id: i64,
    article: ArticleId,
    digest: Option<i64>,
    updated: Option<Timestamp>,
    listed: Option<Timestamp>,
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

/// What a document shares with the ones before it.
#[derive(Default)]
struct Shared {
    /// It is the feed's backlog, as far as it is not dated.
    is_backlog: bool,
    /// Its entries are known ones by headline and text alone, whatever their guids, addresses and dates are.
    is_renamed: bool,
}

impl Intake<'_> {
    /// Takes the entries in, in document order.
    pub(crate) fn run(&self, transaction: &Transaction<'_>) -> Result<Polled, Error> {
        let present: HashSet<&str> = self.entries.iter().map(|entry| entry.guid.as_str()).collect();
        let shared = self.shared(transaction, &present)?;
        let mut polled = Polled::default();
        for entry in self.entries {
            if let Some(known) = self.known(transaction, entry, &present, &shared)? {
                self.note(transaction, entry, &known)?;
                continue;
            }
            let same = self.same_article(transaction, entry, &shared)?;
            let article = match same {
                Some(article) => article,
                None => {
                    let is_backlog = shared.is_backlog && entry.published.is_none();
                    insert_article(transaction, entry, self.now, is_backlog)?
                }
            };
            self.insert(transaction, entry, article)?;
            polled.new_entries += 1;
            polled.new_articles.extend(same.is_none().then_some(article));
        }
        Ok(polled)
    }

    fn shared(&self, transaction: &Transaction<'_>, present: &HashSet<&str>) -> Result<Shared, Error> {
        if self.first || !self.is_all {
            return Ok(Shared { is_backlog: self.first, is_renamed: false });
        }
        let had_any =
            transaction.prepare_cached("SELECT 1 FROM entry WHERE feed = ?1")?.exists([self.feed.0])?;
        if !had_any {
            let undated = self.entries.iter().filter(|entry| entry.published.is_none()).count();
            return Ok(Shared { is_backlog: undated > FIRST_FEW, is_renamed: false });
        }
        let (mut unknown, mut texts) = (0, 0);
        let mut renamed = HashSet::new();
        for entry in self.entries {
            if self.by_guid(transaction, &entry.guid)?.is_some() || at(transaction, entry)?.is_some() {
                continue;
            }
            unknown += 1;
            texts += usize::from(self.same_text(transaction, entry, false)?.is_some());
            if self.is_left(transaction, digest(entry), present)? {
                renamed.insert(digest(entry));
            }
        }
        let none_known = unknown == self.entries.len() && texts == 0;
        Ok(Shared {
            is_backlog: none_known && unknown >= MADE_ANEW,
            is_renamed: renamed.len() >= RENAMED && renamed.len() * 2 > unknown,
        })
    }

    /// Whether an entry with this headline and text is known that the document does not list.
    fn is_left(
        &self,
        transaction: &Transaction<'_>,
        digest: i64,
        present: &HashSet<&str>,
    ) -> Result<bool, Error> {
        let mut statement =
            transaction.prepare_cached("SELECT guid FROM entry WHERE feed = ?1 AND digest = ?2")?;
        let guids = statement.query_map([self.feed.0, digest], |row| row.get::<_, String>(0))?;
        Ok(guids.collect::<Result<Vec<_>, _>>()?.iter().any(|guid| !present.contains(guid.as_str())))
    }

    /// The entry under its guid, or under one that the feed no longer names: feeds that move give all entries new ones.
    fn known(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        present: &HashSet<&str>,
        shared: &Shared,
    ) -> Result<Option<Known>, Error> {
        if let Some(known) = self.by_guid(transaction, &entry.guid)? {
            return Ok(Some(known));
        }
        let Some(article) = self.same_article(transaction, entry, shared)? else { return Ok(None) };
        let named: Vec<(i64, String)> = transaction
            .prepare_cached("SELECT id, guid FROM entry WHERE article = ?1 AND feed = ?2")?
            .query_map([article.0, self.feed.0], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let Some((id, _)) = named.into_iter().find(|(_, guid)| !present.contains(guid.as_str())) else {
            return Ok(None);
        };
        transaction
            .prepare_cached("UPDATE entry SET guid = ?2 WHERE id = ?1")?
            .execute(params![id, entry.guid])?;
        self.by_guid(transaction, &entry.guid)
    }

    fn by_guid(&self, transaction: &Transaction<'_>, guid: &str) -> Result<Option<Known>, Error> {
        Ok(transaction
            .prepare_cached(
                "SELECT id, article, digest, updated, listed FROM entry WHERE feed = ?1 AND guid = ?2",
            )?
            .query_row(params![self.feed.0, guid], |row| {
                Ok(Known {
                    id: row.get(0)?,
                    article: ArticleId(row.get(1)?),
                    digest: row.get(2)?,
                    updated: row.get::<_, Option<Millis>>(3)?.map(|at| at.0),
                    listed: row.get::<_, Option<Millis>>(4)?.map(|at| at.0),
                })
            })
            .optional()?)
    }

    /// The article that an entry without a known guid points to: by its address, or else by a text of the same feed.
    fn same_article(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        shared: &Shared,
    ) -> Result<Option<ArticleId>, Error> {
        match at(transaction, entry)? {
            Some(article) => Ok(Some(article)),
            None => self.same_text(transaction, entry, shared.is_renamed),
        }
    }

    /// The article of an entry that says the same. A short text may stand in many entries ("Weather."); with the same date, or
    /// in a document that is `renamed`, it is one of them.
    fn same_text(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        renamed: bool,
    ) -> Result<Option<ArticleId>, Error> {
        Ok(transaction
            .prepare_cached(
                "SELECT article FROM entry WHERE feed = ?1 AND digest = ?2 AND (?3 OR published = ?4) ORDER BY id DESC LIMIT 1",
            )?
            .query_row(
                params![
                    self.feed.0,
                    digest(entry),
                    renamed || entry.text.len() >= TELLING_TEXT,
                    entry.published.map(Millis)
                ],
                |row| row.get(0).map(ArticleId),
            )
            .optional()?)
    }

    fn insert(
        &self,
        transaction: &Transaction<'_>,
        entry: &NewEntry,
        article: ArticleId,
    ) -> Result<(), Error> {
        transaction
            .prepare_cached(
                "INSERT INTO entry (feed, guid, article, seen, digest, published, updated, listed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?4)",
            )?
            .execute(params![
                self.feed.0,
                entry.guid,
                article.0,
                Millis(self.now),
                digest(entry),
                entry.published.map(Millis),
                entry.updated.map(Millis)
            ])?;
        Ok(())
    }

    /// Notes what an entry says now, and has its article read again where that is something else than before.
    fn note(&self, transaction: &Transaction<'_>, entry: &NewEntry, known: &Known) -> Result<(), Error> {
        if known.listed.is_none_or(|listed| listed + LISTED_EVERY <= self.now) {
            transaction
                .prepare_cached("UPDATE entry SET listed = ?2 WHERE id = ?1")?
                .execute(params![known.id, Millis(self.now)])?;
        }
        let digest = digest(entry);
        let says_so = entry.updated.is_some_and(|updated| known.updated.is_some_and(|was| updated > was));
        if known.digest == Some(digest) && !says_so && known.updated == entry.updated {
            return Ok(());
        }
        transaction
            .prepare_cached("UPDATE entry SET digest = ?2, updated = ?3 WHERE id = ?1")?
            .execute(params![known.id, digest, entry.updated.map(Millis)])?;
        // Entries of an older schema have no digest yet, and nothing to compare with.
        let changed = known.digest.is_some_and(|was| was != digest);
        if changed || says_so {
            entry_changed(transaction, (known.id, known.article), entry, changed, self.now)?;
        }
        Ok(())
    }
}

/// The article that is known by an entry's address.
fn at(transaction: &Transaction<'_>, entry: &NewEntry) -> Result<Option<ArticleId>, Error> {
    Ok(entry.url.as_deref().map(|url| article_at(transaction, url)).transpose()?.flatten())
}

/// A number that is the same for the same headline and text, however they are spaced, on every machine: FNV-1a of 64 bits.
fn digest(entry: &NewEntry) -> i64 {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    for field in [&entry.title, &entry.text] {
        for word in field.split_whitespace() {
            hash.write(word.as_bytes());
            hash.write(b" ");
        }
        hash.write(b"\n");
    }
    hash.finish().cast_signed()
}

/// <http://www.isthe.com/chongo/tech/comp/fnv/>
struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
