//! The addresses that articles are known by, and what becomes of an article at whose address another one came to stand, as at one
//! that serves for one day's text after the other's (*/live*). Which of them an entry speaks of is not decided here.

use model::ArticleId;
use rusqlite::{OptionalExtension, params};

use crate::Error;
use crate::thread::Transaction;

/// So many articles before one at its address are looked at, the latest first.
const BEFORE_MAX: i64 = 1024;

/// The article that is known under an address.
pub(crate) fn article_at(transaction: &Transaction<'_>, url: &str) -> Result<Option<ArticleId>, Error> {
    Ok(transaction
        .prepare_cached("SELECT article FROM address WHERE url = ?1")?
        .query_row([url], |row| row.get(0).map(ArticleId))
        .optional()?)
}

/// Has an article known by an address, whatever was known by it before: what stands there now is this, and so it is wherever the
/// one before was to be found, where that gave this address for its own. One that has another keeps it.
pub(crate) fn take_address(
    transaction: &Transaction<'_>,
    url: &str,
    article: ArticleId,
) -> Result<(), Error> {
    let Some(before) = article_at(transaction, url)? else {
        transaction
            .prepare_cached("INSERT INTO address (url, article) VALUES (?1, ?2)")?
            .execute(params![url, article.0])?;
        return Ok(());
    };
    transaction
        .prepare_cached(
            "UPDATE address SET article = ?2
             WHERE article = ?1 AND (url = ?3 OR ?3 = (SELECT url FROM article WHERE id = ?1))",
        )?
        .execute(params![before.0, article.0, url])?;
    transaction
        .prepare_cached("UPDATE article SET follows = ?2 WHERE id = ?1 AND follows = 0")?
        .execute([article.0, before.0])?;
    leave_page(transaction, url, before)
}

/// Has the page of an article asked for no more, unless it is asked for at an address of its own and not at this one, where something
/// else stands now.
pub(crate) fn leave_page(transaction: &Transaction<'_>, url: &str, article: ArticleId) -> Result<(), Error> {
    for statement in [
        "UPDATE article SET host = '', complete = 1, elsewhere = NULL WHERE id = ?1 AND stage = 0 AND url = ?2",
        "DELETE FROM revisit
         WHERE article = ?1 AND (address IS NOT NULL OR ?2 = (SELECT url FROM article WHERE id = ?1))",
    ] {
        transaction.prepare_cached(statement)?.execute(params![article.0, url])?;
    }
    Ok(())
}

/// Has an article that was read known by the address of its page. `Some`: there it shows to be one that is known already.
pub(crate) fn read_at(
    transaction: &Transaction<'_>,
    url: &str,
    article: ArticleId,
) -> Result<Option<ArticleId>, Error> {
    match article_at(transaction, url)? {
        Some(known) if known == article || came_after(transaction, known, article)? => Ok(None),
        Some(known) if !came_after(transaction, article, known)? => Ok(Some(known)),
        _ => take_address(transaction, url, article).map(|()| None),
    }
}

/// Whether an article came to stand at an address of `before`, or of one that had done so, and therefore is another.
fn came_after(transaction: &Transaction<'_>, article: ArticleId, before: ArticleId) -> Result<bool, Error> {
    Ok(transaction
        .prepare_cached(
            "WITH RECURSIVE earlier (id) AS (
                 SELECT follows FROM article WHERE id = ?1
                 UNION SELECT follows FROM article JOIN earlier USING (id) LIMIT ?3)
             SELECT 1 FROM earlier WHERE id = ?2",
        )?
        .exists(params![article.0, before.0, BEFORE_MAX])?)
}
