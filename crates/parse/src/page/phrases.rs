//! What paragraphs say that are no part of an article, wherever they stand: "Read more", "Sign up for our newsletter".

/// What stands over boxes, in lower case; a sentence may begin with it, too.
const LABELS: &[&str] = &[
    "advert",
    "advertisement",
    "advertising",
    "comments",
    "most read",
    "recommended",
    "related",
    "publicité",
    "anzeige",
    "publicidad",
    "pubblicità",
    "publicidade",
    "advertentie",
    "reklama",
    "реклама",
];

/// A label has so many other words at the most, unless a colon follows it.
const LABEL_WORDS: usize = 3;

/// How short paragraphs begin that are furniture, in lower case.
const BEGINNINGS: &[&str] = &[
    "also read",
    "also see",
    "continue reading",
    "don't miss",
    "don’t miss",
    "follow us",
    "follow @",
    "get the latest",
    "like this story",
    "more from",
    "more on this",
    "read also",
    "read more",
    "read next",
    "see also",
    "share this",
    "sign up",
    "story continues",
    "subscribe",
    "watch:",
    "you may also",
    "you might also",
    "à lire aussi",
    "lire aussi",
    "voir aussi",
    "partager",
    "suivez-nous",
    "abonnez-vous",
    "auch interessant",
    "lesen sie auch",
    "mehr zum thema",
    "mehr dazu",
    "folgen sie uns",
    "lea también",
    "leer más",
    "le puede interesar",
    "te puede interesar",
    "síguenos",
    "suscríbete",
    "leggi anche",
    "iscriviti",
    "leia também",
    "leia mais",
    "veja também",
    "siga-nos",
    "lees ook",
    "czytaj także",
    "czytaj też",
    "zobacz też",
    "читайте также",
    "смотрите также",
    "see more",
    "lesen sie hier",
    "lee también",
    "baca juga",
    "läs också",
    "läs även",
    "les også",
    "læs også",
    "lue myös",
    "čtěte také",
    "přečtěte si",
    "prečítajte si",
    "olvassa el",
    "διαβάστε επίσης",
    "δείτε επίσης",
    "ilgili haber",
    "citește și",
    "читайте також",
    "прочетете още",
    "pročitajte i",
    "あわせて読みたい",
    "関連記事",
    "相关阅读",
    "延伸阅读",
    "相關新聞",
    "관련기사",
    "관련 기사",
    "اقرأ أيضا",
    "اقرأ أيضًا",
    "xem thêm",
];

/// What short paragraphs with a link speak of that are furniture, in lower case.
const TOPICS: &[&str] = &[
    "sign up",
    "subscribe to",
    "follow us",
    "follow him on",
    "follow her on",
    "download our app",
    "our app",
    "our newsletter",
];

/// What shorter ones do.
const SHORT_TOPICS: &[&str] = &["newsletter", "on facebook", "on twitter", "subscribe", "@"];

/// What stands before them. What is said begins with a quotation mark.
const MARKS: &[char] =
    &['[', '(', '【', '»', '›', '>', '→', '⇒', '►', '▶', '•', '●', '*', '-', '–', '+', '👉', '☛'];

/// A longer paragraph is text, whatever it begins with.
const LENGTH_MAX: usize = 120;

/// With a link and a topic of furniture, a paragraph may be longer.
const LINKED_LENGTH_MAX: usize = 220;

/// Whether a paragraph is furniture by what it says.
pub(super) fn is_furniture(text: &str, has_link: bool) -> bool {
    if text.len() > 2 * LINKED_LENGTH_MAX {
        return false;
    }
    // *[Read more: …]*, *» …*, *→ …*.
    let lower = text.trim_start_matches(|c: char| c.is_whitespace() || MARKS.contains(&c));
    let lower = lower.to_lowercase();
    let length = lower.chars().count();
    let rest_of = |beginning: &&str| {
        let rest = lower.strip_prefix(*beginning)?;
        (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
    };
    let begins = length <= LENGTH_MAX && BEGINNINGS.iter().any(|beginning| rest_of(beginning).is_some());
    let is_label = |rest: &str| {
        rest.trim_start().starts_with(':')
            || rest.split_whitespace().count() <= LABEL_WORDS && !rest.ends_with('.')
    };
    let labels = length <= LENGTH_MAX && LABELS.iter().filter_map(rest_of).any(is_label);
    let speaks_of = |topics: &[&str]| topics.iter().any(|topic| lower.contains(topic));
    let invites = has_link
        && (length <= LINKED_LENGTH_MAX && speaks_of(TOPICS)
            || length <= LENGTH_MAX && speaks_of(SHORT_TOPICS));
    begins || labels || invites
}

#[cfg(test)]
mod tests {
    use super::is_furniture;

    #[test]
    fn boxes_are_told_from_sentences_that_begin_like_them() {
        for (text, has_link) in [
            ("Advertisement", false),
            ("Anzeige", false),
            ("Comments (12)", false),
            ("Related: the bridge that never was, and who paid for all of it", true),
            ("Recommended for you", false),
            ("Most read", false),
            ("Read more about the bridge", true),
            ("Sign up for our newsletter", true),
            ("Write to us at desk@post.example", true),
            ("[Read more: the bridge that never was]", false),
            ("» Lesen Sie hier: Die Brücke, die es nie gab", true),
            ("Läs också: Bron som aldrig fanns", true),
            ("【関連記事】橋の再開", true),
        ] {
            assert!(is_furniture(text, has_link), "{text}");
        }
        for (text, has_link) in [
            ("Advertisers left the company in droves on Monday.", false),
            ("Anzeige gegen die Firma wurde am Montag erstattet, sagte die Polizei.", false),
            ("“Follow us,” he said, and they went down to the pier.", false),
            ("Most readers of the paper are old.", false),
            ("Related party deals at the bank are under review, two people said.", false),
            ("Subscribers to the service rose by three million.", false),
            ("Comments by the head of the bank drew fire.", false),
            (
                "The group sells its music subscription through a rival, whose shares fell by a tenth on Monday.",
                true,
            ),
            (
                "A rival, which also owns the newsletter firm Apex, said on Monday in a statement to the stock exchange that it would cut three hundred jobs.",
                true,
            ),
        ] {
            assert!(!is_furniture(text, has_link), "{text}");
        }
    }
}
