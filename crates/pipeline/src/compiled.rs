//! Watchlists that were compiled: whoever has to know whether they compile need not throw away what came of it.

use std::sync::Arc;

use model::Watchlist;
use watch::{CompileError, Matcher};

/// Watchlists, with what they compile to. A copy costs nothing.
#[derive(Clone, Debug)]
pub struct Compiled {
    lists: Arc<[Watchlist]>,
    matcher: Arc<Matcher>,
}

impl Compiled {
    /// Compiles watchlists.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with their watches.
    pub fn of(lists: &[Watchlist]) -> Result<Compiled, Vec<CompileError>> {
        Ok(Compiled { lists: lists.into(), matcher: Arc::new(Matcher::compile(lists)?) })
    }

    /// Compiles watchlists that take the place of these: only what changed.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with their watches.
    pub fn follow(&self, lists: &[Watchlist]) -> Result<Compiled, Vec<CompileError>> {
        if *self.lists == *lists {
            return Ok(self.clone());
        }
        Ok(Compiled { lists: lists.into(), matcher: Arc::new(self.matcher.follow(&self.lists, lists)?) })
    }

    /// The watchlists, in their order.
    pub(crate) fn lists(&self) -> &Arc<[Watchlist]> {
        &self.lists
    }

    pub(crate) fn matcher(&self) -> &Matcher {
        &self.matcher
    }
}

#[cfg(test)]
mod tests {
    use model::Policy;

    use super::*;

    #[test]
    fn watchlists_that_did_not_change_are_not_compiled_again() {
        let list = |name: &str| Watchlist {
            name: name.to_owned(),
            endpoints: Vec::new(),
            policy: Policy::default(),
            watches: Vec::new(),
        };
        let compiled = Compiled::of(&[list("a")]).unwrap();
        let followed = |name: &str| compiled.follow(&[list(name)]).unwrap();
        assert!(Arc::ptr_eq(&compiled.matcher, &followed("a").matcher));
        assert!(!Arc::ptr_eq(&compiled.matcher, &followed("b").matcher));
        assert_eq!(followed("b").lists()[0].name, "b");
    }
}
