//! Housekeeping: notes the time, so that a clock that was set back delays nothing, and forgets what is kept no longer.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::Step;
use crate::context::Context;
use crate::forget::Forgetting;
use crate::shutdown::Stopping;
use crate::trouble::Trouble;

/// How often the time is noted; what is due is late by this much at the most after a clock was set back.
const EVERY: Duration = Duration::from_secs(20);

/// The worker that keeps house.
#[derive(Debug)]
pub(crate) struct Housekeeping {
    context: Arc<Context>,
    forgetting: Forgetting,
    trouble: Trouble,
}

impl Housekeeping {
    pub(crate) fn new(context: &Arc<Context>) -> Housekeeping {
        let forgetting = Forgetting::default();
        Housekeeping { context: Arc::clone(context), forgetting, trouble: Trouble::new("housekeep") }
    }

    /// Keeps house until it is told to stop.
    pub(crate) async fn run(mut self, mut stopping: Stopping) {
        while !stopping.is_stopping() {
            // Told already where it failed; it is done again soon in any case.
            let _ = self.step().await;
            tokio::select! { () = tokio::time::sleep(EVERY) => {}, () = stopping.begun() => {} }
        }
    }

    /// Notes the time once, and forgets some of what is kept no longer.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub(crate) async fn step(&mut self) -> Result<Step, store::Error> {
        let now = self.context.clock.now();
        match self.keep_house(now).await {
            Ok(()) => {
                self.trouble.over();
                Ok(Step { done: 1, next: Some(now + EVERY) })
            }
            Err(error) => {
                self.trouble.begin(&error, now);
                Err(error)
            }
        }
    }

    async fn keep_house(&mut self, now: Timestamp) -> Result<(), store::Error> {
        self.context.store.note_time(now).await?;
        // A clock that is wrong is set right again, and what was forgotten by it stays gone.
        match self.context.store.is_time_steady(now).await? {
            true => self.forgetting.step(&self.context, now).await,
            false => Ok(()),
        }
    }
}
