//! Pages by hand: what is furniture and what is text.

use super::super::block::blocks;
use super::super::hints::hints;
use super::*;

/// The first words of the page's paragraphs that are no furniture.
fn kept(page: &str) -> Vec<String> {
    let tree = Tree::of(page);
    let hints = hints(&tree);
    let blocks = blocks(&tree, &hints);
    let furniture = furniture(&tree, &hints, &blocks);
    let kept = blocks.iter().filter(|block| !furniture[block.at]);
    kept.filter_map(|block| block.text.split(" sailed").next()).map(str::to_owned).collect()
}

fn check(page: &str, want: &[&str]) {
    assert_eq!(kept(page), want, "of {page}");
}

#[test]
fn what_is_called_furniture_is_unless_it_holds_the_page() {
    let text = |first: &str| format!("<p>{first} {}</p>", "sailed across the bay ".repeat(8));
    check(
        &format!("{}<div class=related>{}</div>", text("one").repeat(3), text("two")),
        &["one", "one", "one"],
    );
    check(&format!("<div class=sidebar>{}</div>", text("one")), &["one"]);
    check(&format!("<form><h1>head</h1>{}</form>{}", text("one"), text("two")), &["head", "one", "two"]);
    check(&format!("{}<div id=comments>{}</div>", text("one"), text("two").repeat(4)), &["one"]);
    check(
        &format!("<article>{}<article>{}</article></article>", text("one").repeat(2), text("two")),
        &["one", "one"],
    );
}

#[test]
fn a_box_that_asks_for_an_address_is_furniture_whatever_it_is_called() {
    let text = |first: &str| format!("<p>{first} {}</p>", "sailed across the bay ".repeat(8));
    let ask = "<h3>Sign up for the Tide</h3><p>All that is new, every morning, free.</p><form><input type=email></form>";
    check(
        &format!("{}<div>{ask}</div>{}", text("one"), text("two").repeat(4)),
        &["one", "two", "two", "two", "two"],
    );
    // What wraps the page as well is the page.
    check(
        &format!("<div><h1>head</h1>{}{ask}</div>", text("one")),
        &["head", "one", "Sign up for the Tide", "All that is new, every morning, free."],
    );
}

#[test]
fn a_field_may_take_an_address_by_its_name() {
    let text = |first: &str| format!("<p>{first} {}</p>", "sailed across the bay ".repeat(8));
    for (field, want) in [
        ("<input name=email>", 0),
        ("<input type=text placeholder='Votre e-mail'>", 0),
        ("<input type=text name=mail>", 0),
        ("<input id=newsletterEmail>", 0),
        ("<input name=your_e-mail>", 0),
        ("<input placeholder='Ihre E-Mail-Adresse'>", 0),
        ("<input placeholder='Votre adresse mail'>", 0),
        ("<input aria-label='Adresse de courriel'>", 0),
        ("<input type=hidden name=mail>", 1),
        ("<input placeholder='Ask the Daily Mail'>", 1),
        ("<input name=mailing_city>", 1),
        ("<input name=voicemail>", 1),
        ("<input type=text name=s placeholder='Search e-mail and texts'>", 1),
        ("<input placeholder='Search all email'>", 1),
        ("<input name=q>", 1),
    ] {
        let beside = format!("<div><p>All that is new, every morning, free of charge.</p>{field}</div>");
        let kept = kept(&format!("{}{beside}", text("one").repeat(5)));
        assert_eq!(kept.len(), 5 + want, "of {field}");
    }
}

#[test]
fn a_box_that_only_tells_stays_whatever_it_is_called() {
    let text = |first: &str| format!("<p>{first} {}</p>", "sailed across the bay ".repeat(8));
    check(
        &format!(
            "{}<div class=share-price>{}</div><div class=share>{}<button>x</button></div><div class=more>read</div>",
            text("one"),
            text("two"),
            text("three"),
        ),
        &["one", "two"],
    );
}

#[test]
fn a_small_box_is_none_of_the_text_though_it_only_tells() {
    let text = |first: &str| format!("<p>{first} {}</p>", "sailed across the bay ".repeat(8));
    let five = text("one").repeat(5);
    for beside in [
        "<div class=promo>{}</div>",
        "<aside class=promo>{}{}{}</aside>",
        "<figure><figcaption class=gallery__text>{}{}</figcaption></figure>",
        "<div class=teaser><a href=/2></a><h3>head</h3>{}{}{}</div>",
        "<div class=promoted-stories><a href=/2>head</a>{}{}{}</div>",
    ] {
        check(&format!("{five}{}", beside.replace("{}", &text("two"))), &["one"; 5]);
    }
    let brief = |n: usize| format!("<article><a href=/{n}></a><h3>{n}</h3>{}</article>", text("two"));
    let briefs: String = (0..10).map(brief).collect();
    check(
        &format!("<article><h1>head</h1>{}{briefs}</article>", text("one").repeat(2)),
        &["head", "one", "one"],
    );
}

/// Drupal's `node--promoted`, local papers' `subscriber-only`, page builders' widgets, `navy` and `football`: beside many teasers an
/// article is the smaller part of its page.
#[test]
fn a_text_is_none_by_how_it_was_filed_or_coloured() {
    let text = |first: &str| format!("<p>{first} {}</p>", "sailed across the bay ".repeat(8));
    let teasers: String =
        (0..4).map(|n| format!("<div class=teaser><a href=/{n}>head</a>{}</div>", text("more"))).collect();
    for class in [
        "node--promoted",
        "subscriber-only",
        "widget sow-editor",
        "navy",
        "football",
        "railway",
        "sticky-wrap",
    ] {
        check(&format!("<div class='{class}'>{}</div>{teasers}", text("one").repeat(2)), &["one", "one"]);
        check(
            &format!(
                "<div class=entry-content>{0}<div class='{class}'>{0}{0}</div></div>{teasers}",
                text("one")
            ),
            &["one", "one", "one"],
        );
    }
    check(
        &format!("{}<div class=post-author-box>{}</div>", text("one").repeat(2), text("two")),
        &["one", "one"],
    );
}

#[test]
fn updates_of_a_live_page_are_its_text_and_other_articles_are_not() {
    let text = |first: &str| format!("<p>{first} {}</p>", "sailed across the bay ".repeat(8));
    let update = |n: usize| format!("<article><h2>{n}</h2>{}</article>", text("two"));
    let other = |n: usize| format!("<article><h2><a href=/{n}>{n}</a></h2>{}</article>", text("two"));
    let live = |head: &str, each: &dyn Fn(usize) -> String| {
        let all: String = (0..6).map(each).collect();
        format!("<article>{head}{}{all}</article>", text("one"))
    };
    let told = |page: &str| kept(page).iter().filter(|word| ["one", "two"].contains(&word.as_str())).count();
    assert_eq!(told(&live("<h1>head</h1>", &update)), 7);
    assert_eq!(told(&live("<h1>head</h1>", &other)), 1);
    assert_eq!(told(&live("", &update)), 1);
}

#[test]
fn a_table_in_a_figure_is_text_and_a_caption_is_not() {
    let text = |first: &str| format!("<p>{first} {}</p>", "sailed across the bay ".repeat(8));
    check(
        &format!(
            "{}<figure><table><tr><td>two<td>three</table></figure><figure><img>four</figure>",
            text("one")
        ),
        &["one", "two", "three"],
    );
}

#[test]
fn lists_of_links_are_furniture_and_lists_with_links_are_not() {
    check("<p>one</p><ul><li><a href=x>two</a><li><a href=y>three</a></ul>", &["one"]);
    check(
        "<ul><li>one, as <a href=x>he</a> said<li>two, of course</ul>",
        &["one, as he said", "two, of course"],
    );
}

#[test]
fn words_in_a_paragraph_are_part_of_it() {
    check("<p>one <a class='more'>two</a> <span class='tag'>three</span></p>", &["one two three"]);
    check("<div>one <span class='tag'>two</span></div>", &["one"]);
}
