//! The article that a page's JSON-LD describes (schema.org's `Article` and its kinds).

use serde_json::Value;

use crate::plain_text::plain_line;

/// A longer script is not read: some pages put whole catalogues there.
const SCRIPT_BYTES_MAX: usize = 1024 * 1024;

/// Objects looked at on one page.
const OBJECTS_MAX: usize = 2000;

/// What JSON-LD says of an article, as it stands.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub(super) headline: Option<String>,
    /// The names of its authors.
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
    /// The text, as markup.
    pub(super) body: Option<String>,
    /// Readers have to pay or to log in.
    pub(super) is_closed: bool,
    /// Its headline is the page's.
    pub(super) is_own: bool,
}

/// Values in all scripts of a page. Those of real ones have some hundreds, and each takes up to 700 bytes once read.
pub(super) const VALUES_MAX: usize = 60_000;

/// Reads one script with at most so many values, which are taken off; `None` where it is no JSON, even without what some wrap around it.
pub(super) fn read(script: &str, values_left: &mut usize) -> Option<Value> {
    let script = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[");
    let script = script
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>")
        .trim()
        .trim_end_matches(';');
    if script.len() > SCRIPT_BYTES_MAX {
        return None;
    }
    let values = crate::json::bound(script, *values_left)?;
    *values_left -= values;
    if let Ok(sound) = serde_json::from_str(script) {
        return Some(sound);
    }
    let mended = crate::json::mended(script, *values_left)?;
    *values_left -= mended.values;
    Some(mended.value)
}

/// The article among the objects of `graphs` whose headline `is_own`, or else the first that stands in no list: those of lists are
/// other pages'.
pub(super) fn article(graphs: &[Value], is_own: impl Fn(&str) -> bool) -> Option<Article> {
    let articles = || objects(graphs, &[HELD, LISTED]).filter(|value| is_article(value)).map(describe);
    let own = |article: &Article| article.headline.as_deref().is_some_and(&is_own);
    if let Some(article) = articles().find(own) {
        return Some(Article { is_own: true, ..article });
    }
    let first = objects(graphs, &[HELD]).find(|value| is_article(value)).map(describe)?;
    let is_own = first.headline.is_none();
    Some(Article { is_own, ..first })
}

/// When the page itself was published, as some say of their pages that say nothing of articles.
pub(super) fn page_published(graphs: &[Value]) -> Option<String> {
    objects(graphs, &[HELD])
        .filter(|value| kinds(value).any(|kind| kind.ends_with("WebPage")))
        .find_map(|page| page.get("datePublished")?.as_str().map(str::to_owned))
}

/// When anything was published that is described as the page's own, and not as one of a list: a recipe, a video.
pub(super) fn any_published(graphs: &[Value]) -> Option<String> {
    ["datePublished", "uploadDate", "dateCreated"].iter().find_map(|key| {
        objects(graphs, &[HELD]).find_map(|object| object.get(*key)?.as_str().map(str::to_owned))
    })
}

/// When the event begins that the page announces.
pub(super) fn event_start(graphs: &[Value]) -> Option<String> {
    objects(graphs, &[HELD])
        .filter(|value| kinds(value).any(|kind| kind.ends_with("Event")))
        .find_map(|event| event.get("startDate")?.as_str().map(str::to_owned))
}

/// What holds the page, its article or what that is about.
const HELD: &[&str] = &["@graph", "mainEntity", "mainEntityOfPage"];

/// What holds what a list names.
const LISTED: &[&str] = &["itemListElement", "item"];

/// The objects of `graphs`, at any depth of what `holders` name, in the order in which they stand.
fn objects<'a>(graphs: &'a [Value], holders: &'a [&[&str]]) -> impl Iterator<Item = &'a Value> {
    let mut waiting: Vec<&Value> = graphs.iter().rev().collect();
    let next = move || {
        let value = waiting.pop()?;
        match value {
            Value::Array(values) => waiting.extend(values.iter().rev()),
            Value::Object(object) => {
                let held = holders.iter().copied().flatten().rev();
                waiting.extend(held.filter_map(|key| object.get(*key)));
            }
            _ => {}
        }
        Some(value)
    };
    std::iter::from_fn(next).take(OBJECTS_MAX).filter(|value| value.is_object())
}

/// An object's kinds, without the address of the vocabulary.
fn kinds(value: &Value) -> impl Iterator<Item = &str> {
    let kinds = match value.get("@type") {
        Some(Value::Array(kinds)) => kinds.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    kinds.iter().filter_map(Value::as_str).map(|kind| kind.rsplit('/').next().unwrap_or(kind))
}

fn is_article(value: &Value) -> bool {
    kinds(value).any(|kind| {
        kind.ends_with("Article")
            || kind.ends_with("Posting") && kind != "JobPosting"
            || kind == "Report"
            || kind == "Review"
    })
}

fn describe(value: &Value) -> Article {
    let text = |key: &str| {
        value.get(key).and_then(name).map(|text| plain_line(&text)).filter(|text| !text.is_empty())
    };
    let free = value.get("isAccessibleForFree");
    Article {
        headline: text("headline").or_else(|| text("name")).map(super::metadata::bounded),
        authors: authors(value),
        publisher: text("publisher"),
        published: text("datePublished"),
        modified: text("dateModified"),
        language: text("inLanguage"),
        body: value.get("articleBody").and_then(Value::as_str).map(str::to_owned),
        is_closed: free == Some(&Value::Bool(false))
            || free.and_then(Value::as_str).is_some_and(|said| said.eq_ignore_ascii_case("false")),
        is_own: false,
    }
}

/// A value's name: the value itself, its `name`, or that of the first of several.
/// Of further authors nothing is read.
pub(super) const AUTHORS_MAX: usize = 10;

/// The names of those who wrote something, which may be one, a list, or nobody.
fn authors(value: &Value) -> Vec<String> {
    let of = |key: &str| match value.get(key) {
        Some(Value::Array(values)) => values.iter().take(AUTHORS_MAX).filter_map(name).collect(),
        Some(value) => name(value).into_iter().collect::<Vec<_>>(),
        None => Vec::new(),
    };
    let written = Some(of("author")).filter(|authors| !authors.is_empty());
    written.unwrap_or_else(|| of("creator")).iter().map(|name| plain_line(name)).collect()
}

fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => {
            object.get("name").or_else(|| object.get("@value")).and_then(Value::as_str).map(str::to_owned)
        }
        Value::Array(values) => values.iter().take(10).find_map(|value| match value {
            Value::Array(_) => None,
            value => name(value),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, headline: Option<&str>) {
        let graphs: Vec<Value> = read(script, &mut VALUES_MAX.clone()).into_iter().collect();
        let found = article(&graphs, |headline| headline == "own");
        assert_eq!(found.and_then(|article| article.headline).as_deref(), headline, "of {script}");
    }

    #[test]
    fn a_page_can_be_dated_without_an_article() {
        let graph = r#"{"@graph":[{"@type":"WebSite"},{"@type":["WebPage"],"datePublished":"2025-03-04"}]}"#;
        let graphs: Vec<Value> = read(graph, &mut VALUES_MAX.clone()).into_iter().collect();
        assert_eq!(page_published(&graphs).as_deref(), Some("2025-03-04"));
        assert!(article(&graphs, |_| true).is_none());
    }

    #[test]
    fn finds_the_article_wherever_it_is() {
        check(r#"{"@type":"NewsArticle","headline":"a"}"#, Some("a"));
        check(
            r#"[{"@type":"Organization","name":"o"},{"@type":["Thing","BlogPosting"],"headline":"a"}]"#,
            Some("a"),
        );
        check(
            r#"{"@graph":[{"@type":"WebPage","mainEntity":{"@type":"http://schema.org/Article","name":"a"}}]}"#,
            Some("a"),
        );
        check("<!--\n{\"@type\":\"Article\",\"headline\":\"a\nb\"}\n-->", Some("a b"));
        check(r#"{"@type":"JobPosting","headline":"a"}"#, None);
        check(
            r#"[{"@type":"Article","headline":"other"},{"@type":"Article","headline":"own"}]"#,
            Some("own"),
        );
        let list = |headline: &str| {
            format!(
                r#"{{"@type":"ItemList","itemListElement":[{{"item":{{"@type":"Article","headline":"{headline}"}}}}]}}"#
            )
        };
        check(&list("other"), None);
        check(&list("own"), Some("own"));
        check("no json", None);
        check(&("[".repeat(100_000) + &"]".repeat(100_000)), None);
    }
}
