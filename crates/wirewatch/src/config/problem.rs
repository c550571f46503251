//! What is wrong with a configuration, and where: one problem is one line for a person. Finding problems is the
//! readers' work.

use std::fmt;
use std::path::Path;

/// Something wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether the configuration can be used all the same.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// The key's path (`watchlist[0].watch[1].aliases`), or the variable's name; empty for a whole file.
    pub key: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The configuration is not used.
    Error,
    /// The configuration is used, and is probably not what was meant.
    Warning,
}

/// Where a problem stands. Ordered as a reader goes through the files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as it was named, or `environment`.
    pub file: String,
    /// Line and column in characters, both from 1; absent for a whole file and for the environment.
    pub position: Option<(usize, usize)>,
}

impl Place {
    /// A file as a whole.
    pub(super) fn whole(file: &Path) -> Place {
        Place { file: file.display().to_string(), position: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match self.position {
            Some((line, column)) => write!(f, ":{line}:{column}"),
            None => Ok(()),
        }
    }
}

/// Writes `config.toml:12:3: feed[0].url: what is wrong`; a warning says so before the key.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

/// Everything wrong with a configuration that cannot be used; at least one is an error. Errors before warnings, and each file by file,
/// from top to bottom.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

/// Writes a line a problem.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let end_of_last = if index == 0 { "" } else { "\n" };
            write!(f, "{end_of_last}{problem}")?;
        }
        Ok(())
    }
}

/// Gathers problems while a configuration is read.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<Problem>,
    /// The lines that could not be parsed, each with its file.
    unparsed: Vec<(String, usize)>,
    /// Whether a part of the configuration could not be read, so that what seems absent may stand there.
    incomplete: bool,
}

impl Findings {
    pub(super) fn error(&mut self, place: Place, key: impl Into<String>, message: impl Into<String>) {
        self.found.push(Problem {
            severity: Severity::Error,
            place,
            key: key.into(),
            message: message.into(),
        });
    }

    pub(super) fn warning(&mut self, place: Place, key: impl Into<String>, message: impl Into<String>) {
        self.found.push(Problem {
            severity: Severity::Warning,
            place,
            key: key.into(),
            message: message.into(),
        });
    }

    /// A part of a file that could not be parsed.
    pub(super) fn unparsed(&mut self, place: Place, message: impl Into<String>) {
        if let Some((line, _)) = place.position {
            self.unparsed.push((place.file.clone(), line));
        }
        self.unread(place, "", message);
    }

    /// A file that could not be read, as named by a key.
    pub(super) fn unread(&mut self, place: Place, key: impl Into<String>, message: impl Into<String>) {
        self.incomplete = true;
        self.error(place, key, message);
    }

    /// Whether something that is missed may stand in a part that could not be read: then its absence is no problem.
    pub(super) fn incomplete(&self) -> bool {
        self.incomplete
    }

    /// Whether a place is on a line that could not be parsed.
    pub(super) fn is_unparsed(&self, place: &Place) -> bool {
        let line = place.position.map(|(line, _)| line);
        self.unparsed.iter().any(|(file, bad)| *file == place.file && Some(*bad) == line)
    }

    /// Whether an error was found in a file at a key that is meant by `of`; a key is empty where the file could not be parsed.
    pub(super) fn has_errors_at(&self, file: &Path, of: impl Fn(&str) -> bool) -> bool {
        let file = Place::whole(file).file;
        let mut errors = self.found.iter().filter(|problem| problem.severity == Severity::Error);
        errors.any(|problem| problem.place.file == file && of(&problem.key))
    }

    /// Whether anything was found that keeps the configuration from being used.
    pub(super) fn has_errors(&self) -> bool {
        self.found.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Ends the gathering: what was read, with the warnings, or else the errors, without which there is something that was
    /// read.
    pub(super) fn finish<R>(self, read: Option<R>) -> Result<(R, Vec<Problem>), Problems> {
        let found = self.settled();
        let is_sound = found.iter().all(|problem| problem.severity == Severity::Warning);
        match read.filter(|_| is_sound) {
            Some(read) => Ok((read, found)),
            None => Err(Problems(found)),
        }
    }

    /// What was found, the errors before the warnings. What was found on a line that could not be parsed is left out, as it follows
    /// from that, and so are warnings of a file of which that is a part: what they miss may stand in it.
    pub(super) fn settled(mut self) -> Vec<Problem> {
        let mut found = std::mem::take(&mut self.found);
        found.retain(|problem| match problem.severity {
            Severity::Error => problem.key.is_empty() || !self.is_unparsed(&problem.place),
            Severity::Warning => self.unparsed.iter().all(|(file, _)| *file != problem.place.file),
        });
        let in_order = |problem: &Problem| problem.severity == Severity::Warning;
        found.sort_by(|a, b| in_order(a).cmp(&in_order(b)).then_with(|| a.place.cmp(&b.place)));
        // The parser says of each of many open brackets that it is not closed at the end.
        found.dedup();
        found
    }
}
