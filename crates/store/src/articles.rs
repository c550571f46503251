//! Articles on their way from a feed's entry to a text: made known, read or given up on.

use std::time::Duration;

use jiff::Timestamp;
use model::ArticleId;
use rusqlite::{OptionalExtension, Row, params};

use crate::addresses::read_at;
use crate::row::{Millis, time};
use crate::thread::Transaction;
use crate::unread::claim_unread;
use crate::visits::plan_revisit;
use crate::{Claim, Claimed, Error, Store, Topic, Validators, row};

/// An entry as a feed published it, with what it says of its article.
#[derive(Clone, Debug, Default)]
pub struct NewEntry {
    /// Unique within its feed.
    pub guid: String,
    /// The article's canonical address.
    pub url: Option<String>,
    /// Where its page is to be asked for, if not there: as the feed gives it.
    pub link: Option<String>,
    /// The host that reading the page counts for; empty where no page is to be fetched.
    pub host: String,
    /// The headline.
    pub title: String,
    /// The text that the feed carries, as plain text.
    pub text: String,
    /// The outlet, as the feed calls itself.
    pub source: Option<String>,
    /// The author's name.
    pub author: Option<String>,
    /// A language tag.
    pub language: Option<String>,
    /// When it says that it was published.
    pub published: Option<Timestamp>,
    /// When it says that it was last changed.
    pub updated: Option<Timestamp>,
    /// How the feed files it.
    pub categories: Vec<String>,
}

/// An article that was claimed for reading, with what the feed says of it.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Its id.
    pub id: ArticleId,
    /// Its address.
    pub url: Option<String>,
    /// Where its page is to be asked for, if not at `url`: as the feed gives it, or where redirects have led. What stands there is
    /// known to be this article only once it was read: a wall stands in for many.
    pub elsewhere: Option<String>,
    /// The host that reading it counts for; empty where no page is to be fetched.
    pub host: String,
    /// Why no page is fetched although there is one, or what was wrong with it at the last attempt.
    pub problem: Option<String>,
    /// How often reading it has failed.
    pub attempts: u32,
    /// The feed's headline.
    pub title: String,
    /// The text that the feed carried.
    pub text: String,
    /// The outlet, as the feed calls itself.
    pub source: Option<String>,
    /// The feed's author.
    pub author: Option<String>,
    /// The feed's language.
    pub language: Option<String>,
    /// The feed's date.
    pub published: Option<Timestamp>,
    /// Whether the feed gave it without a date when it was first read.
    pub backlog: bool,
}

/// What reading an article gave.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The article.
    pub id: ArticleId,
    /// Other canonical addresses at which it is known now: where redirects ended, what the page calls canonical.
    /// The last is the one to show.
    pub addresses: Vec<String>,
    /// The headline.
    pub title: String,
    /// The main text.
    pub text: String,
    /// The outlet.
    pub source: Option<String>,
    /// The author's name.
    pub author: Option<String>,
    /// The primary language subtag.
    pub language: Option<String>,
    /// When it says that it was published.
    pub published: Option<Timestamp>,
    /// When it says that it was last changed.
    pub modified: Option<Timestamp>,
    /// Why the page was not used, where the feed's text stands in for it.
    pub problem: Option<String>,
    /// Whether a page was read, though its text may have been shorter than the feed's.
    pub of_page: bool,
    /// How its page is read again; `None` where that says nothing.
    pub revisit: Option<Revisit>,
}

/// How a page is read again.
#[derive(Clone, Debug)]
pub struct Revisit {
    /// When; `None`: not before its entry changes.
    pub at: Option<Timestamp>,
    /// The host that it counts for.
    pub host: String,
    /// Where the page is asked for.
    pub address: String,
    /// The headline that the page has itself.
    pub headline: String,
    /// The validators of the answer.
    pub validators: Validators,
}

/// An article whose page could not be read for now.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The article.
    pub id: ArticleId,
    /// How long to wait before it is tried again.
    pub wait: Duration,
    /// What was wrong; `None` where it was not tried yet, which is not counted as an attempt.
    pub problem: Option<String>,
    /// Where its page is to be asked for from now on: the address and the host. To learn that was an attempt.
    pub moved: Option<(String, String)>,
}

impl Unreadable {
    /// An article that could not be read for this reason.
    #[must_use]
    pub fn after(id: ArticleId, wait: Duration, problem: String) -> Unreadable {
        Unreadable { problem: Some(problem), ..Unreadable::not_tried(id, wait) }
    }

    /// An article that was not tried yet.
    #[must_use]
    pub fn not_tried(id: ArticleId, wait: Duration) -> Unreadable {
        Unreadable { id, wait, problem: None, moved: None }
    }
}

/// What is claimed of the articles that wait for their pages.
#[derive(Clone, Debug)]
pub struct UnreadClaim {
    /// What is due, and how much of it.
    pub claim: Claim,
    /// The host after which the round over all hosts goes on.
    pub after: String,
    /// An article that has waited for longer than this is taken without its page.
    pub longest_wait: Duration,
    /// So is one whose host wants to be left alone for longer than this.
    pub longest_pause: Duration,
}

impl Store {
    /// Claims articles to be read: host by host, the newest of each first, and those that need no page besides.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn claim_unread(&self, claim: UnreadClaim) -> Result<Claimed<Unread>, Error> {
        self.claim(claim.claim.now, move |transaction| claim_unread(transaction, &claim)).await
    }

    /// Commits what reading gave. Where one of the addresses shows the article to be one that is known already, it
    /// becomes that one, whose id is returned.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn commit_reading(&self, reading: Reading) -> Result<Option<ArticleId>, Error> {
        self.writer.run(move |transaction| commit_reading(transaction, &reading)).await
    }

    /// The configured addresses of the feeds that carry an article, the first to do so first.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn feeds_of(&self, article: ArticleId) -> Result<Vec<String>, Error> {
        self.reader
            .run(move |transaction| {
                let feeds = transaction
                    .prepare_cached(
                        "SELECT feed.url FROM entry JOIN feed ON feed.id = entry.feed
                         WHERE entry.article = ?1 ORDER BY entry.id",
                    )?
                    .query_map([article.0], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                Ok(feeds)
            })
            .await
    }

    /// Puts an article that could not be read off to a later time. `now` is asked within the transaction, as in
    /// [`Store::commit_poll`].
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn put_off_reading(
        &self,
        unreadable: Unreadable,
        now: impl FnOnce() -> Timestamp + Send + 'static,
    ) -> Result<(), Error> {
        self.writer
            .run(move |transaction| {
                transaction
                    .prepare_cached(
                        "UPDATE article SET attempts = attempts + (?3 IS NOT NULL OR ?4 IS NOT NULL), next_read = ?2,
                             leased_until = 0, problem = coalesce(?3, problem),
                             elsewhere = iif(host > '', coalesce(?4, elsewhere), elsewhere),
                             host = iif(host > '', coalesce(?5, host), host)
                         WHERE id = ?1 AND stage = 0",
                    )?
                    .execute(params![
                        unreadable.id.0,
                        Millis(now() + unreadable.wait),
                        unreadable.problem,
                        unreadable.moved.as_ref().map(|(url, _)| url),
                        unreadable.moved.as_ref().map(|(_, host)| host)
                    ])?;
                Ok(())
            })
            .await
    }
}

/// Makes the article of an entry known, under its address, to be read.
pub(crate) fn insert_article(
    transaction: &Transaction<'_>,
    entry: &NewEntry,
    now: Timestamp,
    backlog: bool,
) -> Result<ArticleId, Error> {
    transaction
        .prepare_cached(
            "INSERT INTO article
                 (stage, url, host, complete, title, text, source, author, language, published, seen, next_read, backlog,
                  elsewhere)
             VALUES (0, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12)",
        )?
        .execute(params![
            entry.url,
            entry.host,
            entry.host.is_empty(),
            entry.title,
            entry.text,
            entry.source,
            entry.author,
            entry.language,
            entry.published.map(Millis),
            Millis(now),
            backlog,
            entry.link
        ])?;
    Ok(ArticleId(transaction.last_insert_rowid()))
}

/// Whether so many articles wait for a stage that the one before it should pause.
pub(crate) fn is_behind(transaction: &Transaction<'_>, claim: &Claim, stage: Stage) -> Result<bool, Error> {
    let waiting = match stage {
        // Those that wait for a page wait for a server, and not for us.
        Stage::Read => {
            "SELECT count(*) FROM (SELECT 1 FROM article WHERE stage = 0 AND host = '' AND next_read <= ?1 LIMIT ?2)"
        }
        Stage::Place => "SELECT count(*) FROM (SELECT ?1 FROM article WHERE stage = 1 LIMIT ?2)",
    };
    let most = row::count(claim.max_behind.saturating_add(1));
    let count: i64 =
        transaction.prepare_cached(waiting)?.query_row(params![Millis(claim.now), most], |row| row.get(0))?;
    Ok(count >= most)
}

/// What an article can wait for.
#[derive(Clone, Copy)]
pub(crate) enum Stage {
    Read,
    Place,
}

/// Nothing, because the next stage is behind; to be asked again soon.
pub(crate) fn pause<T>(claim: &Claim) -> Claimed<T> {
    Claimed { items: Vec::new(), next_due: Some(claim.now + PAUSE) }
}

/// How long a stage waits for the next one to catch up.
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) fn unread(row: &Row<'_>) -> rusqlite::Result<Unread> {
    Ok(Unread {
        id: ArticleId(row.get("id")?),
        url: row.get("url")?,
        elsewhere: row.get("elsewhere")?,
        host: row.get("host")?,
        problem: row.get("problem")?,
        attempts: row.get("attempts")?,
        title: row.get("title")?,
        text: row.get("text")?,
        source: row.get("source")?,
        author: row.get("author")?,
        language: row.get("language")?,
        published: time(row, "published")?,
        backlog: row.get("backlog")?,
    })
}

fn commit_reading(transaction: &Transaction<'_>, reading: &Reading) -> Result<Option<ArticleId>, Error> {
    let waits: Option<(Option<String>, bool)> = transaction
        .prepare_cached("SELECT url, host = '' FROM article WHERE id = ?1 AND stage = 0")?
        .query_row([reading.id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((own, needs_no_page)) = waits else { return Ok(None) };
    if needs_no_page && reading.of_page {
        // Another article came to stand at its address in the meantime, and this may be that one's page.
        transaction
            .prepare_cached("UPDATE article SET leased_until = 0 WHERE id = ?1")?
            .execute([reading.id.0])?;
        transaction.touch(Topic::Unread);
        return Ok(None);
    }
    // Its own was looked at when it became known: others may be there, too.
    for address in reading.addresses.iter().filter(|address| own.as_ref() != Some(address)) {
        if let Some(known) = read_at(transaction, address, reading.id)? {
            become_known(transaction, reading.id, known)?;
            return Ok(Some(known));
        }
    }
    transaction
        .prepare_cached(
            "UPDATE article SET stage = 1, leased_until = 0, elsewhere = NULL, url = coalesce(?2, url), title = ?3, text = ?4, source = ?5,
                 author = ?6, language = ?7, published = ?8, modified = ?9, problem = ?10
             WHERE id = ?1 AND stage = 0",
        )?
        .execute(params![
            reading.id.0,
            reading.addresses.last(),
            reading.title,
            reading.text,
            reading.source,
            reading.author,
            reading.language,
            reading.published.map(Millis),
            reading.modified.map(Millis),
            reading.problem
        ])?;
    if let Some(revisit) = &reading.revisit {
        plan_revisit(transaction, reading.id, revisit)?;
    }
    transaction.touch(Topic::Unplaced);
    Ok(None)
}

/// Lets everything that points to `article`, which is not placed yet, point to `known`, and forgets it.
fn become_known(transaction: &Transaction<'_>, article: ArticleId, known: ArticleId) -> Result<(), Error> {
    for statement in [
        "UPDATE entry SET article = ?2 WHERE article = ?1",
        "UPDATE address SET article = ?2 WHERE article = ?1",
    ] {
        transaction.prepare_cached(statement)?.execute([article.0, known.0])?;
    }
    transaction.prepare_cached("DELETE FROM article WHERE id = ?1 AND stage = 0")?.execute([article.0])?;
    Ok(())
}
