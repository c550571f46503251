//! The Solar Hijri calendar of Iran and Afghanistan.

use jiff::civil::Date;

/// The years in which Iran's calendar is now, and which are no others': nobody else publishes in these.
pub(super) const SOLAR_FIRST: u32 = 1_300;
pub(super) const SOLAR_LAST: u32 = 1_499;

/// A day of the Solar Hijri calendar, whose year begins in spring: six months of 31 days, five of 30 and one of 29, or of 30 in eight of 33
/// years (the arithmetic rule that holds from 1343 to 1472; Borkowski, *The Persian calendar for 3000 years*, 1996).
pub(super) fn solar_hijri((year, month, day): (u32, u32, u32)) -> Option<Date> {
    let is_leap = |year: u32| [1, 5, 9, 13, 17, 22, 26, 30].contains(&(year % 33));
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 if is_leap(year) => 30,
        12 => 29,
        _ => return None,
    };
    let years: u32 = (SOLAR_FIRST..year).map(|year| 365 + u32::from(is_leap(year))).sum();
    let months = (month - 1).min(6) * 31 + (month - 1).saturating_sub(6) * 30;
    let days = i64::from(years + months + day.checked_sub(1)?);
    let first = Date::new(1921, 3, 21).ok()?;
    (day <= length).then(|| first.checked_add(jiff::Span::new().try_days(days).ok()?).ok())?
}
