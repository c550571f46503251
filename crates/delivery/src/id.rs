//! A delivery's name to its receiver.

use model::EventId;
use ring::digest;

/// The `webhook-id` of an event's delivery to an endpoint: the same at every attempt, in every process and after every
/// restore, and another for every other event, endpoint and `instance` (the database's name for itself). It holds no full
/// stop, as Standard Webhooks 1.0.0 asks, because the signature is made over fields that full stops separate.
#[must_use]
pub fn webhook_id(instance: &str, event: EventId, endpoint: &str) -> String {
    let mut digest = digest::Context::new(&digest::SHA256);
    for part in [instance, &event.to_string(), endpoint] {
        // The length keeps parts from running into each other.
        digest.update(&(part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let digest = digest.finish();
    // 128 bits are as many as a random UUID has.
    digest.as_ref().iter().take(16).fold("msg_".to_owned(), |id, byte| id + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_stable_and_differ_in_every_part() {
        let desk = webhook_id("db", EventId(12), "desk");
        // Receivers have stored it: it must never change.
        assert_eq!(desk, "msg_9f78fb8e2382a7f379665528b2745e3c");
        let others = [
            webhook_id("db", EventId(12), "desk2"),
            webhook_id("db", EventId(2), "desk"),
            webhook_id("db1", EventId(2), "desk"),
            webhook_id("db2", EventId(12), "desk"),
            desk,
        ];
        assert_eq!(others.iter().collect::<HashSet<_>>().len(), others.len());
        assert!(others.iter().all(|id| id.len() == 36 && !id.contains('.')));
    }
}
