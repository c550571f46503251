//! What is known of a configuration that cannot be used.

use std::path::Path;

use super::super::*;
use super::{SOUND, write};

/// Reads as much of `c.toml` as can be read; its errors as they are printed, without the directory's name.
fn load_in(directory: &Path, variables: &[(&str, &str)]) -> (Option<InPart>, String) {
    let environment =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (known, errors) = match load_in_part(&directory.join("c.toml"), &environment) {
        Ok(known) => (Some(known.clone()), known.errors),
        Err(problems) => (None, problems.0),
    };
    let shown = Problems(errors).to_string().replace(&format!("{}/", directory.display()), "");
    (known, shown)
}

/// The database of a configuration, without its directory, if it is known.
fn database(text: &str, variables: &[(&str, &str)]) -> Option<String> {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "c.toml", text);
    let (known, _) = load_in(directory.path(), variables);
    let path = known?.settings.store.path;
    Some(path.strip_prefix(directory.path()).unwrap_or(&path).display().to_string())
}

#[test]
fn a_database_is_known_unless_what_is_wrong_may_name_it() {
    let check = |text: &str, expected: Option<&str>| {
        assert_eq!(database(text, &[]).as_deref(), expected, "{text}");
    };
    check(SOUND, Some("wirewatch.db"));
    check(&format!("[store]\npath = 'news.db'\n{SOUND}aliass = []\n"), Some("news.db"));
    check(&format!("{SOUND}rule = 'Limco and'\n"), Some("wirewatch.db"));
    check(&format!("[store]\npath = 'news.db'\n{SOUND}aliases = ['x'\n"), Some("news.db"));
    check(&format!("{SOUND}aliases = ['x'\n"), Some("wirewatch.db"));
    check(&format!("[store]\nmax_size = '1'\npath = 'news.db'\n{SOUND}"), Some("news.db"));
    check(&format!("feeds = []\n{SOUND}"), Some("wirewatch.db"));
    for bad in [
        "[store]\npath = 'news.db\n",
        "[store]\npath = news.db\n",
        "[store]\npath = ''\n",
        "[store]\npth = 'news.db'\n",
        "[stor]\npath = 'news.db'\n",
        "store = 'news.db'\n",
        "[[store]]\npath = 'news.db'\n",
        "[store\npath = 'news.db'\n",
        "path = 'news.db'\n",
    ] {
        check(&format!("{bad}{SOUND}"), None);
        let over = [("WIREWATCH_STORE__PATH", "/news.db")];
        assert_eq!(database(&format!("{bad}{SOUND}"), &over).as_deref(), Some("/news.db"), "{bad}");
    }
}

#[test]
fn of_a_file_that_is_gone_a_variable_tells_the_database() {
    let directory = tempfile::tempdir().unwrap();
    let (known, shown) = load_in(directory.path(), &[]);
    assert_eq!((known.is_none(), shown.as_str()), (true, "c.toml: there is no such file"));
    let (known, shown) = load_in(directory.path(), &[("WIREWATCH_STORE__PATH", "/news.db")]);
    assert_eq!(shown, "c.toml: there is no such file");
    let known = known.unwrap();
    assert_eq!(known.settings.store.path, Path::new("/news.db"));
    assert!(!known.lacks_endpoint("desk") && !known.lacks_watchlist("one"), "they may be in force");
}

#[test]
fn what_is_wrong_elsewhere_leaves_times_known() {
    let directory = tempfile::tempdir().unwrap();
    let check = |list: &str, (one, two): (bool, bool)| {
        write(directory.path(), "a.toml", list);
        let text = format!("watchlist_files = ['a.toml']\n{SOUND}");
        write(directory.path(), "c.toml", &text);
        let (known, shown) = load_in(directory.path(), &[]);
        let known = known.unwrap();
        let limits = ["one", "two"].map(|name| known.policy(name).map(|policy| policy.limit.is_some()));
        assert_eq!(limits[0].is_some(), one, "{list}\n{shown}");
        assert_eq!(limits[1], two.then_some(true), "{list}\n{shown}");
        assert_eq!(known.calm("desk"), Some(model::Calm::default()), "{list}\n{shown}");
        // Nothing is missing for sure where something cannot be read.
        assert_eq!(known.policy("three").is_some(), shown.is_empty());
        assert_eq!(known.lacks_endpoint("phone"), shown.is_empty());
    };
    let list = "[[watchlist]]\nname = 'two'\nendpoints = ['desk']\nlimit = '20/h'\n";
    let watch = "[[watchlist.watch]]\nname = 'x'\n";
    check(&format!("{list}{watch}"), (true, true));
    check(&format!("{list}{watch}rule = 'Limco and'\n"), (true, true));
    check(&format!("{list}{watch}aliass = []\n"), (true, true));
    check(&format!("{list}{watch}").replace("desk", "dsek"), (true, true));
    check(&format!("{list}quite = {{from = '22:00', to = '07:00'}}\n{watch}"), (true, false));
    check(&format!("{list}quiet = {{from = '22', to = '07:00'}}\n{watch}"), (true, false));
    check(&format!("{list}quiet = {{from = '22:00', to = '07:00'\n{watch}"), (true, false));
    check("", (true, false));
}

#[test]
fn an_endpoint_that_cannot_be_read_is_not_taken_for_absent() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "c.toml", &SOUND.replace("secret =", "secret_file = 'gone' #"));
    let known = load_in(directory.path(), &[]).0.unwrap();
    assert!(known.settings.endpoints.is_empty());
    assert!(!known.lacks_endpoint("desk") && known.calm("desk").is_none());
    assert!(known.policy("one").is_some());
    write(directory.path(), "c.toml", &SOUND.replace("secret =", "digest = {every = '2d'}\nsecret ="));
    let known = load_in(directory.path(), &[]).0.unwrap();
    assert!(known.settings.endpoints.len() == 1 && known.calm("desk").is_none());
}
