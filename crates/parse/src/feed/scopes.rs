//! The elements of a feed that are open, and what they say for all that is inside them: namespaces and base addresses.

use std::borrow::Cow;

use url::Url;

use super::BASE_BYTES_MAX;
use super::names::{Element, Namespace, customary, element, namespace};
use super::tags::Tag;
use crate::entities;
use crate::markup::{attribute, attributes};

/// Deeper elements are read as if they were not nested. Real feeds stay below 20.
pub const NESTING_MAX: usize = 256;

/// Namespace prefixes that a document may declare at a time.
const PREFIXES_MAX: usize = 256;

/// Elements of RSS below the channel that are none of its entries, though they look like one.
const BESIDE_ENTRIES: [&str; 4] = ["image", "textinput", "cloud", "items"];

/// An element that is open.
pub(super) struct Scope<'a> {
    pub(super) name: &'a str,
    pub(super) element: Element,
    /// Where its content starts.
    pub(super) content: usize,
    /// How many prefixes and bases were known outside it.
    prefixes: usize,
    bases: usize,
}

/// The open elements, outermost first.
#[derive(Default)]
pub(super) struct Scopes<'a> {
    open: Vec<Scope<'a>>,
    prefixes: Vec<(&'a str, Namespace)>,
    bases: Vec<Url>,
    /// The address that the document came from.
    document: Option<&'a Url>,
}

impl<'a> Scopes<'a> {
    pub(super) fn of(document: Option<&'a Url>) -> Self {
        Scopes { document, ..Scopes::default() }
    }

    pub(super) fn innermost(&self) -> Option<&Scope<'a>> {
        self.open.last()
    }

    /// What an element is, once the prefixes that its own attributes declare are known.
    pub(super) fn element(&self, name: &str, attributes: &str) -> Element {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let is_own = |(declared, _): &(&str, Namespace)| *declared == prefix;
        let declared = declarations(attributes)
            .find(is_own)
            .or_else(|| self.prefixes.iter().rev().find(|known| is_own(known)).copied());
        match element(declared.map_or_else(|| customary(prefix), |(_, namespace)| namespace), local) {
            // A root in a namespace that nobody knows is a root all the same.
            Element::Other if self.open.is_empty() && element(Namespace::Feed, local) == Element::Root => {
                Element::Root
            }
            // A sitemap's entry is called `url`, which elsewhere is the address of an image.
            Element::Other if local.eq_ignore_ascii_case("url") && self.is_in("urlset") => Element::Entry,
            element => element,
        }
    }

    fn is_in(&self, name: &str) -> bool {
        self.open.last().is_some_and(|scope| scope.name.eq_ignore_ascii_case(name))
    }

    /// Opens an element; `false` where it is nested too deeply.
    pub(super) fn open(&mut self, tag: Tag<'a>, element: Element) -> bool {
        if self.open.len() >= NESTING_MAX {
            return false;
        }
        let (prefixes, bases) = (self.prefixes.len(), self.bases.len());
        self.prefixes.extend(declarations(tag.attributes).take(PREFIXES_MAX.saturating_sub(prefixes)));
        if element == Element::Root {
            let prefix = tag.name.split_once(':').map_or("", |(prefix, _)| prefix);
            self.prefixes.push((prefix, Namespace::Feed));
            // Nor are its elements others for a namespace that nobody knows.
            if self
                .prefixes
                .iter()
                .rfind(|(prefix, _)| prefix.is_empty())
                .is_some_and(|(_, of)| *of == Namespace::Other)
            {
                self.prefixes.push(("", Namespace::Feed));
            }
        }
        self.bases.extend(self.own_base(tag.attributes));
        self.open.push(Scope { name: tag.name, element, content: tag.end, prefixes, bases });
        true
    }

    /// Whether an author is open.
    pub(super) fn is_in_person(&self) -> bool {
        self.open.iter().any(|scope| scope.element == Element::Person)
    }

    /// Closes the innermost element, if more than `keep` are open.
    pub(super) fn close_beyond(&mut self, keep: usize) -> Option<Scope<'a>> {
        let scope = if self.open.len() > keep { self.open.pop()? } else { return None };
        self.prefixes.truncate(scope.prefixes);
        self.bases.truncate(scope.bases);
        Some(scope)
    }

    /// How many elements are outside the innermost one that is called `name`.
    pub(super) fn outside(&self, name: &str) -> Option<usize> {
        self.open.iter().rposition(|scope| scope.name.eq_ignore_ascii_case(name))
    }

    /// How many elements are the root or the channel, or outside them.
    pub(super) fn channel(&self) -> usize {
        let structural = |scope: &Scope<'_>| matches!(scope.element, Element::Root | Element::Channel);
        self.open.iter().rposition(structural).map_or(0, |at| at + 1)
    }

    /// Whether an open element holds what belongs to something else. Unknown elements right below the channel do not count:
    /// they may be an entry whose name is damaged.
    pub(super) fn is_suppressed(&self) -> bool {
        let structural =
            |scope: &&Scope<'_>| matches!(scope.element, Element::Root | Element::Channel | Element::Entry);
        let mut inner = self.open.iter().rev().take_while(|scope| !structural(scope));
        inner.any(|scope| scope.element == Element::Other) && !self.may_be_entry()
    }

    /// Whether the innermost element is an unknown one right below the channel.
    pub(super) fn may_be_entry(&self) -> bool {
        let [.., outer, inner] = self.open.as_slice() else { return false };
        inner.element == Element::Other
            && matches!(outer.element, Element::Root | Element::Channel)
            && !BESIDE_ENTRIES.iter().any(|known| inner.name.eq_ignore_ascii_case(known))
    }

    /// What the links of an element with these attributes are relative to.
    pub(super) fn base(&self, attributes: &str) -> Option<Cow<'_, Url>> {
        self.own_base(attributes).map(Cow::Owned).or_else(|| self.outer_base().map(Cow::Borrowed))
    }

    fn outer_base(&self) -> Option<&Url> {
        self.bases.last().or(self.document)
    }

    fn own_base(&self, attributes: &str) -> Option<Url> {
        let own = Some(attributes).filter(|attributes| attributes.contains("xml:base"))?;
        let own = entities::resolve(attribute(own, "xml:base")?).trim().to_owned();
        let base = match self.outer_base() {
            Some(base) => base.join(&own).ok(),
            None => Url::parse(&own).ok(),
        };
        // It is read again for every link.
        base.filter(|base| base.as_str().len() <= BASE_BYTES_MAX)
    }
}

/// The namespaces that attributes declare, by prefix.
fn declarations(inside: &str) -> impl Iterator<Item = (&str, Namespace)> {
    let declares = inside.contains("xmlns");
    let declared = declares.then(|| attributes(inside)).into_iter().flatten();
    declared.filter_map(|(name, address)| match name.strip_prefix("xmlns")? {
        "" => Some(("", namespace(address))),
        prefix => Some((prefix.strip_prefix(':')?, namespace(address))),
    })
}
