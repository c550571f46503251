//! `wirewatch completions` and `wirewatch man`.

use crate::run;

#[test]
fn completions_and_the_manual_know_every_command() {
    let directory = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = run(directory.path(), &["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.contains("stories") && ran.out.contains("status"), "{shell}");
    }
    let ran = run(directory.path(), &["man"]);
    assert!(ran.out.starts_with(".ie") && ran.out.contains("wirewatch\\-status"), "{}", ran.out);
    assert!(
        ran.out.contains(".TH wirewatch-try-feed 1") && ran.out.contains("content\\-type"),
        "{}",
        ran.out
    );
}
