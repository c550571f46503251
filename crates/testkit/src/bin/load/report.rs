//! The figures, as they are printed.

use std::collections::BTreeMap;
use std::time::Duration;

use testkit::{Press, Verdict};

use crate::run::Costs;

/// What was measured while the load ran.
pub(crate) struct Figures<'a> {
    pub(crate) press: &'a Press,
    /// How long articles were published.
    pub(crate) published: Duration,
    /// How much longer the last alert took.
    pub(crate) drained: Duration,
    pub(crate) before: Costs,
    pub(crate) after: Costs,
    pub(crate) kills: u32,
}

/// Prints a load's figures and what was wrong.
pub(crate) fn load(figures: &Figures, verdict: &Verdict) {
    let totals = figures.press.newsroom().totals();
    let seconds = figures.published.as_secs_f64();
    let all = seconds + figures.drained.as_secs_f64();
    let polls = (totals.feeds_whole() + totals.feeds_not_modified()) as f64;
    println!(
        "published     {} articles in {seconds:.1} s ({:.1} a second), {} stories, {} of them watched",
        verdict.published,
        verdict.published as f64 / seconds,
        verdict.stories,
        figures.press.watched(),
    );
    println!(
        "polled        {polls} feeds ({:.1} a second), {} of them 304",
        polls / all,
        totals.feeds_not_modified()
    );
    println!("pages read    {} ({:.1} a second)", totals.pages_whole(), totals.pages_whole() as f64 / all);
    println!(
        "alerts        {} ({:.1} a second), the last {:.1} s after the last article",
        verdict.alerts,
        verdict.alerts as f64 / all,
        figures.drained.as_secs_f64()
    );
    println!("latency       from published: {}", percentiles(&verdict.since_published));
    println!("              from change seen: {}", percentiles(&verdict.since_shown));
    println!("daemon        {}", figures.after.since(&figures.before));
    println!("memory        {} MB at the peak", figures.after.daemon.peak_memory >> 20);
    println!("killed        {} times", figures.kills);
    println!("repeated      {} deliveries with an id that came before", verdict.repeated);
    println!("lost          {}{}", verdict.lost.len(), some(verdict.lost.iter().cloned()));
    println!("wrong         {}{}", verdict.wrong.len(), some(verdict.wrong.iter().cloned()));
    println!("{}", if verdict.is_sound() { "SOUND" } else { "NOT SOUND" });
}

/// Prints the figures at the head of what `wirewatch status` says.
pub(crate) fn status(status: &str) {
    for line in status.lines().take_while(|line| !line.is_empty()) {
        println!("status        {line}");
    }
}

/// Prints what the daemon logged: each message once, with how often it came.
pub(crate) fn log(lines: &[String]) {
    let mut messages: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        // The time stands before the first space.
        *messages
            .entry(line.split_once(' ').map_or(line, |(_, message)| message.trim_start()))
            .or_default() += 1;
    }
    println!(
        "log           {} lines{}",
        lines.len(),
        some(messages.iter().map(|(line, n)| format!("{n} × {line}")))
    );
}

/// The first few of many things, a line each.
fn some(things: impl Iterator<Item = String>) -> String {
    things.take(10).map(|thing| format!("\n              {thing}")).collect()
}

fn percentiles(times: &[Duration]) -> String {
    let mut times = times.to_vec();
    times.sort_unstable();
    let at = |share: f64| {
        let index = (times.len().saturating_sub(1) as f64 * share).round() as usize;
        times.get(index).map_or(0, Duration::as_millis)
    };
    format!("p50 {} ms, p90 {} ms, p99 {} ms, most {} ms", at(0.5), at(0.9), at(0.99), at(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_of_none_one_and_many() {
        let check = |times: &[u64], expected: &str| {
            let times: Vec<Duration> = times.iter().copied().map(Duration::from_millis).collect();
            assert_eq!(percentiles(&times), expected);
        };
        check(&[], "p50 0 ms, p90 0 ms, p99 0 ms, most 0 ms");
        check(&[7], "p50 7 ms, p90 7 ms, p99 7 ms, most 7 ms");
        check(&(0..=100).rev().collect::<Vec<_>>(), "p50 50 ms, p90 90 ms, p99 99 ms, most 100 ms");
    }
}
