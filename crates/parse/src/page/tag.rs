//! The elements of HTML, as far as reading a page tells them apart.

/// An element's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Tag {
    A,
    Article,
    Aside,
    Audio,
    Base,
    Blockquote,
    Body,
    Br,
    Button,
    Caption,
    Dd,
    Details,
    Div,
    Dl,
    Dt,
    Embed,
    Figcaption,
    Figure,
    Footer,
    Form,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Head,
    Header,
    Hr,
    Html,
    Iframe,
    Img,
    Input,
    Li,
    Link,
    Main,
    Math,
    Meta,
    Nav,
    Noscript,
    Object,
    Ol,
    Option,
    P,
    Pre,
    Script,
    Section,
    Select,
    Span,
    Style,
    Summary,
    Svg,
    Table,
    Tbody,
    Td,
    Template,
    Textarea,
    Tfoot,
    Th,
    Thead,
    Time,
    Title,
    Tr,
    Ul,
    Video,
    /// An element that only changes how text looks: `b`, `em`, `font`.
    Inline,
    /// Any other element.
    Other,
}

use Tag::*;

const NAMES: &[(&str, Tag)] = &[
    ("a", A),
    ("abbr", Inline),
    ("acronym", Inline),
    ("address", Div),
    ("article", Article),
    ("aside", Aside),
    ("audio", Audio),
    ("b", Inline),
    ("base", Base),
    ("bdi", Inline),
    ("bdo", Inline),
    ("big", Inline),
    ("blockquote", Blockquote),
    ("body", Body),
    ("br", Br),
    ("button", Button),
    ("caption", Caption),
    ("center", Div),
    ("cite", Inline),
    ("code", Inline),
    ("col", Hr),
    ("dd", Dd),
    ("del", Inline),
    ("details", Details),
    ("dfn", Inline),
    ("div", Div),
    ("dl", Dl),
    ("dt", Dt),
    ("em", Inline),
    ("embed", Embed),
    ("fieldset", Div),
    ("figcaption", Figcaption),
    ("figure", Figure),
    ("font", Inline),
    ("footer", Footer),
    ("form", Form),
    ("frame", Hr),
    ("h1", H1),
    ("h2", H2),
    ("h3", H3),
    ("h4", H4),
    ("h5", H5),
    ("h6", H6),
    ("head", Head),
    ("header", Header),
    ("hgroup", Div),
    ("hr", Hr),
    ("html", Html),
    ("i", Inline),
    ("iframe", Iframe),
    ("img", Img),
    ("input", Input),
    ("ins", Inline),
    ("kbd", Inline),
    ("label", Inline),
    ("li", Li),
    ("link", Link),
    ("main", Main),
    ("mark", Inline),
    ("math", Math),
    ("meta", Meta),
    ("nav", Nav),
    ("nobr", Inline),
    ("noscript", Noscript),
    ("object", Object),
    ("ol", Ol),
    ("optgroup", Option),
    ("option", Option),
    ("p", P),
    ("param", Hr),
    ("pre", Pre),
    ("q", Inline),
    ("s", Inline),
    ("samp", Inline),
    ("script", Script),
    ("section", Section),
    ("select", Select),
    ("small", Inline),
    ("source", Hr),
    ("span", Span),
    ("strike", Inline),
    ("strong", Inline),
    ("style", Style),
    ("sub", Inline),
    ("summary", Summary),
    ("sup", Inline),
    ("svg", Svg),
    ("table", Table),
    ("tbody", Tbody),
    ("td", Td),
    ("template", Template),
    ("textarea", Textarea),
    ("tfoot", Tfoot),
    ("th", Th),
    ("thead", Thead),
    ("time", Time),
    ("title", Title),
    ("tr", Tr),
    ("track", Hr),
    ("tt", Inline),
    ("u", Inline),
    ("ul", Ul),
    ("var", Inline),
    ("video", Video),
    ("wbr", Hr),
];

impl Tag {
    /// How many kinds there are.
    pub(super) const COUNT: usize = Other as usize + 1;

    pub(super) const HEADINGS: [Tag; 6] = [H1, H2, H3, H4, H5, H6];

    /// May stand in the head of a page.
    pub(super) fn is_of_head(self) -> bool {
        matches!(self, Base | Link | Meta | Noscript | Script | Style | Template | Title)
    }

    /// The element with this name, in whatever case.
    pub(super) fn named(name: &str) -> Tag {
        let mut lower = [0_u8; 10];
        let Some(lower) = lower.get_mut(..name.len()) else { return Other };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        let found = NAMES.binary_search_by(|(known, _)| known.as_bytes().cmp(lower));
        found.ok().and_then(|at| NAMES.get(at)).map_or(Other, |(_, tag)| *tag)
    }

    /// Has no content and no end tag. (`wbr`, `col` and the like are taken for `hr`.)
    pub(super) fn is_void(self) -> bool {
        matches!(self, Base | Br | Embed | Hr | Img | Input | Link | Meta)
    }

    /// Stands as a block of its own.
    pub(super) fn is_block(self) -> bool {
        matches!(
            self,
            Article
                | Aside
                | Blockquote
                | Body
                | Button
                | Caption
                | Dd
                | Details
                | Div
                | Dl
                | Dt
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hr
                | Html
                | Li
                | Main
                | Nav
                | Ol
                | Option
                | P
                | Pre
                | Section
                | Select
                | Summary
                | Table
                | Tbody
                | Td
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
        )
    }

    /// Starting it ends an open paragraph (HTML 13.2.6.4.7).
    pub(super) fn ends_paragraph(self) -> bool {
        self.is_block()
            && !matches!(
                self,
                Body | Button | Caption | Html | Option | Select | Tbody | Td | Tfoot | Th | Thead | Tr
            )
    }

    pub(super) fn is_heading(self) -> bool {
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// Holds one paragraph.
    pub(super) fn is_paragraph(self) -> bool {
        matches!(self, Blockquote | Dd | Li | P | Pre | Td) || self.is_heading()
    }

    /// Its content is not read by people, or only where scripts do not run.
    pub(super) fn is_unread(self) -> bool {
        matches!(
            self,
            Audio
                | Head
                | Iframe
                | Math
                | Noscript
                | Object
                | Script
                | Select
                | Style
                | Svg
                | Template
                | Textarea
                | Title
                | Video
        )
    }

    /// End tags do not reach out of it.
    pub(super) fn is_boundary(self) -> bool {
        matches!(self, Caption | Table | Td | Template | Th | Html)
    }

    /// Parts of tables, whose end tags reach out of cells.
    pub(super) fn is_table_part(self) -> bool {
        matches!(self, Table | Tbody | Td | Tfoot | Th | Thead | Tr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| *name));
        assert_eq!(Tag::named("DIV"), Div);
        assert_eq!(Tag::named("h2"), H2);
        assert_eq!(Tag::named("amp-img"), Other);
        assert_eq!(Tag::named("a-very-long-name"), Other);
    }
}
