//! `wirewatch deliveries`: what became of what was sent, and dead letters sent again, beside a running daemon or without one.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use jiff::Timestamp;
use store::Operator;
use store::letters::{self, AttemptRecord, DeliveryState, Which};

use super::tell::delivery_lines;
use crate::cli::{Selection, Sendable, State};

/// Lists deliveries, newest first.
///
/// # Errors
///
/// Where the configuration or the database cannot be read.
pub fn deliveries_list(
    config: Option<PathBuf>,
    selection: &Selection,
    state: Option<State>,
    limit: usize,
) -> anyhow::Result<ExitCode> {
    let settings = super::beside(config)?.settings;
    let now = pipeline::Clock::system().now();
    let which = which(selection, state.map(listed), now)?;
    let mut out = io::stdout().lock();
    for delivery in letters::list(&settings.store.path, &which, limit)? {
        out.write_all(delivery_lines(&delivery, &settings.endpoints, now).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows one delivery with its attempts and its event.
///
/// # Errors
///
/// Where there is none of that id, or the database cannot be read.
pub fn deliveries_show(config: Option<PathBuf>, id: &str) -> anyhow::Result<ExitCode> {
    let settings = super::beside(config)?.settings;
    let now = pipeline::Clock::system().now();
    let letter =
        letters::show(&settings.store.path, id)?.with_context(|| format!("there is no delivery {id}"))?;
    let mut out = io::stdout().lock();
    out.write_all(delivery_lines(&letter.status, &settings.endpoints, now).as_bytes())?;
    writeln!(out, "      tried until {:.0}", letter.expires)?;
    for attempt in &letter.attempts {
        writeln!(out, "      {}", attempt_line(attempt))?;
    }
    writeln!(out, "\n{}", letter.body)?;
    Ok(ExitCode::SUCCESS)
}

fn attempt_line(attempt: &AttemptRecord) -> String {
    let AttemptRecord { number, started, took, status, detail } = attempt;
    let status = status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    let detail = if detail.is_empty() { "arrived" } else { detail };
    format!("attempt {number}, {started:.3}: {status} after {} ms, {detail}", took.as_millis())
}

/// Sends deliveries again, those given up if nothing else is said. They keep their ids and bodies.
///
/// # Errors
///
/// Where nothing is selected, or one that is named cannot be sent again; nothing is sent then. Where the database cannot be
/// written.
pub fn deliveries_replay(
    config: Option<PathBuf>,
    ids: &[String],
    selection: &Selection,
    state: Option<Sendable>,
) -> anyhow::Result<ExitCode> {
    let settings = super::beside(config)?.settings;
    let now = pipeline::Clock::system().now();
    // One that is named is meant whatever became of it.
    let state = state.or(ids.is_empty().then_some(Sendable::Dead));
    let which = Which { webhook_ids: ids.to_vec(), ..which(selection, state.map(sendable), now)? };
    let all = which.webhook_ids.is_empty() && which.endpoint.is_none() && which.since.is_none();
    anyhow::ensure!(!all, "say which: name ids, or give --endpoint or --since");
    ensure_sendable(&settings.store.path, ids)?;
    // Whatever its watchlist says of how late an alert may be: a person wants it all the same.
    let expires = now + pipeline::DELIVERY_MAX_AGE;
    let replayed = Operator::open(&settings.store.path)?.replay(&which, now, expires)?;
    writeln!(io::stdout(), "{} sent again", replayed.deliveries)?;
    if replayed.disabled > 0 {
        let disabled = replayed.disabled;
        writeln!(
            io::stdout(),
            "{disabled} stay given up: their endpoint is disabled, see `wirewatch endpoint enable`"
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses ids of deliveries that do not exist, and of such as are no letters of their own.
fn ensure_sendable(database: &Path, ids: &[String]) -> anyhow::Result<()> {
    let which = Which { webhook_ids: ids.to_vec(), ..Which::default() };
    let found = if ids.is_empty() { Vec::new() } else { letters::list(database, &which, ids.len())? };
    for id in ids {
        let Some(delivery) = found.iter().find(|delivery| delivery.webhook_id == *id) else {
            anyhow::bail!(
                "there is no delivery {id}, and nothing was sent: `wirewatch deliveries list` names them"
            );
        };
        match delivery.state {
            DeliveryState::Waiting | DeliveryState::Delivered | DeliveryState::Dead => {}
            DeliveryState::Held => {
                anyhow::bail!("{id} is held, and nothing was sent: see `wirewatch alerts held`")
            }
            DeliveryState::Folded => {
                anyhow::bail!("{id} was told in a digest, and nothing was sent: replay that one")
            }
            DeliveryState::Dropped => anyhow::bail!("{id} was dropped by a person, and nothing was sent"),
        }
    }
    Ok(())
}

fn listed(state: State) -> DeliveryState {
    match state {
        State::Waiting => DeliveryState::Waiting,
        State::Delivered => DeliveryState::Delivered,
        State::Dead => DeliveryState::Dead,
        State::Held => DeliveryState::Held,
        State::Folded => DeliveryState::Folded,
        State::Dropped => DeliveryState::Dropped,
    }
}

fn sendable(state: Sendable) -> DeliveryState {
    match state {
        Sendable::Waiting => DeliveryState::Waiting,
        Sendable::Delivered => DeliveryState::Delivered,
        Sendable::Dead => DeliveryState::Dead,
    }
}

fn which(selection: &Selection, state: Option<DeliveryState>, now: Timestamp) -> anyhow::Result<Which> {
    let time = |text: &Option<String>| text.as_deref().map(|text| time(text, now)).transpose();
    Ok(Which {
        webhook_ids: Vec::new(),
        endpoint: selection.endpoint.clone(),
        state,
        since: time(&selection.since)?,
        until: time(&selection.until)?,
    })
}

/// A time as RFC 3339 writes it, or how long ago it is: `2h`, `3d`.
fn time(text: &str, now: Timestamp) -> anyhow::Result<Timestamp> {
    let ago = crate::config::duration(text).ok().and_then(|ago| now.checked_sub(ago).ok());
    ago.or_else(|| text.parse().ok()).with_context(|| {
        format!("\"{text}\" is no time: write it like \"2026-03-01T12:00:00Z\", or \"2h\" for two hours ago")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_absolute_or_so_long_ago() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let check = |text: &str, expected: &str| {
            assert_eq!(time(text, now).unwrap(), expected.parse::<Timestamp>().unwrap(), "{text}");
        };
        check("2h", "2026-03-01T10:00:00Z");
        check("3d", "2026-02-26T12:00:00Z");
        check("2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z");
        check("2026-02-01T01:00:00+01:00", "2026-02-01T00:00:00Z");
        assert!(time("yesterday", now).unwrap_err().to_string().contains("is no time"));
    }
}
