//! The files that a configuration names, by their names or by patterns.

use std::path::PathBuf;

use super::daemon::beside;
use super::document::{Source, Unread};
use super::problem::{Findings, Place, Problem, Severity};
use super::section::{Found, Section};

/// A file that a key names.
#[derive(Debug)]
pub(super) struct Named<'a> {
    pub(super) path: PathBuf,
    /// The name or pattern that it was found by.
    pub(super) by: Found<'a, String>,
}

/// A pattern by which files of the configuration are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The pattern, with the directory that it is looked for in.
    pub path: PathBuf,
    /// Where it is written.
    pub place: Place,
    /// The key that it is a value of.
    pub key: String,
    /// Whether it found a file when the configuration was read.
    pub is_matched: bool,
}

impl Pattern {
    /// The list of patterns that it is one of.
    pub(crate) fn list(&self) -> &str {
        self.key.split('[').next().unwrap_or_default()
    }

    /// That a pattern finds none of the files any more that it had found, by which nobody can tell whether they were deleted or are on a
    /// disk that is not mounted.
    pub(crate) fn lost(&self) -> Problem {
        let message = format!(
            "no file matches {} any more: bring one back, or take the pattern away from here",
            self.path.display()
        );
        Problem { severity: Severity::Error, place: self.place.clone(), key: self.key.clone(), message }
    }
}

/// The files that a key names, each once, in the order of the patterns and, within one, of their names. Patterns are added to
/// `patterns`.
pub(super) fn named<'a>(
    root: &Section<'a>,
    key: &'static str,
    patterns: &mut Vec<Pattern>,
    findings: &mut Findings,
) -> Vec<Named<'a>> {
    let mut files: Vec<Named<'a>> = Vec::new();
    for by in root.texts(key, findings).into_iter().flat_map(|found| found.value) {
        for path in paths_of(&by, patterns, findings) {
            if !files.iter().any(|file| file.path == path) {
                files.push(Named { path, by: by.clone() });
            }
        }
    }
    files
}

/// Each file with the place that names it.
pub(super) fn places(files: &[Named<'_>]) -> Vec<(PathBuf, Place)> {
    files.iter().map(|file| (file.path.clone(), file.by.place())).collect()
}

/// What is wrong with a file of no bytes: programs that write one begin with that, and its watchlists would leave meanwhile.
const EMPTY: &str = "is empty, as a file is that is being written: fill it, or take it away from here";

/// Opens files; one that cannot be read, or is empty, is a finding where it is named.
pub(super) fn open(files: &[Named<'_>], findings: &mut Findings) -> Vec<Source> {
    let mut sources = Vec::new();
    for file in files {
        match Source::read(&file.path) {
            Ok(source) if source.is_empty() => unread(file, EMPTY, findings),
            Ok(source) => sources.push(source),
            Err(Unread { position: None, message }) => unread(file, &message, findings),
            Err(Unread { position, message }) => {
                findings.unread(Place { position, ..Place::whole(&file.path) }, "", message);
            }
        }
    }
    sources
}

/// Finds wrong that a file cannot be read, where it is named.
pub(super) fn unread(file: &Named<'_>, message: &str, findings: &mut Findings) {
    findings.unread(file.by.place(), &file.by.key, format!("{}: {message}", file.path.display()));
}

fn paths_of(
    pattern: &Found<'_, String>,
    patterns: &mut Vec<Pattern>,
    findings: &mut Findings,
) -> Vec<PathBuf> {
    let path = beside(pattern);
    let wild = pattern.value.contains(['*', '?', '[']);
    if !wild {
        return vec![path];
    }
    let matching = match glob::glob(&path.to_string_lossy()) {
        Ok(matching) => matching,
        Err(error) => {
            findings.error(
                pattern.place(),
                &pattern.key,
                format!("\"{}\" is not a pattern: {error}", pattern.value),
            );
            return Vec::new();
        }
    };
    // A directory that cannot be listed is as good as one without a match: both are said.
    let paths: Vec<PathBuf> = matching.filter_map(Result::ok).collect();
    if paths.is_empty() {
        let message = format!("no file matches {}", path.display());
        findings.warning(pattern.place(), &pattern.key, message);
    }
    patterns.push(Pattern {
        path,
        place: pattern.place(),
        key: pattern.key.clone(),
        is_matched: !paths.is_empty(),
    });
    paths
}
