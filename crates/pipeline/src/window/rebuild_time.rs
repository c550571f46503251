//! How long a start takes: a window is rebuilt from a database that the store's example `week` has written.

use std::path::PathBuf;
use std::time::Instant;

use jiff::Timestamp;
use store::Store;

use super::rebuild;
use crate::{Clock, Compiled, Config, Fetch, Revisit, put_in_force};

/// When the week of the example ends.
const END: Timestamp = Timestamp::constant(1_741_075_200 + 6 * super::DAY, 0);

/// `WEEK=week.db cargo test --release -p pipeline --lib -- --ignored --nocapture rebuild_time`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it measures, and is given a database of any size"]
#[allow(clippy::print_stdout)]
async fn a_window_is_rebuilt() {
    let path = PathBuf::from(std::env::var("WEEK").unwrap());
    let config = Config {
        feeds: Vec::new(),
        endpoints: Vec::new(),
        watchlists: Compiled::of(&[]).unwrap(),
        egress: outbound::Config::default(),
        fetch: Fetch::default(),
        keep: crate::config::Keep::default(),
        revisit: Revisit::default(),
        callback: None,
        embedding: None,
    };
    let store = Store::open(&path).unwrap();
    let (context, _plan) = put_in_force(store, Clock::from_fn(|| END), &config, 1).await.unwrap();
    let start = Instant::now();
    let window = rebuild(&context).await.unwrap();
    println!("{} articles: rebuilt in {:.1} s", window.stories.len(), start.elapsed().as_secs_f64());
    assert!(!window.stories.is_empty());
}
