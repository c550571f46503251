//! A configuration file as text and as a parsed table, and the way from a byte offset to a line for a person.

use std::cell::OnceCell;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeTable;

use super::keys;
use super::problem::{Findings, Place};
use super::written;

/// The longest configuration file that is read: some 500,000 watches.
const MAX_BYTES: u64 = 128 * 1024 * 1024;

/// Why a file cannot be read.
#[derive(Debug)]
pub(super) struct Unread {
    /// Line and column, where it is because of what stands there.
    pub(super) position: Option<(usize, usize)>,
    pub(super) message: String,
}

/// A configuration file's text.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    text: String,
    /// Filled when the first place is asked for: a sound file has none.
    line_starts: OnceCell<Vec<usize>>,
}

impl Source {
    /// Reads a file, or says why it cannot be read.
    pub(super) fn read(path: &Path) -> Result<Source, Unread> {
        let bytes = read_bytes(path).map_err(|error| {
            let message = match error.kind() {
                io::ErrorKind::NotFound => "there is no such file".to_owned(),
                _ => format!("cannot be read: {error}"),
            };
            Unread { position: None, message }
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let sound = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let message = "is not UTF-8 from here on: save it as that".to_owned();
            Unread { position: Some(end_of(&String::from_utf8_lossy(sound))), message }
        })?;
        Ok(Source { path: path.to_owned(), text, line_starts: OnceCell::new() })
    }

    /// The file of a configuration that has none: it stands where one would be read, and nothing stands in it.
    pub(super) fn none() -> Source {
        Source::nothing(Path::new("wirewatch.toml"))
    }

    /// What is read of a file that cannot be read.
    pub(super) fn nothing(path: &Path) -> Source {
        Source { path: path.to_owned(), text: String::new(), line_starts: OnceCell::new() }
    }

    /// Whether a text stands anywhere in it.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// Whether there is nothing in it, not even a comment.
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Parses the text; each syntax error is a finding, and what could be read beside it is returned.
    pub(super) fn parse(&self, findings: &mut Findings) -> Spanned<DeTable<'_>> {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        let mut beside = None;
        for error in errors {
            match error.span() {
                Some(span) if error.message() == "duplicate key" => {
                    let beside_another = self.beside_another(&span);
                    // What such a table holds stands twice only because it does.
                    if beside_another.is_none()
                        && beside.is_some_and(|head| self.is_one_table(head..span.start))
                    {
                        continue;
                    }
                    beside = beside_another.as_ref().map(|_| span.end).or(beside);
                    let key = self.text.get(span.clone()).unwrap_or_default();
                    let twice = || format!("duplicate key: {key} stands here for the second time");
                    findings.unparsed(self.place(span.start), beside_another.unwrap_or_else(twice));
                }
                Some(span) => findings.unparsed(self.place(span.start), error.message().replace('\n', ", ")),
                None => findings
                    .unparsed(self.endless_key(), "too many names parted by dots: a key has at most 80"),
            }
        }
        table
    }

    /// What is said of a key that stands twice where it is the head of a table of which there may be several, one of which was
    /// written as the only one.
    fn beside_another(&self, key: &Range<usize>) -> Option<String> {
        let line = self.text.get(..key.start)?.rsplit('\n').next()?.trim_start();
        let head =
            format!("{}{}", line.strip_prefix('[')?.trim_start_matches('['), self.text.get(key.clone())?);
        let written = if line.starts_with("[[") { format!("[[{head}]]") } else { format!("[{head}]") };
        keys::is_of_several(&head).then(|| {
            format!("{written} stands here beside another: where there may be several, each is [[{head}]]")
        })
    }

    /// Whether no table begins in a part of the text.
    fn is_one_table(&self, part: Range<usize>) -> bool {
        self.text
            .get(part)
            .is_some_and(|part| part.lines().skip(1).all(|line| !line.trim_start().starts_with('[')))
    }

    /// The line with the first key of too many parts: the only error of which the parser does not say where it is.
    fn endless_key(&self) -> Place {
        let is_one = |line: &&str| {
            line.matches('.').nth(79).is_some()
                && DeTable::parse_recoverable(line).1.iter().any(|error| error.span().is_none())
        };
        match self.text.split_inclusive('\n').find(is_one) {
            Some(line) => self.place(line.as_ptr().addr() - self.text.as_ptr().addr()),
            None => self.whole(),
        }
    }

    /// The place of a byte offset.
    pub(super) fn place(&self, offset: usize) -> Place {
        let starts = self.line_starts.get_or_init(|| line_starts(&self.text));
        let line = starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|index| starts.get(index)).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count()) + 1;
        Place { position: Some((line, column)), ..self.whole() }
    }

    /// The offset of the n-th character, counted from 0, of the string that is written at `offset`.
    pub(super) fn offset_of_char(&self, offset: usize, n: usize) -> Option<usize> {
        Some(offset + written::offset_of_char(self.text.get(offset..)?, n)?)
    }

    /// The place of the file as a whole.
    pub(super) fn whole(&self) -> Place {
        Place::whole(&self.path)
    }
}

/// The byte offset of each line's start.
fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0).chain(ends.map(|(end, _)| end + 1)).collect()
}

/// Line and column of what comes after a text.
fn end_of(text: &str) -> (usize, usize) {
    let last = text.rsplit('\n').next().unwrap_or_default();
    (text.matches('\n').count() + 1, last.chars().count() + 1)
}

/// Reads at most [`MAX_BYTES`].
fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if read as u64 > MAX_BYTES {
        return Err(io::Error::other(format!("it is longer than {} MiB", MAX_BYTES / 1024 / 1024)));
    }
    Ok(bytes)
}
