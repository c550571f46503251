//! Which parts of a page are not its own: what is dated there is something else.

use super::{Sources, is_one_of};
use crate::markup::attribute;
use crate::page::hints::{Hint, words};
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
}

impl Sources<'_> {
    /// The surroundings of what is inside each node, in one pass: a page may be as deep as long.
    pub(super) fn surroundings(&self) -> Vec<Surroundings> {
        let mut all: Vec<Surroundings> = Vec::with_capacity(self.tree.len());
        for (id, node) in self.tree.nodes.iter().enumerate() {
            let around = all.get(node.parent).copied().unwrap_or_default();
            all.push(node.tag.map_or(around, |tag| self.inside(id, tag, around)));
        }
        all
    }

    /// The surroundings of what is inside an element that stands in others. What is called as those of other pages are and holds the
    /// headline is the page itself; what ends its article is its own.
    fn inside(&self, id: Id, tag: Tag, around: Surroundings) -> Surroundings {
        let holds_headline = self.holds_headline(id);
        let is_other = || {
            matches!(tag, Tag::Aside | Tag::Nav)
                || self.is_comments(id)
                || self.names(id).any(|name| words(name).any(|word| is_one_of(word, &OF_OTHERS)))
        };
        let is_footer = |name: &str| {
            let has_one_of = |known: &[&str]| words(name).any(|word| is_one_of(word, known));
            has_one_of(&["footer"]) && !has_one_of(&OF_ARTICLES)
        };
        let is_below = || tag == Tag::Footer || !holds_headline && self.names(id).any(is_footer);
        Surroundings {
            others: around.others || !holds_headline && is_other(),
            site: around.site || !around.article && is_below(),
            article: around.article || holds_headline && matches!(tag, Tag::Article | Tag::Main),
        }
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
        self.around(id).others || self.is_comments(id) && !self.holds_headline(id)
    }

    /// Whether it stands below the page, as on all of a site, and not below its article.
    pub(super) fn is_of_site(&self, id: Id) -> bool {
        self.around(id).site
    }

    fn is_comments(&self, id: Id) -> bool {
        self.hints.get(id) == Some(&Hint::Comments)
    }

    /// The classes and the id of an element that is called as furniture is.
    fn names(&self, id: Id) -> impl Iterator<Item = &str> {
        let is_named = matches!(self.hints.get(id), Some(Hint::Furniture | Hint::Doubtful));
        let attributes = if is_named { self.tree.attributes(id) } else { "" };
        let value = move |name| {
            let value = attribute(attributes, name)?;
            value.get(..value.floor_char_boundary(NAMES_BYTES_MAX))
        };
        ["class", "id"].into_iter().filter_map(value).flat_map(str::split_ascii_whitespace)
    }
}
