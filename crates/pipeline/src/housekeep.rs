//! Housekeeping: notes the time, so that a clock that was set back delays nothing.

use std::sync::Arc;
use std::time::Duration;

use crate::context::Context;
use crate::shutdown::Stopping;
use crate::stage::Trouble;

/// How often the time is noted; what is due is late by this much at the most after a clock was set back.
const EVERY: Duration = Duration::from_secs(20);

/// Notes the time until it is told to stop.
pub(crate) async fn run(context: Arc<Context>, mut stopping: Stopping) {
    let mut trouble = Trouble::new("housekeep");
    while !stopping.is_stopping() {
        match context.store.note_time(context.clock.now()).await {
            Ok(0) => trouble.over(),
            Ok(back) => tracing::warn!(
                seconds = back / 1000,
                "the clock was set back; everything that is due was moved with it"
            ),
            Err(error) => trouble.begin(&error),
        }
        tokio::select! { () = tokio::time::sleep(EVERY) => {}, () = stopping.begun() => {} }
    }
}
