//! The address that a page calls canonical, where that is plausible.
//!
//! Templates name the home page, a section or the address of another article for every page; believing them would make one
//! article of many.

use url::Url;

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
    shares_name(&canonical, &url)
        || site(&canonical) == site(&url) && is_number_only(&url) && has_words(&canonical)
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
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    let is_number = |word: &&String| word.len() >= 4 && word.bytes().any(|byte| byte.is_ascii_digit());
    let shares_number = one.iter().filter(is_number).any(|word| other.contains(word));
    shared * 2 >= one.len().min(other.len()) && shared > 0 || shares_number
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

/// Whether the address has words besides numbers.
fn has_words(url: &Url) -> bool {
    words(url).iter().any(|word| word.len() > 2 && !word.bytes().all(|byte| byte.is_ascii_digit()))
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
            "https://example.com/ferry-sails",
            "https://example.com/?p=77",
            Some("https://example.com/ferry-sails"),
        );
        for (canonical, url) in [
            ("/article.php", "https://example.com/article.php?id=123"),
            ("/article.php?id=1", "https://example.com/article.php?id=123"),
            ("/article.php?id=12", "https://example.com/article.php?id=123"),
            ("/news.php", "https://example.com/news.php?id=12345"),
            ("/index.html", "https://example.com/2026/ferry/index.html"),
            ("https://other.example/index.html", "https://example.com/2026/ferry/index.html"),
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
