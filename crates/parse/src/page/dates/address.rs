//! Days in addresses.

use jiff::civil::Date;
use jiff::tz::Offset;
use url::Url;

use super::YEARS;
use crate::date::{Slashes, with_offset};

/// The day that parts of an address name: `/2025/03/04/`, `/2025-03-04-…`, `/2025/mar/04/`.
pub(super) fn day(url: &Url) -> Option<Date> {
    let path = url.path();
    let begins = |at: usize| at == 0 || path.as_bytes().get(at - 1) == Some(&b'/');
    days(path).find(|(at, _)| begins(*at)).map(|(_, day)| day).or_else(|| with_name(path))
}

/// The day that an address has among words: `/the-2001-09-11-attacks`.
pub(super) fn in_words(url: &Url) -> Option<Date> {
    days(url.path()).next().map(|(_, day)| day)
}

/// The days in a path, and where each begins.
fn days(path: &str) -> impl Iterator<Item = (usize, Date)> {
    let numbers = numbers(path);
    let windows: Vec<(usize, Date)> = numbers
        .windows(3)
        .filter_map(|window| match window {
            // Only one character stands between the parts, which is none of those in the numbers of versions.
            [(year, a), (month, b), (date, c)]
                if year.len() == 4
                    && *b == a + 5
                    && *c == b + month.len() + 1
                    && path.as_bytes().get(b - 1) != Some(&b'.') =>
            {
                Some((*a, in_figures(year, month, date)?))
            }
            _ => None,
        })
        .collect();
    windows.into_iter()
}

/// The day that a run of figures in an address may be: `/20250304/`, `/20250304-…`; and it may be any number.
pub(super) fn run(url: &Url) -> Option<Date> {
    let split = |run: &str| in_figures(run.get(..4)?, run.get(4..6)?, run.get(6..)?);
    numbers(url.path()).iter().filter(|(run, _)| run.len() == 8).find_map(|(run, _)| split(run))
}

/// The runs of figures in a path, and where each begins.
fn numbers(path: &str) -> Vec<(&str, usize)> {
    let mut numbers: Vec<(&str, usize)> = Vec::new();
    let mut at = 0;
    for run in path.split(|c: char| !c.is_ascii_digit()) {
        if !run.is_empty() {
            numbers.push((run, at));
        }
        at += run.len() + 1;
    }
    numbers
}

fn in_figures(year: &str, month: &str, day: &str) -> Option<Date> {
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(date).filter(|date| YEARS.contains(&date.year()))
}

/// `/2025/mar/04/`.
fn with_name(path: &str) -> Option<Date> {
    let segments: Vec<&str> = path.split('/').take(20).collect();
    segments.windows(3).find_map(|window| match window {
        &[year, month, day]
            if year.len() == 4 && day.len() <= 2 && month.bytes().all(|byte| byte.is_ascii_alphabetic()) =>
        {
            let (at, _) = with_offset(&format!("{day} {month} {year}"), Slashes::default())?;
            Some(Offset::UTC.to_datetime(at).date()).filter(|date| YEARS.contains(&date.year()))
        }
        _ => None,
    })
}
