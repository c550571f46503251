//! A feed document as an outlet writes it: RSS 2.0, Atom 1.0 or JSON Feed 1.1.

use std::fmt::Write;

use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::json;

use crate::Piece;

/// What a feed is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0 with `content:encoded` and `dc:creator`.
    #[default]
    Rss,
    /// Atom 1.0.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// The media type that outlets serve it as.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Rss => "application/rss+xml; charset=utf-8",
            Format::Atom => "application/atom+xml; charset=utf-8",
            Format::Json => "application/feed+json",
        }
    }

    /// The ending of its file's name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Format::Rss => "rss",
            Format::Atom => "atom",
            Format::Json => "json",
        }
    }
}

/// A feed's head: what it says of itself.
#[derive(Debug)]
pub(crate) struct Head<'a> {
    pub(crate) format: Format,
    pub(crate) title: &'a str,
    pub(crate) language: &'a str,
    /// `http://address:port`, without a slash at the end.
    pub(crate) site: &'a str,
    /// The feed's own path.
    pub(crate) path: &'a str,
    /// Put behind every entry's address, as outlets do to count their readers.
    pub(crate) tracking: &'a str,
}

/// Writes the feed with its entries in the order given, newest first as outlets do.
pub(crate) fn render<'p>(head: &Head, pieces: impl Iterator<Item = &'p Piece>) -> String {
    match head.format {
        Format::Rss => rss(head, pieces),
        Format::Atom => atom(head, pieces),
        Format::Json => json_feed(head, pieces),
    }
}

fn rss<'p>(head: &Head, pieces: impl Iterator<Item = &'p Piece>) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n<channel>\n",
    );
    element(&mut out, "title", head.title);
    element(&mut out, "link", &format!("{}/", head.site));
    element(&mut out, "description", head.title);
    if !head.language.is_empty() {
        element(&mut out, "language", head.language);
    }
    let _ = writeln!(
        out,
        "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}{}\"/>",
        head.site, head.path
    );
    for piece in pieces {
        out.push_str("<item>\n");
        element(&mut out, "title", &piece.title);
        element(&mut out, "link", &link(head, piece));
        let _ = writeln!(out, "<guid isPermaLink=\"false\">{}</guid>", escape(&guid(head, piece)));
        if let Ok(date) = DateTimePrinter::new().timestamp_to_rfc9110_string(&piece.published) {
            element(&mut out, "pubDate", &date);
        }
        if let Some(author) = &piece.author {
            element(&mut out, "dc:creator", author);
        }
        for category in &piece.categories {
            element(&mut out, "category", category);
        }
        element(&mut out, "description", &piece.summary());
        if piece.full_text {
            element(&mut out, "content:encoded", &markup(piece));
        }
        out.push_str("</item>\n");
    }
    out.push_str("</channel>\n</rss>\n");
    out
}

fn atom<'p>(head: &Head, pieces: impl Iterator<Item = &'p Piece>) -> String {
    let mut entries = String::new();
    let mut newest = None;
    for piece in pieces {
        let updated = piece.updated.unwrap_or(piece.published);
        newest = newest.max(Some(updated));
        entries.push_str("<entry>\n");
        element(&mut entries, "title", &piece.title);
        let _ = writeln!(entries, "<link rel=\"alternate\" href=\"{}\"/>", escape(&link(head, piece)));
        element(&mut entries, "id", &guid(head, piece));
        element(&mut entries, "published", &piece.published.to_string());
        element(&mut entries, "updated", &updated.to_string());
        if let Some(author) = &piece.author {
            let _ = writeln!(entries, "<author><name>{}</name></author>", escape(author));
        }
        for category in &piece.categories {
            let _ = writeln!(entries, "<category term=\"{}\"/>", escape(category));
        }
        element(&mut entries, "summary", &piece.summary());
        if piece.full_text {
            let _ = writeln!(entries, "<content type=\"html\">{}</content>", escape(&markup(piece)));
        }
        entries.push_str("</entry>\n");
    }
    let language = match head.language {
        "" => String::new(),
        tag => format!(" xml:lang=\"{}\"", escape(tag)),
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"{language}>\n"
    );
    element(&mut out, "title", head.title);
    element(&mut out, "id", &format!("{}/", head.site));
    element(&mut out, "updated", &newest.unwrap_or_default().to_string());
    let _ = writeln!(out, "<link rel=\"alternate\" href=\"{}/\"/>", head.site);
    let _ = writeln!(out, "<link rel=\"self\" href=\"{}{}\"/>", head.site, head.path);
    out + &entries + "</feed>\n"
}

fn json_feed<'p>(head: &Head, pieces: impl Iterator<Item = &'p Piece>) -> String {
    let items: Vec<_> = pieces
        .map(|piece| {
            let mut item = json!({
                "id": guid(head, piece),
                "url": link(head, piece),
                "title": piece.title,
                "summary": piece.summary(),
                "date_published": piece.published.to_string(),
            });
            if !piece.language.is_empty() {
                item["language"] = piece.language.as_str().into();
            }
            if let Some(author) = &piece.author {
                item["authors"] = json!([{ "name": author }]);
            }
            if !piece.categories.is_empty() {
                item["tags"] = piece.categories.as_slice().into();
            }
            if piece.full_text {
                item["content_html"] = markup(piece).into();
            } else {
                item["content_text"] = piece.summary().into();
            }
            item
        })
        .collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": format!("{}/", head.site),
        "feed_url": format!("{}{}", head.site, head.path),
        "items": items,
    });
    if !head.language.is_empty() {
        feed["language"] = head.language.into();
    }
    feed.to_string()
}

/// The address that an entry points to.
fn link(head: &Head, piece: &Piece) -> String {
    format!("{}{}{}", head.site, piece.path(), head.tracking)
}

/// Stays the same when the piece is edited.
fn guid(head: &Head, piece: &Piece) -> String {
    format!("{}/id/{}", head.site, piece.slug)
}

/// The whole text as a feed carries it.
fn markup(piece: &Piece) -> String {
    piece.paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", escape(paragraph))).collect()
}

fn element(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "<{name}>{}</{name}>", escape(text));
}

/// Plain text as it stands in XML and HTML, in elements and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
