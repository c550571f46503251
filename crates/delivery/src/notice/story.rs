//! What an alert tells a person: what was found and in which sentence, how sure that is, and who has the story.

use super::words::{MAX_OUTLETS, clean, link, list, name, push, quote, source};
use super::{MAX_HEADLINE, Notice, Paragraph, Run, Tone, WATCHES, update};
use crate::cut::cut;
use crate::wire::{Mention, Outlet, Story, StoryData};

/// The most of the reasons for a score.
const MAX_REASONS: usize = 120;

/// The most findings that are shown; a person reads no more on a phone.
const MAX_FINDINGS: usize = 8;

pub(super) fn story(data: &StoryData, time: &str) -> Notice {
    let mut watches: Vec<&Mention> = Vec::new();
    for mention in &data.mentions {
        if !watches.iter().any(|seen| seen.watch == mention.watch) {
            watches.push(mention);
        }
    }
    let shown = watches.iter().take(MAX_FINDINGS);
    let link = data.story.outlets.iter().find_map(|outlet| link(outlet.url.as_deref()?));
    Notice {
        headline: match &data.update {
            Some(update) => update::headline(update, data.story.outlets_found, &headline(data)),
            None => headline(data),
        },
        findings: shown.map(|mention| finding(mention, data, link.as_deref())).collect(),
        more: watches.len().saturating_sub(MAX_FINDINGS),
        nouns: WATCHES,
        spread: spread(data),
        // By its id it can be spoken of: `wirewatch feedback`.
        footer: format!("{} · {} · {time}", name(&data.watchlist), name(&data.id)),
        time: None,
        tone: match !watches.is_empty() && watches.iter().all(|mention| mention.outcome == "review") {
            true => Tone::Review,
            false => Tone::News,
        },
        link,
    }
}

fn headline(data: &StoryData) -> String {
    let titles =
        [&data.story.title].into_iter().chain(data.mentions.iter().map(|mention| &mention.article.title));
    let headline = titles.map(|title| cut(&clean(title), MAX_HEADLINE)).find(|title| !title.is_empty());
    headline.unwrap_or_else(|| "A story without a headline".to_owned())
}

/// `Watch (97% sure): the sentence with the name — Outlet (why)`. The outlet is linked where the headline does not lead there.
fn finding(mention: &Mention, data: &StoryData, headline_link: Option<&str>) -> Paragraph {
    let percent = (mention.score * 100.0).round();
    let review = if mention.outcome == "review" { "to review, " } else { "" };
    let mut paragraph = vec![Run::bold(name(&mention.watch))];
    push(&mut paragraph, Run::plain(format!(" ({review}{percent}% sure)")));
    if let Some(evidence) = mention.evidence.first() {
        push(&mut paragraph, Run::plain(": “"));
        for run in quote(&clean(&evidence.sentence), &clean(&evidence.alias)) {
            push(&mut paragraph, run);
        }
        push(&mut paragraph, Run::plain("”"));
    }
    if let Some(source) = source(mention.article.source.as_deref(), mention.article.url.as_deref()) {
        let link = mention.article.url.as_deref().and_then(link).filter(|link| headline_link != Some(link));
        push(&mut paragraph, Run::plain(" — "));
        push(&mut paragraph, Run { link, ..Run::plain(source) });
    }
    let notes = notes(mention, data);
    if !notes.is_empty() {
        push(&mut paragraph, Run::plain(format!(" ({notes})")));
    }
    paragraph
}

/// In how many articles it was found, and why it is so sure.
fn notes(mention: &Mention, data: &StoryData) -> String {
    let articles = data.mentions.iter().filter(|other| other.watch == mention.watch).count();
    // Of very many not all are listed.
    let at_least = if data.mentions_found > data.mentions.len() { "at least " } else { "" };
    let found = (articles > 1).then(|| format!("found in {at_least}{articles} articles"));
    let reasons =
        (!mention.reasons.is_empty()).then(|| cut(&clean(&mention.reasons.join("; ")), MAX_REASONS));
    found.into_iter().chain(reasons).collect::<Vec<_>>().join("; ")
}

/// Who has the story: what came since the last time, the first, who copies and who reports in words of their own.
fn spread(data: &StoryData) -> Option<Paragraph> {
    let Story { outlets, articles, outlets_found, languages, origin, .. } = &data.story;
    // Who had it first, whoever became known first.
    let first_outlet = outlets.iter().find(|outlet| outlet.relation == "original").or(outlets.first())?;
    let unknown = || "an outlet without a name".to_owned();
    let first = source(first_outlet.source.as_deref(), first_outlet.url.as_deref()).unwrap_or_else(unknown);
    let others = |relation: &str| {
        let of_it = outlets.iter().filter(|outlet| outlet.relation == relation);
        names(of_it).into_iter().filter(|name| *name != first).collect::<Vec<_>>()
    };
    let languages: Vec<String> = languages.iter().take(MAX_OUTLETS).map(|language| name(language)).collect();
    let inside = if languages.is_empty() { String::new() } else { format!(" in {}", languages.join(", ")) };
    let new = data.update.as_ref().map(update::since).unwrap_or_default();
    let text = if *articles <= 1 {
        format!("{new}So far only {first} has it{inside}.")
    } else {
        let from = if *outlets_found > 1 { format!(" from {outlets_found} outlets") } else { String::new() };
        let origin = origin.as_deref().map(name).filter(|origin| *origin != first);
        let origin = origin.map_or(String::new(), |origin| format!(", probably after {origin}"));
        let copied = list(". Copied by ", &others("copy"));
        let reported = list(". Also reported by ", &others("report"));
        format!("{new}{articles} articles{from}{inside}. First: {first}{origin}{copied}{reported}.")
    };
    Some(vec![Run::plain(text)])
}

/// The names of outlets, each once.
pub(super) fn names<'a>(outlets: impl Iterator<Item = &'a Outlet>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for outlet in outlets {
        if let Some(source) = source(outlet.source.as_deref(), outlet.url.as_deref())
            && !names.contains(&source)
        {
            names.push(source);
        }
    }
    names
}
