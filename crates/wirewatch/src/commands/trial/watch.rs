//! `wirewatch try watch`: finds what is watched in articles as the daemon does. Whether a mention would become an alert, which the
//! story decides, too, is not asked; where it is explained, what the watchlist's policy says of the article alone is.

use std::path::Path;
use std::process::ExitCode;

use anyhow::anyhow;
use model::{Article, DropReason, Evidence, Field, Mention, Outcome, Watchlist};
use pipeline::policy;
use serde::Serialize;
use watch::{Candidate, Explained, Knowledge, Matcher, Verdict};

use super::articles;
use super::input;
use super::output::Output;
use crate::commands::progress::Progress;
use crate::config;

/// A mention, as it is written.
#[derive(Debug, Serialize)]
struct Mentioned<'a> {
    article: &'a str,
    watchlist: &'a str,
    watch: &'a str,
    outcome: &'static str,
    score: f64,
    salience: f64,
    evidence: Vec<Cited<'a>>,
}

/// A place in an article, as it is written.
#[derive(Debug, Serialize)]
struct Cited<'a> {
    alias: &'a str,
    field: &'static str,
    /// Bytes into the field.
    start: usize,
    end: usize,
    sentence: &'a str,
}

/// What became of a watch in an article, as it is written.
#[derive(Debug, Serialize)]
struct Told<'a> {
    article: &'a str,
    watchlist: &'a str,
    watch: &'a str,
    verdict: &'static str,
    /// Why nobody would be told of it: which bound of the watchlist leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    untold: Option<&'static str>,
    score: f64,
    /// How much the article is about it, where it is found there.
    #[serde(skip_serializing_if = "Option::is_none")]
    salience: Option<f64>,
    reasons: &'a [String],
    candidates: Vec<Place<'a>>,
}

/// A place at which something of a watch stands, as it is written.
#[derive(Debug, Serialize)]
struct Place<'a> {
    #[serde(flatten)]
    cited: Cited<'a>,
    score: f64,
    reasons: &'a [String],
}

/// Finds the watches of a file of watchlists in articles; with `explain`, says of each what became of it and why. What the files
/// `learn` teach of names is learned first.
///
/// # Errors
///
/// Where the watchlists are wrong, the input cannot be opened, or standard output cannot be written.
pub fn try_watch(
    watchlists: &Path,
    explain: bool,
    learn: &[String],
    input: &str,
) -> anyhow::Result<ExitCode> {
    let lists = config::load_watchlists(watchlists)
        .map_err(|problems| anyhow!("{} cannot be used:\n{problems}", watchlists.display()))?;
    let matcher = Matcher::compile(&lists).map_err(|errors| {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!("{} cannot be used:\n{}", watchlists.display(), errors.join("\n"))
    })?;
    let mut output = Output::new(Progress::new(None));
    let mut knowledge = Knowledge::default();
    for file in learn {
        let lines = input::open(file).map_err(|error| error.context(file.clone()))?;
        articles::read_each(file, lines, &mut output, |_, _, article| {
            let lessons = matcher.find(&article, &knowledge).lessons;
            knowledge.learn(lessons);
            Ok(())
        })?;
    }
    let lines = input::open(input).map_err(|error| error.context(input.to_owned()))?;
    articles::read_each(input, lines, &mut output, |output, id, article| {
        let written = match explain {
            true => {
                let explained = matcher.explain(&article, &knowledge);
                let found = matcher.find(&article, &knowledge).found;
                let mentions: Vec<Mention> = found.into_iter().filter_map(|found| found.alone).collect();
                explained.iter().try_for_each(|explained| {
                    let is_it = |mention: &&Mention| {
                        mention.watchlist == explained.watchlist && mention.watch == explained.watch
                    };
                    let mention = mentions.iter().find(is_it);
                    let untold = mention.and_then(|mention| untold(&lists, &article, mention));
                    let salience = mention.map(|mention| mention.salience);
                    output.line(&told(&id, explained, untold, salience))
                })
            }
            false => {
                let found = matcher.find(&article, &knowledge).found;
                let mut alone = found.into_iter().filter_map(|found| found.alone);
                alone.try_for_each(|mention| output.line(&mentioned(&id, &mention)))
            }
        };
        Ok(written?)
    })?;
    Ok(output.finish()?)
}

fn mentioned<'a>(article: &'a str, mention: &'a Mention) -> Mentioned<'a> {
    Mentioned {
        article,
        watchlist: &mention.watchlist,
        watch: &mention.watch,
        outcome: match mention.outcome {
            Outcome::Match => "match",
            Outcome::Review => "review",
        },
        score: mention.score,
        salience: mention.salience,
        evidence: mention.evidence.iter().map(cited).collect(),
    }
}

fn cited(evidence: &Evidence) -> Cited<'_> {
    Cited {
        alias: &evidence.alias,
        field: field(evidence.field),
        start: evidence.span.start,
        end: evidence.span.end,
        sentence: &evidence.sentence,
    }
}

fn field(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::Text => "text",
    }
}

/// Which bound of its watchlist leaves a mention out, by the article alone.
fn untold(lists: &[Watchlist], article: &Article, mention: &Mention) -> Option<&'static str> {
    let list = lists.iter().find(|list| list.name == mention.watchlist)?;
    policy::admit(&list.policy, article, &[mention]).err().map(DropReason::name)
}

fn told<'a>(
    article: &'a str,
    explained: &'a Explained,
    untold: Option<&'static str>,
    salience: Option<f64>,
) -> Told<'a> {
    Told {
        article,
        watchlist: &explained.watchlist,
        watch: &explained.watch,
        verdict: match explained.verdict {
            Verdict::Match => "match",
            Verdict::Review => "review",
            Verdict::Reject => "reject",
            Verdict::Absent => "absent",
        },
        untold,
        score: explained.score,
        salience,
        reasons: &explained.reasons,
        candidates: explained.candidates.iter().map(place).collect(),
    }
}

fn place(candidate: &Candidate) -> Place<'_> {
    Place {
        cited: Cited {
            alias: &candidate.alias,
            field: field(candidate.field),
            start: candidate.span.start,
            end: candidate.span.end,
            sentence: &candidate.sentence,
        },
        score: candidate.score,
        reasons: &candidate.reasons,
    }
}
