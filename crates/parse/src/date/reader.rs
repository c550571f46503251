//! The text of a date, read once from left to right into the parts that it names.

use jiff::tz::Offset;

use super::names::{self, Name};
use super::{Number, Parts, Slashes, Zone, century, ordinal, zone};

/// Reads a date, in lower case.
pub(super) struct Reader<'a> {
    rest: &'a str,
    parts: Parts,
}

impl<'a> Reader<'a> {
    pub(super) fn of(text: &'a str, slashes: Slashes) -> Self {
        Reader { rest: text, parts: Parts { slashes, ..Parts::default() } }
    }

    /// The parts that the text names; `None` where it holds anything else.
    pub(super) fn read(mut self) -> Option<Parts> {
        self.read_parts()?;
        Some(self.parts)
    }

    fn read_parts(&mut self) -> Option<()> {
        // ISO 8601 writes a truncated date with a leading hyphen: `-03-12`, `-0312`.
        if let Some(truncated) = self.rest.strip_prefix('-') {
            self.rest = truncated;
            return self.truncated();
        }
        while let Some(next) = self.rest.chars().next() {
            match next {
                '0'..='9' => self.number()?,
                '+' | '-' | '−' => self.sign(next)?,
                '(' => self.comment(')')?,
                '（' => self.comment('）')?,
                ' ' | ',' | '\t' | '\n' | '\r' | '.' | '|' | '/' | '\u{a0}' | '\u{202f}' | '·' | '•'
                | '\'' | '’' => self.skip(next),
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
        match first.digits {
            // ISO 8601's basic form, `20250304T093000Z`.
            8 if self.parts.date.is_none() => {
                self.parts.date = Some((first.value / 10_000, first.value / 100 % 100, first.value % 100));
                return Some(());
            }
            6 if self.parts.date.is_some() && self.parts.time.is_none() => {
                self.parts.time = Some((first.value / 10_000, first.value / 100 % 100, first.value % 100));
                return Some(());
            }
            _ => {}
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
            None if separator == '-' && second.digits == 3 && matches!(first.digits, 2 | 4) => {
                let year = if first.digits == 2 { century(first.value) } else { first.value };
                ordinal(year, second.value)?
            }
            None if first.digits == 4 && separator == '-' => (first.value, second.value, 1),
            // `4. März 2025, 9.30 Uhr`.
            None if separator == '.' && second.digits == 2 && self.parts.is_dated() => {
                return self.parts.time.replace((first.value, second.value, 0)).is_none().then_some(());
            }
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
    fn comment(&mut self, end: char) -> Option<()> {
        let (_, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        if let Some((length, month)) = names::thai_month(self.rest) {
            self.rest = self.rest.get(length..)?;
            self.parts.thai = true;
            return self.parts.month.replace(month).is_none().then_some(());
        }
        // Accents, and the signs of Hindi, Bengali and Thai that are no letters.
        let is_sign = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{e47}'..='\u{e4e}');
        let in_word = |c: char| c.is_alphabetic() || c == '_' || is_sign(c);
        let end = self.rest.find(|c: char| !in_word(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if let Some((length, afternoon)) = names::meridiem(self.rest) {
            self.parts.korean |= self.rest.starts_with('오');
            let after_hour = self.rest.starts_with(|c: char| c.is_ascii());
            self.rest = self.rest.get(length..)?;
            self.parts.meridiem(afternoon, after_hour);
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
        if word == "tháng" || word == "thg" {
            return self.numbered_month();
        }
        let parts = &mut self.parts;
        parts.thai |= word.starts_with(|c| matches!(c, '\u{e01}'..='\u{e5b}'));
        match names::look_up(word)? {
            Name::Filler => Some(()),
            Name::Month(month) => parts.month.replace(month).is_none().then_some(()),
            Name::SolarMonth(month) => {
                parts.solar = true;
                parts.month.replace(month).is_none().then_some(())
            }
            Name::MonthOfTwo(months) => self.second_word_of(months),
            Name::Era(before) => {
                parts.years_before = before;
                Some(())
            }
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

    /// `تشرين الثاني`, after the first word: the first or the second of its name.
    fn second_word_of(&mut self, [first, second]: [u32; 2]) -> Option<()> {
        let rest = self.rest.trim_start();
        let (rest, month) = match (rest.strip_prefix("الأول"), rest.strip_prefix("الثاني")) {
            (Some(rest), _) => (rest, first),
            (None, Some(rest)) => (rest, second),
            (None, None) => return None,
        };
        self.rest = rest;
        self.parts.month.replace(month).is_none().then_some(())
    }

    /// `ngày 4 tháng 3 năm 2025`, after the word for month.
    fn numbered_month(&mut self) -> Option<()> {
        self.rest = self.rest.trim_start();
        let month = self.digits()?.value;
        self.parts.month.replace(month).is_none().then_some(())
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
