//! Whether a page is an article at all: errors, walls, lists and empty pages told apart.

use std::collections::HashSet;

use model::PageKind;
use url::Url;

use super::block::{Block, SENTENCE, weight};
use super::metadata::Statements;
use super::reports::{
    CHECKS, CONSENT, CONSENTS, COOKIES, ERROR_NOTES, ERRORS, FOLLOWERS, GENERIC, SPEAKERS, WALL_TITLES, WALLS,
};

/// A page with a longer text, in characters, is no error and no wall, whatever words it uses.
const SHORT: usize = 1200;

/// What asks beside a text of so many characters or more is a box of a page that has one.
const BESIDE: usize = 250;

/// The words besides that the title of an error or a wall has at the most: *Sign in to your account*, *Sorry, page not found*.
const OTHER_WORDS: usize = 3;

/// A page with a shorter text is none at all.
const EMPTY: usize = 80;

/// A text that speaks of so many of the matters that consent is asked about, for an outlet itself, asks for it…
const CONSENT_MATTERS: usize = 3;

/// …as does one in which so few others stand beside the first: *We use cookies. By clicking you agree*.
const COOKIE_MATTERS: usize = 2;

/// What is known of a page.
pub(super) struct Evidence<'a> {
    pub(super) statements: &'a Statements<'a>,
    pub(super) blocks: &'a [Block],
    pub(super) title: &'a str,
    pub(super) text: &'a str,
    pub(super) url: Option<&'a Url>,
    /// Its text is nothing but teasers.
    pub(super) is_list: bool,
    /// A field for a password stands on it.
    pub(super) asks_password: bool,
}

/// What the page is.
pub(super) fn kind(page: &Evidence<'_>) -> PageKind {
    let length = weight(page.text);
    let title = page.title.to_lowercase();
    let all = |is: &dyn Fn(&str) -> bool| {
        page.blocks
            .iter()
            .take(60)
            .any(|block| is(&block.text.get(..400).unwrap_or(&block.text).to_lowercase()))
    };
    let reports =
        |block: &str| ERRORS.iter().any(|error| is_generic(error, block).unwrap_or(block.contains(error)));
    let asks = |block: &str| WALLS.iter().any(|wall| block.contains(wall));
    // One of its sentences may say so, too; of the text of a wall or an error most does.
    let mostly = |is: &dyn Fn(&str) -> bool| {
        let said = page.text.split("\n\n").filter(|paragraph| is(&paragraph.to_lowercase()));
        said.map(weight).sum::<usize>() * 2 >= length
    };
    // Beside an article that is short a box may ask for more, and a field for a password stand; a wall shows hardly anything else.
    let asks_at_all = || if length < BESIDE { all(&asks) } else { mostly(&asks) };
    let reports_at_all = || all(&reports) && (length < BESIDE || mostly(&reports));
    let whole: usize = page.blocks.iter().map(|block| block.length).sum();
    let is_article = page.statements.is_article();
    if length < SHORT && !is_article && (is_error_title(&title) || whole < SHORT && reports_at_all()) {
        return PageKind::Error;
    }
    let is_closed = page.statements.article.as_ref().is_some_and(|article| article.is_closed);
    let is_wall = !is_article && parts(&title).any(is_wall_title)
        || length < SHORT && !is_article && asks_consent(page)
        || (length < SHORT / 2
            && ((whole < 4 * SHORT && asks_at_all())
                || (page.asks_password && !is_article && length < BESIDE)
                || is_closed));
    if length < SHORT && is_wall {
        return PageKind::Wall;
    }
    if is_index(page, length, whole) {
        return PageKind::Index;
    }
    // Where the page says that it is an article, it may be a short one.
    let least = if is_article { EMPTY / 2 } else { EMPTY };
    if length < least { PageKind::Empty } else { PageKind::Article }
}

/// Whether an outlet asks for leave to store what it knows of readers: its text speaks for itself, and of little else.
fn asks_consent(page: &Evidence<'_>) -> bool {
    let matters = |text: &str| -> Vec<usize> {
        let is_in = |(_, words): &(usize, &&[&str])| words.iter().any(|word| text.contains(word));
        CONSENTS.iter().enumerate().filter(is_in).map(|(matter, _)| matter).collect()
    };
    let mut all: Vec<usize> = Vec::new();
    let (mut length, mut asking, mut speaks) = (0, 0, false);
    for paragraph in page.text.split("\n\n") {
        let lower = paragraph.to_lowercase();
        let found = matters(&lower);
        length += weight(paragraph);
        asking += if found.is_empty() { 0 } else { weight(paragraph) };
        speaks |= !found.is_empty() && speaks_for_itself(&lower);
        all.extend(found);
    }
    all.extend(matters(&page.title.to_lowercase()));
    all.sort_unstable();
    let count = |asked: usize| all.iter().filter(|matter| **matter == asked).count();
    let asks_by_cookies = count(COOKIES) > 1 && count(CONSENT) > 0;
    all.dedup();
    let least = if asks_by_cookies { COOKIE_MATTERS } else { CONSENT_MATTERS };
    speaks && all.len() >= least && asking * 2 > length
}

/// Whether a text in lower case says *we* and quotes nobody with it.
fn speaks_for_itself(lower: &str) -> bool {
    // What stands between quotation marks is every other part.
    lower.split(['"', '“', '”', '„', '«', '»', '‘', '’']).step_by(2).any(|own| {
        words_of(own).any(|word| SPEAKERS.contains(&word))
            || SPEAKERS.iter().any(|speaker| speaker.contains(|c| c > '\u{3000}') && own.contains(speaker))
    })
}

/// A list of other pages: most of its text is in links, and the rest is teasers.
fn is_index(page: &Evidence<'_>, length: usize, whole: usize) -> bool {
    if page.statements.is_article() {
        return false;
    }
    let is_home = page.url.is_some_and(|url| url.path() == "/" && url.query().is_none());
    let linked: usize = page.blocks.iter().map(|block| block.linked).sum();
    let links = page.blocks.iter().filter(|block| block.is_mostly_links()).count();
    let paragraphs: Vec<usize> = page.text.split("\n\n").map(|paragraph| paragraph.chars().count()).collect();
    let mean = length / paragraphs.len().max(1);
    let mostly_links = linked * 2 > whole && links >= 15;
    let is_list = mostly_links && (length < 500 || mean < 120) && !tells(page);
    (is_home && links >= 10) || is_list || page.is_list
}

/// Whether paragraphs of the text follow one another, as those of a brief do above a list of others: between teasers stand links.
fn tells(page: &Evidence<'_>) -> bool {
    let told: HashSet<&str> = page.text.split("\n\n").collect();
    let is_told = |block: &Block| {
        block.linked == 0
            && block.length >= SENTENCE
            && block.is_sentence()
            && told.contains(block.text.as_str())
    };
    page.blocks.windows(2).any(|two| two.iter().all(is_told))
}

/// The parts of a title, one of which is mostly the site's name.
fn parts(title: &str) -> impl Iterator<Item = &str> {
    let between = ["|", " - ", " – ", " — ", " · ", "::", "»"];
    let mut rest = Some(title);
    std::iter::from_fn(move || {
        let all = rest?;
        let end = between.iter().filter_map(|mark| Some((all.find(mark)?, mark.len()))).min();
        rest = end.and_then(|(at, length)| all.get(at + length..));
        all.get(..end.map_or(all.len(), |(at, _)| at))
    })
}

/// Whether a part of a title is no more than a phrase: it begins or ends with it, as whole words, and has few others. Headlines are
/// about resigning, logins and what was not found.
fn says(part: &str, phrase: &str) -> bool {
    let part = part.trim_matches(|c: char| !c.is_alphanumeric());
    let is_apart = |rest: &str, c: Option<char>| {
        c.is_none_or(|c| !c.is_alphanumeric()) && rest.split_whitespace().count() <= OTHER_WORDS
    };
    part.strip_prefix(phrase).is_some_and(|rest| is_apart(rest, rest.chars().next()))
        || part.strip_suffix(phrase).is_some_and(|rest| is_apart(rest, rest.chars().next_back()))
}

/// Whether a part of a title is that of a wall, or of a check that readers are not to see.
fn is_wall_title(part: &str) -> bool {
    let words = part.trim_matches(|c: char| !c.is_alphanumeric());
    let is_wall = |wall: &str| {
        let rest = words
            .strip_prefix(wall)
            .filter(|rest| !rest.starts_with(char::is_alphanumeric))
            .or_else(|| words.strip_suffix(wall).filter(|rest| !rest.ends_with(char::is_alphanumeric)));
        let mut others = rest.into_iter().flat_map(words_of);
        rest.is_some() && others.all(|word| FOLLOWERS.contains(&word))
    };
    CHECKS.contains(&words) || WALL_TITLES.iter().any(|wall| is_wall(wall))
}

/// Statuses with which servers answer that they have no page.
const STATUSES: [&str; 9] = ["403", "404", "410", "429", "451", "500", "502", "503", "504"];

/// Whether a part of a title is a status, and what statuses are called, and no more: *HTTP error 404*.
fn is_status(part: &str) -> bool {
    words_of(part).any(|word| STATUSES.contains(&word))
        && words_of(part).all(|word| STATUSES.contains(&word) || ERROR_NOTES.contains(&word))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_error_title(title: &str) -> bool {
    let is_short = title.chars().count() <= 60;
    is_short
        && parts(title).any(|part| {
            is_status(part)
                || ERRORS.iter().any(|error| is_generic(error, part).unwrap_or_else(|| says(part, error)))
        })
}

/// Of what headlines say, too, whether a text says that and nothing else but a number; `None` of all else.
fn is_generic(error: &str, text: &str) -> Option<bool> {
    GENERIC.contains(&error).then(|| text.trim_matches(|c: char| !c.is_alphabetic()) == error)
}

#[cfg(test)]
mod tests {
    use model::PageKind::{self, Article, Empty, Error, Index, Wall};

    fn check(page: &str, url: &str, want: PageKind) {
        let url = url::Url::parse(url).ok();
        assert_eq!(crate::page(page.as_bytes(), None, url.as_ref()).unwrap().kind, want, "of {page:.200}");
    }

    #[test]
    fn tells_articles_from_what_is_none() {
        let at = "https://example.com/a";
        let text =
            "<p>The ferry will sail again next week, the harbour authority said on Monday.</p>".repeat(12);
        check(&format!("<title>Ferry</title><h1>Ferry sails again</h1>{text}"), at, Article);
        check(
            "<title>Page not found</title><h1>404</h1><p>Sorry, the page that you asked for does not exist.</p>",
            at,
            Error,
        );
        check("<title>News</title><p>503 Service Unavailable</p>", at, Error);
        check(&format!("<title>Error in the tax code not found for years</title>{text}{text}"), at, Article);
        check(
            "<title>News</title><p>We value your privacy. We and our 800 partners store information on a device.</p>",
            at,
            Wall,
        );
        check("<title>Log in</title><form><input type=password></form>", at, Wall);
        for title in
            ["Sign in to your account", "The Post | Login", "Anmelden - Die Post", "Just a moment..."]
        {
            check(
                &format!("<title>{title}</title><p>{}</p>", "Your name and your word. ".repeat(9)),
                at,
                Wall,
            );
        }
        for title in ["Oops! Page not found | The Post", "404 - Not Found", "Not found"] {
            check(&format!("<title>{title}</title><p>{}</p>", "It may have moved. ".repeat(9)), at, Error);
        }
        let brief = text.get(..text.len() / 2).unwrap();
        for title in [
            "Two ministers resign in Peru",
            "Chelsea sign Indian striker",
            "Ford cuts backlog in Europe",
            "Kette muss Insolvenz anmelden, sagt ihr Verwalter",
            "Perte de connexion: Orange mis en cause",
            "Software maker tightens login rules",
            "Hiker not found after search",
            "Access denied: refugees at the border",
        ] {
            check(&format!("<title>{title}</title><h1>{title}</h1>{brief}"), at, Article);
        }
        for beside in [
            "<header><form><input type=password></form></header>",
            "<div class=top><p>Already a subscriber? <a href=/in>Log in</a></p></div>",
            "<p>One passenger was not found.</p>",
            "<p>The night ferry is no longer available, he said.</p>",
            "<p>Users should enable JavaScript with care, he said.</p>",
            "<p>An internal server error led to the loss, its owner said.</p>",
            "<p>The app says “page not found”, users told the paper.</p>",
        ] {
            check(
                &format!("<title>Ferry</title>{beside}<h1>Ferry sails again</h1>{brief}{beside}"),
                at,
                Article,
            );
        }
        check("<title>x</title><p>hello</p>", at, Empty);
        let notice =
            "As you were browsing, something about your browser made us think of a machine. ".repeat(3);
        for title in [
            "Pardon Our Interruption",
            "Please wait... | Cloudflare",
            "Un instant…",
            "Nur einen Moment...",
            "Один момент…",
            "Human Verification",
            "请稍候…",
        ] {
            check(&format!("<title>{title}</title><h1>{title}</h1><p>{notice}</p>"), at, Wall);
        }
        for title in [
            "Error 404",
            "HTTP Error 503",
            "429 Too Many Requests",
            "451 Unavailable For Legal Reasons",
            "Error establishing a database connection",
            "Maintenance",
            "ページが見つかりません",
            "页面不存在",
            "Sidan hittades inte",
            "Sayfa bulunamadı | Gazete",
        ] {
            check(&format!("<title>{title}</title><h1>{title}</h1><p>{notice}</p>"), at, Error);
        }
        for title in ["Un instant de grâce", "Maintenance crew finds wreck", "Error rate falls to 404 a day"]
        {
            check(&format!("<title>{title}</title><h1>{title}</h1>{brief}"), at, Article);
        }
    }

    #[test]
    fn what_asks_for_consent_is_a_wall() {
        let at = "https://example.com/a";
        for (title, text) in [
            (
                "Werbefrei lesen oder mit Werbung weiter",
                "<p>Lesen Sie uns wie gewohnt mit Werbung. Die Zustimmung ist jederzeit widerrufbar.</p><p>Wir und unsere \
                 190 Partner legen Cookies auf Ihrem Gerät ab und lesen sie.</p>",
            ),
            (
                "Su privacidad nos importa",
                "<p>Nosotros y nuestros socios guardamos información en un dispositivo, como cookies, y tratamos datos \
                 personales para mostrar anuncios.</p>",
            ),
            (
                "La tua privacy",
                "<p>Noi e i nostri fornitori conserviamo informazioni sul dispositivo e trattiamo dati personali, se \
                 acconsenti.</p>",
            ),
            (
                "Votre vie privée",
                "<p>Nos partenaires et nous utilisons des cookies et traitons des données personnelles, avec votre \
                 consentement.</p>",
            ),
            (
                "Wij gebruiken cookies",
                "<p>Wij plaatsen cookies om de site beter te laten werken voor wie hem leest.</p><p>Met een klik geeft u \
                 toestemming voor deze cookies.</p>",
            ),
            (
                "Samtycke",
                "<p>Vi och våra partner lagrar information på en enhet, till exempel kakor, och behandlar \
                 personuppgifter.</p>",
            ),
            (
                "Twoja prywatność",
                "<p>My i nasi partnerzy przechowujemy informacje na urządzeniu i przetwarzamy dane osobowe za zgodą.</p>",
            ),
            (
                "Cookieの使用について",
                "<p>当社とパートナーは、お客様のデバイスに情報を保存し、個人データを扱います。続けるには同意してください。</p>",
            ),
        ] {
            check(&format!("<title>{title}</title><h1>{title}</h1>{text}<button>OK</button>"), at, Wall);
        }
        for text in [
            "<p>The company will stop using cookies to follow people across the web, its owner said on Monday.</p>\
             <p>Its partners in advertising had asked it to keep personal data for a year longer, he said.</p>",
            "<p>“We are sorry that our cookies were set without consent,” the owner said of the fine on Monday.</p>\
             <p>The regulator found personal data of two million readers with third parties.</p>",
            "<p>“We will not ask for consent twice,” the minister said of the bill on personal data on Monday.</p>\
             <p>The bill was read for the third time and goes to the upper house, where it has a majority.</p>\
             <p>Fishermen in the gallery had come for the next item, which is about the price of diesel oil.</p>",
        ] {
            check(&format!("<title>A bill</title><h1>A bill goes on</h1>{text}"), at, Article);
        }
    }

    #[test]
    fn briefs_are_articles() {
        let at = "https://example.com/a";
        check(
            "<title>公司宣布收购</title><h1>公司宣布收购</h1><p>周一该公司宣布以二十亿美元完成收购，交易预计于明年第一季度完成，双方董事会均已批准，仍需监管部门审批。</p>",
            at,
            Article,
        );
        let data = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Trading is halted\"}</script>";
        let flash = "<h1>Trading is halted</h1><p>Its shares were halted on Monday, the exchange said.</p>";
        check(&format!("{data}{flash}"), at, Article);
        check(flash, at, Empty);
        let brief = "<p>The ferry will sail again next week, after divers found the pier safe, its owner said.</p>\
            <p>The line had been closed since the storm of November, in which two ships were lost.</p>";
        let links = "<li><a href=/1>Another long headline about things with a long name here</a>".repeat(60);
        check(&format!("<h1>Ferry sails again</h1>{brief}<ul>{links}</ul>"), at, Article);
        let teaser = "<h3><a href=/1>Ferry sails again after the storm of last week</a></h3>\
            <p>The line had been closed since the storm, in which two ships were lost.</p>";
        check(&format!("<h1>News</h1>{}<ul>{links}</ul>", teaser.repeat(6)), at, Index);
    }

    #[test]
    fn lists_are_indexes() {
        let at = "https://example.com/a";
        let list = "<li><a href=/1>Ferry sails again after the storm of last week</a>".repeat(30);
        check(&format!("<title>News</title><ul>{list}</ul>"), at, Index);
        let teaser = |site: &str, more: &str| {
            let of = |number| {
                format!(
                    "<article><h2><a href={site}/n/{number}>Ferry {number} sails again</a></h2><span>Jane Doe</span>\
                     <p>The line {number} had been closed since the storm, in which two of its ships were lost.{more}</p></article>"
                )
            };
            (0..8).map(of).collect::<String>()
        };
        let more = " [&hellip;] <a href=/n/1>Continue reading</a>";
        for more in ["", more] {
            check(&format!("<title>Harbour news</title><h1>Harbour</h1>{}", teaser("", more)), at, Index);
        }
        let text = "<p>The ferry will sail again next week, the harbour authority said on Monday in a note to all.</p>";
        for page in [
            format!("<h1>Ferry sails again</h1>{}{}", text.repeat(12), teaser("", "")),
            format!("<h1>Eight ferries to take</h1>{}", teaser("https://ferries.example", "")),
            format!("<h1>Ferry sails again</h1>{}", text.repeat(8).replace("<p>", "<h2>More</h2><p>")),
        ] {
            check(&page, at, Article);
        }
    }
}
