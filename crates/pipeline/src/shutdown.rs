//! The wish to stop, as the stages see it.

use tokio::sync::watch;

/// Tells a stage that it is to claim nothing more.
#[derive(Clone, Debug)]
pub(crate) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    pub(crate) fn new() -> (watch::Sender<bool>, Stopping) {
        let (sender, receiver) = watch::channel(false);
        (sender, Stopping(receiver))
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once stopping has begun; whoever could say so being gone says it too.
    pub(crate) async fn begun(&mut self) {
        let _ = self.0.wait_for(|stopping| *stopping).await;
    }
}
