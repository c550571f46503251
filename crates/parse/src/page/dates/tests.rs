//! Pages of our own and the dates that they have.

use super::super::hints::hints;
use super::*;

fn check(page: &str, url: Option<&str>, want: Option<&str>) {
    let tree = Tree::of(page);
    let mut hints = hints(&tree);
    let blocks = super::super::block::blocks(&tree, &hints);
    super::super::comments::mark(&tree, &blocks, &mut hints);
    let url = url.map(|url| Url::parse(url).unwrap());
    let statements = Statements::of(&tree, &blocks, url.as_ref());
    let language = statements.language;
    let sources = Sources::new(&statements, &tree, (&hints, &blocks), url.as_ref(), language);
    let got = sources.published().map(|(written, _)| written);
    assert_eq!(got.map(|(at, offset)| offset.to_datetime(at).to_string()).as_deref(), want, "of {page}");
}

/// Checks that a page is of 4 March 2025.
fn check_day(page: &str) {
    check(page, None, Some("2025-03-04T00:00:00"));
}

#[test]
fn reads_statements_markup_address_and_text() {
    let meta = "<meta property='article:published_time' content='2025-03-04T22:30:00-05:00'>";
    check(meta, None, Some("2025-03-04T22:30:00"));
    check_day("<time datetime='2025-03-04'>4 March</time>");
    check_day("<h1>Head</h1><p>Posted on March 4, 2025 by Ann</p>");
    check(
        "<h1>Kopf</h1><div class=meta>Ann Autor | 4. März 2025, 09:30 Uhr</div>",
        None,
        Some("2025-03-04T09:30:00"),
    );
    check("<p>x</p>", Some("https://example.com/2025/03/04/story"), Some("2025-03-04T00:00:00"));
    check("<p>x</p>", Some("https://example.com/20250304-story"), Some("2025-03-04T00:00:00"));
    check("<p>x</p>", Some("https://example.com/story-2025/1"), None);
    check_day("<h1>Kopf</h1><div>Erstellt:04.03.25 | Ann Autor</div>");
    check_day("<link rel=canonical href='https://example.com/2025/03/04/story'>");
    check(
        "<script>var page = {\"publishedAt\": \"2025-03-04T09:30:00Z\"}</script><p>x</p>",
        None,
        Some("2025-03-04T09:30:00"),
    );
    check(
        "<script type='application/ld+json'>{\"@type\": \"WebPage\", \"datePublished\": \"2025-03-04T09:30:00Z\", \
         \"dateModified\": \"2026-01-01\"}</script><meta property='og:updated_time' content='2026-01-01'><p>x</p>",
        None,
        Some("2025-03-04T09:30:00"),
    );
    check_day("<meta property='og:updated_time' content='2025-03-04'><p>x</p>");
    check_day("<h1>Kopf</h1><p>04.03.2025/Kr</p>");
    check_day("<h1>Head</h1><p>Posted 3/4/25</p>");
    check_day(
        "<dl><dt>Published</dt><dd>4 March 2025</dd><dt>Last updated</dt><dd>1 January 2026</dd></dl><h1>Head</h1>",
    );
    check_day("<h1>Head</h1><p>Updated 4 March 2025</p>");
    check("<h1>Head</h1><p>In 2025 the ferry sailed.</p>", None, None);
}

#[test]
fn an_address_outweighs_what_a_new_system_states() {
    let meta = "<meta name=date content='2025-03-04T10:00:00Z'>";
    check(meta, Some("https://example.com/2025/03/03/story"), Some("2025-03-04T10:00:00"));
    check(meta, Some("https://example.com/2019/03/03/story"), Some("2019-03-03T00:00:00"));
}

#[test]
fn numbers_in_addresses_are_days_where_nothing_says_otherwise() {
    let meta = "<meta property='article:published_time' content='2025-03-04T10:00:00Z'>";
    for address in ["https://example.com/a/id-20150312-x", "https://example.com/news/20121231"] {
        check(meta, Some(address), Some("2025-03-04T10:00:00"));
        assert!(
            crate::page(b"<h1>Head</h1><p>x</p>", None, Url::parse(address).ok().as_ref())
                .is_ok_and(|page| page.dated < Dated::Stated && page.published.is_some())
        );
    }
    check(meta, Some("https://example.com/20250303-x"), Some("2025-03-04T10:00:00"));
}

#[test]
fn a_day_in_the_address_makes_nothing_old_that_states_another_of_the_same_year() {
    let meta = "<meta property='article:published_time' content='2025-03-04T10:00:00Z'><h1>Head</h1>";
    for (address, dated) in [
        ("https://example.com/reports/2024-12-31/annual", Dated::Guessed),
        ("https://example.com/matches/2025/03/09/final", Dated::Guessed),
        ("https://example.com/2025/03/03/story", Dated::Stated),
        ("https://example.com/2019/03/03/story", Dated::Stated),
    ] {
        let url = Url::parse(address).unwrap();
        assert_eq!(crate::page(meta.as_bytes(), None, Some(&url)).unwrap().dated, dated, "{address}");
    }
}

#[test]
fn the_day_of_the_first_draft_is_only_a_guess() {
    let page = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Head","dateCreated":"2025-03-04",
        "dateModified":"2025-03-09"}</script><h1>Head</h1>"#;
    let read = |page: &str| crate::page(page.as_bytes(), None, None).unwrap();
    assert_eq!(read(page).dated, Dated::Guessed);
    check_day(page);
    let published = page.replace("dateModified", "datePublished");
    assert_eq!(read(&published).dated, Dated::Stated);
    check(&published, None, Some("2025-03-09T00:00:00"));
}

#[test]
fn what_only_says_that_it_is_a_date_is_no_statement() {
    let states = |page: &str| crate::page(page.as_bytes(), None, None).unwrap().dated == Dated::Stated;
    assert!(states("<meta property='article:published_time' content='2025-03-04'><h1>Head</h1>"));
    assert!(!states("<meta name=date-of-incident content='2015-03-03'><h1>Head</h1>"));
    let graph = |headline: &str| {
        format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{headline}","datePublished":"2011-01-01"}}</script><h1>Ferry sails again</h1>"#
        )
    };
    assert!(states(&graph("Ferry sails again")) && !states(&graph("Bridge falls in the storm")));
}

#[test]
fn a_page_that_states_utc_is_of_the_day_that_its_readers_have() {
    let meta = |at: &str| format!("<meta property='article:published_time' content='{at}'><h1>Head</h1>");
    let night = meta("2025-03-05T03:30:00Z");
    let address = Some("https://example.com/2025/03/04/story");
    check(&night, address, Some("2025-03-04T23:30:00"));
    check(&format!("{night}<p>March 4, 2025 at 10:30 pm</p>"), None, Some("2025-03-04T23:30:00"));
    let evening = meta("2025-03-04T20:00:00Z");
    check(&evening, Some("https://example.com/2025/03/05/story"), Some("2025-03-05T00:00:00"));
    check(&format!("{evening}<p>Updated 5 March 2025</p>"), None, Some("2025-03-04T20:00:00"));
    let photo = "<p>Updated 5 March 2025</p><p>The pier on Tuesday, 4 March 2025</p>";
    check(&format!("{night}{photo}"), None, Some("2025-03-05T03:30:00"));
    // Where it was that day for nobody, or by the clock that it states, it stays.
    check(&meta("2025-03-05T15:30:00Z"), address, Some("2025-03-05T15:30:00"));
    check(&meta("2025-03-05T03:30:00+02:00"), address, Some("2025-03-05T03:30:00"));
    check(&format!("{night}<p>March 9, 2025</p>"), None, Some("2025-03-05T03:30:00"));
    // What is told is no line of the page's own; what was changed on the day before was published then, too.
    check(&format!("{night}<p>The pier on Tuesday, 4 March 2025</p>"), None, Some("2025-03-05T03:30:00"));
    check(&format!("{night}<p>Updated 4 March 2025</p>"), None, Some("2025-03-04T23:30:00"));
}

#[test]
fn marked_dates_near_the_headline_come_first() {
    let page = "<time datetime='2020-01-01'></time><h1>Head</h1><span itemprop=datePublished content='2025-03-04'></span>";
    check_day(page);
    let today = "<time datetime='2030-01-01'>Today</time><h1>Head</h1><time datetime='2025-03-04'></time>";
    check_day(today);
    check_day("<h1>Head</h1><p class='last-update'>2026-01-01</p><p id=post_datum>4.3.2025</p>");
}

#[test]
fn what_is_said_of_other_articles_dates_no_page() {
    let article = |headline: &str, day: &str| {
        format!(r#"{{"@type":"NewsArticle","headline":"{headline}","datePublished":"{day}"}}"#)
    };
    let (own, other) = (article("Ferry sails again", "2025-03-04"), article("A word on taxes", "2001-01-01"));
    let page = |graph: &str| {
        format!("<script type='application/ld+json'>{graph}</script><h1>Ferry sails again</h1><p>x</p>")
    };
    check_day(&page(&format!("[{other},{own}]")));
    let list = format!(r#"{{"@type":"ItemList","itemListElement":[{other}]}}"#);
    check_day(&page(&format!("[{list},{own}]")));
    check(&page(&list), None, None);
}

#[test]
fn the_language_says_where_the_day_stands() {
    let page = |lang: &str| format!("<html lang={lang}><h1>Head</h1><p>03/04/2025</p>");
    check_day(&page("en"));
    check_day(&page("en-US"));
    check(&page("en-GB"), None, Some("2025-04-03T00:00:00"));
    let locale = "<meta property='og:locale' content='en_GB'>";
    check(&format!("{locale}{}", page("en")), None, Some("2025-04-03T00:00:00"));
    check(&page("fr"), None, Some("2025-04-03T00:00:00"));
    check(&page("en-US"), Some("https://post.example.co.uk/1"), Some("2025-04-03T00:00:00"));
}

#[test]
fn metas_of_any_name_are_read_by_what_it_says() {
    let meta = |name: &str| format!("<meta name='{name}' content='2025-03-04'><h1>Head</h1>");
    for name in
        ["og:pubdate", "article:post_date", "doc_date", "gentime", "apub:time", "published_at", "DC.created"]
    {
        check_day(&meta(name));
    }
    for coarse in ["2025", "2025-03", "March 2025"] {
        check(&format!("<meta name=date content='{coarse}'><h1>Head</h1>"), None, None);
    }
    for name in ["expires", "foundingDate", "event:start_time", "dc.coverage.temporal", "birthdate"] {
        check(&meta(name), None, None);
    }
    let both = "<meta name=last-edit-date content='2026-01-01'><meta name=published_on content='2025-03-04'>";
    check_day(both);
}

const LONG: &str = "The ferry sailed again on Monday, as its owners had hoped that it would once the storm had passed over \
    the harbour and the pier had been made safe for passengers, cars and goods.";

#[test]
fn what_readers_see_is_read_far_from_the_headline_where_it_says_what_it_is() {
    let far = format!("<h1>Head</h1>{}", format!("<p>{LONG}</p>").repeat(60));
    check_day(&format!("{far}<p>Last updated: March 4, 2025</p>"));
    check_day(&format!("{far}<p>Stand: 04.03.2025</p>"));
    check(&format!("{far}<p>Sails on March 4, 2025</p>"), None, None);
    let posted =
        format!("<h1>Head</h1><p>This entry was posted on Tuesday, March 4th, 2025 at 9:30 am. {LONG}</p>");
    check(&posted, None, Some("2025-03-04T09:30:00"));
    let wire = format!("<h1>Head</h1><p>PORT ELLIS, March 4, 2025 (Harbour Wire) — {LONG}</p>");
    check_day(&wire);
    let history =
        format!("<h1>Head</h1><p>Its pier, opened on March 4, 1998 by the mayor, gave way. {LONG}</p>");
    check(&history, None, None);
}

#[test]
fn readers_and_other_articles_do_not_date_the_page() {
    let comment = "<div id=comments><time datetime='2026-01-01'></time><p>1 January 2026</p></div>";
    check(&format!("<h1>Head</h1><p>x</p>{comment}"), None, None);
    check_day(&format!("<h1>Head</h1><p class=date>4 March 2025</p>{comment}"));
    let other = "<aside><a href=/1>Other</a><time datetime='2026-01-01'></time></aside>";
    check_day(&format!("<h1>Head</h1><p class=date>4 March 2025</p>{other}"));
    let whole = "<div class='comments-open'><h1>Head</h1><time datetime='2025-03-04'></time></div>";
    check_day(whole);
}

#[test]
fn what_says_publication_outweighs_what_is_later_or_elsewhere() {
    let text = format!("<p>{LONG}</p>").repeat(3);
    let dated = |lines: &str| check_day(&format!("<h1>Head</h1>{lines}{text}"));
    dated("<p>Updated 9 March 2025, first published 4 March 2025</p>");
    dated("<p>Aktualisiert am 09.03.2025, veröffentlicht am 04.03.2025</p>");
    dated(
        "<p><span class=updated>Updated: March 9, 2025</span> <span class=pub>Published: March 4, 2025</span></p>",
    );
    dated("<p><span class=published>4 mars, 2025</span><span class=updated>9 mars, 2025</span></p>");
    dated(
        "<figure><figcaption>The pier on 1 April 2024. Photo: Ann</figcaption></figure><p>4 March 2025</p>",
    );
    let changes = "<p>Published 4 March 2025</p><ol><li><time datetime='2025-05-05'>5 May 2025</time> Prices changed</ol>";
    check_day(&format!("<h1>Head</h1>{text}{changes}"));
    let footer = "<footer><p>Stand: 30.11.2025</p></footer>";
    check_day(&format!("<p>Pressemitteilung Nr. 12 vom 04.03.2025</p><h1>Kopf</h1>{text}{footer}"));
    let widget = "<div class='widget recent'><ul><li><a href=/1>Other</a><span class=post-date>12 May 2025</span></ul></div>";
    check_day(&format!("{widget}<h1>Head</h1><div>4 Mar 2025 by Ann</div>{text}"));
    let filed =
        "<p>Dieser Beitrag wurde am Dienstag, 4. März 2025 veröffentlicht und unter Hafen abgelegt.</p>";
    check_day(&format!("<h1>Kopf</h1>{text}{filed}"));
}

#[test]
fn a_report_that_begins_with_its_day_is_dated_by_it() {
    for beginning in ["(4.3.2025)", "04.03.2025 –", "4 March 2025 -", "Port Ellis, 4.3.2025 –"] {
        check_day(&format!("<html lang=de><h1>Kopf</h1><p>{beginning} {LONG}</p>"));
    }
    check(&format!("<h1>Head</h1><p>4 March 1998 was the day of its opening. {LONG}</p>"), None, None);
}

#[test]
fn dates_in_parts_scripts_and_pictures_are_read() {
    let parts = "<h1>Head</h1><div class=date><div>Mar</div><div>4</div><div>2025</div></div>";
    check_day(parts);
    check_day("<h1>Head</h1><relative-time datetime='2025-03-04'>x</relative-time>");
    check("<h1>Head</h1><abbr data-utime=1741080600>x</abbr>", None, Some("2025-03-04T09:30:00"));
    check_day("<script>push({'publishDate':'2025-03-04'})</script><p>x</p>");
    check_day("<script>var a = {publish_time: \"2025-03-04\"}</script><p>x</p>");
    check("<script>var a = {unpublish_time: \"2025-03-04\"}</script><p>x</p>", None, None);
    for script in [
        "x={article:{created_at:'2025-03-04T09:30:00Z',updated_at:'2026-01-01'}}",
        "{\"firstPublishedDate\":\"2025-03-04T09:30:00Z\"}",
        "x=[{publishedDate:'2025-03-04 09:30:00'}]",
        r#"x = "{\\"datePublished\\":\\"2025-03-04T09:30:00Z\\"}""#,
        "{\"lastPublished\": \"2026-01-01\", \"published_at\": 1741080600}",
    ] {
        check(&format!("<script>{script}</script><p>x</p>"), None, Some("2025-03-04T09:30:00"));
    }
    for id in [
        "<meta name=twitter:creator:id content=1234567890><p>x</p>",
        "<meta name=release content=20240115><p>x</p>",
        "<script>{\"publisherId\":1234567890,\"publicationId\":\"20190123\"}</script><p>x</p>",
        "<meta name=date content='مارس ٢٠٢٥'><p>x</p>",
    ] {
        check(id, None, None);
    }
    let picture = "<meta property=og:image content='https://e.example/i/2025/03/04/a.jpg'><p>x</p>";
    check_day(picture);
    check("<p>x</p>", Some("https://example.com/2025/mar/04/story"), Some("2025-03-04T00:00:00"));
}

#[test]
fn days_that_are_told_of_are_guesses_and_lines_of_their_own_are_not() {
    let dated = |line: &str| {
        let page = format!("<h1>Head</h1>{line}<p>{}</p>", "The ferry sailed across the bay. ".repeat(8));
        let page = crate::page(page.as_bytes(), None, None).unwrap();
        page.published.map(|_| page.dated)
    };
    for line in [
        "<p>3 May 2011</p>",
        "<p>By Ann Autor on 3 May 2011</p>",
        "<p>Ann Autor, 3 May 2011, 9:30</p>",
        "<p>3 May 2011 at 9:30 by Ann Autor</p>",
        "<p>Von Ann Autor am 3. Mai 2011</p>",
        "<p>Hamburg, 3. Mai 2011 um 9:30 Uhr</p>",
        "<p>Published on 3 May 2011</p>",
    ] {
        assert_eq!(dated(line), Some(Dated::Shown), "{line}");
    }
    for line in [
        "<div class=caption>The pier, 3 May 2011</div>",
        "<p>The pier on 3 May 2011</p>",
        "<p>Shipwreck of 5 May 1998 explained</p>",
        "<p>On 3 May 2011 the old pier fell.</p>",
        "<script type='application/ld+json'>{\"@type\": \"Book\", \"datePublished\": \"2011-05-03\"}</script>",
        "<meta property='og:image' content='https://post.example/2011/05/03/pier.jpg'>",
    ] {
        assert_eq!(dated(line), Some(Dated::Guessed), "{line}");
    }
}

/// The date and how sure it is, of a page with its text.
fn dated(before: &str, after: &str) -> Option<(String, Dated)> {
    let text = "<p>The ferry sailed across the bay with all its passengers, and nobody on the pier had seen it go.</p>";
    dated_page(&format!("{before}<h1>Head</h1>{after}").replace("TEXT", &text.repeat(3)))
}

fn dated_page(page: &str) -> Option<(String, Dated)> {
    let page = crate::page(page.as_bytes(), None, None).unwrap();
    page.published.map(|at| (at.strftime("%Y-%m-%d").to_string(), page.dated))
}

#[test]
fn what_is_dated_beside_or_in_the_text_gives_way_to_the_pages_own_line() {
    let own = Some(("2026-11-26".to_owned(), Dated::Shown));
    for (before, after) in [
        ("", "<p>By Ann Autor | 26 November 2026</p>TEXT<span class=date>3 May 2011</span>TEXT"),
        ("", "<p>Posted on 26 November 2026 by Ann</p>TEXT<time>3 May 2011</time>"),
        ("", "<p>Ann Autor, 26 November 2026</p>TEXT<aside><time>2011-05-03</time></aside>"),
        ("<header><div class=date>27 November 2026</div></header>", "<p>Ann, 26 November 2026</p>TEXT"),
        ("<div class=td-header-date>27 November 2026</div>", "<p>Ann, 26 November 2026</p>TEXT"),
        (
            "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"Another\",              \"datePublished\": \"2011-01-01\"}</script>",
            "<p>Ann Autor, 26 November 2026</p>TEXT",
        ),
        (
            "",
            "<p>Merger to close on 30 June 2025</p><p>PORT ELLIS, November 26, 2026 (Wire) — The ferry sailed across the bay with all its passengers, and nobody on the pier had seen it go, its owner said in a statement.</p>TEXT",
        ),
        (
            "",
            "<p>26 November 2026</p><p>On <time>3 May 2011</time> the old pier fell into the sea, and took three boats of the harbour with it.</p>TEXT",
        ),
        (
            "",
            "<p>Ann, 26 November 2026</p><p>The ferry sailed across the bay with all its passengers, and nobody on the pier had seen it.</p><ul><li><span class=date>3 May 2011</span> The pier fell.</ul>TEXT",
        ),
        ("<meta property='video:release_date' content='2011-05-03'>", "<p>26 November 2026</p>TEXT"),
        ("", "<p>2026年11月26日（木）15:05</p>TEXT"),
        ("", "<p>令和8年11月26日</p>TEXT"),
        ("", "<p>Submitted by admin on Thu, 11/26/2026 - 09:30</p>TEXT"),
    ] {
        assert_eq!(dated(before, after), own, "{before} / {after}");
    }
}

#[test]
fn lives_lists_and_other_articles_are_guesses() {
    for (before, after) in [
        ("", "TEXT<aside><p>Popular</p><time>2015-03-04</time></aside>"),
        ("", "TEXT<footer><span class=date>4 March 2015</span></footer>"),
        ("", "<p>Born: 3 May 1998</p>TEXT"),
        ("", "<p>Ann Autor, 3 May 1998 – 20 November 2010</p>TEXT"),
        ("", "<p>Photo: Ann Autor, 3 May 2011</p>TEXT"),
        ("", "TEXT<p>3 May 2011</p><p>Source: Harbour Office, 3 May 2011</p>TEXT"),
        ("", "<p>By an order of 3 May 2011 the old pier was shut</p>TEXT"),
    ] {
        let found = dated(before, after);
        assert!(
            found.as_ref().is_none_or(|(_, dated)| *dated == Dated::Guessed),
            "{before} / {after}: {found:?}"
        );
    }
    assert_eq!(dated("<header><time>2026-11-27</time></header>", "TEXT"), None);
}

#[test]
fn days_among_the_words_of_an_address_give_way_to_what_is_stated() {
    let meta = "<meta property='article:published_time' content='2026-11-26T10:00:00Z'>";
    for address in [
        "https://example.com/news/the-2001-09-11-attacks",
        "https://example.com/reports/q4-results-2024-12-31/",
        "https://example.com/docs/2024.1.2/story",
    ] {
        check(meta, Some(address), Some("2026-11-26T10:00:00"));
    }
    check("<p>x</p>", Some("https://example.com/news/story-2025-03-04"), Some("2025-03-04T00:00:00"));
}

#[test]
fn days_are_read_in_the_digits_of_their_script() {
    for day in [
        "৪ মার্চ ২০২৫",
        "४ मार्च २०२५",
        "٤ مارس ٢٠٢٥",
        "4 مارچ 2025",
        "۴ مارچ ۲۰۲۵",
        "๔ มีนาคม ๒๕๖๘",
        "中華民國114年3月4日",
    ] {
        check_day(&format!("<h1>Head</h1><p class=meta>{day}</p><p>The ferry sailed again.</p>"));
    }
}

#[test]
fn what_stands_beside_a_page_or_below_it_dates_none() {
    let told = "<p>The bridge will close next week, the harbour authority said on Monday in a note to all who cross it.</p>";
    let article = format!("<article><h1>Bridge closes</h1>{told}{told}</article>");
    for beside in [
        "<aside class=related><a href=/x>Pier falls</a> <time datetime=2017-04-04>4 April 2017</time></aside>",
        "<aside><p>Published 4 April 2017</p></aside>",
        "<nav><p>4 April 2017</p></nav>",
        "<footer><p>Founded 5 May 1999.</p></footer>",
        "<footer><p>Published by the Post since 5 May 1999</p></footer>",
        "<div class=footer><p>The Post, 5 May 1999</p></div>",
        "<div class=related><p>Pier falls</p><p class=date>4 April 2017</p></div>",
        "<h2>1 comment</h2><ol><li><b>Ann</b><p>So be it, I say.</p><time datetime=2017-04-04>4 April 2017</time></ol>",
    ] {
        check(&format!("{article}{beside}"), None, None);
    }
    let related = "<aside><p>Published 4 April 2017</p></aside>";
    for page in [
        format!("{related}{article}<p>Published 4 March 2025</p>"),
        format!("<p>Published 4 March 2025</p>{article}{related}"),
    ] {
        check_day(&page);
    }
    // What ends an article is its own, and so is what holds the headline.
    let ending = |end: &str| article.replace("</article>", &format!("{end}</article>"));
    check_day(&ending("<footer>Published 4 March 2025</footer>"));
    check_day(&ending("<div class=entry-footer>Published 4 March 2025</div>"));
    check_day(&format!("<div class=popular><p>4 March 2025</p>{article}</div>"));
    // So is what the page says of itself in so many words.
    check_day(&format!("{article}<footer><p>This page was last edited on 4 March 2025.</p></footer>"));
}

#[test]
fn what_an_article_sets_under_its_headline_is_its_own() {
    let told = "<p>The bridge will close next week, the harbour authority said on Monday in a note to all who cross it.</p>";
    let line = "By Ann Autor <time datetime='2025-03-04'>4 March 2025</time>";
    let article = |under: &str, last: &str| {
        format!("<article><header><h1>Bridge closes</h1></header>{under}{told}{told}{last}</article>")
    };
    check_dated(&article(&format!("<aside class=article-meta>{line}</aside>"), ""));
    check_dated(&article(&format!("<aside>{line}</aside>"), ""));
    check_dated(&format!("<main><div>{}</div></main>", article(&format!("<nav>{line}</nav>"), "")));
    // Behind the text it is a guess, as any date there.
    check_day(&article("", &format!("<aside class=entry-meta>{line}</aside>")));
    let other = "<aside><h3>Pier falls</h3><time datetime='2017-04-04'>4 April 2017</time></aside>";
    let long = format!("<aside>{told}<p>Published 4 April 2017</p></aside>");
    let nested = "<article><aside class=meta><time datetime='2017-04-04'></time></aside></article>";
    let related = "<aside class='related meta'><time datetime='2017-04-04'></time></aside>";
    for beside in [other, &long, nested, related] {
        check(&article(beside, ""), None, None);
    }
    check(&article("", "<aside><time datetime='2017-04-04'>4 April 2017</time></aside>"), None, None);
    check(&format!("<aside class=meta>{line}</aside>{}", article("", "")), None, None);
}

/// Checks that a page is of 4 March 2025 by what it shows.
fn check_dated(page: &str) {
    assert_eq!(dated_page(page), Some(("2025-03-04".to_owned(), Dated::Shown)), "of {page}");
}

#[test]
fn what_holds_the_text_of_a_page_without_a_headline_is_the_page() {
    let told = "<p>The bridge will close next week, the harbour authority said on Monday in a note to all who cross it.</p>";
    let page = |class: &str, beside: &str| {
        format!(
            "<div class='{class}'><div>Bridge closes</div><div>Published 4 March 2025</div>{told}{told}{told}</div>{beside}"
        )
    };
    for class in ["page sidebar-right", "teaser", "related"] {
        check_dated(&page(class, ""));
    }
    let sidebar = format!("<div class=sidebar>{told}<p>Published 4 April 2017</p></div>");
    check(&page("", &sidebar).replace("Published 4 March 2025", ""), None, None);
}

#[test]
fn words_for_publication_may_follow_their_date() {
    let text = format!("<p>{LONG}</p>");
    let menu = "<p><a href=/x>Harbour</a></p>".repeat(60);
    let page = |line: &str| {
        format!(
            "<html lang=pt><title>Temporal no porto</title>{menu}<p class=title>Temporal no porto</p>{line}{text}"
        )
    };
    check_day(&page(
        "<small><b>04/03/2025</b> - Publicado por: Ann Autor - Categoria: <a href=/p>Porto</a></small>",
    ));
    check_day(&page("<p>4 de março de 2025 | Publicado por Ann Autor</p>"));
    check_day(&page("<p>Publicado em 04/03/2025</p>"));
    for other in [
        "<p>Festa em 04/03/2025 - Publicado por: Ann Autor</p>",
        "<p>04/03/2025 - Porto</p>",
        "<p>Outra festa</p><p>04/03/2025 - Publicado por: Ann Autor</p>",
        "<footer>04/03/2025 - Publicado por: Ann Autor</footer>",
        "<aside>04/03/2025 - Publicado por: Ann Autor</aside>",
    ] {
        check(&page(other), None, None);
    }
}
