//! The elements that feeds are made of: namespaces, and what each name in them means.
//!
//! RSS, RDF, Atom, CDF and sitemaps hardly contradict each other, so that one table serves all of them. Names are compared
//! without regard to case.

/// A namespace, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// RSS of any version, Atom, CDF, sitemaps, and no namespace.
    Feed,
    Rdf,
    /// Dublin Core and its terms.
    Dc,
    Content,
    Media,
    Itunes,
    Syndication,
    Feedburner,
    Xhtml,
    News,
    Xml,
    Other,
}

/// The namespace with this address. Addresses vary in case, ending and version, so the telling part is looked for.
pub(super) fn namespace(address: &str) -> Namespace {
    let address = address.to_ascii_lowercase();
    let telling = [
        ("purl.org/rss/1.0/modules/content", Namespace::Content),
        ("purl.org/rss/1.0/modules/syndication", Namespace::Syndication),
        ("purl.org/rss/1.0/modules/", Namespace::Other),
        ("purl.org/rss/", Namespace::Feed),
        ("purl.org/atom/", Namespace::Feed),
        ("www.w3.org/2005/atom", Namespace::Feed),
        ("purl.org/dc/", Namespace::Dc),
        ("22-rdf-syntax-ns", Namespace::Rdf),
        ("search.yahoo.com/mrss", Namespace::Media),
        ("itunes.com/dtds/podcast", Namespace::Itunes),
        ("feedburner", Namespace::Feedburner),
        ("w3.org/1999/xhtml", Namespace::Xhtml),
        ("schemas/sitemap-news", Namespace::News),
        ("schemas/sitemap", Namespace::Feed),
        ("my.netscape.com/rdf/simple", Namespace::Feed),
        ("my.netscape.com/publish/formats", Namespace::Feed),
        ("backend.userland.com/rss", Namespace::Feed),
        ("blogs.law.harvard.edu/tech/rss", Namespace::Feed),
        ("cyber.law.harvard.edu/rss", Namespace::Feed),
        ("rssboard.org", Namespace::Feed),
        ("channelname.org", Namespace::Feed),
    ];
    let found = telling.iter().find(|(part, _)| address.contains(part)).map(|(_, namespace)| *namespace);
    found.unwrap_or(if address.trim().is_empty() { Namespace::Feed } else { Namespace::Other })
}

/// What a prefix means where the document does not say.
pub(super) fn customary(prefix: &str) -> Namespace {
    let customary = [
        ("", Namespace::Feed),
        ("rss", Namespace::Feed),
        ("atom", Namespace::Feed),
        ("a10", Namespace::Feed),
        ("rdf", Namespace::Rdf),
        ("dc", Namespace::Dc),
        ("dcterms", Namespace::Dc),
        ("dct", Namespace::Dc),
        ("content", Namespace::Content),
        ("media", Namespace::Media),
        ("itunes", Namespace::Itunes),
        ("sy", Namespace::Syndication),
        ("feedburner", Namespace::Feedburner),
        ("xhtml", Namespace::Xhtml),
        ("news", Namespace::News),
        ("xml", Namespace::Xml),
    ];
    let found =
        customary.iter().find(|(name, _)| name.eq_ignore_ascii_case(prefix)).map(|(_, namespace)| *namespace);
    found.unwrap_or(Namespace::Other)
}

/// What an element is to a reader of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// `rss`, `feed`, `RDF`, `urlset`.
    Root,
    /// A sitemap of sitemaps, which holds no entries.
    SitemapIndex,
    Channel,
    Entry,
    /// Holds a value. Of two elements for one field, that with the lower rank counts.
    Value(Field, u8),
    /// Atom's persons, which hold their name in an element.
    Person,
    /// `skipHours` and the like, `media:group`: what it holds belongs to what holds it.
    Wrapper,
    /// Holds what belongs to something else: an image, a text box, the source of an entry.
    Other,
}

/// The fields of feeds and entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Link,
    OriginalLink,
    Id,
    Summary,
    Content,
    Author,
    PersonName,
    PersonEmail,
    Category,
    Published,
    Updated,
    Language,
    Ttl,
    SkipHour,
    SkipDay,
    UpdatePeriod,
    UpdateFrequency,
}

impl Field {
    /// Whether the field's element may hold markup as elements.
    pub(super) fn holds_markup(self) -> bool {
        matches!(self, Field::Title | Field::Summary | Field::Content)
    }
}

/// The longest name in the table.
const NAME_MAX: usize = 20;

/// What the element `local` of `namespace` is.
pub(super) fn element(namespace: Namespace, local: &str) -> Element {
    let mut lower = [0_u8; NAME_MAX];
    let Some(lower) = lower.get_mut(..local.len()) else {
        return Element::Other;
    };
    lower.copy_from_slice(local.as_bytes());
    lower.make_ascii_lowercase();
    let lower: &[u8] = lower;
    match namespace {
        Namespace::Feed => feed_element(lower),
        Namespace::Rdf if lower == b"rdf" => Element::Root,
        Namespace::Dc => dublin_core(lower),
        Namespace::Content if lower == b"encoded" => Element::Value(Field::Content, 0),
        Namespace::Xhtml if matches!(lower, b"body" | b"div") => Element::Value(Field::Content, 2),
        Namespace::Media => media(lower),
        Namespace::Itunes => itunes(lower),
        Namespace::News => news(lower),
        Namespace::Syndication if lower == b"updateperiod" => Element::Value(Field::UpdatePeriod, 0),
        Namespace::Syndication if lower == b"updatefrequency" => Element::Value(Field::UpdateFrequency, 0),
        Namespace::Feedburner if lower == b"origlink" => Element::Value(Field::OriginalLink, 0),
        _ => Element::Other,
    }
}

fn feed_element(lower: &[u8]) -> Element {
    use Element::Value;
    match lower {
        b"rss" | b"feed" | b"rdf" | b"urlset" => Element::Root,
        b"sitemapindex" => Element::SitemapIndex,
        b"channel" => Element::Channel,
        b"item" | b"entry" => Element::Entry,
        b"title" => Value(Field::Title, 0),
        b"link" | b"loc" => Value(Field::Link, 0),
        b"guid" | b"id" => Value(Field::Id, 0),
        b"description" | b"summary" => Value(Field::Summary, 0),
        b"subtitle" | b"tagline" | b"abstract" => Value(Field::Summary, 1),
        b"content" => Value(Field::Content, 0),
        b"fullitem" | b"body" => Value(Field::Content, 1),
        b"author" => Element::Person,
        b"managingeditor" => Value(Field::Author, 3),
        b"name" => Value(Field::PersonName, 0),
        b"email" => Value(Field::PersonEmail, 0),
        b"category" => Value(Field::Category, 0),
        b"pubdate" | b"published" => Value(Field::Published, 0),
        b"issued" => Value(Field::Published, 1),
        b"created" => Value(Field::Published, 2),
        b"updated" | b"modified" | b"lastmod" => Value(Field::Updated, 0),
        b"lastbuilddate" => Value(Field::Updated, 1),
        b"language" => Value(Field::Language, 0),
        b"ttl" => Value(Field::Ttl, 0),
        b"hour" => Value(Field::SkipHour, 0),
        b"day" => Value(Field::SkipDay, 0),
        b"skiphours" | b"skipdays" => Element::Wrapper,
        _ => Element::Other,
    }
}

fn dublin_core(lower: &[u8]) -> Element {
    use Element::Value;
    match lower {
        b"title" => Value(Field::Title, 1),
        b"description" | b"abstract" => Value(Field::Summary, 2),
        b"creator" => Value(Field::Author, 1),
        b"author" => Value(Field::Author, 2),
        b"subject" => Value(Field::Category, 0),
        b"date" | b"issued" => Value(Field::Published, 1),
        b"created" => Value(Field::Published, 2),
        b"modified" => Value(Field::Updated, 1),
        b"language" => Value(Field::Language, 1),
        b"identifier" => Value(Field::Id, 2),
        _ => Element::Other,
    }
}

fn media(lower: &[u8]) -> Element {
    match lower {
        b"group" | b"content" => Element::Wrapper,
        b"title" => Element::Value(Field::Title, 2),
        b"description" => Element::Value(Field::Summary, 4),
        _ => Element::Other,
    }
}

fn itunes(lower: &[u8]) -> Element {
    match lower {
        b"title" => Element::Value(Field::Title, 3),
        b"summary" => Element::Value(Field::Summary, 3),
        b"subtitle" => Element::Value(Field::Summary, 5),
        b"author" => Element::Value(Field::Author, 3),
        _ => Element::Other,
    }
}

fn news(lower: &[u8]) -> Element {
    match lower {
        b"news" => Element::Wrapper,
        b"title" => Element::Value(Field::Title, 0),
        b"publication_date" => Element::Value(Field::Published, 0),
        b"language" => Element::Value(Field::Language, 0),
        b"publication" => Element::Wrapper,
        _ => Element::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_namespaces_by_address_and_by_custom() {
        assert_eq!(namespace("HTTP://www.w3.org/2005/Atom"), Namespace::Feed);
        assert_eq!(namespace("http://purl.org/dc/elements/1.1/"), Namespace::Dc);
        assert_eq!(namespace("http://purl.org/rss/1.0/modules/event/"), Namespace::Other);
        assert_eq!(namespace("http://www.example.org/ns"), Namespace::Other);
        assert_eq!(namespace(""), Namespace::Feed);
        assert_eq!(customary("DC"), Namespace::Dc);
        assert_eq!(customary("x"), Namespace::Other);
    }

    #[test]
    fn knows_elements_whatever_their_case() {
        assert_eq!(element(Namespace::Feed, "pubDate"), Element::Value(Field::Published, 0));
        assert_eq!(element(Namespace::Feed, "ITEM"), Element::Entry);
        assert_eq!(element(Namespace::Other, "item"), Element::Other);
        assert_eq!(element(Namespace::Feed, &"x".repeat(100)), Element::Other);
    }
}
