//! `wirewatch status`: what the database says, for people, beside a running daemon.

mod held;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;
use model::Endpoint;
use store::{FeedStatus, Silence, SilenceKind, Status, SubscriptionState, SubscriptionStatus, UnusedPages};

use super::endpoint::state;
use super::tell::{ago, ahead, delivery_lines};
use crate::config::InPart;

/// Prints the database's state: figures, feeds with their last poll and problem, what waits and what failed.
///
/// # Errors
///
/// Where the configuration or the database cannot be read.
pub fn status(config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let known = super::beside(config)?;
    let status = Status::read(&known.settings.store.path)?;
    let now = pipeline::Clock::system().now();
    io::stdout().lock().write_all(render(&status, &known, now).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The next digests of the endpoints that have them, the first before the others. What those of watchlists are is told with
/// what is held for them.
fn next_digests(endpoints: &[Endpoint], now: Timestamp) -> Vec<(String, Timestamp)> {
    let next = |endpoint: &Endpoint| {
        let digest = endpoint.calm.digest.as_ref()?;
        Some((endpoint.name.clone(), pipeline::policy::next_digest(digest, now)))
    };
    let mut digests: Vec<_> = endpoints.iter().filter_map(next).collect();
    digests.sort_by_key(|(_, at)| *at);
    digests
}

fn render(status: &Status, known: &InPart, now: Timestamp) -> String {
    let endpoints = &known.settings.endpoints;
    let mut out = String::new();
    let failing = status.feeds.iter().filter(|feed| feed.problem.is_some()).count();
    let mut line = |label: &str, text: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{label:<12}{text}");
    };
    let daemon = match status.running {
        Some(true) => "runs",
        Some(false) => "does not run: nothing is polled or sent until `wirewatch run`",
        None => "cannot be told to run or not: the lock file beside the database cannot be read",
    };
    line("daemon", daemon.to_owned());
    line("feeds", format!("{}, {failing} with a problem", status.feeds.len()));
    line("entries", status.entries.to_string());
    line(
        "articles",
        format!(
            "{} in stories, {} of them copies; {} to be read, {} to be grouped",
            status.placed, status.copies, status.unread, status.unplaced
        ),
    );
    line("stories", status.stories.to_string());
    line("mentions", status.mentions.to_string());
    line("alerts", status.alerts.to_string());
    line(
        "deliveries",
        format!(
            "{} arrived, {} waiting, {} given up",
            status.delivered, status.waiting_count, status.dead_count
        ),
    );
    let held: u64 = status.held.iter().map(|held| held.alerts).sum();
    if held + status.folded + status.dropped > 0 {
        line("held", format!("{held}; {} told in digests, {} dropped", status.folded, status.dropped));
    }
    section(&mut out, "Feeds", status.feeds.iter().map(|feed| feed_lines(feed, now)));
    let ailing =
        status.endpoints.iter().filter(|endpoint| endpoint.disabled.is_some() || endpoint.problem.is_some());
    let ailing: Vec<String> =
        ailing.map(|endpoint| format!("  {}\n      {}", endpoint.name, state(endpoint, now))).collect();
    section(&mut out, "Endpoints", ailing.into_iter());
    let delivery = |delivery| delivery_lines(delivery, endpoints, now);
    section(&mut out, "Waiting", status.waiting.iter().map(delivery));
    section(&mut out, "Given up", status.dead.iter().map(delivery));
    section(&mut out, "Held", status.held.iter().map(|held| held::held_lines(held, known, now)));
    let digests = next_digests(endpoints, now);
    section(&mut out, "Next digests", digests.iter().map(|digest| held::digest_lines(digest, now)));
    let mutes: Vec<_> = status.mutes.iter().filter(|mute| mute.until > now).collect();
    section(&mut out, "Muted", mutes.into_iter().map(|mute| held::mute_lines(mute, known, now)));
    section(&mut out, "Not told", status.untold.iter().map(|untold| held::untold_lines(untold, now)));
    out
}

fn section(out: &mut String, title: &str, items: impl ExactSizeIterator<Item = String>) {
    if items.len() > 0 {
        let _ = write!(out, "\n{title}\n");
        items.for_each(|item| out.push_str(&item));
    }
}

fn feed_lines(feed: &FeedStatus, now: Timestamp) -> String {
    let last = feed.last_poll.map_or("never polled".to_owned(), |at| format!("polled {}", ago(at, now)));
    let next =
        feed.next_poll.map_or("not polled any more".to_owned(), |at| format!("next {}", ahead(at, now)));
    let news =
        feed.last_new.map_or("no entries yet".to_owned(), |at| format!("last new entry {}", ago(at, now)));
    let mut lines = format!("  {}\n      {last}, {next}, {news}\n", feed.url);
    if let Some(problem) = &feed.problem {
        let since = feed.problem_since.map(|at| format!(" (since {at:.0})")).unwrap_or_default();
        let _ = writeln!(lines, "      problem: {problem}{since}");
    }
    if let Some(UnusedPages { articles, unused, problem, last }) = &feed.pages {
        let last = ago(*last, now);
        let _ = writeln!(
            lines,
            "      pages: not used for {unused} of {articles} articles, the last {last}: {problem}"
        );
    }
    match feed.silence {
        Some(Silence { kind: SilenceKind::Quiet, since }) => {
            let _ = writeln!(lines, "      silent: nothing new since {since:.0}, which is unusual");
        }
        Some(Silence { kind: SilenceKind::Failing, since }) => {
            let _ = writeln!(lines, "      silent: it cannot be read since {since:.0}");
        }
        None => {}
    }
    if let Some(address) = &feed.address {
        let _ = writeln!(lines, "      polled in its place: {address}");
    }
    if let Some(subscription) = &feed.subscription {
        lines.push_str(&hub_line(subscription, now));
    }
    lines
}

fn hub_line(subscription: &SubscriptionStatus, now: Timestamp) -> String {
    let SubscriptionStatus { hub, state, next_try, problem } = subscription;
    let next = ahead(*next_try, now);
    let state = match state {
        SubscriptionState::Live(until) if *until > now => {
            format!("sends what is new until {until:.0}, asked to go on {next}")
        }
        SubscriptionState::Live(until) => format!("sends nothing since {until:.0}, asked {next}"),
        SubscriptionState::Wanted => {
            format!("was asked to send what is new and has not begun, asked again {next}")
        }
        SubscriptionState::Denied => format!("sends nothing, asked again {next}"),
    };
    let problem = problem.as_ref().map(|problem| format!("; {problem}")).unwrap_or_default();
    format!("      hub: {hub} {state}{problem}\n")
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use jiff::tz::TimeZone;
    use model::{
        DigestSchedule, DigestTimes, EndpointKind, Health, HoldReason, Mute, MuteScope, Policy, Secret,
        Watchlist,
    };
    use store::letters::DeliveryState;
    use store::{DeliveryStatus, EndpointStatus, HeldStatus, Untold};

    use super::*;

    fn held(why: HoldReason, until: Option<&str>) -> HeldStatus {
        let until = until.map(|text| text.parse().unwrap());
        HeldStatus { watchlist: "streaming".to_owned(), endpoint: "phone".to_owned(), why, until, alerts: 2 }
    }

    fn mute(scope: MuteScope, until: &str) -> Mute {
        Mute { watchlist: "streaming".to_owned(), scope, until: until.parse().unwrap() }
    }

    #[test]
    fn a_status_says_how_hubs_stand() {
        let now: Timestamp = "2026-03-04T10:00:00Z".parse().unwrap();
        let check = |state, problem: Option<&str>, expected: &str| {
            let subscription = SubscriptionStatus {
                hub: "https://hub.example/".to_owned(),
                state,
                next_try: now + std::time::Duration::from_secs(600),
                problem: problem.map(str::to_owned),
            };
            assert_eq!(hub_line(&subscription, now), format!("      hub: https://hub.example/ {expected}\n"));
        };
        let at = |text: &str| SubscriptionState::Live(text.parse().unwrap());
        check(
            at("2026-03-04T11:00:00Z"),
            None,
            "sends what is new until 2026-03-04T11:00:00Z, asked to go on in 10 min",
        );
        check(at("2026-03-04T09:00:00Z"), None, "sends nothing since 2026-03-04T09:00:00Z, asked in 10 min");
        let wanted = "was asked to send what is new and has not begun, asked again in 10 min";
        check(SubscriptionState::Wanted, None, wanted);
        let denied = Some("the hub denies the subscription: no");
        check(
            SubscriptionState::Denied,
            denied,
            "sends nothing, asked again in 10 min; the hub denies the subscription: no",
        );
    }

    #[test]
    fn a_status_names_what_is_wrong() {
        let now: Timestamp = "2026-03-04T10:00:00Z".parse().unwrap();
        let feed = FeedStatus {
            url: "https://example.com/rss".to_owned(),
            title: None,
            last_poll: Some(now - std::time::Duration::from_secs(30)),
            next_poll: Some(now + std::time::Duration::from_secs(600)),
            last_new: None,
            failures: 3,
            problem: Some("the server answered 404 (nothing is there)".to_owned()),
            problem_since: Some("2026-03-04T09:00:00Z".parse().unwrap()),
            pages: Some(UnusedPages {
                articles: 40,
                unused: 12,
                problem: "robots.txt asks not to read the page".to_owned(),
                last: now - std::time::Duration::from_secs(180),
            }),
            interval: None,
            address: Some("https://example.org/rss".to_owned()),
            silence: Some(Silence {
                kind: SilenceKind::Failing,
                since: "2026-03-03T09:00:00Z".parse().unwrap(),
            }),
            subscription: Some(SubscriptionStatus {
                hub: "https://hub.example/".to_owned(),
                state: SubscriptionState::Live("2026-03-09T09:00:00Z".parse().unwrap()),
                next_try: now + std::time::Duration::from_secs(600),
                problem: Some("the hub answered 500".to_owned()),
            }),
        };
        let endpoint = EndpointStatus {
            name: "desk".to_owned(),
            health: Health {
                failures: 5,
                failing_since: Some(now - std::time::Duration::from_secs(300)),
                rests_until: now + std::time::Duration::from_secs(20),
            },
            problem: Some("status 500".to_owned()),
            disabled: None,
            why: None,
            waiting: 1,
            delivered: 0,
            dead: 0,
            last_delivered: None,
        };
        let delivery = DeliveryStatus {
            webhook_id: "msg_1".to_owned(),
            event: "story.new".to_owned(),
            watchlist: Some("streaming".to_owned()),
            endpoint: "desk".to_owned(),
            created: now - std::time::Duration::from_secs(300),
            attempts: 2,
            state: DeliveryState::Waiting,
            next_attempt: Some(now + std::time::Duration::from_secs(300)),
            behind: 0,
            rests_until: None,
            problem: Some("status 500".to_owned()),
        };
        let status = Status {
            running: Some(true),
            feeds: vec![feed],
            endpoints: vec![endpoint],
            entries: 0,
            unread: 0,
            unplaced: 0,
            placed: 2,
            copies: 1,
            stories: 1,
            mentions: 1,
            alerts: 1,
            delivered: 0,
            waiting: vec![delivery],
            waiting_count: 1,
            dead: Vec::new(),
            dead_count: 0,
            held: vec![held(HoldReason::Quiet, Some("2026-03-04T12:00:00Z")), held(HoldReason::Review, None)],
            folded: 7,
            dropped: 1,
            mutes: vec![
                mute(MuteScope::Watch("Netflix".to_owned()), "2026-03-04T10:30:00Z"),
                mute(MuteScope::Watchlist, "2026-03-04T10:00:00Z"),
                Mute {
                    watchlist: "removed".to_owned(),
                    ..mute(MuteScope::Watchlist, "2026-03-04T12:00:00Z")
                },
            ],
            untold: vec![Untold {
                watchlist: "streaming".to_owned(),
                why: "age".to_owned(),
                articles: 3,
                last: "2026-03-04T09:00:00Z".parse().unwrap(),
            }],
        };
        let url = "https://phone.example/".parse().unwrap();
        let mut phone = Endpoint::new("phone", EndpointKind::Slack, url, Secret::default());
        let times = DigestTimes::At { times: vec![time(18, 0, 0, 0)], zone: TimeZone::UTC, days: Vec::new() };
        phone.calm.digest = Some(DigestSchedule { times, unless_salience: None });
        let mut known = InPart::default();
        known.settings.endpoints = vec![phone];
        known.settings.watchlists = vec![Watchlist {
            name: "streaming".to_owned(),
            endpoints: Vec::new(),
            policy: Policy::default(),
            watches: Vec::new(),
        }];
        insta::assert_snapshot!(render(&status, &known, now), @r"
        daemon      runs
        feeds       1, 1 with a problem
        entries     0
        articles    2 in stories, 1 of them copies; 0 to be read, 0 to be grouped
        stories     1
        mentions    1
        alerts      1
        deliveries  0 arrived, 1 waiting, 0 given up
        held        4; 7 told in digests, 1 dropped

        Feeds
          https://example.com/rss
              polled 30 s ago, next in 10 min, no entries yet
              problem: the server answered 404 (nothing is there) (since 2026-03-04T09:00:00Z)
              pages: not used for 12 of 40 articles, the last 3 min ago: robots.txt asks not to read the page
              silent: it cannot be read since 2026-03-03T09:00:00Z
              polled in its place: https://example.org/rss
              hub: https://hub.example/ sends what is new until 2026-03-09T09:00:00Z, asked to go on in 10 min; the hub answered 500

        Endpoints
          desk
              rests, tried again in 20 s; 0 arrived, 1 waiting, 0 given up
              problem: status 500

        Waiting
          msg_1 to desk: story.new for streaming, made 5 min ago, attempts 2, next in 5 min
              problem: status 500

        Held
          streaming to phone: 2 for the end of quiet hours, in 2 h (2026-03-04T12:00:00Z)
          streaming to phone: 2 for a person to look at it

        Next digests
          phone: in 8 h (2026-03-04T18:00:00Z)

        Muted
          streaming: the watch Netflix, ends in 30 min (2026-03-04T10:30:00Z)
          removed: all of it, ends in 2 h (2026-03-04T12:00:00Z); no watchlist of this name is configured any more

        Not told
          streaming: 3 for being too old, the last 60 min ago
        ");
    }
}
