//! What paragraphs say that are no part of an article, wherever they stand: "Read more", "Sign up for our newsletter".

/// How short paragraphs begin that are furniture, in lower case.
const BEGINNINGS: &[&str] = &[
    "advert",
    "also read",
    "also see",
    "comments",
    "continue reading",
    "don't miss",
    "don’t miss",
    "follow us",
    "follow @",
    "get the latest",
    "like this story",
    "more from",
    "more on this",
    "most read",
    "read also",
    "read more",
    "read next",
    "recommended",
    "related",
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
    "publicité",
    "voir aussi",
    "partager",
    "suivez-nous",
    "abonnez-vous",
    "anzeige",
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
    "publicidad",
    "suscríbete",
    "leggi anche",
    "pubblicità",
    "iscriviti",
    "leia também",
    "leia mais",
    "veja também",
    "publicidade",
    "siga-nos",
    "lees ook",
    "advertentie",
    "czytaj także",
    "czytaj też",
    "zobacz też",
    "reklama",
    "читайте также",
    "реклама",
    "смотрите также",
];

/// What short paragraphs with a link speak of that are furniture, in lower case.
const TOPICS: &[&str] = &[
    "newsletter",
    "sign up",
    "subscribe",
    "subscription",
    "follow us",
    "follow him on",
    "follow her on",
    "on facebook",
    "on twitter",
    "download our app",
    "our app",
    "@",
];

/// A longer paragraph is text, whatever it begins with.
const LENGTH_MAX: usize = 120;

/// With a link and a topic of furniture, a paragraph may be longer.
const LINKED_LENGTH_MAX: usize = 220;

/// Whether a paragraph is furniture by what it says.
pub(super) fn is_furniture(text: &str, has_link: bool) -> bool {
    if text.len() > 2 * LINKED_LENGTH_MAX {
        return false;
    }
    let lower = text.to_lowercase();
    let length = lower.chars().count();
    let begins = length <= LENGTH_MAX && BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning));
    let invites = has_link && length <= LINKED_LENGTH_MAX && TOPICS.iter().any(|topic| lower.contains(topic));
    begins || invites
}
