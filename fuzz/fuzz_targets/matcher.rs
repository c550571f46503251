//! Any names in any article, compiled at once or one at a time: both find the same. Lines before an empty one are watches,
//! by turns names (parts: aliases, context, exclusions, a ticker) and rules; what follows is the headline and the text.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use model::{Entity, Policy, Tracked, Watch, Watchlist};
use watch::Matcher;

mod article;

const WATCHES: usize = 8;

/// What watches are added to; made once, since it reads the word lists.
static EMPTY: LazyLock<Matcher> = LazyLock::new(|| Matcher::compile(&[]).expect("no watch is wrong"));

fuzz_target!(|input: &str| {
    let (names, story) = input.split_once("\n\n").unwrap_or((input, input));
    let (title, text) = story.split_once('\n').unwrap_or(("", story));
    let watches: Vec<Watch> = names.lines().take(WATCHES).enumerate().map(|(number, line)| watch(number, line)).collect();
    let article = article::article(title, text);
    let mut grown = EMPTY.clone();
    let accepted: Vec<Watch> =
        watches.into_iter().filter(|watch| grown.insert("list", watch).is_ok()).collect();
    article::check(&grown, &article);
    let list = Watchlist {
        name: "list".to_owned(),
        endpoints: Vec::new(),
        policy: Policy::default(),
        watches: accepted.clone(),
    };
    let followed = EMPTY.follow(&[], &[list]).expect("each watch was accepted by itself");
    assert_eq!(grown.mentions(&article), followed.mentions(&article));
    for watch in &accepted {
        grown.remove("list", &watch.name);
    }
    assert!(grown.mentions(&article).is_empty());
});

fn watch(number: usize, line: &str) -> Watch {
    let tracked = if number % 3 == 2 {
        Tracked::Rule(line.to_owned())
    } else {
        let part = |part: usize| line.split('|').skip(part).step_by(4).map(str::to_owned).collect::<Vec<_>>();
        Tracked::Entity(Entity {
            aliases: part(0),
            context: part(1),
            not: part(2),
            ticker: part(3).into_iter().next(),
            kind: None,
        })
    };
    // A name that holds a word whatever the line says.
    Watch { name: format!("name {number}"), tracked }
}
