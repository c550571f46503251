//! By which clock a page's instant is told: the one that the page itself writes it by, or one by which it was the day that the page gives.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::{Sources, Written, marked, shown, stated};

/// Offsets of the clocks that readers have, in hours.
const CLOCKS: std::ops::RangeInclusive<i8> = -10..=13;

/// What readers are shown leaves out the seconds.
const MINUTE: u64 = 60;

impl Sources<'_> {
    /// What is stated by the clock of the machine, UTC, by the other one that the page writes the same instant by.
    pub(super) fn by_own_clock(&self, (at, offset): Written) -> Option<Written> {
        let own = || self.other_clock(at).map(|offset| (at, offset));
        (offset == Offset::UTC).then(own).flatten()
    }

    /// What is stated, unless its offset was put to the time of another clock: where the page states the same time as that of UTC,
    /// and writes the instant that this makes by a further clock.
    pub(super) fn by_right_clock(&self, stated: Written) -> Written {
        let (at, offset) = stated;
        let as_utc = || {
            let utc = (Offset::UTC.to_timestamp(offset.to_datetime(at)).ok()?, Offset::UTC);
            let article = self.statements.article.as_ref().and_then(|article| article.published.as_deref());
            let article = article.and_then(|text| self.plausible(text));
            let is_stated = article.into_iter().chain(stated::all_published(self)).any(|other| other == utc);
            is_stated.then(|| self.by_own_clock(utc)).flatten()
        };
        (offset != Offset::UTC && !is_day_alone(stated)).then(as_utc).flatten().unwrap_or(stated)
    }

    /// The offset by which the page writes this instant in another place, in `meta`, in what is marked as a date or around the headline.
    fn other_clock(&self, at: Timestamp) -> Option<Offset> {
        let is_same = |(other, offset): &Written| {
            *offset != Offset::UTC && other.as_second().abs_diff(at.as_second()) < MINUTE
        };
        let mut metas = self.statements.metas().filter_map(|(_, value)| self.plausible(value));
        let found = metas.find(is_same);
        let found = found.or_else(|| marked::dates(self).find(is_same));
        found.or_else(|| shown::dates(self).find(is_same)).map(|(_, offset)| offset)
    }
}

/// Whether a date may have been written without a time, and then says nothing of a clock.
pub(super) fn is_day_alone((at, offset): Written) -> bool {
    offset.to_datetime(at).time() == Time::midnight()
}

/// What is stated by the clock of the machine, UTC, by that of readers for whom it was this day: by the one that the day is shown by, or
/// else by any; as it is where they are in no such place. The instant stays the same.
pub(super) fn as_readers_have_it((at, offset): Written, (day, shown_by): (Date, Offset)) -> Written {
    let is_their_day = |offset: &Offset| offset.to_datetime(at).date() == day;
    if offset != Offset::UTC || is_their_day(&offset) {
        return (at, offset);
    }
    if is_their_day(&shown_by) {
        return (at, shown_by);
    }
    let theirs = CLOCKS.filter_map(|hours| Offset::from_hours(hours).ok()).filter(is_their_day);
    (at, theirs.min_by_key(|offset| offset.seconds().abs()).unwrap_or(offset))
}

#[cfg(test)]
mod tests;
