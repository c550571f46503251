//! The rules of the house, as ARCHITECTURE.md states them: who depends on whom, what is named where, which licences.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What each of our crates may depend on, of ours.
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("parse", &["model"]),
    ("stories", &["model"]),
    ("embedding", &[]),
    ("watch", &["model"]),
    ("outbound", &["model"]),
    ("store", &["model"]),
    ("delivery", &["model", "outbound"]),
    ("pipeline", &["model", "parse", "stories", "embedding", "watch", "outbound", "store", "delivery"]),
    ("api", &["model", "store", "stories", "watch"]),
    ("testkit", &["model", "delivery"]),
    ("disk", &[]),
    (
        "wirewatch",
        &[
            "model",
            "parse",
            "stories",
            "embedding",
            "watch",
            "outbound",
            "store",
            "delivery",
            "pipeline",
            "api",
            "testkit",
        ],
    ),
];

/// What only some of our crates may depend on, of others'.
const CONFINED: &[(&str, &[&str])] = &[
    ("reqwest", &["outbound"]),
    ("rusqlite", &["store", "disk"]),
    ("feed-rs", &["parse"]),
    ("scraper", &["parse"]),
    ("dom_smoothie", &["parse"]),
    ("trafilatura", &["parse"]),
    ("html5ever", &["parse"]),
    ("quick-xml", &["parse"]),
    ("tokio", &["outbound", "store", "delivery", "pipeline", "api", "wirewatch", "testkit"]),
];

/// The crates that are pure functions: nothing of the outside world is named in them.
const PURE: &[&str] = &["model", "parse", "stories", "watch"];

const OUTSIDE_WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env::",
    "std::process",
    "std::thread::sleep",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "tokio::",
    "rusqlite::",
    "reqwest::",
];

const LICENCES: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "ISC",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Zlib",
    "CDLA-Permissive-2.0",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn metadata() -> Value {
    // What was built can be read without network; packages for other platforms may have to be fetched first.
    let read = |connection: &[&str]| {
        Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--all-features"])
            .args(connection)
            .current_dir(root())
            .output()
            .unwrap()
    };
    let offline = read(&["--offline"]);
    let output = if offline.status.success() { offline } else { read(&[]) };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Our crates with what each depends on outside of tests.
fn ours(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let members: BTreeSet<&str> =
        metadata["workspace_members"].as_array().unwrap().iter().map(text).collect();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .filter(|package| members.contains(text(&package["id"])))
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let of_the_program = dependencies.filter(|dependency| text(&dependency["kind"]) != "dev");
            let names = of_the_program.map(|dependency| text(&dependency["name"]).to_owned()).collect();
            (text(&package["name"]).to_owned(), names)
        })
        .collect()
}

#[test]
fn our_crates_depend_on_each_other_only_in_the_stated_directions() {
    let ours = ours(&metadata());
    let allowed: BTreeMap<&str, &[&str]> = DIRECTIONS.iter().copied().collect();
    for (name, dependencies) in ours.iter().filter(|(name, _)| *name != "tests") {
        let allowed =
            allowed.get(name.as_str()).unwrap_or_else(|| panic!("{name} is not in the house's plan"));
        for dependency in dependencies.iter().filter(|dependency| ours.contains_key(*dependency)) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn the_tools_of_one_trade_are_named_in_one_room() {
    let ours = ours(&metadata());
    for (tool, rooms) in CONFINED {
        for (name, dependencies) in ours.iter().filter(|(name, _)| *name != "tests") {
            let kept_out = !dependencies.contains(*tool) || rooms.contains(&name.as_str());
            assert!(kept_out, "{name} must not depend on {tool}; only {rooms:?} may");
        }
    }
}

#[test]
fn pure_crates_name_nothing_of_the_outside_world() {
    for name in PURE {
        for file in sources(&root().join("crates").join(name).join("src")) {
            let source = std::fs::read_to_string(&file).unwrap();
            for (number, line) in source.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for word in OUTSIDE_WORLD {
                    assert!(!code.contains(word), "{}:{}: {word}", file.display(), number + 1);
                }
            }
        }
    }
}

#[test]
fn sql_is_written_only_in_the_store() {
    for file in sources(&root().join("crates")) {
        // The tests of a disk under SQLite have a table of their own.
        if ["crates/store", "crates/disk"].iter().any(|room| file.starts_with(root().join(room))) {
            continue;
        }
        let source = std::fs::read_to_string(&file).unwrap();
        for statement in ["SELECT ", "INSERT INTO", "CREATE TABLE", "DELETE FROM", "PRAGMA "] {
            let found = source.lines().find(|line| line.contains(&format!("\"{statement}")));
            assert_eq!(found, None, "{}", file.display());
        }
    }
}

#[test]
fn every_bound_in_the_documentation_is_where_it_says() {
    let table = std::fs::read_to_string(root().join("docs/bounds.md")).unwrap();
    let mut named = 0;
    for row in table.lines().filter(|row| row.starts_with("| ") && row.contains(".rs`")) {
        let quoted: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
        let [name, file] = quoted[..] else { panic!("{row}") };
        let source = std::fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("{row}"));
        let name = name.rsplit("::").next().unwrap();
        assert!(source.contains(name), "{row}");
        named += 1;
    }
    assert!(named > 40, "{named}");
}

#[test]
fn every_crate_that_is_linked_has_a_licence_that_fits() {
    let metadata = metadata();
    for package in metadata["packages"].as_array().unwrap() {
        let licence = text(&package["license"]);
        assert!(fits(licence), "{} {}: {licence:?}", package["name"], package["version"]);
    }
}

/// Whether an SPDX expression can be met by allowed licences: some alternative of every part.
fn fits(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let parts = expression.split(" AND ").map(|part| part.replace(['(', ')'], ""));
    !expression.is_empty()
        && parts.into_iter().all(|part| part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim())))
}

#[test]
fn licence_expressions_are_judged() {
    for (expression, expected) in [
        ("MIT", true),
        ("MIT OR GPL-3.0", true),
        ("MIT/Apache-2.0", true),
        ("Apache-2.0 AND ISC", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("MIT AND GPL-3.0", false),
        ("GPL-3.0-only", false),
        ("", false),
    ] {
        assert_eq!(fits(expression), expected, "{expression}");
    }
}

fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
