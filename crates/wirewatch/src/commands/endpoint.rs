//! `wirewatch endpoint`: what an operator does with the endpoints, beside a running daemon or without one.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::Timestamp;
use model::{AttemptOutcome, Endpoint, EndpointKind};
use store::{EndpointStatus, OpenError, Operator, Status};

use super::tell::{ago, ahead};
use crate::config::{LogSettings, Settings};

/// The time for a test, the answer included.
const TEST_TIMEOUT: Duration = Duration::from_secs(20);

/// Lists the configured endpoints with what the database knows of them, and with the public keys that receivers need; where the
/// configuration cannot be read as a whole, also others that the database knows.
///
/// # Errors
///
/// Where the configuration or the database cannot be read.
pub fn endpoint_list(config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let known = super::beside(config)?;
    let configured = &known.settings.endpoints;
    let statuses = match Status::read(&known.settings.store.path) {
        Ok(status) => status.endpoints,
        // Before the first start there is no database, and nothing is known.
        Err(OpenError::Missing { .. }) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let now = pipeline::Clock::system().now();
    let mut out = io::stdout().lock();
    for endpoint in configured {
        let status = statuses.iter().find(|status| status.name == endpoint.name);
        let host = endpoint.url.host_str().unwrap_or_default();
        writeln!(out, "{} ({}, {host})", endpoint.name, endpoint.kind.name())?;
        let state = status.map_or_else(|| "nothing was sent yet\n".to_owned(), |status| state(status, now));
        write!(out, "      {state}")?;
        for key in public_keys(endpoint) {
            writeln!(out, "      its receiver checks signatures with {key}")?;
        }
    }
    let is_unread = |status: &&EndpointStatus| {
        configured.iter().all(|endpoint| endpoint.name != status.name) && !known.lacks_endpoint(&status.name)
    };
    for status in statuses.iter().filter(is_unread) {
        writeln!(
            out,
            "{} (not among the endpoints that can be read)\n      {}",
            status.name,
            state(status, now).trim_end()
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The public keys of an endpoint whose deliveries are signed with Ed25519.
fn public_keys(endpoint: &Endpoint) -> Vec<String> {
    match endpoint.kind {
        EndpointKind::Webhook | EndpointKind::CloudEvents | EndpointKind::Template(_) => {
            delivery::public_keys(&endpoint.secret)
        }
        _ => Vec::new(),
    }
}

/// How an endpoint is and what it has, a line or two.
pub(super) fn state(endpoint: &EndpointStatus, now: Timestamp) -> String {
    let health = &endpoint.health;
    let state = match (endpoint.disabled, health.failing_since) {
        (Some(since), _) => format!("disabled {}", ago(since, now)),
        (None, Some(_)) if health.rests_until > now => {
            format!("rests, tried again {}", ahead(health.rests_until, now))
        }
        (None, Some(since)) => format!("failing since {}", ago(since, now)),
        (None, None) if health.rests_until > now => {
            format!("asked for a pause, which ends {}", ahead(health.rests_until, now))
        }
        (None, None) => "well".to_owned(),
    };
    let last = endpoint.last_delivered.map(|at| format!(", the last {}", ago(at, now))).unwrap_or_default();
    let EndpointStatus { waiting, delivered, dead, .. } = endpoint;
    let mut lines = format!("{state}; {delivered} arrived{last}, {waiting} waiting, {dead} given up\n");
    if let Some(problem) = endpoint.why.as_ref().or(endpoint.problem.as_ref()) {
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "      problem: {problem}");
    }
    lines
}

/// Lets an endpoint that was disabled have deliveries again.
///
/// # Errors
///
/// Where there is no such endpoint, or the database cannot be written.
pub fn endpoint_enable(config: Option<PathBuf>, name: &str) -> anyhow::Result<ExitCode> {
    let known = super::beside(config)?;
    if known.lacks_endpoint(name) {
        named(&known.settings, name)?;
    }
    let said = match Operator::open(&known.settings.store.path)?.enable_endpoint(name)? {
        true => {
            format!(
                "{name} has deliveries again from now on; `wirewatch deliveries replay --endpoint` sends those that were given up"
            )
        }
        // Where it cannot be read whether there is such an endpoint, one that was disabled is none by a slip of the pen.
        false if named(&known.settings, name).is_err() => {
            anyhow::bail!(
                "no endpoint called \"{name}\" is disabled; `wirewatch endpoint list` says which are"
            )
        }
        false => format!("{name} was not disabled"),
    };
    writeln!(io::stdout(), "{said}")?;
    Ok(ExitCode::SUCCESS)
}

/// Sends an endpoint one test event, as the daemon would send an alert, and says what it answered. Ends with 1 where it did not
/// take it.
///
/// # Errors
///
/// Where there is no such endpoint, or nothing can be sent with this configuration.
pub fn endpoint_test(config: Option<PathBuf>, name: &str) -> anyhow::Result<ExitCode> {
    let settings = super::beside(config)?.settings;
    // Which recipients of a mail were refused is said there.
    crate::logging::start(&LogSettings { filter: "warn".to_owned(), ..settings.log.clone() })?;
    let endpoint = named(&settings, name)?;
    let client =
        outbound::Client::new(&settings.egress).context("no request can be made with these settings")?;
    let now = pipeline::Clock::system().now();
    let id = format!("msg_test_{:016x}", rand::random::<u64>());
    let event = delivery::test_event(name, &id, now);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let began = Instant::now();
    let outcome = runtime.block_on(delivery::attempt(&client, endpoint, &id, &event, now, TEST_TIMEOUT));
    runtime.shutdown_background();
    let (arrived, said) = answer(&outcome);
    writeln!(io::stdout(), "{name}: {said} (after {} ms, as {id})", began.elapsed().as_millis())?;
    Ok(if arrived { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn answer(outcome: &AttemptOutcome) -> (bool, String) {
    match outcome {
        AttemptOutcome::Delivered { status } => (true, format!("it took the test and answered {status}")),
        AttemptOutcome::Gone => (false, "it answered 410: it says that it is gone".to_owned()),
        AttemptOutcome::Refused { status, body, .. } if body.is_empty() => {
            (false, format!("it answered {status}"))
        }
        AttemptOutcome::Refused { status, body, .. } => (false, format!("it answered {status}: {body}")),
        AttemptOutcome::Unreachable { error } => (false, error.clone()),
    }
}

/// The endpoint of that name.
fn named<'a>(settings: &'a Settings, name: &str) -> anyhow::Result<&'a Endpoint> {
    settings.endpoints.iter().find(|endpoint| endpoint.name == name).with_context(|| {
        let names: Vec<&str> = settings.endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect();
        format!("no endpoint is called \"{name}\"; there are: {}", names.join(", "))
    })
}
