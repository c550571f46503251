//! Titles of pages without the names of their sites and sections.

use super::block::weight;

/// What stands between a headline and the name of the site in a title.
const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · "];

/// What stands there in scripts that are written without spaces.
const WITHOUT_SPACES: [char; 5] = ['_', '|', '｜', '-', '丨'];

/// How sites are called in these. A hyphen stands between places and teams, too.
const SITES: [&str; 6] = ["网", "報", "报", "新闻", "新聞", "ニュース"];

/// The name of a site has so many words at the most…
const SITE_WORDS: usize = 4;

/// …and that of a section so many…
const SECTION_WORDS: usize = 2;

/// …where a headline of so many is left.
const HEADLINE_WORDS: usize = 3;

/// Letters of a script without spaces that are as much as a word.
const LETTERS_A_WORD: usize = 2;

/// A title without the name of the site, which is known or a short last part, and without the section's before it.
pub(super) fn without_site<'a>(title: &'a str, site: Option<&str>) -> &'a str {
    let title = site.and_then(|site| after_site(title, site)).unwrap_or(title);
    let split = SEPARATORS
        .iter()
        .filter_map(|separator| title.rsplit_once(separator).map(|(before, last)| (before, last, *separator)))
        .max_by_key(|(before, ..)| before.len());
    let Some((headline, last, separator)) = split else { return without_spaces(title, site) };
    let is_site = site.is_some_and(|site| last.eq_ignore_ascii_case(site));
    let is_short = words(last) <= SITE_WORDS && words(headline) >= HEADLINE_WORDS;
    if !is_site && !is_short {
        return title;
    }
    let headline = without_spaces(headline, None);
    match headline.rsplit_once(separator) {
        Some((rest, section))
            if words(section) <= SECTION_WORDS
                && words(rest) >= HEADLINE_WORDS
                && !section.starts_with(char::is_lowercase) =>
        {
            rest.trim_end()
        }
        _ => headline.trim_end(),
    }
}

/// What stands behind the name of a site that a title begins with.
fn separators_and_colon() -> impl Iterator<Item = &'static str> {
    SEPARATORS.into_iter().chain([": "])
}

/// What follows the name of the site, where a title begins with it: *Harbour Post | Ferry sails again*.
fn after_site<'a>(title: &'a str, site: &str) -> Option<&'a str> {
    let start =
        title.get(..site.len()).filter(|start| !site.is_empty() && start.eq_ignore_ascii_case(site))?;
    let rest = title.get(start.len()..)?;
    let headline = separators_and_colon().filter_map(|separator| rest.strip_prefix(separator)).next()?.trim();
    (words(headline) >= HEADLINE_WORDS).then_some(headline)
}

/// The first part of a title and the rest of it: *Harbour Post*, *Ferry sails again | Local*.
pub(super) fn first_part(title: &str) -> Option<(&str, &str)> {
    let split = separators_and_colon().filter_map(|separator| title.split_once(separator));
    let (first, rest) = split.min_by_key(|(first, _)| first.len())?;
    Some((first.trim(), rest.trim()))
}

/// What stands between a registered name and the country that it is registered in: `harbourpost.co.uk`.
const REGISTRIES: [&str; 14] =
    ["ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "ne", "net", "nom", "or", "org"];

/// The name that a title begins with, where it is the registered one of the host: *Harbour Post* at `www.harbourpost.example`. A word before
/// a colon may as well be what the article is about.
pub(super) fn named_by_host<'a>(title: &'a str, host: &str) -> Option<&'a str> {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (first, _) = first_part(title)?;
    let mut labels = host.rsplit('.').skip(1).peekable();
    let registered = labels.next_if(|label| !REGISTRIES.contains(label)).or_else(|| labels.nth(1))?;
    let is_word_before_colon = title.get(first.len()..)?.starts_with(':') && words(first) < 2;
    (letters(registered) == letters(first) && !is_word_before_colon).then_some(first)
}

/// A title whose parts stand without spaces between them, as in Chinese and Japanese: the first part, where the others are shorter.
fn without_spaces<'a>(title: &'a str, site: Option<&str>) -> &'a str {
    let is_wide = |c: Option<char>| c.is_some_and(|c| weight(c.encode_utf8(&mut [0; 4])) > 1);
    let mut headline = title;
    // A title has a site and one or two sections.
    for _ in 0..3 {
        let Some((at, mark)) = headline.char_indices().rev().find(|(_, c)| WITHOUT_SPACES.contains(c)) else {
            break;
        };
        let (Some(before), Some(last)) = (headline.get(..at), headline.get(at + mark.len_utf8()..)) else {
            break;
        };
        let (before, last) = (before.trim_end(), last.trim_start());
        let is_site = site.is_some_and(|site| last.eq_ignore_ascii_case(site));
        let between = is_wide(before.chars().next_back()) && is_wide(last.chars().next());
        let is_short =
            words(last) <= SITE_WORDS && words(last) < words(before) && words(before) >= HEADLINE_WORDS;
        let may_end = mark != '-' || SITES.iter().any(|name| last.ends_with(name));
        if !(between && (is_site || is_short && may_end)) {
            break;
        }
        headline = before;
    }
    headline
}

/// How many words a text has, two letters of a script without spaces being one.
fn words(text: &str) -> usize {
    let of_run = |run: &str| {
        let wide = weight(run) - run.chars().count();
        wide.div_ceil(LETTERS_A_WORD).max(1)
    };
    text.split_whitespace().map(of_run).sum()
}

#[cfg(test)]
mod tests {
    use super::{named_by_host, without_site};

    #[test]
    fn sites_and_sections_are_no_part_of_a_headline() {
        for (title, site, want) in [
            ("Ferry sails again - The Harbour Post", None, "Ferry sails again"),
            ("Ferry sails again | Local | Harbour Post", None, "Ferry sails again"),
            (
                "Bridge | Ferry | Tunnel: what will carry us | Harbour Post",
                None,
                "Bridge | Ferry | Tunnel: what will carry us",
            ),
            (
                "Ferry - Harbour Post of the North and the South",
                None,
                "Ferry - Harbour Post of the North and the South",
            ),
            ("Ferry - Post", Some("Post"), "Ferry"),
            ("Ferry sails again | Local News | Harbour Post", None, "Ferry sails again"),
            ("Harbour Post | Ferry sails again", Some("Harbour Post"), "Ferry sails again"),
            ("Harbour Post: Ferry sails again", Some("Harbour Post"), "Ferry sails again"),
            ("Harbour Post sold to rival", Some("Harbour Post"), "Harbour Post sold to rival"),
            ("Ferry sails again", None, "Ferry sails again"),
            ("Post_office to close on Monday", None, "Post_office to close on Monday"),
            ("Well-known ferry-builder sold", None, "Well-known ferry-builder sold"),
            ("港口大桥将关闭八周_新闻中心_新港网", None, "港口大桥将关闭八周"),
            ("港口大桥将关闭八周-新港网", None, "港口大桥将关闭八周"),
            ("港口大橋將關閉八週｜港口日報", None, "港口大橋將關閉八週"),
            ("港の橋が8週間閉鎖へ - みなと新聞", None, "港の橋が8週間閉鎖へ"),
            ("港の橋が8週間閉鎖へ：みなと新聞デジタル", None, "港の橋が8週間閉鎖へ：みなと新聞デジタル"),
            ("내년 봄 개통하는 서울-부산 고속도로", None, "내년 봄 개통하는 서울-부산 고속도로"),
            ("港で見た夕方の日本-韓国戦", None, "港で見た夕方の日本-韓国戦"),
            ("Ferry sails again - minister - Harbour Post", None, "Ferry sails again - minister"),
            ("항구 다리 8주간 폐쇄 - 항구일보", None, "항구 다리 8주간 폐쇄"),
        ] {
            assert_eq!(without_site(title, site), want);
        }
    }

    #[test]
    fn a_host_names_a_site_by_what_is_registered() {
        for (title, host, want) in [
            ("Harbour Post: Ferry sails again", "www.harbourpost.example", Some("Harbour Post")),
            ("Harbour Post | Ferry sails again", "news.harbour-post.co.uk", Some("Harbour Post")),
            ("Courrier - Budget du port", "courrier.example", Some("Courrier")),
            // What a title begins with may be a place or what it is about.
            ("Paris: Police clash with protesters", "paris.example.fr", None),
            ("Paris - Police clash with protesters", "paris.example.fr", None),
            ("Meta: Regulators fine the company", "about.meta.com", None),
            ("Ferry sails again", "www.harbourpost.example", None),
            ("Ferry - sails again", "localhost", None),
        ] {
            assert_eq!(named_by_host(title, host), want, "of {title} at {host}");
        }
    }
}
