//! What the configuration has the database know, which it is told as a whole or not at all.

use jiff::Timestamp;

use crate::{Error, FeedTarget, Store, endpoints, feeds, held, websub};

/// A configuration, as far as the database has to know it.
#[derive(Clone, Debug)]
pub struct Configured {
    /// The feeds that are polled, as for [`Store::sync_feeds`].
    pub feeds: Vec<FeedTarget>,
    /// The names of the endpoints. What was learned of others is forgotten.
    pub endpoints: Vec<String>,
    /// Whether hubs are asked for anything: then the subscriptions of feeds that are no longer polled are ended, and those of feeds that
    /// are polled again made.
    pub subscribes: bool,
}

impl Store {
    /// Puts a configuration in force at `now`. Alerts that wait for quiet hours or a digest are moved to the times that follow from
    /// it: `until` is asked for a watchlist and an endpoint. What is due already stays so.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written; it knows the configuration before then.
    pub async fn configure(
        &self,
        configured: Configured,
        now: Timestamp,
        until: impl Fn(&str, &str) -> Timestamp + Send + 'static,
    ) -> Result<(), Error> {
        self.writer
            .run(move |transaction| {
                feeds::sync_feeds(transaction, &configured.feeds)?;
                if configured.subscribes {
                    websub::sync_subscriptions(transaction, now)?;
                }
                endpoints::sync_endpoints(transaction, &configured.endpoints)?;
                held::reschedule_held(transaction, now, until)
            })
            .await
    }
}
