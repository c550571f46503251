//! What is held and why, what is muted, what was not told, and when the next digests are.

use jiff::Timestamp;
use model::{Mute, MuteScope};
use store::{HeldStatus, Untold};

use crate::commands::tell::{ago, ahead, unless_configured, unless_listed};
use crate::config::InPart;

pub(super) fn held_lines(held: &HeldStatus, known: &InPart, now: Timestamp) -> String {
    let HeldStatus { watchlist, endpoint, why, until, alerts } = held;
    let when = until.map_or_else(String::new, |until| format!(", {} ({until:.0})", ahead(until, now)));
    let listed = unless_listed(watchlist, known);
    let configured = unless_configured(endpoint, known);
    format!("  {watchlist} to {endpoint}: {alerts} for {why}{when}{listed}{configured}\n")
}

pub(super) fn mute_lines(mute: &Mute, known: &InPart, now: Timestamp) -> String {
    let what = match &mute.scope {
        MuteScope::Watchlist => "all of it".to_owned(),
        MuteScope::Watch(watch) => format!("the watch {watch}"),
        MuteScope::Story(story) => format!("story {story}"),
    };
    let listed = unless_listed(&mute.watchlist, known);
    format!("  {}: {what}, ends {} ({:.0}){listed}\n", mute.watchlist, ahead(mute.until, now), mute.until)
}

pub(super) fn untold_lines(untold: &Untold, now: Timestamp) -> String {
    let Untold { watchlist, why, articles, last } = untold;
    format!("  {watchlist}: {articles} for {}, the last {}\n", reason(why), ago(*last, now))
}

/// Why an article was not told, from the name that the reason has in the database.
fn reason(why: &str) -> &str {
    match why {
        "age" => "being too old",
        "backlog" => "being no news as far as is known",
        "language" => "their language",
        "source" => "their outlet",
        "score" => "a score that is too low",
        "salience" => "a salience that is too low",
        "review" => "being uncertain",
        why => why,
    }
}

pub(super) fn digest_lines((endpoint, at): &(String, Timestamp), now: Timestamp) -> String {
    format!("  {endpoint}: {} ({at:.0})\n", ahead(*at, now))
}
