//! What paragraphs say that are no part of an article, wherever they stand: "Read more", "Sign up for our newsletter".

mod lists;

use lists::{
    ADDRESSES, BEGINNINGS, CHANNELS, INVITATIONS, LABELS, MAIL, MAIL_INVITATIONS, MARKS, NOTICES, OF_BOXES,
    OF_SENTENCES, SHORT_TOPICS, TOPICS,
};

/// A label has so many other words at the most, unless a colon follows it.
const LABEL_WORDS: usize = 2;

/// A sentence that only begins as boxes do has so many words at the least.
const SENTENCE_WORDS: usize = 7;

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
    let begins = length <= LENGTH_MAX
        && (lower.starts_with("follow @")
            || BEGINNINGS.iter().any(|beginning| {
                let may_tell = OF_SENTENCES.contains(beginning);
                rest_of(beginning).is_some_and(|rest| !may_tell || !goes_on(rest, text, has_link))
            }));
    let is_label = |rest: &str| {
        rest.trim_start().starts_with(':')
            || rest.split_whitespace().count() <= LABEL_WORDS && !rest.ends_with('.')
    };
    let labels = length <= LENGTH_MAX && LABELS.iter().filter_map(rest_of).any(is_label);
    let speaks_of = |topics: &[&str]| topics.iter().any(|topic| lower.contains(topic));
    let links = has_link
        && (length <= LINKED_LENGTH_MAX && (invites(&lower) || names_topic(&lower) && !is_sentence(&lower))
            || length <= LENGTH_MAX
                && speaks_of(SHORT_TOPICS)
                && (lower.contains('@') || !is_sentence(&lower)));
    let begins_with = |invitations: &[&str]| {
        invitations.iter().filter_map(rest_of).any(|rest| rest.starts_with([' ', '\u{a0}']))
    };
    let calls = length <= LINKED_LENGTH_MAX
        && (begins_with(INVITATIONS) && (speaks_of(CHANNELS) || speaks_of(MAIL))
            || begins_with(MAIL_INVITATIONS) && speaks_of(MAIL));
    let notes = length <= LINKED_LENGTH_MAX && (speaks_of(NOTICES) || is_copyright(&lower));
    begins || labels || links || calls || notes
}

/// Whether a text names a topic of furniture in words of its own: *our app* is no part of *our approach*.
fn names_topic(lower: &str) -> bool {
    topics(lower).next().is_some()
}

/// Whether a sentence or a clause of a text begins with one: *Subscribe to …*, but not *Riders can sign up for …*.
fn invites(lower: &str) -> bool {
    topics(lower).any(|at| {
        let before = lower.get(..at).unwrap_or_default().trim_end();
        before.is_empty() || before.ends_with(['.', '!', '?', ',', ':', '…'])
    })
}

/// Where topics of furniture stand.
fn topics(lower: &str) -> impl Iterator<Item = usize> {
    let places = TOPICS.iter().flat_map(|topic| lower.match_indices(topic));
    places.filter_map(|(at, topic)| {
        let after = lower.get(at + topic.len()..).unwrap_or_default();
        let before = lower.get(..at).unwrap_or_default();
        let is_whole = !after.starts_with(char::is_alphanumeric) && !before.ends_with(char::is_alphanumeric);
        is_whole.then_some(at)
    })
}

/// Whether what follows a beginning goes on as a sentence of an article does, and not as a box with the headline that it links to.
fn goes_on(rest: &str, text: &str, has_link: bool) -> bool {
    let written = text.get(text.len().saturating_sub(rest.len())..).unwrap_or_default().trim_start();
    let is_named = has_link && !written.starts_with(char::is_lowercase);
    let is_of_box = rest.split_whitespace().next().is_some_and(|next| OF_BOXES.contains(&next));
    rest.starts_with([' ', ',', '\u{a0}']) && !is_named && !is_of_box && is_sentence(text)
}

/// Whether a text is a sentence as articles have it: words enough, an end, and nobody spoken to.
fn is_sentence(text: &str) -> bool {
    // *US* is a country.
    let is_address = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word != "US" && ADDRESSES.contains(&word.to_lowercase().as_str())
    };
    text.ends_with(['.', '!', '?', '”', '"', '»'])
        && text.split_whitespace().count() >= SENTENCE_WORDS
        && !text.split_whitespace().skip(2).any(is_address)
}

/// `© 2026 …`, `Copyright © …`, `© Reuters`, `All content © Reuters`.
fn is_copyright(lower: &str) -> bool {
    /// Of lines that name who holds the right, in characters.
    const LENGTH_MAX: usize = 60;
    let marks = ["©", "ⓒ", "(c)"];
    let rest = lower.strip_prefix("copyright").map(|rest| rest.trim_start_matches([' ', ':']));
    let marked = marks.iter().any(|mark| rest.unwrap_or(lower).starts_with(mark))
        || lower.contains(" © ") && !is_sentence(lower);
    let is_year = |rest: &str| rest.starts_with("19") || rest.starts_with("20");
    let dated = rest.is_some_and(is_year)
        || marks.iter().filter_map(|mark| lower.strip_prefix(mark)).any(|rest| is_year(rest.trim_start()));
    dated || marked && lower.chars().count() <= LENGTH_MAX
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
            ("Sign up here to get the day’s news by noon.", true),
            ("Sign up for The Morning Tide and start each day with the news.", false),
            ("Subscribe to the Post and never miss a story again!", false),
            ("Share this article with friends and family on social media.", false),
            ("Abonnez-vous à La Marée, la lettre du matin de toute la côte.", false),
            ("READ MORE Why did the bridge at the harbour close for so long?", true),
            ("Lesen Sie auch Warum die Brücke am Hafen so lange zu war?", true),
            ("Follow @annautor", false),
            ("© Reuters", false),
            ("Copyright ⓒ 2026 Post", false),
            ("Entre no nosso canal do WhatsApp", false),
            ("Read more of our coverage of the bridge and its builders.", true),
            ("Follow the Post on Google News and WhatsApp for the news as it comes.", false),
            ("Join our Telegram channel and never miss a ferry again.", false),
            ("Подписывайтесь на канал «Пристань» в Telegram", false),
            ("Download the Post app for more such news.", false),
            ("© 2026 Post Media. All rights reserved.", false),
            ("Copyright 2026 Post Press. This material may be used by members only.", false),
            ("The writer’s view is her own. Tous droits réservés.", false),
            ("Le foto e i testi sono di proprietà della Marea. Riproduzione riservata.", false),
            ("Nachdruck verboten", false),
            ("Schreiben Sie uns Ihre Meinung an briefe@post.example.", false),
            ("Hier geht es zu unserem WhatsApp-Kanal.", false),
            ("Écrivez-nous à redaction@post.example.", false),
            ("Have you got a story? Email us at desk@post.example", false),
            ("Want more news like this? Follow the Post on Instagram", false),
            ("This article was originally published by the Tide and is here with its leave.", true),
            ("Subscribe to the Harbour Post today and support the news of the bay.", true),
            ("Jane Doe covers the harbour for the Post. Follow her on Bluesky and Mastodon.", true),
            ("Listen to our podcast: what moves the people of the harbour this week", false),
            ("Get the best of the harbour’s news in your inbox every morning before seven.", false),
            ("Recevez chaque matin le meilleur de la côte dans votre boîte mail.", false),
            ("Receba as notícias do porto todas as manhãs no seu e-mail.", false),
            ("Get the harbour’s news first: our newsletter comes every morning before seven.", false),
            ("Got a tip? Tell the desk of the Post.", false),
            ("本报版权所有，未经许可不得转载", false),
            ("All content © Harbour Media", false),
            ("Click here to support the Post", false),
            ("Melden Sie sich für unseren Newsletter an", false),
            ("Inscrivez-vous à notre newsletter", false),
            ("Seguici su X", false),
            ("Schrijf je in voor onze nieuwsbrief", false),
            ("Läs mer: Bron som aldrig fanns", false),
            ("Sledujte nás na síti X", false),
            ("Подпишитесь на нашу рассылку", false),
            ("Alla rättigheter förbehållna", false),
            ("Ακολουθήστε μας στο X", false),
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
            ("See also the case of the ferry, which sank in May.", false),
            ("More from the US is expected on Friday, he said.", false),
            ("Download figures for the Telegram app doubled after the ban.", false),
            ("Folge der Sperre von Telegram war ein Streit um Rechte.", false),
            ("Advertising revenue fell sharply", false),
            ("More from the bank is expected on Friday, two people said.", false),
            ("Sign up numbers at the firm rose by a tenth in May.", false),
            ("The ferry line said on Twitter that it was hacked.", true),
            ("Follow-up talks on the app are due in May.", false),
            ("Hier geht es um mehr als um eine Brücke, sagte sie.", false),
            ("The minister said that our approach to the ferry was the right one.", true),
            ("Four appeals against the four approvals were heard in the court on Monday.", true),
            ("Riders can sign up for the shuttle at the town hall from Monday.", true),
            ("Write to the minister, the mayor told the men, and she will answer.", false),
            ("More stories like hers are told in the valley, the mayor said.", false),
            ("Top stories of the house were burnt out, the fire service said.", false),
            ("Write to the board at bridge@bay.example by Friday to object.", false),
            ("Want more ferries at night, the shopkeepers asked the board.", false),
            ("Got a stork on the roof, they say, and got the luck of it.", false),
            ("Contenuto e forma del patto restano segreti, dice il ministro.", false),
            ("Copyright law is to change, the minister said in 2026.", false),
            ("Get the ferry back by May, the mayor told the line on Monday.", false),
            ("Receive more than you give, the old fishermen of the bay say.", false),
            ("Joint venture talks with Facebook broke down on Monday.", false),
            ("Assine o contrato até maio, pediu o ministro, e a ponte será refeita.", false),
            ("Tilaa on vähän, sanoi sataman johtaja maanantaina.", false),
            ("Melden Sie sich im Rathaus, sagte die Frau vom Amt am Montag.", false),
            ("The firm sells the drink as Tide© in all of the ports of the bay.", false),
            ("Recibe Facebook una multa de cien millones de euros por los datos de sus usuarios.", false),
            ("Get the vaccine before you travel, Facebook users were told on Monday.", false),
            ("Receive and forward: how a WhatsApp rumour sank the ferry.", false),
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
