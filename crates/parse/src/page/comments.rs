//! What readers wrote under an article and nobody named so: a heading that counts comments, and below it one after the other, each with
//! who wrote it.

mod heading;

use self::heading::{Heading, heading};
use super::block::{Block, SENTENCE};
use super::dates::is_year;
use super::furniture::COMMENTS_SHARE_MAX;
use super::hints::Hint;
use super::sums::Sums;
use super::tag::Tag;
use super::tree::{Id, Tree};

/// Of further headings of comments nothing is read: an article has one.
const HEADINGS_MAX: usize = 5;

/// So much is told above comments, in weight; what counts them above an article stands before hardly anything.
const ARTICLE_MIN: usize = 150;

/// So many elements may be wrapped around a heading, or around the list below it.
const WRAPPERS_MAX: usize = 4;

/// What answers to a comment are offered by, in lower case.
const REPLY: [&str; 18] = [
    "reply",
    "répondre",
    "antworten",
    "antwort",
    "responder",
    "rispondi",
    "reageer",
    "reageren",
    "beantwoorden",
    "odpowiedz",
    "odpovědět",
    "svara",
    "svar",
    "vastaa",
    "válasz",
    "yanıtla",
    "ответить",
    "відповісти",
];

/// Marks what readers wrote as such in the hints of the page, where its names do not.
pub(super) fn mark(tree: &Tree<'_>, blocks: &[Block], hints: &mut [Hint]) {
    let headings: Vec<(&Block, Heading)> = blocks
        .iter()
        .filter_map(|block| Some((block, heading(&block.text)?)))
        .filter(|(block, _)| tree.tag(block.holder) != Some(Tag::H1))
        // One that leads to comments stands elsewhere.
        .filter(|(block, _)| !block.is_mostly_links())
        .take(HEADINGS_MAX)
        .collect();
    if headings.is_empty() {
        return;
    }
    let page = Page::of(tree, blocks);
    for id in headings.into_iter().filter_map(|(block, heading)| page.comments(block, heading)).flatten() {
        if let Some(hint) = hints.get_mut(id) {
            *hint = Hint::Comments;
        }
    }
}

/// Whether a label holds a year or a time of day, as it does where readers write.
fn holds_date(label: &str) -> bool {
    let is_time = |run: &str| run.len() <= 5 && run.split(':').count() == 2;
    let mut runs = label.split(|c: char| !c.is_ascii_digit() && c != ':').map(|run| run.trim_matches(':'));
    runs.any(|run| is_year(run) || is_time(run))
}

struct Page<'a> {
    tree: &'a Tree<'a>,
    blocks: &'a [Block],
    /// The paragraphs, and the weight of those that tell something.
    count: Sums,
    told: Sums,
    /// Fields to write in, and headings of articles and their sections.
    others: Sums,
}

impl<'a> Page<'a> {
    fn of(tree: &'a Tree<'a>, blocks: &'a [Block]) -> Page<'a> {
        let is_other =
            |tag: Tag| matches!(tag, Tag::Form | Tag::Input | Tag::Textarea | Tag::H1 | Tag::H2 | Tag::H3);
        let others = tree.nodes.iter().enumerate().filter(|(_, node)| node.tag.is_some_and(is_other));
        Page {
            tree,
            blocks,
            count: Sums::of(tree, blocks.iter().map(|block| (block.at, 1))),
            told: Sums::of(tree, blocks.iter().map(|block| (block.at, block.told()))),
            others: Sums::of(tree, others.map(|(id, _)| (id, 1))),
        }
    }

    /// The heading and the elements below it up to where the comments end; `None` where something else is below.
    fn comments(&self, block: &Block, heading: Heading) -> Option<Vec<Id>> {
        let (top, below) = self.below(block)?;
        let mut found = vec![top];
        let mut written = 0;
        for id in below {
            let items = self.items(id);
            if items.iter().any(|item| self.tells(*item) && self.comments_in(*item) == 0) {
                // Where paragraphs follow, the article goes on.
                if self.tree.tag(id).is_none_or(Tag::is_paragraph) {
                    return None;
                }
                break;
            }
            written += items.iter().map(|item| self.comments_in(*item)).sum::<usize>();
            found.push(id);
        }
        let end = found.last().map_or(top, |last| self.tree.end(*last));
        let told: u64 = found.iter().map(|id| self.told.within(self.tree, *id)).sum();
        let (before, all) = (self.told_before(top), self.told.within(self.tree, 0));
        let are_answered = self.are_answered(&found);
        // What nobody may answer to may be the article itself, below the number of its comments.
        let is_apart = || {
            told <= before as u64
                && !found.iter().flat_map(|id| self.items(*id)).any(|item| self.goes_on(item))
        };
        let is_enough = match heading {
            Heading::Counted(number) => written >= number.clamp(1, 2) && (are_answered || is_apart()),
            Heading::Responses(number) => {
                let is_answered = are_answered || self.is_dated(self.tree.end(top), end) && is_apart();
                written >= number.clamp(1, 2) && is_answered
            }
            Heading::Bare => written >= 1 && are_answered,
        };
        let is_part = told * 100 < all * COMMENTS_SHARE_MAX;
        (is_enough && is_part && before >= ARTICLE_MIN).then_some(found)
    }

    /// Whether each element that holds comments offers to answer them.
    fn are_answered(&self, found: &[Id]) -> bool {
        let mut written = found.iter().filter(|id| self.told.within(self.tree, **id) > 0).peekable();
        written.peek().is_some() && written.all(|id| self.offers_reply(*id, self.tree.end(*id)))
    }

    /// Whether several paragraphs within an element tell something and no label stands between them: an article does so below a label.
    fn goes_on(&self, id: Id) -> bool {
        let told = self.labels_and_told(id);
        told.iter().zip(told.iter().skip(1)).any(|pair| pair == (&true, &true))
    }

    /// What is around a heading and holds nothing else, and the elements after that, in which somebody comments.
    fn below(&self, block: &Block) -> Option<(Id, Vec<Id>)> {
        let around = std::iter::once(block.at).chain(self.tree.around(block.at));
        let mut top = around.take_while(|id| self.count.within(self.tree, *id) == 1).last()?;
        for _ in 0..WRAPPERS_MAX {
            let parent = self.tree.parent(top);
            let after: Vec<Id> = self.tree.children(parent).filter(|child| *child > top).collect();
            if after.iter().flat_map(|id| self.items(*id)).any(|item| self.comments_in(item) > 0) {
                return Some((top, after));
            }
            // Beside a heading may stand how the comments are sorted.
            if parent == 0 || self.told.within(self.tree, parent) > 0 {
                return None;
            }
            top = parent;
        }
        None
    }

    /// What an element is a list of, or the element alone.
    fn items(&self, id: Id) -> Vec<Id> {
        let mut list = id;
        for _ in 0..WRAPPERS_MAX {
            let holds_text = |id: &Id| self.count.within(self.tree, *id) > 0;
            let inside: Vec<Id> = self.tree.children(list).filter(holds_text).collect();
            match self.tree.tag(list) {
                Some(Tag::Ol | Tag::Ul | Tag::Table | Tag::Tbody) if inside.len() > 1 => return inside,
                Some(Tag::Div | Tag::Section)
                    if inside.len() > 1 && inside.iter().all(|item| self.comments_in(*item) > 0) =>
                {
                    return inside;
                }
                _ => {}
            }
            match inside.as_slice() {
                [only] if self.tree.tag(*only).is_some_and(Tag::is_block) => list = *only,
                _ => break,
            }
        }
        vec![id]
    }

    /// The weight of what is told before a node.
    fn told_before(&self, id: Id) -> usize {
        self.blocks.get(..self.first_after(id)).unwrap_or_default().iter().map(Block::told).sum()
    }

    fn tells(&self, id: Id) -> bool {
        self.tree.tag(id) != Some(Tag::Form) && self.told.within(self.tree, id) > 0
    }

    /// How many comments an element holds: labels, or names that are set off, and after each what somebody wrote.
    fn comments_in(&self, id: Id) -> usize {
        if self.others.within(self.tree, id) > 0 {
            return 0;
        }
        let blocks = self.between(id, self.tree.end(id));
        let writes = |block: &Block| !block.is_label() && !block.is_mostly_links();
        let follow = blocks.iter().zip(blocks.iter().skip(1));
        let labelled = follow.filter(|(label, text)| label.is_label() && writes(text)).count();
        let Some(first) = blocks.first().filter(|first| writes(first)) else { return labelled };
        let is_named = self.begins_with_name(id, first) || blocks.iter().any(Block::is_label);
        labelled + usize::from(is_named)
    }

    /// The paragraphs of an element that are labels or tell something; whether they tell.
    fn labels_and_told(&self, id: Id) -> Vec<bool> {
        let told = |block: &Block| (block.is_label() || block.told() > 0).then(|| block.told() > 0);
        self.between(id, self.tree.end(id)).iter().filter_map(told).collect()
    }

    /// The paragraphs between two nodes.
    fn between(&self, from: Id, to: Id) -> &[Block] {
        self.blocks.get(self.first_after(from)..self.first_after(to)).unwrap_or_default()
    }

    /// Whether a label between two nodes says when something was written.
    fn is_dated(&self, from: Id, to: Id) -> bool {
        self.between(from, to).iter().any(|block| block.is_label() && holds_date(&block.text))
    }

    fn first_after(&self, id: Id) -> usize {
        self.blocks.partition_point(|block| block.at < id)
    }

    /// Whether a paragraph of the element `id` begins with a few words that are set off: `<b>Ann:</b> …`.
    fn begins_with_name(&self, id: Id, block: &Block) -> bool {
        let name = self.tree.nodes.get(block.at).map_or("", |node| node.text.trim());
        let around = self.tree.parent(block.at);
        let is_set_off = around > id && matches!(self.tree.tag(around), Some(Tag::Inline | Tag::A));
        is_set_off && name.len() < SENTENCE && name.len() < block.text.len()
    }

    /// Whether a label between two nodes offers to answer.
    fn offers_reply(&self, from: Id, to: Id) -> bool {
        self.between(from, to).iter().filter(|block| block.is_label()).any(|label| {
            let word = label.text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
            word.is_some_and(|word| REPLY.contains(&word.to_lowercase().as_str()))
        })
    }
}

#[cfg(test)]
mod tests;
