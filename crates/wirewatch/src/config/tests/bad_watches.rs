//! Watches as careless or hostile authors write them: each is found wrong where it stands, together with all others, in time
//! and without exhausting anything.

use super::{SOUND, check, load_in, write};

/// A watch that stands in line 13, so that its rule stands in line 15, or its name in line 14.
fn with(lines: &str) -> String {
    format!("{SOUND}[[watchlist.watch]]\n{lines}\n")
}

fn said(place: &str, message: &str) -> String {
    format!("{place}: watchlist[0].watch[1].{message}")
}

#[test]
fn a_rule_of_a_megabyte() {
    let rule = "Meta OR ".repeat(131_072) + "Meta";
    let message = "rule: the rule has 1048580 bytes: expected at most 100000; try several watches in one watchlist, or an entity with aliases";
    check(&with(&format!("name = 'x'\nrule = '{rule}'")), &[&said("c.toml:15:9", message)]);
}

#[test]
fn ten_thousand_levels_of_brackets() {
    let rule = "(".repeat(10_000) + "Meta" + &")".repeat(10_000);
    let message = "rule: the rule is nested more than 100 deep: expected at most 100 brackets, NOTs and fields inside one another; try the rule without brackets that do nothing, or as several watches";
    // The hundred and first of them.
    check(&with(&format!("name = 'x'\nrule = '{rule}'")), &[&said("c.toml:15:109", message)]);
}

#[test]
fn what_only_excludes() {
    let expected = "expected a word or phrase that must stand in the article";
    for (rule, place, problem, nearest) in [
        (
            "NOT Meta",
            "c.toml:15:9",
            "this only excludes, so nearly every article would match",
            "the same beside such a word",
        ),
        (
            "-Meta",
            "c.toml:15:9",
            "this only excludes, so nearly every article would match",
            "the same beside such a word",
        ),
        (
            "storm OR NOT Meta",
            "c.toml:15:18",
            "this only excludes, so nearly every article would match",
            "storm NOT Meta",
        ),
        (
            "NOT Meta AND NOT storm",
            "c.toml:15:9",
            "every part of this AND only excludes, or looks at no word of the text",
            "the same beside such a word",
        ),
        (
            "lang:en",
            "c.toml:15:9",
            "this looks at no word of the text, so every such article would match",
            "the same beside such a word",
        ),
    ] {
        let message = format!("rule: {problem}: {expected}; try {nearest}");
        check(&with(&format!("name = 'x'\nrule = '{rule}'")), &[&said(place, &message)]);
    }
}

#[test]
fn names_and_rules_that_are_empty() {
    check(&with("name = ''"), &[&said("c.toml:14:8", "name: must not be empty")]);
    check(&with("name = \" \\n\""), &[&said("c.toml:14:8", "name: must not be empty")]);
    check(&with("name = 'x'\nrule = ''"), &[&said("c.toml:15:8", "rule: must not be empty")]);
    check(&with("name = 'x'\naliases = ['']"), &[&said("c.toml:15:12", "aliases[0]: must not be empty")]);
    let nothing = "has neither a letter nor a digit, so that it cannot be found";
    check(
        &with("name = '+++'\naliases = ['!', '…']"),
        &[
            &said("c.toml:14:8", &format!("name: {nothing}")),
            &said("c.toml:15:12", &format!("aliases[0]: {nothing}")),
            &said("c.toml:15:17", &format!("aliases[1]: {nothing}")),
        ],
    );
    check(&with("name = '!!!'\naliases = ['Chk Chk Chk']"), &[]);
}

#[test]
fn names_that_are_too_long() {
    let message =
        "a name or phrase of it has more than 100 words: expected at most 100; try the first few of them";
    let long = "storm ".repeat(101);
    for key in ["aliases", "context", "not"] {
        check(
            &with(&format!("name = 'x'\n{key} = ['y', '{long}']")),
            &[&said(&format!("c.toml:15:{}", key.len() + 10), &format!("{key}[1]: {message}"))],
        );
    }
    let long = "雨".repeat(101);
    check(&with(&format!("name = '{long}'")), &[&said("c.toml:14:8", &format!("name: {message}"))]);
}

#[test]
fn two_watches_with_one_name() {
    let message =
        "name: \"Meta\" is the name of another watch of this list (c.toml:12:8): rename one of them";
    check(&with("name = 'Meta'\nrule = 'storm'"), &[&said("c.toml:14:8", message)]);
}

/// They are two names to commands and to rules, and one to readers.
#[test]
fn two_watches_whose_names_are_the_same_to_readers() {
    let warning = |name: &str| {
        let message = "is the name of another watch of this list (c.toml:12:8) but for case or accents, so that both are found in \
                       the same places: make them one, or write each in braces to find it in its own case only";
        format!("c.toml:14:8: warning: watchlist[0].watch[1].name: \"{name}\" {message}")
    };
    check(&with("name = 'META'"), &[&warning("META")]);
    check(&with("name = '{META}'"), &[]);
    check(&with("name = 'META'\nrule = 'storm'"), &[]);
    let composed = with("name = 'Nestle\u{301}'").replace("Meta", "Nestl\u{e9}");
    check(&composed, &[&warning("Nestle\u{301}")]);
    let message = "not[0]: leaves out every place where \"Nestl\u{e9}\" stands: write the longer names in which it means something else";
    check(&with("name = 'Nestl\u{e9}'\nnot = ['NESTLE']"), &[&said("c.toml:15:8", message)]);
}

/// Each is said at once, whatever else is wrong, in the order of the file.
#[test]
fn all_of_it_in_one_file_of_watchlists() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "c.toml", &format!("watchlist_files = ['list.toml']\n{SOUND}"));
    let list = format!(
        "[[watchlist]]\nname = 'list'\nendpoints = ['desk']\n\
         [[watchlist.watch]]\nname = 'long'\nrule = '{}'\n\
         [[watchlist.watch]]\nname = 'deep'\nrule = '{}'\n\
         [[watchlist.watch]]\nname = 'not'\nrule = 'NOT Meta'\n\
         [[watchlist.watch]]\nname = ''\n\
         [[watchlist.watch]]\nname = 'not'\n",
        "storm ".repeat(200_000),
        "(".repeat(10_000),
    );
    write(directory.path(), "list.toml", &list);
    let (settings, shown) = load_in(directory.path(), &[]);
    assert!(settings.is_none());
    let places: Vec<&str> = shown.lines().filter_map(|line| line.split(": ").next()).collect();
    let expected = ["list.toml:6:9", "list.toml:9:109", "list.toml:12:9", "list.toml:14:8", "list.toml:16:8"];
    assert_eq!(places, expected, "{shown}");
}

/// A file that is listed and gone when it is opened, as one that vanishes while the configuration is read.
#[test]
fn a_file_of_watchlists_that_vanishes() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("lists")).unwrap();
    std::os::unix::fs::symlink("nowhere.toml", directory.path().join("lists/b.toml")).unwrap();
    write(directory.path(), "c.toml", &format!("watchlist_files = ['lists/*.toml', 'a.toml']\n{SOUND}"));
    let (settings, shown) = load_in(directory.path(), &[]);
    assert!(settings.is_none());
    assert_eq!(
        shown.lines().collect::<Vec<_>>(),
        [
            "c.toml:1:20: watchlist_files[0]: lists/b.toml: there is no such file",
            "c.toml:1:36: watchlist_files[1]: a.toml: there is no such file",
        ]
    );
}
