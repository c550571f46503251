//! What entries are known by when their feed names them anew: numbers that are the same on every machine, and whether two headlines
//! are alike.

use std::collections::HashSet;
use std::hash::Hasher;

use model::is_unspaced;

use crate::articles::NewEntry;

/// A headline of fewer words (*Weather*, *Morning briefing*) stands over many articles.
pub(super) const HEADLINE_WORDS: usize = 4;

/// Headlines are alike where they share at least one in so many words of the shorter one.
const ALIKE: usize = 3;

/// A number that is the same for the same headline and text, however they are spaced.
pub(super) fn digest(entry: &NewEntry) -> i64 {
    number([entry.title.as_str(), entry.text.as_str()])
}

/// The same for the headline alone, where it has words enough, in whatever case and with whatever marks they are written.
pub(super) fn headline(entry: &NewEntry) -> Option<i64> {
    let words: Vec<String> = words(&entry.title).collect();
    (words.len() >= HEADLINE_WORDS).then(|| number([words.join(" ").as_str()]))
}

/// Whether two headlines may be those of one article, before and after it was changed.
pub(super) fn are_alike(a: &str, b: &str) -> bool {
    let (a, b): (HashSet<String>, HashSet<String>) = (words(a).collect(), words(b).collect());
    let shorter = a.len().min(b.len());
    a.intersection(&b).count() * ALIKE >= shorter
}

/// Of two headlines, one of which begins or ends with the other as where a site adds its name, how many words the shorter one has.
pub(super) fn shared_words(a: &[String], b: &[String]) -> Option<usize> {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is_part = !shorter.is_empty() && (longer.starts_with(shorter) || longer.ends_with(shorter));
    is_part.then_some(shorter.len())
}

/// The words of a headline in lower case; the characters of what is written without spaces.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
    runs.flat_map(|run| match run.chars().any(is_unspaced) {
        true => run.chars().map(String::from).collect(),
        false => vec![run.to_lowercase()],
    })
}

/// The words of a text in lower case; of what is written without spaces, where single characters recur, each two that follow each other.
pub(super) fn words_and_pairs(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
    runs.flat_map(|run| match run.chars().any(is_unspaced) {
        true => run.chars().zip(run.chars().skip(1)).map(|(a, b)| String::from_iter([a, b])).collect(),
        false => vec![run.to_lowercase()],
    })
}

/// FNV-1a of 64 bits.
pub(super) fn number<const N: usize>(fields: [&str; N]) -> i64 {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    for field in fields {
        for word in field.split_whitespace() {
            hash.write(word.as_bytes());
            hash.write(b" ");
        }
        hash.write(b"\n");
    }
    hash.finish().cast_signed()
}

/// <http://www.isthe.com/chongo/tech/comp/fnv/>
struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_to_which_a_site_adds_its_name_is_the_same() {
        for (a, b, shared) in [
            ("Council votes for the bridge", "Council votes for the bridge - The Post", Some(5)),
            ("The Post: council votes for the bridge", "Council votes for the bridge", Some(5)),
            ("Rain", "RAIN", Some(1)),
            ("Council votes for the bridge", "Council votes for a bridge - The Post", None),
            ("", "Rain", None),
        ] {
            let (one, other): (Vec<_>, Vec<_>) = (words(a).collect(), words(b).collect());
            assert_eq!(shared_words(&one, &other), shared, "{a} | {b}");
            assert_eq!(shared_words(&other, &one), shared);
        }
    }

    #[test]
    fn corrected_headlines_are_alike_and_those_of_others_are_not() {
        for (a, b, alike) in [
            ("Council votes for the bridge", "Council votes against bridge", true),
            ("Bridge reopens", "Bridge reopens after months of repair", true),
            ("Firm and the stadium of Quito", "Firm buys a quarry", false),
            ("Firm opens stadium in Quito", "Harbour master resigns", false),
            ("港の橋が再開", "港の橋、月曜日に再開", true),
            ("港の橋が再開", "銀行は利上げへ", false),
            ("", "Anything", true),
        ] {
            assert_eq!(are_alike(a, b), alike, "{a} | {b}");
        }
    }
}
