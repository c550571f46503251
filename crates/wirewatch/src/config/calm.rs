//! Reads when alerts may reach anybody: `quiet`, `digest` and `limit`, of a watchlist or an endpoint.

use std::time::Duration;

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use model::{Calm, DigestSchedule, DigestTimes, Limit, Quiet};

use super::daemon::set;
use super::problem::Findings;
use super::section::Section;
use super::values;

/// The least and the most time between two digests that come every so often; for longer ones there are times of the day.
const EVERY: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(24 * 60 * 60));

/// The least and the most length of a limit's window.
const WINDOW: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(31 * 24 * 60 * 60));

/// The days of the week as they are written, from Monday on.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads `quiet` and `digest`. What is wrong with them is found, and left out.
pub(super) fn read_calm(section: &Section<'_>, findings: &mut Findings) -> Calm {
    let periods = section.tables_or_one("quiet", findings);
    let quiet = periods.iter().filter_map(|period| read_quiet(period, findings)).collect();
    let digest = section.table("digest", findings);
    let digest = if digest.is_written() { read_digest(&digest, findings) } else { None };
    Calm { quiet, digest }
}

fn read_quiet(section: &Section<'_>, findings: &mut Findings) -> Option<Quiet> {
    for name in ["from", "to"] {
        if !section.has(name) {
            section.missing(name, &format!("write {name} = \"22:00\""), findings);
        }
    }
    let from = section.parsed("from", time, findings);
    let to = section.parsed("to", time, findings);
    let zone = read_zone(section, findings);
    let days = read_days(section, findings);
    let unless_salience = section.share("unless_salience", findings).map(|share| share.value);
    Some(Quiet { from: from?.value, to: to?.value, zone, days, unless_salience })
}

fn read_digest(section: &Section<'_>, findings: &mut Findings) -> Option<DigestSchedule> {
    let every = section.parsed("every", |text| within(values::duration(text)?, EVERY), findings);
    let at = section.texts("at", findings).map(|at| at.value);
    let times: Vec<Time> = at
        .iter()
        .flatten()
        .filter_map(|text| text.parsed(|text| time(text), findings))
        .map(|at| at.value)
        .collect();
    let zone = read_zone(section, findings);
    let days = read_days(section, findings);
    let unless_salience = section.share("unless_salience", findings).map(|share| share.value);
    match (section.has("every"), section.has("at")) {
        (true, true) => {
            let message = "stands beside at: write one of them";
            findings.error(section.place_of("every")?, section.path("every"), message);
            return None;
        }
        (false, false) => {
            section.missing("every", "write every = \"30m\", or at = [\"08:00\"]", findings);
            return None;
        }
        (true, false) => {
            for name in ["zone", "days"] {
                if let Some(place) = section.place_of(name) {
                    findings.error(
                        place,
                        section.path(name),
                        "has no meaning beside every: write at = [\"08:00\"]",
                    );
                }
            }
        }
        (false, true) => {
            if at.is_some_and(|at| at.is_empty()) {
                findings.error(
                    section.place_of("at")?,
                    section.path("at"),
                    "must not be empty: write at = [\"08:00\"]",
                );
            }
        }
    }
    let times = match every {
        Some(every) => DigestTimes::Every(every.value),
        None if times.is_empty() => return None,
        None => DigestTimes::At { times, zone, days },
    };
    Some(DigestSchedule { times, unless_salience })
}

fn read_zone(section: &Section<'_>, findings: &mut Findings) -> TimeZone {
    let mut zone = TimeZone::UTC;
    set(&mut zone, section.parsed("zone", find_zone, findings));
    zone
}

fn read_days(section: &Section<'_>, findings: &mut Findings) -> Vec<Weekday> {
    let Some(days) = section.texts("days", findings) else { return Vec::new() };
    days.value
        .iter()
        .filter_map(|text| text.parsed(|text| weekday(text), findings))
        .map(|day| day.value)
        .collect()
}

/// Reads `limit`.
pub(super) fn read_limit(section: &Section<'_>, findings: &mut Findings) -> Option<Limit> {
    section.parsed("limit", limit, findings).map(|limit| limit.value)
}

/// `20/h`, `100/d`, `5/30m`.
fn limit(text: &str) -> Result<Limit, String> {
    let bad = || format!("\"{text}\" is not a limit: write it like \"20/h\", \"100/d\" or \"5/30m\"");
    let (alerts, window) = text.split_once('/').ok_or_else(bad)?;
    let window = window.trim();
    let one = if window.starts_with(|char: char| char.is_ascii_digit()) { "" } else { "1" };
    let window = values::duration(&format!("{one}{window}")).map_err(|_| bad())?;
    let alerts = alerts.trim().parse().ok().filter(|alerts| *alerts > 0).ok_or_else(bad)?;
    let window = within(window, WINDOW).map_err(|bounds| {
        format!("the window of \"{text}\", in which so many alerts are told, {bounds}: write it like \"20/h\" or \"5/30m\"")
    })?;
    Ok(Limit { alerts, window })
}

fn within(duration: Duration, (least, most): (Duration, Duration)) -> Result<Duration, String> {
    let bounds = format!("must be \"{}\" to \"{}\"", values::show(least), values::show(most));
    (least..=most).contains(&duration).then_some(duration).ok_or(bounds)
}

/// `07:30`, on a clock of 24 hours; `24:00` is the midnight at the end of a day.
fn time(text: &str) -> Result<Time, String> {
    let bad = || format!("\"{text}\" is not a time of the day: write it like \"07:30\" or \"22:00\"");
    let (hour, minute) = text.split_once(':').ok_or_else(bad)?;
    let number = |digits: &str| {
        let sound = digits.len() == 2 && digits.chars().all(|char| char.is_ascii_digit());
        sound.then(|| digits.parse::<i8>().ok()).flatten()
    };
    match (number(hour).ok_or_else(bad)?, number(minute).ok_or_else(bad)?) {
        (24, 0) => Ok(Time::midnight()),
        (hour, minute) => Time::new(hour, minute, 0, 0).map_err(|_| bad()),
    }
}

fn weekday(text: &str) -> Result<Weekday, String> {
    let bad =
        || format!("\"{text}\" is not a day: write {}", DAYS.map(|day| format!("\"{day}\"")).join(", "));
    let day = DAYS.iter().position(|day| *day == text).ok_or_else(bad)?;
    let offset = i8::try_from(day).map_err(|_| bad())?;
    Weekday::from_monday_zero_offset(offset).map_err(|_| bad())
}

/// A zone of the database that the program carries with it.
fn find_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| {
        let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        // Nearest by the city, which is what people know of a zone.
        let city = |name: &str| name.rsplit('/').next().unwrap_or(name).to_lowercase();
        let same = known.iter().find(|name| city(name) == city(text));
        let advice = match same {
            Some(name) => format!("did you mean \"{name}\"?"),
            None => super::keys::nearest(text, &known)
                .map_or("write it like \"Europe/Paris\" or \"UTC\"".to_owned(), |name| {
                    format!("did you mean \"{name}\"?")
                }),
        };
        format!("\"{text}\" is not a time zone: {advice}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read() {
        let check = |text: &str, expected: Option<(u32, u64)>| {
            let expected =
                expected.map(|(alerts, minutes)| Limit { alerts, window: Duration::from_secs(minutes * 60) });
            assert_eq!(limit(text).ok(), expected, "{text}");
        };
        check("20/h", Some((20, 60)));
        check("100 / d", Some((100, 24 * 60)));
        check("5/30m", Some((5, 30)));
        check("5/1h30m", Some((5, 90)));
        for bad in ["", "20", "0/h", "-1/h", "20/", "20/hour", "20/s", "20/32d", "h/20", "1.5/h"] {
            check(bad, None);
        }
    }

    #[test]
    fn times_of_the_day_are_read() {
        let check = |text: &str, expected: Option<(i8, i8)>| {
            let expected = expected.map(|(hour, minute)| jiff::civil::time(hour, minute, 0, 0));
            assert_eq!(time(text).ok(), expected, "{text}");
        };
        check("07:30", Some((7, 30)));
        check("00:00", Some((0, 0)));
        check("24:00", Some((0, 0)));
        for bad in ["", "7:30", "0730", "24:01", "23:60", "07:30:00", "7pm", "-1:00", "+1:00"] {
            check(bad, None);
        }
    }

    #[test]
    fn zones_and_days_are_known_by_their_names_on_every_machine() {
        assert_eq!(find_zone("Europe/Paris").unwrap().iana_name(), Some("Europe/Paris"));
        let check = |text: &str, expected: &str| {
            let message = find_zone(text).unwrap_err();
            assert!(message.ends_with(expected), "{message}");
        };
        check("Paris", "did you mean \"Europe/Paris\"?");
        check("Europe/Pariss", "did you mean \"Europe/Paris\"?");
        check("nowhere at all", "write it like \"Europe/Paris\" or \"UTC\"");
        assert_eq!(weekday("sun"), Ok(Weekday::Sunday));
        assert!(weekday("Sunday").is_err());
    }
}
