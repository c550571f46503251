//! What is learned of names while articles come in: kept in the commit of the articles that taught it, and read at a start.

use model::{About, Learned, Tally, Within};
use rusqlite::{Connection, params};

use crate::{Archive, Error, Store};

impl Store {
    /// All that was learned.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn learned(&self) -> Result<Vec<Learned>, Error> {
        self.reader.run(|transaction| Ok(learned(transaction)?)).await
    }

    /// Forgets what was learned about something.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn forget_learned(&self, about: Vec<About>) -> Result<(), Error> {
        self.writer.run(move |transaction| Ok(forget(transaction, &about)?)).await
    }
}

impl Archive {
    /// All that was learned.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn learned(&self) -> Result<Vec<Learned>, Error> {
        Ok(learned(self.connection())?)
    }
}

fn learned(connection: &Connection) -> rusqlite::Result<Vec<Learned>> {
    let mut learned = Vec::new();
    let mut words = connection.prepare_cached("SELECT word, language, yes, no FROM word_habit")?;
    let mut rows = words.query([])?;
    while let Some(row) = rows.next()? {
        let about = About::Word { word: row.get(0)?, language: row.get(1)? };
        learned.push(Learned { about, tally: Tally { yes: row.get(2)?, no: row.get(3)? } });
    }
    let mut watches =
        connection.prepare_cached("SELECT watchlist, watch, within, value, yes, no FROM watch_habit")?;
    let mut rows = watches.query([])?;
    while let Some(row) = rows.next()? {
        let within = match row.get_ref(2)?.as_str()? {
            "language" => Within::Language(row.get(3)?),
            "outlet" => Within::Outlet(row.get(3)?),
            _ => Within::Everything,
        };
        let about = About::Watch { watchlist: row.get(0)?, watch: row.get(1)?, within };
        learned.push(Learned { about, tally: Tally { yes: row.get(4)?, no: row.get(5)? } });
    }
    Ok(learned)
}

/// Keeps what is known now.
pub(crate) fn keep(connection: &Connection, learned: &[Learned]) -> rusqlite::Result<()> {
    let mut word = connection.prepare_cached("INSERT OR REPLACE INTO word_habit VALUES (?1, ?2, ?3, ?4)")?;
    let mut watch =
        connection.prepare_cached("INSERT OR REPLACE INTO watch_habit VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for Learned { about, tally: Tally { yes, no } } in learned {
        match about {
            About::Word { word: name, language } => word.execute(params![name, language, yes, no])?,
            About::Watch { watchlist, watch: name, within } => {
                let (within, value) = columns(within);
                watch.execute(params![watchlist, name, within, value, yes, no])?
            }
        };
    }
    Ok(())
}

fn forget(connection: &Connection, about: &[About]) -> rusqlite::Result<()> {
    let mut word = connection.prepare_cached("DELETE FROM word_habit WHERE word = ?1 AND language = ?2")?;
    let mut watch = connection.prepare_cached(
        "DELETE FROM watch_habit WHERE watchlist = ?1 AND watch = ?2 AND within = ?3 AND value = ?4",
    )?;
    for about in about {
        match about {
            About::Word { word: name, language } => word.execute(params![name, language])?,
            About::Watch { watchlist, watch: name, within } => {
                let (within, value) = columns(within);
                watch.execute(params![watchlist, name, within, value])?
            }
        };
    }
    Ok(())
}

/// Where something was learned, as its two columns say it.
fn columns(within: &Within) -> (&str, &str) {
    match within {
        Within::Everything => ("everything", ""),
        Within::Language(language) => ("language", language),
        Within::Outlet(outlet) => ("outlet", outlet),
    }
}
