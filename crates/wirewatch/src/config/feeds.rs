//! Reads the files that `feed_files` names: TOML that holds `[[feed]]` tables, and OPML as feed readers write it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeTable;

use super::document::Source;
use super::files::{self, Named, Pattern};
use super::problem::{Findings, Place};
use super::section::Section;

/// What names OPML, in small letters; all other files are TOML.
const OPML_ENDINGS: [&str; 2] = ["opml", "xml"];

/// The files that hold feeds.
#[derive(Debug, Default)]
pub(super) struct FeedFiles {
    /// Those in TOML.
    pub(super) sources: Vec<Source>,
    /// Those in OPML, with what they list.
    pub(super) lists: Vec<(PathBuf, parse::Opml)>,
    /// Where each of them is named.
    pub(super) places: Vec<(PathBuf, Place)>,
}

/// Opens the files that `feed_files` names.
pub(super) fn open(root: &Section<'_>, patterns: &mut Vec<Pattern>, findings: &mut Findings) -> FeedFiles {
    let named = files::named(root, "feed_files", patterns, findings);
    let places = files::places(&named);
    let (lists, tables): (Vec<_>, Vec<_>) = named.into_iter().partition(|file| is_opml(&file.path));
    let lists = lists.into_iter().filter_map(|file| {
        let list = read_list(&file, findings)?;
        Some((file.path, list))
    });
    let lists = lists.collect();
    FeedFiles { sources: files::open(&tables, findings), lists, places }
}

/// The `[[feed]]` tables of the configuration file and of the files in TOML.
pub(super) fn sections<'a>(
    root: &Section<'a>,
    files: impl Iterator<Item = (&'a Source, &'a Spanned<DeTable<'a>>)>,
    findings: &mut Findings,
) -> Vec<Section<'a>> {
    let mut sections = root.tables("feed", findings);
    for (source, table) in files {
        let root = Section::of_only("feed", source, table, findings);
        sections.extend(root.tables("feed", findings));
    }
    sections
}

fn is_opml(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    OPML_ENDINGS.contains(&ending.as_str())
}

fn read_list(file: &Named<'_>, findings: &mut Findings) -> Option<parse::Opml> {
    let read =
        read_bytes(&file.path).and_then(|bytes| parse::opml(&bytes).map_err(|error| error.to_string()));
    match read {
        Ok(list) if list.is_cut_off => {
            let message = "the list ends before its end tag: it was cut off, or is being written just now";
            files::unread(file, message, findings);
            None
        }
        Ok(list) => {
            for problem in &list.problems {
                findings.warning(Place::whole(&file.path), "", problem.to_string());
            }
            Some(list)
        }
        Err(message) => {
            files::unread(file, &message, findings);
            None
        }
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(parse::OPML_BYTES_MAX as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err("there is no such file".to_owned()),
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}
