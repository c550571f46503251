//! Values that may stand in the table itself, in a file that it names, or in a variable: secrets, addresses that are as
//! good as one, templates.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::daemon::beside;
use super::problem::Findings;
use super::section::{Found, Section};

/// The most bytes of such a file.
const MAX_FILE: u64 = 64 * 1024;

/// The two keys of a value: for itself, and for a file that holds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    pub(super) inline: &'static str,
    pub(super) file: &'static str,
}

impl Keys {
    pub(super) fn stand_in(self, section: &Section<'_>) -> bool {
        section.has(self.inline) || section.has(self.file)
    }
}

/// Reads a value: that of the variable `over` it, or else the one that stands in the table, or else that of the file it
/// names, which is added to `files`. `None` where there is none, and where a finding says why it cannot be had.
pub(super) fn read<'a>(
    section: &Section<'a>,
    keys: Keys,
    over: Option<Found<'a, String>>,
    files: &mut Vec<PathBuf>,
    findings: &mut Findings,
) -> Option<Found<'a, String>> {
    let inline = section.text(keys.inline, findings);
    let file = section.text(keys.file, findings);
    if let (Some(inline), Some(_)) = (&inline, &file) {
        findings.error(inline.place(), &inline.key, format!("stands beside {}: keep one of them", keys.file));
    }
    over.or(inline).or_else(|| read_named(&file?, files, findings))
}

/// Reads the file that a key names, which is added to `files`.
pub(super) fn read_file_of<'a>(
    section: &Section<'a>,
    key: &'static str,
    files: &mut Vec<PathBuf>,
    findings: &mut Findings,
) -> Option<Found<'a, String>> {
    read_named(&section.text(key, findings)?, files, findings)
}

fn read_named<'a>(
    file: &Found<'a, String>,
    files: &mut Vec<PathBuf>,
    findings: &mut Findings,
) -> Option<Found<'a, String>> {
    let path = beside(file);
    files.push(path.clone());
    file.parsed(|_| read_file(&path), findings)
}

fn read_file(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_string(&mut text));
    match read {
        Ok(_) if text.len() as u64 > MAX_FILE => {
            Err(format!("{shown} is longer than {} KiB", MAX_FILE / 1024))
        }
        Ok(_) if text.trim().is_empty() => Err(format!("{shown} is empty")),
        Ok(_) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!("there is no file {shown}")),
        Err(error) => Err(format!("{shown} cannot be read: {error}")),
    }
}
