//! That the list of keys, what is read, the shipped file and the reference agree.

use super::super::*;
use super::{load_in, write};

/// The shipped file.
const SHIPPED: &str = include_str!("../../../../../config/wirewatch.toml");

/// The reference of all keys.
const REFERENCE: &str = include_str!("../../../../../docs/configuration.md");

#[test]
fn the_shipped_file_is_the_defaults() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "c.toml", SHIPPED);
    let mut settings = load_in(directory.path(), &[]).0.unwrap();
    settings.store.path = settings.store.path.strip_prefix(directory.path()).unwrap().to_owned();
    assert_eq!(settings, Settings::default());
}

/// The shipped file with what is commented out, and that only, taken in.
fn shipped_with_examples() -> String {
    let taken_in = |line: &'static str| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with(' ') => rest,
        _ => line,
    };
    SHIPPED.lines().map(taken_in).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_shipped_examples_are_sound_and_leave_no_key_out() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "desk.secret", "whsec_d2lyZXdhdGNoIHNpZ25zIHdpdGggdGhpcyE=");
    write(directory.path(), "newsroom.url", "https://chat.example/hooks/1");
    write(directory.path(), "archive.jinja", "{\"id\": {{ data.id }}}");
    for (name, text) in [
        ("members.password", "secret"),
        ("api.token", "secret"),
        ("api.headers", "X-Key: secret"),
        ("staff.cookie", "session=secret"),
        ("internal.proxy", "http://user:secret@proxy.example.com:3128"),
    ] {
        write(directory.path(), name, text);
    }
    let text = shipped_with_examples();
    write(directory.path(), "c.toml", &text);
    let (settings, shown) = load_in(directory.path(), &[]);
    assert_eq!(shown, "");
    assert_eq!(settings.unwrap().endpoints.len(), 7);

    let table = toml::de::DeTable::parse(&text).unwrap();
    let mut written = Vec::new();
    paths("", table.get_ref(), &mut written);
    let mut known: Vec<&str> = keys::KEYS.to_vec();
    written.sort();
    written.dedup();
    known.sort_unstable();
    assert_eq!(written, known);
}

/// The paths of all keys of a table, written as in [`keys::KEYS`].
fn paths(prefix: &str, table: &toml::de::DeTable<'_>, into: &mut Vec<String>) {
    use toml::de::DeValue;
    for (key, value) in table {
        let path = format!("{prefix}{}", key.get_ref());
        match value.get_ref() {
            DeValue::Table(table) => paths(&format!("{path}."), table, into),
            DeValue::Array(array)
                if matches!(array.first().map(|value| value.get_ref()), Some(DeValue::Table(_))) =>
            {
                for element in array.iter() {
                    if let DeValue::Table(table) = element.get_ref() {
                        paths(&format!("{path}[]."), table, into);
                    }
                }
            }
            _ => into.push(path),
        }
    }
}

/// The rows of the reference's table of keys: key and default, without the backticks.
fn documented() -> Vec<(&'static str, &'static str)> {
    let (_, keys) = REFERENCE.split_once("## Keys").unwrap();
    let keys = keys.split("\n## ").next().unwrap();
    let rows = keys.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.map(|row| {
        let mut cells = row.split(" | ");
        (cells.next().unwrap().trim_end_matches('`'), cells.next().unwrap().trim_matches('`'))
    });
    cells.collect()
}

#[test]
fn the_reference_has_every_key_and_no_other() {
    let keys: Vec<&str> = documented().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, keys::KEYS);
}

#[test]
fn the_reference_has_the_defaults() {
    for (key, default) in documented().into_iter().filter(|(key, _)| !key.contains("[]")) {
        let name = key.rsplit('.').next().unwrap();
        let line = format!("{name} = {default}");
        assert!(SHIPPED.lines().any(|shipped| shipped.starts_with(&line)), "{key}: {default}");
    }
}

#[test]
fn every_key_is_read() {
    // A key that nothing reads would take any type without a word.
    for key in keys::KEYS {
        let mut section = key.split('.').collect::<Vec<_>>();
        let name = section.pop().unwrap();
        let mut head = String::new();
        let mut path = Vec::new();
        for part in section {
            path.push(part.trim_end_matches("[]"));
            let joined = path.join(".");
            head += &if part.ends_with("[]") { format!("[[{joined}]]\n") } else { format!("[{joined}]\n") };
        }
        let directory = tempfile::tempdir().unwrap();
        let kind =
            channel::OF_ONE_KIND.iter().find(|(key, _)| *key == name).filter(|_| head == "[[endpoint]]\n");
        head += &kind.map_or(String::new(), |(_, kind)| format!("kind = '{kind}'\n"));
        write(directory.path(), "c.toml", &format!("{head}{name} = true\n"));
        let (_, shown) = load_in(directory.path(), &[]);
        let expected = format!("{}: expected", key.replace("[]", "[0]"));
        assert!(shown.contains(&expected), "{key}: {shown}");
    }
}
