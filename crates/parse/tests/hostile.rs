//! Documents made to stall, bloat or crash a reader. Each has the size at which time or memory that grows faster than the
//! document would be felt; that the test ends at all is what it shows.

use std::time::Duration;

/// Repetitions: enough for quadratic work to take minutes.
const MANY: usize = 50_000;

/// Reads the document in every way there is, on a thread with the small stack that workers have.
fn check(name: &str, document: String) {
    let (done, ended) = std::sync::mpsc::channel();
    let reader = std::thread::Builder::new().stack_size(512 * 1024).name(name.to_owned());
    let read = move || {
        let _ = parse::feed(document.as_bytes(), None, None);
        let _ = parse::page(document.as_bytes(), None, None);
        let _ = parse::plain_text(&document);
        let _ = parse::date(&document);
        let _ = parse::language(&document);
        done.send(()).expect("the test waits for it");
    };
    let thread = reader.spawn(read).expect("a thread can be started");
    // No measure of speed: a deadlock of the test itself is worse than a failure.
    ended.recv_timeout(Duration::from_secs(300)).unwrap_or_else(|_| panic!("{name} does not end"));
    thread.join().expect("nothing panics");
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

#[test]
fn nested_elements() {
    check("nested groups", rss(&format!("<item><title>x</title>{}</item>", "<media:group>".repeat(MANY))));
    check("nested elements, never closed", format!("<rss>{}", "<a>".repeat(MANY)));
    check("nested blocks", "<div>".repeat(MANY));
    check("nested lists", "<ul><li>".repeat(MANY));
    check("nested formatting", "<p><b><i><font color=red>".repeat(MANY / 4));
    check("nested tables", "<table><tr><td>".repeat(MANY));
    check("end tags only", "</div></p></q>".repeat(MANY));
    check("nested titles", rss(&format!("<item>{}", "<title>".repeat(MANY))));
}

#[test]
fn broken_tags() {
    check("tags without an end", rss(&"<b ".repeat(MANY)));
    check(
        "tags without an end in a title",
        rss(&format!("<item><title><![CDATA[{}]]></title></item>", "<b ".repeat(MANY))),
    );
    check("quotes that never close", "<a =\"><a \"=".repeat(MANY));
    check("single quotes", format!("<rss>{}", "<a b='".repeat(MANY)));
    check("comments that never end", format!("<rss>{}", "<!-- ".repeat(MANY)));
    check("sections that never end", rss(&"<item><title><![CDATA[".repeat(MANY / 4)));
    check("instructions that never end", format!("<rss>{}", "<?x ".repeat(MANY)));
    check("doctypes", format!("<rss>{}", "<!DOCTYPE a [ <!ENTITY ".repeat(MANY / 4)));
    check("angles", "<".repeat(MANY));
    check("ampersands", rss(&format!("<item><title>{}</title></item>", "&a".repeat(MANY))));
    check("scripts that never end", "<script></".repeat(MANY));
}

#[test]
fn many_of_everything() {
    check("items", rss(&"<item><guid>1</guid></item>".repeat(MANY)));
    check("categories", rss(&format!("<item>{}</item>", "<category>a</category>".repeat(MANY))));
    check("attributes", format!("<rss><channel><item {}><title>x</title>", "xmlns:a='b' ".repeat(MANY)));
    check("dates", "<time>on the 4 of May or 2 of June or 1 of July in 2025 or so</time>".repeat(MANY / 10));
    check(
        "events",
        "<b class=dtstart>on the 4 of May or 2 of June or 1 of July in 2025 or so</b>".repeat(MANY),
    );
    let base = format!("https://e.example/{}", "a/".repeat(10 * MANY));
    check(
        "a long base",
        format!("<feed xml:base='{base}'><entry><title>x</title>{}", "<link href='x'/>".repeat(MANY)),
    );
    check("authors", rss(&format!("{}{}", "<author>".repeat(250), "&a ".repeat(MANY))));
    check("paragraphs", "<p>word</p>".repeat(MANY));
    check("breaks after a long line", "word ".repeat(30 * MANY) + &"<b>&nbsp;</b><br>".repeat(MANY));
    check(
        "parts",
        format!(
            "<div>{}</div>",
            format!("<div class=a><p>{}</p></div>", "word ".repeat(20)).repeat(MANY / 10)
        ),
    );
    check("headings", "<h1>Read more</h1>".repeat(MANY / 4));
    check("authors", "<span class=author>by</span>".repeat(MANY / 4));
    check("graphs", "<script type=application/ld+json>[{\"@type\":\"Article\"}]</script>".repeat(MANY / 10));
    check("empty objects", format!("{{\"items\":[{}", "{\"\":0},".repeat(MANY)));
    check("nested arrays", format!("{{\"items\":{}", "[".repeat(MANY)));
    check("digits", "1".repeat(MANY));
    check("nothing", "\0".repeat(MANY));
}

#[test]
fn dates_everywhere() {
    check("labels", format!("<p>{}</p>", "published 2025 ".repeat(8)).repeat(MANY / 10));
    check("years", format!("<p>{}</p>", "2025 ".repeat(MANY)));
    check("keys in a script", format!("<script>{}</script>", "datePublished ".repeat(MANY)));
    check("one key in a script", format!("<script>{}</script>", "datePublished".repeat(MANY)));
    check("values in a script", format!("<script>{}</script>", "datePublished:".repeat(MANY)));
    check("a value in a script", format!("<script>'pubDate':'{}'</script>", "9".repeat(MANY)));
    check("metas", "<meta name=date1 content='4 Mey 2025'>".repeat(MANY / 4));
    check("dates in dates", "<time class=date>".repeat(MANY / 4) + "4 May");
    let long_words = format!("{} ", "x".repeat(6 * MANY)).repeat(29) + "2025";
    check("long words in dates", "<div class=date>".repeat(500) + &long_words);
    check("comments", "<div class=comment>".repeat(600) + &"<time datetime=2025-05-04>".repeat(MANY / 10));
    let named = format!("<div class='promo {}'>", "x ".repeat(2_000)).repeat(500);
    check(
        "names around",
        format!("<aside>{named}{}", format!("<p>{}</p>", "word ".repeat(38)).repeat(MANY / 10)),
    );
    check("a class", format!("<p class='{}'>4 May 2025</p>", "date ".repeat(MANY)));
    check(
        "an address",
        format!("<link rel=canonical href='https://e.example/{}'>", "2025/may/".repeat(MANY)),
    );
}

#[test]
fn bases_and_robots() {
    check("bases", rss(&"<item xml:base='../x/'><link>y</link>".repeat(MANY / 4)));
    check("page bases", "<base href='../x/'>".repeat(MANY / 4) + "<a href=y>");
    let rules =
        parse::robots(format!("User-agent: *\nDisallow: /{}$\n", "*a".repeat(MANY)).as_bytes(), "wirewatch");
    assert!(rules.allows(&"/a".repeat(MANY)));
}
