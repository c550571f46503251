//! What was wrong with a feed document, gathered while it is read and told as a person should read it.

use model::Problem;

/// A kind of damage, each told once with its first place and how often it was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    BrokenTags,
    TooDamaged,
    TooDeep,
    TooManyEntries,
    TooLong,
    UnclosedValue,
    UnclosedEntry,
    LostStart,
    CutOff,
    NotEnded,
    NothingRead,
    SitemapIndex,
}

impl Damage {
    fn words(self) -> &'static str {
        match self {
            Damage::BrokenTags => "broken markup was stepped over",
            Damage::TooDamaged => "the document is too damaged to be read to its end",
            Damage::TooDeep => "elements nested too deeply were read as if they were not nested",
            Damage::TooManyEntries => "there are more entries than are read from one document",
            Damage::TooLong => "overlong values were cut or left out",
            Damage::UnclosedValue => "an element is not closed where it should be",
            Damage::UnclosedEntry => "an entry starts before the one before it ends",
            Damage::LostStart => "an entry has lost its start tag",
            Damage::CutOff => "the document ends in the middle of an entry",
            Damage::NotEnded => "the document ends before its root element does",
            Damage::NothingRead => "entries stand in the document, but none could be read",
            Damage::SitemapIndex => {
                "this is an index of sitemaps, which lists no articles; watch one of the sitemaps in it"
            }
        }
    }
}

/// The damage met so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<(Damage, usize, usize)>);

impl Problems {
    /// Notes `count` cases of damage, the first of them at the byte `at`.
    pub(super) fn note(&mut self, damage: Damage, at: usize, count: usize) {
        match self.0.iter_mut().find(|(known, ..)| *known == damage) {
            Some((.., known)) => *known += count,
            None => self.0.push((damage, at, count)),
        }
    }

    /// The problems with the line of their first place in `text`.
    pub(super) fn tell(self, text: &str) -> Vec<Problem> {
        let tell = |(damage, at, count): (Damage, usize, usize)| {
            let before = text.as_bytes().get(..at).unwrap_or_default();
            let line = memchr::memchr_iter(b'\n', before).count() + 1;
            let times = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
            Problem(format!("{} (line {line}{times})", damage.words()))
        };
        self.0.into_iter().map(tell).collect()
    }
}
