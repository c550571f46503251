//! Feeds of every format, read from documents written for this, and the rules that one line of a feed shows.

use parse::FeedError;
use url::Url;

fn read(document: &str) -> model::Feed {
    parse::feed(document.as_bytes(), None, None).expect("it is a feed")
}

macro_rules! reads {
    ($($name:ident: $file:literal,)*) => {
        $(#[test]
        fn $name() {
            insta::assert_debug_snapshot!(read(include_str!($file)));
        })*
    };
}

reads! {
    rss: "feeds/rss.xml",
    atom: "feeds/atom.xml",
    atom_0_3: "feeds/old.xml",
    rdf: "feeds/rdf.xml",
    news_sitemap: "feeds/sitemap.xml",
    json_feed: "feeds/feed.json",
}

/// The first entry of an RSS channel that holds this, in a short notation.
fn check(inside: &str, want: &str) {
    let document = format!("<rss version=\"2.0\"><channel><title>c</title>{inside}</channel></rss>");
    let feed = read(&document);
    let entries: Vec<String> = feed
        .entries
        .iter()
        .map(|entry| format!("{}|{}|{}", entry.guid, entry.title, entry.link.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(entries.join(" "), want, "of {inside}");
}

#[test]
fn entries_are_known_by_id_link_or_digest() {
    check(
        "<item><guid isPermaLink='false'>1</guid><link>https://e.example/a</link></item>",
        "1||https://e.example/a",
    );
    check("<item><link>https://e.example/a</link></item>", "https://e.example/a||https://e.example/a");
    check("<item><guid>https://e.example/a</guid></item>", "https://e.example/a||https://e.example/a");
    check("<item><title>a</title></item>", "digest:ac804b820e4fe984|a|");
    check("<item></item>", "");
    // One guid in several entries names none of them.
    check(
        "<item><guid isPermaLink='false'>0</guid><link>https://e.example/a</link></item>\
         <item><guid isPermaLink='false'>0</guid><link>https://e.example/b</link></item>",
        "https://e.example/a||https://e.example/a https://e.example/b||https://e.example/b",
    );
    check("<ITEM><TITLE>a</TITLE><Guid>1</Guid></ITEM>", "1|a|");
}

/// What programs write that know no date is none: it would make news of the day old.
#[test]
fn the_beginnings_of_clocks_are_no_dates() {
    for (date, is_one) in [
        ("Wed, 30 Nov -0001 00:00:00 +0000", false),
        ("0001-01-01T00:00:00Z", false),
        ("1899-12-30T00:00:00Z", false),
        ("Thu, 01 Jan 1970 00:00:00 GMT", false),
        ("Thu, 01 Jan 1970 08:30:00 GMT", true),
        ("Wed, 04 Mar 2026 10:00:00 GMT", true),
    ] {
        let feed = read(&format!(
            "<rss><channel><item><title>a</title><pubDate>{date}</pubDate></item></channel></rss>"
        ));
        assert_eq!(feed.entries[0].published.is_some(), is_one, "{date}");
    }
}

/// A page's own elements may begin like those of a feed.
#[test]
fn a_page_with_elements_of_its_own_is_a_page() {
    for own in ["<feed-block>x</feed-block>", "<script>var t = '<item-list>'</script>"] {
        let page = format!("<!doctype html><html><head><title>x</title></head><body>{own}</body></html>");
        assert_eq!(parse::feed(page.as_bytes(), None, None), Err(FeedError::Html), "{own}");
    }
}

#[test]
fn damage_costs_as_little_as_it_can() {
    let second = "<item><guid>2</guid><title>b</title></item>";
    check(&format!("<item><guid>1</guid><title>a{second}"), "1|a| 2|b|");
    check(
        &format!("<item><guid>1</guid><title>a</tiple><link>https://e.example/a</link></item>{second}"),
        "1|a|https://e.example/a 2|b|",
    );
    check(&format!("<itam><guid>1</guid><title>a</title></item>{second}"), "1|a| 2|b|");
    check(&format!("|item><guid>1</guid><title>a</title></item>{second}"), "1|a| 2|b|");
    check(&format!("<item><guid>1</guid><title?a</title></item>{second}"), "1|a| 2|b|");
    check(&format!("<item><guid>1</guid><title><![CDATA[a]_></title></item>{second}"), "1|a]_>| 2|b|");
    check(&format!("<item><guid>1</guid><title>AT&T & R&D</title></item>{second}"), "1|AT&T & R&D| 2|b|");
    check(&format!("</item></item>{second}"), "2|b|");
}

#[test]
fn what_stands_in_other_elements_is_not_the_entry_s() {
    check(
        "<item><guid>1</guid><source><title>x</title><link>https://x.example/</link></source></item>",
        "1||",
    );
    check(
        "<item><guid>1</guid><description><p>a <title>x</title></p></description><title>b</title></item>",
        "1|b|",
    );
    check("<item><guid>1</guid></item><image><title>x</title></image>", "1||");
}

#[test]
fn problems_say_what_and_where() {
    let feed = read("<rss><channel>\n<item><guid>1</guid><title>a</title></item>\n<item><title>cut o");
    let problems: Vec<String> = feed.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, ["the document ends in the middle of an entry (line 3)"]);
    assert_eq!(feed.entries.len(), 1);
    let nothing = read("<rss><channel><item></item></channel></rss>");
    assert!(nothing.problems[0].0.contains("none could be read"), "{:?}", nothing.problems);
    let deep = read(&format!("<rss><channel>{}<item><guid>1</guid></item>", "<a>".repeat(1000)));
    assert!(deep.problems[0].0.contains("nested too deeply"), "{:?}", deep.problems);
    assert_eq!(deep.entries.len(), 1);
    let many =
        read(&format!("<rss><channel>{}", "<item><guid>1</guid></item>".repeat(parse::ENTRIES_MAX + 5)));
    assert_eq!(many.entries.len(), parse::ENTRIES_MAX);
    assert!(many.problems[0].0.contains("more entries"), "{:?}", many.problems);
}

#[test]
fn links_are_relative_to_what_says_so() {
    let link = |document: &str, base: Option<&str>| {
        let base = base.and_then(|base| Url::parse(base).ok());
        let feed = parse::feed(document.as_bytes(), None, base.as_ref()).expect("it is a feed");
        feed.entries[0].link.clone().unwrap_or_default()
    };
    let item = "<item><link>a</link></item>";
    assert_eq!(
        link(&format!("<rss><channel>{item}"), Some("https://e.example/x/rss")),
        "https://e.example/x/a"
    );
    assert_eq!(
        link(&format!("<rss><channel><link>https://e.example/y/</link>{item}"), None),
        "https://e.example/y/a"
    );
    assert_eq!(
        link(&format!("<rss xml:base='https://e.example/z/'><channel>{item}"), None),
        "https://e.example/z/a"
    );
    assert_eq!(link(&format!("<rss><channel>{item}"), None), "a");
}

#[test]
fn bytes_are_decoded_as_they_are() {
    let title = |bytes: &[u8], content_type: Option<&str>| {
        parse::feed(bytes, content_type, None).expect("it is a feed").title.unwrap_or_default()
    };
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "<?xml version='1.0' encoding='utf-16'?><rss><channel><title>été</title>"
            .encode_utf16()
            .flat_map(bytes)
            .collect()
    };
    assert_eq!(title(&utf16(u16::to_be_bytes), None), "été");
    assert_eq!(title(&utf16(u16::to_le_bytes), None), "été");
    assert_eq!(title(b"<rss><channel><title>\xe9t\xe9</title>", Some("text/xml; charset=iso-8859-1")), "été");
    assert_eq!(
        title(b"<?xml version='1.0' encoding='windows-1252'?><rss><channel><title>it\x92s</title>", None),
        "it’s"
    );
    assert_eq!(
        title(
            "<?xml version='1.0'?><?xml version='1.0' encoding='latin1'?><rss><channel><title>été</title>"
                .as_bytes(),
            None
        ),
        "été"
    );
}

#[test]
fn what_is_no_feed_is_refused_in_words() {
    let refuse = |document: &[u8], want: FeedError| assert_eq!(parse::feed(document, None, None), Err(want));
    refuse(b"", FeedError::Empty);
    refuse(b" \n\t ", FeedError::Empty);
    refuse(b"<!doctype html><title>404</title>", FeedError::Html);
    refuse(b"<html><body><p>503 Service Unavailable</p></body></html>", FeedError::Html);
    refuse(b"%PDF-1.7 \xff", FeedError::OtherFormat("a PDF document"));
    refuse(b"{\"error\": 404}", FeedError::JsonNotAFeed);
    refuse(b"Not found", FeedError::NotAFeed("Not found".into()));
    refuse(b"<svg><title>x</title></svg>", FeedError::NotAFeed("<svg><title>x</title></svg>".into()));
    assert!(matches!(parse::feed(b"{", None, None), Err(FeedError::JsonNotAFeed)));
}

#[test]
fn a_default_namespace_that_nobody_knows_is_the_feeds_own() {
    let feed = read(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://e.example/rss#'>\
         <channel><title>c</title></channel><item rdf:about='https://e.example/1'><title>a</title></item></rdf:RDF>",
    );
    assert_eq!((feed.title.as_deref(), feed.entries.len()), (Some("c"), 1));
    assert_eq!(feed.entries[0].title, "a");
    let other = read(
        "<rss xmlns='' version='2.0'><channel><title>c</title><x xmlns='http://e.example/'><item><title>a</title></item></x>\
         </channel></rss>",
    );
    assert!(other.entries.is_empty(), "{:?}", other.entries);
}

#[test]
fn a_document_that_ends_before_it_should_is_cut_off() {
    let check = |text: &str, is_cut_off: bool, problems: usize| {
        let feed = parse::feed(text.as_bytes(), None, None).unwrap();
        assert_eq!((feed.is_cut_off, feed.problems.len()), (is_cut_off, problems), "{text}");
    };
    let item = "<item><guid>1</guid><title>A</title></item>";
    check(&format!("<rss><channel>{item}</channel></rss>"), false, 0);
    check(&format!("<rss><channel>{item}</rss>"), false, 0);
    // Some never end what they begin.
    check(&format!("<rss><channel>{item}</channel>"), false, 1);
    check(&format!("<rss><channel>{item}<item><guid>2</guid><tit"), true, 2);
    check(&format!("<rss><channel>{item}<item><guid>2</guid><title>B"), true, 1);
}

#[test]
fn an_entry_that_is_cut_off_before_its_date_is_none_where_others_have_one() {
    let count = |text: &str| parse::feed(text.as_bytes(), None, None).unwrap().entries.len();
    let dated = "<item><guid>1</guid><pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate></item>";
    assert_eq!(count(&format!("<rss><channel>{dated}<item><guid>2</guid><title>B")), 1);
    assert_eq!(count("<rss><channel><item><guid>1</guid></item><item><guid>2</guid><title>B"), 2);
    let json =
        "{\"items\":[{\"id\":\"1\",\"date_published\":\"2026-03-04T10:00:00Z\"},{\"id\":\"2\",\"title\":\"B";
    assert_eq!(count(json), 1);
}

#[test]
fn a_json_feed_that_is_damaged_is_read_as_far_as_it_goes() {
    let check = |items: &str, after: &str, guids: &[&str], is_cut_off: bool| {
        let text = format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"News\",\"items\":[{items}{after}"
        );
        let feed = parse::feed(text.as_bytes(), None, None).unwrap();
        let read: Vec<&str> = feed.entries.iter().map(|entry| entry.guid.as_str()).collect();
        assert_eq!((read.as_slice(), feed.is_cut_off), (guids, is_cut_off), "{items}");
        assert!(feed.problems[0].0.starts_with("the JSON is damaged"), "{:?}", feed.problems);
        feed
    };
    let two = |title: &str| format!("{{\"id\":\"1\",\"title\":{title}}},{{\"id\":\"2\",\"title\":\"Two\"}}");
    let feed = check(&two(r#""An emoji cut in half \ud83d""#), "]}", &["1", "2"], false);
    assert_eq!(feed.entries[0].title, "An emoji cut in half \u{fffd}");
    let feed = check(&two("\"A\ttab\""), "]}", &["1", "2"], false);
    assert_eq!(feed.entries[0].title, "A tab");
    check(&two("\"One\",\"_of\":NaN"), "]}", &["1", "2"], false);
    check(&two("\"One\""), ",]}", &["1", "2"], false);
    check(&two("\"One\""), "]}<!-- cached -->", &["1", "2"], false);
    check(
        &two("\"One\""),
        &format!("],\"_deep\":{}{}}}", "[".repeat(200), "]".repeat(200)),
        &["1", "2"],
        false,
    );
    check(&two("\"One\""), ",{\"title\":\"Three\",\"id\":\"3", &["1", "2"], true);
    check(&two("\"One\""), ",{\"id\":\"3\",\"title\":\"Thr", &["1", "2", "3"], true);
}

#[test]
fn links_and_authors_are_read_as_they_are_meant() {
    let base = "https://b.example/x/feed.xml".parse().ok();
    let entry =
        |document: &str| parse::feed(document.as_bytes(), None, base.as_ref()).unwrap().entries.remove(0);
    let rss =
        |inside: &str| entry(&format!("<rss><channel><item>{inside}<title>t</title></item></channel></rss>"));
    let link = |inside: &str| rss(inside).link;
    assert_eq!(link("<guid isPermaLink='true'>/g/1</guid>").as_deref(), Some("https://b.example/g/1"));
    assert_eq!(link("<guid>/g/1</guid>"), None);
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
               <item rdf:about='https://b.example/2'><title>t</title></item></rdf:RDF>";
    assert_eq!(entry(rdf).link.as_deref(), Some("https://b.example/2"));
    let json = "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"https://b.example/3\",\"title\":\"t\"}]}";
    assert_eq!(entry(json).link.as_deref(), Some("https://b.example/3"));
    let author = |inside: &str| rss(inside).author.unwrap_or_default();
    assert_eq!(author("<dc:creator><![CDATA[<a href='x'>Jane</a>]]></dc:creator>"), "Jane");
    assert_eq!(author("<dc:creator><![CDATA[Jane &amp; Bob]]></dc:creator>"), "Jane & Bob");
    assert_eq!(author("<author>&lt;a href='x'&gt;Jane &amp;amp; Bob&lt;/a&gt;</author>"), "Jane & Bob");
    assert_eq!(author("<author>Jane &lt;jane@b.example&gt;</author>"), "Jane <jane@b.example>");
    let two =
        "<dc:creator>Jane Doe</dc:creator><dc:creator>Bob Roe</dc:creator><dc:creator>Jane Doe</dc:creator>";
    assert_eq!(author(two), "Jane Doe, Bob Roe");
    assert_eq!(
        rss("<category><![CDATA[Mergers &amp; Acquisitions]]></category>").categories,
        ["Mergers & Acquisitions"]
    );
    let overlong = format!("<category>Sea</category><category>{}</category>", "a".repeat(1_000));
    assert_eq!(rss(&overlong).categories, ["Sea"]);
}

#[test]
fn entities_that_a_document_declares_are_read() {
    let read = |declared: &str| {
        let document = format!(
            "<!DOCTYPE rss [{declared}]><rss><channel><item><title>&co; wins</title><link>/1</link></item></channel></rss>"
        );
        let feed = parse::feed(document.as_bytes(), None, None).unwrap();
        (feed.entries[0].title.clone(), feed.problems.len())
    };
    assert_eq!(read("<!ENTITY co \"Company & Sons\">"), ("Company & Sons wins".to_owned(), 0));
    assert_eq!(read("<!ENTITY co SYSTEM \"file:///etc/passwd\">"), ("&co; wins".to_owned(), 1));
    // So many references to a short plain text are too much of it.
    let many = "&co;".repeat(2_000);
    let document = format!(
        "<!DOCTYPE rss [<!ENTITY co '{}'>]><rss><channel><item><title>t</title><description>{many}",
        "x".repeat(1_000)
    );
    let problems = parse::feed(document.as_bytes(), None, None).unwrap().problems;
    let said = "entities that the document declares were left as they are: they are no short plain text, or too much of it";
    assert!(problems.iter().any(|problem| problem.to_string() == said), "{problems:?}");
}

#[test]
fn json_feeds_are_found_behind_what_programs_say_and_whatever_holds_their_items() {
    let count = |text: &str| {
        parse::feed(text.as_bytes(), None, None).map(|feed| (feed.entries.len(), feed.problems.len()))
    };
    let feed = |items: &str| {
        format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":{items}}}")
    };
    let one = "[{\"id\":\"1\",\"title\":\"a\"}]";
    assert_eq!(count(&format!("Warning: odd in line 3\n{}", feed(one))), Ok((1, 1)));
    assert_eq!(count(&format!("callback({});", feed(one))), Ok((1, 2)));
    assert_eq!(count(&feed("null")), Ok((0, 0)));
    let items = "[3,{\"id\":\"1\",\"title\":\"a\",\"language\":\"nb\"},{\"id\":\"2\",\"title\":\"b\",\"language\":3},{\"id\":\"3\",\"title\":\"c\",\"language\":\"sv\"}]";
    let read = parse::feed(feed(items).as_bytes(), None, None).unwrap();
    let languages: Vec<Option<&str>> = read.entries.iter().map(|entry| entry.language.as_deref()).collect();
    assert_eq!(languages, [Some("nb"), None, Some("sv")]);
    assert_eq!(
        count(&feed("{\"0\":{\"id\":\"1\",\"title\":\"a\"},\"2\":{\"id\":\"2\",\"title\":\"b\"}}")),
        Ok((2, 0))
    );
    assert!(count("Not found {\"items\": 1").is_err() || count("Not found").is_err());
}
