//! Whether a page is an article at all: errors, walls, lists and empty pages told apart.

use model::PageKind;

use super::block::Block;
use super::metadata::Statements;
use url::Url;

/// A page with a longer text, in characters, is no error and no wall, whatever words it uses.
const SHORT: usize = 1200;

/// What asks beside a text of so many characters or more is a box of a page that has one.
const BESIDE: usize = 250;

/// The words besides that the title of an error or a wall has at the most: *Sign in to your account*, *Sorry, page not found*.
const OTHER_WORDS: usize = 3;

/// A page with a shorter text is none at all.
const EMPTY: usize = 80;

/// What is known of a page.
pub(super) struct Evidence<'a> {
    pub(super) statements: &'a Statements<'a>,
    pub(super) blocks: &'a [Block],
    pub(super) title: &'a str,
    pub(super) text: &'a str,
    pub(super) url: Option<&'a Url>,
    /// A field for a password stands on it.
    pub(super) asks_password: bool,
}

/// What the page is.
pub(super) fn kind(page: &Evidence<'_>) -> PageKind {
    let length = page.text.chars().count();
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
    // Beside an article that is short a box may ask for more, and a field for a password stand; a wall shows hardly anything else.
    let asks_at_all = || if length < BESIDE { all(&asks) } else { asks(&page.text.to_lowercase()) };
    let whole: usize = page.blocks.iter().map(|block| block.length).sum();
    let is_article = page.statements.is_article();
    if length < SHORT && !is_article && (is_error_title(&title) || whole < SHORT && all(&reports)) {
        return PageKind::Error;
    }
    let is_closed = page.statements.article.as_ref().is_some_and(|article| article.is_closed);
    let is_wall = !is_article && WALL_TITLES.iter().any(|wall| parts(&title).any(|part| says(part, wall)))
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
    if length < EMPTY { PageKind::Empty } else { PageKind::Article }
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
    (is_home && links >= 10) || (mostly_links && (length < 500 || mean < 120))
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

fn is_error_title(title: &str) -> bool {
    let starts = ["404", "403", "410", "500", "502", "503", "504"].iter().any(|code| {
        title.strip_prefix(code).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
            && (title.len() < 12
                || ERRORS
                    .iter()
                    .chain(&["error", "unavailable", "forbidden", "gateway"])
                    .any(|error| title.contains(error)))
    });
    let is_short = title.chars().count() <= 60;
    starts
        || is_short
            && parts(title).any(|part| {
                ERRORS.iter().any(|error| is_generic(error, part).unwrap_or_else(|| says(part, error)))
            })
}

/// Of what headlines say, too, whether a text says that and nothing else but a number; `None` of all else.
fn is_generic(error: &str, text: &str) -> Option<bool> {
    GENERIC.contains(&error).then(|| text.trim_matches(|c: char| !c.is_alphabetic()) == error)
}

/// What headlines say, too.
const GENERIC: [&str; 4] = ["not found", "no longer available", "access denied", "service unavailable"];

/// What pages say that report an error, in lower case.
const ERRORS: &[&str] = &[
    "page not found",
    "not found",
    "page cannot be found",
    "page can't be found",
    "page can’t be found",
    "page doesn't exist",
    "page doesn’t exist",
    "page does not exist",
    "no longer available",
    "access denied",
    "403 forbidden",
    "bad gateway",
    "service unavailable",
    "internal server error",
    "page introuvable",
    "page non trouvée",
    "seite nicht gefunden",
    "seite existiert nicht",
    "página no encontrada",
    "página não encontrada",
    "pagina non trovata",
    "pagina niet gevonden",
    "nie znaleziono strony",
    "strona nie istnieje",
    "страница не найдена",
];

/// Titles of walls, in lower case.
const WALL_TITLES: &[&str] = &[
    "before you continue",
    "just a moment",
    "attention required",
    "are you a robot",
    "verify you are human",
    "log in",
    "login",
    "sign in",
    "subscribe to read",
    "subscribe to continue",
    "access to this page has been denied",
    "anmelden",
    "connexion",
    "iniciar sesión",
];

/// What walls say, in lower case.
const WALLS: &[&str] = &[
    "before you continue",
    "we value your privacy",
    "accept all cookies",
    "enable javascript",
    "javascript is disabled",
    "verify you are human",
    "checking your browser",
    "are you a robot",
    "unusual traffic",
    "log in to continue",
    "sign in to continue",
    "subscribe to continue",
    "subscribe to read",
    "to continue reading",
    "already a subscriber",
    "this content is for subscribers",
    "créez un compte",
    "réservé aux abonnés",
    "réservé à nos abonnés",
    "cookies zustimmen",
    "jetzt weiterlesen",
    "nur für abonnenten",
    "solo para suscriptores",
    "exclusivo para assinantes",
    "riservato agli abbonati",
];

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
        ] {
            check(
                &format!("<title>Ferry</title>{beside}<h1>Ferry sails again</h1>{brief}{beside}"),
                at,
                Article,
            );
        }
        check("<title>x</title><p>hello</p>", at, Empty);
        let list = "<li><a href=/1>Ferry sails again after the storm of last week</a>".repeat(30);
        check(&format!("<title>News</title><ul>{list}</ul>"), at, Index);
    }
}
