//! When a page was published and changed: by what it states, by its markup, by its address, and by what readers see.

mod address;
mod marked;
mod shown;
mod stated;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use url::Url;

use super::block::Block;
use super::hints::Hint;
use super::metadata::Statements;
use super::tree::{Id, Tree};
use crate::date::{Slashes, with_offset};

/// The web has no older pages, and a later year is a misreading.
const YEARS: std::ops::RangeInclusive<i16> = 1995..=2100;

/// An instant and the offset of the clock it was written by.
pub(super) type Written = (Timestamp, Offset);

/// What a page's dates are read from.
pub(super) struct Sources<'a> {
    statements: &'a Statements<'a>,
    tree: &'a Tree<'a>,
    hints: &'a [Hint],
    blocks: &'a [Block],
    headline: Option<Id>,
    url: Option<&'a Url>,
    slashes: Slashes,
}

impl<'a> Sources<'a> {
    /// The sources of a page in a language, by its tag.
    pub(super) fn new(
        statements: &'a Statements<'a>,
        tree: &'a Tree<'a>,
        (hints, blocks): (&'a [Hint], &'a [Block]),
        url: Option<&'a Url>,
        language: Option<&str>,
    ) -> Sources<'a> {
        let headline = statements.headline_at();
        let tags =
            [statements.language, statements.meta(&["og:locale"]), statements.meta(&["content-language"])];
        Sources { statements, tree, hints, blocks, headline, url, slashes: slashes(language, &tags, url) }
    }

    /// When the page was published. Where only its change is stated, it was published then or before.
    pub(super) fn published(&self) -> Option<Written> {
        match (self.stated(), self.day_in_address()) {
            // Pages that moved to a new system state when they did; their address still says when they were written.
            (Some(stated), Some(day)) if days_between(stated, day) > 2 => self.plausible(&day.to_string()),
            (Some(stated), Some(day)) => Some(as_readers_have_it(stated, day)),
            (Some(stated), None) => {
                let shown = shown::near_headline(self).map(|(at, offset)| offset.to_datetime(at).date());
                // A later day is as often that of a change.
                let shown = shown.filter(|day| *day < stated.1.to_datetime(stated.0).date());
                Some(shown.map_or(stated, |day| as_readers_have_it(stated, day)))
            }
            (None, Some(day)) => self.plausible(&day.to_string()),
            (None, None) => shown::published_near_headline(self)
                .or_else(|| shown::in_dateline(self))
                .or_else(|| marked::in_scripts(self))
                .or_else(|| shown::labelled(self))
                .or_else(|| self.modified_as_written())
                .or_else(|| self.day_of_picture()),
        }
    }

    /// When the page was last changed, as it states.
    pub(super) fn modified(&self) -> Option<Timestamp> {
        self.modified_as_written().map(|(at, _)| at)
    }

    /// What the page states of its publication, in words for machines or by its markup.
    fn stated(&self) -> Option<Written> {
        let article = || self.statements.article.as_ref()?.published.as_deref();
        let page = || self.statements.page_published.as_deref();
        article()
            .and_then(|text| self.plausible(text))
            .or_else(|| stated::published(self))
            .or_else(|| page().and_then(|text| self.plausible(text)))
            .or_else(|| marked::by_markup(self))
    }

    fn modified_as_written(&self) -> Option<Written> {
        let article = || self.statements.article.as_ref()?.modified.as_deref();
        article().and_then(|text| self.plausible(text)).or_else(|| stated::modified(self))
    }

    /// The day in the page's address, or else in the one that it calls its own.
    fn day_in_address(&self) -> Option<Date> {
        let own = || self.statements.canonical.or_else(|| self.statements.meta(&["og:url"]));
        let own = || own().and_then(|own| Url::parse(own).ok());
        self.url.and_then(address::day).or_else(|| own().as_ref().and_then(address::day))
    }

    /// The day in the address of the picture that stands for the page.
    fn day_of_picture(&self) -> Option<Written> {
        let picture = self.statements.meta(&["og:image"]).and_then(|image| Url::parse(image).ok())?;
        address::day(&picture).and_then(|day| self.plausible(&day.to_string()))
    }

    /// A text that is a date, if that can be a page's.
    fn plausible(&self, text: &str) -> Option<Written> {
        let is_of_web = |(at, offset): &Written| YEARS.contains(&offset.to_datetime(*at).year());
        with_offset(text, self.slashes).filter(|_| names_day(text)).filter(is_of_web)
    }

    /// Whether `id` stands in what readers wrote. What is called so and holds the headline is the page itself.
    fn is_of_readers(&self, id: Id) -> bool {
        let is_comments = |id: &Id| self.hints.get(*id) == Some(&Hint::Comments);
        let holds_headline =
            |id: Id| self.headline.is_some_and(|headline| (id..self.tree.end(id)).contains(&headline));
        std::iter::once(id).chain(self.tree.around(id)).filter(is_comments).any(|id| !holds_headline(id))
    }
}

/// Whether a text names a day: a year or a month alone is read as its first day elsewhere, and would make a page old.
fn names_day(text: &str) -> bool {
    let runs = || text.split(|c: char| !c.is_numeric()).filter(|run| !run.is_empty());
    let by_name = text.contains(char::is_alphabetic);
    runs().count() >= if by_name { 2 } else { 3 } || runs().any(|run| run.chars().count() >= 7)
}

/// The English-speaking countries that write the day first, by the last part of their addresses.
const DAY_FIRST: [&str; 8] = ["uk", "ie", "au", "nz", "in", "za", "ke", "ng"];

/// Where `03/04/2025` has its day on a page of which no more is known than the tag of its language.
pub(super) fn slashes_by_tag(tag: Option<&str>, url: Option<&Url>) -> Slashes {
    slashes(tag, &[tag], url)
}

/// Where `03/04/2025` has its day: only in English it may stand behind, and there not where a tag or the address names a country
/// that writes it first.
fn slashes(language: Option<&str>, tags: &[Option<&str>], url: Option<&Url>) -> Slashes {
    let country = url.and_then(Url::host_str).and_then(|host| host.rsplit('.').next()).unwrap_or_default();
    let is_english = |tag: &str| tag.get(..2).is_some_and(|primary| primary.eq_ignore_ascii_case("en"));
    let region = |tag: &str| tag.rsplit_once(['-', '_']).map(|(_, region)| region.to_ascii_lowercase());
    let mut regions = tags.iter().copied().flatten().filter(|tag| is_english(tag)).filter_map(region);
    let is_day_first = !is_english(language.unwrap_or("en"))
        || DAY_FIRST.contains(&country)
        || regions.any(|region| !["us", "ph"].contains(&region.as_str()));
    if is_day_first { Slashes::DayFirst } else { Slashes::MonthFirst }
}

fn days_between((at, offset): Written, day: Date) -> i32 {
    offset.to_datetime(at).date().since(day).map_or(i32::MAX, |span| span.get_days().abs())
}

/// Offsets of the clocks that readers have, in hours.
const CLOCKS: std::ops::RangeInclusive<i8> = -10..=13;

/// What is stated by the clock of the machine, UTC, by that of readers for whom it was this `day`; as it is where they are in no
/// such place. The instant stays the same.
fn as_readers_have_it((at, offset): Written, day: Date) -> Written {
    let is_their_day = |offset: &Offset| offset.to_datetime(at).date() == day;
    if offset != Offset::UTC || is_their_day(&offset) {
        return (at, offset);
    }
    let theirs = CLOCKS.filter_map(|hours| Offset::from_hours(hours).ok()).filter(is_their_day);
    (at, theirs.min_by_key(|offset| offset.seconds().abs()).unwrap_or(offset))
}

#[cfg(test)]
mod tests {
    use super::super::hints::hints;
    use super::*;

    fn check(page: &str, url: Option<&str>, want: Option<&str>) {
        let tree = Tree::of(page);
        let hints = hints(&tree);
        let blocks = super::super::block::blocks(&tree, &hints);
        let statements = Statements::of(&tree, &blocks);
        let url = url.map(|url| Url::parse(url).unwrap());
        let language = statements.language;
        let sources = Sources::new(&statements, &tree, (&hints, &blocks), url.as_ref(), language);
        let got = sources.published();
        assert_eq!(got.map(|(at, offset)| offset.to_datetime(at).to_string()).as_deref(), want, "of {page}");
    }

    #[test]
    fn reads_statements_markup_address_and_text() {
        let meta = "<meta property='article:published_time' content='2025-03-04T22:30:00-05:00'>";
        check(meta, None, Some("2025-03-04T22:30:00"));
        check("<time datetime='2025-03-04'>4 March</time>", None, Some("2025-03-04T00:00:00"));
        check("<h1>Head</h1><p>Posted on March 4, 2025 by Ann</p>", None, Some("2025-03-04T00:00:00"));
        check(
            "<h1>Kopf</h1><div class=meta>Ann Autor | 4. März 2025, 09:30 Uhr</div>",
            None,
            Some("2025-03-04T09:30:00"),
        );
        check("<p>x</p>", Some("https://example.com/2025/03/04/story"), Some("2025-03-04T00:00:00"));
        check("<p>x</p>", Some("https://example.com/20250304-story"), Some("2025-03-04T00:00:00"));
        check("<p>x</p>", Some("https://example.com/story-2025/1"), None);
        check("<h1>Kopf</h1><div>Erstellt:04.03.25 | Ann Autor</div>", None, Some("2025-03-04T00:00:00"));
        check(
            "<link rel=canonical href='https://example.com/2025/03/04/story'>",
            None,
            Some("2025-03-04T00:00:00"),
        );
        check(
            "<script>var page = {\"publishedAt\": \"2025-03-04T09:30:00Z\"}</script><p>x</p>",
            None,
            Some("2025-03-04T09:30:00"),
        );
        check(
            "<script type='application/ld+json'>{\"@type\": \"WebPage\", \"datePublished\": \"2025-03-04T09:30:00Z\", \
             \"dateModified\": \"2026-01-01\"}</script><meta property='og:updated_time' content='2026-01-01'><p>x</p>",
            None,
            Some("2025-03-04T09:30:00"),
        );
        check(
            "<meta property='og:updated_time' content='2025-03-04'><p>x</p>",
            None,
            Some("2025-03-04T00:00:00"),
        );
        check("<h1>Kopf</h1><p>04.03.2025/Kr</p>", None, Some("2025-03-04T00:00:00"));
        check("<h1>Head</h1><p>Posted 3/4/25</p>", None, Some("2025-03-04T00:00:00"));
        check(
            "<dl><dt>Published</dt><dd>4 March 2025</dd><dt>Last updated</dt><dd>1 January 2026</dd></dl><h1>Head</h1>",
            None,
            Some("2025-03-04T00:00:00"),
        );
        check("<h1>Head</h1><p>Updated 4 March 2025</p>", None, Some("2025-03-04T00:00:00"));
        check("<h1>Head</h1><p>In 2025 the ferry sailed.</p>", None, None);
    }

    #[test]
    fn an_address_outweighs_what_a_new_system_states() {
        let meta = "<meta name=date content='2025-03-04T10:00:00Z'>";
        check(meta, Some("https://example.com/2025/03/03/story"), Some("2025-03-04T10:00:00"));
        check(meta, Some("https://example.com/2019/03/03/story"), Some("2019-03-03T00:00:00"));
    }

    #[test]
    fn a_page_that_states_utc_is_of_the_day_that_its_readers_have() {
        let meta = |at: &str| format!("<meta property='article:published_time' content='{at}'><h1>Head</h1>");
        let night = meta("2025-03-05T03:30:00Z");
        let address = Some("https://example.com/2025/03/04/story");
        check(&night, address, Some("2025-03-04T23:30:00"));
        check(&format!("{night}<p>March 4, 2025 at 10:30 pm</p>"), None, Some("2025-03-04T23:30:00"));
        let evening = meta("2025-03-04T20:00:00Z");
        check(&evening, Some("https://example.com/2025/03/05/story"), Some("2025-03-05T00:00:00"));
        check(&format!("{evening}<p>Updated 5 March 2025</p>"), None, Some("2025-03-04T20:00:00"));
        let photo = "<p>Updated 5 March 2025</p><p>The pier on Tuesday, 4 March 2025</p>";
        check(&format!("{night}{photo}"), None, Some("2025-03-05T03:30:00"));
        // Where it was that day for nobody, or by the clock that it states, it stays.
        check(&meta("2025-03-05T15:30:00Z"), address, Some("2025-03-05T15:30:00"));
        check(&meta("2025-03-05T03:30:00+02:00"), address, Some("2025-03-05T03:30:00"));
        check(&format!("{night}<p>March 9, 2025</p>"), None, Some("2025-03-05T03:30:00"));
    }

    #[test]
    fn marked_dates_near_the_headline_come_first() {
        let page = "<time datetime='2020-01-01'></time><h1>Head</h1><span itemprop=datePublished content='2025-03-04'></span>";
        check(page, None, Some("2025-03-04T00:00:00"));
        let today =
            "<time datetime='2030-01-01'>Today</time><h1>Head</h1><time datetime='2025-03-04'></time>";
        check(today, None, Some("2025-03-04T00:00:00"));
        check(
            "<h1>Head</h1><p class='last-update'>2026-01-01</p><p id=post_datum>4.3.2025</p>",
            None,
            Some("2025-03-04T00:00:00"),
        );
    }

    #[test]
    fn the_language_says_where_the_day_stands() {
        let page = |lang: &str| format!("<html lang={lang}><h1>Head</h1><p>03/04/2025</p>");
        check(&page("en"), None, Some("2025-03-04T00:00:00"));
        check(&page("en-US"), None, Some("2025-03-04T00:00:00"));
        check(&page("en-GB"), None, Some("2025-04-03T00:00:00"));
        let locale = "<meta property='og:locale' content='en_GB'>";
        check(&format!("{locale}{}", page("en")), None, Some("2025-04-03T00:00:00"));
        check(&page("fr"), None, Some("2025-04-03T00:00:00"));
        check(&page("en-US"), Some("https://post.example.co.uk/1"), Some("2025-04-03T00:00:00"));
    }

    #[test]
    fn metas_of_any_name_are_read_by_what_it_says() {
        let meta = |name: &str| format!("<meta name='{name}' content='2025-03-04'><h1>Head</h1>");
        for name in [
            "og:pubdate",
            "article:post_date",
            "doc_date",
            "gentime",
            "apub:time",
            "published_at",
            "DC.created",
        ] {
            check(&meta(name), None, Some("2025-03-04T00:00:00"));
        }
        for coarse in ["2025", "2025-03", "March 2025"] {
            check(&format!("<meta name=date content='{coarse}'><h1>Head</h1>"), None, None);
        }
        for name in ["expires", "foundingDate", "event:start_time", "dc.coverage.temporal", "birthdate"] {
            check(&meta(name), None, None);
        }
        let both =
            "<meta name=last-edit-date content='2026-01-01'><meta name=published_on content='2025-03-04'>";
        check(both, None, Some("2025-03-04T00:00:00"));
    }

    const LONG: &str = "The ferry sailed again on Monday, as its owners had hoped that it would once the storm had passed over \
        the harbour and the pier had been made safe for passengers, cars and goods.";

    #[test]
    fn what_readers_see_is_read_far_from_the_headline_where_it_says_what_it_is() {
        let far = format!("<h1>Head</h1>{}", format!("<p>{LONG}</p>").repeat(60));
        check(&format!("{far}<p>Last updated: March 4, 2025</p>"), None, Some("2025-03-04T00:00:00"));
        check(&format!("{far}<p>Stand: 04.03.2025</p>"), None, Some("2025-03-04T00:00:00"));
        check(&format!("{far}<p>Sails on March 4, 2025</p>"), None, None);
        let posted = format!(
            "<h1>Head</h1><p>This entry was posted on Tuesday, March 4th, 2025 at 9:30 am. {LONG}</p>"
        );
        check(&posted, None, Some("2025-03-04T09:30:00"));
        let wire = format!("<h1>Head</h1><p>PORT ELLIS, March 4, 2025 (Harbour Wire) — {LONG}</p>");
        check(&wire, None, Some("2025-03-04T00:00:00"));
        let history =
            format!("<h1>Head</h1><p>Its pier, opened on March 4, 1998 by the mayor, gave way. {LONG}</p>");
        check(&history, None, None);
    }

    #[test]
    fn readers_and_other_articles_do_not_date_the_page() {
        let comment = "<div id=comments><time datetime='2026-01-01'></time><p>1 January 2026</p></div>";
        check(&format!("<h1>Head</h1><p>x</p>{comment}"), None, None);
        check(
            &format!("<h1>Head</h1><p class=date>4 March 2025</p>{comment}"),
            None,
            Some("2025-03-04T00:00:00"),
        );
        let other = "<aside><a href=/1>Other</a><time datetime='2026-01-01'></time></aside>";
        check(
            &format!("<h1>Head</h1><p class=date>4 March 2025</p>{other}"),
            None,
            Some("2025-03-04T00:00:00"),
        );
        let whole = "<div class='comments-open'><h1>Head</h1><time datetime='2025-03-04'></time></div>";
        check(whole, None, Some("2025-03-04T00:00:00"));
    }

    #[test]
    fn dates_in_parts_scripts_and_pictures_are_read() {
        let parts = "<h1>Head</h1><div class=date><div>Mar</div><div>4</div><div>2025</div></div>";
        check(parts, None, Some("2025-03-04T00:00:00"));
        check(
            "<h1>Head</h1><relative-time datetime='2025-03-04'>x</relative-time>",
            None,
            Some("2025-03-04T00:00:00"),
        );
        check("<h1>Head</h1><abbr data-utime=1741080600>x</abbr>", None, Some("2025-03-04T09:30:00"));
        check(
            "<script>push({'publishDate':'2025-03-04'})</script><p>x</p>",
            None,
            Some("2025-03-04T00:00:00"),
        );
        check(
            "<script>var a = {publish_time: \"2025-03-04\"}</script><p>x</p>",
            None,
            Some("2025-03-04T00:00:00"),
        );
        check("<script>var a = {unpublish_time: \"2025-03-04\"}</script><p>x</p>", None, None);
        for script in [
            "{\"firstPublishedDate\":\"2025-03-04T09:30:00Z\"}",
            "x=[{publishedDate:'2025-03-04 09:30:00'}]",
            r#"x = "{\\"datePublished\\":\\"2025-03-04T09:30:00Z\\"}""#,
            "{\"lastPublished\": \"2026-01-01\", \"published_at\": 1741080600}",
        ] {
            check(&format!("<script>{script}</script><p>x</p>"), None, Some("2025-03-04T09:30:00"));
        }
        for id in [
            "<meta name=twitter:creator:id content=1234567890><p>x</p>",
            "<meta name=release content=20240115><p>x</p>",
            "<script>{\"publisherId\":1234567890,\"publicationId\":\"20190123\"}</script><p>x</p>",
            "<meta name=date content='مارس ٢٠٢٥'><p>x</p>",
        ] {
            check(id, None, None);
        }
        let picture = "<meta property=og:image content='https://e.example/i/2025/03/04/a.jpg'><p>x</p>";
        check(picture, None, Some("2025-03-04T00:00:00"));
        check("<p>x</p>", Some("https://example.com/2025/mar/04/story"), Some("2025-03-04T00:00:00"));
    }
}
