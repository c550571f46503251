//! Pages that only lead on to another: redirects that are written as pages (HTML, 4.2.5.3, "refresh").

use url::Url;

use super::block::weight;
use super::bounded;
use super::select::base_of;
use super::tag::Tag;
use super::tree::Tree;
use crate::entities;
use crate::markup::attribute;

/// A longer document is a page of its own.
pub const REFRESH_BYTES_MAX: usize = 64 * 1024;

/// A page that is shown for longer, in seconds, is there to be read.
const SHOWN_MAX: u32 = 10;

/// In so many characters a page says that it leads on; one with a longer text says something.
const TEXT_MAX: usize = 200;

/// Where a page leads on to that has nothing else to show. `at` is where it was found.
#[must_use]
pub fn refresh(bytes: &[u8], content_type: Option<&str>, at: &Url) -> Option<Url> {
    if bytes.len() > REFRESH_BYTES_MAX {
        return None;
    }
    let text = bounded(bytes, content_type).ok()?;
    let tree = Tree::of(&text);
    // Within `noscript` it leads away from a page that scripts draw.
    let is_scripted = |id| tree.around(id).any(|id| tree.tag(id) == Some(Tag::Noscript));
    let metas =
        tree.nodes.iter().enumerate().filter(|(id, node)| node.tag == Some(Tag::Meta) && !is_scripted(*id));
    let mut refreshing = metas.filter(|(_, meta)| {
        attribute(meta.text, "http-equiv").is_some_and(|name| name.trim().eq_ignore_ascii_case("refresh"))
    });
    let (_, meta) = refreshing.next()?;
    let content = entities::resolve(attribute(meta.text, "content")?);
    let mut to = base_of(&tree, Some(at))?.join(led_to(&content)?).ok()?;
    to.set_fragment(None);
    let is_other = matches!(to.scheme(), "http" | "https") && to != *at;
    (is_other && shown(&tree) <= TEXT_MAX).then_some(to)
}

/// The address in `0; url=…`.
fn led_to(content: &str) -> Option<&str> {
    let (time, rest) = content.trim().split_once([';', ',', ' '])?;
    let seconds: u32 = time.split('.').next()?.parse().ok()?;
    let rest = rest.trim_start_matches([';', ',', ' ']);
    let is_named = rest.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("url"));
    let named = rest.get(3..).filter(|_| is_named).and_then(|rest| rest.trim_start().strip_prefix('='));
    let address = named.unwrap_or(rest).trim_start();
    let quoted = ['"', '\''].iter().find_map(|mark| address.strip_prefix(*mark)?.split(*mark).next());
    let address = quoted.unwrap_or(address).trim();
    (seconds <= SHOWN_MAX && !address.is_empty()).then_some(address)
}

/// How much text a page shows, in characters.
fn shown(tree: &Tree<'_>) -> usize {
    let (mut weight_shown, mut id) = (0, 0);
    while let Some(node) = tree.nodes.get(id) {
        id = match node.tag {
            Some(tag) if tag.is_unread() || tag == Tag::Title => tree.end(id),
            Some(_) => id + 1,
            None => {
                weight_shown += weight(node.text.trim());
                id + 1
            }
        };
    }
    weight_shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, want: Option<&str>) {
        let at = Url::parse("https://e.example/news/?a=1").unwrap();
        let found = refresh(page.as_bytes(), None, &at);
        assert_eq!(found.as_ref().map(Url::as_str), want, "of {page}");
    }

    #[test]
    fn a_page_that_only_leads_on_says_where() {
        check("<meta http-equiv=refresh content='0; url=/en/'>", Some("https://e.example/en/"));
        check(
            "<html><head><title>Moved</title><META HTTP-EQUIV=Refresh CONTENT=\"3;URL='https://b.example/x?a=1&amp;b=2#top'\">\
             <script>location = '/'</script></head><body><p>This page has moved. <a href=/x>Go on</a>.</p></body></html>",
            Some("https://b.example/x?a=1&b=2"),
        );
        check(
            "<base href='https://c.example/d/'><meta http-equiv='refresh' content='0 url = e'>",
            Some("https://c.example/d/e"),
        );
        check("<meta http-equiv=refresh content='1, https://b.example/'>", Some("https://b.example/"));
    }

    #[test]
    fn a_page_that_can_be_read_leads_nowhere() {
        let led = "<meta http-equiv=refresh content='0; url=/en/'>";
        check(&format!("{led}<p>{}</p>", "The ferry is late, the harbour master said. ".repeat(6)), None);
        check("<meta http-equiv=refresh content='300; url=/en/'>", None);
        check("<meta http-equiv=refresh content=5>", None);
        check("<meta http-equiv=refresh content='0; url='>", None);
        check("<meta http-equiv=refresh content='0; url=/news/?a=1#top'>", None);
        check("<meta http-equiv=refresh content='0; url=javascript:x()'>", None);
        check(&format!("<noscript>{led}</noscript><div id=app></div>"), None);
        check("<meta name=refresh content='0; url=/en/'>", None);
        check(&format!("{led}<!--{}-->", " ".repeat(REFRESH_BYTES_MAX)), None);
    }
}
