//! `wirewatch opml`, and lists of feeds that the configuration names.

use crate::{run, run_with, write};

const LIST: &str = "<opml><head><title>Mine</title></head><body><outline text='Press'>\
    <outline text='The \"Post\"' xmlUrl='https://post.example/rss?a=1&amp;b=2'/></outline>\
    <outline text='Mail' xmlUrl='https://mail.example/feed'/><outline text='none' xmlUrl='mailto:a'/></body></opml>";

#[test]
fn a_list_is_taken_over_and_given_back() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    write(at, "list.opml", LIST);
    let printed = run(at, &["opml", "import", "list.opml"]);
    assert_eq!(
        (printed.code, printed.out.as_str()),
        (
            0,
            "# The \"Post\"\n[[feed]]\nurl = \"https://post.example/rss?a=1&b=2\"\ntags = [\"Press\"]\n\n\
             # Mail\n[[feed]]\nurl = \"https://mail.example/feed\"\n\n"
        )
    );
    assert!(printed.err.contains("list.opml: \"mailto:a\" is no address of a feed"), "{}", printed.err);
    assert_eq!(run_with(at, &["opml", "import", "-"], LIST.as_bytes()).out, printed.out);

    let written = run(at, &["opml", "import", "list.opml", "--out", "feeds.toml"]);
    assert_eq!(written.code, 0);
    assert!(written.err.contains("feed_files = [\"feeds.toml\"]"), "{}", written.err);
    let again = run(at, &["opml", "import", "list.opml", "--out", "feeds.toml"]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("feeds.toml cannot be written"), "{}", again.err);

    write(at, "wirewatch.toml", "feed_files = ['feeds.toml']\n");
    let exported = run(at, &["opml", "export"]);
    assert_eq!(exported.code, 0, "{}", exported.err);
    let back = run_with(at, &["opml", "import", "-"], exported.out.as_bytes());
    let tables = |text: &str| -> Vec<String> {
        let mut tables: Vec<String> =
            text.split("\n\n").map(|table| table.split_once('\n').unwrap_or_default().1.to_owned()).collect();
        tables.sort();
        tables
    };
    assert_eq!(tables(&back.out), tables(&printed.out));
}

/// The tables of a list that was written and read again are those that it was written from.
#[test]
fn tags_of_any_characters_are_given_back() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    let tables = "[[feed]]\nurl = \"https://post.example/rss\"\ntags = [\"press, daily\", \"R&D\", \"a/b\", \"<b>\"]\n\n";
    write(at, "wirewatch.toml", tables.replace("a/b", " a/b\\n"));
    let exported = run(at, &["opml", "export"]);
    assert_eq!(exported.code, 0, "{}", exported.err);
    let back = run_with(at, &["opml", "import", "-"], exported.out.as_bytes());
    let back = back.out.split_once('\n').unwrap().1;
    let sorted = |tables: &str| {
        let (url, tags) = tables.split_once("tags = [").unwrap();
        let mut tags: Vec<String> =
            tags.trim_end().trim_end_matches(']').split("\", \"").map(|tag| tag.replace('"', "")).collect();
        tags.sort();
        (url.to_owned(), tags)
    };
    assert_eq!(sorted(back), sorted(tables));
}

#[test]
fn a_configuration_names_lists_and_further_tables() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    write(at, "list.opml", LIST);
    write(at, "more.toml", "[[feed]]\nurl = 'https://mail.example/feed'\ntags = ['own']\n");
    write(at, "wirewatch.toml", "feed_files = ['*.opml', 'more.toml']\n");
    let checked = run(at, &["check"]);
    assert_eq!(checked.code, 0, "{}", checked.out);
    assert!(checked.out.contains("2 feeds"), "{}", checked.out);
    assert!(
        checked.out.contains("list.opml: warning: \"mailto:a\" is no address of a feed"),
        "{}",
        checked.out
    );

    write(at, "more.toml", "[[feed]]\nurl = 'https://mail.example/feed'\n[store]\n");
    write(at, "list.opml", "<rss/>");
    write(at, "wirewatch.toml", "feed_files = ['*.opml', 'more.toml', 'none.opml']\n");
    let checked = run(at, &["check"]);
    assert_eq!(checked.code, 1);
    for expected in [
        "feed_files[0]: list.opml: this is not OPML",
        "feed_files[2]: none.opml: there is no such file",
        "more.toml:3:2: store: only [[feed]] may stand here",
    ] {
        assert!(checked.out.contains(expected), "{expected} in\n{}", checked.out);
    }
}

#[test]
fn what_is_no_list_is_said() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "page.html", "<html><body>No list.</body></html>");
    let ran = run(directory.path(), &["opml", "import", "page.html"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("page.html: this is not OPML"), "{}", ran.err);
}

/// A list that is being written just now would drop feeds from the configuration that it has.
#[test]
fn a_list_that_is_cut_off_is_told_of_and_not_used() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    let cut = "<opml><body><outline text='a' xmlUrl='https://a.example/feed'/><outline text='b' xmlUrl='http://127.0.0.";
    write(at, "list.opml", cut);
    write(at, "wirewatch.toml", "feed_files = [\"list.opml\"]\n");
    let checked = run(at, &["check"]);
    assert!(
        checked.out.contains("list.opml") && checked.out.contains("ends before its end tag"),
        "{}",
        checked.out
    );
    assert_eq!(checked.code, 1);
    let imported = run(at, &["opml", "import", "list.opml"]);
    assert!(imported.err.contains("ends before its end tag"), "{}", imported.err);
    assert!(imported.out.contains("a.example") && !imported.out.contains("127.0.0"), "{}", imported.out);
}
