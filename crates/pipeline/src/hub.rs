//! The hub that a feed names, in its document or in the headers of its answer (WebSub, 4).

use outbound::{HeaderMap, header};
use store::Hub;
use url::Url;

/// Headers are read up to so many links; real answers have a handful.
const LINKS_MAX: usize = 50;

/// The hub to subscribe with, and for what: headers come before the document, and `rel=self` before the address that answered.
pub(crate) fn hub(headers: &HeaderMap, feed: &model::Feed, at: &Url) -> Option<Hub> {
    let links = links(headers);
    let of = |relation: &'static str| {
        links.iter().filter(move |(_, relations)| is(relations, relation)).map(|(url, _)| url.as_str())
    };
    let address = |written: &str| {
        at.join(written).ok().filter(|url| matches!(url.scheme(), "http" | "https")).map(String::from)
    };
    let url = of("hub").chain(feed.hubs.iter().map(String::as_str)).find_map(address)?;
    let topic = of("self").chain(feed.self_link.as_deref()).find_map(address);
    Some(Hub { url, topic: topic.unwrap_or_else(|| at.to_string()) })
}

fn is(relations: &str, wanted: &str) -> bool {
    relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case(wanted))
}

/// The links of `Link` headers (RFC 8288): each one's target and its relations.
fn links(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for value in headers.get_all(header::LINK).iter().filter_map(|value| value.to_str().ok()) {
        let mut rest = value;
        while let Some((target, after)) = rest.split_once('<').and_then(|(_, rest)| rest.split_once('>')) {
            if found.len() >= LINKS_MAX {
                return found;
            }
            let end = after.find(",<").or_else(|| after.find(", <")).unwrap_or(after.len());
            let (parameters, next) = after.split_at(end);
            let relation = parameters.split(';').find_map(|parameter| {
                let (name, value) = parameter.split_once('=')?;
                let value = value.trim().trim_end_matches(',').trim_matches('"');
                name.trim().eq_ignore_ascii_case("rel").then(|| value.to_owned())
            });
            found.extend(relation.map(|relation| (target.trim().to_owned(), relation)));
            rest = next;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use outbound::HeaderValue;

    #[test]
    fn hubs_are_found_in_headers_and_documents() {
        let at = Url::parse("https://e.example/feed").unwrap();
        let check = |header: Option<&'static str>,
                     hubs: &[&str],
                     own: Option<&str>,
                     expected: Option<(&str, &str)>| {
            let headers =
                header.map(|value| (header::LINK, HeaderValue::from_static(value))).into_iter().collect();
            let feed = model::Feed {
                hubs: hubs.iter().map(|&hub| hub.to_owned()).collect(),
                self_link: own.map(str::to_owned),
                ..model::Feed::default()
            };
            let found = hub(&headers, &feed, &at);
            let found = found.as_ref().map(|hub| (hub.url.as_str(), hub.topic.as_str()));
            assert_eq!(found, expected, "{header:?}");
        };
        check(None, &[], Some("https://e.example/self"), None);
        check(
            None,
            &["https://hub.example/"],
            None,
            Some(("https://hub.example/", "https://e.example/feed")),
        );
        check(
            Some("<https://hub.example/a,b>; rel=\"hub\", </self>; rel=self"),
            &["https://other.example/"],
            Some("https://e.example/x"),
            Some(("https://hub.example/a,b", "https://e.example/self")),
        );
        check(
            Some(
                "<https://x.example/>; title=\"a\"; rel=\"preload next\",<https://hub.example/>;REL=\"x Hub\"",
            ),
            &[],
            Some("/own"),
            Some(("https://hub.example/", "https://e.example/own")),
        );
        check(Some("<mailto:a@e.example>; rel=hub"), &[], None, None);
        check(Some("<https://never.example/; rel=hub"), &[], None, None);
    }
}
