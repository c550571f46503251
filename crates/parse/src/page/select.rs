//! Parts of a page that an operator picks by CSS selector: the entries of a site without a feed, the text of an article whose
//! page misleads the reader.

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Html};
use url::Url;

use super::dates;
use super::selectable::document;
use super::tag::Tag;
use super::tree::Tree;
use super::{PageError, bounded, read};
use crate::date::{self, Slashes};
use crate::feed::{BASE_BYTES_MAX, ENTRIES_MAX, address};
use crate::plain_text::{plain_line, plain_text};

/// The links of an entry that are looked at; the rest are a list of others.
const LINKS_MAX: usize = 50;

/// Of elements that were picked inside one another, so many of the innermost are entries.
const PICKED_MAX: usize = 3;

/// A CSS selector, ready for use: `article .teaser a`, `main h2 > a, aside a[href^="/news/"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    parsed: scraper::Selector,
    written: String,
}

impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written)
    }
}

/// Why a text is no CSS selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{selector}` is no CSS selector: {reason}")]
pub struct SelectorError {
    selector: String,
    reason: String,
}

impl Selector {
    /// Reads a selector, or a list of them separated by commas.
    ///
    /// # Errors
    /// Names the selector and what is wrong with it.
    pub fn parse(selector: &str) -> Result<Self, SelectorError> {
        let parsed = scraper::Selector::parse(selector);
        parsed
            .map(|parsed| Selector { parsed, written: selector.to_owned() })
            .map_err(|error| SelectorError { selector: selector.to_owned(), reason: error.to_string() })
    }
}

/// How a page is read as a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Picks an element for each entry: a link, or what holds one.
    pub items: Selector,
    /// Picks an entry's title inside its element, in the place of its heading or the words of its link. The link in it or around it
    /// is the entry's.
    pub title: Option<Selector>,
    /// Picks an entry's date inside its element, in the place of its `time`.
    pub date: Option<Selector>,
}

impl std::fmt::Display for Listing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let selectors = [Some(&self.items), self.title.as_ref(), self.date.as_ref()];
        selectors.iter().try_for_each(|selector| match selector {
            Some(selector) => writeln!(f, "{selector}"),
            None => writeln!(f),
        })
    }
}

/// Reads a page as a feed: an entry for each element that `listing` picks, in document order and each address once. At most
/// [`ENTRIES_MAX`].
///
/// `content_type` is the server's `Content-Type`, `base` the address that the page came from.
///
/// # Errors
/// What is no page at all is refused as [`PageError`] says, and so is a page on which no link is picked:
/// [`PageError::NoEntries`].
pub fn listing(
    bytes: &[u8],
    content_type: Option<&str>,
    base: Option<&Url>,
    listing: &Listing,
) -> Result<model::Feed, PageError> {
    let text = bounded(bytes, content_type)?;
    let tree = Tree::of(&text);
    let base = base_of(&tree, base);
    let document = document(&tree);
    let mut feed = model::Feed { title: page_title(&document), ..model::Feed::default() };
    let slashes = dates::slashes_by_tag(document.root_element().attr("lang"), base.as_ref());
    let mut known: HashMap<String, usize> = HashMap::new();
    let picked = innermost(document.select(&listing.items.parsed).collect());
    let common = common(&picked);
    for element in picked {
        let Some(entry) = entry(element, listing, base.as_ref(), slashes, &common) else { continue };
        if let Some(same) = known.get(&entry.guid).and_then(|at| feed.entries.get_mut(*at)) {
            // A picture and a headline are often two links to one article; the headline is the longer one.
            if same.title.len() < entry.title.len() {
                *same = entry;
            }
        } else if feed.entries.len() < ENTRIES_MAX {
            known.insert(entry.guid.clone(), feed.entries.len());
            feed.entries.push(entry);
        }
    }
    if feed.entries.is_empty() { Err(PageError::NoEntries) } else { Ok(feed) }
}

/// Picked elements without those that hold others in others: all that is inside of one is looked at, and it may be the whole page.
fn innermost(picked: Vec<ElementRef<'_>>) -> Vec<ElementRef<'_>> {
    let places: HashMap<_, _> = picked.iter().enumerate().map(|(at, element)| (element.id(), at)).collect();
    let mut heights = vec![0_usize; picked.len()];
    // Those inside come after those around them, so that they are done when theirs is asked for.
    for (at, element) in picked.iter().enumerate().rev() {
        let around = element.ancestors().find_map(|ancestor| places.get(&ancestor.id()));
        let height = heights.get(at).map_or(0, |height| height + 1);
        if let Some(around) = around.and_then(|around| heights.get_mut(*around)) {
            *around = height.max(*around);
        }
    }
    picked
        .into_iter()
        .zip(heights)
        .filter(|(_, height)| *height < PICKED_MAX)
        .map(|(element, _)| element)
        .collect()
}

fn entry(
    element: ElementRef<'_>,
    listing: &Listing,
    base: Option<&Url>,
    slashes: Slashes,
    common: &HashMap<&str, usize>,
) -> Option<model::Entry> {
    let picked = listing.title.as_ref().and_then(|title| element.select(&title.parsed).next());
    let headline =
        picked.or_else(|| element.descendent_elements().find(|inside| is_heading(inside.value().name())));
    let title = headline.map(words).unwrap_or_default();
    let (link, url) = link_of(element, headline, &title, base, common)?;
    let title =
        [title, words(link), described(link)].into_iter().find(|title| !title.is_empty()).unwrap_or_default();
    let date = match &listing.date {
        Some(date) => element.select(&date.parsed).next(),
        None => element.descendent_elements().find(|inside| inside.value().name() == "time"),
    };
    let published = date.and_then(|date| {
        let read = |text: &str| date::with_offset(text, slashes).map(|(at, _)| at);
        date.attr("datetime").and_then(read).or_else(|| read(&words(date)))
    });
    Some(model::Entry { guid: url.clone(), link: Some(url), title, published, ..model::Entry::default() })
}

/// The link of an entry: the one in or around its headline, or else one to the page's own host, to nothing within a page, that few
/// other entries have; of those the one whose address has most words of the headline, and then the one that says most. The first link
/// may be its section's or its author's, and the others those of comments and buttons to share it.
fn link_of<'a>(
    element: ElementRef<'a>,
    headline: Option<ElementRef<'a>>,
    title: &str,
    base: Option<&Url>,
    common: &HashMap<&str, usize>,
) -> Option<(ElementRef<'a>, String)> {
    let is_here =
        |url: &str| base.is_some_and(|base| base.as_str().split('#').next() == url.split('#').next());
    let led = |link: ElementRef<'a>| {
        let url = address(href(link)?, base)?;
        Some((link, url)).filter(|(_, url)| !is_here(url))
    };
    let of_headline = headline.and_then(|headline| {
        let around = headline.ancestors().take_while(|around| around.id() != element.id());
        let around = around.filter_map(ElementRef::wrap).find_map(led);
        headline.descendent_elements().find_map(led).or(around)
    });
    let words_of_title: HashSet<String> = slugs(title).collect();
    let weight = |link: ElementRef<'_>| {
        let href = href(link).unwrap_or_default();
        let host = Url::parse(href).ok().and_then(|url| url.host_str().map(str::to_owned));
        let is_own = host.is_none_or(|host| base.is_some_and(|base| base.host_str() == Some(&host)));
        let is_common = common.get(href).is_some_and(|times| *times > PICKED_MAX);
        let shared = slugs(href).filter(|word| words_of_title.contains(word)).count();
        (is_own, !is_common && !href.contains('#'), shared, words(link).len())
    };
    of_headline.or_else(|| {
        let links = element.descendent_elements().filter(|inside| href(*inside).is_some()).take(LINKS_MAX);
        let mut links: Vec<_> = links.map(|link| (weight(link), link)).collect();
        // Those that weigh the same stay in their order.
        links.sort_by(|(a, _), (b, _)| b.cmp(a));
        links.into_iter().find_map(|(_, link)| led(link))
    })
}

/// What a link leads to, as written.
fn href(link: ElementRef<'_>) -> Option<&str> {
    link.attr("href").filter(|_| link.value().name() == "a")
}

/// How many of the picked elements have each link among their first.
fn common<'a>(picked: &[ElementRef<'a>]) -> HashMap<&'a str, usize> {
    let mut common = HashMap::new();
    for element in picked {
        let element: &ElementRef<'a> = element;
        let links = element.descendent_elements().filter_map(|inside| {
            let inside: ElementRef<'a> = inside;
            inside.value().attr("href").filter(|_| inside.value().name() == "a")
        });
        let of_element: HashSet<&'a str> = links.take(LINKS_MAX).collect();
        for href in of_element {
            *common.entry(href).or_default() += 1;
        }
    }
    common
}

/// The words of a text or an address, in lower case.
fn slugs(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn words(element: ElementRef<'_>) -> String {
    plain_line(&element.text().collect::<String>())
}

/// What a link without words says of its target: its title, or that of its picture.
fn described(link: ElementRef<'_>) -> String {
    let alt = || link.descendent_elements().find_map(|inside| inside.attr("alt"));
    link.attr("title").or_else(alt).map(plain_line).unwrap_or_default()
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn page_title(document: &Html) -> Option<String> {
    let title =
        document.root_element().descendent_elements().find(|inside| inside.value().name() == "title")?;
    Some(plain_line(&title.text().collect::<String>())).filter(|title| !title.is_empty())
}

/// Reads an article's page as [`page`](super::page) does, but takes the text from the elements that `selector` picks.
///
/// # Errors
/// What is no page at all is refused as [`PageError`] says, and so is a page on which the selector picks no text:
/// [`PageError::NothingSelected`].
pub fn page_with_selector(
    bytes: &[u8],
    content_type: Option<&str>,
    url: Option<&Url>,
    selector: &Selector,
) -> Result<model::Page, PageError> {
    let text = bounded(bytes, content_type)?;
    let tree = Tree::of(&text);
    let document = document(&tree);
    let mut selected = String::new();
    let mut outer = None;
    for element in document.select(&selector.parsed) {
        // What is inside an element that was picked is there already.
        if outer.is_some_and(|outer| element.ancestors().any(|ancestor| ancestor.id() == outer)) {
            continue;
        }
        outer = Some(element.id());
        let part = plain_text(&element.inner_html());
        if !selected.is_empty() && !part.is_empty() {
            selected.push_str("\n\n");
        }
        selected.push_str(&part);
    }
    if selected.is_empty() {
        return Err(PageError::NothingSelected);
    }
    Ok(read(&tree, url, Some(selected)))
}

/// What the links of the page are relative to: its `base`, or its own address.
pub(super) fn base_of(tree: &Tree<'_>, url: Option<&Url>) -> Option<Url> {
    let bases = tree.nodes.iter().filter(|node| node.tag == Some(Tag::Base));
    let stated = bases.filter_map(|node| crate::markup::attribute(node.text, "href")).next();
    // It is read again for every link.
    let stated = stated.filter(|stated| stated.len() <= BASE_BYTES_MAX);
    match (stated, url) {
        (Some(stated), Some(url)) => url.join(stated).ok().or_else(|| Some(url.clone())),
        (Some(stated), None) => Url::parse(stated).ok(),
        (None, url) => url.cloned(),
    }
}

#[cfg(test)]
mod tests;
