//! Dates as feeds and pages write them: RFC 822, RFC 3339 and ISO 8601, and everything near them, in many languages.
//!
//! The text is read once, from left to right, into the parts it names; then the parts are put together. What is left over,
//! said twice or out of range makes it no date at all: a wrong date is worse than none.

mod names;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use names::Name;

/// Longer text than this, in bytes, is no date. JavaScript's `Date.toString` takes 60.
const DATE_BYTES_MAX: usize = 120;

/// Two-digit years below this are of this century (POSIX `%y`).
const CENTURY_PIVOT: u32 = 69;

/// Reads a date in any form in common use; without a time it is midnight, without a zone UTC. `None` where the text is no
/// date, or says more than one thing. Takes about a microsecond.
///
/// ```
/// let written = parse::date("Mon, 3rd févr. 2025 4:05 p.m. EST");
/// assert_eq!(written, "2025-02-03T21:05:00Z".parse().ok());
/// assert_eq!(parse::date("31 February 2025"), None);
/// ```
#[must_use]
pub fn date(text: &str) -> Option<Timestamp> {
    with_offset(text).map(|(at, _)| at)
}

/// The instant, and the offset of the clock that it was written by: UTC where the text names no zone.
pub(crate) fn with_offset(text: &str) -> Option<(Timestamp, Offset)> {
    let text = text.trim();
    if text.is_empty() || text.len() > DATE_BYTES_MAX {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits_only(text);
    }
    let lower = text.to_lowercase();
    let mut reader = Reader { rest: &lower, parts: Parts::default() };
    reader.read()?;
    reader.parts.timestamp()
}

/// A run of digits and nothing else: the basic forms of ISO 8601 and Unix time.
fn digits_only(text: &str) -> Option<(Timestamp, Offset)> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let mut parts = Parts::default();
    match text.len() {
        4 => parts.date = Some((part(0, 4)?, 1, 1)),
        6 => parts.date = Some((century(part(0, 2)?), part(2, 4)?, part(4, 6)?)),
        8 => parts.date = Some((part(0, 4)?, part(4, 6)?, part(6, 8)?)),
        10 => return Some((Timestamp::from_second(text.parse().ok()?).ok()?, Offset::UTC)),
        13 => return Some((Timestamp::from_millisecond(text.parse().ok()?).ok()?, Offset::UTC)),
        12 | 14 => {
            parts.date = Some((part(0, 4)?, part(4, 6)?, part(6, 8)?));
            parts.time = Some((part(8, 10)?, part(10, 12)?, part(12, 14).unwrap_or(0)));
        }
        _ => return None,
    }
    parts.timestamp()
}

fn century(year: u32) -> u32 {
    match year {
        0..CENTURY_PIVOT => 2000 + year,
        CENTURY_PIVOT..100 => 1900 + year,
        _ => year,
    }
}

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
}

struct Reader<'a> {
    rest: &'a str,
    parts: Parts,
}

impl<'a> Reader<'a> {
    fn read(&mut self) -> Option<()> {
        // ISO 8601 writes a truncated date with a leading hyphen: `-03-12`, `-0312`.
        if let Some(truncated) = self.rest.strip_prefix('-') {
            self.rest = truncated;
            return self.truncated();
        }
        while let Some(next) = self.rest.chars().next() {
            match next {
                '0'..='9' => self.number()?,
                '+' | '-' | '−' => self.sign(next)?,
                '(' => self.comment()?,
                ' ' | ',' | '\t' | '\n' | '\r' | '.' | '|' | '/' | '\u{a0}' | '\u{202f}' | '·' => {
                    self.skip(next)
                }
                _ if next.is_alphabetic() => self.word()?,
                _ => return None,
            }
        }
        Some(())
    }

    fn skip(&mut self, character: char) {
        self.rest = self.rest.get(character.len_utf8()..).unwrap_or_default();
    }

    /// Takes a run of ASCII digits.
    fn digits(&mut self) -> Option<Number> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        Some(Number { value: number.parse().ok()?, digits })
    }

    /// Takes `separator` where a digit follows it.
    fn before_digit(&mut self, separator: char) -> bool {
        let rest = self.rest.strip_prefix(separator);
        let found = rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn truncated(&mut self) -> Option<()> {
        let first = self.digits()?;
        let (year, month) = match first.digits {
            4 => (first.value / 100, first.value % 100),
            2 if self.before_digit('-') => (first.value, self.digits()?.value),
            _ => return None,
        };
        self.parts.date = Some((century(year), month, 1));
        self.rest.is_empty().then_some(())
    }

    /// A number: of a time, of a date in figures, or one that stands alone.
    fn number(&mut self) -> Option<()> {
        let first = self.digits()?;
        if self.before_digit(':') {
            return self.time(first.value);
        }
        for separator in ['-', '/', '.'] {
            if self.before_digit(separator) {
                return self.date(first, separator);
            }
        }
        if self.rest.starts_with(['年', '년']) {
            return self.date_with_units(first);
        }
        if let Some(rest) = strip_hour(self.rest).filter(|_| first.digits <= 2) {
            self.rest = rest;
            return self.time(first.value);
        }
        for ordinal in ["st", "nd", "rd", "th", "er", "º", "ª"] {
            if let Some(rest) =
                self.rest.strip_prefix(ordinal).filter(|rest| !rest.starts_with(char::is_alphabetic))
            {
                self.rest = rest;
            }
        }
        self.parts.numbers.push(first);
        Some(())
    }

    /// The rest of a time after its hour and the colon.
    fn time(&mut self, hour: u32) -> Option<()> {
        let minute = self.digits()?.value;
        let second = if self.before_digit(':') { self.digits()?.value } else { 0 };
        if self.before_digit('.') || self.before_digit(',') {
            // Fractions of a second are of no use here, and may have any number of digits.
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        let once = self.parts.time.replace((hour, minute, second)).is_none();
        (once && !self.rest.starts_with(':')).then_some(())
    }

    /// The rest of a date in figures after its first number and separator.
    fn date(&mut self, first: Number, separator: char) -> Option<()> {
        let second = self.digits()?;
        let third = if self.before_digit(separator) { Some(self.digits()?) } else { None };
        let date = match third {
            None if first.digits == 4 && separator == '-' => (first.value, second.value, 1),
            None => {
                // `16.11 2020`, `05/2020`: the rest comes, or does not.
                self.parts.numbers.extend([first, second]);
                return Some(());
            }
            Some(third) if first.digits == 4 => (first.value, second.value, third.value),
            Some(third) if first.digits <= 2 && third.digits == 2 && separator == '-' => {
                (century(first.value), second.value, third.value)
            }
            Some(third) => return self.parts.numbers_in_order([first, second, third], separator),
        };
        self.parts.date.replace(date).is_none().then_some(())
    }

    /// `2004년 05월 28일`, `2004年5月28日` after the year's number.
    fn date_with_units(&mut self, year: Number) -> Option<()> {
        self.parts.korean |= self.rest.starts_with('년');
        let mut parts = [0; 2];
        for (part, units) in parts.iter_mut().zip([['월', '月'], ['일', '日']]) {
            let unit = self.rest.chars().next()?;
            self.skip(unit);
            self.rest = self.rest.trim_start();
            *part = self.digits()?.value;
            if !self.rest.starts_with(units) {
                return None;
            }
        }
        self.skip(self.rest.chars().next()?);
        self.parts.date.replace((year.value, parts[0], parts[1])).is_none().then_some(())
    }

    /// A sign before digits, once the time is known, starts an offset; elsewhere it is punctuation.
    fn sign(&mut self, sign: char) -> Option<()> {
        self.skip(sign);
        let digit_follows = self.rest.starts_with(|c: char| c.is_ascii_digit());
        if sign == '+' && !digit_follows {
            return None;
        }
        if digit_follows && self.parts.time.is_some() {
            return self.offset(if sign == '+' { 1 } else { -1 });
        }
        Some(())
    }

    /// `0100`, `01:00` or `1` after the sign.
    fn offset(&mut self, sign: i32) -> Option<()> {
        let first = self.digits()?;
        let (hours, minutes) = match first.digits {
            1 | 2 if self.before_digit(':') => (first.value, self.digits()?.value),
            1 | 2 => (first.value, 0),
            3 | 4 => (first.value / 100, first.value % 100),
            _ => return None,
        };
        if hours > 15 || minutes > 59 || self.rest.starts_with(':') {
            return None;
        }
        let seconds = sign * i32::try_from(hours * 3600 + minutes * 60).ok()?;
        // `GMT+0100`: the offset says more than the name before it.
        self.parts.zone = Some(Zone::Offset(Offset::from_seconds(seconds).ok()?));
        Some(())
    }

    /// RFC 822 comments, such as a zone's long name.
    fn comment(&mut self) -> Option<()> {
        let (_, rest) = self.rest.split_once(')')?;
        self.rest = rest;
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        let in_word = |c: char| c.is_alphabetic() || c == '_' || ('\u{300}'..'\u{370}').contains(&c);
        let end = self.rest.find(|c: char| !in_word(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if let Some((length, afternoon)) = names::meridiem(self.rest) {
            self.parts.korean |= self.rest.starts_with('오');
            self.rest = self.rest.get(length..)?;
            self.parts.meridiem(afternoon);
            return Some(());
        }
        // `June 22, 2023 at 01:11`; after a time it is the Atlantic zone.
        if word == "at" && self.parts.time.is_none() {
            self.rest = rest;
            return Some(());
        }
        if rest.starts_with('/') && rest.chars().nth(1).is_some_and(char::is_alphabetic) {
            return self.place();
        }
        self.rest = rest;
        let parts = &mut self.parts;
        match names::look_up(word)? {
            Name::Filler => Some(()),
            Name::Month(month) => parts.month.replace(month).is_none().then_some(()),
            Name::Weekday(day) => parts.weekday.replace(day).is_none().then_some(()),
            Name::MonthOrWeekday(month, day) => parts.ambiguous.replace((month, day)).is_none().then_some(()),
            // `-05:00Z`: an offset said first says it all.
            Name::Offset(minutes) => {
                let offset = Offset::from_seconds(minutes * 60).ok()?;
                parts.zone.get_or_insert(Zone::Offset(offset));
                Some(())
            }
            Name::Place(place) => {
                parts.zone.get_or_insert(Zone::Place(zone(place)?));
                Some(())
            }
        }
    }

    /// A name of the time zone database: `Europe/Brussels`.
    fn place(&mut self) -> Option<()> {
        let in_place = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
        let end = self.rest.find(|c: char| !in_place(c)).unwrap_or(self.rest.len());
        let (place, rest) = self.rest.split_at(end);
        self.rest = rest;
        let once = self.parts.zone.replace(Zone::Place(zone(place)?)).is_none();
        once.then_some(())
    }
}

/// `15h54`, `15 h 54`, `15시 54`: what follows the hour's sign, where minutes do.
fn strip_hour(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().strip_prefix(['h', '시', '時', '时'])?.trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
}

/// From the bundled copy of the database, so that no file is read.
fn zone(name: &str) -> Option<TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(name).ok()
}

impl Parts {
    /// `3 pm` makes the number before it an hour. In German, `am` before a date says nothing.
    fn meridiem(&mut self, afternoon: bool) {
        if self.time.is_none()
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
                // Only the United States write the month first, and they write it with slashes.
                _ if separator == '/' => month_first,
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
        let date = civil(self.resolve_date()?)?;
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

    fn resolve_date(&mut self) -> Option<(u32, u32, u32)> {
        let year_of = |number: Number| if number.digits <= 2 { century(number.value) } else { number.value };
        match (self.date, self.month, self.numbers.as_slice()) {
            (Some(date), None, []) => Some(date),
            (None, Some(month), [first, second]) => {
                let year_first = first.digits > 2 || first.value > 31;
                let (day, year) = if year_first { (second, first) } else { (first, second) };
                (day.digits <= 2).then(|| (year_of(*year), month, day.value))
            }
            (None, Some(month), [year]) if year.digits == 4 => Some((year.value, month, 1)),
            (None, None, &[first, second, third]) if first.digits <= 2 && second.digits <= 2 => {
                self.numbers_in_order([first, second, third], ' ')?;
                self.date
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, want: Option<&str>) {
        assert_eq!(date(text).map(|at| at.to_string()).as_deref(), want, "of {text:?}");
    }

    #[test]
    fn reads_the_standard_forms() {
        check("Tue, 04 Mar 2025 09:30:00 GMT", Some("2025-03-04T09:30:00Z"));
        check("4 Mar 25 09:30 +0130", Some("2025-03-04T08:00:00Z"));
        check("2025-03-04T09:30:00.123456789-05:00", Some("2025-03-04T14:30:00Z"));
        check("2025-03-04", Some("2025-03-04T00:00:00Z"));
        check("2025-03", Some("2025-03-01T00:00:00Z"));
        check("20250304093000", Some("2025-03-04T09:30:00Z"));
        check("1741080600", Some("2025-03-04T09:30:00Z"));
        check("1741080600000", Some("2025-03-04T09:30:00Z"));
        check("Tue Mar  4 09:30:00 2025", Some("2025-03-04T09:30:00Z"));
        check("Tue Mar 04 2025 09:30:00 GMT+0200 (Eastern European Time)", Some("2025-03-04T07:30:00Z"));
        check("2016-12-31T23:59:60Z", Some("2016-12-31T23:59:59Z"));
    }

    #[test]
    fn reads_what_people_write() {
        check("Tuesday, March 4th, 2025 - 3:09pm", Some("2025-03-04T15:09:00Z"));
        check("March 4, 2025 at 12:05 a.m. ET", Some("2025-03-04T05:05:00Z"));
        check("July 4, 2025, 9 PM EDT", Some("2025-07-05T01:00:00Z"));
        check("4. März 2025, 9:30 Uhr", Some("2025-03-04T09:30:00Z"));
        check("am 4. März 2025", Some("2025-03-04T00:00:00Z"));
        check("mar. 4 mars 2025 à 9h30", Some("2025-03-04T09:30:00Z"));
        check("04 мар 2025 09:30 MSK", Some("2025-03-04T06:30:00Z"));
        check("2025년 3월 4일 오전 9:30", Some("2025-03-04T00:30:00Z"));
        check("2025年3月4日 09:30", Some("2025-03-04T09:30:00Z"));
        check("04.03.2025 09:30", Some("2025-03-04T09:30:00Z"));
        check("Tue, 04 Mar 2025 09:30:00 Europe/Paris", Some("2025-03-04T08:30:00Z"));
    }

    #[test]
    fn tells_day_and_month_apart_by_range_then_weekday_then_custom() {
        check("25/12/2024", Some("2024-12-25T00:00:00Z"));
        check("12/25/2024", Some("2024-12-25T00:00:00Z"));
        check("Thu, 03/04/2025", Some("2025-04-03T00:00:00Z"));
        check("Tue, 03/04/2025", Some("2025-03-04T00:00:00Z"));
        check("03/04/2025", Some("2025-03-04T00:00:00Z"));
        check("03.04.2025", Some("2025-04-03T00:00:00Z"));
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "soon",
            "2025-13-01",
            "31 February 2025",
            "2025-03-04T25:00:00Z",
            "2025-03-04 09:30:00 +2500",
            "Marketing 2025",
            "4 March",
            "4 March 2025 5 April 2025",
            "2025-03-04-05",
            "1:2:3:4",
            "2025-03-04T09:30:00ZZZ",
            "12345",
            "- - -",
        ] {
            check(text, None);
        }
        check(&"1".repeat(1000), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}") {
            let _ = date(&text);
        }

        #[test]
        fn never_panics_on_parts_of_dates(parts in prop::collection::vec("[0-9]{1,5}|[-+:/., T]|Mar|mar\\.|GMT|오후|年|pm", 0..12)) {
            let _ = date(&parts.concat());
        }

        #[test]
        fn reads_every_instant_in_both_standards(second in -2_000_000_000_i64..4_000_000_000) {
            let at = Timestamp::from_second(second).unwrap();
            prop_assert_eq!(date(&at.to_string()), Some(at));
            prop_assert_eq!(date(&jiff::fmt::rfc2822::to_string(&at.to_zoned(TimeZone::UTC)).unwrap()), Some(at));
        }
    }
}
