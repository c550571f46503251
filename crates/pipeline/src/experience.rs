//! What grouping has learned of names, and what users said: read from the database at a start and whenever a commit failed, and
//! kept in the commits of the articles that taught it.

use model::{About, Learned};
use rustc_hash::FxHashSet;
use store::Error;
use watch::Knowledge;

use crate::context::Context;

/// What has been learned and heard.
#[derive(Debug)]
pub(crate) struct Experience {
    pub(crate) knowledge: Knowledge,
    /// The number of what was heard last.
    heard: i64,
}

impl Experience {
    /// The experience that there was, with what users have said since; or all of it, read anew.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub(crate) async fn up_to_date(
        before: Option<Experience>,
        context: &Context,
    ) -> Result<Experience, Error> {
        let mut experience = match before {
            Some(before) if before.heard == context.store.feedback_given().await? => return Ok(before),
            Some(before) => before,
            None => {
                let mut knowledge = Knowledge::default();
                knowledge.recall(still_watched(context).await?);
                Experience { knowledge, heard: 0 }
            }
        };
        let (heard, feedback) = context.store.feedback().await?;
        experience.knowledge.hear(feedback);
        Ok(Experience { heard, ..experience })
    }
}

/// What was learned, without what was learned of watches that are no longer configured, which is forgotten.
async fn still_watched(context: &Context) -> Result<Vec<Learned>, Error> {
    let plan = context.plan();
    let lists = plan.lists.all().iter();
    let watched: FxHashSet<(&str, &str)> = lists
        .flat_map(|list| list.watches.iter().map(move |watch| (list.name.as_str(), watch.name.as_str())))
        .collect();
    let is_gone = |learned: &mut Learned| match &learned.about {
        About::Word { .. } => false,
        About::Watch { watchlist, watch, .. } => !watched.contains(&(watchlist.as_str(), watch.as_str())),
    };
    let mut learned = context.store.learned().await?;
    let gone: Vec<About> = learned.extract_if(.., is_gone).map(|learned| learned.about).collect();
    if !gone.is_empty() {
        context.store.forget_learned(gone).await?;
    }
    Ok(learned)
}
