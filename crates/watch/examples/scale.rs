//! Measures at scale: a million watches (half names, half rules) on made-up articles of three kilobytes. Prints the time to
//! compile, the memory that the matcher takes, how long it takes to follow a change, articles a second, and the time of one
//! insert. Articles are matched as the daemon does it, with nothing learned yet; and beside it without what that teaches.
//! `cargo run --release -p watch --example scale -- [WATCHES]`

#![allow(clippy::print_stdout, reason = "a program for the command line")]

#[path = "../benches/stream/mod.rs"]
mod stream;

use std::hint::black_box;
use std::time::Instant;

use model::{Entity, Tracked, Watch};
use watch::{Knowledge, Matcher};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(1_000_000), |count| count.parse())?;
    let words = stream::words();
    let mut random = stream::Random::new(1);
    let before = resident()?;
    let list = stream::watchlist(count, &words, &mut random);
    let with_lists = resident()?;
    let start = stream::processor_time();
    let mut matcher =
        Matcher::compile(std::slice::from_ref(&list)).map_err(|errors| format!("{:?}", errors.first()))?;
    println!("compiled {count} watches in {:.2} s", stream::processor_time() - start);
    let all = resident()?;
    println!("memory: lists {} MB, matcher {} MB", (with_lists - before) >> 20, (all - with_lists) >> 20);
    let mut changed = list.clone();
    changed.watches.truncate(count - 1);
    let start = Instant::now();
    let followed = matcher.follow(std::slice::from_ref(&list), std::slice::from_ref(&changed));
    println!("one watch fewer in the list, followed in {:?}", start.elapsed());
    drop((list, changed, followed));
    let name = "Inserted Name".to_owned();
    let watch = Watch { name, tracked: Tracked::Entity(Entity::default()) };
    let before = resident()?;
    let start = Instant::now();
    let mut copy = matcher.clone();
    println!("a copy in {:?}", start.elapsed());
    let start = Instant::now();
    copy.insert("list", &watch)?;
    println!("one insert into it in {:?}, with {} KB more", start.elapsed(), (resident()? - before) >> 10);
    drop(copy);

    let articles: Vec<_> = (0..20_000).map(|_| stream::article(&words, &[], &mut random)).collect();
    let bytes: usize = articles.iter().map(|article| article.title.len() + article.text.len()).sum();
    let knowledge = Knowledge::default();
    let start = stream::processor_time();
    let mentions: usize = articles.iter().map(|article| matcher.find(article, &knowledge).found.len()).sum();
    let took = stream::processor_time() - start;
    // In turns of a few articles, so that whatever else the machine does slows both.
    let (mut learning, mut plain) = (0.0, 0.0);
    for some in articles.chunks(500) {
        let start = stream::processor_time();
        some.iter().for_each(|article| drop(black_box(matcher.find(article, &knowledge))));
        let between = stream::processor_time();
        some.iter().for_each(|article| drop(black_box(matcher.mentions(article))));
        learning += between - start;
        plain += stream::processor_time() - between;
    }
    println!(
        "with what it teaches and its story could show: {:.3} times as long as without",
        learning / plain
    );
    println!(
        "{:.0} articles a second, {:.1} MB/s, {:.2} mentions an article",
        articles.len() as f64 / took,
        bytes as f64 / took / 1e6,
        mentions as f64 / articles.len() as f64
    );
    let start = Instant::now();
    matcher.insert("list", &watch)?;
    println!("one insert in {:?}", start.elapsed());
    let start = Instant::now();
    matcher.remove("list", "Inserted Name");
    println!("one removal in {:?}", start.elapsed());
    Ok(())
}

/// The memory that the process holds now, in bytes.
fn resident() -> Result<usize, Box<dyn std::error::Error>> {
    let statm = std::fs::read_to_string("/proc/self/statm")?;
    let pages: usize = statm.split_whitespace().nth(1).unwrap_or_default().parse()?;
    Ok(pages * 4096)
}
