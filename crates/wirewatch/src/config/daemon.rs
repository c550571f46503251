//! Reads the tables that say how the daemon works: `[store]`, `[stories]`, `[log]`, `[egress]`, `[poll]`, `[shutdown]`, `[[feed]]`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use outbound::Access;
use pipeline::Keep;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::access::Doors;
use super::problem::{Findings, Place};
use super::section::{Found, Section};
use super::settings::{
    ApiSettings, FeedSettings, LogFormat, LogSettings, PollSettings, ShutdownSettings, StoreSettings,
    StoriesSettings,
};
use super::values::{self, Reach};

/// Below this polling is a busy loop.
const LEAST_INTERVAL: Duration = Duration::from_millis(100);

/// Polling a publisher more often than this is likely to get one's address banned.
const POLITE_INTERVAL: Duration = Duration::from_secs(30);

/// A feed is not called silent sooner than this: any server has a bad minute.
const LEAST_SILENCE: Duration = Duration::from_secs(10 * 60);

/// The most requests to one host at a time that can be asked for; browsers make six.
const MAX_HOST_CONCURRENCY: u64 = 64;

/// A database that is smaller is full with the articles of some days.
const LEAST_SIZE: u64 = 100_000_000;

pub(super) fn read_store(root: &Section<'_>, findings: &mut Findings) -> StoreSettings {
    let section = root.table("store", findings);
    let mut store = StoreSettings::default();
    if let Some(path) = section.text("path", findings) {
        store.path = beside(&path);
    }
    let keep = &mut store.keep;
    set(&mut keep.deliveries, duration_from(&section, "keep_deliveries", Keep::LEAST, findings));
    let articles = |text: &str| match text {
        "off" => Ok(None),
        _ => values::duration(text).and_then(|kept| values::at_least(kept, Keep::LEAST)).map(Some),
    };
    set(&mut keep.articles, section.parsed("keep_articles", articles, findings));
    let size = |text: &str| match text {
        "off" => Ok(None),
        _ => match values::size(text)? {
            size if size < LEAST_SIZE => Err("must be \"100MB\" or more".to_owned()),
            size => Ok(Some(size)),
        },
    };
    set(&mut keep.bytes, section.parsed("max_size", size, findings));
    store
}

/// A path as it was meant: relative to the file that names it, or to the working directory if a variable does.
pub(super) fn beside(path: &Found<'_, String>) -> PathBuf {
    let directory = path.file().and_then(|file| file.path.parent()).unwrap_or(Path::new(""));
    directory.join(&path.value)
}

/// Reads how articles become stories. The model itself is read where it is needed: of most commands it is not.
pub(super) fn read_stories(root: &Section<'_>, findings: &mut Findings) -> StoriesSettings {
    let section = root.table("stories", findings);
    let embedding = section.text("embedding", findings).filter(|path| path.value != "none");
    StoriesSettings { embedding: embedding.as_ref().map(beside) }
}

pub(super) fn read_log(root: &Section<'_>, findings: &mut Findings) -> LogSettings {
    let section = root.table("log", findings);
    let mut log = LogSettings::default();
    let format = |text: &str| match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("\"{text}\" is not a format: write \"text\" or \"json\"")),
    };
    let filter = |text: &str| match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!(
            "\"{text}\" is not a filter ({error}): write it like \"info\" or \"info,pipeline=debug\""
        )),
    };
    set(&mut log.format, section.parsed("format", format, findings));
    set(&mut log.filter, section.parsed("filter", filter, findings));
    log
}

pub(super) fn read_egress(root: &Section<'_>, findings: &mut Findings) -> outbound::Config {
    let section = root.table("egress", findings);
    let mut egress = outbound::Config::default();
    let network = |text: &String| text.parse().map_err(|error: outbound::NetworkError| error.to_string());
    if let Some(allow) = section.texts("allow", findings) {
        let networks = allow.value.iter().filter_map(|text| text.parsed(network, findings));
        egress.allow = networks.map(|network| network.value).collect();
    }
    let contact = |text: &str| {
        let printable = text.chars().all(|char| char.is_ascii_graphic() || char == ' ');
        printable.then(|| text.to_owned()).ok_or_else(|| {
            "may hold printable ASCII only, as it is sent in a header: write an e-mail or web address"
                .to_owned()
        })
    };
    set(&mut egress.contact, section.parsed("contact", contact, findings));
    egress
}

pub(super) fn read_poll(root: &Section<'_>, findings: &mut Findings) -> PollSettings {
    let section = root.table("poll", findings);
    let mut poll = PollSettings::default();
    let (min, max) = read_intervals(&section, &poll, findings);
    poll.min_interval = min.unwrap_or(poll.min_interval.min(max.unwrap_or(poll.min_interval)));
    poll.max_interval = max.unwrap_or(poll.max_interval.max(poll.min_interval));
    set(&mut poll.timeout, duration_from(&section, "timeout", Duration::from_secs(1), findings));
    set(&mut poll.host_pause, duration_from(&section, "host_pause", Duration::ZERO, findings));
    let robots = |text: &str| match text {
        "keep" => Ok(true),
        "ignore" => Ok(false),
        _ => Err(format!("\"{text}\" is not known: write \"keep\" or \"ignore\"")),
    };
    set(&mut poll.robots, section.parsed("robots", robots, findings));
    set(&mut poll.silent_after, duration_from(&section, "silent_after", LEAST_SILENCE, findings));
    let concurrency = section.number("per_host", findings).and_then(|found| {
        let sound = |count: &u64| match usize::try_from(*count) {
            Ok(size) if (1..=MAX_HOST_CONCURRENCY).contains(count) => Ok(size),
            _ => Err(format!("must be 1 to {MAX_HOST_CONCURRENCY}")),
        };
        found.parsed(sound, findings)
    });
    set(&mut poll.per_host, concurrency);
    poll
}

/// Reads what other machines can ask; each key has a word that stands for nothing.
pub(super) fn read_api(root: &Section<'_>, findings: &mut Findings) -> ApiSettings {
    let section = root.table("api", findings);
    let mut api = ApiSettings::default();
    let listen = |text: &str| match text {
        "off" => Ok(None),
        _ => text.parse().map(Some).map_err(|_| {
            format!("\"{text}\" is not an address to listen on: write it like \"127.0.0.1:8080\", or \"off\"")
        }),
    };
    let public_url = |text: &str| match text {
        "none" => Ok(None),
        _ => values::address(text).map(Some),
    };
    set(&mut api.listen, section.parsed("listen", listen, findings));
    set(&mut api.public_url, section.parsed("public_url", public_url, findings));
    if api.public_url.is_some()
        && api.listen.is_none()
        && let Some(place) = section.place_of("public_url")
    {
        findings.error(
            place,
            section.path("public_url"),
            "leads nowhere without listen: write listen = \"127.0.0.1:8080\"",
        );
    }
    api
}

pub(super) fn read_revisit(root: &Section<'_>, findings: &mut Findings) -> pipeline::Revisit {
    let section = root.table("revisit", findings);
    let mut revisit = pipeline::Revisit::default();
    set(&mut revisit.first, duration_from(&section, "first", LEAST_INTERVAL, findings));
    set(&mut revisit.until, duration_from(&section, "until", Duration::ZERO, findings));
    revisit
}

pub(super) fn read_shutdown(root: &Section<'_>, findings: &mut Findings) -> ShutdownSettings {
    let section = root.table("shutdown", findings);
    let mut shutdown = ShutdownSettings::default();
    set(&mut shutdown.deadline, duration_from(&section, "deadline", Duration::ZERO, findings));
    shutdown
}

/// Reads the feeds: those of `[[feed]]` tables and then, where they are not among these, those of lists. `poll` gives the
/// bounds that a feed does not set itself, `egress` what may be reached.
pub(super) fn read_feeds<'a>(
    root: &Section<'a>,
    sections: Vec<Section<'a>>,
    lists: &[(PathBuf, parse::Opml)],
    poll: &PollSettings,
    egress: &outbound::Config,
    doors: &mut Doors<'a>,
    findings: &mut Findings,
) -> Vec<FeedSettings> {
    let mut seen: HashMap<Url, (String, Place)> = HashMap::new();
    let mut feeds = Vec::new();
    for section in sections {
        // White space as in the categories of entries, and as OPML gives a tag back.
        let one_line = |tag: &str| tag.split_whitespace().collect::<Vec<_>>().join(" ");
        let tags = section.texts("tags", findings);
        let tags = tags.map(|tags| tags.value.iter().map(|tag| one_line(&tag.value)).collect());
        let (min_interval, max_interval) = read_intervals(&section, poll, findings);
        let silent_after = duration_from(&section, "silent_after", LEAST_SILENCE, findings);
        let listing = read_listing(&section, findings);
        let text = selector(&section, "text", findings);
        if !section.has("url") {
            section.missing("url", "write url = \"https://…\"", findings);
        }
        let mut url = section.parsed("url", values::address, findings);
        let access = doors.read(&section, url.as_mut(), findings);
        let Some(url) = url.and_then(|url| sound_address(url, egress, findings)) else {
            continue;
        };
        if let Some((first, place)) = seen.get(&url.value) {
            let message = format!("the same feed as {first} ({place}): remove one of them");
            findings.error(url.place(), &url.key, message);
            continue;
        }
        seen.insert(url.value.clone(), (section.path(""), url.place()));
        feeds.push(FeedSettings {
            url: url.value,
            tags: tags.unwrap_or_default(),
            min_interval: min_interval.unwrap_or(poll.min_interval),
            max_interval: max_interval.unwrap_or(poll.max_interval),
            silent_after: silent_after.map_or(poll.silent_after, |found| found.value),
            access,
            listing,
            text,
        });
    }
    for (path, list) in lists {
        for feed in &list.feeds {
            let place = Place::whole(path);
            let (mut url, mut access) = (feed.url.clone(), Access::default());
            access.take_from(&mut url);
            if is_refused(&url, egress) {
                let message = format!("{url} is not public and is left out");
                findings.warning(place, "", message);
            } else if !seen.contains_key(&url) {
                seen.insert(url.clone(), (String::new(), place));
                feeds.push(FeedSettings {
                    url,
                    tags: feed.tags.clone(),
                    min_interval: poll.min_interval,
                    max_interval: poll.max_interval,
                    silent_after: poll.silent_after,
                    access,
                    listing: None,
                    text: None,
                });
            }
        }
    }
    if feeds.is_empty() && !root.has("feed") && !root.has("feed_files") && !findings.incomplete() {
        findings.warning(root.whole(), "feed", "no feed: nothing is watched until a [[feed]] has a url");
    }
    feeds
}

/// Reads how a page is read as a feed.
fn read_listing(section: &Section<'_>, findings: &mut Findings) -> Option<parse::Listing> {
    let items = selector(section, "items", findings);
    let (title, date) = (selector(section, "item_title", findings), selector(section, "item_date", findings));
    if !section.has("items") {
        for key in ["item_title", "item_date"] {
            if let Some(place) = section.place_of(key) {
                findings.error(
                    place,
                    section.path(key),
                    "has no meaning without items, which picks the entries",
                );
            }
        }
    }
    Some(parse::Listing { items: items?, title, date })
}

fn selector(section: &Section<'_>, name: &'static str, findings: &mut Findings) -> Option<parse::Selector> {
    let parse = |text: &str| parse::Selector::parse(text).map_err(|error| error.to_string());
    section.parsed(name, parse, findings).map(|found| found.value)
}

/// Whether an address is one that the egress guard is sure to refuse.
fn is_refused(url: &Url, egress: &outbound::Config) -> bool {
    matches!(values::reach(url), Reach::Private(ip) if !egress.allow.iter().any(|network| network.contains(ip)))
}

/// Refuses an address that the egress guard is sure to refuse.
pub(super) fn sound_address<'a>(
    url: Found<'a, Url>,
    egress: &outbound::Config,
    findings: &mut Findings,
) -> Option<Found<'a, Url>> {
    match values::reach(&url.value) {
        Reach::Private(ip) if !egress.allow.iter().any(|network| network.contains(ip)) => {
            let message = format!(
                "{ip} is not public and would be refused: add a network that holds it to egress.allow"
            );
            findings.error(url.place(), &url.key, message);
            None
        }
        _ => Some(url),
    }
}

/// Reads `min_interval` and `max_interval` and compares them with each other, or with the bounds they would meet.
fn read_intervals(
    section: &Section<'_>,
    bounds: &PollSettings,
    findings: &mut Findings,
) -> (Option<Duration>, Option<Duration>) {
    let min = duration_from(section, "min_interval", LEAST_INTERVAL, findings);
    let max = duration_from(section, "max_interval", LEAST_INTERVAL, findings);
    if let Some(min) = min.as_ref().filter(|min| min.value < POLITE_INTERVAL) {
        let message = format!(
            "publishers ban who polls this often: \"{}\" is the least for others' servers",
            values::show(POLITE_INTERVAL)
        );
        findings.warning(min.place(), &min.key, message);
    }
    let least = min.as_ref().map_or(bounds.min_interval, |min| min.value);
    let most = max.as_ref().map_or(bounds.max_interval, |max| max.value);
    if least > most
        && let Some(found) = min.as_ref().or(max.as_ref())
    {
        let message = format!(
            "min_interval ({}) is above max_interval ({}): set both so that it is not",
            values::show(least),
            values::show(most)
        );
        findings.error(found.place(), &found.key, message);
    }
    (min.map(|min| min.value), max.map(|max| max.value))
}

/// A duration that is not below `least`.
pub(super) fn duration_from<'a>(
    section: &Section<'a>,
    name: &'static str,
    least: Duration,
    findings: &mut Findings,
) -> Option<Found<'a, Duration>> {
    let bounded = |value: &Duration| values::at_least(*value, least);
    section.parsed(name, values::duration, findings)?.parsed(bounded, findings)
}

/// Puts what was found in the place of the default.
pub(super) fn set<T>(setting: &mut T, found: Option<Found<'_, T>>) {
    if let Some(found) = found {
        *setting = found.value;
    }
}
