//! What is answered to names that would find nothing, or lose what they are for.

use super::{SOUND, check};

/// The watch of [`SOUND`] with one more line, the thirteenth.
fn with(line: &str, expected: &[&str]) {
    check(&format!("{SOUND}{line}\n"), expected);
}

#[test]
fn what_only_rules_know_is_refused_in_names() {
    with(
        "not = [\"Amazon riv*\"]",
        &[
            "c.toml:13:8: watchlist[0].watch[0].not[0]: \"riv*\" stands for no ending here: list the forms that it has, or write a watch with a rule",
        ],
    );
    with("aliases = [\"E*Trade\", \"{META}\"]", &[]);
    with(
        "aliases = [\"{META\"]",
        &[
            "c.toml:13:12: watchlist[0].watch[0].aliases[0]: has one brace: write \"{META}\" to find it in no other case, or \"META\"",
        ],
    );
    with(
        "context = [\"…\"]",
        &[
            "c.toml:13:12: watchlist[0].watch[0].context[0]: has neither a letter nor a digit, so that it cannot be found",
        ],
    );
    for (alias, mark) in [
        ("Facebook OR Instagram", "\\\"OR\\\""),
        ("title:Meta", "\\\"title:\\\""),
        ("/Face.*/", "slashes"),
        ("=Insta", "\\\"=\\\""),
    ] {
        let mark = mark.replace('\\', "");
        with(
            &format!("aliases = [\"{alias}\"]"),
            &[&format!(
                "c.toml:13:12: watchlist[0].watch[0].aliases[0]: holds {mark}, which means something in rules only: give each name by itself, or write a watch with a rule"
            )],
        );
    }
    with("aliases = [\"BANG AND OLUFSEN\", \"Facebook, Inc.\", \"AC/DC\"]", &[]);
    for ticker in ["$", "meta", "NASDAQ:META", "META, FB", "META US"] {
        with(
            &format!("ticker = \"{ticker}\""),
            &[
                "c.toml:13:10: watchlist[0].watch[0].ticker: is no ticker: write its capitals and digits without the exchange, as \"META\" or \"6758\"",
            ],
        );
    }
    with("ticker = \"$BRK.B\"", &[]);
}

#[test]
fn an_exclusion_that_leaves_out_its_own_name_is_refused() {
    with("not = [\"meta-analysis\"]", &[]);
    with(
        "not = [\"meta\"]",
        &[
            "c.toml:13:8: watchlist[0].watch[0].not[0]: leaves out every place where \"Meta\" stands: write the longer names in which it means something else",
        ],
    );
}

#[test]
fn a_name_without_a_letter_is_wrong_where_it_stands() {
    with(
        "[[watchlist.watch]]\nname = \"!!!\"",
        &[
            "c.toml:14:8: watchlist[0].watch[1].name: has neither a letter nor a digit, so that it cannot be found",
        ],
    );
}

#[test]
fn outlets_are_no_addresses() {
    check(
        &SOUND.replace(
            "[[watchlist.watch]]",
            "sources = [\"https://www.post.example/news\"]\n[[watchlist.watch]]",
        ),
        &[
            "c.toml:11:12: watchlist[0].sources[0]: is an address, and outlets go by their hosts or names: write \"post.example\"",
        ],
    );
    for outlet in ["post.example/news", "*.post.example", "post.example:8080", "post.example."] {
        check(
            &SOUND.replace(
                "[[watchlist.watch]]",
                &format!("exclude_sources = [\"{outlet}\"]\n[[watchlist.watch]]"),
            ),
            &[
                "c.toml:11:20: watchlist[0].exclude_sources[0]: is no host, and outlets go by their hosts or names: write \"post.example\", which stands for those below it, too",
            ],
        );
    }
    check(
        &SOUND.replace(
            "[[watchlist.watch]]",
            "sources = [\"St. Louis Post\", \"R.T./24\"]\n[[watchlist.watch]]",
        ),
        &[],
    );
}

#[test]
fn outlets_that_are_asked_for_and_left_out_are_warned_of() {
    check(
        &SOUND.replace(
            "[[watchlist.watch]]",
            "sources = [\"Sport.post.example\", \"mail.example\"]\nexclude_sources = [\"post.example\", \"The Mail\"]\n[[watchlist.watch]]",
        ),
        &[
            "c.toml:11:12: warning: watchlist[0].sources[0]: is left out by watchlist[0].exclude_sources[0] (c.toml:12:20), so that nothing of it is told: take it out of one of them",
        ],
    );
}
