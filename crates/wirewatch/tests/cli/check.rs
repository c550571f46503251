//! `wirewatch check`.

use crate::{program, run, write};

const SOUND: &str = r#"
[[feed]]
url = "https://example.com/rss"
[[endpoint]]
name = "desk"
url = "https://hooks.example.com/news"
[[watchlist]]
name = "weather"
endpoints = ["desk"]
[[watchlist.watch]]
name = "Storm"
[[watchlist.watch]]
name = "Flood"
"#;

const SECRET: &str = "whsec_d2lyZXdhdGNoIHNpZ25zIHdpdGggdGhpcyE=";

#[test]
fn a_sound_configuration_is_summed_up() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "wirewatch.toml", SOUND);
    let mut command = program(directory.path(), &["check"]);
    let output = command.env("WIREWATCH_ENDPOINT__DESK__SECRET", SECRET).output().unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "wirewatch.toml can be used: 1 feed, 1 endpoint, 1 watchlist with 2 watches\n"
    );
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &[][..]));
}

#[test]
fn everything_that_is_wrong_is_said_and_the_end_is_1() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "a.toml", format!("[store]\npth = 'x'\n{SOUND}aliass = ['Tempest']\n"));
    let ran = run(directory.path(), &["check", "--config", "a.toml"]);
    insta::assert_snapshot!(ran.out, @r#"
    a.toml:2:1: store.pth: unknown key, did you mean "path"?
    a.toml:6:1: endpoint[0].secret: missing: write secret = "…" or secret_file = "…", or set the variable WIREWATCH_ENDPOINT__DESK__SECRET
    a.toml:16:1: watchlist[0].watch[1].aliass: unknown key, did you mean "aliases"?
    a.toml cannot be used: 3 errors
    "#);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
}

#[test]
fn without_a_configuration_the_places_are_named() {
    let directory = tempfile::tempdir().unwrap();
    if std::path::Path::new("/etc/wirewatch/wirewatch.toml").exists() {
        return;
    }
    let ran = run(directory.path(), &["check"]);
    assert!(
        ran.err.starts_with("wirewatch: there is no configuration: neither ./wirewatch.toml"),
        "{}",
        ran.err
    );
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
}

#[test]
fn wrong_usage_ends_with_2() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in
        [&["chekc"][..], &["check", "--conf", "a"], &["check", "a.toml"], &[], &["try", "stories"]]
    {
        assert_eq!(run(directory.path(), arguments).code, 2, "{arguments:?}");
    }
}
