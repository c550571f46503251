//! A story that a watchlist was told of, and what becomes of it that the watchlist asked to be told.

use model::{ArticleId, Policy, UpdateReason, Watchlist};
use rustc_hash::FxHashSet;
use store::{Development, Member, Standing, Told};

use super::Changed;
use crate::policy;

/// A story that a watchlist was told of.
pub(super) struct Followed<'a> {
    pub(super) list: &'a Watchlist,
    /// The parts of it that the watchlist was told of.
    pub(super) told: Vec<&'a Standing>,
    /// The articles that join them now, in the order of placing.
    pub(super) arriving: Vec<&'a Member>,
}

impl Followed<'_> {
    /// What has come true that the watchlist asked for; `watches` are those that may be told of now.
    pub(super) fn development(
        &self,
        changed: Option<(Changed<'_>, ArticleId)>,
        watches: &[String],
    ) -> Option<Development> {
        let edited = changed.and_then(|(changed, article)| self.edited(changed, article));
        let past: Vec<&Told> = self.past().collect();
        let new_watches: Vec<String> = watches
            .iter()
            .filter(|watch| !past.iter().any(|told| told.watches.contains(watch)))
            .cloned()
            .collect();
        let by = changed.map(|(_, article)| article).or(self.arriving.last().map(|member| member.article));
        let mut reasons: Vec<(UpdateReason, ArticleId)> = Vec::new();
        for &reason in &self.list.policy.updates {
            let was_told = |key: &String| past.iter().any(|told| told.reasons.contains(key));
            let reached = match reason {
                UpdateReason::NewWatch => by.filter(|_| !new_watches.is_empty()),
                UpdateReason::Edit => edited.as_ref().map(|(article, _)| *article),
                reason if was_told(&reason.name()) => None,
                reason => self.reached(reason),
            };
            reasons.extend(reached.map(|by| (reason, by)));
        }
        if reasons.is_empty() {
            return None;
        }
        let is_told = |asked| reasons.iter().any(|(reason, _)| *reason == asked);
        let new_watches = if is_told(UpdateReason::NewWatch) { new_watches } else { Vec::new() };
        let gone_watches =
            edited.filter(|_| is_told(UpdateReason::Edit)).map_or_else(Vec::new, |(_, gone)| gone);
        Some(Development { reasons, new_watches, gone_watches, ..self.since() })
    }

    /// The article that was edited, and the watches that it names no more, where the watchlist was not told of that. A further edit of an
    /// article is told only for what it takes out of what was told: a correction may follow upon a change of no consequence, and the
    /// headline of a feed changes before the page is read again.
    fn edited(&self, changed: Changed<'_>, article: ArticleId) -> Option<(ArticleId, Vec<String>)> {
        let Changed::Edited { gone } = changed else { return None };
        let was_told = |key: String| self.past().any(|told| told.reasons.contains(&key));
        let gone: Vec<String> = gone
            .iter()
            .filter(|mention| mention.watchlist == self.list.name)
            .map(|mention| mention.watch.clone())
            .filter(|watch| !was_told(UpdateReason::key_of_gone(article, watch)))
            .collect();
        let was_named = |watch: &String| self.past().any(|told| told.watches.contains(watch));
        let is_news = !was_told(UpdateReason::Edit.key_of(article)) || gone.iter().any(was_named);
        is_news.then_some((article, gone))
    }

    /// The watchlist's alerts.
    pub(super) fn past(&self) -> impl Iterator<Item = &Told> {
        self.told.iter().flat_map(|part| self.past_of(part))
    }

    /// The watchlist's alerts of a part.
    fn past_of<'p>(&'p self, part: &'p Standing) -> impl Iterator<Item = &'p Told> {
        part.told.iter().filter(|told| told.watchlist == self.list.name)
    }

    /// The article by which what a reason asks for comes true now.
    fn reached(&self, reason: UpdateReason) -> Option<ArticleId> {
        let policy = &self.list.policy;
        let meets = |part: &&Standing| {
            let mut tally = Tally::default();
            part.members.iter().for_each(|member| tally.count(member, policy));
            tally.meets(reason)
        };
        // What two stories only have together was told of neither.
        if self.told.iter().any(meets) {
            return None;
        }
        let mut tally = Tally::default();
        self.told.iter().flat_map(|part| &part.members).for_each(|member| tally.count(member, policy));
        let reaching = self.arriving.iter().find(|member| {
            tally.count(member, policy);
            tally.meets(reason)
        });
        reaching.map(|member| member.article)
    }

    /// Which outlets and languages have come since the watchlist was last told.
    fn since(&self) -> Development {
        let (mut known, mut new): (Vec<&Member>, Vec<&Member>) = (Vec::new(), Vec::new());
        for part in &self.told {
            let until = self.past_of(part).map(|told| told.placed).max().unwrap_or(0);
            let at = part.members.partition_point(|member| member.placed <= until);
            let (before, after) = part.members.split_at(at);
            known.extend(before);
            new.extend(after);
        }
        new.extend(&self.arriving);
        new.sort_by_key(|member| member.placed);
        let mut outlets: FxHashSet<&str> =
            known.iter().filter_map(|member| member.outlet.as_deref()).collect();
        let mut languages: FxHashSet<&str> =
            known.iter().filter_map(|member| member.language.as_deref()).collect();
        let mut development =
            Development { last_told: self.past().map(|told| told.at).max(), ..Development::default() };
        for member in new {
            if member.outlet.as_deref().is_some_and(|outlet| outlets.insert(outlet)) {
                development.newcomers.push(member.article);
            }
            if let Some(language) = member.language.as_deref().filter(|language| languages.insert(language)) {
                development.new_languages.push(language.to_owned());
            }
        }
        development
    }
}

/// What of a story reasons to tell of it are about.
#[derive(Debug, Default)]
struct Tally<'a> {
    outlets: FxHashSet<&'a str>,
    /// The outlets that tell it in words of their own.
    reports: FxHashSet<&'a str>,
    languages: FxHashSet<&'a str>,
    trusted: bool,
}

impl<'a> Tally<'a> {
    fn count(&mut self, member: &'a Member, policy: &Policy) {
        if let Some(outlet) = member.outlet.as_deref() {
            self.outlets.insert(outlet);
            if !member.is_copy {
                self.reports.insert(outlet);
            }
        }
        self.languages.extend(member.language.as_deref());
        self.trusted |=
            policy::is_among(&policy.trusted_sources, member.source.as_deref(), member.outlet.as_deref());
    }

    /// Whether what the reason asks for is so. A new watch and an edit are nothing that a story has.
    fn meets(&self, reason: UpdateReason) -> bool {
        match reason {
            UpdateReason::Outlets(number) => self.outlets.len() >= number as usize,
            UpdateReason::FirstReport => self.reports.len() > 1,
            UpdateReason::NewLanguage => self.languages.len() > 1,
            UpdateReason::TrustedSource => self.trusted,
            UpdateReason::NewWatch | UpdateReason::Edit => false,
        }
    }
}
