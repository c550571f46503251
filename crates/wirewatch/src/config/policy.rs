//! The policy of a watchlist: what of what is found may be told, and when.

use std::time::Duration;

use model::{Policy, Review, UpdateReason};

use super::calm;
use super::daemon::{duration_from, set};
use super::names;
use super::problem::Findings;
use super::section::{Found, Section};
use super::values;
use super::watchlists::trimmed;

pub(super) fn read_policy(section: &Section<'_>, findings: &mut Findings) -> Policy {
    let mut policy = Policy::default();
    if let Some(max_age) = duration_from(section, "max_age", Duration::from_secs(1), findings) {
        policy.max_age = max_age.value;
    }
    set(
        &mut policy.deliver_within,
        duration_from(section, "deliver_within", Duration::from_secs(60), findings),
    );
    if let Some(languages) = section.texts("languages", findings) {
        let read: Vec<Found<'_, String>> = languages
            .value
            .iter()
            .filter_map(|text| text.parsed(|text| values::language(text), findings))
            .collect();
        for language in read.iter().filter(|language| !watch::is_assigned(&language.value)) {
            let message = format!(
                "ISO 639 knows no language \"{}\", so that no article is in it: its codes are like \"ja\", \"cs\" or \"zh\"",
                language.value
            );
            findings.warning(language.place(), &language.key, message);
        }
        policy.languages = read.into_iter().map(|language| language.value).collect();
    }
    let sources = outlets(section, "sources", findings);
    let excluded = outlets(section, "exclude_sources", findings);
    check_excluded(&sources, &excluded, findings);
    (policy.sources, policy.exclude_sources) = (trimmed(sources), trimmed(excluded));
    let min_score = section.share("min_score", findings);
    set(&mut policy.min_salience, section.share("min_salience", findings));
    let uncertain = section.parsed("review", review, findings);
    check_review(min_score.as_ref(), uncertain.as_ref(), findings);
    set(&mut policy.min_score, min_score);
    set(&mut policy.review, uncertain);
    policy.limit = calm::read_limit(section, findings);
    policy.calm = calm::read_calm(section, findings);
    read_updates(section, &mut policy, findings);
    policy
}

/// The score from which on a find is sure, as docs/matching.md has it: only what is below is for review.
const SURE: f64 = 0.5;

/// Warns where nothing that is for review has the score that is asked for.
fn check_review(
    min_score: Option<&Found<'_, f64>>,
    review: Option<&Found<'_, Review>>,
    findings: &mut Findings,
) {
    let Some(review) = review.filter(|review| review.value != Review::Drop) else { return };
    if let Some(least) = min_score.filter(|least| least.value >= SURE) {
        let message = format!(
            "nothing is uncertain that scores {} or more, which min_score asks for ({}), so that nothing is left for this: write \
             min_score below {SURE}, or take this away",
            least.value,
            least.place()
        );
        findings.warning(review.place(), &review.key, message);
    }
}

/// Warns of outlets that are asked for and left out.
fn check_excluded(sources: &[Found<'_, String>], excluded: &[Found<'_, String>], findings: &mut Findings) {
    let names = |outlet: &Found<'_, String>| outlet.value.trim().to_ascii_lowercase();
    for source in sources {
        let is_under = |excluded: &&Found<'_, String>| {
            names(source)
                .strip_suffix(&names(excluded))
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if let Some(excluded) = excluded.iter().find(is_under) {
            let message = format!(
                "is left out by {} ({}), so that nothing of it is told: take it out of one of them",
                excluded.key,
                excluded.place()
            );
            findings.warning(source.place(), &source.key, message);
        }
    }
}

fn review(text: &str) -> Result<Review, String> {
    match text {
        "deliver" => Ok(Review::Deliver),
        "hold" => Ok(Review::Hold),
        "drop" => Ok(Review::Drop),
        _ => Err(format!("\"{text}\" is not known here: write \"deliver\", \"hold\" or \"drop\"")),
    }
}

fn read_updates(section: &Section<'_>, policy: &mut Policy, findings: &mut Findings) {
    let trusted = trimmed(outlets(section, "trusted_sources", findings)).into_iter();
    policy.trusted_sources =
        trusted.map(|name| name.strip_prefix("www.").unwrap_or(&name).to_owned()).collect();
    let Some(updates) = section.texts("updates", findings) else { return };
    for text in &updates.value {
        let Some(update) = text.parsed(|text| values::update(text), findings) else { continue };
        if update.value == UpdateReason::TrustedSource && !section.has("trusted_sources") {
            let message = "nobody is trusted: name outlets as trusted_sources";
            findings.warning(update.place(), &update.key, message);
        }
        if policy.updates.contains(&update.value) {
            let message =
                format!("\"{}\" stands here before: each is told once, take one of them away", text.value);
            findings.warning(update.place(), &update.key, message);
        } else {
            policy.updates.push(update.value);
        }
    }
}

/// Names of outlets, or their hosts.
fn outlets<'a>(section: &Section<'a>, name: &'static str, findings: &mut Findings) -> Vec<Found<'a, String>> {
    let texts = section.texts(name, findings).map(|found| found.value).unwrap_or_default();
    for text in texts.iter().filter(|text| !text.value.contains("://")) {
        if let Some(host) = names::host_within(text.value.trim()) {
            let message = format!(
                "is no host, and outlets go by their hosts or names: write \"{host}\", which stands for those below it, too"
            );
            findings.error(text.place(), &text.key, message);
        }
    }
    for text in texts.iter().filter(|text| text.value.contains("://")) {
        let host = url::Url::parse(&text.value).ok();
        let host = host.as_ref().and_then(url::Url::host_str).unwrap_or("example.com");
        let host = host.strip_prefix("www.").unwrap_or(host);
        let message = format!("is an address, and outlets go by their hosts or names: write \"{host}\"");
        findings.error(text.place(), &text.key, message);
    }
    texts
}
