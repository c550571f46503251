//! One address for one article: what differs between links to the same page is taken off.

use std::borrow::Cow;

use url::Url;

/// How many layers (an AMP form inside an AMP cache inside a redirector) are taken off one address. Real ones have three.
const LAYERS_MAX: usize = 64;

/// Parameters that say where a reader came from, not what is read. A trailing `*` stands for any ending.
/// From the lists of Firefox (query stripping) and `ClearURLs`, without those that carry content on some sites.
const TRACKING: &[&str] = &[
    "utm_*",
    "fbclid",
    "gclid",
    "gclsrc",
    "srsltid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "mibextid",
    "li_fat_id",
    "epik",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "hsa_*",
    "_branch_match_id",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_enc_id",
    "oly_anon_id",
    "wickedid",
    "rb_clickid",
    "s_cid",
    "ml_subscriber",
    "ml_subscriber_hash",
    "_openstat",
    "icid",
    "ncid",
    "ocid",
    "cmpid",
    "cmp_id",
    "ns_*",
    "at_*",
    "xtor",
    "pk_*",
    "piwik_*",
    "mtm_*",
    "matomo_*",
    "wt_mc",
    "wt_zmc",
    "wt.mc_id",
    "wtrid",
    "ito",
    "ftag",
    "intcmp",
    "trk",
    "trkcampaign",
    "sh_kit",
    "smid",
    "smtyp",
    "sr_share",
    "xing_share",
    "tpcc",
    "feedtype",
    "feedname",
    "rss",
    "ref_src",
    "ref_url",
    "referrer",
    "echobox",
    "spm",
    "srnd",
    "guccounter",
    "guce_*",
    "__twitter_impression",
    "amp_js_v",
    "amp_gsa",
    "usqp",
    "shareadraft",
    "sharetype",
    "cn-reloaded",
    "ceid",
    "emci",
    "emdi",
    "gad_source",
    "gad_campaignid",
    "_ga",
    "_gl",
    "cmp",
    "emc",
    "taid",
    "__source",
    "spref",
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
    "replytocom",
    "phpsessid",
];

/// Parameters that say the same where they name a feed.
const OF_FEEDS: &[&str] =
    &["ref", "source", "src", "partner", "from", "via", "fsrc", "traffic_source", "ana"];

/// What they name it.
const FEEDS: &[&str] = &["rss", "feed", "atom", "rssnyt"];

/// Parameters that ask for the AMP form of a page, where they hold nothing, `1`, `true` or `amp`.
const AMP: &[&str] = &["amp", "outputtype", "output", "_amp", "isamp", "amp_markup"];

/// Sites that wrap other addresses: host ending, path, parameter.
const REDIRECTORS: &[(&str, &str, &str)] = &[
    ("google.com", "/url", "url"),
    ("google.com", "/url", "q"),
    ("news.google.com", "/news/url", "url"),
    ("facebook.com", "/l.php", "u"),
    ("bing.com", "/news/apiclick.aspx", "url"),
    ("youtube.com", "/redirect", "q"),
    ("linkedin.com", "/redir/redirect", "url"),
    ("steamcommunity.com", "/linkfilter/", "url"),
];

/// The address by which an article is known, whatever link led to it: without tracking parameters, fragment, credentials,
/// session ids and default port, and with the forms for AMP, AMP caches and mobiles turned into the plain one.
///
/// It is an identity: the page itself is best fetched from where its link leads ([`unwrapped`]). Applying it twice changes nothing.
///
/// ```
/// let link = "https://m.example.com/2025/ferry.amp?utm_source=feed&page=2#top".parse().unwrap();
/// assert_eq!(parse::canonical(&link).as_str(), "https://www.example.com/2025/ferry?page=2");
/// ```
#[must_use]
pub fn canonical(url: &Url) -> Url {
    let mut url = url.clone();
    for _ in 0..LAYERS_MAX {
        let plainer = plainer(&url);
        if plainer == url {
            break;
        }
        url = plainer;
    }
    url
}

/// Where a link leads: the address inside that of a redirector or an AMP cache, such as Google Alerts link to, else the link as it is.
///
/// ```
/// let link = "https://www.google.com/url?sa=t&url=https://example.com/a?utm_source%3Dx&ct=ga".parse().unwrap();
/// assert_eq!(parse::unwrapped(&link).as_str(), "https://example.com/a?utm_source=x");
/// ```
#[must_use]
pub fn unwrapped(url: &Url) -> Url {
    let mut url = url.clone();
    for _ in 0..LAYERS_MAX {
        let Some(inner) = unwrap(&url) else { break };
        url = inner;
    }
    url
}

/// `url` with one layer taken off.
fn plainer(url: &Url) -> Url {
    let mut url = unwrap(url).unwrap_or_else(|| url.clone());
    if !matches!(url.scheme(), "http" | "https") {
        return url;
    }
    // These can only fail for addresses without a host, which http and https always have.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if !url.fragment().is_some_and(|fragment| fragment.starts_with('!')) {
        url.set_fragment(None);
    }
    strip_query(&mut url);
    strip_path(&mut url);
    strip_host(&mut url);
    url
}

/// The address inside a redirector's or an AMP cache's.
fn unwrap(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let path = url.path();
    let amp = match host.strip_suffix(".cdn.ampproject.org") {
        // A letter for what it is, and another where it is served by https.
        Some(_) => ["/c/", "/v/", "/i/"].iter().find_map(|kind| path.strip_prefix(kind)).map(|page| {
            page.strip_prefix("s/").map_or_else(|| format!("http://{page}"), |page| format!("https://{page}"))
        }),
        None if is_under(host, "google.com") => {
            path.strip_prefix("/amp/s/").map(|page| format!("https://{page}"))
        }
        None => None,
    };
    if let Some(page) = amp {
        let mut page = Url::parse(&page).ok()?;
        page.set_query(url.query());
        return Some(page);
    }
    let wraps = |(site, at, _): &&(&str, &str, &str)| is_under(host, site) && path == *at;
    REDIRECTORS.iter().filter(wraps).find_map(|(_, _, parameter)| {
        let (_, inner) = url.query_pairs().find(|(name, _)| name == parameter)?;
        Url::parse(&inner).ok().filter(|inner| matches!(inner.scheme(), "http" | "https"))
    })
}

fn is_under(host: &str, site: &str) -> bool {
    host.strip_suffix(site).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
}

fn strip_query(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let asks_for_a_form = |pair: &str| matches!(pair, "m=0" | "m=1") && is_bloggers(url);
    let is_kept = |pair: &&str| !pair.is_empty() && !is_noise(pair) && !asks_for_a_form(pair);
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    let kept = kept.join("&");
    url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
}

/// Whether an address is of an article as Blogger serves it, which has a form for mobiles: `/2026/03/a-title.html`.
fn is_bloggers(url: &Url) -> bool {
    let is_number =
        |part: &str, length: usize| part.len() == length && part.bytes().all(|it| it.is_ascii_digit());
    match url.path().split('/').collect::<Vec<_>>().as_slice() {
        ["", year, month, page] => is_number(year, 4) && is_number(month, 2) && page.ends_with(".html"),
        _ => false,
    }
}

fn is_noise(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = unescape(name).to_ascii_lowercase();
    let value = value.to_ascii_lowercase();
    // What stands in markup was not resolved.
    let name = name.strip_prefix("amp;").unwrap_or(&name);
    let tracking = TRACKING.iter().any(|tracking| match tracking.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *tracking,
    });
    let amp = AMP.contains(&name) && matches!(value.as_str(), "" | "1" | "true" | "amp" | "default-amp")
        || (name, value.as_str()) == ("view", "amp");
    // `mod` alone may be what a program shows.
    let feed = OF_FEEDS.contains(&name) && FEEDS.contains(&value.as_str())
        || (name == "mod" || OF_FEEDS.contains(&name)) && value.starts_with("rss_");
    tracking || amp || feed
}

/// A part of an address without the escapes that it does not need, and with those that it does in capitals (RFC 3986, 6.2.2).
fn unescape(part: &str) -> Cow<'_, str> {
    if !part.contains('%') {
        return Cow::Borrowed(part);
    }
    let mut plain = String::with_capacity(part.len());
    let mut pieces = part.split('%');
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let escaped = piece.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let byte = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, escaped) {
            (Some(byte), _) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                plain.push(byte.into())
            }
            (_, Some(digits)) => {
                plain.push('%');
                plain.push_str(&digits.to_ascii_uppercase());
            }
            (_, None) => plain.push('%'),
        }
        plain.push_str(piece.get(if escaped.is_some() { 2 } else { 0 }..).unwrap_or_default());
    }
    Cow::Owned(plain)
}

/// Takes AMP endings and session ids off the path.
fn strip_path(url: &mut Url) {
    let path = url.path();
    let mut new = unescape(path);
    if let Some((before, after)) = path.split_once(";jsessionid=") {
        let tail = after.find('/').and_then(|at| after.get(at..)).unwrap_or_default();
        new = Cow::Owned(format!("{before}{tail}"));
    }
    for (ending, replacement) in
        [("/amp/", "/"), ("/amp", ""), (".amp.html", ".html"), (".amp", ""), ("/amp.html", "")]
    {
        if let Some(rest) = new.strip_suffix(ending).filter(|rest| rest.len() > 1) {
            new = Cow::Owned(format!("{rest}{replacement}"));
            break;
        }
    }
    if let Some(rest) = new.strip_prefix("/amp/").filter(|rest| !rest.is_empty()) {
        new = Cow::Owned(format!("/{rest}"));
    }
    if new != path {
        let new = new.into_owned();
        url.set_path(&new);
    }
}

/// Turns the hosts for mobiles and AMP into the plain one.
fn strip_host(url: &mut Url) {
    let Some(url::Host::Domain(host)) = url.host() else { return };
    let host = host.strip_suffix('.').unwrap_or(host);
    let plain = ["m.", "mobile.", "amp."].iter().find_map(|prefix| host.strip_prefix(prefix));
    let new = match plain {
        // `m.example.com` has the plain name under it; `m.com` is a name of its own.
        Some(plain) if plain.contains('.') && plain.starts_with("www.") => plain.to_owned(),
        Some(plain) if plain.contains('.') => format!("www.{plain}"),
        // `en.m.example.org` has one there, too, and `news.m.com` is of the same.
        _ => match host.split_once(".m.") {
            Some((before, plain)) if plain.contains('.') => format!("{before}.{plain}"),
            _ => host.to_owned(),
        },
    };
    // A name that was a host stays one without its first label.
    let _ = url.set_host(Some(&new));
}

#[cfg(test)]
mod tests;
