//! Small conversions between rows and the types of `model`.

use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::Error;

/// A point in time as the database keeps it: milliseconds since 1970.
#[derive(Clone, Copy)]
pub(crate) struct Millis(pub(crate) Timestamp);

impl FromSql for Millis {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Timestamp::from_millisecond(value.as_i64()?)
            .map(Millis)
            .map_err(|_| FromSqlError::OutOfRange(value.as_i64().unwrap_or_default()))
    }
}

impl ToSql for Millis {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_millisecond().into())
    }
}

/// Reads a time that may be absent.
pub(crate) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<Millis>>(column)?.map(|millis| millis.0))
}

/// Turns a query without a row into `None`.
pub(crate) fn absent<T>(error: rusqlite::Error) -> Result<Option<T>, Error> {
    match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(None),
        error => Err(error.into()),
    }
}

/// A list of strings as the JSON array that SQLite's `json_each` takes.
pub(crate) fn json(strings: &[String]) -> String {
    serde_json::Value::from(strings).to_string()
}

/// The strings of a JSON array.
pub(crate) fn strings(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A count as SQLite takes it.
pub(crate) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
