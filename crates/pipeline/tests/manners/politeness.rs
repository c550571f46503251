//! Nine days of polling and reading against hosts that keep score, with a restart every day and a half, over real HTTP on
//! real sockets.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use pipeline::{Compiled, Config, Feed, Fetch, Revisit};
use store::Status;
use testkit::{Custom, Etiquette, Habit, Wish};

use crate::{DAY, HOUR, MINUTE, Time, run_until};

const CUSTOM: Custom = Custom {
    host_pause: Duration::from_secs(1),
    min_interval: Duration::from_secs(3 * 3600),
    verify_after: Duration::from_secs(7 * 24 * 3600),
};

/// A host's feeds, which publish every so often.
fn hosts(every: Duration) -> Vec<Vec<Habit>> {
    let odd: &[u8] = b"W/\"\xe9 odd; v";
    let with = |wish: Wish| Habit { every, etag: Some(b"\"v"), wish, ..Habit::default() };
    let without = |wish: Wish| Habit { every, wish, ..Habit::default() };
    let busy = |status, pause, as_date| with(Wish::Busy { status, pause, as_date });
    let pages = |crawl_delay| Habit { pages: true, crawl_delay, every: every * 2, ..with(Wish::Nothing) };
    let seldom = |wish| Habit { every: DAY * 3, ..with(wish) };
    vec![
        vec![with(Wish::MaxAge(6 * HOUR)), without(Wish::MaxAge(26 * HOUR)), seldom(Wish::MaxAge(5 * HOUR))],
        vec![
            // Without it, it would be asked about every four hours, and mostly say that nothing changed.
            Habit { etag: Some(odd), every: DAY / 2, ..with(Wish::MaxAgeOfDocuments(8 * HOUR)) },
            Habit { etag: None, modified: Some(b"yesterday, by our clock: "), ..seldom(Wish::Nothing) },
            Habit { etag: Some(odd), modified: Some(b"Sun, 32 Foo 2026 v"), ..seldom(Wish::Nothing) },
        ],
        vec![seldom(Wish::Expires(7 * HOUR)), without(Wish::Expires(12 * HOUR))],
        vec![seldom(Wish::Ttl(8 * 60)), without(Wish::Ttl(20 * 60))],
        vec![
            seldom(Wish::SkipHours(vec![0, 1, 2, 3, 4, 22, 23])),
            without(Wish::SkipHours(vec![9, 10, 11, 12])),
        ],
        vec![seldom(Wish::SkipDays(vec![5, 6])), without(Wish::SkipDays(vec![0]))],
        vec![seldom(Wish::TimesDaily(3)), without(Wish::TimesDaily(2))],
        vec![busy(429, 9 * HOUR, false), with(Wish::Nothing), seldom(Wish::Nothing)],
        vec![busy(503, 31 * HOUR, true), with(Wish::Nothing)],
        vec![with(Wish::Fail(500)), with(Wish::Fail(404)), with(Wish::Fail(403))],
        vec![with(Wish::GoneAfter(2 * DAY)), with(Wish::GoneAfter(Duration::ZERO))],
        vec![with(Wish::Moved), seldom(Wish::Moved), seldom(Wish::Lent)],
        vec![with(Wish::StuckFor(DAY * 30))],
        vec![pages(20 * Duration::from_secs(1)), without(Wish::Nothing)],
    ]
}

/// The number of a host in [`hosts`], and of its feed, by what the test asks of it.
const GONE: (usize, usize) = (10, 0);
const MOVED: (usize, usize) = (11, 0);
const STUCK: (usize, usize) = (12, 0);

/// The host to which another one redirects.
const INN: usize = 28;

#[tokio::test]
async fn nine_days_of_polls_leave_nothing_to_complain_of() {
    let start: Timestamp = "2026-03-04T10:17:00Z".parse().unwrap();
    let time = Time::at(start);
    let clock = time.clone();
    let mut etiquette = Etiquette::new(CUSTOM, move || clock.now());
    let mut urls = Vec::new();
    for host in hosts(HOUR).iter().chain(&hosts(5 * HOUR)) {
        urls.extend(etiquette.open(host).await.unwrap());
    }
    // A host that asks for pauses, and one whose feeds and pages are there.
    let busy = Wish::Busy { status: 429, pause: 9 * HOUR, as_date: false };
    let delay = Duration::from_secs(20);
    let inn = Habit { wish: busy, crawl_delay: delay, pages: true, every: 2 * HOUR, ..Habit::default() };
    let inn = etiquette.open(&[inn]).await.unwrap();
    let address = inn[0].trim_end_matches("/feed/0").to_owned();
    let lent = Habit { wish: Wish::LentTo(format!("{address}/guest/0")), ..Habit::default() };
    let away = Habit { every: HOUR, pages: true, away: Some(address), ..Habit::default() };
    urls.extend(inn);
    urls.extend(etiquette.open(&[lent, away]).await.unwrap());
    assert!(urls.len() >= 50, "{} feeds", urls.len());
    let config = config(&urls);
    // Where there is one, a file system in memory: thousands of commits wait for a disk longer than for anything else.
    let memory = Path::new("/dev/shm");
    let directory = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let database = directory.path().join("a.db");
    // What is impolite is seldom impolite only once: the first fault ends it.
    let enough = || !etiquette.score().faults.is_empty();
    for round in 0..5 {
        let until = start + (DAY + DAY / 2) * (round + 1) + MINUTE * 7;
        run_until(&database, &config, &time, until, enough).await;
        // Starting again takes longer than the pause of a host, which is remembered by nobody then.
        time.set(time.now() + CUSTOM.host_pause);
    }
    run_until(&database, &config, &time, start + DAY * 9, enough).await;

    let score = etiquette.score();
    println!(
        "{} feeds, {} polls, {} conditional, {} unchanged, {} put off, {} pages, {} robots.txt",
        urls.len(),
        score.polls,
        score.conditional,
        score.unchanged,
        score.put_off,
        score.pages,
        score.robots
    );
    assert_eq!(score.faults, Vec::<String>::new());
    // All that could go wrong was there to go wrong.
    assert!(score.polls > 1000 && score.conditional > 500 && score.unchanged > 100, "{score:?}");
    assert!(score.put_off > 10 && score.pages > 20 && score.robots > 2, "{score:?}");
    let (gone, moved) = (etiquette.asked(GONE.0, GONE.1), etiquette.asked(MOVED.0, MOVED.1));
    assert!((2..20).contains(&gone), "a feed that is gone was asked {gone} times");
    assert!((3..12).contains(&moved), "a feed that moved was asked where it had been {moved} times");
    let (guests, pages) = (etiquette.asked_for(INN, "/guest/"), etiquette.asked_for(INN, "/page/"));
    assert!(guests > 5 && pages > 10, "by way of another host {guests} polls and {pages} pages");
    assert_eq!(etiquette.asked_for(INN, "/private/"), 0);
    let status = Status::read(&database).unwrap();
    assert!(etiquette.asked(STUCK.0, STUCK.1) > 5);
    let stuck = status.feeds.iter().find(|feed| feed.url.contains(".77.13:")).unwrap();
    assert!(
        stuck.problem.as_deref().is_some_and(|problem| problem.contains("304")),
        "a lie was believed: {stuck:?}"
    );
}

/// What one that is not mended says again and again may be believed once a week, and no longer than to the next poll.
#[tokio::test]
async fn conditions_come_back_to_a_server_whose_304s_were_untrue_and_are_not_any_more() {
    let start: Timestamp = "2026-03-04T10:17:00Z".parse().unwrap();
    let time = Time::at(start);
    let stuck_for =
        |time| Habit { every: HOUR, etag: Some(b"\"v"), wish: Wish::StuckFor(time), ..Habit::default() };
    let mut hosts = Vec::new();
    let mut urls = Vec::new();
    for time_stuck in [DAY * 11, DAY * 90] {
        let clock = time.clone();
        let mut host = Etiquette::new(CUSTOM, move || clock.now());
        urls.extend(host.open(&[stuck_for(time_stuck)]).await.unwrap());
        hosts.push(host);
    }
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("a.db");
    let run = async |day: u32| {
        run_until(&database, &config(&urls), &time, start + DAY * day, || false).await;
        let feeds = Status::read(&database).unwrap().feeds;
        let problem = |url: &String| feeds.iter().find(|feed| feed.url == *url).unwrap().problem.clone();
        let said = |host: &Etiquette| (host.score().conditional, host.score().unchanged);
        let lies = urls.iter().map(|url| problem(url).is_some_and(|problem| problem.contains("304")));
        (lies.collect::<Vec<_>>(), hosts.iter().map(said).collect::<Vec<_>>())
    };
    let (lies, found_out) = run(10).await;
    assert_eq!(lies, [true, true]);
    let (lies, distrusted) = run(13).await;
    assert_eq!((lies, &distrusted), (vec![true, true], &found_out), "nothing is asked conditionally");
    let (lies, _) = run(17).await;
    assert_eq!(lies, [false, true]);
    let (lies, after) = run(30).await;
    assert_eq!(lies, [false, true]);
    assert!(after[0].0 > distrusted[0].0 + 50, "mended, and asked conditionally: {after:?}");
    let believed = after[1].1 - distrusted[1].1;
    assert!((2..=3).contains(&believed), "lied on and believed {believed} times");
}

fn config(urls: &[String]) -> Config {
    let feed = |url: &String| Feed {
        url: url.parse().unwrap(),
        tags: Vec::new(),
        min_interval: CUSTOM.min_interval,
        max_interval: DAY,
        silent_after: DAY,
        access: outbound::Access::default(),
        listing: None,
        text: None,
    };
    Config {
        feeds: urls.iter().map(feed).collect(),
        endpoints: Vec::new(),
        watchlists: Compiled::of(&[]).unwrap(),
        egress: outbound::Config {
            allow: vec!["127.0.0.0/8".parse().unwrap()],
            ..outbound::Config::default()
        },
        fetch: Fetch { host_pause: CUSTOM.host_pause, ..Fetch::default() },
        revisit: Revisit::default(),
        callback: None,
        keep: pipeline::Keep::default(),
        embedding: None,
    }
}
