//! A rule with its marks as the grammar has them: full-width ones, as keyboards for Chinese, Japanese and Korean give them, as
//! plain ones, and without characters that show nothing, which come along from web pages. What stands in quotes is left as it is.

use std::borrow::Cow;
use std::ops::Range;

use crate::fold::{is_invisible, narrow};

/// A rule as it is read.
pub(super) struct Plain<'r> {
    pub(super) text: Cow<'r, str>,
    /// For each byte, and the end, where in the rule it comes from; empty where nothing is changed.
    offsets: Vec<usize>,
}

impl<'r> Plain<'r> {
    pub(super) fn of(rule: &'r str) -> Self {
        if rule.is_ascii() || !rule.chars().any(|c| is_invisible(c) || plain(c) != c) {
            return Plain { text: Cow::Borrowed(rule), offsets: Vec::new() };
        }
        let mut text = String::with_capacity(rule.len());
        let mut offsets = Vec::with_capacity(rule.len() + 1);
        let mut closing: &[char] = &[];
        for (at, written) in rule.char_indices() {
            let read = plain(written);
            let is_quoted = !closing.is_empty();
            if is_quoted && closing.contains(&read) {
                closing = &[];
            } else if !is_quoted {
                closing = super::lex::closing(read);
            }
            let is_mark = !is_quoted || closing.is_empty();
            if is_mark && is_invisible(written) {
                continue;
            }
            text.push(if is_mark { read } else { written });
            offsets.resize(text.len(), at);
        }
        offsets.push(rule.len());
        Plain { text: Cow::Owned(text), offsets }
    }

    /// Where in the rule some bytes of the text come from.
    pub(super) fn origin(&self, bytes: &Range<usize>) -> Range<usize> {
        let origin = |at: usize| self.offsets.get(at).copied().unwrap_or(at);
        origin(bytes.start)..origin(bytes.end)
    }
}

/// A full-width character as the plain one, and the hyphens of web pages; a full-width quote is one of its own.
fn plain(c: char) -> char {
    match c {
        '＂' => c,
        '‐' | '‑' | '‒' | '⁃' | '﹣' | '⸺' | '˗' | '־' => '-',
        c => narrow(c),
    }
}
