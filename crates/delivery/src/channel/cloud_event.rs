//! CloudEvents 1.0 in their structured JSON form: the event's own type, time and data in another envelope.

use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::RenderError;
use crate::wire::{Event, schema};

/// Where the schemas of the events' data are.
const SCHEMAS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/schemas");

pub(super) fn render(id: &str, event: &str) -> Result<Value, RenderError> {
    let event: Event<Value> = serde_json::from_str(event).map_err(RenderError::event)?;
    let source = match event.data.get("watchlist").and_then(Value::as_str) {
        Some(watchlist) => {
            let watchlist: String = byte_serialize(watchlist.as_bytes()).collect();
            format!("/wirewatch/{}", watchlist.replace('+', "%20"))
        }
        None => "/wirewatch".to_owned(),
    };
    Ok(json!({
        "specversion": "1.0",
        "id": id,
        "source": source,
        "type": format!("wirewatch.{}", event.kind),
        "time": event.timestamp,
        "datacontenttype": "application/json",
        "dataschema": format!("{SCHEMAS}/{}.json#/properties/data", schema(&event.kind)),
        "data": event.data,
    }))
}
