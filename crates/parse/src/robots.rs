//! robots.txt as RFC 9309 has it, with `Crawl-delay`, which many sites use: what a site lets a crawler of some name fetch.

use std::time::Duration;

/// The most bytes that are read; the RFC asks for no less than 500 KiB.
pub const ROBOTS_BYTES_MAX: usize = 512 * 1024;

/// The most rules that are kept; what stands beyond them is as if it were not there.
const RULES_MAX: usize = 4096;

/// The most bytes of a rule's path; a longer rule is passed over.
const PATH_BYTES_MAX: usize = 2048;

/// What a site lets one crawler fetch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    /// The least time between two requests that it asks for.
    pub crawl_delay: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allow: bool,
    /// The pattern, percent-encoded as URLs are; `*` stands for anything.
    path: Vec<u8>,
    /// Whether the pattern has to reach to the end.
    anchored: bool,
}

/// Reads a robots.txt for the crawler that is called `name`: the groups that name it, or else those for everybody. Anything
/// at all can be read; what makes no sense is passed over.
#[must_use]
pub fn robots(bytes: &[u8], name: &str) -> Robots {
    // A line that is cut in two says something else.
    let whole_lines = |head: &[u8]| memchr::memrchr2(b'\n', b'\r', head);
    let bytes = match bytes.get(..ROBOTS_BYTES_MAX) {
        Some(head) => head.get(..whole_lines(head).unwrap_or(0)).unwrap_or_default(),
        None => bytes,
    };
    let text = String::from_utf8_lossy(bytes);
    let mut own = None;
    let mut everybody = Robots::default();
    // Who the group is for: names that stand after one another share it.
    let (mut for_us, mut for_all, mut naming) = (false, false, false);
    for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
        let Some((key, value)) = directive(line) else { continue };
        if key.eq_ignore_ascii_case("user-agent") {
            if !naming {
                (for_us, for_all) = (false, false);
            }
            naming = true;
            for_all |= value == "*";
            if is_named(value, name) {
                for_us = true;
                own.get_or_insert_with(Robots::default);
            }
            continue;
        }
        // A sitemap belongs to no group and ends none.
        if key.eq_ignore_ascii_case("sitemap") {
            continue;
        }
        naming = false;
        if for_us && let Some(own) = &mut own {
            own.take(key, value);
        }
        if for_all {
            everybody.take(key, value);
        }
    }
    own.unwrap_or(everybody)
}

/// A line's key and value, without its comment.
fn directive(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split('#').next()?.split_once(':')?;
    Some((key.trim(), value.trim()))
}

/// Whether a line means the crawler: the product token at its beginning is the name, in any case.
fn is_named(value: &str, name: &str) -> bool {
    let end = value.find(|char: char| !char.is_ascii_alphabetic() && !matches!(char, '-' | '_'));
    value.get(..end.unwrap_or(value.len())).is_some_and(|token| token.eq_ignore_ascii_case(name))
}

impl Robots {
    fn take(&mut self, key: &str, value: &str) {
        let allow = key.eq_ignore_ascii_case("allow");
        if allow || key.eq_ignore_ascii_case("disallow") {
            // An empty rule says nothing.
            if !value.is_empty() && value.len() <= PATH_BYTES_MAX && self.rules.len() < RULES_MAX {
                self.rules.push(Rule::new(allow, value));
            }
        } else if key.eq_ignore_ascii_case("crawl-delay") {
            let seconds = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            self.crawl_delay = self.crawl_delay.max(seconds);
        }
    }

    /// Whether a path with its query may be fetched: the longest rule that fits decides, and of two as long the one that
    /// allows.
    #[must_use]
    pub fn allows(&self, path: &str) -> bool {
        let path = encoded(path);
        let fitting = self.rules.iter().filter(|rule| rule.fits(&path));
        let longest = fitting.max_by_key(|rule| (rule.path.len(), rule.allow));
        longest.is_none_or(|rule| rule.allow)
    }
}

impl Rule {
    fn new(allow: bool, value: &str) -> Rule {
        let (path, anchored) = value.strip_suffix('$').map_or((value, false), |path| (path, true));
        Rule { allow, path: encoded(path), anchored }
    }

    /// Whether the pattern fits the beginning of `path`, or all of it: each piece between two `*` as early as it can be,
    /// and the last one at the end where it has to be there.
    fn fits(&self, path: &[u8]) -> bool {
        let mut pieces = self.path.split(|byte| *byte == b'*');
        let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else { return false };
        let pieces: Vec<&[u8]> = pieces.collect();
        let Some((last, between)) = pieces.split_last() else { return !self.anchored || rest.is_empty() };
        for piece in between {
            let Some(after) = after(rest, piece) else { return false };
            rest = after;
        }
        if self.anchored { rest.ends_with(last) } else { after(rest, last).is_some() }
    }
}

/// What follows the first `piece` in `text`.
fn after<'a>(text: &'a [u8], piece: &[u8]) -> Option<&'a [u8]> {
    memchr::memmem::find(text, piece).and_then(|at| text.get(at + piece.len()..))
}

/// A path in one spelling: what is not ASCII percent-encoded, escapes in capitals, and letters and digits not escaped
/// (RFC 9309, 2.2.2).
fn encoded(path: &str) -> Vec<u8> {
    let bytes = path.as_bytes();
    let mut spelled = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let escaped = (byte == b'%').then(|| escape(bytes.get(at + 1..at + 3)?)).flatten();
        at += if escaped.is_some() { 3 } else { 1 };
        match escaped {
            Some(meant) if meant.is_ascii_alphanumeric() || b"-._~".contains(&meant) => spelled.push(meant),
            Some(meant) => push_escaped(&mut spelled, meant),
            None if byte.is_ascii_graphic() => spelled.push(byte),
            None => push_escaped(&mut spelled, byte),
        }
    }
    spelled
}

fn escape(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    hexadecimal.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

fn push_escaped(spelled: &mut Vec<u8>, byte: u8) {
    spelled.extend_from_slice(format!("%{byte:02X}").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, allowed: &[&str], refused: &[&str]) {
        let robots = robots(text.as_bytes(), "wirewatch");
        for path in allowed {
            assert!(robots.allows(path), "{path} should be allowed by {text:?}");
        }
        for path in refused {
            assert!(!robots.allows(path), "{path} should be refused by {text:?}");
        }
    }

    #[test]
    fn the_group_that_names_the_crawler_counts_or_else_that_for_everybody() {
        check("", &["/", "/a?b=c"], &[]);
        check("User-agent: *\nDisallow: /a", &["/", "/b"], &["/a", "/abc", "/a/b"]);
        check("User-agent: other\nDisallow: /", &["/"], &[]);
        check("User-agent: *\nDisallow: /\n\nUser-agent: WireWatch/9 (news)\nDisallow: /a", &["/b"], &["/a"]);
        check("User-agent: wirewatch\nAllow: /\nUser-agent: *\nDisallow: /", &["/a"], &[]);
        check("User-agent: wirewatchers\nDisallow: /", &["/a"], &[]);
        // An empty group is one that refuses nothing.
        check("User-agent: wirewatch\nDisallow:\nUser-agent: *\nDisallow: /", &["/a"], &[]);
        // Names that stand together share the rules; groups of one name are one.
        check(
            "user-agent: a\nUSER-AGENT: wirewatch\ndisallow: /a\n\nUser-agent: wirewatch\nDisallow: /b",
            &["/c"],
            &["/a", "/b"],
        );
        check("User-agent: wirewatch\nSitemap: https://example.com/s.xml\nDisallow: /a", &["/b"], &["/a"]);
        check("Disallow: /a", &["/a"], &[]);
    }

    #[test]
    fn lines_are_read_as_they_come() {
        check(
            "\u{feff}User-agent : * # all\r\n  Disallow  :  /a # not this\r\rnonsense\nDisallow /b",
            &["/b"],
            &["/a"],
        );
        check("User-agent: *\nDisallow: # nothing", &["/"], &[]);
    }

    #[test]
    fn the_longest_rule_decides() {
        check("User-agent: *\nDisallow: /a\nAllow: /a/b", &["/a/b", "/a/bc"], &["/a", "/a/c"]);
        check("User-agent: *\nAllow: /a/b\nDisallow: /a/b", &["/a/b"], &[]);
        check("User-agent: *\nAllow: /p\nDisallow: /", &["/page"], &["/other"]);
        check("User-agent: *\nDisallow: /\nAllow: /$", &["/"], &["/page"]);
    }

    #[test]
    fn patterns_have_stars_and_ends() {
        check("User-agent: *\nDisallow: /*.php$", &["/a.php5", "/a.html"], &["/a.php", "/x/y.php", "/.php"]);
        check("User-agent: *\nDisallow: /a*b*c", &["/abd", "/acb"], &["/abc", "/aXbYcZ"]);
        check("User-agent: *\nDisallow: /a$b", &["/a"], &["/a$b"]);
        check("User-agent: *\nDisallow: *", &[], &["/", "/a"]);
        check("User-agent: *\nDisallow: /*?print=", &["/a", "/print="], &["/a?print=1"]);
        check("User-agent: *\nDisallow: /ab*ab$", &["/ab", "/aba"], &["/abab", "/abxab"]);
    }

    #[test]
    fn spellings_of_a_path_are_the_same() {
        check("User-agent: *\nDisallow: /caf\u{e9}", &["/cafe"], &["/caf%C3%A9", "/caf%c3%a9/x", "/café"]);
        check("User-agent: *\nDisallow: /%61%2f", &["/a/"], &["/a%2Fb"]);
        check("User-agent: *\nDisallow: /100%", &["/100"], &["/100%"]);
    }

    #[test]
    fn a_delay_is_read_and_the_longest_counts() {
        let delay = |text: &str| robots(text.as_bytes(), "wirewatch").crawl_delay;
        assert_eq!(delay("User-agent: *\nCrawl-delay: 10\ncrawl-delay: 2.5"), Some(Duration::from_secs(10)));
        assert_eq!(delay("User-agent: *\nCrawl-delay: 0.5"), Some(Duration::from_millis(500)));
        for bad in ["-1", "soon", "NaN", "1e99", ""] {
            assert_eq!(delay(&format!("User-agent: *\nCrawl-delay: {bad}")), None, "{bad}");
        }
    }

    #[test]
    fn many_stars_take_no_long_time() {
        let rule = format!("User-agent: *\nDisallow: /{}", "a*".repeat(PATH_BYTES_MAX / 2 - 1));
        let text = rule.clone() + &format!("\nDisallow: /{}", "a*".repeat(1000)).repeat(RULES_MAX);
        assert!(robots(text.as_bytes(), "wirewatch").allows(&format!("/{}b", "a".repeat(900))));
    }

    proptest! {
        #[test]
        fn anything_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..400), path in ".*") {
            let _ = robots(&bytes, "wirewatch").allows(&path);
        }

        #[test]
        fn what_stands_in_a_rule_is_refused(path in "/[a-z%/]{0,20}") {
            let text = format!("User-agent: *\nDisallow: {path}\n");
            prop_assert!(!robots(text.as_bytes(), "wirewatch").allows(&path));
        }
    }
}
