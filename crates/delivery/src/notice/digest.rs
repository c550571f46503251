//! What a digest tells a person: how much waited, and each story with what was found in it, on a line or two.

use super::words::{MAX_OUTLETS, clean, link, list, name, push, source};
use super::{Notice, Paragraph, Run, Tone, bare};
use crate::cut::cut;
use crate::wire::{DigestAlert, DigestData, DigestStory};

/// The most stories that are shown; a person reads no more at once.
const MAX_STORIES: usize = 20;

/// The most UTF-16 units of a story's title.
const MAX_TITLE: usize = 160;

/// The most watches and watchlists that are named.
const MAX_NAMES: usize = 5;

pub(super) fn digest(data: &DigestData, when: &str) -> Notice {
    let alerts: Vec<&DigestAlert> =
        data.stories.iter().flat_map(|story| &story.alerts).chain(&data.more).collect();
    let lists = distinct(alerts.iter().map(|alert| alert.watchlist.as_str()));
    let several = lists.len() > 1;
    let only_review = |story: &DigestStory| {
        !story.mentions.is_empty() && story.mentions.iter().all(|mention| mention.outcome == "review")
    };
    let reviews = !data.stories.is_empty() && data.more.is_empty() && data.stories.iter().all(only_review);
    let shown = data.stories.iter().take(MAX_STORIES);
    Notice {
        findings: shown.map(|story| paragraph(story, several)).collect(),
        more: data.stories.len().saturating_sub(MAX_STORIES) + data.more.len(),
        nouns: ("", ""),
        tone: if reviews { Tone::Review } else { Tone::News },
        ..bare(headline(data, &lists), format!("held for {} · {when}", held_for(data)))
    }
}

/// `12 alerts of energy and sector`; of a limit alone, `40 more alerts of energy`.
fn headline(data: &DigestData, lists: &[String]) -> String {
    let more = if data.held_for == ["limit"] { "more " } else { "" };
    let alerts = if data.alerts_found == 1 { "alert" } else { "alerts" };
    format!("{} {more}{alerts}{}", data.alerts_found, list(" of ", lists))
}

/// What they waited for.
fn held_for(data: &DigestData) -> String {
    let name = |reason: &String| match reason.as_str() {
        "quiet" => "quiet hours".to_owned(),
        "limit" => "the limit".to_owned(),
        "mute" => "a mute".to_owned(),
        "digest" => "this digest".to_owned(),
        reason => name(reason),
    };
    data.held_for.iter().take(MAX_NAMES).map(name).collect::<Vec<_>>().join(", ")
}

/// `Title (energy): watch, watch — 7 articles, first: Outlet · alert_12 and alert_13`.
fn paragraph(entry: &DigestStory, several: bool) -> Paragraph {
    let titles = [&entry.story.title].into_iter().chain(entry.alerts.iter().map(|alert| &alert.title));
    let title = titles.map(|title| cut(&clean(title), MAX_TITLE)).find(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| "A story without a headline".to_owned());
    let link = entry.story.outlets.iter().find_map(|outlet| link(outlet.url.as_deref()?));
    let mut paragraph = vec![Run { link, ..Run::bold(title) }];
    if several {
        let lists = distinct(entry.alerts.iter().map(|alert| alert.watchlist.as_str()));
        push(&mut paragraph, Run::plain(format!(" ({})", lists.join(", "))));
    }
    let watches = distinct(entry.mentions.iter().map(|mention| mention.watch.as_str()));
    push(&mut paragraph, Run::plain(list(": ", &watches)));
    let first = entry.story.outlets.first();
    let first = first.and_then(|outlet| source(outlet.source.as_deref(), outlet.url.as_deref()));
    let who = match (entry.story.articles, first) {
        (0, _) | (_, None) => String::new(),
        (1, Some(first)) => format!(" — {first}"),
        (articles, Some(first)) => format!(" — {articles} articles, first: {first}"),
    };
    push(&mut paragraph, Run::plain(who));
    // By their ids they can be spoken of: `wirewatch feedback`.
    let ids: Vec<String> = entry.alerts.iter().map(|alert| name(&alert.id)).collect();
    push(&mut paragraph, Run::plain(list(" · ", &ids)));
    paragraph
}

/// Each name once, in order, and not without end.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for text in names.map(name) {
        if !text.is_empty() && !distinct.contains(&text) && distinct.len() < 2 * MAX_OUTLETS {
            distinct.push(text);
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn read(change: impl Fn(&mut model::Digest)) -> Notice {
        let mut digest = sample::digest();
        change(&mut digest);
        Notice::read(&crate::digest_event(&digest, "event_9")).unwrap()
    }

    fn plain(paragraph: &Paragraph) -> String {
        paragraph.iter().map(|run| run.text.as_str()).collect()
    }

    #[test]
    fn a_digest_says_how_much_waited_and_for_what() {
        let check = |change: fn(&mut model::Digest), headline: &str, footer: &str, more: Option<&str>| {
            let notice = read(change);
            assert_eq!(notice.headline, headline);
            assert_eq!(notice.footer, format!("held for {footer} · 1 March 2026, 12:00 UTC"));
            assert_eq!(notice.more(notice.findings.len()).as_deref(), more);
        };
        check(|_| (), "4 alerts of energy and shipping", "quiet hours", Some("and 1 more"));
        check(
            |digest| {
                digest.more.clear();
                digest.stories.truncate(1);
                digest.stories[0].alerts.truncate(1);
                digest.stories[0].alerts[0].why = model::HoldReason::Limit;
            },
            "1 more alert of energy",
            "the limit",
            None,
        );
        check(
            |digest| {
                digest.stories[0].alerts[0].why = model::HoldReason::Mute;
                digest.stories = vec![digest.stories[0].clone(); 30];
            },
            "61 alerts of energy and shipping",
            "a mute, quiet hours",
            Some("and 11 more"),
        );
    }

    #[test]
    fn each_story_is_told_as_it_stands_now() {
        let notice = read(|_| ());
        let findings: Vec<String> = notice.findings.iter().map(plain).collect();
        assert_eq!(
            findings,
            [
                "Norvik Power halts its largest plant after a turbine fire (energy): Norvik Power and Aster turbines — 3 \
                 articles, first: Coast Wire · alert_12 and alert_14",
                "Port Ellis closes its harbour (shipping): Port Ellis — Harbour Gazette · alert_13",
            ]
        );
        assert_eq!(notice.findings[0][0].link.as_deref(), Some("https://wire.example/norvik-fire"));
        let one_list = read(|digest| {
            digest.stories.truncate(1);
            digest.more.clear();
        });
        assert!(!plain(&one_list.findings[0]).contains("(energy)"));
    }
}
