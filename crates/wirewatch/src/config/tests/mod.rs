//! What every mistake is answered with, what comes from where, and that keys, shipped file and reference agree.

mod agreement;
mod bad_endpoints;
mod bad_watches;
mod in_part;
mod names;
mod policies;
mod problems;
mod sources;

use std::path::Path;

use super::*;

/// A configuration that is sound, for tests that add one mistake.
const SOUND: &str = r#"
[[feed]]
url = "https://example.com/rss"
[[endpoint]]
name = "desk"
url = "https://hooks.example.com/news"
secret = "whsec_d2lyZXdhdGNoIHNpZ25zIHdpdGggdGhpcyE="
[[watchlist]]
name = "one"
endpoints = ["desk"]
[[watchlist.watch]]
name = "Meta"
"#;

fn write(directory: &Path, name: &str, text: &str) {
    std::fs::write(directory.join(name), text).unwrap();
}

/// Loads `c.toml` of a directory; errors and warnings as they are printed, without the directory's name.
fn load_in(directory: &Path, variables: &[(&str, &str)]) -> (Option<Settings>, String) {
    let environment =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (settings, problems) = match load(&directory.join("c.toml"), &environment) {
        Ok(loaded) => (Some(loaded.settings), loaded.warnings),
        Err(problems) => (None, problems.0),
    };
    let shown = Problems(problems).to_string().replace(&format!("{}/", directory.display()), "");
    (settings, shown)
}

/// Checks what is said of a configuration, errors and warnings, to the letter.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "c.toml", text);
    let (_, shown) = load_in(directory.path(), &[]);
    assert_eq!(shown.lines().collect::<Vec<_>>(), expected, "{text}");
}

/// Checks what is said of a sound configuration with `text` put before it.
#[track_caller]
fn check_with(text: &str, expected: &[&str]) {
    check(&format!("{text}{SOUND}"), expected);
}
