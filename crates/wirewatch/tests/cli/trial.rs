//! `wirewatch try`. What the stages find is tested in their crates; here it is what goes in, comes out, and goes wrong.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::{gzip, program, run, run_with, write};

const FEED: &str = r#"<?xml version="1.0"?>
<rss version="2.0"><channel><title>Harbour News</title><link>https://harbour.example/</link>
<item><guid isPermaLink="false">a1</guid><title>Ferry late</title><link>/ferry</link>
<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate><description>Fog again.</description></item>
</channel></rss>"#;

/// A page with a headline and enough text to be an article.
fn page(title: &str) -> String {
    let paragraph = "<p>The ferry to the islands was two hours late on Wednesday because of fog, the harbour master said, \
                     and passengers waited in the hall with tea that the company paid for.</p>";
    format!(
        "<!doctype html><html lang='en'><head><title>{title}</title></head><body><nav><a href='/'>Home</a></nav>\
         <article><h1>{title}</h1>{}</article></body></html>",
        paragraph.repeat(6)
    )
}

#[test]
fn a_feed_is_one_object() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "a.xml", FEED);
    let expected = json!({
        "feed": {"title": "Harbour News", "link": "https://harbour.example/", "id": null, "description": null, "language": null,
            "self_link": null, "hubs": [], "ttl_minutes": null, "skip_hours": [], "skip_days": []},
        "entries": [{
            "id": "a1", "title": "Ferry late", "link": "https://news.example/ferry", "author": null,
            "summary": "Fog again.", "content": null, "published": "2026-03-04T10:00:00Z", "updated": null,
            "language": null, "categories": [],
        }],
        "problems": [],
    });
    let base = ["--base", "https://news.example/rss"];
    let ran = run(directory.path(), &[&["try", "feed", "a.xml"], &base[..]].concat());
    assert_eq!((ran.code, ran.err.as_str(), ran.json()), (0, "", vec![expected.clone()]));

    let ran =
        run_with(directory.path(), &[&["try", "feed", "-"], &base[..]].concat(), &gzip(FEED.as_bytes()));
    assert_eq!(ran.json(), vec![expected]);
}

#[test]
fn all_that_a_feed_says_of_itself_is_shown() {
    let directory = tempfile::tempdir().unwrap();
    let head = r#"<language>nb</language><ttl>45</ttl><skipHours><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>
        <atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>
        <atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://harbour.example/rss"/><item>
        <category>Ferries</category><category>Fog</category>"#;
    write(directory.path(), "a.xml", FEED.replacen("<item>", head, 1));
    let ran = run(directory.path(), &["try", "feed", "a.xml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let read = &ran.json()[0];
    let feed = &read["feed"];
    assert_eq!(feed["language"], "nb");
    assert_eq!(feed["ttl_minutes"], 45);
    assert_eq!((&feed["skip_hours"], &feed["skip_days"]), (&json!([3]), &json!([6])));
    assert_eq!(
        (&feed["self_link"], &feed["hubs"]),
        (&json!("https://harbour.example/rss"), &json!(["https://hub.example/"]))
    );
    assert_eq!(read["entries"][0]["categories"], json!(["Ferries", "Fog"]));
}

#[test]
fn of_several_feeds_each_says_which_it_is_and_one_that_fails_stops_none() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "a.xml", FEED);
    write(directory.path(), "b.xml.gz", gzip(FEED.as_bytes()));
    write(directory.path(), "bomb.xml.gz", gzip(&vec![b' '; 11 * 1024 * 1024]));
    write(directory.path(), "cut.xml.gz", &gzip(FEED.as_bytes())[..40]);
    let inputs = ["try", "feed", "a.xml", "none.xml", "bomb.xml.gz", ".", "cut.xml.gz", "b.xml.gz"];
    let ran = run(directory.path(), &inputs);
    let files: Vec<Value> = ran.json().iter().map(|read| read["file"].clone()).collect();
    assert_eq!(files, ["a.xml", "b.xml.gz"]);
    let said: Vec<&str> = ran.err.lines().map(|line| line.split(": incomplete").next().unwrap()).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    wirewatch: none.xml: there is no such file
    wirewatch: bomb.xml.gz: it is longer than 10 MiB, the most that the daemon reads
    wirewatch: .: it is a directory: name the files in it
    wirewatch: cut.xml.gz: it cannot be read
    ");
    assert_eq!(ran.code, 1);
}

#[test]
fn pages_come_out_in_the_order_in_which_they_were_named() {
    let directory = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..150).map(|number| format!("{number}.v1.html.gz")).collect();
    for name in &names {
        write(directory.path(), name, gzip(page(&format!("Fog holds up ferry {name}")).as_bytes()));
    }
    let arguments: Vec<&str> =
        ["try", "article"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let ran = run(directory.path(), &arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let read = ran.json();
    let ids: Vec<&str> = read.iter().map(|page| page["id"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..150).map(|number| format!("{number}.v1")).collect();
    assert_eq!(ids, expected);
    assert!(read[7]["title"].as_str().unwrap().contains("7.v1"), "{}", read[7]);
    assert!(read[7]["text"].as_str().unwrap().contains("harbour master"), "{}", read[7]);
    assert_eq!(read[7]["language"], "en");
}

#[test]
fn several_pages_have_addresses_of_their_own() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["one.html", "two: 2?.html"] {
        write(directory.path(), name, page(name));
    }
    let base = ["--base", "https://e.example/news/ferry?id=1"];
    let urls = |files: &[&str]| -> Vec<String> {
        let ran = run(directory.path(), &[&["try", "article"][..], files, &base].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        ran.json().iter().map(|page| page["url"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(urls(&["one.html"]), ["https://e.example/news/ferry?id=1"]);
    assert_eq!(
        urls(&["one.html", "two: 2?.html"]),
        ["https://e.example/news/one", "https://e.example/news/two:%202%3F"]
    );
}

#[test]
fn a_page_is_shown_with_its_dates_and_its_site() {
    let directory = tempfile::tempdir().unwrap();
    let head = r#"<meta property="article:published_time" content="2026-03-01T09:00:00+01:00">
        <meta property="article:modified_time" content="2026-03-02T10:30:00+01:00">
        <meta property="og:site_name" content="Harbour Post"></head>"#;
    write(directory.path(), "told.html", page("Fog holds up ferry").replacen("</head>", head, 1));
    write(directory.path(), "bare.html", page("Fog holds up ferry"));
    let ran = run(directory.path(), &["try", "article", "told.html", "bare.html"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let read = ran.json();
    let [told, bare] = &read[..] else { panic!("{read:?}") };
    assert_eq!(told["published"], "2026-03-01T09:00:00+01:00");
    assert_eq!(told["dated"], "stated");
    assert_eq!(told["modified"], "2026-03-02T09:30:00Z");
    assert_eq!(told["site"], "Harbour Post");
    for key in ["published", "dated", "modified", "site"] {
        assert!(bare[key].is_null(), "{key}: {bare}");
    }
}

/// Answers one request with a feed.
fn serve_once(feed: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/rss", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 4096];
        let _ = stream.read(&mut head).unwrap();
        let length = feed.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\ncontent-length: {length}\r\n\r\n{feed}"
        )
        .unwrap();
    });
    address
}

#[test]
fn an_address_is_fetched_behind_the_guard() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "allow.toml", "[egress]\nallow = ['127.0.0.0/8']\n");
    write(directory.path(), "closed.toml", "");
    let ran = run(directory.path(), &["try", "feed", "http://127.0.0.1:9/", "--config", "closed.toml"]);
    assert!(ran.err.contains("127.0.0.1") && ran.err.contains("loopback"), "{}", ran.err);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));

    let address = serve_once(FEED);
    let ran = run(directory.path(), &["try", "feed", &address, "--config", "allow.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.json()[0]["entries"][0]["link"], address.replace("/rss", "/ferry"));

    write(directory.path(), "wrong.toml", "[egres]\n");
    let ran = run(directory.path(), &["try", "feed", &address, "--config", "wrong.toml"]);
    assert!(ran.err.starts_with("wirewatch: wrong.toml cannot be used:\n"), "{}", ran.err);
    assert!(
        ran.err.contains("\nwrong.toml:1:2: egres: unknown key, did you mean \"egress\"?"),
        "{}",
        ran.err
    );
}

/// A line of an article whose text is nobody else's.
fn line(id: &str, title: &str, text: &str) -> String {
    json!({"id": id, "url": null, "source": null, "published": null, "language": "en", "title": title, "text": text}).to_string()
}

const REPORT: &str = "The council of Port Ellery voted on Tuesday to close the old swing bridge for nineteen months while its \
    bearings are replaced, a repair that engineers had asked for since 2019. Lorries will go round by Castle Street, and the \
    bus to the hospital will leave every twelve minutes in the place of every twenty. Shopkeepers on the quay said that they \
    expected to lose a third of their trade, and asked for a cut in rates until the bridge is open again.";

#[test]
fn articles_become_stories_in_the_order_of_their_lines() {
    let directory = tempfile::tempdir().unwrap();
    let lines = [
        line("one", "Port Ellery to close its bridge", REPORT),
        line(
            "two",
            "Choir wins prize",
            "The children's choir of Saint Brannock sang four songs and won the county's cup.",
        ),
        line("three", "Bridge to close", &format!("{REPORT} The closure begins in June.")),
    ];
    write(directory.path(), "a.jsonl.gz", gzip(lines.join("\n").as_bytes()));
    let ran = run(directory.path(), &["try", "stories", "a.jsonl.gz"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.json(),
        vec![
            json!({"id": "one", "story": "one", "opened": true, "relation": "original", "of": null, "related": []}),
            json!({"id": "two", "story": "two", "opened": true, "relation": "original", "of": null, "related": []}),
            json!({"id": "three", "story": "one", "opened": false, "relation": "copy", "of": "one", "related": []}),
        ]
    );
}

#[test]
fn broken_lines_are_told_by_number_and_stop_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let lines = [
        "{\"id\": \"a\"}",
        "",
        "nonsense",
        "{\"id\": \"b\", \"title\": \"t\", \"text\": \"u\", \"published\": \"yesterday\"}",
        &line("c", "Fog", REPORT),
        &line("c", "Fog again", REPORT),
    ];
    let ran = run_with(directory.path(), &["try", "stories", "-"], lines.join("\n").as_bytes());
    assert_eq!(ran.json().len(), 1);
    insta::assert_snapshot!(ran.err, @r#"
    wirewatch: -:1: not an article: missing field `title` (column 11)
    wirewatch: -:3: not an article: it is no JSON: expected ident (column 2)
    wirewatch: -:4: not an article: "yesterday" is not a date: write it like "2026-03-04T10:00:00Z"
    wirewatch: -:6: an article before it has the id "c" too: give each its own
    "#);
    assert_eq!(ran.code, 1);
}

#[test]
fn mentions_come_with_their_evidence() {
    let directory = tempfile::tempdir().unwrap();
    write(
        directory.path(),
        "lists.toml",
        "[[watchlist]]\nname = 'bridges'\n[[watchlist.watch]]\nname = 'Port Ellery'\n",
    );
    write(
        directory.path(),
        "a.jsonl",
        line("one", "Bridge to close", "Port Ellery closes its bridge. More follows."),
    );
    let ran = run(directory.path(), &["try", "watch", "--watchlists", "lists.toml", "a.jsonl"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let mention = &ran.json()[0];
    assert_eq!(
        (&mention["article"], &mention["watchlist"], &mention["watch"], &mention["outcome"]),
        (&json!("one"), &json!("bridges"), &json!("Port Ellery"), &json!("match"))
    );
    assert_eq!(
        mention["evidence"],
        json!([{"alias": "Port Ellery", "field": "text", "start": 0, "end": 11, "sentence": "Port Ellery closes its bridge."}])
    );

    write(
        directory.path(),
        "wrong.toml",
        "[[watchlist]]\nname = 'x'\n[[watchlist.watch]]\nname = 'y'\nrule = 'a AND'\n",
    );
    let ran = run(directory.path(), &["try", "watch", "--watchlists", "wrong.toml", "a.jsonl"]);
    assert!(ran.err.starts_with("wirewatch: wrong.toml cannot be used:\nwrong.toml:5:"), "{}", ran.err);
    assert_eq!(ran.code, 1);
}

#[test]
fn articles_are_found_by_the_tags_of_their_feeds_and_by_their_own_categories() {
    let directory = tempfile::tempdir().unwrap();
    let lists =
        "[[watchlist]]\nname = 'l'\n[[watchlist.watch]]\nname = 'x'\nrule = 'bridge tag:\"Public Works\"'\n";
    write(directory.path(), "lists.toml", lists);
    let filed =
        |id: &str, how: &str| format!("{{\"id\": \"{id}\", \"title\": \"A bridge\", \"text\": \"\", {how}}}");
    let lines = [
        filed("fed", r#""tags": ["public works"]"#),
        filed("own", r#""tags": ["press"], "categories": ["PUBLIC WORKS", "Sea"]"#),
        filed("part", r#""categories": ["Public Works of Art"]"#),
        filed("none", r#""categories": null"#),
    ];
    write(directory.path(), "a.jsonl", lines.join("\n"));
    let ran = run(directory.path(), &["try", "watch", "--watchlists", "lists.toml", "a.jsonl"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let found: Vec<_> = ran.json().iter().map(|mention| mention["article"].clone()).collect();
    assert_eq!(found, ["fed", "own"]);
}

#[test]
fn what_did_not_match_is_explained() {
    let directory = tempfile::tempdir().unwrap();
    let lists = "[[watchlist]]\nname = 'bridges'\n[[watchlist.watch]]\nname = 'Ferry'\nnot = ['ferry tale']\n\
                 [[watchlist.watch]]\nname = 'tolls'\nrule = 'bridge AND toll'\n";
    write(directory.path(), "lists.toml", lists);
    write(directory.path(), "a.jsonl", line("one", "Bridge to close", "A ferry tale, says the mayor."));
    let ran = run(directory.path(), &["try", "watch", "--watchlists", "lists.toml", "--explain", "a.jsonl"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let told = ran.json();
    let of = |index: usize| (&told[index]["watch"], &told[index]["verdict"], &told[index]["reasons"]);
    let excluded = json!(["is part of \"ferry tale\", which excludes it"]);
    assert_eq!(of(0), (&json!("Ferry"), &json!("reject"), &excluded));
    let missing = json!(["\"toll\" stands nowhere"]);
    assert_eq!(of(1), (&json!("tolls"), &json!("reject"), &missing));
    assert_eq!(told[0]["candidates"][0]["alias"], json!("Ferry"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "lists.toml", "[[watchlist]]\nname = 'a'\n[[watchlist.watch]]\nname = 'fog'\n");
    let lines: Vec<String> =
        (0..5_000).map(|number| line(&number.to_string(), "Fog", "The fog stayed.")).collect();
    write(directory.path(), "a.jsonl", lines.join("\n"));
    let mut command = program(directory.path(), &["try", "watch", "--watchlists", "lists.toml", "a.jsonl"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn a_page_is_read_as_a_feed_by_selectors_and_names_its_feeds() {
    let directory = tempfile::tempdir().unwrap();
    let page = "<html><head><title>Press</title><link rel=alternate type='application/rss+xml' href='/rss'></head>\
        <body><div class=x><h3>One</h3><a href=/1>more</a><i>4 March 2026</i></div><div class=x><a href=/2>Two</a></div></body></html>";
    write(directory.path(), "page.html", page);
    let base = ["--base", "https://e.example/"];
    let selectors = ["--items", ".x", "--item-date", "i"];
    let ran = run(directory.path(), &[&["try", "feed", "page.html"][..], &base, &selectors].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let feed = &ran.json()[0];
    assert_eq!(feed["feed"]["title"], "Press");
    let titles: Vec<_> = feed["entries"].as_array().unwrap().iter().map(|entry| &entry["title"]).collect();
    assert_eq!(titles, ["One", "Two"]);
    assert_eq!(feed["entries"][0]["link"], "https://e.example/1");
    assert_eq!(feed["entries"][0]["published"], "2026-03-04T00:00:00Z");

    let ran = run(directory.path(), &[&["try", "feed", "page.html"][..], &base].concat());
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("it names https://e.example/rss: this is a web page (HTML), not a feed"),
        "{}",
        ran.err
    );
    let ran = run(directory.path(), &["try", "feed", "page.html", "--items", "div >"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn variables_count_where_there_is_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let address = serve_once(FEED);
    let mut command = program(directory.path(), &["try", "feed", &address]);
    let output = command.env("WIREWATCH_EGRESS__ALLOW", "127.0.0.0/8").output().unwrap();
    let ran = crate::ended(output);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let mut command = program(directory.path(), &["try", "feed", "http://127.0.0.1:9/"]);
    let ran = crate::ended(command.env("WIREWATCH_EGRESS__ALOW", "127.0.0.0/8").output().unwrap());
    assert!(ran.err.contains("WIREWATCH_EGRESS__ALOW") && ran.code == 1, "{}", ran.err);
}

/// What a watchlist's own bounds leave out is a match, and nobody is told of it.
#[test]
fn what_a_watchlist_leaves_out_is_explained() {
    let directory = tempfile::tempdir().unwrap();
    let article = json!({
        "id": "1", "url": "https://news.example/1", "source": "News", "published": null, "language": null,
        "title": "Ferry late", "text": "Netflix said on Monday that the ferry to the islands was late because of the fog.",
    });
    write(directory.path(), "a.jsonl", article.to_string());
    let untold = |bounds: &str| {
        let list =
            format!("[[watchlist]]\nname = \"l\"\n{bounds}\n[[watchlist.watch]]\nname = \"Netflix\"\n");
        write(directory.path(), "lists.toml", list);
        let ran =
            run(directory.path(), &["try", "watch", "--watchlists", "lists.toml", "--explain", "a.jsonl"]);
        let told = ran.json().remove(0);
        assert_eq!(told["verdict"], "match", "{told}");
        told["untold"].clone()
    };
    assert_eq!(untold(""), Value::Null);
    assert_eq!(untold("sources = [\"other.example\"]"), "source");
    assert_eq!(untold("exclude_sources = [\"news.example\"]"), "source");
    assert_eq!(untold("languages = [\"fr\"]"), "language");
    assert_eq!(untold("languages = [\"en\"]"), Value::Null);
    assert_eq!(untold("min_score = 0.999"), "score");
    assert_eq!(untold("min_salience = 0.9"), "salience");
    // How salient it is is said beside it, as bounds are set by that.
    let ran = run(directory.path(), &["try", "watch", "--watchlists", "lists.toml", "--explain", "a.jsonl"]);
    let salience = ran.json()[0]["salience"].as_f64().unwrap();
    assert!(salience > 0.1 && salience < 0.9, "{salience}");
}

/// A headline may be all there is of an article, and its language may be told as feeds tell it.
#[test]
fn an_article_may_be_a_headline_in_a_regional_language() {
    let directory = tempfile::tempdir().unwrap();
    let list = "[[watchlist]]\nname = \"l\"\nlanguages = [\"en\"]\n[[watchlist.watch]]\nname = \"Netflix\"\n";
    write(directory.path(), "lists.toml", list);
    let line = json!({"id": "1", "title": "Netflix, explained", "language": "en-GB"}).to_string();
    let arguments = ["try", "watch", "--watchlists", "lists.toml", "--explain", "-"];
    let told = run_with(directory.path(), &arguments, line.as_bytes()).json().remove(0);
    assert_eq!((&told["verdict"], &told["untold"]), (&json!("match"), &Value::Null), "{told}");
}
