//! The page for `scraper`, whose selectors it is looked at with: written anew from the tree, within bounds.

use scraper::Html;

use super::tree::{Id, Tree};
use crate::markup::attributes;

/// Looking for what a selector picks may take a step for each element before and around each: what stands behind so many is left out.
/// A list of ten thousand is looked at whole.
const STEPS_MAX: usize = 50_000_000;

/// A step to what is around an element takes as long as so many to what is before it.
const STEPS_OF_DEPTH: usize = 5;

/// The page for `scraper`. It is written anew from the tree, so that its depth and its attributes are bounded and every
/// element is closed: html5ever takes time quadratic in depth, and remembers formatting that is never closed.
pub(super) fn document(tree: &Tree<'_>) -> Html {
    let mut out = String::new();
    let mut open: Vec<Written> = Vec::new();
    let mut steps = 0;
    let mut outermost = 0;
    let mut skip_until = 0;
    for (id, node) in tree.nodes.iter().enumerate().skip(1) {
        while let Some(innermost) = open.pop_if(|innermost| tree.end(innermost.id) <= id) {
            write_end(innermost.name, &mut out);
        }
        match node.tag {
            _ if id < skip_until => {}
            None => out.push_str(&node.text.replace('<', "&lt;")),
            Some(_) if !is_written(node.name) => skip_until = node.end,
            Some(tag) => {
                let before = open.last_mut().map_or(&mut outermost, |around| &mut around.children);
                *before += 1;
                steps += *before;
                steps += open.len() * STEPS_OF_DEPTH;
                if steps > STEPS_MAX {
                    break;
                }
                let (name, rows) = in_table(node.name, open.last().map(|around| (around.name, around.rows)));
                write_start(name, node.text, &mut out);
                if !tag.is_void() {
                    open.push(Written { id, name, rows, children: 0 });
                }
            }
        }
    }
    while let Some(innermost) = open.pop() {
        write_end(innermost.name, &mut out);
    }
    Html::parse_document(&out)
}

/// An element that was written and is open.
struct Written<'a> {
    id: Id,
    /// What it was written as.
    name: &'a str,
    /// It is within a table, and in none of its cells.
    rows: bool,
    /// How many elements stand in it so far.
    children: usize,
}

/// What an element is written as in the one `around` it, and whether what stands in it is in a table and in no cell. The parts of tables
/// are only written where they belong: elsewhere in a table they close what is open, and html5ever opens what changes the look of text
/// anew in each paragraph after that.
fn in_table<'a>(name: &'a str, around: Option<(&str, bool)>) -> (&'a str, bool) {
    let (outer, rows) = around.unwrap_or(("", false));
    let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
    let stands_in = |names: &[&str]| rows && names.iter().any(|known| outer.eq_ignore_ascii_case(known));
    let belongs = if is(&["table"]) {
        !rows
    } else if is(&["caption", "colgroup", "thead", "tbody", "tfoot"]) {
        stands_in(&["table"])
    } else if is(&["col"]) {
        stands_in(&["table", "colgroup"])
    } else if is(&["tr"]) {
        stands_in(&["table", "thead", "tbody", "tfoot"])
    } else if is(&["td", "th"]) {
        stands_in(&["tr"])
    } else {
        return (name, rows);
    };
    match belongs {
        true => (name, !is(&["caption", "td", "th"])),
        false => ("div", rows),
    }
}

/// Elements whose content is no markup or that change how all that follows is read; nobody looks for links in them.
const NOT_WRITTEN: &[&str] = &[
    "script",
    "style",
    "plaintext",
    "xmp",
    "noembed",
    "noframes",
    "iframe",
    "template",
    "svg",
    "math",
    "frameset",
    "textarea",
    "select",
    "noscript",
];

fn is_written(name: &str) -> bool {
    let is_name = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'));
    is_name && !NOT_WRITTEN.iter().any(|not| name.eq_ignore_ascii_case(not))
}

fn write_start(name: &str, inside: &str, out: &mut String) {
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes(inside) {
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.'))
        {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(&value.replace('"', "&quot;"));
            out.push('"');
        }
    }
    out.push('>');
}

fn write_end(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}
