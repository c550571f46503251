//! Polling and waiting: what feeds that do not change cost.

use std::time::{Duration, Instant};

use anyhow::ensure;
use testkit::{Press, PressConfig};

use crate::args::Args;
use crate::now;
use crate::run::{Stage, between};

/// What the daemon takes where nothing else is asked for (its shipped bounds).
const DEFAULT_MIN: Duration = Duration::from_secs(120);
const DEFAULT_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Fills every feed with one story, waits until all are told of, and then measures a time in which nothing changes.
pub(crate) async fn measure(args: &Args) -> anyhow::Result<()> {
    let config = PressConfig { watched: 1.0, full_text: true, ..args.press() };
    let mut press = Press::open(config).await?;
    press.fill(now());
    let (min, max) = match args.interval {
        None if args.idle => (DEFAULT_MIN, DEFAULT_MAX),
        _ => (args.interval(), args.interval()),
    };
    let mut stage =
        Stage::start(args, &press, |setup| (setup.min_interval, setup.max_interval) = (min, max)).await?;
    let feeds = press.feeds().len() as f64;
    let first = stage.first_pass(&press).await?.as_secs_f64();
    println!("first pass    {feeds} feeds answered 200 in {first:.1} s: {:.0} a second", feeds / first);
    let began = Instant::now();
    let received = stage.drain(&press, Duration::from_secs(args.drain)).await?;
    println!("first alerts  {} in another {:.1} s", received.len(), began.elapsed().as_secs_f64());
    ensure!(press.verdict(&received).is_sound(), "not every feed's story was told of, or not once");
    if args.not_modified {
        pass(&mut stage, &press, feeds).await?;
    }
    unchanged(args, &mut stage, &press).await;
    stage.stop().await
}

/// Times as many 304s as there are feeds.
async fn pass(stage: &mut Stage, press: &Press, feeds: f64) -> anyhow::Result<()> {
    let totals = press.newsroom().totals();
    let (began, before, cost) = (Instant::now(), totals.feeds_not_modified(), stage.daemon.cost());
    press.newsroom().until(|| (totals.feeds_not_modified() - before) as f64 >= feeds).await;
    let took = began.elapsed().as_secs_f64();
    let cpu = between(cost, stage.daemon.cost()).as_secs_f64();
    println!(
        "304 pass      {feeds} answered 304 in {took:.1} s: {:.0} a second, {cpu:.1} s of CPU",
        feeds / took
    );
    Ok(())
}

/// Measures a time in which nothing changes.
async fn unchanged(args: &Args, stage: &mut Stage, press: &Press) {
    let totals = press.newsroom().totals();
    let (before, cost) = (totals.feeds_not_modified(), stage.daemon.cost());
    let length = Duration::from_secs(args.seconds);
    tokio::time::sleep(length).await;
    let after = stage.daemon.cost();
    let polls = (totals.feeds_not_modified() - before) as f64;
    let share = between(cost, after).as_secs_f64() / length.as_secs_f64() * 100.0;
    println!(
        "unchanged     {polls} polls in {} s: {:.1} a second",
        args.seconds,
        polls / length.as_secs_f64()
    );
    println!("CPU           {share:.2}% of a core");
    println!("memory        {} MB resident, {} MB at the peak", after.memory >> 20, after.peak_memory >> 20);
}
