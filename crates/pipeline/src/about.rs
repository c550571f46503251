//! Whether a page is about what its entry says: a wall, an error or a note on cookies that no list knows stands in the place of an
//! article, and neither its words nor its names are the article's.

use std::collections::HashSet;

use model::{Page, is_unspaced};

/// A page with a longer text, in characters, is the article even if it says little of what its feed says: that may be about it in words
/// of its own.
const SHORT: usize = 1500;

/// The share that a longer one has at the least: conditions and lists of partners, which are long, share a word or two by chance.
const SHARE_OF_LONG: usize = 10;

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

/// An article under its entry's own headline has so many paragraphs of more than so many characters.
const PARAGRAPHS: usize = 3;
const TELLING: usize = 80;

/// Whether `page` may be about what an entry says with `headline` and `summary`: its text has a fifth of the entry's longer words, in any
/// form, a tenth where it is long itself, or half of those of the headline, or is long and in another language. Of an entry that is no
/// more than a headline, that of the page will do; so does the entry's headline above several paragraphs, since a headline may play on words
/// where the summary is the same for all entries. An entry of few words is about anything.
pub(crate) fn is_about(page: &Page, headline: &str, summary: &str) -> bool {
    let is_long = page.text.chars().nth(SHORT).is_some();
    let is_translated = || {
        let entry = parse::language(&format!("{headline}. {summary}"));
        entry.is_some_and(|entry| parse::language(&page.text).is_some_and(|of_page| of_page != entry))
    };
    let title = if summary.is_empty() { page.title.as_str() } else { "" };
    let of_headline: HashSet<String> = stems(headline).take(WORDS_MAX).collect();
    let entry: HashSet<String> = stems(headline).chain(stems(summary)).take(WORDS_MAX).collect();
    let told: HashSet<String> =
        stems(title).chain(stems(&page.text)).filter(|stem| entry.contains(stem)).collect();
    let has_one_in = |share: usize, words: &HashSet<String>| {
        words.iter().filter(|word| told.contains(*word)).count() * share >= words.len()
    };
    entry.len() < WORDS_MIN
        || is_headed(page, headline)
        || has_one_in(if is_long { SHARE_OF_LONG } else { SHARE }, &entry)
        || !of_headline.is_empty() && has_one_in(OF_HEADLINE, &of_headline)
        || is_long && is_translated()
}

/// Whether a page is headed as its entry is, and is written as articles are: most walls have a line or two, or are known by their words.
fn is_headed(page: &Page, headline: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (of_page, own) = (words(&page.title), words(headline));
    let telling = page.text.split("\n\n").filter(|paragraph| paragraph.chars().nth(TELLING).is_some());
    telling.count() >= PARAGRAPHS && !own.is_empty() && of_page.windows(own.len()).any(|part| part == own)
}

/// The beginnings of the longer words of a text, in lower case; pairs of characters of what is written without spaces. Addresses
/// say nothing.
fn stems(text: &str) -> impl Iterator<Item = String> {
    let written = text.split_whitespace().filter(|written| !written.contains("://"));
    written.flat_map(|written| written.split(|c: char| !c.is_alphanumeric())).flat_map(|word| {
        let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        match (letters.iter().copied().any(is_unspaced), letters.get(..STEM)) {
            (true, _) => letters.windows(2).map(String::from_iter).collect(),
            (false, Some(stem)) => vec![String::from_iter(stem)],
            (false, None) => Vec::new(),
        }
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::tz::Offset;
    use model::{Dated, PageKind};

    use super::*;

    pub(crate) fn page(title: &str, text: &str) -> Page {
        Page {
            kind: PageKind::Article,
            canonical: None,
            title: title.to_owned(),
            byline: None,
            published: None,
            published_offset: Offset::UTC,
            dated: Dated::Guessed,
            modified: None,
            language: None,
            site: None,
            text: text.to_owned(),
        }
    }

    fn check(text: &str, headline: &str, summary: &str, about: bool) {
        assert_eq!(is_about(&page("", text), headline, summary), about, "{text}");
    }

    #[test]
    fn an_article_shares_words_with_its_entry_and_a_wall_does_not() {
        let entry =
            "Harbour bridge reopens on Monday. The council had closed the crossing after a cable snapped.";
        check("The bridges at the harbours of the county reopened, its councils say.", "", entry, true);
        check(
            "Become a member and support us. Your browser will remember what you choose on this device.",
            "",
            entry,
            false,
        );
        check("Wij vragen uw toestemming om gegevens op te slaan en te verwerken.", "", entry, false);
        check("Anything at all.", "", "Bridge reopens", true);
        check("港の橋が月曜日に再開した。", "", "港の橋、月曜日に再開", true);
        check(
            "会員登録をお願いします。続きを読むにはログインが必要です。",
            "",
            "港の橋、月曜日に再開",
            false,
        );
        check("ກະລຸນາເຂົ້າສູ່ລະບົບ", "", "ຂົວທ່າເຮືອເປີດຄືນໃໝ່ໃນວັນຈັນ", false);
    }

    const STANDING: &str = "Article: https://example.com/harbour/bridge Comments: https://forum.example/item?id=4242 Points: twelve. \
        Subscribe to our newsletter, follow editors elsewhere, support independent journalism, cancel whenever wanted.";

    #[test]
    fn what_a_feed_says_of_each_of_its_entries_hides_no_article() {
        let text = "The bridge of the harbour was opened again, as a new cable holds it.";
        check(text, "Harbour bridge reopens after cable snapped", STANDING, true);
        check(text, "Harbour to open", STANDING, true);
        let wall = "Please accept cookies before reading anything.";
        check(wall, "Harbour bridge reopens after cable snapped", STANDING, false);
        check(wall, "Harbour to open", STANDING, false);
        check("Nothing alike.", "Foo", "Article: https://example.com/harbour/bridge/reopened/today", true);
    }

    #[test]
    fn what_is_long_may_say_it_in_words_of_its_own_or_in_another_language() {
        let entry =
            "Die Hafenbrücke ist wieder offen, nachdem ein Seil gerissen war und ersetzt werden musste.";
        let text = "The crossing was opened again, as another cable holds it. ".repeat(26);
        check(&text, "Hafenbrücke wieder offen", entry, true);
        check(text.get(..SHORT).unwrap(), "Hafenbrücke wieder offen", entry, false);
        let comment = "The crossing by ferry was romantic, writes a reader.";
        check(&text, "Farewell to waiting", comment, true);
        let wall = "We and our partners store information on your device, and you can withdraw your choice at any time. ".repeat(16);
        check(&wall, "Farewell to waiting", comment, false);
    }

    #[test]
    fn the_headline_of_a_page_tells_of_an_entry_that_is_no_more_than_one() {
        let (headline, text) = ("Harbour bridge reopens after cable snapped", "Traffic flows once more.");
        let page = page("Harbour bridge reopens – The Post", text);
        assert!(is_about(&page, headline, ""));
        assert!(!is_about(&page, headline, "The council says that ferries will sail until midnight."));
    }

    #[test]
    fn an_article_under_the_headline_of_its_entry_is_about_it() {
        let (headline, summary) = ("Spilt milk", "Comment and analysis from our business correspondent.");
        let told = [
            "Lyrebank said on Thursday that it would close its plant near the northern harbour before the end of the year.",
            "Its owners had accepted lower wages only last spring in return for guarantees, a spokesman of the union said.",
            "The company makes valves for ships and had reported falling orders in three quarters, one after the other.",
        ];
        let of = |text: &str| page("Spilt milk | The Post", text);
        assert!(is_about(&of(&told.join("\n\n")), headline, summary));
        assert!(!is_about(&of(told[..2].join("\n\n").as_str()), headline, summary));
        assert!(!is_about(&of("Subscribe.\n\nLog in.\n\nRead on."), headline, summary));
        assert!(!is_about(&of(&told.join("\n\n")), "Going for gold", summary));
    }
}
