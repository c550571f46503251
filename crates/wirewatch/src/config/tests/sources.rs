//! Files, secrets, variables: what comes from where.

use std::path::Path;

use super::super::*;
use super::{SOUND, check_with, load_in, write};

#[test]
fn files_that_cannot_be_read() {
    let directory = tempfile::tempdir().unwrap();
    let (_, shown) = load_in(directory.path(), &[]);
    assert_eq!(shown, "c.toml: there is no such file");

    std::fs::write(directory.path().join("c.toml"), b"# caf\xe9\n").unwrap();
    let (_, shown) = load_in(directory.path(), &[]);
    assert_eq!(shown, "c.toml:1:6: is not UTF-8 from here on: save it as that");
    write(directory.path(), "c.toml", &format!("watchlist_files = ['a.toml']\n{SOUND}"));
    std::fs::write(directory.path().join("a.toml"), b"# \xc3\xa9t\xc3\xa9\n# caf\xe9\n").unwrap();
    let (_, shown) = load_in(directory.path(), &[]);
    assert_eq!(shown, "a.toml:2:6: is not UTF-8 from here on: save it as that");
    std::fs::remove_file(directory.path().join("a.toml")).unwrap();

    let text = "watchlist_files = ['a.toml', 'none/*.toml', 'more/*.toml']\n";
    write(directory.path(), "c.toml", &format!("{text}{SOUND}"));
    std::fs::create_dir(directory.path().join("more")).unwrap();
    let list =
        "[[watchlist]]\nname = 'one'\nendpoints = ['desk']\n[[watchlist.watch]]\nname = 'x'\n[store]\n";
    write(&directory.path().join("more"), "b.toml", list);
    let (_, shown) = load_in(directory.path(), &[]);
    insta::assert_snapshot!(shown, @r#"
    c.toml:1:20: watchlist_files[0]: a.toml: there is no such file
    more/b.toml:2:8: watchlist[0].name: "one" is the name of another watchlist (c.toml:10:8): rename one of them
    more/b.toml:6:2: store: only [[watchlist]] may stand here: move this to the configuration file
    c.toml:1:30: warning: watchlist_files[1]: no file matches none/*.toml
    "#);
}

#[test]
fn watchlists_in_files_of_their_own() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("lists")).unwrap();
    write(directory.path(), "c.toml", &format!("watchlist_files = ['lists/*.toml']\n{SOUND}"));
    let list = |name: &str| {
        format!("[[watchlist]]\nname = '{name}'\nendpoints = ['desk']\n[[watchlist.watch]]\nname = 'x'\n")
    };
    write(directory.path(), "lists/b.toml", &list("b"));
    write(directory.path(), "lists/a.toml", &list("a"));
    write(directory.path(), "lists/c.txt", "not read");

    let loaded = load(&directory.path().join("c.toml"), &Environment::default()).unwrap();
    let names: Vec<_> = loaded.settings.watchlists.iter().map(|list| list.name.as_str()).collect();
    assert_eq!(names, ["one", "a", "b"]);
    let files: Vec<_> =
        loaded.files.iter().map(|file| file.strip_prefix(directory.path()).unwrap()).collect();
    assert_eq!(files, [Path::new("c.toml"), Path::new("lists/a.toml"), Path::new("lists/b.toml")]);
    let places: Vec<_> = loaded.places.iter().map(|(_, place)| place.position).collect();
    assert_eq!(places, [Some((1, 20)), Some((1, 20))]);

    // Tried by itself, a file may be either.
    let names = |file| -> Vec<String> {
        load_watchlists(&directory.path().join(file)).unwrap().into_iter().map(|list| list.name).collect()
    };
    assert_eq!(names("lists/a.toml"), ["a"]);
    assert_eq!(names("c.toml"), ["one", "a", "b"]);
}

/// A file of nothing is no watchlist that finds nothing.
#[test]
fn a_file_without_watchlists_is_nothing_to_try() {
    let directory = tempfile::tempdir().unwrap();
    for text in ["", "\n", "# later\n", "[store]\n"] {
        write(directory.path(), "a.toml", text);
        let problems = load_watchlists(&directory.path().join("a.toml")).unwrap_err().to_string();
        assert!(problems.contains("a.toml: watchlist: no watchlist: there is nothing to try"), "{problems}");
    }
}

/// A watchlist that is tried must not go without the one that has its name.
#[test]
fn watchlists_of_one_name_are_told_where_they_are_tried_too() {
    let directory = tempfile::tempdir().unwrap();
    let list = |watch: &str| format!("[[watchlist]]\nname = 'x'\n[[watchlist.watch]]\nname = '{watch}'\n");
    write(directory.path(), "c.toml", &(list("Norvik Power") + &list("Lumen Foods")));
    let problems = load_watchlists(&directory.path().join("c.toml")).unwrap_err().to_string();
    assert!(
        problems.contains("c.toml:6:8: watchlist[1].name: \"x\" is the name of another watchlist"),
        "{problems}"
    );
}

#[test]
fn secrets_come_from_files_and_variables_too() {
    let directory = tempfile::tempdir().unwrap();
    let text = "[[feed]]\nurl = 'https://example.com/'\n[[endpoint]]\nname = 'news-desk'\nurl = 'https://a.example/'\n";
    let watch = "[[watchlist]]\nname = 'a'\nendpoints = ['news-desk']\n[[watchlist.watch]]\nname = 'x'\n";
    let from_file = format!("{text}secret_file = 'desk.secret'\n{watch}");
    write(directory.path(), "c.toml", &from_file);

    let (_, shown) = load_in(directory.path(), &[]);
    assert_eq!(shown, "c.toml:6:15: endpoint[0].secret_file: there is no file desk.secret");
    write(directory.path(), "desk.secret", "whsec_c2hvcnQ=");
    let (_, shown) = load_in(directory.path(), &[]);
    assert_eq!(
        shown,
        "c.toml:6:15: endpoint[0].secret_file: a shared key is 24 to 64 bytes long, this one 5; make one with (printf whsec_; openssl rand -base64 32)"
    );

    write(directory.path(), "desk.secret", "whsec_d2lyZXdhdGNoIHNpZ25zIHdpdGggdGhpcyE=\n");
    let secret = |settings: Option<Settings>| settings.unwrap().endpoints[0].secret.clone();
    let this = model::Secret::new(b"wirewatch signs with this!".to_vec());
    assert_eq!(secret(load_in(directory.path(), &[]).0), this);
    let files = load(&directory.path().join("c.toml"), &Environment::default()).unwrap().files;
    assert_eq!(files, [directory.path().join("c.toml"), directory.path().join("desk.secret")]);

    let over = [("WIREWATCH_ENDPOINT__NEWS_DESK__SECRET", "whsec_d2lyZXdhdGNoIHNpZ25zIHdpdGggdGhhdCE=")];
    let that = model::Secret::new(b"wirewatch signs with that!".to_vec());
    assert_eq!(secret(load_in(directory.path(), &over).0), that);
    let (_, shown) = load_in(directory.path(), &[("WIREWATCH_ENDPOINT__NEWS_DESK__SECRET", "hunter2")]);
    assert!(shown.starts_with("environment: WIREWATCH_ENDPOINT__NEWS_DESK__SECRET: "), "{shown}");
    assert!(!shown.contains("hunter2"), "a secret is never shown: {shown}");
}

#[test]
fn addresses_and_templates_come_from_files_too() {
    let directory = tempfile::tempdir().unwrap();
    let text = "[[endpoint]]\nname = 'chat'\nkind = 'template'\nurl_file = 'chat.url'\ntemplate_file = 'chat.jinja'\n";
    write(directory.path(), "c.toml", text);
    write(directory.path(), "chat.url", "https://chat.example/hooks/1\n");
    write(directory.path(), "chat.jinja", "{\"text\": {{ data.story.title }}}");
    let loaded = load(&directory.path().join("c.toml"), &Environment::default()).unwrap();
    let files = ["c.toml", "chat.jinja", "chat.url"].map(|name| directory.path().join(name));
    assert_eq!(loaded.files, files);
    assert_eq!(loaded.settings.endpoints[0].url.as_str(), "https://chat.example/hooks/1");

    let over = [("WIREWATCH_ENDPOINT__CHAT__URL", "https://chat.example/hooks/2")];
    let (settings, _) = load_in(directory.path(), &over);
    assert_eq!(settings.unwrap().endpoints[0].url.as_str(), "https://chat.example/hooks/2");

    write(directory.path(), "chat.jinja", "");
    std::fs::remove_file(directory.path().join("chat.url")).unwrap();
    let (_, shown) = load_in(directory.path(), &[]);
    let errors: Vec<&str> = shown.lines().filter(|line| !line.contains("warning")).collect();
    assert_eq!(
        errors,
        [
            "c.toml:4:12: endpoint[0].url_file: there is no file chat.url",
            "c.toml:5:17: endpoint[0].template_file: chat.jinja is empty",
        ]
    );
}

#[test]
fn variables_stand_over_keys() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "c.toml", &format!("[poll]\ntimeout = '10s'\n[store]\npath = 'a.db'\n{SOUND}"));
    let (settings, shown) = load_in(
        directory.path(),
        &[
            ("WIREWATCH_POLL__TIMEOUT", "20s"),
            ("WIREWATCH_POLL__PER_HOST", "7"),
            ("WIREWATCH_EGRESS__ALLOW", "10.0.0.0/8, ::1"),
            ("WIREWATCH_STORE__PATH", "b.db"),
            ("WIREWATCH_STORIES__EMBEDDING", "model"),
            ("WIREWATCH_LOG__FORMAT", ""),
            ("WIREWATCH_SERVICE_HOST", "of somebody else"),
            ("HOME", "/root"),
        ],
    );
    assert_eq!(shown, "");
    let settings = settings.unwrap();
    assert_eq!(settings.poll.timeout.as_secs(), 20);
    assert_eq!(settings.poll.per_host, 7);
    assert_eq!(settings.egress.allow, ["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()]);
    assert_eq!(settings.store.path, Path::new("b.db"));
    assert_eq!(settings.stories.embedding.as_deref(), Some(Path::new("model")));
    assert_eq!(load_in(directory.path(), &[]).0.unwrap().store.path, directory.path().join("a.db"));

    std::fs::create_dir(directory.path().join("lists")).unwrap();
    write(
        directory.path(),
        "lists/a.toml",
        "[[watchlist]]\nname = 'a'\nendpoints = ['desk']\nwatch = [{name = 'x'}]\n",
    );
    let lists = directory.path().join("lists/*.toml").display().to_string();
    let (settings, shown) = load_in(directory.path(), &[("WIREWATCH_WATCHLIST_FILES", &lists)]);
    assert_eq!((settings.unwrap().watchlists.len(), shown.as_str()), (2, ""));

    let said = |name, value| load_in(directory.path(), &[(name, value)]).1;
    assert_eq!(
        said("WIREWATCH_STORE__PAHT", "x"),
        "environment: WIREWATCH_STORE__PAHT: unknown variable, did you mean \"WIREWATCH_STORE__PATH\"?"
    );
    assert_eq!(
        said("WIREWATCH_POLL__PER_HOST", "many"),
        "environment: WIREWATCH_POLL__PER_HOST: expected a whole number, not negative"
    );
    assert_eq!(
        said("WIREWATCH_EGRESS__ALLOW", "10.0.0.0/8,home"),
        "environment: WIREWATCH_EGRESS__ALLOW: `home` is not a network: the address is not an IPv4 or IPv6 address; write it like 127.0.0.0/8 or ::1/128"
    );
}

#[test]
fn the_file_is_looked_for_where_it_is_named_first() {
    let named: Environment = [("WIREWATCH_CONFIG".to_owned(), "b.toml".to_owned())].into_iter().collect();
    assert_eq!(locate(Some("a.toml".into()), &named), Ok("a.toml".into()));
    assert_eq!(locate(None, &named), Ok("b.toml".into()));
}

#[test]
fn a_feed_has_a_door_of_its_own_that_is_shown_nowhere() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "token", "  hidden-token\n");
    write(directory.path(), "headers", "X-Key: hidden-key\n\nX-Edition: hidden-edition\n");
    let text = "[[feed]]\nurl = \"https://me:hidden-word@example.com/a\"\ncookie = \"a=hidden\"\n\
                [[feed]]\nurl = \"https://example.com/b\"\ntoken_file = \"token\"\nheaders_file = \"headers\"\n\
                [[feed]]\nurl = \"https://example.com/c\"\nname = \"third feed\"\nuser = \"me\"\nheaders = [\"X-Key: hidden\"]\n";
    write(directory.path(), "c.toml", text);
    let over = [
        ("WIREWATCH_FEED__THIRD_FEED__PASSWORD", "hidden-word"),
        ("WIREWATCH_FEED__THIRD_FEED__PROXY", "http://me:hidden@proxy.example:3128"),
    ];
    let (settings, shown) = load_in(directory.path(), &over);
    assert!(!shown.contains("feed"), "{shown}");
    let feeds = settings.unwrap().feeds;
    let sent = |feed: usize| -> Vec<(&str, &[u8])> {
        let headers = feeds[feed].access.headers().iter();
        headers.map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
    };
    assert_eq!(feeds[0].url.as_str(), "https://example.com/a");
    assert_eq!(sent(0), [("authorization", &b"Basic bWU6aGlkZGVuLXdvcmQ="[..]), ("cookie", b"a=hidden")]);
    let token = ("authorization", &b"Bearer hidden-token"[..]);
    assert_eq!(sent(1), [token, ("x-key", b"hidden-key"), ("x-edition", b"hidden-edition")]);
    assert_eq!(sent(2), [("authorization", &b"Basic bWU6aGlkZGVuLXdvcmQ="[..]), ("x-key", b"hidden")]);
    assert_eq!(feeds[2].access.proxy().unwrap().host_str(), Some("proxy.example"));
    assert!(!format!("{feeds:?}").contains("hidden"), "{feeds:?}");
}

#[test]
fn a_door_that_cannot_be_meant_is_said_so() {
    let feed = |rest: &str| format!("[[feed]]\nurl = \"https://example.com/a\"\n{rest}\n");
    check_with(
        &feed("user = \"me\""),
        &[
            "c.toml:3:8: feed[0].user: stands without a password: write password = \"…\" or password_file = \"…\"",
        ],
    );
    check_with(
        &feed("password = \"x\""),
        &["c.toml:3:12: feed[0].password: stands without a user: write user = \"…\""],
    );
    check_with(
        &feed("user = \"me\"\npassword = \"x\"\ntoken = \"y\""),
        &[
            "c.toml:1:1: feed[0]: has more than one kind of credentials: keep user and password, or token, or those in url",
        ],
    );
    check_with(
        &feed("headers = [\"Cookie: a=b\", \"Host: x\", \"nothing\"]"),
        &[
            "c.toml:3:12: feed[0].headers[0]: has a key of its own: write cookie = \"…\"",
            "c.toml:3:27: feed[0].headers[1]: may not set host, which says how the request is made",
            "c.toml:3:38: feed[0].headers[2]: is not a header: write it like \"X-Key: value\"",
        ],
    );
    check_with(
        "[[feed]]\nurl = \"http://me:x@example.com/a\"\n",
        &[
            "c.toml:2:7: warning: feed[0].url: what lets you in goes over the open network unencrypted: use https",
        ],
    );
}
