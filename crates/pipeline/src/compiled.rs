//! Watchlists that were compiled: whoever has to know whether they compile need not throw away what came of it.

use std::sync::Arc;

use model::Watchlist;
use watch::{CompileError, Matcher};

/// What watchlists compile to.
#[derive(Clone, Debug)]
pub struct Compiled {
    watchlists: Vec<Watchlist>,
    matcher: Arc<Matcher>,
}

impl Compiled {
    /// Compiles watchlists.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with their watches.
    pub fn of(watchlists: &[Watchlist]) -> Result<Compiled, Vec<CompileError>> {
        Ok(Compiled::new(watchlists, Arc::new(Matcher::compile(watchlists)?)))
    }

    pub(crate) fn new(watchlists: &[Watchlist], matcher: Arc<Matcher>) -> Compiled {
        Compiled { watchlists: watchlists.to_vec(), matcher }
    }

    /// The matcher, if it is that of these watchlists.
    pub(crate) fn matcher_of(&self, watchlists: &[Watchlist]) -> Option<Arc<Matcher>> {
        (self.watchlists == watchlists).then(|| Arc::clone(&self.matcher))
    }
}
