//! Teasers: headlines that link to other pages of the site, each with some lines below it. Beside an article they are furniture; a page
//! that holds nothing else is a list.

use std::collections::HashSet;

use url::Url;

use super::block::{Block, SENTENCE};
use super::sums::Sums;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::markup::attribute;

/// So many labels may stand between the headline of a teaser and its text: an author, a day.
const LABELS: usize = 2;

/// A page with fewer teasers may be an article that refers to them…
const TEASERS: usize = 4;

/// …and a list has so many at the least…
const OF_A_LIST: u64 = 2;

/// …and in them this share (of a hundred) of its text.
const SHARE_MIN: u64 = 67;

/// The elements that hold hardly anything but teasers, each as far out as it has no other text, in document order, none inside another.
pub(super) fn lists(tree: &Tree<'_>, blocks: &[Block], url: Option<&Url>) -> Vec<Id> {
    let teasers = teasers(tree, blocks, url);
    if teasers.len() < TEASERS {
        return Vec::new();
    }
    // The text of a teaser may be a link as a whole.
    let of_teasers: HashSet<Id> = teasers.iter().map(|block| block.at).collect();
    let is_told = |block: &&Block| {
        block.length >= SENTENCE && (!block.is_mostly_links() || of_teasers.contains(&block.at))
    };
    let told = Sums::of(tree, blocks.iter().filter(is_told).map(|block| (block.at, block.length)));
    let of_teasers = Sums::of(tree, teasers.iter().map(|block| (block.at, block.length)));
    let count = Sums::of(tree, teasers.iter().map(|block| (block.at, 1)));
    let is_list = |id: &Id| {
        count.within(tree, *id) >= OF_A_LIST
            && of_teasers.within(tree, *id) * 100 >= told.within(tree, *id) * SHARE_MIN
    };
    let others = |id: Id| told.within(tree, id) - of_teasers.within(tree, id);
    let mut lists: Vec<Id> = Vec::new();
    for block in teasers {
        // A fragment without a body has the root alone around all of it.
        let around = |id: Id| tree.around(id).chain(std::iter::once(0));
        let Some(innermost) = around(block.at).find(is_list) else { continue };
        let outer = std::iter::once(innermost).chain(around(innermost));
        if let Some(list) = outer.take_while(|id| others(*id) == others(innermost)).last()
            && lists.last().is_none_or(|last| tree.end(*last) <= list)
        {
            lists.push(list);
        }
    }
    lists
}

/// The paragraphs of teasers.
fn teasers<'b>(tree: &Tree<'_>, blocks: &'b [Block], url: Option<&Url>) -> Vec<&'b Block> {
    let mut teasers = Vec::new();
    // How many labels stand between the last headline of one and here.
    let mut below: Option<usize> = None;
    for block in blocks {
        if block.is_mostly_links() && is_headline(tree, block, url) {
            below = Some(0);
        } else if block.length < SENTENCE {
            below = below.map(|labels| labels + 1).filter(|labels| *labels <= LABELS);
        } else if below.take().is_some() {
            teasers.push(block);
        }
    }
    teasers
}

/// Whether a block is a heading that links to another page of the same site.
fn is_headline(tree: &Tree<'_>, block: &Block, url: Option<&Url>) -> bool {
    /// Few elements stand between a heading, its link and its text.
    const AROUND: usize = 4;
    let near = || tree.around(block.at).take(AROUND);
    let is_heading = near().any(|id| tree.tag(id).is_some_and(Tag::is_heading));
    let link = near().find(|id| tree.tag(*id) == Some(Tag::A));
    let address = link.and_then(|id| attribute(tree.attributes(id), "href"));
    is_heading && address.is_some_and(|address| is_within_site(address, url))
}

/// Whether an address is that of another page of the site; without the page's own, whether it names no host.
fn is_within_site(address: &str, url: Option<&Url>) -> bool {
    match (url, Url::parse(address)) {
        (Some(url), Ok(address)) => address.host_str() == url.host_str() && address.path() != url.path(),
        (Some(url), Err(_)) => url.join(address).is_ok_and(|address| address.path() != url.path()),
        (None, Ok(_)) => false,
        (None, Err(_)) => !address.starts_with("//") && !address.starts_with('#') && !address.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use model::PageKind;

    fn teasers(count: usize) -> String {
        let teaser = |number| {
            format!(
                "<div class=item><h3><a href=/{number}>Ferry {number} sails again</a></h3><span>Jane Doe</span>\
                 <p>OTHER {number} had been closed since the storm, in which two of its ships were lost.</p></div>"
            )
        };
        (0..count).map(teaser).collect()
    }

    fn read(page: &str) -> (PageKind, String) {
        let at = url::Url::parse("https://example.com/a").unwrap();
        let page = crate::page(page.as_bytes(), None, Some(&at)).unwrap();
        (page.kind, page.text)
    }

    #[test]
    fn an_article_is_read_without_the_teasers_beside_it() {
        let own =
            "<p>The bridge will close next week, the harbour authority said on Monday in a note to all.</p>";
        for list in ["list", "stream", "x"] {
            let page = format!(
                "<body><main><h1>Bridge closes</h1><div>{}</div><div class={list}><h2>Latest</h2>{}</div></main>",
                own.repeat(3),
                teasers(8)
            );
            let (kind, text) = read(&page);
            assert_eq!((kind, text.matches("OTHER").count()), (PageKind::Article, 0), "{text}");
            assert_eq!(text.matches("bridge will close").count(), 3, "{text}");
        }
    }

    #[test]
    fn teasers_whose_text_is_a_link_are_teasers() {
        let card = |number| {
            format!(
                "<div><h3><a href=/{number}>Ferry {number} sails again</a></h3><p><a href=/{number}>OTHER {number} had been closed \
                 since the storm, in which two of its ships were lost off the cape.</a></p></div>"
            )
        };
        let cards: Vec<String> = (0..4).map(card).collect();
        assert_ne!(read(&format!("<body><main>{}</main>", cards.concat())).0, PageKind::Article);
        let own = "<p>The bridge will close next week, the harbour authority said on Monday in a note to all who cross it by day.</p>";
        let mixed: String = cards.iter().map(|card| format!("{own}{card}")).collect();
        let (kind, text) = read(&format!("<body><main><h1>Bridge closes</h1>{mixed}</main>"));
        assert_eq!((kind, text.matches("bridge will close").count()), (PageKind::Article, 4), "{text}");
    }

    #[test]
    fn a_page_of_teasers_is_a_list_with_whatever_stands_above_and_below() {
        for page in [
            format!("<h1>Harbour</h1>{}", teasers(4)),
            format!(
                "<body><main><h1>Harbour</h1><p>All that is new about ferries and quays, every day by seven in the morning.</p>\
                 <section>{}</section><section>{}</section></main><footer><p>The Post is made by people of the harbour, and is \
                 printed on the east quay.</p></footer>",
                teasers(6),
                teasers(3)
            ),
        ] {
            assert_eq!(read(&page).0, PageKind::Index, "{page}");
        }
    }

    #[test]
    fn headlines_that_an_article_refers_to_stay_in_it() {
        let items = teasers(3);
        let own = "<p>Three ferries sail again this week, and each has a story of its own, which we told at the time.</p>";
        let (kind, text) =
            read(&format!("<body><article><h1>Three ferries</h1>{own}{own}{items}{own}</article>"));
        assert_eq!((kind, text.matches("OTHER").count()), (PageKind::Article, 3), "{text}");
    }
}
