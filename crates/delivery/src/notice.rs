//! What an event tells a person, in the order in which they want to know it and short enough for a phone: the headline,
//! what was found and in which sentence and how sure that is, who has the story, and where all this comes from. Knows
//! nothing of any channel's markup; what a channel shows is made from these runs of text.

mod digest;
mod update;

use jiff::Timestamp;
use serde::Deserialize as _;
use url::Url;

use crate::RenderError;
use crate::cut::{around, cut};
use crate::wire::{DigestData, Event, IncidentData, Mention, Outlet, Story, StoryData, TestData, schema};

/// The most UTF-16 units of a headline.
const MAX_HEADLINE: usize = 200;

/// The most of a quoted sentence.
const MAX_QUOTE: usize = 240;

/// The most of any name: of a watch, an outlet, a watchlist.
const MAX_NAME: usize = 80;

/// The most of what is known of an incident.
const MAX_DETAIL: usize = 500;

/// The most of the reasons for a score.
const MAX_REASONS: usize = 120;

/// The most findings that are shown; a person reads no more on a phone.
const MAX_FINDINGS: usize = 8;

/// The most outlets that are named as copies, or as reports.
const MAX_OUTLETS: usize = 5;

/// What the findings of a story are called.
const WATCHES: (&str, &str) = ("watch", "watches");

/// The longest address that is linked; some receivers refuse a message with a longer one.
const MAX_LINK: usize = 1000;

/// An event as a person reads it.
#[derive(Debug)]
pub(crate) struct Notice {
    /// Plain text, never empty, on one line.
    pub(crate) headline: String,
    /// Where the headline leads.
    pub(crate) link: Option<String>,
    /// What was found, best first, a paragraph each.
    pub(crate) findings: Vec<Paragraph>,
    /// How many findings there are besides.
    pub(crate) more: usize,
    /// What one of them is called, and several.
    nouns: (&'static str, &'static str),
    /// Who has the story.
    pub(crate) spread: Option<Paragraph>,
    /// Which watchlist tells it, and when.
    pub(crate) footer: String,
    /// When it happened, where that can be read.
    pub(crate) time: Option<Timestamp>,
    /// How it is meant.
    pub(crate) tone: Tone,
}

/// How a notice is meant, for the channels that have a colour, a sign or a sound for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// It is news.
    News,
    /// All of it is for a person to look at first.
    Review,
    /// Something does not work.
    Trouble,
    /// Something works again.
    Relief,
}

/// Runs of text that stand on one line.
pub(crate) type Paragraph = Vec<Run>;

/// Text of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) bold: bool,
    /// An address of http or https, in which nothing has a meaning in HTML or Markdown.
    pub(crate) link: Option<String>,
}

impl Run {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Run { text: text.into(), bold: false, link: None }
    }

    fn bold(text: impl Into<String>) -> Self {
        Run { bold: true, ..Run::plain(text) }
    }
}

impl Notice {
    /// Reads an event of any type. One of a type that is not known here gives a notice that says so.
    pub(crate) fn read(event: &str) -> Result<Self, RenderError> {
        let event: Event<serde_json::Value> = serde_json::from_str(event).map_err(RenderError::event)?;
        let when = time(&event.timestamp);
        let notice = match event.kind.as_str() {
            "test" => test(&TestData::deserialize(event.data).map_err(RenderError::event)?, &when),
            kind if kind.starts_with("story.") => {
                story(&StoryData::deserialize(event.data).map_err(RenderError::event)?, &when)
            }
            "digest" => {
                digest::digest(&DigestData::deserialize(event.data).map_err(RenderError::event)?, &when)
            }
            kind if schema(kind) == "incident" => {
                incident(kind, &IncidentData::deserialize(event.data).map_err(RenderError::event)?, &when)
            }
            kind => bare(format!("An event of the type {}", name(kind)), when),
        };
        Ok(Notice { time: event.timestamp.parse().ok(), ..notice })
    }

    /// The line that stands for the findings that are not shown: `shown` of those here are.
    pub(crate) fn more(&self, shown: usize) -> Option<String> {
        let hidden = self.more + self.findings.len().saturating_sub(shown);
        let noun = if hidden == 1 { self.nouns.0 } else { self.nouns.1 };
        (hidden > 0).then(|| format!("and {hidden} more {noun}").trim_end().to_owned())
    }
}

fn bare(headline: String, footer: String) -> Notice {
    Notice {
        headline,
        link: None,
        findings: Vec::new(),
        more: 0,
        nouns: WATCHES,
        spread: None,
        footer,
        time: None,
        tone: Tone::News,
    }
}

/// What happened to whom, since when, and what is known of it.
fn incident(kind: &str, data: &IncidentData, when: &str) -> Notice {
    let called = data.title.as_deref().map(name).filter(|title| !title.is_empty());
    let subject = called.or_else(|| source(None, Some(&data.subject))).unwrap_or_else(|| name(&data.subject));
    let (headline, tone) = match kind {
        "source.silent" => (format!("{subject} has fallen silent"), Tone::Trouble),
        "source.recovered" => (format!("{subject} has something new again"), Tone::Relief),
        "source.gone" => (format!("{subject} is gone for good"), Tone::Trouble),
        "endpoint.disabled" => (format!("Nothing more is sent to {subject}"), Tone::Trouble),
        "endpoint.recovered" => (format!("{subject} takes deliveries again"), Tone::Relief),
        kind => (format!("{}: {subject}", name(kind)), Tone::Trouble),
    };
    let detail = cut(&clean(&data.detail), MAX_DETAIL);
    Notice {
        link: link(&data.subject),
        findings: if detail.is_empty() { Vec::new() } else { vec![vec![Run::plain(detail)]] },
        spread: Some(vec![Run::plain(format!("{} {}.", before(tone), time(&data.since)))]),
        tone,
        ..bare(headline, format!("{} · {when}", name(kind)))
    }
}

/// What stands before the time since when something has been so.
fn before(tone: Tone) -> &'static str {
    if tone == Tone::Relief { "It had not been well since" } else { "Since" }
}

fn test(data: &TestData, time: &str) -> Notice {
    let notice = story(&data.story, time);
    let headline = format!("Test of {}: {}", name(&data.endpoint), notice.headline);
    Notice { headline: cut(&headline, MAX_HEADLINE), ..notice }
}

fn story(data: &StoryData, time: &str) -> Notice {
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
    let found = (articles > 1).then(|| format!("found in {articles} articles"));
    let reasons =
        (!mention.reasons.is_empty()).then(|| cut(&clean(&mention.reasons.join("; ")), MAX_REASONS));
    found.into_iter().chain(reasons).collect::<Vec<_>>().join("; ")
}

/// Adds a run, or its text to the last one where they look alike; never an empty one.
fn push(paragraph: &mut Paragraph, run: Run) {
    match paragraph.last_mut() {
        _ if run.text.is_empty() => {}
        Some(last) if last.bold == run.bold && last.link == run.link => last.text.push_str(&run.text),
        _ => paragraph.push(run),
    }
}

/// The sentence with the name in bold, where the name stands in it.
fn quote(sentence: &str, alias: &str) -> [Run; 3] {
    let found = position(sentence, alias).and_then(|span| around(sentence, span, MAX_QUOTE));
    let (part, span) = found.unwrap_or_else(|| (cut(sentence, MAX_QUOTE), 0..0));
    let piece = |range: std::ops::Range<usize>| part.get(range).unwrap_or_default();
    [
        Run::plain(piece(0..span.start)),
        Run::bold(piece(span.clone())),
        Run::plain(piece(span.end..part.len())),
    ]
}

/// Where `name` stands in `text`, in any case.
fn position(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    if name.is_empty() {
        return None;
    }
    let starts = text.char_indices().map(|(start, _)| start);
    starts.filter_map(|start| Some(start..start + matching(text.get(start..)?, name)?)).next()
}

/// How many bytes of `text` are `name`, in any case.
fn matching(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.chars();
    let same = name.chars().all(|wanted| {
        rest.next().is_some_and(|found| found == wanted || found.to_lowercase().eq(wanted.to_lowercase()))
    });
    same.then(|| text.len() - rest.as_str().len())
}

/// Who has the story: what came since the last time, the first, who copies and who reports in words of their own.
fn spread(data: &StoryData) -> Option<Paragraph> {
    let Story { outlets, articles, outlets_found, languages, origin, .. } = &data.story;
    let first_outlet = outlets.first()?;
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
fn names<'a>(outlets: impl Iterator<Item = &'a Outlet>) -> Vec<String> {
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

/// `, A, B and 3 more`, or nothing where there is no name.
fn list(before: &str, names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(MAX_OUTLETS).map(String::as_str).collect();
    match (shown.as_slice(), names.len().saturating_sub(MAX_OUTLETS)) {
        ([], _) => String::new(),
        ([one], 0) => format!("{before}{one}"),
        ([most @ .., last], 0) => format!("{before}{} and {last}", most.join(", ")),
        (most, hidden) => format!("{before}{} and {hidden} more", most.join(", ")),
    }
}

/// An outlet's name, or else the host of its address.
fn source(source: Option<&str>, url: Option<&str>) -> Option<String> {
    let given = source.map(name).filter(|name| !name.is_empty());
    given.or_else(|| Some(name(Url::parse(url?).ok()?.host_str()?)))
}

fn name(text: &str) -> String {
    cut(&clean(text), MAX_NAME)
}

/// One line without control characters, and without those by which text can be made to read in another order.
fn clean(text: &str) -> String {
    let visible =
        |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    let text: String = text.chars().filter(visible).map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address that may be linked, with what has a meaning in a channel's markup percent-encoded. Feeds give addresses of
/// every scheme, and a link in a chat must not run a script.
fn link(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let encoded = url.as_str().chars().fold(String::new(), |mut link, c| {
        match c {
            '<' | '>' | '"' | '\'' | '(' | ')' | '[' | ']' | '|' | '\\' | '`' | '*' | '^' | '{' | '}' => {
                link.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => link.push(c),
        }
        link
    });
    (encoded.len() <= MAX_LINK).then_some(encoded)
}

/// A time as people write it; as it came where it cannot be read.
fn time(timestamp: &str) -> String {
    let read = timestamp.parse::<Timestamp>();
    read.map_or_else(|_| name(timestamp), |time| time.strftime("%-d %B %Y, %H:%M UTC").to_string())
}

#[cfg(test)]
mod tests {
    use model::{AlertReason, Reached, StoryCounts, UpdateReason};

    use super::*;
    use crate::sample;

    fn plain(paragraph: &Paragraph) -> String {
        paragraph
            .iter()
            .map(|run| if run.bold { format!("*{}*", run.text) } else { run.text.clone() })
            .collect()
    }

    fn read(change: impl Fn(&mut model::Alert)) -> Notice {
        let mut alert = sample::alert();
        change(&mut alert);
        Notice::read(&crate::event(&alert, "alert_12")).unwrap()
    }

    #[test]
    fn a_story_is_told_in_order() {
        let notice = read(|_| ());
        assert_eq!(notice.headline, "Norvik Power halts its largest plant after a turbine fire");
        assert_eq!(notice.link.as_deref(), Some("https://wire.example/norvik-fire"));
        let findings: Vec<String> = notice.findings.iter().map(plain).collect();
        assert_eq!(
            findings,
            [
                "*Norvik Power* (97% sure): “*Norvik* Power said on Sunday that the plant would stay shut for weeks.” \
                 — Coast Wire (whole name, exact case)",
                "*Aster turbines* (to review, 41% sure): “The turbine, made by *Aster*, was installed in 2019.” — Coast \
                 Wire (whole name, exact case)",
            ]
        );
        assert_eq!(
            plain(&notice.spread.unwrap()),
            "3 articles from 3 outlets in en, fr. First: Coast Wire. Copied by Harbour Gazette. Also reported by Le Quai."
        );
        assert_eq!(notice.footer, "energy · alert_12 · 1 March 2026, 12:00 UTC");
        assert_eq!(notice.tone, Tone::News);
    }

    #[test]
    fn an_update_says_what_is_new() {
        let check = |reasons: &[UpdateReason], headline: &str| {
            let mut alert = sample::update();
            let AlertReason::Update(update) = &mut alert.reason else { unreachable!() };
            let by = update.new_outlets[1].clone();
            update.reasons =
                reasons.iter().map(|reason| Reached { reason: *reason, by: by.clone() }).collect();
            update.new_watches = vec!["Aster".to_owned(), "Coast Grid".to_owned()];
            let notice = Notice::read(&crate::event(&alert, "alert_13")).unwrap();
            let expected = format!("{headline}: Norvik Power halts its largest plant after a turbine fire");
            assert_eq!(notice.headline, expected);
        };
        check(&[UpdateReason::Outlets(3)], "Now at 3 outlets");
        check(&[UpdateReason::FirstReport], "Reported independently by Le Quai");
        check(&[UpdateReason::NewLanguage], "Now in fr");
        check(&[UpdateReason::NewWatch], "Now names Aster and Coast Grid");
        check(&[UpdateReason::TrustedSource], "Now at Le Quai");
        check(&[UpdateReason::Edit], "Edited by Le Quai");
        check(&[UpdateReason::Outlets(2), UpdateReason::NewLanguage], "Now at 3 outlets, now in fr");
        let notice = Notice::read(&crate::event(&sample::update(), "alert_13")).unwrap();
        assert_eq!(
            plain(&notice.spread.unwrap()),
            "New since 1 March 2026, 11:30 UTC: Harbour Gazette and Le Quai. 3 articles from 3 outlets in en, fr. First: \
             Coast Wire. Copied by Harbour Gazette. Also reported by Le Quai."
        );
    }

    #[test]
    fn where_a_story_comes_from_is_told_where_it_is_another() {
        let notice = read(|alert| alert.story.origin = Some("Reuters".to_owned()));
        let spread = plain(&notice.spread.unwrap());
        assert!(spread.contains("First: Coast Wire, probably after Reuters."), "{spread}");
    }

    #[test]
    fn who_has_it_is_named_once_and_not_without_end() {
        let check = |change: fn(&mut model::Alert), expected: &str| {
            assert_eq!(read(change).spread.map(|spread| plain(&spread)).unwrap_or_default(), expected);
        };
        check(
            |alert| {
                alert.story.outlets.truncate(1);
                alert.story.counts = StoryCounts { articles: 1, outlets: 1, copies: 0, reports: 1 };
                alert.story.languages = vec!["en".to_owned()];
            },
            "So far only Coast Wire has it in en.",
        );
        check(|alert| alert.story.outlets.clear(), "");
        check(
            |alert| {
                let copy = alert.story.outlets[1].clone();
                alert.story.counts = StoryCounts { articles: 60, outlets: 9, copies: 60, reports: 0 };
                alert.story.languages = vec!["en".to_owned()];
                alert.story.origin = None;
                alert.story.outlets = (0..50)
                    .map(|n| model::Outlet { source: Some(format!("Paper {}", n % 9)), ..copy.clone() })
                    .collect();
            },
            "60 articles from 9 outlets in en. First: Paper 0. Copied by Paper 1, Paper 2, Paper 3, Paper 4, Paper 5 and 3 more.",
        );
        check(
            |alert| {
                alert.story.origin = None;
                alert.story.outlets.iter_mut().for_each(|outlet| outlet.source = None);
                alert.story.outlets[2].url = None;
            },
            "3 articles from 3 outlets in en, fr. First: wire.example. Copied by gazette.example.",
        );
    }

    #[test]
    fn a_watch_found_in_many_articles_is_told_once() {
        let notice = read(|alert| {
            let mention = alert.mentions[0].clone();
            alert.mentions = (0..60)
                .map(|n| {
                    let mut mention = mention.clone();
                    mention.mention.watch = format!("Watch {}", n % 12);
                    mention
                })
                .collect();
        });
        assert_eq!((notice.findings.len(), notice.more), (8, 4));
        assert!(plain(&notice.findings[0]).contains("(found in 5 articles; whole name, exact case)"));
        assert_eq!(notice.more(8).as_deref(), Some("and 4 more watches"));
        assert_eq!(notice.more(7).as_deref(), Some("and 5 more watches"));
    }

    #[test]
    fn what_a_feed_gives_is_made_harmless() {
        let notice = read(|alert| {
            alert.story.title = "\u{202e}Plant\u{0} \n shut\u{2066}".to_owned();
            alert.story.outlets[0].url = Some("javascript:alert(1)".to_owned());
            alert.story.outlets[1].url = Some("https://gazette.example/a|b>(c)'d".to_owned());
        });
        assert_eq!(notice.headline, "Plant shut");
        assert_eq!(notice.link.as_deref(), Some("https://gazette.example/a%7Cb%3E%28c%29%27d"));
        let long = read(|alert| {
            alert.story.title = String::new();
            alert.mentions[0].title = "word ".repeat(1000);
            alert.mentions[0].mention.evidence[0].sentence =
                format!("{}Norvik {}", "x ".repeat(500), "y ".repeat(500));
            alert
                .story
                .outlets
                .iter_mut()
                .for_each(|outlet| outlet.url = Some(format!("https://a.example/{}", "x".repeat(1000))));
        });
        assert!(long.headline.len() <= 203 && long.headline.ends_with("word…"), "{}", long.headline);
        assert!(plain(&long.findings[0]).contains(" x *Norvik* y "), "{}", plain(&long.findings[0]));
        assert!(plain(&long.findings[0]).len() < 500);
        assert_eq!(long.link, None);
    }

    #[test]
    fn an_incident_says_what_befell_whom() {
        let check = |kind: model::IncidentKind, headline: &str, tone: Tone, link: Option<&str>| {
            let notice = Notice::read(&crate::incident_event(&sample::incident(kind), "event_3")).unwrap();
            let told = (notice.headline.as_str(), notice.tone, notice.link.as_deref());
            assert_eq!(told, (headline, tone, link));
            assert_eq!(notice.footer, format!("{} · 1 March 2026, 12:00 UTC", kind.name()));
            let since = format!("{} 26 February 2026, 12:00 UTC.", before(tone));
            assert_eq!(plain(&notice.spread.unwrap()), since);
            assert_eq!((notice.findings.len(), notice.more), (1, 0));
        };
        let feed = Some("https://wire.example/rss");
        check(model::IncidentKind::SourceSilent, "Coast Wire has fallen silent", Tone::Trouble, feed);
        check(model::IncidentKind::SourceRecovered, "Coast Wire has something new again", Tone::Relief, feed);
        check(model::IncidentKind::SourceGone, "Coast Wire is gone for good", Tone::Trouble, feed);
        check(model::IncidentKind::EndpointDisabled, "Nothing more is sent to desk", Tone::Trouble, None);
        check(model::IncidentKind::EndpointRecovered, "desk takes deliveries again", Tone::Relief, None);
    }

    #[test]
    fn other_events_say_what_they_are() {
        let test = crate::test_event("desk", "test_1", sample::time("2026-03-01T12:00:00Z"));
        let check = |event: &str, headline: &str| assert_eq!(Notice::read(event).unwrap().headline, headline);
        check(&test, "Test of desk: Norvik Power halts its largest plant after a turbine fire");
        check(
            r#"{"type":"moon.landed","timestamp":"1969-07-20T20:17:40Z","data":{}}"#,
            "An event of the type moon.landed",
        );
        for wrong in ["", "{}", r#"{"type":"story.new","timestamp":"","data":{}}"#] {
            assert!(matches!(Notice::read(wrong), Err(RenderError::Event(_))), "{wrong}");
        }
    }
}
