//! The day of the event that a page announces, which is not that of the page.

use jiff::civil::Date;

use super::Sources;
use super::marked::{self, MARKED_MAX};
use crate::markup::attributes;
use crate::page::hints::{is_one_of, words};

/// When the event begins that the page announces. A page that calls itself an article tells of events, and announces none.
pub(super) fn day(page: &Sources<'_>) -> Option<Date> {
    let statements = page.statements;
    if statements.article.is_some() || statements.meta(&["article:published_time"]).is_some() {
        return None;
    }
    let stated = [statements.event_start.as_deref(), statements.meta(&["event:start_time", "og:start_time"])];
    let stated = stated.into_iter().flatten().find_map(|text| page.plausible(text));
    let marked = || {
        let marked =
            page.tree.nodes.iter().enumerate().filter(|(_, node)| node.tag.is_some() && is_start(node.text));
        marked
            .take(MARKED_MAX)
            .filter(|(id, _)| marked::is_next(page, *id))
            .find_map(|(id, node)| marked::date_of(page, id, node.text))
    };
    stated.or_else(marked).map(super::day)
}

/// Whether an element is marked as the beginning of an event: by schema.org, by hCalendar, or by classes that say so.
fn is_start(inside: &str) -> bool {
    attributes(inside).any(|(name, value)| {
        let says = |known: &[&str]| words(value).any(|word| is_one_of(word, known));
        match name.to_ascii_lowercase().as_str() {
            "itemprop" => value.eq_ignore_ascii_case("startDate"),
            "class" => says(&["dtstart"]) || says(&["event", "events"]) && says(&["date", "datum", "start"]),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use model::Page;

    use super::MARKED_MAX;

    fn check(page: &str, want: Option<&str>) {
        let Page { published, published_offset, .. } = crate::page(page.as_bytes(), None, None).unwrap();
        let got = published.map(|at| published_offset.to_datetime(at).date().to_string());
        assert_eq!(got.as_deref(), want, "of {page}");
    }

    #[test]
    fn the_day_of_an_event_is_not_that_of_its_page() {
        let shown = "<h1>Bridge feast</h1><p>Friday, 4 July 2025, 7 pm, Town hall</p>";
        let graph = |kind: &str| {
            format!(
                r#"<script type="application/ld+json">{{"@type":"{kind}","startDate":"2025-07-04T19:00:00Z"}}</script>"#
            )
        };
        check(shown, Some("2025-07-04"));
        for stated in [&graph("MusicEvent"), "<meta property='event:start_time' content='2025-07-04'>"] {
            check(&format!("{stated}{shown}"), None);
            check(&format!("{stated}<h1>Bridge feast</h1><p>4 July 2025 – 6 July 2025</p>"), None);
            check(
                &format!("{stated}<h1>Bridge feast</h1><p>2 May 2025</p><p>4 July 2025</p>"),
                Some("2025-05-02"),
            );
        }
        for marked in [
            "<abbr class=dtstart title='2025-07-04'>4 July 2025</abbr>",
            "<span itemprop=startDate content='2025-07-04T19:00'>July 4, 2025</span>",
            "<div class=event-date>4 July 2025</div>",
            "<span class='tribe-event-date-start'>4 July 2025 @ 19:00</span>",
            "<p>When: 4 July 2025</p>",
            "<p>Wann: 4. Juli 2025, 19 Uhr</p>",
        ] {
            check(&format!("<h1>Bridge feast</h1>{marked}<p>Come and dance.</p>"), None);
        }
    }

    #[test]
    fn what_says_when_the_page_was_published_is_of_no_event() {
        let past =
            r#"<script type="application/ld+json">{"@type":"Event","startDate":"2024-05-01"}</script>"#;
        let today = r#"<script type="application/ld+json">[{"@type":"WebPage","datePublished":"2025-03-04"},
            {"@type":"SportsEvent","startDate":"2025-03-04T15:00:00Z"}]</script>"#;
        for dated in [
            &format!("<meta name=date content=2025-03-04><h1>Bridge</h1>{past}"),
            "<meta name=date content=2025-03-04><h1>Bridge</h1><div class=event-date>1 May 2024</div>",
            &format!("<h1>Bridge</h1><time itemprop=datePublished>2025-03-04</time>{past}"),
            &format!("<link rel=canonical href=https://example.com/2025/03/04/bridge><h1>Bridge</h1>{past}"),
            &format!("<h1>Bridge</h1><p>Published 4 March 2025</p>{today}"),
            &format!("<h1>Bridge</h1><p>4 March 2025</p>{past}"),
            today,
        ] {
            check(dated, Some("2025-03-04"));
        }
    }

    #[test]
    fn an_event_is_looked_for_in_so_many_elements_and_no_more() {
        let many = "<b class=dtstart>soon</b>".repeat(MARKED_MAX);
        let marked = "<b class=dtstart>4 July 2025</b>";
        check(&format!("<p>4 July 2025</p>{marked}"), None);
        check(&format!("<p>4 July 2025</p>{many}{marked}"), Some("2025-07-04"));
    }

    #[test]
    fn what_stands_beside_or_is_told_of_an_event_dates_no_article() {
        let beside = "<aside><h3>Soon</h3><div class=event-date>4 July 2025</div></aside>";
        check(
            &format!("<h1>Bridge</h1><p class=date>5 July 2025</p><p>It opened.</p>{beside}"),
            Some("2025-07-05"),
        );
        let graph = r#"<script type="application/ld+json">[{"@type":"NewsArticle","datePublished":"2025-07-05"},
            {"@type":"Event","startDate":"2025-07-04"}]</script>"#;
        check(&format!("{graph}<h1>Bridge</h1>"), Some("2025-07-05"));
    }
}
