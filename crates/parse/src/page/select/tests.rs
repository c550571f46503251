//! What selectors pick of pages by hand: entries, and the text of an article.

use super::*;

const PAGE: &str = "<html><body><nav><a href=/about>About</a></nav>\
        <ul class=news><li><h2><a href='/1?a=1&amp;b=2'>First <b>story</b></a></h2><li><h2><a href=/2>Second</a></h2>\
        <li><a href='javascript:x()'>no</a><a href=/2#top>Second again</a></ul>\
        <div id=text><p>One.</p><script>x</script><p class=inner>Two <i>2</i>.</p></div></body></html>";

fn read(page: &str, items: &str, title: Option<&str>, date: Option<&str>) -> Result<String, PageError> {
    let url = Some(Url::parse("https://e.example/").unwrap());
    let selector = |text: &str| Selector::parse(text).unwrap();
    let by = Listing { items: selector(items), title: title.map(selector), date: date.map(selector) };
    let feed = listing(page.as_bytes(), None, url.as_ref(), &by)?;
    let shown = feed.entries.into_iter().map(|entry| {
        let date = entry.published.map(|at| format!(" {at}")).unwrap_or_default();
        format!("{} {:?}{date}", entry.guid, entry.title)
    });
    Ok(shown.collect::<Vec<_>>().join(", "))
}

#[test]
fn entries_are_picked_by_selector() {
    let check = |selector: &str, want: &str| assert_eq!(read(PAGE, selector, None, None).unwrap(), want);
    check(".news h2 a", r#"https://e.example/1?a=1&b=2 "First story", https://e.example/2 "Second""#);
    check("nav, ul li:nth-child(2)", r#"https://e.example/about "About", https://e.example/2 "Second""#);
    assert_eq!(read(PAGE, "table a", None, None), Err(PageError::NoEntries));
}

#[test]
fn a_page_made_to_harm_is_looked_at_in_part() {
    let page = |inside: &str, times: usize| format!("<ul><li><a href=/1>One</a>{}", inside.repeat(times));
    let flat = page("<p>x</p>", 300_000);
    assert_eq!(read(&flat, "h2 ~ p, li", None, None).unwrap(), r#"https://e.example/1 "One""#);
    let deep = format!("<div class=a>{}", page("<b><i></i></b>", 200_000))
        .replace("<ul>", &"<div class=a>".repeat(490));
    assert_eq!(
        read(&deep, "div:has(.z), .a .a .a > li", None, None).unwrap(),
        r#"https://e.example/1 "One""#
    );
    let tables: String = (0..60).map(|n| format!("<table><b c={n} d e f g h i j k l>")).collect();
    let tables = format!("<li><a href=/1>One</a>{tables}<table></table>{}", "<p>x</p>".repeat(10_000));
    assert_eq!(read(&tables, "li", None, None).unwrap(), r#"https://e.example/1 "One""#);
    let cell = "<table><tr><td><table><tr><td><a href=/1>One</a></table><td><a href=/2>Two</a></table>";
    assert_eq!(read(cell, "table table td", None, None).unwrap(), r#"https://e.example/1 "One""#);
    let links: String = (0..9_000).map(|n| format!("<li><a href=/{n}>{n}</a>")).collect();
    assert_eq!(read(&links, "li", None, None).unwrap().split(", ").count(), 9_000);
}

#[test]
fn dates_are_read_as_the_page_writes_them() {
    let page =
        |lang: &str| format!("<html lang={lang}><p><a href=/1>Un</a><time>03/04/2025</time></p></html>");
    let read = |lang: &str| read(&page(lang), "p", None, None).unwrap();
    assert!(read("fr").ends_with("2025-04-03T00:00:00Z"), "{}", read("fr"));
    assert!(read("en-GB").ends_with("2025-04-03T00:00:00Z"));
    assert!(read("en").ends_with("2025-03-04T00:00:00Z"));
}

#[test]
fn titles_and_dates_are_those_of_their_entries() {
    const TEASERS: &str = "<article><a href=/1><img></a><h2><a href=/1>One</a></h2><a href=/more>More</a>\
            <time datetime=2026-03-04T10:00:00Z>today</time></article>\
            <article><a href=/2>Two</a><b class=t>The second</b><i>4 March 2026 11:00 UTC</i></article>\
            <a class=x href=/3></a><a class=x href=/3>Three</a>";
    let check = |items: &str, title: Option<&str>, date: Option<&str>, want: &str| {
        assert_eq!(read(TEASERS, items, title, date).unwrap(), want);
    };
    check(
        "article",
        None,
        None,
        r#"https://e.example/1 "One" 2026-03-04T10:00:00Z, https://e.example/2 "Two""#,
    );
    check(
        "article",
        Some(".t"),
        Some("i"),
        r#"https://e.example/1 "One", https://e.example/2 "The second" 2026-03-04T11:00:00Z"#,
    );
    check(".x", None, None, r#"https://e.example/3 "Three""#);
}

#[test]
fn the_link_of_an_entry_is_its_headlines() {
    let check = |card: &str, want: &str| {
        let card = format!("<ul><li>{card}</ul>");
        let read = read(&card, "li", None, None);
        assert_eq!(read.unwrap_or_default(), want, "{card}");
    };
    check(
        "<a href=/cat/biz>Business</a><h3><a href=/a/1>Bridge reopens</a></h3>",
        r#"https://e.example/a/1 "Bridge reopens""#,
    );
    check(
        "<a href=/author/jane>Jane</a><a href=/a/1><h3>Bridge reopens</h3></a>",
        r#"https://e.example/a/1 "Bridge reopens""#,
    );
    check(
        "<h3>Bridge reopens</h3><a href=/author/jane>Jane</a><a href=/a/bridge-reopens>Read</a>",
        r#"https://e.example/a/bridge-reopens "Bridge reopens""#,
    );
    check(
        "<a href=/cat>Business</a><a href=/a/1>Bridge reopens on Monday</a>",
        r#"https://e.example/a/1 "Bridge reopens on Monday""#,
    );
    check(
        "<a href='#top'>Up to the very top</a><a href=/a/1>Bridge</a>",
        r#"https://e.example/a/1 "Bridge""#,
    );
    check("<a href=/a/1><img alt='Bridge reopens'></a>", r#"https://e.example/a/1 "Bridge reopens""#);
    check("<a href='/#news'>Nothing of its own</a>", "");
    check(
        "<h3>Bridge reopens</h3><a href=/a/1>More</a><a href='https://f.example/share?u=https://e.example/a/bridge-reopens'>Share it now</a>",
        r#"https://e.example/a/1 "Bridge reopens""#,
    );
    check(
        "<h3>Bridge reopens</h3><a href='/bridge-reopens#comments'>12 comments</a><a href=/bridge-reopens>More</a>",
        r#"https://e.example/bridge-reopens "Bridge reopens""#,
    );
    let by_jane = |n: usize| {
        format!("<li><h3>Story {n}</h3><p>By <a href=/jane-doe>Jane Doe</a></p><a href=/a/{n}>More</a>")
    };
    let cards: String = (1..=5).map(by_jane).collect();
    assert!(read(&cards, "li", None, None).unwrap().ends_with(r#"https://e.example/a/5 "Story 5""#));
}

#[test]
fn text_is_picked_by_selector() {
    let read = |selector: &str| {
        let page = page_with_selector(PAGE.as_bytes(), None, None, &Selector::parse(selector).unwrap());
        page.map(|page| page.text)
    };
    assert_eq!(read("#text").unwrap(), "One.\n\nTwo 2.");
    assert_eq!(read("#text, .inner").unwrap(), "One.\n\nTwo 2.");
    assert_eq!(read(".inner").unwrap(), "Two 2.");
    assert_eq!(read("#nothing"), Err(PageError::NothingSelected));
}

#[test]
fn wrong_selectors_are_named() {
    let error = Selector::parse("div >").unwrap_err().to_string();
    assert!(error.starts_with("`div >` is no CSS selector: "), "{error}");
}

#[test]
fn pages_made_to_stall_are_bounded() {
    let items = Selector::parse("a, div").unwrap();
    let any = Listing { items, title: None, date: None };
    let hostile = [
        "<div>",
        "<b><i>",
        "<ul><li>",
        "<table><tr><td>",
        "<font a=1><font a=2><p>",
        "<a href=x>",
        "<svg><p>",
        "<![CDATA[<b>]]>",
    ];
    for part in hostile {
        let page = part.repeat(5_000) + "<a href=https://e.example/>x</a>";
        let read = listing(page.as_bytes(), None, None, &any);
        assert!(matches!(read, Ok(_) | Err(PageError::NoEntries)), "of {part}");
    }
}
