//! What grouping has learned of names, and what users said: read from the database at a start and whenever a commit failed, and
//! kept in the commits of the articles that taught it.

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
                knowledge.recall(context.store.learned().await?);
                Experience { knowledge, heard: 0 }
            }
        };
        let (heard, feedback) = context.store.feedback().await?;
        experience.knowledge.hear(feedback);
        Ok(Experience { heard, ..experience })
    }
}
