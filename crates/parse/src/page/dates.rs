//! When a page was published and changed: by what it states, by its markup, by its address, and by what readers see.

mod address;
mod beside;
mod clock;
mod event;
mod labels;
mod marked;
mod shown;
mod stated;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use model::Dated;
use url::Url;

use self::beside::Surroundings;
use self::clock::{as_readers_have_it, is_day_alone};
use self::marked::Marked;
use super::block::Block;
use super::hints::{Hint, is_one_of, words};
use super::metadata::Statements;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::date::{Slashes, with_offset};
use crate::markup::attribute;

/// The web has no older pages, and a later year is a misreading.
const YEARS: std::ops::RangeInclusive<i16> = 1995..=2100;

/// Longer than so many days hardly an event goes on.
const EVENT_DAYS: i32 = 30;

/// What is so many days apart may be one day: of different clocks, or printed on the next.
const NEAR: i32 = 2;

/// A year, in days.
const YEAR: i32 = 366;

/// An instant and the offset of the clock it was written by.
pub(super) type Written = (Timestamp, Offset);

/// What a page's dates are read from.
pub(super) struct Sources<'a> {
    statements: &'a Statements<'a>,
    tree: &'a Tree<'a>,
    hints: &'a [Hint],
    blocks: &'a [Block],
    headline: Option<Id>,
    /// What holds both of these holds the page: the headline twice, or where there is none two paragraphs with half of the text between.
    middle: Option<(Id, Id)>,
    /// What stands above the headline as the head of all pages of a site does.
    mastheads: Vec<Id>,
    /// What the inside of each node stands in.
    surroundings: Vec<Surroundings>,
    url: Option<&'a Url>,
    slashes: Slashes,
    /// Where the page announces an event: the day on which that begins.
    event: Option<Date>,
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
        let slashes = slashes(language, &tags, url);
        let mastheads = headline.map(|headline| mastheads(tree, headline)).unwrap_or_default();
        let middle = headline.map(|at| (at, at)).or_else(|| beside::middle(blocks));
        let surroundings = Vec::new();
        let sources = Sources {
            statements,
            tree,
            hints,
            blocks,
            headline,
            middle,
            mastheads,
            surroundings,
            url,
            slashes,
            event: None,
        };
        let sources = Sources { surroundings: sources.surroundings(), ..sources };
        Sources { event: event::day(&sources), ..sources }
    }

    /// When the page was published, and how sure that is. Where only its change is stated, it was published then or before.
    pub(super) fn published(&self) -> Option<(Written, Dated)> {
        let stated = self.stated();
        let instant = stated.map(|(written, _)| written);
        let address = self.day_in_address(instant);
        if let Some(day) = address {
            let dated = if self.day_in_path().is_some() { Dated::Stated } else { Dated::Shown };
            let dated = match stated {
                Some((stated, _)) if self.may_tell_of(stated, day) => Dated::Guessed,
                Some((_, stated)) => stated.max(dated),
                None => dated,
            };
            return self.settled(instant, Some(day)).map(|written| (written, dated));
        }
        if let Some((written, dated)) = stated {
            return self.settled(Some(written), None).map(|written| (written, dated));
        }
        let shown = |written: Written| (written, Dated::Shown);
        let guessed = |written: Written| (written, Dated::Guessed);
        let any = || self.plausible(self.statements.any_published.as_deref()?);
        self.own()
            .or_else(|| shown::own_near_headline(self).map(guessed))
            .or_else(|| shown::any_near_headline(self).map(guessed))
            .or_else(|| any().map(guessed))
            .or_else(|| marked::in_scripts(self, &marked::PUBLISHED_KEYS).map(guessed))
            .or_else(|| shown::labelled(self))
            .or_else(|| marked::in_scripts(self, &marked::CREATED_KEYS).map(guessed))
            .or_else(|| self.modified_as_written().map(shown))
            .or_else(|| self.day_of_picture().map(guessed))
    }

    /// Whether a page that states another day may only tell of the one in its address, as of the end of a quarter or of a match. One more
    /// than a year before is when it was written, and the other when it moved.
    fn may_tell_of(&self, stated: Written, address: Date) -> bool {
        (NEAR + 1..=YEAR).contains(&days_between(stated, address))
    }

    /// The date that stands where pages show their own: in words that say so, alone near the headline, or as a dateline.
    fn own(&self) -> Option<(Written, Dated)> {
        let own = shown::said_published(self).or_else(|| shown::alone_near_headline(self));
        own.or_else(|| shown::in_dateline(self)).map(|written| (written, Dated::Shown))
    }

    /// What is stated and what the address says, as one.
    fn settled(&self, stated: Option<Written>, address: Option<Date>) -> Option<Written> {
        match (stated, address) {
            // Pages that moved to a new system state when they did; their address still says when they were written.
            (Some(stated), Some(day)) if days_between(stated, day) > NEAR => self.plausible(&day.to_string()),
            // No clock has made a day alone another one.
            (Some(stated), _) if is_day_alone(stated) => Some(stated),
            (Some(stated), address) => Some(self.by_own_clock(stated).unwrap_or_else(|| {
                self.day_of_readers(stated, address).map_or(stated, |shown| as_readers_have_it(stated, shown))
            })),
            (None, day) => self.plausible(&day?.to_string()),
        }
    }

    /// The day that the page shows or its address names, and the offset of the clock that it shows it by. The address is as often made
    /// by another clock, so that the page's own line comes first where it is of the day before or after.
    fn day_of_readers(&self, stated: Written, address: Option<Date>) -> Option<(Date, Offset)> {
        // A page is changed after its publication, so that a change on the day before tells of the clock. The address tells more.
        let changed = || address.is_none().then(|| shown::changed_near_headline(self)).flatten();
        let own = shown::said_published(self).or_else(|| shown::alone_near_headline(self));
        let shown = own.or_else(changed);
        let is_near = |shown: Written| address.is_none_or(|address| days_between(shown, address) <= 1);
        // A later day is as often that of a change.
        let shown = shown.filter(|shown| day(*shown) <= day(stated) && is_near(*shown));
        shown.map(|shown| (day(shown), shown.1)).or_else(|| Some((address?, Offset::UTC)))
    }

    /// When the page was last changed, as it states.
    pub(super) fn modified(&self) -> Option<Timestamp> {
        self.modified_as_written().map(|(at, _)| at)
    }

    /// What the page states of its publication, in words for machines or by its markup.
    fn stated(&self) -> Option<(Written, Dated)> {
        self.stated_for_machines().or_else(|| self.marked())
    }

    fn stated_for_machines(&self) -> Option<(Written, Dated)> {
        if let Some(plain) = self.stated_plainly() {
            return Some((self.by_right_clock(plain), Dated::Stated));
        }
        // An article under another headline may be another one, and then the page shows a day of its own.
        let article = || self.plausible(self.statements.article.as_ref()?.published.as_deref()?);
        let is_same = |article: Written, own: Written| days_between(own, day(article)) <= 1;
        let of_other = |article: Written| match self.own() {
            Some((own, dated)) if !is_same(article, own) => (own, dated),
            Some((_, dated)) => (article, dated),
            None => (article, Dated::Guessed),
        };
        article().map(of_other).or_else(|| stated::dated(self).map(|written| (written, Dated::Shown)))
    }

    /// What it states in words that mean nothing else, and of itself: an article of another headline may be another.
    fn stated_plainly(&self) -> Option<Written> {
        let article =
            || self.statements.article.as_ref().filter(|article| article.is_own)?.published.as_deref();
        let page = || self.statements.page_published.as_deref();
        article()
            .and_then(|text| self.plausible(text))
            .or_else(|| stated::published(self))
            .or_else(|| page().and_then(|text| self.plausible(text)))
    }

    /// What the markup gives. The day that the page names in words as that of its publication is better than one that is only a
    /// later date, which is as often that of a change; and any near the headline is better than one that is marked elsewhere, which
    /// may be that of anything.
    fn marked(&self) -> Option<(Written, Dated)> {
        let (marked, how) = marked::by_markup(self)?;
        let said = || shown::said_published(self);
        let guessed = |written: Written| (written, Dated::Guessed);
        match how {
            Marked::AsPublished => Some((marked, Dated::Shown)),
            Marked::AsDate => {
                let earlier = said().filter(|said| day(*said) < day(marked));
                Some((earlier.unwrap_or(marked), Dated::Shown))
            }
            Marked::Elsewhere => {
                let near = || shown::own_near_headline(self).map(guessed);
                self.own().or_else(near).or(Some((marked, Dated::Guessed)))
            }
        }
    }

    fn modified_as_written(&self) -> Option<Written> {
        let article = || self.statements.article.as_ref()?.modified.as_deref();
        article().and_then(|text| self.plausible(text)).or_else(|| stated::modified(self))
    }

    /// The day in the page's address, or else in the one that it calls its own. One in figures without a mark between them may be any
    /// number, and is none where it is not near what is `stated`.
    fn day_in_address(&self, stated: Option<Written>) -> Option<Date> {
        let is_near = |day: &Date| stated.is_none_or(|stated| days_between(stated, *day) <= NEAR);
        // *the-2001-09-11-attacks* may be of another day than what is stated.
        let in_words = || self.addresses().find_map(|url| address::in_words(&url)).filter(is_near);
        let run = || self.addresses().find_map(|url| address::run(&url)).filter(is_near);
        self.day_in_path().or_else(in_words).or_else(run)
    }

    /// The day that parts of its address name.
    fn day_in_path(&self) -> Option<Date> {
        self.addresses().find_map(|url| address::day(&url))
    }

    /// The page's address, and the one that it calls its own.
    fn addresses(&self) -> impl Iterator<Item = Url> {
        let own = self.statements.canonical.or_else(|| self.statements.meta(&["og:url"]));
        let own = own.and_then(|own| Url::parse(own).ok());
        self.url.cloned().into_iter().chain(own)
    }

    /// The day in the address of the picture that stands for the page.
    fn day_of_picture(&self) -> Option<Written> {
        let picture = self.statements.meta(&["og:image"]).and_then(|image| Url::parse(image).ok())?;
        address::day(&picture)
            .or_else(|| address::run(&picture))
            .and_then(|day| self.plausible(&day.to_string()))
    }

    /// A text that is a date, if that can be a page's.
    fn plausible(&self, text: &str) -> Option<Written> {
        let is_possible = |written: &Written| YEARS.contains(&day(*written).year());
        with_offset(text, self.slashes).filter(|_| names_day(text)).filter(is_possible)
    }

    /// Whether a date that is not said to be that of a publication is the beginning of the event that the page announces, or its end.
    fn is_of_event(&self, written: &Written) -> bool {
        let is_within = |event| day(*written) >= event && days_between(*written, event) <= EVENT_DAYS;
        self.event.is_some_and(is_within)
    }

    /// Whether `id` stands above the headline in a part of the page that does not hold it: where mastheads show today's date.
    fn is_of_masthead(&self, id: Id) -> bool {
        self.mastheads.iter().any(|masthead| (*masthead..self.tree.end(*masthead)).contains(&id))
    }

    /// Whether `id` stands behind the beginning of the text: what is dated there may be anything that is told.
    fn is_in_text(&self, id: Id) -> bool {
        let start = self.headline.unwrap_or(0);
        let from = self.blocks.partition_point(|block| block.at < start);
        let to = self.blocks.partition_point(|block| block.at < id);
        let before = self.blocks.get(from..to).unwrap_or_default();
        let is_text = |block: &&Block| block.is_telling() && block.is_sentence();
        let own = self.blocks.iter().skip(to.saturating_sub(1)).take(2);
        let is_around = |block: &&Block| block.holder <= id && id < self.tree.end(block.holder);
        let is_listed = || {
            let lists = [Tag::Ul, Tag::Ol, Tag::Dl, Tag::Table];
            self.tree.around(id).any(|id| self.tree.tag(id).is_some_and(|tag| lists.contains(&tag)))
        };
        // One may be what is set under a headline.
        let telling = before.iter().filter(is_text).take(2).count();
        telling == 2 || telling == 1 && is_listed() || own.filter(is_around).any(|block| is_text(&block))
    }

    /// Whether `id` holds the headline, or most of the text where there is none.
    fn holds_page(&self, id: Id) -> bool {
        self.middle.is_some_and(|(first, last)| id <= first && last < self.tree.end(id))
    }
}

/// Whether a line begins with words that say that the date in it is that of a publication.
pub(super) fn says_published(line: &str) -> bool {
    shown::label(line, 1, labels::PUBLISHED).is_some()
}

/// Whether a run of digits may be a year.
pub(super) fn is_year(run: &str) -> bool {
    run.len() == 4 && (run.starts_with("19") || run.starts_with("20"))
}

/// Words in the names of what stands above headlines.
const MASTHEAD: [&str; 11] = [
    "header", "masthead", "top", "topbar", "toolbar", "navbar", "menu", "current", "today", "clock",
    "weather",
];

/// Of further parts above the headline it is not remembered what they are.
const MASTHEADS_MAX: usize = 100;

/// The outermost parts above the headline that are called so, or are headers or navigation, and do not hold it.
fn mastheads(tree: &Tree<'_>, headline: Id) -> Vec<Id> {
    let mut found: Vec<Id> = Vec::new();
    let mut until = 0;
    for id in 1..headline {
        let is_outermost = id >= until && tree.end(id) <= headline;
        let Some(tag) = tree.tag(id).filter(|_| is_outermost) else { continue };
        if matches!(tag, Tag::Header | Tag::Nav) || is_named_masthead(tree.attributes(id)) {
            until = tree.end(id);
            found.push(id);
        }
        if found.len() == MASTHEADS_MAX {
            break;
        }
    }
    found
}

fn is_named_masthead(attributes: &str) -> bool {
    let names = ["class", "id"].iter().filter_map(|name| attribute(attributes, name));
    names.flat_map(words).any(|word| is_one_of(word, &MASTHEAD))
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

/// The day of an instant by the clock that it was written by.
fn day((at, offset): Written) -> Date {
    offset.to_datetime(at).date()
}

fn days_between(written: Written, other: Date) -> i32 {
    day(written).since(other).map_or(i32::MAX, |span| span.get_days().abs())
}

#[cfg(test)]
mod tests;
