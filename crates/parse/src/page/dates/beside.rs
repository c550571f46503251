//! Which parts of a page are not its own: what is dated there is something else.

use super::Sources;
use crate::markup::attribute;
use crate::page::block::Block;
use crate::page::hints::{Hint, is_one_of, words};
use crate::page::tag::Tag;
use crate::page::tree::Id;

/// Words in the names of what is of other pages…
const OF_OTHERS: [&str; 15] = [
    "related",
    "recommended",
    "recommendations",
    "sidebar",
    "trending",
    "popular",
    "mostpopular",
    "mostread",
    "teaser",
    "teasers",
    "readnext",
    "upnext",
    "carousel",
    "nav",
    "menu",
];

/// …and in those of what ends an article, and not the page: `entry-footer`.
const OF_ARTICLES: [&str; 4] = ["article", "entry", "post", "story"];

/// Words in the names of what an article says of itself.
const OF_ITSELF: [&str; 9] =
    ["meta", "metadata", "byline", "author", "date", "dateline", "posted", "published", "timestamp"];

/// A longer element than of so many nodes is no line of an article under its headline.
const LINE_NODES_MAX: usize = 40;

/// So much of an element's classes, or of its id, is looked at, in bytes.
const NAMES_BYTES_MAX: usize = 1_000;

/// What the inside of an element stands in.
#[derive(Clone, Copy, Default)]
pub(super) struct Surroundings {
    /// What is of other pages or of readers.
    others: bool,
    /// What stands below all pages of a site.
    site: bool,
    /// An article that holds the headline.
    article: bool,
    /// What is set beside the text of pages.
    beside: bool,
    /// What is called as furniture is.
    furniture: bool,
    /// The innermost article, or main part.
    innermost: Id,
}

/// Where an article says of itself who wrote it, and when.
struct Own {
    /// The innermost article or main part that holds the headline.
    article: Id,
    /// What is between the headline and the text.
    above: std::ops::Range<Id>,
}

impl Sources<'_> {
    /// The surroundings of what is inside each node, in one pass: a page may be as deep as long.
    pub(super) fn surroundings(&self) -> Vec<Surroundings> {
        let own = self.own_article();
        let mut all: Vec<Surroundings> = Vec::with_capacity(self.tree.len());
        for (id, node) in self.tree.nodes.iter().enumerate() {
            let around = all.get(node.parent).copied().unwrap_or_default();
            all.push(node.tag.map_or(around, |tag| self.inside(id, tag, around, own.as_ref())));
        }
        all
    }

    /// The surroundings of what is inside an element that stands in others. What is called as those of other pages are and holds the
    /// headline is the page itself; what ends its article is its own.
    fn inside(&self, id: Id, tag: Tag, around: Surroundings, own: Option<&Own>) -> Surroundings {
        let holds_page = self.holds_page(id);
        let is_aside = matches!(tag, Tag::Aside | Tag::Nav)
            && !own.is_some_and(|own| around.innermost == own.article && self.is_of_itself(id, own));
        let is_other = || {
            is_aside
                || self.is_comments(id)
                || self.names(id).any(|name| words(name).any(|word| is_one_of(word, &OF_OTHERS)))
        };
        let is_footer = |name: &str| {
            let has_one_of = |known: &[&str]| words(name).any(|word| is_one_of(word, known));
            has_one_of(&["footer"]) && !has_one_of(&OF_ARTICLES)
        };
        let is_below = || tag == Tag::Footer || !holds_page && self.names(id).any(is_footer);
        let is_article = matches!(tag, Tag::Article | Tag::Main);
        Surroundings {
            others: around.others || !holds_page && is_other(),
            site: around.site || !around.article && is_below(),
            article: around.article || holds_page && is_article,
            beside: around.beside || is_aside || tag == Tag::Footer,
            furniture: around.furniture || !holds_page && self.is_named_furniture(id),
            innermost: if is_article { id } else { around.innermost },
        }
    }

    fn own_article(&self) -> Option<Own> {
        let headline = self.headline?;
        let is_article = |id: &Id| matches!(self.tree.tag(*id), Some(Tag::Article | Tag::Main));
        let article = self.tree.around(headline).find(is_article)?;
        let below = self.blocks.partition_point(|block| block.at <= headline);
        let is_text = |block: &&Block| block.is_telling() && block.is_sentence();
        let text = self.blocks.get(below..)?.iter().find(is_text).map_or(headline, |text| text.at);
        Some(Own { article, above: headline..text })
    }

    /// Whether what an article sets beside its text says something of the article: it is called so, or is a line under the headline.
    fn is_of_itself(&self, id: Id, own: &Own) -> bool {
        let named = ["class", "id"].into_iter().filter_map(|name| self.name(id, name));
        let is_named = || named.flat_map(words).any(|word| is_one_of(word, &OF_ITSELF));
        let end = self.tree.end(id);
        let is_heading = |id: Id| self.tree.tag(id).is_some_and(Tag::is_heading);
        let is_line = || end - id <= LINE_NODES_MAX && !(id..end).any(is_heading);
        own.above.contains(&id) && end <= own.above.end && is_line() || is_named()
    }

    fn around(&self, id: Id) -> Surroundings {
        self.surroundings.get(self.tree.parent(id)).copied().unwrap_or_default()
    }

    /// Whether `id` stands in what is set beside a page, is of other pages or was written by readers, or below what is the page's own: what
    /// is dated there is not the page.
    pub(super) fn is_of_others(&self, id: Id) -> bool {
        self.is_of_other_pages(id) || self.is_of_site(id)
    }

    /// Whether it is of other pages or of readers.
    pub(super) fn is_of_other_pages(&self, id: Id) -> bool {
        self.around(id).others || self.is_comments(id) && !self.holds_page(id)
    }

    /// Whether it stands below the page, as on all of a site, and not below its article.
    pub(super) fn is_of_site(&self, id: Id) -> bool {
        self.around(id).site
    }

    fn is_comments(&self, id: Id) -> bool {
        self.hints.get(id) == Some(&Hint::Comments)
    }

    fn is_named_furniture(&self, id: Id) -> bool {
        matches!(self.hints.get(id), Some(Hint::Furniture | Hint::Doubtful))
    }

    /// The classes and the id of an element that is called as furniture is.
    fn names(&self, id: Id) -> impl Iterator<Item = &str> {
        let names = if self.is_named_furniture(id) { &["class", "id"][..] } else { &[] };
        names.iter().filter_map(move |name| self.name(id, name)).flat_map(str::split_ascii_whitespace)
    }

    /// A class or an id, as far as it is looked at.
    fn name(&self, id: Id, attribute_name: &str) -> Option<&str> {
        let value = attribute(self.tree.attributes(id), attribute_name)?;
        value.get(..value.floor_char_boundary(NAMES_BYTES_MAX))
    }

    /// Whether `id` stands in what is named as furniture. What is called so and holds the headline is the page itself.
    pub(super) fn is_in_furniture(&self, id: Id) -> bool {
        self.around(id).furniture
    }

    /// Whether `id` stands in what is set beside the text of pages.
    pub(super) fn is_beside(&self, id: Id) -> bool {
        self.around(id).beside
    }
}

/// The paragraphs at a quarter and at three quarters of what a page tells.
pub(super) fn middle(blocks: &[Block]) -> Option<(Id, Id)> {
    let telling = || blocks.iter().filter(|block| block.is_telling());
    let total: usize = telling().map(|block| block.length).sum();
    let at = |quarters: usize| {
        let mut told = 0;
        let reaches = |block: &&Block| {
            told += block.length;
            told * 4 >= total * quarters
        };
        telling().find(reaches).map(|block| block.at)
    };
    Some((at(1)?, at(3)?))
}
