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

impl Sources<'_> {
    /// Whether `id` stands in what is set beside a page, is of other pages or was written by readers, or below what is the page's own: what
    /// is dated there is not the page.
    pub(super) fn is_of_others(&self, id: Id) -> bool {
        self.is_of_other_pages(id) || self.is_of_site(id)
    }

    /// Whether it is of other pages or of readers. What is called so and holds the headline is the page itself.
    pub(super) fn is_of_other_pages(&self, id: Id) -> bool {
        let is_other = |id: Id| {
            matches!(self.tree.tag(id), Some(Tag::Aside | Tag::Nav))
                || self.names(id).any(|name| words(name).any(|word| is_one_of(word, &OF_OTHERS)))
        };
        self.is_of_readers(id)
            || self.tree.around(id).any(|around| is_other(around) && !self.holds_headline(around))
    }

    /// Whether it stands below the page, as on all of a site, and not below its article.
    pub(super) fn is_of_site(&self, id: Id) -> bool {
        let is_article = |id: Id| matches!(self.tree.tag(id), Some(Tag::Article | Tag::Main));
        let ends_article =
            |id: Id| self.tree.around(id).any(|around| is_article(around) && self.holds_headline(around));
        let is_footer = |name: &str| {
            let has_one_of = |known: &[&str]| words(name).any(|word| is_one_of(word, known));
            has_one_of(&["footer"]) && !has_one_of(&OF_ARTICLES)
        };
        self.tree.around(id).any(|around| match self.tree.tag(around) {
            Some(Tag::Footer) => !ends_article(around),
            _ => self.names(around).any(is_footer) && !self.holds_headline(around) && !ends_article(around),
        })
    }

    /// The classes and the id of an element that is called as furniture is.
    fn names(&self, id: Id) -> impl Iterator<Item = &str> {
        let is_named = matches!(self.hints.get(id), Some(Hint::Furniture | Hint::Doubtful));
        let attributes = if is_named { self.tree.attributes(id) } else { "" };
        let values = ["class", "id"].into_iter().filter_map(move |name| attribute(attributes, name));
        values.flat_map(str::split_ascii_whitespace)
    }
}
