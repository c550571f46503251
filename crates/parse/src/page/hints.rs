//! What the attributes of an element say of its content: the words in its class and id, its role, whether it is shown.

mod names;

use names::{
    CAPTION, COMMENT_STEMS, DOUBTFUL_STEMS, FILING_PAIRS, FURNITURE, FURNITURE_PAIRS, FURNITURE_STEMS,
    HIDDEN, OF_PAGE, PARTS, WHOLES,
};

use super::tag::Tag;
use super::tree::Tree;
use crate::markup::attributes;

/// What an element holds, as its author named it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Hint {
    /// Nothing that tells.
    #[default]
    None,
    /// The text of an article.
    Text,
    /// Something that stands beside articles: navigation, sharing, related articles, advertisements.
    Furniture,
    /// Furniture, if there is something in it to click or to fill in, or it is small: its name may as well be that of what an
    /// article tells.
    Doubtful,
    /// Something set apart: beside a text another article, within it a part of it.
    Card,
    /// What stands under a picture.
    Caption,
    /// What readers wrote.
    Comments,
    /// Not shown, or not shown to sighted readers.
    Hidden,
}

/// The hints of all nodes; what is inside elements that are never read has none.
pub(super) fn hints(tree: &Tree<'_>) -> Vec<Hint> {
    let mut unread_until = 0;
    let mut out = Vec::with_capacity(tree.len());
    for (id, node) in tree.nodes.iter().enumerate() {
        let found = match node.tag {
            Some(tag) if id >= unread_until => {
                if tag.is_unread() {
                    unread_until = node.end;
                }
                hint(tag, node.text)
            }
            _ => Hint::None,
        };
        out.push(found);
    }
    out
}

/// What the attributes of an element of the kind `tag` say. Of several hints that it is shown counts least, and that it is
/// text more than that it is furniture.
fn hint(tag: Tag, inside: &str) -> Hint {
    let mut found = Hint::None;
    for (name, value) in attributes(inside) {
        let hint = match name.len() {
            2 if name.eq_ignore_ascii_case("id") => by_names(value),
            4 if name.eq_ignore_ascii_case("role") => by_role(value),
            5 if name.eq_ignore_ascii_case("class") => by_names(value),
            5 if name.eq_ignore_ascii_case("style") => by_style(value),
            6 if name.eq_ignore_ascii_case("hidden") => Hint::Hidden,
            8 if name.eq_ignore_ascii_case("itemprop") => by_property(value),
            11 if name.eq_ignore_ascii_case("aria-hidden") && value == "true" => Hint::Hidden,
            _ => Hint::None,
        };
        match (found, hint) {
            (_, Hint::Hidden) | (Hint::None, _) => found = hint,
            (Hint::Furniture | Hint::Doubtful | Hint::Comments | Hint::Card, Hint::Text) => {
                found = Hint::Text
            }
            (Hint::Doubtful, Hint::Furniture) => found = hint,
            _ => {}
        }
    }
    match (tag, found) {
        // These hold the page, whatever they are called.
        (Tag::Html | Tag::Body | Tag::Main, hint) if hint != Hint::Text => Hint::None,
        (_, found) => found,
    }
}

fn by_role(value: &str) -> Hint {
    match value {
        "navigation" | "complementary" | "banner" | "contentinfo" | "search" | "dialog" | "alert"
        | "menu" | "toolbar" | "tablist" => Hint::Furniture,
        _ => Hint::None,
    }
}

/// Only short styles are looked at: those that hide are.
fn by_style(value: &str) -> Hint {
    let compact: String = value.chars().filter(|c| !c.is_whitespace()).take(200).collect();
    if compact.contains("display:none") || compact.contains("visibility:hidden") {
        Hint::Hidden
    } else {
        Hint::None
    }
}

/// The properties of schema.org that stand in articles.
fn by_property(value: &str) -> Hint {
    match value {
        "articleBody" | "reviewBody" | "text" => Hint::Text,
        "author" | "datePublished" | "dateModified" | "headline" | "image" | "publisher" => Hint::Furniture,
        "comment" => Hint::Comments,
        _ => Hint::None,
    }
}

/// How many of an element's classes are looked at.
const NAMES_MAX: usize = 30;

/// Goes by the names in a class or an id; the first that tells counts, but text more than anything else.
fn by_names(value: &str) -> Hint {
    let mut found = Hint::None;
    for name in value.split_ascii_whitespace().take(NAMES_MAX) {
        let hint = by_name(name);
        match (found, hint) {
            (_, Hint::Hidden) => return hint,
            (_, Hint::Text) | (Hint::None, _) | (Hint::Doubtful, Hint::Furniture) => found = hint,
            _ => {}
        }
    }
    found
}

fn by_name(name: &str) -> Hint {
    if HIDDEN.iter().any(|hidden| is_same(name, hidden)) {
        return Hint::Hidden;
    }
    if is_text(name) {
        return Hint::Text;
    }
    let pairs = || words(name).zip(words(name).skip(1));
    let is_pair = |(first, second): (&str, &str), pair: &(&str, &str)| {
        first.eq_ignore_ascii_case(pair.0) && starts(second, pair.1)
    };
    let has_one_of = |known: &[(&str, &str)]| pairs().any(|two| known.iter().any(|pair| is_pair(two, pair)));
    if has_one_of(FILING_PAIRS) {
        return Hint::None;
    }
    if has_one_of(FURNITURE_PAIRS) {
        return Hint::Furniture;
    }
    // `has-sidebar` and WordPress's `tag-politics` speak of the page. Elementor calls everything a widget.
    let mut all = words(name);
    if all.next().is_some_and(|first| is_one_of(first, OF_PAGE)) && all.next().is_some() {
        return Hint::None;
    }
    let mut found = Hint::None;
    for word in words(name) {
        if COMMENT_STEMS.iter().any(|stem| starts(word, stem)) {
            return Hint::Comments;
        }
        if CAPTION.iter().any(|caption| ends(word, caption)) {
            return Hint::Caption;
        }
        if is_one_of(word, &["card", "cards"]) {
            return Hint::Card;
        }
        // `article-with-sidebar` is no sidebar.
        if is_one_of(word, &["has", "with"]) {
            break;
        }
        if is_one_of(word, FURNITURE) || FURNITURE_STEMS.iter().any(|stem| starts(word, stem)) {
            return Hint::Furniture;
        }
        if DOUBTFUL_STEMS.iter().any(|stem| starts(word, stem)) {
            found = Hint::Doubtful;
        }
    }
    found
}

/// `article-body`, `StoryBody__text`, `articletext`.
fn is_text(name: &str) -> bool {
    let mut whole = false;
    for word in words(name) {
        if whole && is_one_of(word, PARTS) {
            return true;
        }
        whole |= is_one_of(word, WHOLES);
        let joined = |whole: &&str| {
            starts(word, whole)
                && word.get(whole.len()..).is_some_and(|part| PARTS.iter().any(|known| starts(part, known)))
        };
        if WHOLES.iter().any(joined) {
            return true;
        }
    }
    false
}

/// Whether `name` is `joined`, whatever its case and whatever joins its words.
fn is_same(name: &str, joined: &str) -> bool {
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    letters.eq(joined.bytes())
}

/// Whether a word is one of those known, whatever its case.
pub(super) fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn starts(word: &str, stem: &str) -> bool {
    word.get(..stem.len()).is_some_and(|start| start.eq_ignore_ascii_case(stem))
}

fn ends(word: &str, ending: &str) -> bool {
    let start = word.len().checked_sub(ending.len());
    start.and_then(|start| word.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

/// The words of a name: runs of letters, a capital after a small letter starting a new one.
pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let bytes = rest.as_bytes();
        let pairs = bytes.iter().zip(bytes.iter().skip(1));
        let ends = |(before, here): (&u8, &u8)| {
            !here.is_ascii_alphabetic() || (here.is_ascii_uppercase() && before.is_ascii_lowercase())
        };
        let end = pairs.map(ends).position(|ends| ends).map_or(bytes.len(), |at| at + 1);
        let (word, tail) = rest.split_at_checked(end)?;
        rest = tail;
        Some(word).filter(|word| !word.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(attributes: &str, want: Hint) {
        assert_eq!(hint(Tag::Div, attributes), want, "of {attributes:?}");
    }

    #[test]
    fn reads_names_roles_and_styles() {
        check("class='article-body'", Hint::Text);
        check("class='l-col StoryBody__text'", Hint::Text);
        check("class=articletext", Hint::Text);
        check("itemprop=articleBody class=share", Hint::Text);
        check("class='relatedArticles wide'", Hint::Furniture);
        check("id='fb-share-box'", Hint::Doubtful);
        check("class='share-price'", Hint::Doubtful);
        check("class='share social'", Hint::Doubtful);
        check("class='share signup'", Hint::Furniture);
        check("class='node node--promoted'", Hint::None);
        check("class=subscriber-only", Hint::None);
        check("class='format-gallery status-publish'", Hint::None);
        check("class=post-author-box", Hint::Furniture);
        check("class=promoted-stories", Hint::Doubtful);
        check("class=subscriber-wall", Hint::Furniture);
        check("class='post-has-sidebar post-card post_format-post-format-video'", Hint::None);
        check("class=article-with-related", Hint::None);
        check("class='has-sidebar tag-politics'", Hint::None);
        check("class=header", Hint::None);
        check("class=adjacent", Hint::None);
        check("class='image__caption'", Hint::Caption);
        check("id=comments", Hint::Comments);
        check("class='promo card'", Hint::Doubtful);
        check("role=navigation", Hint::Furniture);
        check("style='color:red; display : none'", Hint::Hidden);
        check("class='share sr-only'", Hint::Hidden);
        check("aria-hidden=true", Hint::Hidden);
        check("class=\"\"", Hint::None);
    }

    #[test]
    fn the_page_itself_is_no_furniture() {
        assert_eq!(hint(Tag::Body, "class='sidebar-left'"), Hint::None);
        assert_eq!(hint(Tag::Main, "hidden"), Hint::None);
    }
}
