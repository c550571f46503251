//! Which parts of a page are furniture: what their authors call them, weighed against how much of the page's text they hold.

use super::block::{Block, sets_apart};
use super::hints::{Hint, words};
use super::sums::Sums;
use super::tag::Tag;
use super::tree::Tree;
use crate::markup::attribute;

/// Elements are often called after something that they only wrap: a `form` around the page, a `sidebar` around both columns.
/// One that holds this share (of a hundred) of the page's telling text is no furniture, whatever it is called…
const SHARE_MAX: u64 = 70;

/// …and with a headline, an article or a text by name inside it, this share.
const WRAPPER_SHARE_MAX: u64 = 40;

/// Comments are often longer than the article.
pub(super) const COMMENTS_SHARE_MAX: u64 = 85;

/// What may be furniture by its name and only tells is a box beside the text, up to this share.
const BOX_SHARE_MAX: u64 = 20;

/// A block with a field for an address asks for it, where it holds no more text than this, however it is called.
const SIGN_UP_MAX: u64 = 400;

/// An article inside an article is a comment or another article (HTML 4.3.2), up to this share.
const NESTED_ARTICLE_SHARE_MAX: u64 = 50;

/// An article of updates holds this share of its text in them; comments leave the article more than that.
const UPDATES_SHARE_MIN: u64 = 80;

/// A list of links has this share of its text in links…
const LIST_LINKED_MIN: u64 = 35;

/// …and items shorter than this on average; longer ones are text with links in it.
const LIST_ITEM_MAX: u64 = 100;

/// A text with links in passing has less than this share of it in them.
const TEXT_LINKED_MAX: u64 = 20;

/// For every node of the page whether it is furniture or inside furniture.
pub(super) fn furniture(tree: &Tree<'_>, hints: &[Hint], blocks: &[Block]) -> Vec<bool> {
    let page = Measures::of(tree, hints, blocks);
    let mut surroundings: Vec<Surroundings> = Vec::with_capacity(tree.len());
    for (id, node) in tree.nodes.iter().enumerate() {
        let mut around = if id == 0 { Surroundings::default() } else { surroundings[node.parent] };
        if let Some(tag) = node.tag {
            let hint = hints.get(id).copied().unwrap_or_default();
            around.furniture = around.furniture || page.is_furniture(id, tag, hint, around);
            around.article |= tag == Tag::Article;
            around.text |= hint == Hint::Text;
            around.paragraph = tag.is_paragraph() || (around.paragraph && !tag.is_block());
        }
        surroundings.push(around);
    }
    surroundings.into_iter().map(|around| around.furniture).collect()
}

/// What a node is inside of.
#[derive(Clone, Copy, Default)]
struct Surroundings {
    furniture: bool,
    article: bool,
    /// An article's text, by name.
    text: bool,
    /// A paragraph or the like, directly or within elements that only change how text looks.
    paragraph: bool,
}

/// What the parts of a page hold.
struct Measures<'a> {
    tree: &'a Tree<'a>,
    /// Weight of telling paragraphs, of all, of their links, and the number of paragraphs.
    telling: Sums,
    length: Sums,
    linked: Sums,
    count: Sums,
    /// Headlines, articles and texts by name.
    marks: Sums,
    /// Buttons, fields, what comes from elsewhere, and links without text, which are laid over teasers.
    fields: Sums,
    /// Fields for an address to send mail to.
    addresses: Sums,
    /// Paragraphs that are mostly links.
    links: Sums,
    /// Headings that are links.
    linked_headings: Sums,
    /// First-order headings.
    headlines: Sums,
    tables: Sums,
    /// Weight of telling paragraphs in articles that are inside another.
    nested: Sums,
    total: u64,
}

/// Whether a link to another page holds nothing: it is laid over the teaser that it stands in.
fn is_laid_over(tree: &Tree<'_>, id: usize) -> bool {
    let leads_elsewhere = |href: &str| !href.is_empty() && !href.starts_with('#');
    tree.end(id) == id + 1 && attribute(tree.attributes(id), "href").is_some_and(leads_elsewhere)
}

/// Words for an address to send mail to, in lower case…
const ADDRESSES: [&str; 6] = ["email", "emails", "emailaddress", "emailadresse", "mailadresse", "courriel"];

/// …and two words for it.
const ADDRESS_PAIRS: [[&str; 2]; 3] = [["e", "mail"], ["adresse", "mail"], ["mail", "address"]];

/// Words in the names of fields to search by, in lower case.
const SEARCHES: [&str; 12] = [
    "search",
    "query",
    "q",
    "s",
    "suche",
    "suchen",
    "recherche",
    "rechercher",
    "buscar",
    "cerca",
    "pesquisar",
    "zoeken",
];

/// So many words of what a field is called are looked at.
const FIELD_WORDS_MAX: usize = 30;

/// Whether a field takes an address to send mail to, by its type or by how it is called. *Mail* alone is as often that of a newspaper.
fn takes_address(field: &str) -> bool {
    match attribute(field, "type") {
        Some(kind) if kind.eq_ignore_ascii_case("email") => return true,
        Some(kind) if !kind.eq_ignore_ascii_case("text") => return false,
        _ => {}
    }
    let said = ["name", "id", "placeholder", "aria-label"].map(|name| -> Vec<String> {
        let value = attribute(field, name).unwrap_or_default();
        words(value).take(FIELD_WORDS_MAX).map(str::to_lowercase).collect()
    });
    let has_one_of = |known: &[&str]| said.iter().flatten().any(|word| known.contains(&word.as_str()));
    let is_pair = |two: &[String]| ADDRESS_PAIRS.iter().any(|pair| two == pair);
    let has_pair = || said.iter().any(|words| words.windows(2).any(is_pair));
    let is_called_mail = || said.iter().take(2).any(|words| words == &["mail"]);
    !has_one_of(&SEARCHES) && (has_one_of(&ADDRESSES) || has_pair() || is_called_mail())
}

fn is_mark(tag: Tag, hint: Hint) -> bool {
    hint == Hint::Text || matches!(tag, Tag::Article | Tag::Main | Tag::H1)
}

impl<'a> Measures<'a> {
    fn of(tree: &'a Tree<'a>, hints: &[Hint], blocks: &[Block]) -> Self {
        let sums = |weight: fn(&Block) -> usize| {
            Sums::of(tree, blocks.iter().map(|block| (block.at, weight(block))))
        };
        let telling = Sums::of(tree, blocks.iter().map(|block| (block.at, block.told())));
        let marked =
            |(id, hint): (usize, &Hint)| tree.tag(id).filter(|tag| is_mark(*tag, *hint)).map(|_| (id, 1));
        let marks = Sums::of(tree, hints.iter().enumerate().filter_map(marked));
        let is_field = |tag: Tag| {
            matches!(tag, Tag::Button | Tag::Form | Tag::Iframe | Tag::Input | Tag::Select | Tag::Textarea)
        };
        let tags = tree.nodes.iter().enumerate().filter_map(|(id, node)| Some((id, node.tag?)));
        let offers = tags.filter(|(id, tag)| is_field(*tag) || *tag == Tag::A && is_laid_over(tree, *id));
        let fields = Sums::of(tree, offers.map(|(id, _)| (id, 1)));
        let inputs = tree.nodes.iter().enumerate().filter(|(_, node)| node.tag == Some(Tag::Input));
        let asking = inputs.filter(|(_, node)| takes_address(node.text));
        let addresses = Sums::of(tree, asking.map(|(id, _)| (id, 1)));
        let is_link = |block: &&Block| block.linked > 0 && block.is_mostly_links();
        let links = Sums::of(tree, blocks.iter().filter(is_link).map(|block| (block.at, 1)));
        let is_heading = |block: &&Block| {
            is_link(block) && tree.around(block.at).any(|id| tree.tag(id).is_some_and(Tag::is_heading))
        };
        let linked_headings = Sums::of(tree, blocks.iter().filter(is_heading).map(|block| (block.at, 1)));
        let tags = tree.nodes.iter().enumerate();
        let headlines =
            Sums::of(tree, tags.clone().filter(|(_, node)| node.tag == Some(Tag::H1)).map(|(id, _)| (id, 1)));
        let tables =
            Sums::of(tree, tags.filter(|(_, node)| node.tag == Some(Tag::Table)).map(|(id, _)| (id, 1)));
        let is_nested = |block: &&Block| {
            tree.around(block.at).filter(|id| tree.tag(*id) == Some(Tag::Article)).nth(1).is_some()
        };
        let nested = blocks
            .iter()
            .filter(|block| block.is_telling())
            .filter(is_nested)
            .map(|block| (block.at, block.length));
        let nested = Sums::of(tree, nested);
        let total = telling.within(tree, 0).max(1);
        let (length, linked, count) = (sums(|block| block.length), sums(|block| block.linked), sums(|_| 1));
        Measures {
            tree,
            telling,
            length,
            linked,
            count,
            marks,
            fields,
            addresses,
            links,
            linked_headings,
            headlines,
            tables,
            nested,
            total,
        }
    }

    fn is_furniture(&self, id: usize, tag: Tag, hint: Hint, around: Surroundings) -> bool {
        let share = self.telling.within(self.tree, id) * 100 / self.total;
        let wraps = self.marks.within(self.tree, id) > u64::from(is_mark(tag, hint));
        let is_small = share < if wraps { WRAPPER_SHARE_MAX } else { SHARE_MAX };
        let named = match hint {
            Hint::Comments => return share < COMMENTS_SHARE_MAX,
            Hint::Caption | Hint::Hidden => return is_small,
            Hint::Card => is_small && !around.text,
            // A quotation is part of the text, whatever it is called.
            Hint::Furniture if tag.is_block() => return is_small && tag != Tag::Blockquote,
            Hint::Furniture if sets_apart(hint, tag, around.paragraph) => return is_small,
            Hint::Doubtful if tag.is_block() || sets_apart(hint, tag, around.paragraph) => {
                is_small && tag != Tag::Blockquote && (share < BOX_SHARE_MAX || !self.tells_only(id))
            }
            _ => false,
        };
        let by_tag = || match tag {
            Tag::Aside | Tag::Button | Tag::Figcaption | Tag::Footer | Tag::Form | Tag::Nav => is_small,
            // Some put their tables into figures.
            Tag::Figure => is_small && self.tables.within(self.tree, id) == 0,
            Tag::Article => around.article && share < NESTED_ARTICLE_SHARE_MAX && !self.is_update(id),
            Tag::Dl | Tag::Ol | Tag::Ul => self.is_list_of_links(id),
            _ => false,
        };
        named || by_tag() || tag.is_block() && share < BOX_SHARE_MAX && self.asks_for_address(id)
    }

    /// Whether the element asks for an address, and holds hardly more than what it would send there.
    fn asks_for_address(&self, id: usize) -> bool {
        let within = |sums: &Sums| sums.within(self.tree, id);
        within(&self.addresses) > 0 && within(&self.length) <= SIGN_UP_MAX && within(&self.headlines) == 0
    }

    /// Whether an article inside another, which has the headline, is one of those that the outer one is made of, as a live page is of
    /// its updates, and leads to no page of its own.
    fn is_update(&self, id: usize) -> bool {
        let mut outer = self.tree.around(id).filter(|id| self.tree.tag(*id) == Some(Tag::Article));
        let within = |sums: &Sums, id: usize| sums.within(self.tree, id);
        outer.next().is_some_and(|outer| {
            within(&self.linked_headings, id) + within(&self.fields, id) == 0
                && within(&self.headlines, outer) > within(&self.headlines, id)
                && within(&self.nested, outer) * 100 > within(&self.telling, outer) * UPDATES_SHARE_MIN
        })
    }

    /// Whether the element tells something, and offers nothing to click or to fill in but a link in passing.
    fn tells_only(&self, id: usize) -> bool {
        let within = |sums: &Sums| sums.within(self.tree, id);
        within(&self.telling) > 0
            && within(&self.fields) == 0
            && within(&self.links) == 0
            && within(&self.linked) * 100 < within(&self.length) * TEXT_LINKED_MAX
    }

    fn is_list_of_links(&self, id: usize) -> bool {
        let within = |sums: &Sums| sums.within(self.tree, id);
        let (length, linked, count) = (within(&self.length), within(&self.linked), within(&self.count));
        linked * 100 >= length * LIST_LINKED_MIN && length < count * LIST_ITEM_MAX
    }
}

#[cfg(test)]
mod tests;
