//! From the configuration as it was read to what each crate is told.

use embedding::Model;
use pipeline::Compiled;

use crate::config::{FeedSettings, Settings};

/// The key that names the folder of a model.
pub(crate) const EMBEDDING: &str = "stories.embedding";

/// The embedding model, where one is named.
///
/// # Errors
///
/// Where it cannot be used.
pub(crate) fn embedding(settings: &Settings) -> Result<Option<Model>, embedding::Error> {
    settings.stories.embedding.as_deref().map(Model::open).transpose()
}

/// What the pipeline is told, but for the embedding model: it is read at a start only.
pub(crate) fn pipeline(settings: &Settings, watchlists: Compiled) -> pipeline::Config {
    let feed = |feed: &FeedSettings| pipeline::Feed {
        url: feed.url.clone(),
        tags: feed.tags.clone(),
        min_interval: feed.min_interval,
        max_interval: feed.max_interval,
        silent_after: feed.silent_after,
        access: feed.access.clone(),
        listing: feed.listing.clone(),
        text: feed.text.clone(),
    };
    pipeline::Config {
        feeds: settings.feeds.iter().map(feed).collect(),
        endpoints: settings.endpoints.clone(),
        watchlists,
        egress: settings.egress.clone(),
        revisit: settings.revisit.clone(),
        keep: settings.store.keep,
        callback: settings.api.public_url.clone(),
        embedding: None,
        fetch: pipeline::Fetch {
            timeout: settings.poll.timeout,
            per_host: settings.poll.per_host,
            host_pause: settings.poll.host_pause,
            robots: settings.poll.robots,
            ..pipeline::Fetch::default()
        },
    }
}
