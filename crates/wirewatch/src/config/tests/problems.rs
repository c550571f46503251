//! What every mistake in one file is answered with.

use super::{SOUND, check, check_with, load_in, write};

#[test]
fn a_sound_configuration_says_nothing() {
    check(SOUND, &[]);
}

#[test]
fn unknown_keys_name_the_nearest_known_one() {
    check_with(
        "[poll]\ninterval = \"2m\"\n",
        &["c.toml:2:1: poll.interval: unknown key, did you mean \"min_interval\"?"],
    );
    check_with("  feeds = []\n", &["c.toml:1:3: feeds: unknown key, did you mean \"feed\"?"]);
    check_with(
        "[poll]\nqqqq = 1\n",
        &[
            "c.toml:2:1: poll.qqqq: unknown key, known here: min_interval, max_interval, timeout, per_host, host_pause, robots, silent_after",
        ],
    );
    check(
        &format!("{SOUND}alias = [\"Facebook\"]\n"),
        &["c.toml:13:1: watchlist[0].watch[0].alias: unknown key, did you mean \"aliases\"?"],
    );
    check(
        &format!("{SOUND}Context = [\"Facebook\"]\n"),
        &["c.toml:13:1: watchlist[0].watch[0].Context: unknown key, did you mean \"context\"?"],
    );
    check(
        &SOUND.replace("endpoints", "mute = '2h'\nendpoints"),
        &[
            "c.toml:10:1: watchlist[0].mute: unknown key: nothing is muted by a setting, but while the daemon runs by `wirewatch mute LIST 2h`",
        ],
    );
}

#[test]
fn wrong_types_say_what_is_expected_and_found() {
    check_with("[store]\npath = 5\n", &["c.toml:2:8: store.path: expected a string, found an integer"]);
    check_with("[store]\npath = ''\n", &["c.toml:2:8: store.path: must not be empty"]);
    check_with(
        "[store]\nkeep_articles = '6d'\n",
        &["c.toml:2:17: store.keep_articles: must be \"7d\" or more"],
    );
    check_with("[store]\nkeep_articles = 'off'\nmax_size = '20GB'\n", &[]);
    check_with("[store]\nmax_size = '99MB'\n", &["c.toml:2:12: store.max_size: must be \"100MB\" or more"]);
    check_with(
        "[store]\nmax_size = '20'\n",
        &["c.toml:2:12: store.max_size: \"20\" is not a size: write it like \"500MB\", \"20GB\" or \"1TB\""],
    );
    check_with("store = 'x'\n", &["c.toml:1:9: store: expected a table, found a string: write [store]"]);
    check_with("[[store]]\n", &["c.toml:1:1: store: expected one table: write [store], not [[store]]"]);
    check_with(
        "[egress]\nallow = '10.0.0.0/8'\n",
        &["c.toml:2:9: egress.allow: expected an array of strings, found a string"],
    );
    check_with(
        "[egress]\nallow = ['10.0.0.0/8', 4]\n",
        &["c.toml:2:24: egress.allow[1]: expected a string, found an integer"],
    );
    check_with(
        "[poll]\nper_host = 1.5\n",
        &["c.toml:2:12: poll.per_host: expected a whole number, found a number with a fraction"],
    );
    check_with(
        "[poll]\nper_host = -1\n",
        &["c.toml:2:12: poll.per_host: expected a whole number, not negative"],
    );
    check_with("[poll]\nper_host = 0\n", &["c.toml:2:12: poll.per_host: must be 1 to 64"]);
    check(
        "[feed]\nurl = 'https://example.com/'\n",
        &[
            "c.toml:1:1: feed: expected an array of tables, found a table: write [[feed]]",
            "c.toml: warning: watchlist: no watchlist: nothing is told until a [[watchlist]] has a watch",
        ],
    );
    check_with(
        "[[watchlist]]\nname = 'a'\ndigest = '1h'\n[watchlist.watch]\nname = 'Meta'\n",
        &[
            "c.toml:3:10: watchlist[0].digest: expected a table, found a string: write [watchlist.digest]",
            "c.toml:4:1: watchlist[0].watch: expected an array of tables, found a table: write [[watchlist.watch]]",
            "c.toml:1:1: warning: watchlist[0].endpoints: names no endpoint: its alerts are kept and sent nowhere",
        ],
    );
    check(
        "feed = [3]\nwatchlist = []\n",
        &["c.toml:1:9: feed[0]: expected a table, found an integer: write [[feed]]"],
    );
}

#[test]
fn durations_and_their_bounds() {
    check_with(
        "[poll]\nmin_interval = '2 minutes'\n",
        &[
            "c.toml:2:16: poll.min_interval: \"2 minutes\" is not a duration: write it like \"90s\", \"2m\", \"24h\", \"7d\" or \"1h30m\"",
        ],
    );
    check_with(
        "[poll]\nmin_interval = 120\n",
        &["c.toml:2:16: poll.min_interval: expected a string, found an integer"],
    );
    check_with(
        "[poll]\nmin_interval = '10ms'\n",
        &["c.toml:2:16: poll.min_interval: must be \"100ms\" or more"],
    );
    check_with(
        "[poll]\nmin_interval = '5s'\n",
        &[
            "c.toml:2:16: warning: poll.min_interval: publishers ban who polls this often: \"30s\" is the least for others' servers",
        ],
    );
    check_with(
        "[poll]\nmin_interval = '2h'\nmax_interval = '1h'\n",
        &[
            "c.toml:2:16: poll.min_interval: min_interval (2h) is above max_interval (1h): set both so that it is not",
        ],
    );
    check_with(
        "[poll]\nmin_interval = '2d'\n",
        &[
            "c.toml:2:16: poll.min_interval: min_interval (2d) is above max_interval (24h): set both so that it is not",
        ],
    );
    check_with(
        "[[feed]]\nurl = 'https://example.com/a'\nmax_interval = '1m'\n",
        &[
            "c.toml:3:16: feed[0].max_interval: min_interval (2m) is above max_interval (1m): set both so that it is not",
        ],
    );
    check_with(
        "[shutdown]\ndeadline = '20y'\n",
        &[
            "c.toml:2:12: shutdown.deadline: \"20y\" is not a duration: write it like \"90s\", \"2m\", \"24h\", \"7d\" or \"1h30m\"",
        ],
    );
}

#[test]
fn logs_and_networks() {
    check_with(
        "[log]\nformat = 'xml'\n",
        &["c.toml:2:10: log.format: \"xml\" is not a format: write \"text\" or \"json\""],
    );
    check_with(
        "[log]\nfilter = 'a=b=c'\n",
        &[
            "c.toml:2:10: log.filter: \"a=b=c\" is not a filter (error parsing level filter: expected one of \"off\", \"error\", \"warn\", \"info\", \"debug\", \"trace\", or a number 0-5): write it like \"info\" or \"info,pipeline=debug\"",
        ],
    );
    check_with(
        "[egress]\nallow = ['10.0.0.1/8', '::1', 'home']\n",
        &[
            "c.toml:2:10: egress.allow[0]: `10.0.0.1/8` is not a network: the address has bits set after the prefix; write it like 127.0.0.0/8 or ::1/128",
            "c.toml:2:31: egress.allow[2]: `home` is not a network: the address is not an IPv4 or IPv6 address; write it like 127.0.0.0/8 or ::1/128",
        ],
    );
    check_with(
        "[egress]\ncontact = 'Zoë'\n",
        &[
            "c.toml:2:11: egress.contact: may hold printable ASCII only, as it is sent in a header: write an e-mail or web address",
        ],
    );
}

#[test]
fn feeds() {
    check_with("[[feed]]\ntags = ['a']\n", &["c.toml:1:1: feed[0].url: missing: write url = \"https://…\""]);
    check_with(
        "[[feed]]\nurl = 'example.com/rss'\n",
        &[
            "c.toml:2:7: feed[0].url: is not an address (relative URL without a base): write it like \"https://example.com/news\"",
        ],
    );
    check_with(
        "[[feed]]\nurl = 'ftp://example.com/rss'\n",
        &["c.toml:2:7: feed[0].url: is neither http nor https: only these are spoken"],
    );
    check_with(
        "[[feed]]\nurl = 'https://EXAMPLE.com:443/rss'\n",
        &["c.toml:5:7: feed[1].url: the same feed as feed[0] (c.toml:2:7): remove one of them"],
    );
    check_with(
        "[[feed]]\nurl = 'http://127.0.0.1:8000/rss'\n",
        &[
            "c.toml:2:7: feed[0].url: 127.0.0.1 is not public and would be refused: add a network that holds it to egress.allow",
        ],
    );
    check_with("[egress]\nallow = ['127.0.0.0/8']\n[[feed]]\nurl = 'http://127.0.0.1:8000/rss'\n", &[]);
    check(
        "",
        &[
            "c.toml: warning: feed: no feed: nothing is watched until a [[feed]] has a url",
            "c.toml: warning: watchlist: no watchlist: nothing is told until a [[watchlist]] has a watch",
        ],
    );
}

#[test]
fn rules() {
    check(
        &format!("{SOUND}rule = 'a OR b'\nnot = ['c']\n"),
        &[
            "c.toml:13:8: watchlist[0].watch[0].rule: stands beside not: a watch is found by a rule or by its names, so make it two watches",
        ],
    );
    let watch = |line: &str| format!("{SOUND}[[watchlist.watch]]\nname = 'x'\n{line}\n");
    let ends = |place: &str, nearest: &str| {
        format!(
            "{place}: watchlist[0].watch[1].rule: the rule ends where a word should stand: expected a word, a phrase in quotes or a bracket; try {nearest}"
        )
    };
    check(&watch("rule = 'storm AND'"), &[&ends("c.toml:15:18", "storm")]);
    check(&watch("rule = \"\"\"\nstorm\nAND\n\"\"\""), &[&ends("c.toml:18:1", "storm")]);
    check(&watch("rule = \"storm \\u0041ND\""), &[&ends("c.toml:15:23", "storm")]);
    check(&watch("rule = \"\\\"the storm\\\" AND\""), &[&ends("c.toml:15:26", "\"the storm\"")]);
    check(
        &format!("{SOUND}[[watchlist.watch]]\nname = '!'\n"),
        &[
            "c.toml:14:8: watchlist[0].watch[1].name: has neither a letter nor a digit, so that it cannot be found",
        ],
    );
}

#[test]
fn watchlists() {
    check_with(
        "[[watchlist]]\nname = 'a'\nendpoints = ['dsek', 'desk']\n[[watchlist.watch]]\nname = 'x'\n",
        &["c.toml:3:14: watchlist[0].endpoints[0]: no endpoint is called \"dsek\": did you mean \"desk\"?"],
    );
    check_with(
        "[[watchlist]]\nname = 'a'\n[[watchlist.watch]]\nname = 'x'\n",
        &[
            "c.toml:1:1: warning: watchlist[0].endpoints: names no endpoint: its alerts are kept and sent nowhere",
        ],
    );
    check_with(
        "[[watchlist]]\nname = 'a'\nendpoints = ['desk']\n",
        &[
            "c.toml:1:1: warning: watchlist[0].watch: has no watch: nothing is found until a [[watchlist.watch]] has a name",
        ],
    );
    check_with(
        "[[watchlist]]\nname = 'one'\nendpoints = ['desk']\n[[watchlist.watch]]\nname = 'x'\n",
        &[
            "c.toml:14:8: watchlist[1].name: \"one\" is the name of another watchlist (c.toml:2:8): rename one of them",
        ],
    );
    check(
        &format!("{SOUND}kind = 'company'\n[[watchlist.watch]]\nname = 'Meta'\n"),
        &[
            "c.toml:13:8: watchlist[0].watch[0].kind: \"company\" is not a kind: write \"organisation\", \"person\", \"place\", \"product\" or \"other\"",
            "c.toml:15:8: watchlist[0].watch[1].name: \"Meta\" is the name of another watch of this list (c.toml:12:8): rename one of them",
        ],
    );
    check_with(
        "[[watchlist]]\nname = 'a'\nendpoints = ['desk']\nlanguages = ['en-GB', 'klingon']\nwatch = [{name = 'x'}]\n",
        &[
            "c.toml:4:14: watchlist[0].languages[0]: \"en-GB\" is not compared as a whole: write \"en\"",
            "c.toml:4:23: watchlist[0].languages[1]: \"klingon\" is not a language: write it like \"en\" or \"fr\"",
        ],
    );
    check_with(
        "[[watchlist]]\nname = 'a'\nendpoints = ['desk']\nlanguages = ['ja', 'jp']\nwatch = [{name = 'x'}]\n",
        &[
            "c.toml:4:20: warning: watchlist[0].languages[1]: ISO 639 knows no language \"jp\", so that no article is in it: its codes are like \"ja\", \"cs\" or \"zh\"",
        ],
    );
    check_with(
        "[[watchlist]]\nname = 'a'\nendpoints = ['desk']\n[[watchlist.watch]]\naliases = ['x', ' ']\n",
        &[
            "c.toml:4:1: watchlist[0].watch[0].name: missing: write name = \"…\"",
            "c.toml:5:17: watchlist[0].watch[0].aliases[1]: must not be empty",
        ],
    );
}

#[test]
fn everything_is_said_in_one_go() {
    let shown = {
        let directory = tempfile::tempdir().unwrap();
        write(
            directory.path(),
            "c.toml",
            "[store]\npth = 'x'\n[poll]\ntimeout = '1'\n[[feed]]\n[[endpoint]]\n[[watchlist]]\n",
        );
        load_in(directory.path(), &[("WIREWATCH_POLL__TIMEOT", "5s")]).1
    };
    insta::assert_snapshot!(shown, @r#"
    c.toml:2:1: store.pth: unknown key, did you mean "path"?
    c.toml:4:11: poll.timeout: "1" is not a duration: write it like "90s", "2m", "24h", "7d" or "1h30m"
    c.toml:5:1: feed[0].url: missing: write url = "https://…"
    c.toml:6:1: endpoint[0].name: missing: write name = "…"
    c.toml:6:1: endpoint[0].url: missing: write url = "…" or url_file = "…"
    c.toml:6:1: endpoint[0].secret: missing: write secret = "…" or secret_file = "…"
    c.toml:7:1: watchlist[0].name: missing: write name = "…"
    environment: WIREWATCH_POLL__TIMEOT: unknown variable, did you mean "WIREWATCH_POLL__TIMEOUT"?
    c.toml:7:1: warning: watchlist[0].watch: has no watch: nothing is found until a [[watchlist.watch]] has a name
    "#);
}

#[test]
fn what_does_not_parse_is_not_missed_as_well() {
    check_with(
        "[[feed]]\nurl = https://example.com/b\n[poll]\ntimeout = 'soon'\n",
        &[
            "c.toml:2:7: string values must be quoted, expected literal string",
            "c.toml:4:11: poll.timeout: \"soon\" is not a duration: write it like \"90s\", \"2m\", \"24h\", \"7d\" or \"1h30m\"",
        ],
    );
    check_with(
        "[poll]\ntimeout = '5s'\ntimeout = '6s'\n",
        &["c.toml:3:1: duplicate key: timeout stands here for the second time"],
    );
    // Nor is anything warned of that follows from what could not be read.
    check(
        "[[watchlist]]\nname = 'a'\nendpoints =",
        &["c.toml:3:12: string values must be quoted, expected literal string"],
    );
}

/// What else is wrong is said as well, but for what the table holds.
#[test]
fn a_table_of_several_that_is_written_as_the_only_one_is_told_so() {
    let beside = "stands here beside another: where there may be several, each is";
    check_with(
        "[feed]\nurl = 'https://example.com/a'\n[feed]\nurl = 'https://example.com/b'\n[poll]\ntimeout = 'soon'\n",
        &[
            &format!("c.toml:3:2: [feed] {beside} [[feed]]"),
            "c.toml:6:11: poll.timeout: \"soon\" is not a duration: write it like \"90s\", \"2m\", \"24h\", \"7d\" or \"1h30m\"",
            &format!("c.toml:8:3: [[feed]] {beside} [[feed]]"),
        ],
    );
    for head in ["watchlist", "watchlist.watch"] {
        let column = head.len() - head.rsplit('.').next().unwrap().len() + 2;
        check(
            &format!("{SOUND}[{head}]\nname = 'b'\n"),
            &[&format!("c.toml:13:{column}: [{head}] {beside} [[{head}]]")],
        );
    }
    check_with("[poll]\n[poll]\n", &["c.toml:2:2: duplicate key: poll stands here for the second time"]);
}

#[test]
fn what_nests_without_end_is_said_once_and_where_it_is() {
    let endless = format!("{}a", "a.".repeat(200));
    let message = "too many names parted by dots: a key has at most 80";
    check(&format!("{SOUND}[{endless}]\nx = 1\n"), &[&format!("c.toml:13:1: {message}")]);
    check(&format!("{SOUND}# {endless}\n{endless} = 1\n"), &[&format!("c.toml:14:1: {message}")]);
    check(
        &format!("{SOUND}x = {}", "[".repeat(200)),
        &[
            "c.toml:13:85: cannot recurse further; max recursion depth met",
            "c.toml:13:205: unclosed array, expected `]`",
        ],
    );
}
