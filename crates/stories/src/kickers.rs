//! Kickers: what an outlet puts before a headline or behind it, which says nothing of what happened. *Watch: …*, *… | Markets*,
//! *… - live updates*. By its place it may be a subject as well (*Harnsea: …*): only where its words are known it is nothing else.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::articles::TITLE_TOKENS;
use crate::text::{self, Kind};

/// A kicker has up to so many tokens, and fewer than what it stands beside.
const TOKENS: usize = 4;

/// Words that kickers consist of, in any language: what kind of piece it is, and how fresh.
const WORDS: &str = "
    analysis as blog breaking comment coverage developing editorial exclusive explained explainer factbox gallery happened in interview it just
    latest listen live news now opinion photo photos pictures podcast recap update updated updates urgent video watch
    alerte analyse direct edito en entretien exclu exclusif exclusivite flash info jour mise opinion reportage tribune
    bilder eil eilmeldung exklusiv fotos im interview kommentar leitartikel liveblog liveticker meinung newsblog newsticker ticker
    alerta analisis directo entrevista exclusiva exclusivo fotos hora minuto opinion ultima ultimo vivo
    aggiornamento analisi diretta editoriale esclusiva foto intervista opinione ora ultim ultimora urgente
    analise ao direto opiniao
    beeld exclusief laatste nieuws opinie
";

static KNOWN: LazyLock<FxHashSet<u32>> =
    LazyLock::new(|| text::tokens(WORDS, usize::MAX).iter().map(|token| token.hash).collect());

/// Where a headline says what happened, by its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    from: u8,
    to: u8,
    /// Whether what stands before and behind is known for a kicker, and no subject.
    is_known: bool,
}

impl Said {
    pub(crate) fn of(title: &str) -> Self {
        let (kicker, rest) = before(title);
        let (said, tail) = behind(rest);
        let count = |piece: &str| text::pieces(piece).take(TITLE_TOKENS).count();
        let (from, said) = (count(kicker), count(said));
        let is_known = [kicker, tail].into_iter().all(|piece| {
            text::pieces(piece).all(|(token, _)| token.kind == Kind::Number || KNOWN.contains(&token.hash))
        });
        let place = |at: usize| u8::try_from(at).unwrap_or(u8::MAX);
        Said { from: place(from), to: place(from + said), is_known }
    }

    /// How many tokens the kicker before the headline has.
    pub(crate) fn begins(self) -> usize {
        usize::from(self.from)
    }

    /// What the headline is, of so many tokens: what stands without kickers, and the whole where those may be no kickers.
    pub(crate) fn readings(self, tokens: usize) -> impl Iterator<Item = Range<usize>> {
        let to = usize::from(self.to).min(tokens);
        let said = usize::from(self.from).min(to)..to;
        let whole = (!self.is_known && said != (0..tokens)).then_some(0..tokens);
        [said].into_iter().chain(whole)
    }
}

/// Splits the kicker off with which a headline begins.
fn before(title: &str) -> (&str, &str) {
    let mut ends = title.char_indices().filter_map(|(at, mark)| {
        let end = at + mark.len_utf8();
        ends_kicker(title.get(..at)?, mark, title.get(end..)?).then_some(end)
    });
    let split = ends.next().and_then(|end| title.split_at_checked(end));
    split.filter(|(kicker, rest)| is_beside(kicker, rest)).unwrap_or(("", title))
}

/// Splits off what an outlet puts behind a headline.
fn behind(title: &str) -> (&str, &str) {
    let mut begins = title.char_indices().rev().filter_map(|(at, mark)| {
        begins_kicker(title.get(..at)?, mark, title.get(at + mark.len_utf8()..)?).then_some(at)
    });
    let split = begins.next().and_then(|begin| title.split_at_checked(begin));
    split.filter(|(said, tail)| is_beside(tail, said)).unwrap_or((title, ""))
}

/// Whether a piece is short enough for a kicker of another.
fn is_beside(kicker: &str, said: &str) -> bool {
    let tokens = text::pieces(kicker).take(TOKENS + 1).count();
    (1..=TOKENS).contains(&tokens) && text::pieces(said).nth(tokens).is_some()
}

/// Whether a mark ends what may be a kicker, by what stands before and behind it.
fn ends_kicker(before: &str, mark: char, behind: &str) -> bool {
    match mark {
        ':' => !behind.starts_with(|c: char| c.is_ascii_digit()),
        '|' | '：' => true,
        ')' | ']' | '】' => before.starts_with(['(', '[', '【']),
        // The number of an update: `UPDATE 1-…`.
        '-' if before.ends_with(|c: char| c.is_ascii_digit()) => behind.starts_with(char::is_uppercase),
        _ => is_dash(before, mark, behind),
    }
}

/// Whether a mark begins what may be a kicker behind a headline.
fn begins_kicker(before: &str, mark: char, behind: &str) -> bool {
    match mark {
        '|' => true,
        '(' | '[' => behind.ends_with([')', ']']),
        _ => is_dash(before, mark, behind),
    }
}

/// Whether a mark is a dash between two parts of a headline.
fn is_dash(before: &str, mark: char, behind: &str) -> bool {
    matches!(mark, '-' | '–' | '—')
        && before.ends_with(char::is_whitespace)
        && behind.starts_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands without kickers, and whether they are known for such.
    #[track_caller]
    fn check(title: &str, said: &str, is_known: bool) {
        let found = Said::of(title);
        let tokens: Vec<&str> = text::pieces(title).map(|(_, piece)| piece).collect();
        let expected: Vec<&str> = text::pieces(said).map(|(_, piece)| piece).collect();
        let range = usize::from(found.from)..usize::from(found.to);
        assert_eq!(tokens.get(range), Some(&*expected), "{title}");
        assert_eq!(found.readings(tokens.len()).count(), if is_known { 1 } else { 2 }, "{title}");
    }

    #[test]
    fn what_stands_before_and_behind_a_headline_is_no_part_of_it() {
        for (title, said, is_known) in [
            ("Norgas cuts 5,000 jobs", "Norgas cuts 5,000 jobs", true),
            ("Watch: Norgas cuts 5,000 jobs", "Norgas cuts 5,000 jobs", true),
            ("EN DIRECT - Norgas supprime 5 000 emplois", "Norgas supprime 5 000 emplois", true),
            ("[Vidéo] Norgas supprime 5 000 emplois", "Norgas supprime 5 000 emplois", true),
            ("UPDATE 2-Norgas cuts 5,000 jobs", "Norgas cuts 5,000 jobs", true),
            ("Última hora: Norgas recorta 5.000 empleos | Vídeo", "Norgas recorta 5.000 empleos", true),
            ("Norgas cuts 5,000 jobs – as it happened", "Norgas cuts 5,000 jobs", true),
            ("Quistdal : un homme de 23 ans blessé", "un homme de 23 ans blessé", false),
            ("Norgas cuts 5,000 jobs | Wennel Herald", "Norgas cuts 5,000 jobs", false),
            ("【速報】腾讯将于4月29日公布业绩", "腾讯将于4月29日公布业绩", false),
            ("Train of 12:30 runs off the rails", "Train of 12:30 runs off the rails", true),
            ("Norgas: strike", "Norgas: strike", true),
            ("", "", true),
        ] {
            check(title, said, is_known);
        }
    }
}
