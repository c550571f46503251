//! Any names in any article, compiled at once, one at a time or by following a change: all find the same. Lines before an
//! empty one are watches, by turns names (parts: aliases, context, exclusions, a ticker) and rules; what follows is the headline
//! and the text.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use model::{Article, Entity, Mention, Policy, Tracked, Watch, Watchlist};
use watch::Matcher;

mod article;

const WATCHES: usize = 8;

/// One input in so many is compiled as well, which takes long, since that reads the word lists.
const COMPILED: usize = 32;

/// Watches that stay, so many that the others are changed one at a time.
static OTHERS: LazyLock<Watchlist> = LazyLock::new(|| {
    list("others", (0..4 * WATCHES).map(|number| watch(0, &format!("kept{number}"))).enumerate().map(named).collect())
});

/// What watches are added to.
static BEFORE: LazyLock<Matcher> =
    LazyLock::new(|| Matcher::compile(std::slice::from_ref(&*OTHERS)).expect("no watch is wrong"));

fuzz_target!(|input: &str| {
    let (names, story) = input.split_once("\n\n").unwrap_or((input, input));
    let (title, text) = story.split_once('\n').unwrap_or(("", story));
    let watches: Vec<Watch> = names.lines().take(WATCHES).enumerate().map(|(number, line)| watch(number, line)).collect();
    let article = article::article(title, text);
    let mut grown = BEFORE.clone();
    let accepted: Vec<Watch> =
        watches.into_iter().filter(|watch| grown.insert("list", watch).is_ok()).collect();
    article::check(&grown, &article);
    let lists = [OTHERS.clone(), list("list", accepted.clone())];
    let followed = BEFORE.follow(&lists[..1], &lists).expect("each watch was accepted by itself");
    let found = mentions(&grown, &article);
    assert_eq!(found, mentions(&followed, &article));
    if input.len() % COMPILED == 0 {
        assert_eq!(found, mentions(&Matcher::compile(&lists).expect("all were accepted"), &article));
    }
    for watch in &accepted {
        grown.remove("list", &watch.name);
    }
    assert_eq!(grown.mentions(&article), BEFORE.mentions(&article));
});

/// Mentions in an order that does not depend on the order in which watches came.
fn mentions(matcher: &Matcher, article: &Article) -> Vec<Mention> {
    let mut mentions = matcher.mentions(article);
    mentions.sort_by(|a, b| (&a.watchlist, &a.watch).cmp(&(&b.watchlist, &b.watch)));
    mentions
}

fn list(name: &str, watches: Vec<Watch>) -> Watchlist {
    Watchlist { name: name.to_owned(), endpoints: Vec::new(), policy: Policy::default(), watches }
}

fn named((number, watch): (usize, Watch)) -> Watch {
    Watch { name: format!("other {number}"), ..watch }
}

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
