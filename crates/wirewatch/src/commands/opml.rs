//! `wirewatch opml`: takes lists of feeds over from feed readers, and gives them back.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use parse::{Opml, Subscription};
use store::Status;

use super::trial::read_whole;
use crate::config::FeedSettings;

/// Prints the feeds of an OPML file as `[[feed]]` tables, or writes them to a new file that `feed_files` can name.
///
/// # Errors
///
/// Where the list cannot be read, or `out` exists or cannot be written.
pub fn import(input: &str, out: Option<&Path>) -> anyhow::Result<ExitCode> {
    let bytes = read_whole(input, parse::OPML_BYTES_MAX).with_context(|| input.to_owned())?;
    let list = parse::opml(&bytes).with_context(|| input.to_owned())?;
    let mut complaints = io::stderr().lock();
    for problem in &list.problems {
        writeln!(complaints, "wirewatch: {input}: {problem}")?;
    }
    if list.is_cut_off {
        writeln!(
            complaints,
            "wirewatch: {input}: the list ends before its end tag; what follows is missing"
        )?;
    }
    let text = tables(&list);
    let Some(path) = out else {
        io::stdout().lock().write_all(text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let written = std::fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("{} cannot be written", path.display()))?;
    let name = path.display().to_string();
    writeln!(
        complaints,
        "wrote {} feeds to {name}; to poll them, write feed_files = [{}] at the top of the configuration",
        list.feeds.len(),
        quoted(&name)
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the configured feeds as OPML, with the titles that they were last seen to have.
///
/// # Errors
///
/// Where the configuration is wrong.
pub fn export(config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = super::settings(config)?;
    // Before the first run there is no database, and no title.
    let known = Status::read(&settings.store.path).map(|status| status.feeds).unwrap_or_default();
    let title = |feed: &FeedSettings| {
        known.iter().find(|known| known.url == feed.url.as_str()).and_then(|known| known.title.clone())
    };
    let feed = |feed: &FeedSettings| Subscription {
        url: feed.url.clone(),
        title: title(feed),
        site: None,
        tags: feed.tags.clone(),
    };
    let feeds = settings.feeds.iter().map(feed).collect();
    let list = Opml { title: Some("Feeds of wirewatch".to_owned()), feeds, ..Opml::default() };
    io::stdout().lock().write_all(parse::write_opml(&list).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn tables(list: &Opml) -> String {
    let mut out = String::new();
    for feed in &list.feeds {
        // Writing to a string cannot fail.
        if let Some(title) = &feed.title {
            let _ = writeln!(out, "# {}", title.replace(char::is_control, " "));
        }
        let _ = writeln!(out, "[[feed]]\nurl = {}", quoted(feed.url.as_str()));
        if !feed.tags.is_empty() {
            let tags: Vec<String> = feed.tags.iter().map(|tag| quoted(tag)).collect();
            let _ = writeln!(out, "tags = [{}]", tags.join(", "));
        }
        out.push('\n');
    }
    out
}

/// A text as TOML's basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            char if char.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_toml_reads_them() {
        for text in ["plain", "with \"quotes\" and \\", "a\tb\nc\u{7f}", "é \u{85}"] {
            let table = format!("a = {}", quoted(text));
            let table = toml::de::DeTable::parse(&table).unwrap();
            assert!(
                matches!(table.get_ref().get("a").unwrap().get_ref(), toml::de::DeValue::String(read) if read == text)
            );
        }
    }
}
