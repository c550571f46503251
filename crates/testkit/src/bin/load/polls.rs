//! Polling and waiting: what feeds that do not change cost.

use std::time::{Duration, Instant};

use anyhow::ensure;
use testkit::{Cost, Press, PressConfig};

use crate::args::Args;
use crate::now;
use crate::run::{Costs, Stage};

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
        pass(&stage, &press, feeds).await;
    }
    unchanged(args, &stage, &press).await;
    stage.stop().await
}

/// Times as many 304s as there are feeds.
async fn pass(stage: &Stage, press: &Press, feeds: f64) {
    let totals = press.newsroom().totals();
    let (began, before, costs) = (Instant::now(), totals.feeds_not_modified(), Costs::now(stage));
    press.newsroom().until(|| (totals.feeds_not_modified() - before) as f64 >= feeds).await;
    let took = began.elapsed().as_secs_f64();
    println!("304 pass      {feeds} feeds answered 304 in {took:.1} s: {:.0} a second", feeds / took);
    println!("daemon        {}", Costs::now(stage).since(&costs));
}

/// Measures a time in which nothing changes.
async fn unchanged(args: &Args, stage: &Stage, press: &Press) {
    let totals = press.newsroom().totals();
    let (before, costs) = (totals.feeds_not_modified(), Costs::now(stage));
    let length = Duration::from_secs(args.seconds);
    tokio::time::sleep(length).await;
    let after = Costs::now(stage);
    let polls = (totals.feeds_not_modified() - before) as f64;
    println!(
        "unchanged     {polls} polls in {} s: {:.1} a second",
        args.seconds,
        polls / length.as_secs_f64()
    );
    println!("daemon        {}", after.since(&costs));
    let Cost { memory, peak_memory, .. } = after.daemon;
    println!("memory        {} MB resident, {} MB at the peak", memory >> 20, peak_memory >> 20);
}
