//! How single values are written: durations, addresses, languages, names. Each function gives the value, or what is
//! wrong with it and what to write instead.

use std::net::IpAddr;
use std::time::Duration;

use model::UpdateReason;
use url::{Host, Url};

/// Ten years: what is longer is a slip of the pen, and sums of times must not overflow.
pub(super) const MAX_DURATION: Duration = Duration::from_secs(3650 * 24 * 60 * 60);

/// The longest name of an endpoint, a watchlist or a watch, in characters.
pub(super) const MAX_NAME: usize = 200;

/// `90s`, `2m`, `24h`, `7d`, `500ms`, or several after one another from the longest unit to the shortest: `1h30m`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let bad = || {
        format!("\"{text}\" is not a duration: write it like \"90s\", \"2m\", \"24h\", \"7d\" or \"1h30m\"")
    };
    let mut rest = text.trim();
    let mut sum = Duration::ZERO;
    let mut last_unit = Duration::MAX;
    while !rest.is_empty() {
        let digits = rest.find(|char: char| !char.is_ascii_digit()).ok_or_else(bad)?;
        let (count, after) = rest.split_at(digits);
        let unit_end = after.find(|char: char| char.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let unit = unit_of(unit).filter(|unit| *unit < last_unit).ok_or_else(bad)?;
        let count: u32 = count.parse().map_err(|_| bad())?;
        sum = unit.checked_mul(count).and_then(|part| sum.checked_add(part)).ok_or_else(bad)?;
        (rest, last_unit) = (after, unit);
    }
    if last_unit == Duration::MAX {
        return Err(bad());
    }
    if sum > MAX_DURATION {
        return Err(format!("\"{text}\" is too long: ten years (\"3650d\") at most"));
    }
    Ok(sum)
}

/// A duration that is longer than none.
pub(crate) fn lasting(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err(format!("\"{text}\" is no time at all: write it like \"2h\" or \"30d\"")),
        duration => Ok(duration),
    }
}

fn unit_of(text: &str) -> Option<Duration> {
    match text {
        "ms" => Some(Duration::from_millis(1)),
        "s" => Some(Duration::from_secs(1)),
        "m" => Some(Duration::from_secs(60)),
        "h" => Some(Duration::from_secs(60 * 60)),
        "d" => Some(Duration::from_secs(24 * 60 * 60)),
        _ => None,
    }
}

/// A duration for a person, as [`duration`] reads it.
pub(super) fn show(duration: Duration) -> String {
    let millis = duration.as_millis();
    let units = [(24 * 60 * 60 * 1000, "d"), (60 * 60 * 1000, "h"), (60 * 1000, "m"), (1000, "s")];
    let fits = units.into_iter().find(|(length, _)| millis > 0 && millis.is_multiple_of(*length));
    // A day is shown as 24 hours, as people write it.
    match fits {
        Some((length, "d")) if millis == length => "24h".to_owned(),
        Some((length, unit)) => format!("{}{unit}", millis / length),
        None => format!("{millis}ms"),
    }
}

/// A duration, or that it is too short.
pub(super) fn at_least(duration: Duration, least: Duration) -> Result<Duration, String> {
    match duration < least {
        true => Err(format!("must be \"{}\" or more", show(least))),
        false => Ok(duration),
    }
}

/// The bytes in `500MB`, `20GB`, `1TB`, of a thousand each, or `500MiB`, `20GiB`, `1TiB`, of 1,024 each.
pub(super) fn size(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 6] = [
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("TiB", 1 << 40),
    ];
    let read = |(unit, bytes): (&str, u64)| {
        let count: u32 = text.trim().strip_suffix(unit)?.parse().ok()?;
        u64::from(count).checked_mul(bytes)
    };
    let bad = || format!("\"{text}\" is not a size: write it like \"500MB\", \"20GB\" or \"1TB\"");
    UNITS.into_iter().find_map(read).ok_or_else(bad)
}

/// An `http` or `https` address. What is said of another does not repeat it: it may hold a password or a token.
pub(super) fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| {
        format!("is not an address ({error}): write it like \"https://example.com/news\"")
    })?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err("is neither http nor https: only these are spoken".to_owned()),
    }
}

/// The address of a mail server: `smtps://user@host` or `smtp://user@host`.
pub(super) fn mail_server(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| {
        format!("is not an address ({error}): write it like \"smtps://user@mail.example.com\"")
    })?;
    match url.scheme() {
        "smtp" | "smtps" if url.password().is_some() => {
            Err("holds a password: write it as secret or secret_file".to_owned())
        }
        "smtp" | "smtps" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        _ => {
            Err("is neither smtp nor smtps: mail goes to \"smtps://user@mail.example.com\" or so".to_owned())
        }
    }
}

/// The time between two of `10/s`, `30/m`, `100/h`.
pub(super) fn rate(text: &str) -> Result<Duration, String> {
    let bad = || format!("\"{text}\" is not a rate: write it like \"5/s\", \"20/m\" or \"100/h\"");
    let (count, unit) = text.trim().split_once('/').ok_or_else(bad)?;
    let count: u32 = count.parse().map_err(|_| bad())?;
    let unit = unit_of(unit).filter(|unit| (1..=3600).contains(&unit.as_secs())).ok_or_else(bad)?;
    if count == 0 || count > MAX_RATE { Err(bad()) } else { Ok(unit / count) }
}

/// Beyond this a rate is no bound.
const MAX_RATE: u32 = 100_000;

/// A primary language subtag in lower case.
pub(super) fn language(text: &str) -> Result<String, String> {
    let primary = text.split(['-', '_']).next().unwrap_or_default();
    let sound = (2..=3).contains(&primary.len()) && primary.chars().all(|char| char.is_ascii_alphabetic());
    match primary.to_lowercase() {
        primary if sound && primary == text => match watch::primary_language(&primary) {
            own if own == primary => Ok(primary),
            own => Err(format!("\"{text}\" is also \"{own}\", as articles have it: write that")),
        },
        primary if sound => Err(format!("\"{text}\" is not compared as a whole: write \"{primary}\"")),
        _ => Err(format!("\"{text}\" is not a language: write it like \"en\" or \"fr\"")),
    }
}

/// A reason to be told of a story again.
pub(super) fn update(text: &str) -> Result<UpdateReason, String> {
    UpdateReason::named(text).ok_or_else(|| {
        format!(
            "\"{text}\" is not a reason: write \"outlets:5\" (a number from {} on), \"first_report\", \"new_language\", \
             \"new_watch\", \"trusted_source\" or \"edit\"",
            UpdateReason::LEAST_OUTLETS
        )
    })
}

/// A name that is shown to people and compared with others.
pub(super) fn name(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) {
        return Err("must not hold control characters or line ends".to_owned());
    }
    if text.chars().count() > MAX_NAME {
        return Err(format!("is too long: {MAX_NAME} characters at most"));
    }
    Ok(text.trim().to_owned())
}

/// Where an address leads, as far as it says so without being looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// A literal address of this machine or of a private network.
    Private(IpAddr),
    /// A name that only a private network knows.
    PrivateName,
    /// Anything else.
    Public,
}

/// Tells the private from the public for the sake of advice; what is connected to is decided in `outbound`.
pub(super) fn reach(url: &Url) -> Reach {
    /// Set apart by RFC 6761, RFC 6762, RFC 8375 and by ICANN for private use.
    const PRIVATE: &[&str] = &["localhost", "local", "internal", "home.arpa"];
    // In an address that is not of the web, an IPv4 address is a name to the parser.
    let host = match url.host() {
        Some(Host::Domain(domain)) => {
            domain.parse().map_or(Some(Host::Domain(domain)), |ip| Some(Host::Ipv4(ip)))
        }
        host => host,
    };
    match host {
        Some(Host::Ipv4(ip)) if ip.is_loopback() || ip.is_private() => Reach::Private(ip.into()),
        Some(Host::Ipv6(ip)) if ip.is_loopback() || ip.is_unique_local() => Reach::Private(ip.into()),
        Some(Host::Domain(domain)) => {
            let ends_so = |end: &str| domain.strip_suffix(end).is_some_and(|head| head.ends_with('.'));
            let private = !domain.contains('.') || PRIVATE.iter().any(|end| ends_so(end));
            if private { Reach::PrivateName } else { Reach::Public }
        }
        _ => Reach::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_shown() {
        let check = |text: &str, millis: Option<u64>| {
            assert_eq!(duration(text).ok(), millis.map(Duration::from_millis), "{text}");
        };
        check("90s", Some(90_000));
        check("2m", Some(120_000));
        check("24h", Some(86_400_000));
        check("7d", Some(604_800_000));
        check("500ms", Some(500));
        check("1h30m", Some(5_400_000));
        check(" 1m ", Some(60_000));
        check("0s", Some(0));
        for bad in
            ["", "5", "m", "-2m", "2 m", "2.5h", "2M", "30m1h", "1h1h", "99999999999s", "4000d", "1h5", "٣s"]
        {
            check(bad, None);
        }
        assert!(lasting("0s").unwrap_err().contains("is no time at all"));
        assert_eq!(lasting("1ms"), duration("1ms"));
        for text in ["90s", "2m", "24h", "7d", "500ms", "90m"] {
            assert_eq!(show(duration(text).unwrap()), text);
        }
        assert_eq!(show(Duration::ZERO), "0ms");
    }

    #[test]
    fn rates_are_times_between_two() {
        let check = |text: &str, millis: Option<u64>| {
            assert_eq!(rate(text).ok(), millis.map(Duration::from_millis), "{text}");
        };
        check("5/s", Some(200));
        check("20/m", Some(3000));
        check("100/h", Some(36_000));
        for bad in ["", "5", "/s", "0/s", "5/d", "5/ms", "-1/s", "5 / s", "100001/s"] {
            check(bad, None);
        }
    }

    #[test]
    fn mail_servers_have_an_address_without_a_password() {
        let check = |text: &str, wrong: Option<&str>| match (mail_server(text), wrong) {
            (Ok(_), None) => {}
            (Err(message), Some(part)) => assert!(message.contains(part), "{message}"),
            (got, _) => panic!("{text}: {got:?}"),
        };
        check("smtps://desk%40example.org@mail.example.org", None);
        check("smtp://mail.example.org:25", None);
        check("smtps://desk:hidden@mail.example.org", Some("write it as secret"));
        check("https://mail.example.org", Some("neither smtp nor smtps"));
        check("mail.example.org", Some("is not an address"));
    }

    #[test]
    fn languages_are_primary_subtags() {
        let check = |text: &str, expected: Result<&str, &str>| match (language(text), expected) {
            (Ok(tag), Ok(wanted)) => assert_eq!(tag, wanted),
            (Err(message), Err(part)) => assert!(message.contains(part), "{text}: {message}"),
            (got, _) => panic!("{text}: {got:?}"),
        };
        check("en", Ok("en"));
        check("ast", Ok("ast"));
        check("en-GB", Err("write \"en\""));
        check("FR", Err("write \"fr\""));
        check("english", Err("not a language"));
        check("eng", Err("is also \"en\""));
        check("nb", Err("is also \"no\""));
        check("e1", Err("not a language"));
        for tag in ["en", "ja", "nb", "no", "zh", "ast"] {
            assert!(watch::is_assigned(tag), "{tag}");
        }
        for tag in ["zz", "jp", "cz", "dk", "xyz"] {
            assert!(!watch::is_assigned(tag), "{tag}");
        }
    }

    #[test]
    fn private_addresses_are_told_from_public_ones() {
        let check =
            |text: &str, expected: Reach| assert_eq!(reach(&address(text).unwrap()), expected, "{text}");
        check("http://127.0.0.1:8080/", Reach::Private([127, 0, 0, 1].into()));
        check("http://10.1.1.1/", Reach::Private([10, 1, 1, 1].into()));
        check("http://[::1]/", Reach::Private(IpAddr::V6(std::net::Ipv6Addr::LOCALHOST)));
        check("http://localhost/", Reach::PrivateName);
        check("http://hooks.localhost/", Reach::PrivateName);
        check("http://receiver:9000/", Reach::PrivateName);
        check("http://receiver.internal/", Reach::PrivateName);
        let mail = mail_server("smtp://127.0.0.1:25").unwrap();
        assert_eq!(reach(&mail), Reach::Private([127, 0, 0, 1].into()));
        check("http://notlocalhost.com/", Reach::Public);
        check("http://example.com/", Reach::Public);
        check("http://8.8.8.8/", Reach::Public);
    }
}
