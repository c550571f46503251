//! Lists of feeds as people and programs write them, and as nobody should.

use super::*;

fn check(document: &str, want: &[(&str, &[&str])]) {
    let list = opml(document.as_bytes()).unwrap();
    let found: Vec<(&str, Vec<&str>)> = list
        .feeds
        .iter()
        .map(|feed| (feed.url.as_str(), feed.tags.iter().map(String::as_str).collect()))
        .collect();
    let want: Vec<(&str, Vec<&str>)> = want.iter().map(|(url, tags)| (*url, tags.to_vec())).collect();
    assert_eq!(found, want, "{document}");
}

#[test]
fn long_addresses_are_taken_whole_or_not_at_all() {
    let long = format!("https://news.example/rss/search?q={}&hl=en", "a+b".repeat(200));
    let list = format!("<outline text='a' xmlUrl='{}'/>", long.replace('&', "&amp;"));
    check(&list, &[(&long, &[])]);
    let longer = format!("<outline text='a' xmlUrl='https://news.example/{}'/>", "a".repeat(10_000));
    let list = opml(longer.as_bytes()).unwrap();
    assert_eq!((list.feeds.len(), list.problems.len()), (0, 1));
    assert!(list.problems[0].to_string().len() < 300);
}

#[test]
fn folders_and_categories_become_tags() {
    check(
        "<?xml version='1.0'?><opml version='1.0'><head><title>Mine</title></head><body>\
         <outline text='A'><outline title='B &amp; C' text='x'>\
         <outline type='rss' text='P' xmlUrl='https://p.example/rss?a=1&amp;b=2' category='/Sea,/Land/Hill'/>\
         </outline><outline xmlUrl='https://q.example/'></outline></outline>\
         <outline xmlUrl='https://r.example/'/></body></opml>",
        &[
            ("https://p.example/rss?a=1&b=2", &["A", "B & C", "Sea", "Land", "Hill"]),
            ("https://q.example/", &["A"]),
            ("https://r.example/", &[]),
        ],
    );
}

#[test]
fn tags_that_no_category_can_hold_are_written_as_folders() {
    let written = |tags: &[&str]| {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let url = Url::parse("https://a.example/rss").unwrap();
        let feeds = vec![Subscription { url, title: None, site: None, tags }];
        write_opml(&Opml { feeds, ..Opml::default() })
    };
    let checked = |tags: &[&str]| check(&written(tags), &[("https://a.example/rss", tags)]);
    checked(&["one, two", "a/b", "c,d"]);
    checked(&["press", "Paris, Texas"]);
    checked(&["a <b>c</b>", "AT&amp;T", "<i>", "R&D, <b>"]);
    let many: Vec<String> = (0..20).map(|n| format!("{n} {}", "é".repeat(50))).collect();
    checked(&many.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(written(&["press", "a", "b"]).contains("category=\"/a,/b\""));
}

#[test]
fn odd_lists_are_read_all_the_same() {
    check("<OUTLINE XMLURL=feed://a.example/x>", &[("http://a.example/x", &[])]);
    check("<opml><outline text='a' xmlurl='a.example/rss'>", &[("https://a.example/rss", &[])]);
    check("\u{feff}<opml><outline type=rss url='http://a.example/'>", &[("http://a.example/", &[])]);
    check("<opml><outline type='link' text='a' url='http://a.example/'/>", &[]);
    // The same feed in two folders has both tags.
    check(
        "<opml><outline text='A'><outline xmlUrl='http://a.example'/></outline>\
         <outline text='B'><outline xmlUrl='http://a.example/'/></outline>",
        &[("http://a.example/", &["A", "B"])],
    );
    // An end too many, and a feed that is never closed.
    check(
        "<opml></outline></outline><outline text='A'><outline xmlUrl='http://a.example/'>\
         <outline xmlUrl='http://b.example/'>",
        &[("http://a.example/", &["A"]), ("http://b.example/", &["A"])],
    );
}

#[test]
fn a_list_that_is_cut_off_is_known_for_it() {
    let whole = "<opml version='1.0'><body><outline xmlUrl='http://a.example/'/>\
        <outline xmlUrl='http://127.0.0.1/b'/></body></opml>";
    for cut in 20..whole.len() - "</opml>".len() - 1 {
        let list = opml(whole.as_bytes().get(..cut).unwrap()).unwrap();
        assert!(list.is_cut_off, "{cut}");
        let known = ["http://a.example/", "http://127.0.0.1/b"];
        assert!(list.feeds.iter().all(|feed| known.contains(&feed.url.as_str())), "{cut}: {:?}", list.feeds);
    }
    assert!(!opml(whole.as_bytes()).unwrap().is_cut_off);
    assert!(!opml(b"<outline xmlUrl='a.io'/>").unwrap().is_cut_off);
}

#[test]
fn what_is_left_out_is_said() {
    let list = opml(b"<opml><outline xmlUrl='javascript:x()'/><outline xmlUrl='nowhere'/>").unwrap();
    let problems: Vec<String> = list.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "\"javascript:x()\" is no address of a feed and was left out",
            "\"nowhere\" is no address of a feed and was left out",
        ]
    );
    let many = "<outline xmlUrl='nowhere'/>".repeat(50);
    let problems = opml(format!("<opml>{many}").as_bytes()).unwrap().problems;
    assert_eq!(problems.last().unwrap().0, "30 more entries were left out");
}

#[test]
fn what_is_no_list_is_refused() {
    assert_eq!(opml(b"<rss><channel/></rss>"), Err(OpmlError::NotOpml));
    assert_eq!(opml(b""), Err(OpmlError::NotOpml));
    assert!(matches!(opml(b"%PDF-1.7"), Err(OpmlError::OtherFormat(_))));
    assert_eq!(opml(b"<opml/>").unwrap(), Opml::default());
}

#[test]
fn a_list_made_to_harm_is_bounded() {
    let deep = "<outline text='folder'>".repeat(200_000) + "<outline xmlUrl='http://a.example/'/>";
    assert_eq!(opml(deep.as_bytes()).unwrap().feeds[0].tags, ["folder"]);
    let open: String = (0..20_000).map(|n| format!("<outline xmlUrl='a.io/{n}'>")).collect();
    assert_eq!(opml(open.as_bytes()).unwrap().feeds.len(), 20_000);
    let wide = format!("<outline xmlUrl='http://a.example/' {} />", "a='1' ".repeat(100_000));
    assert_eq!(opml(wide.as_bytes()).unwrap().feeds.len(), 1);
    let many: String = (0..OPML_FEEDS_MAX + 5).map(|n| format!("<outline xmlUrl='a.io/{n}'/>")).collect();
    let list = opml(many.as_bytes()).unwrap();
    assert_eq!((list.feeds.len(), list.problems.len()), (OPML_FEEDS_MAX, 1));
    let folders: String = (0..16).map(|n| format!("<outline text='{n}{}'>", "é".repeat(99))).collect();
    let feeds: String = (0..20_000).map(|n| format!("<outline xmlUrl='a.io/{n}'/>")).collect();
    let list = opml(format!("{folders}{feeds}").as_bytes()).unwrap();
    let bytes: usize = list.feeds.iter().flat_map(|feed| &feed.tags).map(String::len).sum();
    assert!(bytes < 17 * 1024 * 1024 && list.problems.len() == 1, "{bytes}");
    let entities = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><outline text='&b;' xmlUrl='a.io'/>";
    assert_eq!(opml(entities.as_bytes()).unwrap().feeds.len(), 1);
}

proptest::proptest! {
    #[test]
    fn what_is_written_is_read(names in proptest::collection::vec("[a-z<>&\"' é,/;]{1,12}", 1..8)) {
        let feeds = names.iter().enumerate().map(|(n, name)| Subscription {
            url: Url::parse(&format!("https://a.example/{n}?x=1&y=%22")).unwrap(),
            title: named(name),
            site: named("https://a.example/?a&b"),
            tags: names.iter().take(n).filter_map(|name| one_line(name)).collect::<std::collections::BTreeSet<_>>().into_iter().collect(),
        });
        let feeds: Vec<_> = feeds.collect();
        let written = write_opml(&Opml { title: Some("Mine".to_owned()), feeds: feeds.clone(), problems: Vec::new(), is_cut_off: false });
        let read = opml(written.as_bytes()).unwrap();
        proptest::prop_assert_eq!(read.title.as_deref(), Some("Mine"));
        for feed in feeds {
            let found = read.feeds.iter().find(|found| found.url == feed.url).unwrap();
            // One that is a folder, too, may come before those that are categories.
            let sorted = |tags: &[String]| tags.iter().cloned().collect::<std::collections::BTreeSet<_>>();
            proptest::prop_assert_eq!(sorted(&found.tags), sorted(&feed.tags));
        }
    }

    #[test]
    fn anything_is_read(text in "(<|</|>|/>|outline|opml| xmlUrl=|'|\"|&#x3c;|http://a\\.io/| text=|é|\\PC){0,60}") {
        let _ = opml(text.as_bytes());
    }
}
