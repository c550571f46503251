//! `wirewatch endpoint`, before anything was sent.

use crate::{run, write};

#[test]
fn a_receiver_is_told_the_key_that_it_checks_signatures_with() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    write(
        at,
        "wirewatch.toml",
        "[[endpoint]]\nname = \"desk\"\nurl = \"https://hooks.example.com/news\"\n\
         secret = \"whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\n\
         [[endpoint]]\nname = \"shared\"\nurl = \"https://hooks.example.com/shared\"\n\
         secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n",
    );
    let listed = run(at, &["endpoint", "list"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    assert_eq!(
        listed.out,
        "desk (webhook, hooks.example.com)\n      nothing was sent yet\n      \
         its receiver checks signatures with whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n\
         shared (webhook, hooks.example.com)\n      nothing was sent yet\n"
    );
}
