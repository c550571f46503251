//! JSON Feed, read by `feed-rs`, with what it is strict about or does not map made good around it.

use feed_rs::model as read;
use model::{Entry, Feed};
use serde_json::{Map, Value};
use url::Url;

use super::FeedError;
use super::draft::{Draft, address, digest};
use super::reader::ENTRIES_MAX;
use super::values::fold;
use crate::json::{NAMELESS, VALUES_MAX, bound, mended};
use crate::{date, entities};

/// The version that a document without one is taken for.
const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// Reads the document.
pub(super) fn read(text: &str, base: Option<&Url>) -> Result<Feed, FeedError> {
    if bound(text, VALUES_MAX).is_none() {
        return Err(FeedError::JsonTooMany);
    }
    let (mut document, damage) = match serde_json::from_str(text) {
        Ok(document) => (document, None),
        Err(error) => {
            let read = mended(text, VALUES_MAX).ok_or_else(|| FeedError::Json(error.to_string()))?;
            (read.value, Some((error, read.is_cut_off)))
        }
    };
    let top =
        document.as_object_mut().filter(|top| top.contains_key("items")).ok_or(FeedError::JsonNotAFeed)?;
    let hubs = hubs(top);
    let own = |key: &str| top.get(key).and_then(Value::as_str).and_then(|link| address(link, base));
    let (link, self_link) = (own("home_page_url"), own("feed_url"));
    // An empty list of some programs, and a list with gaps of others.
    match top.get_mut("items") {
        Some(Value::Object(items)) => {
            let values = std::mem::take(items).into_iter().map(|(_, item)| item).collect();
            top.insert("items".into(), Value::Array(values));
        }
        Some(items @ Value::Null) => *items = Value::Array(Vec::new()),
        _ => {}
    }
    let is_cut_off = damage.as_ref().is_some_and(|(_, is_cut_off)| *is_cut_off);
    if damage.is_some() {
        gather(top);
    }
    if is_cut_off {
        drop_unknown(top);
    }
    let dropped = mend(top);
    let languages = languages(top);
    let damage =
        damage.map(|(error, _)| format!("the JSON is damaged and was read as far as it goes: {error}"));
    let mended = document.to_string();
    let parser =
        feed_rs::parser::Builder::new().id_generator(|_, _, _| String::new()).sanitize_content(false).build();
    let feed = parser.parse(mended.as_bytes()).map_err(|error| FeedError::Json(error.to_string()))?;
    let base = base
        .cloned()
        .or_else(|| [&link, &self_link].into_iter().flatten().find_map(|link| Url::parse(link).ok()));
    Ok(Feed {
        title: feed.title.map(|title| fold(&title.content)).filter(|title| !title.is_empty()),
        link,
        self_link,
        description: feed.description.map(|text| text.content),
        language: feed.language,
        hubs,
        entries: { feed.entries }
            .into_iter()
            .zip(languages)
            .filter_map(|(entry, language)| convert(entry, language, base.as_ref()))
            .collect(),
        problems: damage.into_iter().chain(dropped).map(model::Problem).collect(),
        is_cut_off,
        ..Feed::default()
    })
}

/// Brings the items together that stand beside the list, since its end was met too early.
fn gather(top: &mut Map<String, Value>) {
    let mut beside = Vec::new();
    top.retain(|name, value| {
        let is_beside = name.starts_with(NAMELESS) && value.is_object();
        if is_beside {
            beside.push(value.take());
        }
        !is_beside
    });
    if let Some(items) = top.get_mut("items").and_then(Value::as_array_mut) {
        items.extend(beside);
    }
}

/// Drops the item that a document ends in, where what it is known by was not read.
fn drop_unknown(top: &mut Map<String, Value>) {
    let Some(items) = top.get_mut("items").and_then(Value::as_array_mut) else { return };
    let is_known = |item: &Value| {
        ["id", "url", "external_url"].iter().any(|key| item.get(*key).is_some_and(|it| !it.is_null()))
    };
    // Without the date that others have it would be taken for one of unknown age.
    let is_dated =
        |item: &Value| ["date_published", "date_modified"].iter().any(|key| item.get(*key).is_some());
    let others_are_dated = items.iter().rev().skip(1).all(is_dated);
    if items.last().is_some_and(|item| !is_known(item) || !is_dated(item) && others_are_dated) {
        items.pop();
    }
}

fn hubs(top: &Map<String, Value>) -> Vec<String> {
    let hubs = top.get("hubs").and_then(Value::as_array).into_iter().flatten();
    hubs.filter_map(|hub| hub.get("url")?.as_str()).take(10).map(str::to_owned).collect()
}

/// The languages of the items (JSON Feed 1.1), in their order, which `feed-rs` does not map.
fn languages(top: &Map<String, Value>) -> Vec<Option<String>> {
    let items = top.get("items").and_then(Value::as_array).into_iter().flatten();
    items.map(|item| item.get("language").and_then(Value::as_str).map(str::to_owned)).collect()
}

/// Makes the document one that a strict reader takes: required fields are there, each value is of its type, and dates are in
/// the one form that every reader knows. Returns what had to be left out.
fn mend(top: &mut Map<String, Value>) -> Option<String> {
    let known = |version: &Value| {
        version.as_str().is_some_and(|version| version.starts_with("https://jsonfeed.org/version/1"))
    };
    if !top.get("version").is_some_and(known) {
        top.insert("version".into(), VERSION.into());
    }
    top.entry("title").or_insert_with(|| "".into());
    mend_values(top, &["title", "home_page_url", "feed_url", "language", "description", "icon", "favicon"]);
    if !top.get("title").is_some_and(Value::is_string) {
        top.insert("title".into(), "".into());
    }
    let items = top.get_mut("items").and_then(Value::as_array_mut)?;
    let given = items.len();
    items.retain(Value::is_object);
    items.truncate(ENTRIES_MAX);
    for item in items.iter_mut().filter_map(Value::as_object_mut) {
        mend_item(item);
    }
    let dropped = given - items.len();
    (dropped > 0)
        .then(|| format!("items that are no objects or beyond the {ENTRIES_MAX}th were left out: {dropped}"))
}

fn mend_item(item: &mut Map<String, Value>) {
    mend_values(
        item,
        &[
            "id",
            "url",
            "external_url",
            "title",
            "content_html",
            "content_text",
            "summary",
            "date_published",
            "date_modified",
        ],
    );
    for key in ["date_published", "date_modified"] {
        let at = item.get(key).and_then(Value::as_str).and_then(date);
        match at {
            Some(at) => item.insert(key.into(), at.to_string().into()),
            None => item.remove(key),
        };
    }
    // Nothing of these is used, and one that is not as it should be would cost the whole feed.
    item.remove("attachments");
    if let Some(tags) = item.get_mut("tags") {
        match tags.as_array_mut() {
            Some(tags) => tags.retain(Value::is_string),
            None => *tags = Value::Null,
        }
    }
}

/// Makes numbers text, removes what is neither, and brings authors into shape.
fn mend_values(object: &mut Map<String, Value>, keys: &[&str]) {
    for key in keys {
        match object.get(*key) {
            Some(Value::Number(number)) => {
                let number = number.to_string();
                object.insert((*key).into(), number.into());
            }
            Some(Value::String(_)) | None => {}
            Some(_) => {
                object.remove(*key);
            }
        }
    }
    let named = |author: &Value| {
        author.get("name").is_some_and(Value::is_string) && author.get("url").is_none_or(Value::is_string)
    };
    if object.get("author").is_some_and(|author| !named(author)) {
        object.remove("author");
    }
    match object.get_mut("authors").map(Value::as_array_mut) {
        Some(Some(authors)) => authors.retain(named),
        Some(None) => {
            object.remove("authors");
        }
        None => {}
    }
}

fn convert(entry: read::Entry, language: Option<String>, base: Option<&Url>) -> Option<Entry> {
    let mut draft = Draft::default();
    draft.offer_value(|draft| &mut draft.id, 0, entry.id);
    let link = entry.links.first().and_then(|link| address(&link.href, base));
    draft.offer_value(|draft| &mut draft.link, 0, link.unwrap_or_default());
    if let Some(id) = draft.id.get().filter(|id| id.starts_with("http")).cloned() {
        draft.offer_value(|draft| &mut draft.link, 1, address(&id, base).unwrap_or_default());
    }
    draft.offer_title(
        0,
        fold(&entities::resolve(&entry.title.map(|title| title.content).unwrap_or_default())),
    );
    draft.offer_text(false, 0, &entry.summary.map(|summary| escape(&summary.content)).unwrap_or_default());
    let content = entry.content.map(|content| {
        let body = content.body.unwrap_or_default();
        if content.content_type.subty() == "plain" { escape(&body) } else { body }
    });
    draft.offer_text(true, 0, &content.unwrap_or_default());
    for author in entry.authors {
        draft.offer_author(0, author.name.unwrap_or_default());
    }
    draft.offer_value(|draft| &mut draft.language, 0, language.unwrap_or_default());
    let instant = |seconds: i64| jiff::Timestamp::from_second(seconds).ok();
    for category in entry.categories {
        draft.offer_category(category.term);
    }
    let mut converted = draft.into_entry()?;
    converted.published = entry.published.and_then(|at| instant(at.timestamp()));
    converted.updated = entry.updated.and_then(|at| instant(at.timestamp()));
    if converted.guid.is_empty() {
        converted.guid = digest(&converted);
    }
    Some(converted)
}

/// Plain text in a field that holds markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
