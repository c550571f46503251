//! Lines that name an author, and lines that only look so.

use super::super::block::blocks;
use super::super::hints::hints;
use super::*;

fn check(page: &str, want: Option<&str>) {
    let tree = Tree::of(page);
    let hints = hints(&tree);
    let blocks = blocks(&tree, &hints);
    let statements = Statements::of(&tree, &blocks, None);
    assert_eq!(byline(&statements, &tree, &hints, &blocks).as_deref(), want, "of {page}");
}

#[test]
fn bylines_are_read_as_systems_write_them() {
    let post = "<meta property='og:site_name' content='Harbour Post'>";
    for (page, want) in [
        (
            "<span class=byline> by <span class='author vcard'><a href=/j>Jane Doe</a></span></span>",
            "Jane Doe",
        ),
        ("<div class=byline>Posted on November 27, 2026 by <a href=/j>Jane Doe</a></div>", "Jane Doe"),
        ("<div class=author><time>November 27, 2026</time> | <a href=/j>Jane Doe</a></div>", "Jane Doe"),
        ("<p>Publié le jeudi 26 novembre 2026 à 18h30 - par Luc Martin</p>", "Luc Martin"),
        ("<td>Von Bo Schreiber, 4. März 2025<br>Die Brücke", "Bo Schreiber"),
        ("<p>Thursday, November 26, 2026, by Jane Doe</p>", "Jane Doe"),
        ("<p>Par Luc Martin le jeudi 26 novembre 2026</p>", "Luc Martin"),
        ("<p class=byline>Written by: <b>Jane Doe</b><br>Updated: Nov 27, 2026", "Jane Doe"),
        ("<div class=author>About the author</div><div class=author><h4>Jane Doe</h4></div>", "Jane Doe"),
        ("<meta name=author content='Jane Doe, John Roe and Max Moe'>", "Jane Doe, John Roe, Max Moe"),
        ("<meta name=author content='Jane Doe and John Roe'>", "Jane Doe, John Roe"),
        ("<meta name=author content='Jane Doe, Harbour Desk'>", "Jane Doe"),
        ("<meta name=author content='Jane Doe, Editor and Publisher'>", "Jane Doe"),
        (
            "<div class=article-byline>By <a href=/j>Jane Doe</a>, <a href=/k>John Roe</a> and <a>Max Moe</a></div>",
            "Jane Doe, John Roe, Max Moe",
        ),
        ("<p>By Jane Doe, Staff Writer</p><p>Ferries sail.</p>", "Jane Doe"),
        ("<meta name=author content='Harbour Post'><p>By <a rel=author>Jane Doe</a>", "Jane Doe"),
    ] {
        check(
            &format!("{post}<div><span class=author>Other Person</span></div><h1>Head</h1>{page}"),
            Some(want),
        );
    }
    check("<h1>Head</h1><p>By the time the ferry came, all had gone home.</p>", None);
    check("<h1>Head</h1><p class=byline>4 March 2026</p>", None);
    check("<h1>Head</h1><p>By the order of 3 May 2011 all ferries stay in the harbour", None);
    check("<h1>Head</h1><p>Photo de 2019 par Luc Martin</p>", None);
    check("<h1>Head</h1><p>By Monday Night</p><p>All ferries had gone.</p>", None);
    for nobody in ["Фото: ТАСС", "Photo: Max Moe", "Follow Jane", "View all posts", "More from Jane"]
    {
        check(&format!("<h1>Head</h1><p class=author>{nobody}</p>"), None);
        let page = format!("<h1>Head</h1><p class=author>{nobody}</p><p class=author>Jane Doe</p>");
        check(&page, Some("Jane Doe"));
    }
    for (page, want) in [
        (
            "<div class='article-header--with-author'><h1>Head</h1></div><p class=author>Jane Doe",
            Some("Jane Doe"),
        ),
        ("<h1 class='headline has-byline'>Head</h1>", None),
        ("<h1>Head</h1><div class=teaser-author>Other Person</div>", None),
        ("<h1>Head</h1><blockquote>x<footer class=author>Maria Moe</footer></blockquote>", None),
        (
            "<h1>Head</h1><figure><span class=author>Getty Images</span></figure><p>By Jane Doe</p>",
            Some("Jane Doe"),
        ),
        ("<h1>Head</h1><p class=author-role>Political Editor</p><p class=author>Jane Doe", Some("Jane Doe")),
        ("<h1>Head</h1><p class=article-byline__date>Thursday</p>", None),
        ("<h1>Head</h1><p class=author>Ein Kommentar von Jane Doe", Some("Jane Doe")),
        ("<h1>Head</h1><p class=author>Jane Doe 27.11.2026 08:30", Some("Jane Doe")),
        ("<h1>Head</h1><p class=author>20 Minutes avec AFP", Some("20 Minutes avec AFP")),
        (
            "<h1>Head</h1><p class=author>Department of Health and Social Care",
            Some("Department of Health and Social Care"),
        ),
        ("<h1>Head</h1><p class=author>María José Pardo y Salas Ruiz", Some("María José Pardo y Salas Ruiz")),
        ("<h1>Head</h1><p class=author>Post Staff and Wire Reports", Some("Post Staff and Wire Reports")),
    ] {
        check(page, want);
    }
}
