//! An article's page as it was read: main text and metadata.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::Offset;

/// What a page gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Whether the page is an article at all.
    pub kind: PageKind,
    /// The address that the page itself calls canonical, where that is plausible.
    pub canonical: Option<String>,
    /// The headline; empty where none was found.
    pub title: String,
    /// The author's name.
    pub byline: Option<String>,
    /// When it was first published.
    pub published: Option<Timestamp>,
    /// The offset from UTC that the page writes `published` with, so that its day can be told as readers saw it.
    pub published_offset: Offset,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// A BCP 47 tag, from the markup or from the text.
    pub language: Option<String>,
    /// The outlet's name.
    pub site: Option<String>,
    /// The main text: paragraphs separated by an empty line, without page furniture.
    pub text: String,
}

/// Whether a page is an article, and what it is otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// It has a main text of its own.
    Article,
    /// It lists other pages.
    Index,
    /// It asks to log in, to pay, or to consent.
    Wall,
    /// It reports an error, whatever its status code said.
    Error,
    /// It has no text to speak of.
    Empty,
}

/// The letters by which a word is known, whatever its ending; shorter words say little.
const STEM: usize = 5;

/// Fewer such words tell nothing of what an entry is about.
const WORDS_MIN: usize = 4;

/// Of an entry so many such words are looked at.
const WORDS_MAX: usize = 200;

/// The share of an entry's words that its article has at the least, as one of so many. Of 116 news pages one has less of its headline
/// and description, whose text is another matter; of texts about something else, 19 of 20 do.
const SHARE: usize = 5;

/// What an entry says besides its headline may be the same in all entries of its feed. Of the headline's words alone one in so many
/// will do.
const OF_HEADLINE: usize = 2;

/// Whether `text` may be about what an entry says: it has a fifth of the longer words of `headline` and `summary`, in any form, or half
/// of those of the headline; walls, errors and notes on cookies have hardly any, in whatever language they are. An entry of few
/// words is about anything.
#[must_use]
pub fn tells_of(text: &str, headline: &str, summary: &str) -> bool {
    let of_headline: HashSet<String> = stems(headline).take(WORDS_MAX).collect();
    let entry: HashSet<String> = stems(headline).chain(stems(summary)).take(WORDS_MAX).collect();
    let told: HashSet<String> = stems(text).filter(|stem| entry.contains(stem)).collect();
    let has_one_in = |share: usize, words: &HashSet<String>| {
        words.iter().filter(|word| told.contains(*word)).count() * share >= words.len()
    };
    entry.len() < WORDS_MIN
        || has_one_in(SHARE, &entry)
        || of_headline.len() >= WORDS_MIN && has_one_in(OF_HEADLINE, &of_headline)
}

/// The beginnings of the longer words of a text, in lower case; pairs of characters of what is written without spaces. Addresses
/// say nothing.
fn stems(text: &str) -> impl Iterator<Item = String> {
    let is_dense =
        |c: &char| matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let written = text.split_whitespace().filter(|written| !written.contains("://"));
    written.flat_map(|written| written.split(|c: char| !c.is_alphanumeric())).flat_map(move |word| {
        let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        match (letters.iter().any(is_dense), letters.get(..STEM)) {
            (true, _) => letters.windows(2).map(String::from_iter).collect(),
            (false, Some(stem)) => vec![String::from_iter(stem)],
            (false, None) => Vec::new(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_shares_words_with_its_entry_and_a_wall_does_not() {
        let check =
            |text: &str, entry: &str, tells: bool| assert_eq!(tells_of(text, "", entry), tells, "{text}");
        let entry =
            "Harbour bridge reopens on Monday. The council had closed the crossing after a cable snapped.";
        check("The bridges at the harbours of the county reopened, its councils say.", entry, true);
        check(
            "Become a member and support us. Your browser will remember what you choose on this device.",
            entry,
            false,
        );
        check("Wij vragen uw toestemming om gegevens op te slaan en te verwerken.", entry, false);
        check("Anything at all.", "Bridge reopens", true);
        check("港の橋が月曜日に再開した。", "港の橋、月曜日に再開", true);
        check("会員登録をお願いします。続きを読むにはログインが必要です。", "港の橋、月曜日に再開", false);
    }

    #[test]
    fn what_a_feed_says_of_each_of_its_entries_hides_no_article() {
        let summary = "Article: https://example.com/harbour/bridge Comments: https://forum.example/item?id=4242 Points: twelve. \
                       Subscribe to our newsletter, follow editors elsewhere, support independent journalism, cancel whenever wanted.";
        let headline = "Harbour bridge reopens after cable snapped";
        let text = "The bridge of the harbour was opened again, as a new cable holds it.";
        assert!(tells_of(text, headline, summary));
        assert!(!tells_of("Please accept cookies before reading anything.", headline, summary));
        assert!(tells_of(
            "Nothing alike.",
            "Foo",
            "Article: https://example.com/harbour/bridge/reopened/today"
        ));
    }
}
