//! What a page says of itself: JSON-LD, OpenGraph and other `meta`, and the markup around its headline.

use serde_json::Value;
use url::Url;

use super::block::{Block, TELLING, weight};
use super::json_ld::{Article, any_published, article, event_start, page_published};
use super::tag::Tag;
use super::titles::{first_part, named_by_host, without_site};
use super::tree::{Id, Tree};
use crate::entities;
use crate::markup::attribute;
use crate::plain_text::plain_line;

/// Of further `meta` elements nothing is read.
const METAS_MAX: usize = 500;

/// Of further JSON-LD scripts nothing is read.
const GRAPHS_MAX: usize = 20;

/// No headline, name or site is longer, in characters.
const VALUE_MAX: usize = 500;

/// The statements of a page about itself, as they stand.
pub(super) struct Statements<'a> {
    /// Keys in lower case, values without character references.
    metas: Vec<(String, String)>,
    /// The article that JSON-LD describes.
    pub(super) article: Option<Article>,
    /// When the page itself was published by its JSON-LD, as it stands.
    pub(super) page_published: Option<String>,
    /// When anything was published that its JSON-LD describes as the page's own.
    pub(super) any_published: Option<String>,
    /// The scripts whose JSON-LD was read.
    pub(super) graphs: Vec<Id>,
    /// When the event begins that its JSON-LD announces, as it stands.
    pub(super) event_start: Option<String>,
    /// `rel=canonical`, as written.
    pub(super) canonical: Option<&'a str>,
    /// `lang` of the page.
    pub(super) language: Option<&'a str>,
    title: String,
    headlines: Vec<(Id, String)>,
    /// What the page shows of its title without the rest of that, where no heading is marked as one.
    shown: Option<(Id, String)>,
    /// The host that the page came from.
    host: Option<&'a str>,
}

impl<'a> Statements<'a> {
    /// Gathers the statements of the page.
    pub(super) fn of(tree: &Tree<'a>, blocks: &[Block], url: Option<&'a Url>) -> Self {
        let mut out = Statements {
            metas: Vec::new(),
            article: None,
            page_published: None,
            any_published: None,
            graphs: Vec::new(),
            event_start: None,
            canonical: None,
            language: None,
            title: String::new(),
            headlines: headlines(tree, blocks),
            shown: None,
            host: url.and_then(Url::host_str),
        };
        let mut graphs: Vec<Value> = Vec::new();
        let mut values_left = super::json_ld::VALUES_MAX;
        for (id, node) in tree.nodes.iter().enumerate() {
            match node.tag {
                Some(Tag::Meta) if out.metas.len() < METAS_MAX => out.metas.extend(meta(node.text)),
                Some(Tag::Link) if is_canonical(node.text) => {
                    out.canonical = out.canonical.or(attribute(node.text, "href"))
                }
                Some(Tag::Html) => out.language = out.language.or(attribute(node.text, "lang")),
                Some(Tag::Title) if out.title.is_empty() && !is_in_picture(tree, id) => {
                    out.title = bounded(plain_line(tree.raw_text(id)))
                }
                Some(Tag::Script) if graphs.len() < GRAPHS_MAX && is_json_ld(node.text) => {
                    if let Some(graph) = super::json_ld::read(tree.raw_text(id), &mut values_left) {
                        graphs.push(graph);
                        out.graphs.push(id);
                    }
                }
                _ => {}
            }
        }
        if out.headlines.is_empty() {
            out.shown = shown(&out.title, out.site().as_deref(), blocks);
        }
        let titles = [Some(out.title.as_str()), out.meta(&["og:title", "twitter:title"])];
        let titles =
            || titles.into_iter().flatten().chain(out.headlines.iter().map(|(_, text)| text.as_str()));
        let article = article(&graphs, |headline| titles().any(|title| says(title, headline)));
        out.article = article;
        out.page_published = page_published(&graphs);
        out.any_published = any_published(&graphs);
        out.event_start = event_start(&graphs);
        out
    }

    /// The value of the first of `keys` that the page has.
    pub(super) fn meta(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| {
            let found = self.metas.iter().find(|(name, value)| name == key && !value.is_empty());
            found.map(|(_, value)| value.as_str())
        })
    }

    /// The `meta` elements: keys in lower case, and values.
    pub(super) fn metas(&self) -> impl Iterator<Item = (&str, &str)> {
        self.metas.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The headline: what stands as one on the page where the page's other statements agree, or else what they say, without
    /// the name of the site.
    pub(super) fn headline(&self) -> String {
        let stated = self.article.as_ref().and_then(|article| article.headline.as_deref());
        let shared =
            self.meta(&["og:title", "twitter:title", "title", "dc.title", "parsely-title", "sailthru.title"]);
        let site = self.site();
        let agrees = |headline: &&(Id, String)| {
            let is_site = site.as_deref().is_some_and(|site| fold(site) == fold(&headline.1));
            let mut others = [stated, shared, Some(self.title.as_str())].into_iter().flatten();
            !is_site && others.any(|other| says(without_site(other, site.as_deref()), &headline.1))
        };
        if let Some((_, headline)) = self.headlines.iter().find(agrees) {
            return headline.clone();
        }
        if let Some(stated) = stated {
            return stated.to_owned();
        }
        let has_own = shared.is_some_and(|shared| shared != self.title);
        if let Some((_, shown)) = self.shown.as_ref().filter(|_| !has_own) {
            return shown.clone();
        }
        let titled =
            [shared, Some(self.title.as_str())].into_iter().flatten().find(|title| !title.is_empty());
        match (titled, self.headlines.as_slice()) {
            (Some(title), _) => {
                let site = site.as_deref().or_else(|| named_by_host(title, self.host?));
                without_site(title, site).to_owned()
            }
            (None, [(_, only), ..]) => only.clone(),
            (None, []) => String::new(),
        }
    }

    /// Where the headline stands.
    pub(super) fn headline_at(&self) -> Option<Id> {
        let headline = self.headline();
        let all = || self.headlines.iter().chain(&self.shown);
        let found = all().find(|(_, text)| *text == headline).or_else(|| all().next());
        found.map(|(id, _)| *id)
    }

    /// The outlet's name.
    pub(super) fn site(&self) -> Option<String> {
        let named = self.meta(&["og:site_name", "application-name", "dc.publisher", "cre", "publisher"]);
        let stated = self.article.as_ref().and_then(|article| article.publisher.as_deref());
        named
            .or(stated)
            .filter(|name| !name.contains("://"))
            .map(|name| name.trim_start_matches('@').to_owned())
    }

    /// Whether the page calls itself an article.
    pub(super) fn is_article(&self) -> bool {
        let kind = self.meta(&["og:type"]).is_some_and(|kind| kind.to_ascii_lowercase().contains("article"));
        kind || self.article.is_some() || self.meta(&["article:published_time"]).is_some()
    }
}

/// A `meta` element's key and value.
fn meta(inside: &str) -> Option<(String, String)> {
    let key =
        ["property", "name", "itemprop", "http-equiv"].iter().find_map(|name| attribute(inside, name))?;
    let value = plain_value(attribute(inside, "content")?)?;
    Some((key.trim().to_ascii_lowercase(), value))
}

fn plain_value(written: &str) -> Option<String> {
    // Some escape twice.
    let value = plain_line(&entities::resolve(written));
    Some(value).filter(|value| !value.is_empty() && value.chars().count() <= VALUE_MAX)
}

fn is_canonical(inside: &str) -> bool {
    attribute(inside, "rel")
        .is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("canonical")))
}

fn is_json_ld(inside: &str) -> bool {
    attribute(inside, "type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"))
}

fn is_in_picture(tree: &Tree<'_>, id: Id) -> bool {
    tree.around(id).any(|id| tree.tag(id) == Some(Tag::Svg))
}

/// The texts of the first-order headings, or of the second-order ones where there are none.
fn headlines(tree: &Tree<'_>, blocks: &[Block]) -> Vec<(Id, String)> {
    let of = |tag: Tag| -> Vec<(Id, String)> {
        let held = blocks.iter().filter(|block| {
            tree.tag(block.holder) == Some(tag)
                || tree.around(block.holder).take(2).any(|id| tree.tag(id) == Some(tag))
        });
        held.take(20).map(|block| (block.at, bounded(block.text.replace('\n', " ")))).collect()
    };
    let first = of(Tag::H1);
    if first.is_empty() { of(Tag::H2) } else { first }
}

/// The part of a title that the page shows as a paragraph or its first line, with text below it, and that is not the `site`. Of two the
/// name of the site is the one of fewer words, or else stands above; one that is shown alone has to be the longer part.
fn shown(title: &str, site: Option<&str>, blocks: &[Block]) -> Option<(Id, String)> {
    let own: Vec<&Block> = blocks.iter().filter(|block| !block.is_mostly_links()).collect();
    let is_text = |block: &&&Block| block.length >= TELLING;
    let last_text = own.iter().rev().find(is_text).or(own.last()).map_or(0, |block| block.at);
    let is_site = |part: &str| site.is_some_and(|site| fold(site) == fold(part));
    let is_shown = |part: &str| {
        let begins = |block: &&&Block| block.text.lines().next().is_some_and(|line| line.trim() == part);
        let block = own.iter().find(begins)?;
        let is_above = block.at < last_text || block.at == last_text && block.text.lines().nth(1).is_some();
        (is_above && !is_site(part)).then(|| (block.at, part.to_owned()))
    };
    let (first, rest) = first_part(title)?;
    match (is_shown(first), is_shown(rest)) {
        (Some(one), Some(other)) => {
            [one, other].into_iter().max_by_key(|(at, part)| (part.split_whitespace().count(), *at))
        }
        (Some(shown), None) => Some(shown).filter(|_| is_site(rest) || weight(first) > weight(rest)),
        (None, Some(shown)) => Some(shown).filter(|_| is_site(first) || weight(rest) > weight(first)),
        (None, None) => None,
    }
}

/// A headline as far as one can go.
pub(super) fn bounded(text: String) -> String {
    match text.char_indices().nth(VALUE_MAX) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    }
}

/// Whether `other` is the headline, perhaps with a little more around it, or is cut off it.
fn says(other: &str, headline: &str) -> bool {
    says_folded(&fold(other), &fold(headline))
}

fn says_folded(other: &str, headline: &str) -> bool {
    let (of_other, of_headline) = (other.chars().count(), headline.chars().count());
    let is_most = of_headline >= 10 && of_headline * 2 >= of_other && other.contains(headline);
    other == headline || is_most || (of_other >= 20 && headline.starts_with(other))
}

/// Only the letters and digits, in lower case.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::block::blocks;
    use super::super::hints::hints;
    use super::*;

    fn check(page: &str, headline: &str, site: Option<&str>, byline: Option<&str>) {
        let tree = Tree::of(page);
        let hints = hints(&tree);
        let blocks = blocks(&tree, &hints);
        let url = Url::parse("https://www.harbourpost.example/a").unwrap();
        let statements = Statements::of(&tree, &blocks, Some(&url));
        assert_eq!(statements.headline(), headline, "of {page}");
        assert_eq!(statements.site().as_deref(), site, "of {page}");
        assert_eq!(
            super::super::byline::byline(&statements, &tree, &hints, &blocks).as_deref(),
            byline,
            "of {page}"
        );
    }

    #[test]
    fn a_site_that_stands_first_in_a_title_is_no_part_of_the_headline() {
        let titled = |title: &str, page: &str, want: &str| {
            check(&format!("<title>{title}</title>{page}"), want, None, None)
        };
        titled("Courrier - Budget du port", "<b>Courrier</b><p><b>Budget du port</b><p>x", "Budget du port");
        titled("Courrier - Budget du port", "<td><b>Budget du port</b><br>x", "Budget du port");
        titled("Budget du port - Courrier", "<b>Courrier</b><p><b>Budget du port</b><p>x", "Budget du port");
        titled("Harbour Post: Ferry sails again", "<p>x", "Ferry sails again");
        titled("Harbour Post - Ferry sails again", "<p>Harbour Post<p>x", "Ferry sails again");
        titled(
            "Harbour Post: Ferry sails again",
            "<h1>Harbour Post: Ferry sails again</h1>",
            "Harbour Post: Ferry sails again",
        );
        titled("Courrier - Budget du port", "<p>Courrier<p>x", "Courrier - Budget du port");
    }

    #[test]
    fn a_site_that_a_page_names_below_its_headline_is_no_headline() {
        let told = "<p>The ferry will close next week, the harbour authority said on Monday in a note to all who cross.</p>";
        let titled = |page: &str, want: &str| {
            let title = "Ferry to the isles closes - Harbour Post";
            check(&format!("<title>{title}</title>{page}"), want, None, None);
        };
        let ferry = "Ferry to the isles closes";
        titled(&format!("<b>{ferry}</b>{told}<p>Harbour Post</p>"), ferry);
        titled(&format!("<b>{ferry}</b>{told}<p>Harbour Post</p><p>Imprint</p>"), ferry);
        titled(&format!("<b>{ferry}</b><p>x</p><p>Harbour Post</p>"), ferry);
        titled(&format!("<b>{ferry}</b><div>Harbour Post</div>{told}"), ferry);
        titled(&format!("<b>Harbour Post</b><div>{ferry}</div>{told}"), ferry);
        let check_long = |page: &str, site: Option<&str>| {
            check(
                &format!("<title>Ferry sinks | The Harbour Post of Wennel</title>{page}"),
                "Ferry sinks | The Harbour Post of Wennel",
                site,
                None,
            );
        };
        let last = format!("{told}<p>The Harbour Post of Wennel</p>");
        check_long(&last, None);
        check_long(&format!("<h1>A ferry with ninety people sank</h1>{last}"), None);
        // A site that is known is none wherever it stands.
        let named = "<meta property='og:site_name' content='The Harbour Post of Wennel'>";
        check(
            &format!(
                "<title>The Harbour Post of Wennel | Ferry sinks</title>{named}<b>The Harbour Post of Wennel</b><p>Ferry sinks</p>{told}"
            ),
            "Ferry sinks",
            Some("The Harbour Post of Wennel"),
            None,
        );
    }

    #[test]
    fn reads_meta_markup_and_json_ld() {
        check(
            "<title>Ferry sails again - The Harbour Post</title><meta property='og:site_name' content='The Harbour Post'>\
             <meta name=author content='By Ann Writer, Harbour Desk'><h1>Ferry sails again</h1>",
            "Ferry sails again",
            Some("The Harbour Post"),
            Some("Ann Writer"),
        );
        check(
            "<script type='application/ld+json'>{\"@type\": \"Article\", \"headline\": \"Ferry sails again\", \"author\": \
             [{\"name\": \"Ann Writer\"}, {\"name\": \"Bo Schreiber\"}, {\"name\": \"Ann Writer\"}]}</script><h1>Ferry sails again</h1>",
            "Ferry sails again",
            None,
            Some("Ann Writer, Bo Schreiber"),
        );
        check(
            "<meta name=author content='Ann Writer'><meta name=author content='Bo Schreiber'><h1>Ferry</h1>",
            "Ferry",
            None,
            Some("Ann Writer, Bo Schreiber"),
        );
        check(
            "<title>The ferry sails again | Post</title><h1>Post</h1>",
            "The ferry sails again",
            None,
            None,
        );
        check(
            "<h1>The Post</h1><h2>x</h2><p class=byline>von Bo Schreiber</p>",
            "The Post",
            None,
            Some("Bo Schreiber"),
        );
        check(
            "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"Ferry &amp; bridge\", \
             \"author\": [{\"name\": \"Ann\"}], \"publisher\": {\"name\": \"Post\"}}</script><title>x</title>",
            "Ferry & bridge",
            Some("Post"),
            Some("Ann"),
        );
        check(
            "<meta name=author content='https://example.com/ann'><title>Fish &amp; chips</title>",
            "Fish & chips",
            None,
            None,
        );
        check(
            "<meta property='og:site_name' content='The Harbour Post'><title>Ferry sails again – The Harbour Post</title>\
             <h1>The Harbour Post</h1>",
            "Ferry sails again",
            Some("The Harbour Post"),
            None,
        );
    }
}
