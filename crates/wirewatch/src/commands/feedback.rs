//! `wirewatch feedback`: says of an alert whether what it names was meant, so that it is judged better from then on.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use model::{AlertId, Tracked, Watchlist};
use store::{AlertName, Operator};

use crate::cli::Verdict;

/// Keeps a user's word on an alert, or takes it back.
///
/// # Errors
///
/// Where the configuration or the database cannot be used, or has no such alert, or only rules were found in it.
pub fn feedback(
    alert: &str,
    verdict: Verdict,
    watch: Option<&str>,
    config: Option<PathBuf>,
) -> anyhow::Result<ExitCode> {
    // A rule that cannot be read is taken for names: what is noted of it changes no score either.
    let settings = super::beside(config)?.settings;
    let name = named(alert)?;
    let meant = match verdict {
        Verdict::Yes => Some(true),
        Verdict::No => Some(false),
        Verdict::Undo => None,
    };
    let now = pipeline::Clock::system().now();
    let mut operator = Operator::open(&settings.store.path)?;
    let is_rule = |list: &str, watch: &str| is_rule(&settings.watchlists, list, watch);
    let said = operator.give_feedback(name, watch, meant, is_rule, now)??;
    let watches = said.watches.join(", ");
    let mut out = io::stdout().lock();
    match meant {
        Some(true) => writeln!(out, "noted: {watches} was meant")?,
        Some(false) => {
            writeln!(out, "noted: {watches} was not meant; `feedback {alert} undo` takes it back")?
        }
        None => writeln!(out, "taken back: what was said of {watches}")?,
    }
    if !said.rules.is_empty() {
        let rules = said.rules.join(", ");
        writeln!(out, "nothing is noted of what rules found ({rules}), since no score depends on it")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether a watch of a list is one by a rule.
fn is_rule(lists: &[Watchlist], list: &str, watch: &str) -> bool {
    let of_list = lists.iter().filter(|known| known.name == list).flat_map(|known| &known.watches);
    of_list.into_iter().any(|known| known.name == watch && matches!(known.tracked, Tracked::Rule(_)))
}

/// An alert by its number, or by its id, `alert_` with the database's name and that number.
pub(super) fn named(alert: &str) -> anyhow::Result<AlertName<'_>> {
    let name = match alert.strip_prefix("alert_") {
        Some(rest) => {
            let event = rest.rsplit('_').next().and_then(|event| event.parse::<i64>().ok());
            event.map(|_| AlertName::Id(alert))
        }
        None => alert.parse().ok().map(|number| AlertName::Number(AlertId(number))),
    };
    name.with_context(|| {
        format!("\"{alert}\" names no alert: give its number in `wirewatch alerts list`, or its id")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_named_by_number_or_id() {
        assert_eq!(named("12").unwrap(), AlertName::Number(AlertId(12)));
        assert_eq!(named("alert_3kd9_17").unwrap(), AlertName::Id("alert_3kd9_17"));
        assert!(named("alert_3kd9_x").is_err() && named("streaming").is_err());
    }
}
