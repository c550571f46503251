//! Quiet hours and digests by the clock, on ordinary days and on those on which clocks are changed.

use std::time::Duration;

use jiff::civil::{Weekday, time};

use super::*;

const WORKDAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn clock(text: &str) -> Time {
    let (hour, minute) = text.split_once(':').unwrap();
    time(hour.parse().unwrap(), minute.parse().unwrap(), 0, 0)
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn quiet(from: &str, to: &str, name: &str, days: &[Weekday]) -> Quiet {
    Quiet {
        from: clock(from),
        to: clock(to),
        zone: zone(name),
        days: days.to_vec(),
        unless_salience: Some(0.8),
    }
}

fn daily(times: &[&str], name: &str, days: &[Weekday]) -> DigestSchedule {
    let times = DigestTimes::At {
        times: times.iter().map(|text| clock(text)).collect(),
        zone: zone(name),
        days: days.to_vec(),
    };
    DigestSchedule { times, unless_salience: None }
}

fn every(minutes: u64) -> DigestSchedule {
    DigestSchedule {
        times: DigestTimes::Every(Duration::from_secs(minutes * 60)),
        unless_salience: Some(0.9),
    }
}

/// Checks when quiet hours that are on end.
#[track_caller]
fn ends(periods: &[Quiet], at: &str, expected: Option<&str>) {
    let periods: Vec<&Quiet> = periods.iter().collect();
    assert_eq!(quiet_end(&periods, moment(at)), expected.map(moment), "{at}");
}

#[test]
fn quiet_hours_begin_and_end_by_the_clock() {
    // In March Paris is an hour ahead of UTC.
    let night = [quiet("22:00", "07:00", "Europe/Paris", &[])];
    ends(&night, "2026-03-04T20:59:59Z", None);
    ends(&night, "2026-03-04T21:00:00Z", Some("2026-03-05T06:00:00Z"));
    ends(&night, "2026-03-05T05:59:59Z", Some("2026-03-05T06:00:00Z"));
    ends(&night, "2026-03-05T06:00:00Z", None);
    let noon = [quiet("12:00", "13:30", "Asia/Kolkata", &[])];
    ends(&noon, "2026-03-04T06:30:00Z", Some("2026-03-04T08:00:00Z"));
    ends(&noon, "2026-03-04T08:00:00Z", None);
}

#[test]
fn quiet_hours_belong_to_the_day_on_which_they_begin() {
    // The fourth of March 2026 is a Wednesday.
    let nights = [quiet("22:00", "07:00", "UTC", &WORKDAYS)];
    ends(&nights, "2026-03-06T23:00:00Z", Some("2026-03-07T07:00:00Z"));
    ends(&nights, "2026-03-07T06:00:00Z", Some("2026-03-07T07:00:00Z"));
    ends(&nights, "2026-03-07T23:00:00Z", None);
    ends(&nights, "2026-03-09T06:00:00Z", None);
}

#[test]
fn periods_that_follow_without_a_break_are_one() {
    let weekend = quiet("00:00", "00:00", "UTC", &[Weekday::Saturday, Weekday::Sunday]);
    let nights = quiet("22:00", "07:00", "UTC", &[]);
    let both = [weekend.clone(), nights];
    ends(&[weekend], "2026-03-07T12:00:00Z", Some("2026-03-09T00:00:00Z"));
    ends(&both, "2026-03-06T22:30:00Z", Some("2026-03-09T07:00:00Z"));
    ends(&both, "2026-03-09T07:00:00Z", None);
}

#[test]
fn hours_that_never_end_hold_nothing_for_ever() {
    let always = [quiet("06:00", "06:00", "UTC", &[])];
    ends(&always, "2026-03-04T12:00:00Z", Some("2026-03-13T06:00:00Z"));
}

#[test]
fn clocks_that_are_put_forward_leave_a_shorter_night() {
    // Paris, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
    let night = [quiet("22:00", "07:00", "Europe/Paris", &[])];
    ends(&night, "2026-03-28T21:00:00Z", Some("2026-03-29T05:00:00Z"));
    ends(&night, "2026-03-29T05:00:00Z", None);
    // 02:30 is left out and counts as 03:30.
    let into = [quiet("22:00", "02:30", "Europe/Paris", &[])];
    ends(&into, "2026-03-29T01:29:59Z", Some("2026-03-29T01:30:00Z"));
    ends(&into, "2026-03-29T01:30:00Z", None);
    // Both of its ends are left out, and it keeps its length.
    let within = [quiet("02:10", "02:50", "Europe/Paris", &[])];
    ends(&within, "2026-03-29T01:20:00Z", Some("2026-03-29T01:50:00Z"));
}

#[test]
fn clocks_that_are_put_back_leave_a_longer_night() {
    // Paris, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC, so that 02:30 is at 00:30 and at 01:30 UTC.
    let night = [quiet("22:00", "07:00", "Europe/Paris", &[])];
    ends(&night, "2026-10-24T20:00:00Z", Some("2026-10-25T06:00:00Z"));
    ends(&night, "2026-10-25T06:00:00Z", None);
    let into = [quiet("22:00", "02:30", "Europe/Paris", &[])];
    ends(&into, "2026-10-25T00:29:59Z", Some("2026-10-25T00:30:00Z"));
    ends(&into, "2026-10-25T01:15:00Z", None);
}

/// Checks the first times of a digest after a moment.
#[track_caller]
fn digests(digest: &DigestSchedule, at: &str, expected: &[&str]) {
    let mut now = moment(at);
    let times = expected.iter().map(|_| {
        now = next_digest(digest, now);
        now
    });
    assert_eq!(
        times.collect::<Vec<_>>(),
        expected.iter().map(|text| moment(text)).collect::<Vec<_>>(),
        "{at}"
    );
}

#[test]
fn digests_are_due_by_the_clock() {
    digests(&every(30), "2026-03-04T10:00:00Z", &["2026-03-04T10:30:00Z", "2026-03-04T11:00:00Z"]);
    digests(&every(7), "1970-01-01T00:06:59Z", &["1970-01-01T00:07:00Z", "1970-01-01T00:14:00Z"]);
    let twice = daily(&["08:00", "18:00"], "America/New_York", &WORKDAYS);
    digests(
        &twice,
        "2026-03-06T12:59:59Z",
        // Friday, and then Monday: in the meantime New York has put its clocks forward.
        &["2026-03-06T13:00:00Z", "2026-03-06T23:00:00Z", "2026-03-09T12:00:00Z", "2026-03-09T22:00:00Z"],
    );
}

#[test]
fn a_digest_is_due_once_on_days_on_which_clocks_are_changed() {
    let early = daily(&["02:30"], "Europe/Paris", &[]);
    digests(&early, "2026-03-28T02:00:00Z", &["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]);
    digests(&early, "2026-10-24T02:00:00Z", &["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
    // Left out, it falls together with the next.
    let both = daily(&["02:30", "03:30"], "Europe/Paris", &[]);
    digests(&both, "2026-03-28T03:00:00Z", &["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]);
}

#[test]
fn the_digest_of_a_day_that_a_zone_left_out_goes_out_on_the_next() {
    // Samoa went from Thursday the 29th to Saturday the 31st.
    let friday = daily(&["08:00"], "Pacific/Apia", &[Weekday::Friday]);
    digests(&friday, "2011-12-29T20:00:00Z", &["2011-12-30T18:00:00Z", "2012-01-05T18:00:00Z"]);
}

#[test]
fn what_waits_is_told_when_everybody_wants_to_hear_it() {
    let none = Calm::default();
    let night = Calm { quiet: vec![quiet("22:00", "07:00", "UTC", &[])], digest: None };
    let evening = Calm { quiet: vec![quiet("18:00", "22:00", "UTC", &[])], digest: None };
    let half_hourly = Calm { quiet: Vec::new(), digest: Some(every(30)) };
    let twice = Calm { quiet: Vec::new(), digest: Some(daily(&["06:00", "12:00"], "UTC", &[])) };
    let check =
        |watchlist: &Calm, endpoint: &Calm, at: &str, salience, expected: Option<(&str, HoldReason)>| {
            let got = waits(watchlist, endpoint, moment(at), salience);
            assert_eq!(got, expected.map(|(until, why)| (moment(until), why)), "{at} {salience}");
        };
    check(&none, &none, "2026-03-04T23:00:00Z", 0.0, None);
    check(&none, &night, "2026-03-04T21:00:00Z", 0.0, None);
    check(&night, &none, "2026-03-04T23:00:00Z", 0.0, Some(("2026-03-05T07:00:00Z", HoldReason::Quiet)));
    check(&none, &night, "2026-03-04T23:00:00Z", 0.79, Some(("2026-03-05T07:00:00Z", HoldReason::Quiet)));
    check(&none, &night, "2026-03-04T23:00:00Z", 0.8, None);
    check(&evening, &night, "2026-03-04T19:00:00Z", 0.0, Some(("2026-03-05T07:00:00Z", HoldReason::Quiet)));
    check(
        &half_hourly,
        &none,
        "2026-03-04T19:01:00Z",
        0.0,
        Some(("2026-03-04T19:30:00Z", HoldReason::Digest)),
    );
    check(&half_hourly, &none, "2026-03-04T19:01:00Z", 0.9, None);
    check(
        &half_hourly,
        &twice,
        "2026-03-04T10:00:00Z",
        1.0,
        Some(("2026-03-04T12:00:00Z", HoldReason::Digest)),
    );
    // A digest that falls into quiet hours goes out at their end.
    check(&night, &twice, "2026-03-04T23:00:00Z", 0.0, Some(("2026-03-05T07:00:00Z", HoldReason::Quiet)));
    check(&night, &twice, "2026-03-04T13:00:00Z", 0.0, Some(("2026-03-05T07:00:00Z", HoldReason::Quiet)));
    check(&night, &twice, "2026-03-05T06:30:00Z", 0.0, Some(("2026-03-05T12:00:00Z", HoldReason::Digest)));
}
