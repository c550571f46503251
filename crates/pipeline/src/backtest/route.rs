//! Whether an alert of a backtest would have been told at once, by the policies that decide so in the daemon.

use jiff::Timestamp;
use model::{
    Alert, AlertMention, AlertReason, Calm, Decision, Endpoint, HoldReason, Mention, StoryCounts, StoryId,
    StorySummary, Volume,
};
use rustc_hash::FxHashMap;

use crate::decide::Telling;
use crate::policy::{Case, route};

/// By watchlist, how many alerts were told in the window of its limit.
#[derive(Debug, Default)]
pub(super) struct Volumes(FxHashMap<String, Volume>);

impl Volumes {
    /// What an alert would have been held for on its way to the endpoint that it would have reached first; `None` where it would
    /// have been told at once.
    pub(super) fn held(
        &mut self,
        endpoints: &[Endpoint],
        telling: &Telling<'_>,
        story: StoryId,
        mentions: &[Mention],
        now: Timestamp,
    ) -> Option<HoldReason> {
        let calm = Calm::default();
        let calm_of = |name: &String| {
            let known = endpoints.iter().find(|known| known.name == *name);
            known.map_or(&calm, |endpoint| &endpoint.calm)
        };
        let mut calms: Vec<&Calm> = telling.list.endpoints.iter().map(calm_of).collect();
        if calms.is_empty() {
            // A watchlist without endpoints is tried as though it had one.
            calms.push(&calm);
        }
        let alert = alert(telling, story, mentions, now);
        let case = Case {
            alert: &alert,
            policy: &telling.list.policy,
            only_review: telling.only_review,
            mutes: &[],
            volume: self.0.get(&telling.list.name).copied(),
            now,
        };
        let ruling = route(&case, &calms);
        if let Some(volume) = ruling.volume {
            self.0.insert(telling.list.name.clone(), volume);
        }
        let first = ruling.decisions.into_iter().min_by_key(|decision| match decision {
            Decision::Deliver => Timestamp::MIN,
            Decision::Hold { until, .. } => until.unwrap_or(Timestamp::MAX),
        });
        match first {
            Some(Decision::Hold { why, .. }) => Some(why),
            Some(Decision::Deliver) | None => None,
        }
    }
}

/// An alert as far as its way depends on it.
fn alert(telling: &Telling<'_>, story: StoryId, mentions: &[Mention], now: Timestamp) -> Alert {
    let is_told = |mention: &&Mention| {
        mention.watchlist == telling.list.name && telling.watches.contains(&mention.watch)
    };
    let mentioned = |mention: &Mention| AlertMention {
        url: None,
        title: String::new(),
        source: None,
        mention: Mention { evidence: Vec::new(), reasons: Vec::new(), ..mention.clone() },
    };
    let mentions: Vec<AlertMention> = mentions.iter().filter(is_told).map(mentioned).collect();
    Alert {
        watchlist: telling.list.name.clone(),
        sequence: 0,
        reason: AlertReason::FirstMention,
        created: now,
        story: StorySummary {
            id: story,
            title: String::new(),
            url: None,
            first_seen: now,
            origin: None,
            outlets: Vec::new(),
            counts: StoryCounts::default(),
            languages: Vec::new(),
        },
        mentions_found: mentions.len(),
        mentions,
    }
}
