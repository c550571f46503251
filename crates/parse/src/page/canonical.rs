//! The address that a page calls canonical, where that is plausible.
//!
//! Templates name the home page, a section or the address of another article for every page; believing them would make one
//! article of many.

use url::Url;

use super::dates::is_year;
use crate::entities;

/// The canonical address that `written` names, or `None` where it is no plausible one for the page at `url`.
pub(super) fn plausible(written: &str, url: Option<&Url>) -> Option<String> {
    let written = entities::resolve(written.trim());
    let canonical = match url {
        Some(url) => url.join(&written).ok()?,
        None => Url::parse(&written).ok()?,
    };
    let is_address = matches!(canonical.scheme(), "http" | "https") && canonical.has_host();
    (is_address && is_of(&canonical, url)).then(|| canonical.into())
}

fn is_of(canonical: &Url, url: Option<&Url>) -> bool {
    let is_home = |url: &Url| url.path().trim_matches('/').is_empty() && url.query().is_none();
    let Some(url) = url else { return !is_home(canonical) };
    let (canonical, url) = (crate::canonical(canonical), crate::canonical(url));
    if is_home(&canonical) || is_home(&url) {
        return is_home(&canonical) == is_home(&url) && site(&canonical) == site(&url);
    }
    if contradicts(&canonical, &url) {
        return false;
    }
    shares_name(&canonical, &url)
        || site(&canonical) == site(&url) && is_number_only(&url) && is_telling(&canonical)
}

/// Whether the addresses name other things by number: another article, another day, another language. Under the same words, if there
/// are enough of them, a number may be of another system.
fn contradicts(canonical: &Url, url: &Url) -> bool {
    let (new, old) = (numbers(canonical), numbers(url));
    let lost = old.iter().any(|number| !new.contains(number));
    let is_replaced = lost && new.iter().any(|number| !old.contains(number));
    let (new_words, old_words) = (plain_words(canonical), plain_words(url));
    let same_words =
        old_words.len() >= TELLING_WORDS && old_words.iter().all(|word| new_words.contains(word));
    // A section that has the words of each of its days.
    let is_general = lost && new.is_empty() && new_words.len() < TELLING_WORDS && !old_words.is_empty();
    let same_script = canonical.path() == url.path() && lost;
    let language = |url: &Url| {
        let first = url.path().trim_matches('/').split('/').next().unwrap_or_default().to_owned();
        Some(first).filter(|first| first.len() == 2 && first.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    let other_language = language(canonical).zip(language(url)).is_some_and(|(new, old)| new != old);
    // An address for short gives way to one in words.
    let is_shortened = is_number_only(url) && is_telling(canonical);
    (is_replaced || is_general) && !same_words && !is_shortened
        || same_script && !is_shortened
        || other_language
}

/// So many words name an article; fewer may name a section.
const TELLING_WORDS: usize = 3;

/// The numbers of an address: runs of figures in its path and in the values of its query.
fn numbers(url: &Url) -> Vec<String> {
    let values = url
        .query()
        .unwrap_or_default()
        .split('&')
        .map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value));
    let all =
        std::iter::once(url.path()).chain(values).flat_map(|part| part.split(|c: char| !c.is_ascii_digit()));
    all.filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

/// The words of an address that hold no figure.
fn plain_words(url: &Url) -> Vec<String> {
    words(url).into_iter().filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit())).collect()
}

/// Whether an address names an article by words, or by words below a day.
fn is_telling(url: &Url) -> bool {
    let words = plain_words(url).len();
    words >= TELLING_WORDS || words > 0 && numbers(url).iter().any(|number| is_year(number))
}

/// The last two labels of the host (three where the second is short, as in `co.uk`): near enough to who owns it.
fn site(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let labels: Vec<&str> = host.rsplit('.').collect();
    let count = if labels.get(1).is_some_and(|second| second.len() <= 3) { 3 } else { 2 };
    Some(labels.into_iter().take(count).collect::<Vec<_>>().join("."))
}

/// Whether the two addresses share what names the article: the words or the number of their last parts.
fn shares_name(one: &Url, other: &Url) -> bool {
    // A year names nothing.
    let named = |url: &Url| words(url).into_iter().filter(|word| !is_year(word)).collect::<Vec<_>>();
    let (one, other) = (named(one), named(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    let is_number = |word: &&String| word.len() >= 4 && word.bytes().any(|byte| byte.is_ascii_digit());
    let shares_number = one.iter().filter(is_number).any(|word| other.contains(word));
    shared * 3 >= one.len().min(other.len()) * 2 && shared > 0 || shares_number
}

/// Names of files that a server makes its pages with, which name no article.
const SCRIPTS: [&str; 14] = [
    "article", "content", "default", "detail", "index", "item", "node", "news", "page", "post", "show",
    "story", "topic", "view",
];

/// The words of the last part of the path that names anything, and of the values of the query.
fn words(url: &Url) -> Vec<String> {
    let parts = url.path().trim_matches('/').rsplit('/');
    let mut names = parts.map(|part| part.split_once('.').map_or(part, |(name, _)| name));
    let last = names.find(|name| !SCRIPTS.contains(&name.to_ascii_lowercase().as_str()));
    let values = url
        .query()
        .unwrap_or_default()
        .split('&')
        .map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value));
    let all = last.unwrap_or_default().split(|c: char| !c.is_ascii_alphanumeric() && c != '%').chain(values);
    let mut words: Vec<String> = all.filter(|word| word.len() >= 2).map(str::to_ascii_lowercase).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether the address names its page by a number alone (`/?p=123`, `/123`), for which another name may stand.
fn is_number_only(url: &Url) -> bool {
    words(url).iter().all(|word| word.len() <= 2 || word.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(canonical: &str, url: &str, want: Option<&str>) {
        assert_eq!(
            plausible(canonical, Url::parse(url).ok().as_ref()).as_deref(),
            want,
            "{canonical} for {url}"
        );
    }

    #[test]
    fn believes_addresses_of_the_same_article_only() {
        let url = "https://www.example.com/news/ferry-sails-again-123456?utm_source=x";
        let same = Some("https://www.example.com/news/ferry-sails-again-123456");
        check("https://www.example.com/news/ferry-sails-again-123456", url, same);
        check("/news/ferry-sails-again-123456", url, same);
        check("https://www.example.com/", url, None);
        check("https://www.example.com/news/", url, None);
        check("https://www.example.com/news/another-story-987654", url, None);
        check(
            "https://wire.example.org/ferry-sails-again",
            url,
            Some("https://wire.example.org/ferry-sails-again"),
        );
        check(
            "https://www.example.com/a/ferry-123456.html",
            url,
            Some("https://www.example.com/a/ferry-123456.html"),
        );
        check(
            "https://example.com/ferry-sails-again",
            "https://example.com/?p=77",
            Some("https://example.com/ferry-sails-again"),
        );
        check("/2026/03/ferry/", "https://example.com/?p=77", Some("https://example.com/2026/03/ferry/"));
        for (canonical, url) in [
            ("/article.php", "https://example.com/article.php?id=123"),
            ("/article.php?id=1", "https://example.com/article.php?id=123"),
            ("/article.php?id=12", "https://example.com/article.php?id=123"),
            ("/news.php", "https://example.com/news.php?id=12345"),
            ("/index.html", "https://example.com/2026/ferry/index.html"),
            ("https://other.example/index.html", "https://example.com/2026/ferry/index.html"),
            ("/blog", "https://example.com/?p=123"),
            ("/latest-news", "https://example.com/12345"),
            ("/about-us", "https://example.com/n/77"),
            ("/story.php?cat=sport&id=78", "https://example.com/story.php?cat=sport&id=77"),
            ("/story.php?cat=sport&lang=en", "https://example.com/story.php?cat=sport&id=77"),
            ("/live", "https://example.com/2026/11/27/live"),
            ("/2026/11/26/live", "https://example.com/2026/11/27/live"),
            ("/a/market-report-2026-11-26", "https://example.com/a/market-report-2026-11-27"),
            ("/a/market-report", "https://example.com/a/market-report-2026-11-27"),
            ("/tag/2026", "https://example.com/a/morning-briefing-2026"),
            ("/de/12345", "https://example.com/en/12345"),
            ("/a/trump-says-war-over", "https://example.com/a/trump-says-tariffs-up"),
            ("/article/2/print", "https://example.com/article/1/print"),
        ] {
            check(canonical, url, None);
        }
        check(
            "/2026/ferry/",
            "https://example.com/2026/ferry/index.html",
            Some("https://example.com/2026/ferry/"),
        );
        check("https://example.com/", "https://example.com/", Some("https://example.com/"));
        check("javascript:void(0)", url, None);
        check("", url, Some("https://www.example.com/news/ferry-sails-again-123456?utm_source=x"));
    }
}
