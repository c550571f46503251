//! What the hosts of an etiquette do: documents that grow by the clock, and the wishes that come with them.

use std::fmt::Write;
use std::time::Duration;

use hyper::Response;
use hyper::header::{
    CACHE_CONTROL, CONTENT_TYPE, DATE, ETAG, EXPIRES, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use super::ledger::{Issued, Ledger};
use crate::body::Body;
use crate::server::{Asked, Reply};

/// The entries in a document.
const SHOWN: i64 = 10;

/// What a feed does besides publishing.
#[derive(Clone, Debug, Default)]
pub struct Habit {
    /// Between two of its entries.
    pub every: Duration,
    /// Its `ETag`, with the version put behind it; any bytes that a header can hold.
    pub etag: Option<&'static [u8]>,
    /// Its `Last-Modified`, likewise.
    pub modified: Option<&'static [u8]>,
    /// What it asks for.
    pub wish: Wish,
    /// Whether its entries have pages, half of them refused by robots.txt.
    pub pages: bool,
    /// The `http://address:port` to which its pages redirect.
    pub away: Option<String>,
    /// The `Crawl-delay` of its host.
    pub crawl_delay: Duration,
}

/// What a feed asks for, or how it fails.
#[derive(Clone, Debug, Default)]
pub enum Wish {
    /// Nothing.
    #[default]
    Nothing,
    /// `max-age` with every answer.
    MaxAge(Duration),
    /// `max-age` with documents only, which a 304 renews.
    MaxAgeOfDocuments(Duration),
    /// `Expires` with every answer.
    Expires(Duration),
    /// RSS's `ttl`, in minutes.
    Ttl(u32),
    /// RSS's `skipHours`.
    SkipHours(Vec<u8>),
    /// RSS's `skipDays`, 0 for Monday.
    SkipDays(Vec<u8>),
    /// `sy:updatePeriod` of `daily`, so many times.
    TimesDaily(u32),
    /// Every third answer is this status with `Retry-After`, in seconds or as a date.
    Busy {
        /// 429 or 503.
        status: u16,
        /// What `Retry-After` says.
        pause: Duration,
        /// Whether it says it as a date.
        as_date: bool,
    },
    /// Always this status.
    Fail(u16),
    /// 410 after so long.
    GoneAfter(Duration),
    /// 301 to another address of the same host.
    Moved,
    /// 302 to another address of the same host.
    Lent,
    /// 302 to this whole address, at another host: its `/guest/` and a number stand for the feed of that number.
    LentTo(String),
    /// 304 after the first document, whatever is new, until it is mended after so long.
    StuckFor(Duration),
}

/// Answers one request, and judges it.
pub(super) fn answer(ledger: &mut Ledger, asked: &Asked, now: Timestamp) -> Reply {
    let path = asked.path.as_str();
    let number = |prefix: &str| path.strip_prefix(prefix).and_then(|rest| rest.parse::<usize>().ok());
    let target = number("/target/");
    // Another host sends its guests there, who owe this one all that they owe any.
    let feed = number("/feed/").or(target).or(number("/guest/"));
    let Some(habit) = feed.and_then(|feed| ledger.habits.get(feed)).cloned() else {
        ledger.judge_any(asked, false, now);
        return other(ledger, path, now);
    };
    let redirected = target.is_some_and(|feed| match habit.wish {
        Wish::Moved => ledger.is_redirected(&format!("/feed/{feed}"), path, now),
        _ => true,
    });
    ledger.judge_any(asked, redirected, now);
    ledger.judge_poll(asked, redirected, now);
    match (&habit.wish, target) {
        (Wish::Moved, None) => redirect(301, &path.replace("/feed/", "/target/")),
        (Wish::Lent, None) => redirect(302, &path.replace("/feed/", "/target/")),
        (Wish::LentTo(to), _) => redirect(302, to),
        (Wish::Fail(status), _) => plain(*status, &[]),
        (Wish::GoneAfter(after), _) if now >= ledger.opened + *after => {
            ledger.go(path);
            plain(410, &[])
        }
        (Wish::Busy { status, pause, as_date }, _) if ledger.asked(path).is_multiple_of(3) => {
            // A date holds no fractions of a second.
            let until = Timestamp::from_second((now + *pause).as_second()).unwrap_or(now);
            ledger.put_off(if *as_date { until } else { now + *pause });
            let value = if *as_date { date(until) } else { pause.as_secs().to_string() };
            plain(*status, &[(RETRY_AFTER, value.as_bytes())])
        }
        _ => document(ledger, asked, &habit, now),
    }
}

fn document(ledger: &mut Ledger, asked: &Asked, habit: &Habit, now: Timestamp) -> Reply {
    let path = asked.path.as_str();
    let is_broken = matches!(habit.wish, Wish::StuckFor(time) if now < ledger.opened + time);
    let stuck = is_broken && ledger.asked(path) > 1;
    let version = now.duration_since(ledger.opened).as_secs() / habit.every.as_secs().max(1).cast_signed();
    let labelled = |label: Option<&[u8]>| {
        let version = if is_broken { 0 } else { version };
        label.map(|label| [label, version.to_string().as_bytes()].concat())
    };
    let issued = Issued { etag: labelled(habit.etag), modified: labelled(habit.modified) };
    let brought = |name| asked.headers.get(name).map(|value: &HeaderValue| value.as_bytes().to_vec());
    let (etag, modified) = (brought(IF_NONE_MATCH), brought(IF_MODIFIED_SINCE));
    // RFC 9110, 13.2.2: If-None-Match is what counts where there is one.
    let same =
        if etag.is_some() { etag == issued.etag } else { modified.is_some() && modified == issued.modified };
    let unchanged = same || stuck && (etag.is_some() || modified.is_some());
    let mut headers = vec![(CONTENT_TYPE, b"application/rss+xml".to_vec())];
    headers.extend(issued.etag.clone().map(|value| (ETAG, value)));
    headers.extend(issued.modified.clone().map(|value| (LAST_MODIFIED, value)));
    // Once a guest has seen that the 304s are not true, it need not believe them.
    let known = if stuck && !unchanged { Issued::default() } else { issued };
    ledger.issue(path, known, !unchanged, now);
    headers.extend(wish(ledger, path, habit, unchanged, now));
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.clone(), value.as_slice())).collect();
    match unchanged {
        true => plain(304, &headers),
        false => reply(200, &headers, rss(ledger, habit, version)),
    }
}

/// Notes what the feed asks for; the headers that say so.
fn wish(
    ledger: &mut Ledger,
    path: &str,
    habit: &Habit,
    unchanged: bool,
    now: Timestamp,
) -> Vec<(HeaderName, Vec<u8>)> {
    let max_age = |age: &Duration| (CACHE_CONTROL, format!("public, max-age={}", age.as_secs()).into_bytes());
    match &habit.wish {
        Wish::MaxAge(age) => {
            ledger.ask_not_before(path, now + *age, "max-age");
            vec![max_age(age)]
        }
        Wish::MaxAgeOfDocuments(age) => {
            ledger.ask_not_before(path, now + *age, "max-age, renewed");
            if unchanged { Vec::new() } else { vec![max_age(age)] }
        }
        Wish::Expires(after) => {
            ledger.ask_not_before(path, now + *after, "Expires");
            vec![(EXPIRES, date(now + *after).into_bytes()), (DATE, date(now).into_bytes())]
        }
        Wish::Ttl(minutes) => {
            ledger.ask_not_before(path, now + Duration::from_secs(60) * *minutes, "ttl");
            Vec::new()
        }
        Wish::TimesDaily(times) => {
            ledger.ask_not_before(path, now + Duration::from_secs(24 * 3600) / *times, "sy:updatePeriod");
            Vec::new()
        }
        Wish::SkipHours(hours) => {
            ledger.ask_to_skip(path, hours, &[]);
            Vec::new()
        }
        Wish::SkipDays(days) => {
            ledger.ask_to_skip(path, &[], days);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn rss(ledger: &Ledger, habit: &Habit, version: i64) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\">\
         <channel><title>Etiquette</title>",
    );
    // Writing to a string cannot fail.
    let _ = match &habit.wish {
        Wish::Ttl(minutes) => write!(out, "<ttl>{minutes}</ttl>"),
        Wish::TimesDaily(times) => write!(
            out,
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>{times}</sy:updateFrequency>"
        ),
        Wish::SkipHours(hours) => {
            let hours: String = hours.iter().map(|hour| format!("<hour>{hour}</hour>")).collect();
            write!(out, "<skipHours>{hours}</skipHours>")
        }
        Wish::SkipDays(days) => {
            const NAMES: [&str; 7] =
                ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
            let named = days.iter().filter_map(|day| NAMES.get(usize::from(*day)));
            let days: String = named.map(|name| format!("<day>{name}</day>")).collect();
            write!(out, "<skipDays>{days}</skipDays>")
        }
        _ => Ok(()),
    };
    for number in (version - SHOWN + 1..=version).rev() {
        let published = ledger.opened.as_second() + number * habit.every.as_secs().cast_signed();
        let published = Timestamp::from_second(published).unwrap_or_default();
        let link = match (habit.pages, number % 2) {
            (false, _) => String::new(),
            (true, _) if habit.away.is_some() => format!("<link>/away/{number}</link>"),
            (true, 0) => format!("<link>/page/{number}</link>"),
            (true, _) => format!("<link>/private/{number}</link>"),
        };
        let _ = write!(
            out,
            "<item><guid isPermaLink=\"false\">{number}</guid><title>Number {number} of a long row of reports</title>\
             {link}<pubDate>{}</pubDate></item>",
            date(published)
        );
    }
    out + "</channel></rss>"
}

/// Pages and robots.txt.
fn other(ledger: &mut Ledger, path: &str, now: Timestamp) -> Reply {
    let delay = ledger.habits.iter().map(|habit| habit.crawl_delay).max().unwrap_or_default();
    if path == "/robots.txt" {
        ledger.score.robots += 1;
        let text = format!("User-agent: *\nDisallow: /private/\nCrawl-delay: {}\n", delay.as_secs());
        return reply(200, &[(CONTENT_TYPE, b"text/plain")], text);
    }
    let away = ledger.habits.iter().find_map(|habit| habit.away.clone());
    if let Some((to, number)) = away.zip(path.strip_prefix("/away/")) {
        let number: i64 = number.parse().unwrap_or_default();
        let kind = if number % 2 == 0 { "page" } else { "private" };
        return redirect(302, &format!("{to}/{kind}/{number}"));
    }
    ledger.judge_page(path, path.starts_with("/private/"), delay, now);
    let paragraph = "<p>The council of the harbour town met on Monday and spoke at length of the old pier, which it \
                     will repair before winter comes, as its speaker said after the meeting had ended.</p>";
    let text = paragraph.repeat(4);
    let page = format!(
        "<html><head><title>{path}</title></head><body><article><h1>{path}</h1>{text}</article></body></html>"
    );
    reply(200, &[(CONTENT_TYPE, b"text/html")], page)
}

fn redirect(status: u16, to: &str) -> Reply {
    plain(status, &[(LOCATION, to.as_bytes())])
}

fn plain(status: u16, headers: &[(HeaderName, &[u8])]) -> Reply {
    reply(status, headers, String::new())
}

fn reply(status: u16, headers: &[(HeaderName, &[u8])], body: String) -> Reply {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, *value);
    }
    response.body(Body::from(body)).map_or(Reply::Close, Reply::Answer)
}

fn date(at: Timestamp) -> String {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_default()
}
