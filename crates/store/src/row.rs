//! Small conversions between rows and the types of `model`.

use std::time::Duration;

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

/// Reads a length of time, in milliseconds, that may be absent.
pub(crate) fn length(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Duration>> {
    Ok(row.get::<_, Option<u64>>(column)?.map(Duration::from_millis))
}

/// A length of time in milliseconds.
pub(crate) fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}

/// Small numbers as the bits of one, those above 31 left out.
pub(crate) fn bits(numbers: &[u8]) -> u32 {
    numbers.iter().filter(|number| **number < 32).fold(0, |bits, number| bits | 1 << number)
}

/// The small numbers that were made bits, in order.
pub(crate) fn bits_of(bits: u32) -> Vec<u8> {
    (0..32).filter(|number| bits & 1 << number != 0).collect()
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

/// Ids as a JSON array of numbers.
pub(crate) fn numbers<Id: Copy + Into<i64>>(ids: &[Id]) -> String {
    serde_json::Value::from_iter(ids.iter().map(|id| (*id).into())).to_string()
}

/// The strings of a JSON array.
pub(crate) fn strings(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A count as SQLite takes it.
pub(crate) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
