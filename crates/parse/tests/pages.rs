//! Pages written for this, of the kinds that there are: a news site's with all its furniture, an old one of tables and line
//! breaks, one that is drawn by scripts.

use url::Url;

fn read(page: &[u8], url: &str) -> model::Page {
    parse::page(page, None, Url::parse(url).ok().as_ref()).expect("it is a page")
}

#[test]
fn news_site() {
    let page = include_bytes!("pages/article.html");
    insta::assert_debug_snapshot!(read(
        page,
        "https://m.harbour.example/news/2025/03/04/ferry-sails-again?utm_source=feed"
    ));
}

#[test]
fn tables_and_line_breaks() {
    let page = include_str!("pages/old.html")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect::<Vec<u8>>();
    insta::assert_debug_snapshot!(read(&page, "https://bote.example/artikel/77"));
}

/// Headline, date, author and text of some old sites differ in no more than their fonts.
#[test]
fn a_page_of_fonts_and_single_breaks() {
    let page = "<title>Le Courrier - Budget du port</title><center><b>Le Courrier</b></center><table><tr><td><font size=4><b>Budget du \
        port</b></font><br><font size=1>Publié le jeudi 26 novembre 2026 à 18h30 - par Luc Martin</font><br>Le conseil du port a voté \
        jeudi un budget de douze millions d'euros, en hausse sur un an.<br>Les travaux du quai nord dureront deux ans au moins.</table>";
    let read = read(page.as_bytes(), "https://news.example/a");
    assert_eq!((read.title.as_str(), read.byline.as_deref()), ("Budget du port", Some("Luc Martin")));
    assert_eq!(read.published.map(|at| at.to_string()).as_deref(), Some("2026-11-26T18:30:00Z"));
    assert!(read.text.starts_with("Le conseil") && read.text.ends_with("au moins."), "{}", read.text);
}

#[test]
fn drawn_by_scripts() {
    insta::assert_debug_snapshot!(read(include_bytes!("pages/drawn.html"), "https://quay.example/crane"));
}

#[test]
fn what_is_no_page_is_refused_in_words() {
    let refuse = |bytes: &[u8]| parse::page(bytes, None, None).expect_err("it is no page").to_string();
    assert_eq!(refuse(b""), "the document is empty; a page holds at least its title");
    assert_eq!(refuse(b"%PDF-1.7"), "this is a PDF document, not a web page; check the address");
}

#[test]
fn a_long_text_is_cut_between_paragraphs() {
    let page = format!(
        "<article>{}</article>",
        "<p>The ferry sails across the bay every morning at six.</p>".repeat(10_000)
    );
    let text = read(page.as_bytes(), "https://e.example/a").text;
    assert!(text.len() <= parse::PAGE_TEXT_BYTES_MAX && text.ends_with("at six."), "{}", text.len());
}

/// Page builders wrap each paragraph into half a dozen elements of their own.
#[test]
fn the_text_of_page_builders_is_read_whole() {
    let paragraph = |n: usize| {
        format!(
            "<p>The ferry number {n} sailed again on Monday, after divers had found the pier to be safe.</p>"
        )
    };
    let wrap = |depth: usize, inside: &str| {
        format!("{}{inside}{}", "<div class=w>".repeat(depth), "</div>".repeat(depth))
    };
    for depth in [1, 3, 5, 8] {
        for each in [1, 2] {
            let sections: String = (0..4 / each)
                .map(|n| wrap(depth, &(0..each).map(|m| paragraph(n * each + m)).collect::<String>()))
                .collect();
            for page in [
                format!("<body><h1>Ferries</h1><div class=entry-content>{sections}</div></body>"),
                format!("<body><h1>Ferries</h1><article>{sections}</article></body>"),
                format!("<h1>Ferries</h1>{sections}"),
            ] {
                let text = parse::page(page.as_bytes(), None, None).unwrap().text;
                assert_eq!(text.matches("The ferry number").count(), 4, "{depth} deep, {each} each: {page}");
            }
        }
    }
}

/// Where paragraphs are `div`s, or cut by line breaks, the first and the last of them are often short.
#[test]
fn short_paragraphs_at_both_ends_are_read_without_tags_of_their_own() {
    let long = |n: usize| {
        format!(
            "The ferry number {n} sailed again on Monday, after divers had found the pier to be safe enough."
        )
    };
    let all: Vec<String> = ["The pier is safe.".to_owned(), "Port Ellis – All ferries sail.".to_owned()]
        .into_iter()
        .chain((0..4).map(long))
        .chain(["No one was hurt.", "The pier opens in May."].map(str::to_owned))
        .collect();
    let beside =
        "<div class=tags>Harbour</div><div>More of the day.</div><div class=x>Ferries for sale.</div>";
    for (open, close) in [("<div>", "</div>"), ("<div class=a>", "</div>"), ("", "<br><br>")] {
        let text: String = all.iter().map(|text| format!("{open}{text}{close}")).collect();
        let page = format!("<h1>Ferries</h1><div class=content>{text}</div>{beside}");
        assert_eq!(read(page.as_bytes(), "https://e.example/a").text, all.join("\n\n"), "of {page}");
    }
}

/// What a page calls a teaser, or what more there is to read, may be the two halves of its text.
#[test]
fn a_text_in_two_halves_is_read_whole() {
    let paragraph =
        "<p>The ferry sailed again on Monday, after divers had found the pier to be safe enough for it.</p>";
    for (first, second) in [("teaser-content", "readmore-content"), ("teaser", "read-more-wrap")] {
        let page = format!(
            "<article><h1>Ferries</h1><div class={first}>{paragraph}</div><div class={second}>{paragraph}</div></article>\
             <div class=teaser><a href=/b>{paragraph}</a></div><div class=readmore><a href=/c>Read more</a></div>"
        );
        let text = read(page.as_bytes(), "https://e.example/a").text;
        assert_eq!(text.matches("The ferry").count(), 2, "{text}");
    }
}

/// `legend` and the like are what captions are called in other languages.
#[test]
fn captions_are_left_out_whatever_they_are_called() {
    let paragraph =
        "<p>The ferry sailed again on Monday, after divers had found the pier to be safe enough for it.</p>";
    for class in ["legend", "photo-legende", "Bildunterschrift", "didascalia", "image__caption"] {
        let page = format!(
            "<article><h1>Ferries</h1><div><img src=a><div class={class}>A ferry passes by under a blue sky, as it \
             did before, with the old town and all of its towers behind it.</div></div>{}</article>",
            paragraph.repeat(4)
        );
        let text = read(page.as_bytes(), "https://e.example/a").text;
        assert!(!text.contains("blue sky"), "{text}");
    }
}
