//! Dates as feeds and pages write them: RFC 822, RFC 3339 and ISO 8601, and everything near them, in many languages.
//!
//! The text is read once, from left to right, into the parts it names; then the parts are put together. What is left over,
//! said twice or out of range makes it no date at all: a wrong date is worse than none.

mod calendar;
mod names;
mod reader;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use calendar::{SOLAR_FIRST, SOLAR_LAST, solar_hijri};
use reader::Reader;

/// Longer text than this, in bytes, is no date. JavaScript's `Date.toString` takes 60.
const DATE_BYTES_MAX: usize = 120;

/// Two-digit years below this are of this century (POSIX `%y`).
const CENTURY_PIVOT: u32 = 69;

/// Reads a date in any form in common use; without a time it is midnight, without a zone UTC; fractions of a second are dropped. `None` where the text is no
/// date, or says more than one thing. Takes about a microsecond.
///
/// ```
/// let written = parse::date("Mon, 3rd févr. 2025 4:05 p.m. EST");
/// assert_eq!(written, "2025-02-03T21:05:00Z".parse().ok());
/// assert_eq!(parse::date("31 February 2025"), None);
/// ```
#[must_use]
pub fn date(text: &str) -> Option<Timestamp> {
    with_offset(text, Slashes::default()).map(|(at, _)| at)
}

/// What stands first in `03/04/2025`, where neither the numbers nor a weekday tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Slashes {
    /// The month, as in the United States, who alone write it so, and write it with slashes.
    #[default]
    MonthFirst,
    /// The day, as everywhere else.
    DayFirst,
}

/// The instant, and the offset of the clock that it was written by: UTC where the text names no zone.
pub(crate) fn with_offset(text: &str, slashes: Slashes) -> Option<(Timestamp, Offset)> {
    let text = text.trim();
    if text.is_empty() || text.len() > DATE_BYTES_MAX {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits_only(text);
    }
    let lower = lowered(text);
    Reader::of(&lower, slashes).read()?.timestamp()
}

/// In lower case, with the digits of Arabic, Persian, Hindi, Bengali and Thai as ASCII's, and without the dot that Turkish capitals leave on an `i`.
fn lowered(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // The zeros of the scripts, each followed by its other digits.
    const ZEROS: [char; 5] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}'];
    let digit =
        |c: char| ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero as u32).filter(|n| *n < 10));
    let plain = |c: char| digit(c).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c);
    text.to_lowercase().chars().filter(|c| *c != '\u{307}').map(plain).collect()
}

/// A run of digits and nothing else: the basic forms of ISO 8601 and Unix time.
fn digits_only(text: &str) -> Option<(Timestamp, Offset)> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let mut parts = Parts::default();
    match text.len() {
        4 => parts.date = Some((part(0, 4)?, 1, 1)),
        6 => parts.date = Some((century(part(0, 2)?), part(2, 4)?, part(4, 6)?)),
        7 => parts.date = Some(ordinal(part(0, 4)?, part(4, 7)?)?),
        8 => parts.date = Some((part(0, 4)?, part(4, 6)?, part(6, 8)?)),
        // Seconds, or milliseconds, of which the fraction is dropped as in all other forms.
        10 | 13 => return Some((Timestamp::from_second(text.get(..10)?.parse().ok()?).ok()?, Offset::UTC)),
        12 | 14 => {
            parts.date = Some((part(0, 4)?, part(4, 6)?, part(6, 8)?));
            parts.time = Some((part(8, 10)?, part(10, 12)?, part(12, 14).unwrap_or(0)));
        }
        _ => return None,
    }
    parts.timestamp()
}

/// The day of a year by its number, from 1 (ISO 8601, ordinal dates).
fn ordinal(year: u32, day: u32) -> Option<(u32, u32, u32)> {
    let first = Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
    let date = first.checked_add(jiff::Span::new().try_days(i64::from(day) - 1).ok()?).ok()?;
    let part = |part: i8| u32::from(part.unsigned_abs());
    (day >= 1 && date.year() == first.year()).then(|| (year, part(date.month()), part(date.day())))
}

fn century(year: u32) -> u32 {
    match year {
        0..CENTURY_PIVOT => 2000 + year,
        CENTURY_PIVOT..100 => 1900 + year,
        _ => year,
    }
}

/// What the Thai calendar's years are ahead by.
const BUDDHIST: u32 = 543;

/// The century that its years of two digits are in, and what its years are above: smaller ones are those of others.
const BUDDHIST_CENTURY: u32 = 2_500;
const BUDDHIST_YEARS: u32 = 2_400;

/// A number as it stood, without a meaning yet.
#[derive(Clone, Copy)]
struct Number {
    value: u32,
    digits: usize,
}

/// Where a text says its clock stands.
#[derive(Clone)]
enum Zone {
    Offset(Offset),
    Place(TimeZone),
}

/// What a text has named so far.
#[derive(Default)]
struct Parts {
    /// Year, month and day where the form itself says which is which.
    date: Option<(u32, u32, u32)>,
    month: Option<u32>,
    /// Monday is 0.
    weekday: Option<u32>,
    /// A name that is a month in one language and a day in another (`mar.`): both readings.
    ambiguous: Option<(u32, u32)>,
    /// Numbers that stand alone, in their order.
    numbers: Vec<Number>,
    time: Option<(u32, u32, u32)>,
    afternoon: Option<bool>,
    zone: Option<Zone>,
    /// Korean dates are written in Korea, which has one zone.
    korean: bool,
    /// The years before the first of the era that the text names.
    years_before: u32,
    /// By the Solar Hijri calendar.
    solar: bool,
    /// Thai dates count the years from the Buddha's death.
    thai: bool,
    slashes: Slashes,
}

/// From the bundled copy of the database, so that no file is read.
fn zone(name: &str) -> Option<TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(name).ok()
}

impl Parts {
    /// Whether day, month and year have been named.
    fn is_dated(&self) -> bool {
        let is_month = self.month.is_some() || self.ambiguous.is_some();
        self.date.is_some() || is_month && self.numbers.len() == 2
    }

    /// `3 pm` makes the number before it an hour. In German, `am` before a date says nothing, and in Korean the hour comes after.
    fn meridiem(&mut self, afternoon: bool, after_hour: bool) {
        if after_hour
            && self.time.is_none()
            && (self.numbers.len() > 2 || (self.date.is_some() && !self.numbers.is_empty()))
        {
            self.time = self.numbers.pop().map(|hour| (hour.value, 0, 0));
        }
        self.afternoon = Some(afternoon);
    }

    /// Three numbers in figures, year last: `26/06/2020`, `10/30/23`, `30.10.23`.
    fn numbers_in_order(&mut self, numbers: [Number; 3], separator: char) -> Option<()> {
        let [first, second, third] = numbers;
        let year = if third.digits <= 2 { century(third.value) } else { third.value };
        let day_first = (year, second.value, first.value);
        let month_first = (year, first.value, second.value);
        let date = match (civil(day_first), civil(month_first)) {
            (Some(_), None) => day_first,
            (None, Some(_)) => month_first,
            (None, None) => return None,
            (Some(day), Some(month)) => match self.weekday {
                Some(weekday) if is_weekday(day, weekday) => day_first,
                Some(weekday) if is_weekday(month, weekday) => month_first,
                _ if separator == '/' && self.slashes == Slashes::MonthFirst => month_first,
                _ => day_first,
            },
        };
        self.date.replace(date).is_none().then_some(())
    }

    fn timestamp(mut self) -> Option<(Timestamp, Offset)> {
        if let Some((month, weekday)) = self.ambiguous {
            match (self.month, self.date) {
                (None, None) => self.month = Some(month),
                _ => self.weekday = self.weekday.or(Some(weekday)),
            }
        }
        let (year, month, day) = self.resolve_date()?;
        let year = year + self.years_before;
        let date = match year {
            SOLAR_FIRST..=SOLAR_LAST if self.solar || self.may_be_solar() => solar_hijri((year, month, day))?,
            _ if self.solar => return None,
            _ => civil((year, month, day))?,
        };
        let at = DateTime::from_parts(date, self.resolve_time()?);
        let zone = match self.zone {
            Some(Zone::Offset(offset)) => return Some((offset.to_timestamp(at).ok()?, offset)),
            Some(Zone::Place(zone)) => zone,
            None if self.korean => zone("Asia/Seoul")?,
            None => TimeZone::UTC,
        };
        let at = zone.to_timestamp(at).ok()?;
        Some((at, zone.to_offset(at)))
    }

    /// Whether figures may be those of Iran's calendar: no month of another is named, and no clock of elsewhere.
    fn may_be_solar(&self) -> bool {
        /// Of Iran and of Afghanistan, in seconds.
        const OFFSETS: [i32; 2] = [12_600, 16_200];
        let is_there = match &self.zone {
            None => true,
            Some(Zone::Offset(offset)) => OFFSETS.contains(&offset.seconds()),
            Some(Zone::Place(_)) => false,
        };
        self.month.is_none() && is_there
    }

    fn resolve_date(&mut self) -> Option<(u32, u32, u32)> {
        let year_of = |number: Number| match number.digits {
            // 2568 is written 68, too, and whoever writes 2025 counts as others do.
            ..=2 if self.thai => (number.value + BUDDHIST_CENTURY).saturating_sub(BUDDHIST),
            ..=2 => century(number.value),
            _ if self.thai && number.value > BUDDHIST_YEARS => number.value - BUDDHIST,
            _ => number.value,
        };
        match (self.date, self.month, self.numbers.as_slice()) {
            (Some(date), None, []) => Some(date),
            (None, Some(month), [first, second]) => {
                let year_first = first.digits > 2 || first.value > 31;
                let (day, year) = if year_first { (second, first) } else { (first, second) };
                (day.digits <= 2).then(|| (year_of(*year), month, day.value))
            }
            (None, Some(month), [year]) if year.digits == 4 => Some((year_of(*year), month, 1)),
            (None, None, &[first, second, third]) if first.digits <= 2 && second.digits <= 2 => {
                self.numbers_in_order([first, second, third], ' ')?;
                self.date
            }
            // `2025. 3. 4.`
            (None, None, &[year, month, day]) if year.digits == 4 && month.digits <= 2 && day.digits <= 2 => {
                Some((year.value, month.value, day.value))
            }
            _ => None,
        }
    }

    fn resolve_time(&self) -> Option<Time> {
        let (mut hour, minute, second) = self.time.unwrap_or_default();
        match self.afternoon {
            Some(true) if hour < 12 && self.time.is_some() => hour += 12,
            Some(false) if hour == 12 => hour = 0,
            _ => {}
        }
        // A leap second has no place on the Unix scale.
        let second = if second == 60 { 59 } else { second };
        Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()
    }
}

fn civil((year, month, day): (u32, u32, u32)) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn is_weekday(date: Date, weekday: u32) -> bool {
    date.weekday().to_monday_zero_offset() == i8::try_from(weekday).unwrap_or(-1)
}

#[cfg(test)]
mod tests;
