//! Texts and the instants that they name.

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
    check("20250304T093000Z", Some("2025-03-04T09:30:00Z"));
    check("20250304 Mar 2025", None);
    check("2025-063", Some("2025-03-04T00:00:00Z"));
    check("25-063", Some("2025-03-04T00:00:00Z"));
    check("2025063", Some("2025-03-04T00:00:00Z"));
    check("2024-366", Some("2024-12-31T00:00:00Z"));
    check("2025-366", None);
    check("2025-000", None);
    check("1741080600", Some("2025-03-04T09:30:00Z"));
    check("1741080600999", Some("2025-03-04T09:30:00Z"));
    check("Tue Mar  4 09:30:00 2025", Some("2025-03-04T09:30:00Z"));
    check("Tue Mar 04 2025 09:30:00 GMT+0200 (Eastern European Time)", Some("2025-03-04T07:30:00Z"));
    check("2016-12-31T23:59:60Z", Some("2016-12-31T23:59:59Z"));
}

#[test]
fn reads_what_people_write() {
    check("Tuesday, March 4th, 2025 - 3:09pm", Some("2025-03-04T15:09:00Z"));
    check("March 4, 2025 at 12:05 a.m. ET", Some("2025-03-04T05:05:00Z"));
    check("July 4, 2025, 9 PM EDT", Some("2025-07-05T01:00:00Z"));
    check("Fri, 4 Jul 2025 09:00:00 HST", Some("2025-07-04T19:00:00Z"));
    check("4 Jul 2025 09:00 HDT", Some("2025-07-04T18:00:00Z"));
    check("March 4, 2025 at 9:30 a.m. AKST", Some("2025-03-04T18:30:00Z"));
    check("July 4, 2025, 9:30 AM AKDT", Some("2025-07-04T17:30:00Z"));
    check("4 Mar 2025 09:30 ChST", Some("2025-03-03T23:30:00Z"));
    // Samoa's, or Singapore's.
    check("4 Mar 2025 09:30 SST", None);
    check("4. März 2025, 9:30 Uhr", Some("2025-03-04T09:30:00Z"));
    check("am 4. März 2025", Some("2025-03-04T00:00:00Z"));
    check("mar. 4 mars 2025 à 9h30", Some("2025-03-04T09:30:00Z"));
    check("04 мар 2025 09:30 MSK", Some("2025-03-04T06:30:00Z"));
    check("2025년 3월 4일 오전 9:30", Some("2025-03-04T00:30:00Z"));
    check("2025年3月4日 09:30", Some("2025-03-04T09:30:00Z"));
    check("2025年3月4日 星期二 09:30", Some("2025-03-04T09:30:00Z"));
    check("2025年3月4日 午後9時30分", Some("2025-03-04T21:30:00Z"));
    check("2025년 3월 4일 화요일", Some("2025-03-03T15:00:00Z"));
    check("4. März 2025, 9.30 Uhr", Some("2025-03-04T09:30:00Z"));
    check("4 March 2025, 9.30pm", Some("2025-03-04T21:30:00Z"));
    check("ti 4.3.2025", Some("2025-03-04T00:00:00Z"));
    check("04.03.2025 09:30", Some("2025-03-04T09:30:00Z"));
    check("Tue, 04 Mar 2025 09:30:00 Europe/Paris", Some("2025-03-04T08:30:00Z"));
}

#[test]
fn reads_dates_of_many_languages() {
    for text in [
        "4. marec 2025",
        "2025 m. kovo 4 d.",
        "2025. gada 4. marts",
        "4. märts 2025",
        "thứ ba, ngày 4 tháng 3 năm 2025",
        "٤ مارس ٢٠٢٥",
        "ב-4 במרץ 2025",
        "4 मार्च 2025",
        "4 มีนาคม 2568",
        "4 มีนาคม 68",
        "4 มีนาคม 2025",
        "4 de març de 2025",
        "4 март 2025",
        "4 сакавіка 2025",
        "4 ΜΑΡΤΙΟΥ 2025",
        "4 มี.ค. 2568",
        "4 มี.ค. 68",
        "๔ มีนาคม ๒๕๖๘",
        "2025. 3. 4.",
        "4 thg 3, 2025",
        "४ मार्च २०२५",
        "৪ মার্চ ২০২৫",
        "4 آذار 2025",
        "۱۴ اسفند ۱۴۰۳",
        "۱۴۰۳/۱۲/۱۴",
        "令和7年3月4日",
        "民國114年3月4日",
        "中華民國114年3月4日",
    ] {
        check(text, Some("2025-03-04T00:00:00Z"));
    }
    check("4 มี.ค. 2568 09:30 น.", Some("2025-03-04T09:30:00Z"));
    check("2025. 3. 4. 오후 9:30", Some("2025-03-04T12:30:00Z"));
    check("4 تشرين الثاني 2025", Some("2025-11-04T00:00:00Z"));
    check("4 كانون الثاني 2025", Some("2025-01-04T00:00:00Z"));
    // The first and the last day of years, and those around the day that only leap years have.
    check("۱ فروردین ۱۴۰۴", Some("2025-03-21T00:00:00Z"));
    check("۳۰ اسفند ۱۴۰۳", Some("2025-03-20T00:00:00Z"));
    check("۳۰ اسفند ۱۴۰۴", None);
    check("۱ فروردین ۱۴۰۳", Some("2024-03-20T00:00:00Z"));
    check("۶ آذر ۱۴۰۵", Some("2026-11-27T00:00:00Z"));
    check("6 آذر 2025", None);
    check("1403-12-14T09:30:00+03:30", Some("2025-03-04T06:00:00Z"));
    // Elsewhere it is long ago.
    check("4mar1403t", Some("1403-03-04T00:00:00Z"));
    check("1403-03-04T00:00:00Z", Some("1403-03-04T00:00:00Z"));
    check("มีนาคม 2568", Some("2025-03-01T00:00:00Z"));
    check("4 d'abril de 2025", Some("2025-04-04T00:00:00Z"));
    check("4 HAZİRAN 2025", Some("2025-06-04T00:00:00Z"));
    check("4 KASIM 2025", Some("2025-11-04T00:00:00Z"));
}

#[test]
fn slashes_are_read_as_the_language_writes_them() {
    let first = |slashes| with_offset("03/04/2025", slashes).map(|(at, _)| at.to_string());
    assert_eq!(first(Slashes::MonthFirst).as_deref(), Some("2025-03-04T00:00:00Z"));
    assert_eq!(first(Slashes::DayFirst).as_deref(), Some("2025-04-03T00:00:00Z"));
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
