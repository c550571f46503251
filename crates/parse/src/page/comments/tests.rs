//! Pages of our own with what readers wrote below them, and reports that look so.

const TOLD: &str = "<p>The bridge will close next week, the harbour authority said on Monday in a note to all who cross it.</p>";
const WRITTEN: &str =
    "WRITTEN by one who has known the bridge for all of a long life, and who will miss it very much.";

fn text(page: &str) -> String {
    crate::page(page.as_bytes(), None, None).unwrap().text
}

/// Each comment is written by `item`.
fn check(heading: &str, around: (&str, &str), item: fn(&str) -> String, last: &str, kept: bool) {
    let items: String = ["Ann", "Bo", "Cy"].into_iter().map(item).collect();
    let (before, after) = around;
    let page = format!(
        "<article><h1>Bridge closes</h1>{}{heading}{before}{items}{after}{last}</article>",
        TOLD.repeat(4)
    );
    let text = text(&page);
    assert_eq!(text.matches("bridge will close").count(), 4, "of {page}: {text}");
    assert_eq!(text.matches("WRITTEN").count() > 0, kept, "of {page}: {text}");
}

#[test]
fn comments_that_nobody_named_so_are_none_of_the_text() {
    let replied = |name: &str| format!("<li><b>{name}</b><p>{WRITTEN}</p><span>Reply</span></li>");
    let unnamed = |_: &str| format!("<li><p>{WRITTEN}</p><span>Reply</span></li>");
    let block = |name: &str| format!("<div><div>{name}</div><div><p>{WRITTEN}</p></div></div>");
    let line = |name: &str| format!("<p><b>{name}:</b> {WRITTEN}</p>");
    let pair = |name: &str| format!("<dt>{name}, 3 May<dd>{WRITTEN}");
    let form = "<div><h3>Leave a reply</h3><form><textarea></textarea></form></div>";
    check("<h2>3 Comments</h2>", ("<ol>", "</ol>"), replied, "", false);
    check("<h2>3 Comments</h2>", ("<ol>", "</ol>"), unnamed, form, false);
    check("<h3>Kommentare (3)</h3>", ("", ""), block, "", false);
    check("<div><h3>3 commentaires</h3></div>", ("<div>", "</div>"), block, "", false);
    check(
        "<div><h3>132 Comentarios</h3><p>Nuevos</p></div>",
        ("<div><ul>", "</ul></div>"),
        replied,
        form,
        false,
    );
    check("<h3>3 Comments</h3>", ("", ""), line, "", false);
    check("<h3>3 Comments</h3>", ("<div>", "</div>"), line, "", false);
    check("<h3>3 Comments</h3>", ("<dl>", "</dl>"), pair, "", false);
    check("<h2>Comments</h2>", ("<ol>", "</ol>"), replied, "", false);
}

#[test]
fn an_article_about_comments_keeps_its_text() {
    let replied = |name: &str| format!("<li><b>{name}</b><p>{WRITTEN}</p><span>Reply</span></li>");
    let told = |_: &str| format!("<li>{WRITTEN}</li>");
    let block = |name: &str| format!("<div><div>{name}</div><div><p>{WRITTEN}</p></div></div>");
    let paragraph = |_: &str| format!("<p>{WRITTEN}</p>");
    let list = ("<ol>", "</ol>");
    check("<h2>3 comments that sank the ferry</h2>", list, replied, "", true);
    check("<h2>3 Comments</h2>", list, told, "", true);
    check("<h2>3 Comments</h2>", ("", ""), paragraph, "", true);
    check(
        "<h2>3 Comments</h2>",
        list,
        replied,
        "<p>The ferry itself was sunk long before all of that was said, in a storm of the year before.</p>",
        true,
    );
    check("<h2>Comments</h2>", ("", ""), block, "", true);
    // The number of comments above an article.
    let page = format!(
        "<article><h1>Bridge closes</h1><div>3 Comments</div>{0}<div><b>Ann</b>{0}</div></article>",
        TOLD.repeat(4)
    );
    assert_eq!(text(&page).matches("bridge will close").count(), 8, "{}", text(&page));
}

#[test]
fn an_article_below_the_number_of_its_comments_keeps_its_text() {
    let standfirst = format!("<p>{WRITTEN} {WRITTEN}</p>");
    let photo = "<p>Photo: Max Moe</p>";
    let bold = "<p><b>What happened</b></p>";
    for count in [
        "<div><a href='#c'>1 Comment</a></div>",
        "<div>0 Comments</div>",
        "<div>1 Comment</div>",
        "<div><a href='#c'>12 Comments</a></div>",
        "<div>12 Comments</div>",
        "<div>Comments</div>",
    ] {
        for body in [
            format!("{TOLD}{TOLD}{photo}{TOLD}{TOLD}"),
            format!("{photo}{}", TOLD.repeat(4)),
            format!("{photo}{TOLD}{TOLD}{bold}{TOLD}{TOLD}"),
            format!("{photo}{TOLD}{bold}{TOLD}{bold}{TOLD}{bold}{TOLD}"),
        ] {
            let list = format!("<ol><li><b>Ann</b><p>{WRITTEN}</p><span>Reply</span></li></ol>");
            for below in ["", &list] {
                let page = format!(
                    "<article><h1>Bridge closes</h1>{standfirst}{count}<div class=body>{body}</div>{below}</article>"
                );
                assert_eq!(text(&page).matches("bridge will close").count(), 4, "of {page}");
            }
        }
    }
}

#[test]
fn responses_that_a_report_quotes_are_its_text() {
    let block = |name: &str| format!("<div><div>{name}</div><div><p>{WRITTEN}</p></div></div>");
    let dated = |name: &str| format!("<li><div>{name}, 4 March 2025</div><p>{WRITTEN}</p></li>");
    let replied = |name: &str| format!("<li><b>{name}</b><p>{WRITTEN}</p><span>Reply</span></li>");
    let line = |name: &str| format!("<p><b>The {name}:</b> {WRITTEN}</p>");
    check("<h2>3 thoughts</h2>", ("", ""), line, "", true);
    for heading in ["3 responses", "3 Réactions", "Reacties (3)", "3 replies", "3 thoughts on “The bridge”"]
    {
        let heading = format!("<h2>{heading}</h2>");
        check(&heading, ("", ""), block, "", true);
        check(&heading, ("<ol>", "</ol>"), dated, "", false);
        check(&heading, ("<ol>", "</ol>"), replied, "", false);
    }
}
