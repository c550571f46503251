//! `wirewatch alerts`: the latest alerts, and what is held, for a person to look at, to release or to drop.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use model::AlertId;
use store::{AlertLine, AlertName, Archive, HeldAlert, Operator};

use super::feedback::named;
use super::tell::{became, unless_configured, unless_listed};
use crate::config::InPart;

/// Lists the latest alerts: what each names, what was said of it, and what became of it.
///
/// # Errors
///
/// Where the configuration or the database cannot be used.
pub fn list_alerts(limit: usize, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = super::beside(config)?.settings;
    let alerts = Archive::open(&settings.store.path)?.alerts(limit)?;
    io::stdout().lock().write_all(render_latest(&alerts).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Lists what is held: an alert with what was found, and what it waits for on its way to each endpoint.
///
/// # Errors
///
/// Where the configuration or the database cannot be used.
pub fn held_alerts(config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let known = super::beside(config)?;
    let held = Operator::open(&known.settings.store.path)?.held()?;
    io::stdout().lock().write_all(render(&held, &known).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Has held alerts told soon, singly, whatever they waited for.
///
/// # Errors
///
/// As for [`held_alerts`]; and where one of them is not held, in which case the others are told all the same.
pub fn release(alerts: &[String], config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    each(alerts, config, Done::Released, |operator, alert| {
        let now = pipeline::Clock::system().now();
        operator.release(alert, now, now + pipeline::DELIVERY_MAX_AGE, pipeline::RENDERER)
    })
}

/// Drops held alerts: nobody is told of them. They stay in the database.
///
/// # Errors
///
/// As for [`release`].
pub fn drop_alerts(alerts: &[String], config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    each(alerts, config, Done::Dropped, |operator, alert| operator.drop_held(alert))
}

/// What is done with held alerts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Released,
    Dropped,
}

fn each(
    alerts: &[String],
    config: Option<PathBuf>,
    done: Done,
    act: impl Fn(&mut Operator, AlertId) -> Result<usize, store::Error>,
) -> anyhow::Result<ExitCode> {
    // A slip of the pen is found before anything is done.
    let names: Vec<AlertName<'_>> = alerts.iter().map(|alert| named(alert)).collect::<Result<_, _>>()?;
    let known = super::beside(config)?;
    let mut operator = Operator::open(&known.settings.store.path)?;
    let mut code = ExitCode::SUCCESS;
    let held = operator.held()?;
    for (alert, name) in alerts.iter().zip(names) {
        let id = match name {
            AlertName::Number(number) => number,
            id @ AlertName::Id(_) => match operator.alert_named(id)? {
                Ok(number) => number,
                Err(unknown) => {
                    writeln!(io::stderr(), "wirewatch: {alert}: {unknown}")?;
                    code = ExitCode::FAILURE;
                    continue;
                }
            },
        };
        let on_the_way = held.iter().filter(|held| held.id == id);
        let gone: Vec<&str> = on_the_way
            .map(|held| held.endpoint.as_str())
            .filter(|endpoint| known.lacks_endpoint(endpoint))
            .collect();
        match act(&mut operator, id)? {
            0 => {
                writeln!(
                    io::stderr(),
                    "wirewatch: alert {alert} is not held; `wirewatch alerts held` lists what is"
                )?;
                code = ExitCode::FAILURE;
            }
            _ if done == Done::Dropped => writeln!(io::stdout(), "dropped alert {alert}")?,
            _ if gone.is_empty() => writeln!(io::stdout(), "released alert {alert}")?,
            _ => writeln!(
                io::stdout(),
                "released alert {alert}; it waits for {}, of which no endpoint is configured",
                gone.join(", ")
            )?,
        }
    }
    Ok(code)
}

fn render_latest(alerts: &[AlertLine]) -> String {
    if alerts.is_empty() {
        return "there are no alerts\n".to_owned();
    }
    let mut out = String::new();
    for AlertLine { id, watchlist, story, title, created, watches, endpoints } in alerts {
        let watches: Vec<String> = watches
            .iter()
            .map(|(watch, said)| match said {
                Some(true) => format!("{watch} (meant)"),
                Some(false) => format!("{watch} (not meant)"),
                None => watch.clone(),
            })
            .collect();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{id}  {watchlist}: {title}");
        let _ = writeln!(out, "      {}; story {story}, {created:.0}", watches.join(", "));
        for (endpoint, state) in endpoints {
            let _ = writeln!(out, "      to {endpoint}: {}", became(*state));
        }
    }
    out
}

fn render(held: &[HeldAlert], known: &InPart) -> String {
    if held.is_empty() {
        return "nothing is held\n".to_owned();
    }
    let mut out = String::new();
    let mut last = None;
    for alert in held {
        // Writing to a string cannot fail.
        if last.replace(alert.id) != Some(alert.id) {
            let HeldAlert { id, watchlist, story, title, watches, created, .. } = alert;
            let _ = writeln!(out, "{id}  {watchlist}: {title}");
            let watches = watches.join(", ");
            let listed = unless_listed(watchlist, known);
            let _ = writeln!(out, "      {watches}; story {story}, since {created:.0}{listed}");
        }
        let until = alert.until.map_or_else(String::new, |until| format!(", {until:.0}"));
        let configured = unless_configured(&alert.endpoint, known);
        let _ = writeln!(out, "      to {}: for {}{until}{configured}", alert.endpoint, alert.why);
    }
    out
}

#[cfg(test)]
mod tests {
    use model::{Endpoint, EndpointKind, HoldReason, Policy, StoryId, Watchlist};
    use store::letters::DeliveryState;

    use super::*;

    fn endpoint(name: &str) -> Endpoint {
        let secret = delivery::parse_secret("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap();
        Endpoint::new(name, EndpointKind::Webhook, "https://hooks.example/news".parse().unwrap(), secret)
    }

    #[test]
    fn an_alert_is_listed_once_with_all_its_endpoints() {
        let alert = HeldAlert {
            id: AlertId(12),
            watchlist: "energy".to_owned(),
            story: StoryId(4711),
            title: "Plant shut".to_owned(),
            watches: vec!["Norvik".to_owned(), "Aster".to_owned()],
            created: "2026-03-04T22:10:00.5Z".parse().unwrap(),
            endpoint: "desk".to_owned(),
            why: HoldReason::Review,
            until: None,
        };
        let phone = HeldAlert {
            endpoint: "phone".to_owned(),
            why: HoldReason::Quiet,
            until: Some("2026-03-05T07:00:00Z".parse().unwrap()),
            ..alert.clone()
        };
        let other = HeldAlert { id: AlertId(13), watchlist: "removed".to_owned(), ..alert.clone() };
        let mut known = InPart::default();
        known.settings.endpoints = vec![endpoint("desk")];
        known.settings.watchlists = vec![Watchlist {
            name: "energy".to_owned(),
            endpoints: Vec::new(),
            policy: Policy::default(),
            watches: Vec::new(),
        }];
        insta::assert_snapshot!(render(&[alert, phone, other], &known), @r"
        12  energy: Plant shut
              Norvik, Aster; story 4711, since 2026-03-04T22:10:00Z
              to desk: for a person to look at it
              to phone: for the end of quiet hours, 2026-03-05T07:00:00Z; no endpoint of this name is configured, so that it waits on
        13  removed: Plant shut
              Norvik, Aster; story 4711, since 2026-03-04T22:10:00Z; no watchlist of this name is configured any more
              to desk: for a person to look at it
        ");
        assert_eq!(render(&[], &known), "nothing is held\n");
    }

    #[test]
    fn the_latest_alerts_say_what_was_said_of_them() {
        let alert = AlertLine {
            id: AlertId(12),
            watchlist: "energy".to_owned(),
            story: StoryId(4711),
            title: "Plant shut".to_owned(),
            created: "2026-03-04T22:10:00.5Z".parse().unwrap(),
            watches: vec![("Norvik".to_owned(), Some(false)), ("Aster".to_owned(), None)],
            endpoints: vec![
                ("desk".to_owned(), DeliveryState::Delivered),
                ("phone".to_owned(), DeliveryState::Held),
            ],
        };
        insta::assert_snapshot!(render_latest(&[alert]), @r"
        12  energy: Plant shut
              Norvik (not meant), Aster; story 4711, 2026-03-04T22:10:00Z
              to desk: arrived
              to phone: held
        ");
        assert_eq!(render_latest(&[]), "there are no alerts\n");
    }
}
