//! Any text is a rule or refused with a place inside it, and a rule that is read can be asked of any article.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use model::{Entity, Tracked, Watch};
use watch::Matcher;

mod article;

/// What every rule is compiled beside; made once, since it reads the word lists.
static BEFORE: LazyLock<Matcher> = LazyLock::new(|| {
    let mut matcher = Matcher::compile(&[]).expect("no watch is wrong");
    let entity = Watch { name: "Meta".to_owned(), tracked: Tracked::Entity(Entity::default()) };
    matcher.insert("list", &entity).expect("a name can be looked for");
    matcher
});

fuzz_target!(|rule: &str| {
    let mut matcher = BEFORE.clone();
    let watch = Watch { name: "rule".to_owned(), tracked: Tracked::Rule(rule.to_owned()) };
    match matcher.insert("list", &watch) {
        Ok(()) => article::check(&matcher, &article::article("", rule)),
        Err(error) => {
            assert!(error.column.is_none_or(|column| column <= rule.chars().count() + 1), "{error}");
            assert!(!error.expected.is_empty() && !error.nearest.is_empty(), "{error}");
        }
    }
});
