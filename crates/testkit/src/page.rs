//! An article's page as an outlet serves it: the text inside what surrounds text on news sites.

use std::fmt::Write;

use serde_json::json;

use crate::Piece;
use crate::feed::escape;

/// How an outlet builds its pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// `<main><article>`, with Open Graph and JSON-LD metadata.
    #[default]
    Semantic,
    /// Nested `<div>` with class names only, boxes between the paragraphs, Open Graph metadata.
    Boxes,
    /// Little markup and little metadata, as small outlets have it.
    Plain,
}

/// The outlet that a page belongs to.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) name: &'a str,
    /// `http://address:port`, without a slash at the end.
    pub(crate) address: &'a str,
    pub(crate) layout: Layout,
}

/// A heading elsewhere on the site, and its path.
pub(crate) type Related = (String, String);

/// Writes the page of a piece.
pub(crate) fn article(site: &Site, piece: &Piece, related: &[Related]) -> String {
    let words = Words::of(&piece.language);
    let body = match site.layout {
        Layout::Semantic => semantic(site, piece, related, &words),
        Layout::Boxes => boxes(site, piece, related, &words),
        Layout::Plain => plain(site, piece, &words),
    };
    document(site, &piece.language, &piece.title, &head(site, piece), &body)
}

/// Writes the outlet's front page: headings and nothing to read.
pub(crate) fn front(site: &Site, language: &str, headings: &[Related]) -> String {
    let words = Words::of(language);
    let body = format!("{}<main>{}</main>{}", nav(site, &words), list(headings), footer(site, &words));
    document(site, language, site.name, "", &body)
}

fn document(site: &Site, language: &str, title: &str, head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{} | {}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n{head}\
         <style>.share {{ display: flex }} .cookie {{ position: fixed }}</style>\n</head>\n\
         <body>\n{body}\n<script>window.site = {{ ready: true, boxes: [\"share\", \"cookie\"] }};</script>\n\
         </body>\n</html>\n",
        escape(language),
        escape(title),
        escape(site.name),
    )
}

fn head(site: &Site, piece: &Piece) -> String {
    let address = format!("{}{}", site.address, piece.path());
    let mut out = format!("<link rel=\"canonical\" href=\"{}\">\n", escape(&address));
    if site.layout == Layout::Plain {
        return out;
    }
    let published = piece.published.to_string();
    let mut meta = |name: &str, content: &str| {
        let _ = writeln!(out, "<meta property=\"{name}\" content=\"{}\">", escape(content));
    };
    meta("og:type", "article");
    meta("og:site_name", site.name);
    meta("og:title", &piece.title);
    meta("og:url", &address);
    meta("og:description", &piece.summary());
    meta("article:published_time", &published);
    if let Some(author) = &piece.author {
        let _ = writeln!(out, "<meta name=\"author\" content=\"{}\">", escape(author));
    }
    if site.layout == Layout::Semantic {
        let data = json!({
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": piece.title,
            "datePublished": published,
            "dateModified": piece.updated.unwrap_or(piece.published).to_string(),
            "author": piece.author.as_ref().map(|name| json!({ "@type": "Person", "name": name })),
            "publisher": { "@type": "Organization", "name": site.name },
            "inLanguage": piece.language,
        });
        // A closing tag inside JSON would end the script.
        let data = data.to_string().replace("</", "<\\/");
        let _ = writeln!(out, "<script type=\"application/ld+json\">{data}</script>");
    }
    out
}

fn semantic(site: &Site, piece: &Piece, related: &[Related], words: &Words) -> String {
    let mut text = String::new();
    for (index, paragraph) in piece.paragraphs.iter().enumerate() {
        let _ = writeln!(text, "<p>{}</p>", escape(paragraph));
        if index == 1 {
            let _ = writeln!(text, "<aside class=\"newsletter\"><p>{}</p></aside>", words.newsletter);
        }
    }
    format!(
        "{}\n<main>\n<article>\n<header><h1>{}</h1>\n{}</header>\n{}\n<div class=\"article-body\">\n{text}</div>\n\
         </article>\n<section class=\"related\"><h2>{}</h2>{}</section>\n</main>\n{}{}",
        nav(site, words),
        escape(&piece.title),
        byline(piece, words),
        share(words),
        words.related,
        list(related),
        cookie(words),
        footer(site, words),
    )
}

fn boxes(site: &Site, piece: &Piece, related: &[Related], words: &Words) -> String {
    let mut text = String::new();
    let middle = piece.paragraphs.len() / 2;
    for (index, paragraph) in piece.paragraphs.iter().enumerate() {
        let _ = writeln!(text, "<div class=\"par\"><p>{}</p></div>", escape(paragraph));
        if index == middle {
            let _ = writeln!(
                text,
                "<div class=\"teaser-box\"><span>{}</span>{}</div>",
                words.related,
                list(related.get(..1).unwrap_or(related))
            );
        }
    }
    format!(
        "{}<div class=\"page\"><div class=\"col-main\"><div class=\"story\">\n<h1 class=\"headline\">{}</h1>\n\
         {}{}<div class=\"story-text\">\n{text}</div>\n</div>\n<div class=\"newsletter-box\"><p>{}</p>\
         <form action=\"/letter\"><input name=\"mail\"><button>OK</button></form></div></div>\n\
         <div class=\"col-side\"><div class=\"most-read\"><h3>{}</h3>{}</div></div></div>\n{}{}",
        nav(site, words),
        escape(&piece.title),
        byline(piece, words),
        share(words),
        words.newsletter,
        words.related,
        list(related),
        cookie(words),
        footer(site, words),
    )
}

fn plain(site: &Site, piece: &Piece, words: &Words) -> String {
    let text: String =
        piece.paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", escape(paragraph))).collect();
    format!(
        "<p><a href=\"/\">{}</a></p>\n<h1>{}</h1>\n{}{text}<hr>\n{}",
        escape(site.name),
        escape(&piece.title),
        byline(piece, words),
        footer(site, words),
    )
}

fn byline(piece: &Piece, words: &Words) -> String {
    let author = piece.author.as_ref().map_or_else(String::new, |name| {
        format!("<span class=\"author\">{} {}</span> ", words.by, escape(name))
    });
    let time = piece.published;
    let day = time.strftime("%Y-%m-%d %H:%M");
    format!("<p class=\"meta\">{author}<time datetime=\"{time}\">{day} UTC</time></p>\n")
}

fn nav(site: &Site, words: &Words) -> String {
    let links: String = words
        .sections
        .iter()
        .enumerate()
        .map(|(number, section)| format!("<li><a href=\"/section/{number}\">{section}</a></li>"))
        .collect();
    format!(
        "<header class=\"site\"><a class=\"logo\" href=\"/\">{}</a></header>\n<nav><ul>{links}</ul></nav>\n",
        escape(site.name)
    )
}

fn share(words: &Words) -> String {
    format!(
        "<div class=\"share\"><span>{}</span><a href=\"/share/mail\">E-mail</a>\
         <a href=\"/share/link\">Link</a><button>Print</button></div>\n",
        words.share
    )
}

fn cookie(words: &Words) -> String {
    format!(
        "<div class=\"cookie consent-banner\" role=\"dialog\"><p>{}</p><button>OK</button></div>\n",
        words.cookie
    )
}

fn footer(site: &Site, words: &Words) -> String {
    format!(
        "<footer><p>© {}. {}</p><ul><li><a href=\"/about\">{}</a></li></ul></footer>",
        escape(site.name),
        words.rights,
        words.about
    )
}

fn list(links: &[Related]) -> String {
    let items: String = links
        .iter()
        .map(|(title, path)| format!("<li><a href=\"{}\">{}</a></li>", escape(path), escape(title)))
        .collect();
    format!("<ul>{items}</ul>")
}

/// The furniture's words in a page's language.
struct Words {
    sections: [&'static str; 6],
    by: &'static str,
    share: &'static str,
    related: &'static str,
    newsletter: &'static str,
    cookie: &'static str,
    rights: &'static str,
    about: &'static str,
}

impl Words {
    fn of(language: &str) -> Words {
        if language.starts_with("fr") { FRENCH } else { ENGLISH }
    }
}

const ENGLISH: Words = Words {
    sections: ["World", "Business", "Technology", "Culture", "Sport", "Opinion"],
    by: "By",
    share: "Share this article",
    related: "More from us",
    newsletter: "Get our morning letter: the day's stories in your inbox at seven. Sign up for free.",
    cookie: "We use cookies to remember your choices and to count visits. You can change this at any time.",
    rights: "All rights reserved. Fiction, served by a test newsroom.",
    about: "About us",
};

const FRENCH: Words = Words {
    sections: ["Monde", "Économie", "Technologie", "Culture", "Sport", "Débats"],
    by: "Par",
    share: "Partager cet article",
    related: "À lire aussi",
    newsletter: "Recevez notre lettre du matin : les nouvelles du jour à sept heures. Inscription gratuite.",
    cookie: "Nous utilisons des cookies pour retenir vos choix et compter les visites. Vous pouvez les refuser.",
    rights: "Tous droits réservés. Fiction, servie par une rédaction d'essai.",
    about: "Qui sommes-nous",
};
