//! Pages that write one instant by several clocks.

use model::{Dated, Page};
use url::Url;

/// Checks what a page is dated by its own clock, and that it states this instant.
fn check(page: &str, address: &str, want: &str, instant: &str) {
    let url = Url::parse(address).ok();
    let Page { published, published_offset, dated, .. } =
        crate::page(page.as_bytes(), None, url.as_ref()).unwrap();
    let at = published.map(|at| published_offset.to_datetime(at).strftime("%dT%H:%M:%S").to_string());
    assert_eq!(at.as_deref(), Some(want), "of {page} at {address}");
    assert_eq!((published, dated), (instant.parse().ok(), Dated::Stated), "of {page} at {address}");
}

const FOURTH: &str = "https://example.com/2025/03/04/story";
const FIFTH: &str = "https://example.com/2025/03/05/story";
const NONE: &str = "";

/// A page that states 3:30 in the night of 5 March 2025 by the clock of the machine.
fn night(line: &str) -> String {
    format!("<meta property='article:published_time' content='2025-03-05T03:30:07Z'><h1>Head</h1>{line}")
}

#[test]
fn an_instant_is_told_by_the_clock_that_the_page_itself_writes_it_by() {
    let check = |page: &str, address, want| check(page, address, want, "2025-03-05T03:30:07Z");
    for own in [
        "<time datetime='2025-03-04T22:30:00-0500'>Tuesday</time>",
        "<meta name=sailthru.date content='Tue, 4 Mar 2025 22:30:07 -0500'>",
        "<p>By Ann Autor | March 4, 2025 at 10:30 pm EST</p>",
    ] {
        for address in [FOURTH, FIFTH, NONE] {
            check(&night(own), address, "04T22:30:07");
        }
    }
    check(&night("<time datetime='2025-03-05T04:30:00+0100'>Wednesday</time>"), FOURTH, "05T04:30:07");
    // One of another instant says nothing of the clock.
    check(&night("<time datetime='2025-03-04T21:10:00-0500'>Tuesday</time>"), FOURTH, "04T23:30:07");
}

#[test]
fn a_day_that_is_stated_without_a_time_is_of_no_clock() {
    let day = "<meta property='article:published_time' content='2025-03-05'><h1>Head</h1>";
    for line in ["<time datetime='2025-03-04T19:00-05:00'>x</time>", "<p>Ann Autor | March 4, 2025</p>"] {
        for address in [FOURTH, FIFTH, NONE] {
            check(&format!("{day}{line}"), address, "05T00:00:00", "2025-03-05T00:00:00Z");
        }
    }
}

#[test]
fn a_day_beside_the_headline_outweighs_the_next_one_in_the_address() {
    for (line, address, want) in [
        ("<p>Published March 4, 2025 at 2:30 pm EST - Updated March 4 at 10:30 pm</p>", FIFTH, "04T22:30:07"),
        ("<p>Ann Autor | March 4, 2025</p>", FIFTH, "04T23:30:07"),
        ("<p>Ann Autor | March 5, 2025</p>", FOURTH, "05T03:30:07"),
        ("<p>Ann Autor | March 5, 2025</p>", FIFTH, "05T03:30:07"),
        // What is said to be of a change or is told is not the page's day, and neither is one of two days before or of a day after.
        ("<p>Updated March 4, 2025</p>", FIFTH, "05T03:30:07"),
        ("<p>Updated March 5, 2025</p>", FOURTH, "04T23:30:07"),
        ("<p>On March 4, 2025 the old pier fell.</p>", FIFTH, "05T03:30:07"),
        ("<p>Ann Autor | March 3, 2025</p>", FIFTH, "05T03:30:07"),
        ("<p>Ann Autor | March 6, 2025</p>", FIFTH, "05T03:30:07"),
    ] {
        // The instant stays what is stated, so that nothing becomes older.
        check(&night(line), address, want, "2025-03-05T03:30:07Z");
    }
}

#[test]
fn an_offset_that_was_put_to_the_time_of_another_clock_is_none() {
    let graph = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Head","datePublished":"2025-03-05T03:30:07-06:00"}</script>"#;
    let page = |line: &str| format!("{graph}{}", night(line));
    for line in [
        "<p>Ann Autor - Mar 4, 2025, 9:30 pm CST</p>",
        "<time datetime='2025-03-04T21:30-06:00'>Tuesday</time>",
    ] {
        check(&page(line), NONE, "04T21:30:07", "2025-03-05T03:30:07Z");
    }
    // Where nothing confirms the time of UTC, as what may be by either clock does not, it stays.
    for line in ["", "<p>March 4, 2025</p>", "<p>Mar 5, 2025, 3:30 am</p>", "<p>Mar 5, 2025, 3:30 am CST</p>"]
    {
        check(&page(line), NONE, "05T03:30:07", "2025-03-05T09:30:07Z");
    }
    let alone = format!("{graph}<h1>Head</h1><p>Mar 4, 2025, 9:30 pm CST</p>");
    check(&alone, NONE, "05T03:30:07", "2025-03-05T09:30:07Z");
    let changed = alone.replace("<h1>", "<meta name=last-update content='2025-03-05T03:30:07Z'><h1>");
    check(&changed, NONE, "05T03:30:07", "2025-03-05T09:30:07Z");
}
