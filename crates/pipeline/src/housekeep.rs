//! Housekeeping: notes the time, so that a clock that was set back delays nothing.

use std::sync::Arc;
use std::time::Duration;

use crate::Step;
use crate::context::Context;
use crate::shutdown::Stopping;
use crate::trouble::Trouble;

/// How often the time is noted; what is due is late by this much at the most after a clock was set back.
const EVERY: Duration = Duration::from_secs(20);

/// The worker that keeps house.
#[derive(Debug)]
pub(crate) struct Housekeeping {
    context: Arc<Context>,
    trouble: Trouble,
}

impl Housekeeping {
    pub(crate) fn new(context: &Arc<Context>) -> Housekeeping {
        Housekeeping { context: Arc::clone(context), trouble: Trouble::new("housekeep") }
    }

    /// Keeps house until it is told to stop.
    pub(crate) async fn run(mut self, mut stopping: Stopping) {
        while !stopping.is_stopping() {
            // Told already where it failed; it is done again soon in any case.
            let _ = self.step().await;
            tokio::select! { () = tokio::time::sleep(EVERY) => {}, () = stopping.begun() => {} }
        }
    }

    /// Notes the time once.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub(crate) async fn step(&mut self) -> Result<Step, store::Error> {
        let now = self.context.clock.now();
        match self.context.store.note_time(now).await {
            Ok(_) => {
                self.trouble.over();
                Ok(Step { done: 1, next: Some(now + EVERY) })
            }
            Err(error) => {
                self.trouble.begin(&error, now);
                Err(error)
            }
        }
    }
}
