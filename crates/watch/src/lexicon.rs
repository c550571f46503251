//! What is known of ordinary words: the small words by which a language is told, the words that stand beside names, and the
//! words that are names only sometimes. General to each language; nothing here is about any one name.

use crate::fold::folded;
use crate::language::Language;

/// What a word says about a name beside it, or about the text it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Cue {
    /// Nearly every text of the language holds it: articles, prepositions, pronouns, auxiliaries.
    Small,
    /// Stands before common nouns and seldom before the names of organisations.
    Determiner,
    /// What someone who is named does, in the forms in which news says so.
    Verb,
    /// Stands between a name and its verb.
    Adverb,
    /// Stands before organisations and persons only (*chez*, *bei*).
    Towards,
    /// Is about companies and what they make.
    Organisation,
    /// Is what a company has, and has by name: behind one it says that it is a company (*Shell profit*, *Apple-Aktie*).
    Own,
    /// Stands before any noun, and tells by itself of no name (*Total sales*, *Next CEO*).
    Qualifier,
    /// Is about towns and landscapes.
    Town,
    /// Follows a name and makes a longer one of it that is something else (*Foundation*, *River*).
    Institution,
    /// A legal form of a company.
    Form,
    /// Follows a name and a hyphen and says something of the thing named (*-owned*).
    Participle,
    /// Stands before a hyphen and a name (*ex-*).
    Prefix,
    /// Asks readers to do something, as a line that belongs to the page begins.
    Invitation,
    /// Stands in lines that belong to the page and not to the article, and in others.
    Furniture,
    /// Begins sentences and is no name.
    Opener,
    /// Stands before the name of a person.
    Person,
    /// A forename.
    Forename,
    /// A surname.
    Surname,
    /// A preposition that stands before places.
    Locative,
    /// A preposition that stands before what one reads, writes or buys on.
    Platform,
    /// Begins what is said of a name after a comma.
    Relative,
    /// Joins a common noun to what it is of.
    Possessor,
    /// A day of the week or a month.
    Calendar,
    /// What shines in the sky.
    Celestial,
    /// A determiner that points to one of many (*a*, *their*, *each*), which names do not follow.
    Indefinite,
    /// Says that something was said to someone.
    Speech,
    /// What companies do, in the forms in which news says so: of the verbs, those that say most.
    Deed,
    /// Is about nature, the arts, sports or the home: where everyday words are just that.
    Nature,
    /// Says of what country something or somebody is.
    Demonym,
    /// A well-known city, country, region or river.
    Place,
    /// A word of everyday language, which may also be a name.
    Ordinary,
}

impl Cue {
    /// How many kinds there are.
    pub(crate) const COUNT: usize = Cue::Ordinary as usize + 1;

    /// The kind whose section has a name in the word lists.
    fn of(section: &str) -> Option<Cue> {
        Some(match section {
            "small" => Cue::Small,
            "determiner" => Cue::Determiner,
            "verb" => Cue::Verb,
            "adverb" => Cue::Adverb,
            "towards" => Cue::Towards,
            "organisation" => Cue::Organisation,
            "own" => Cue::Own,
            "qualifier" => Cue::Qualifier,
            "town" => Cue::Town,
            "institution" => Cue::Institution,
            "form" => Cue::Form,
            "participle" => Cue::Participle,
            "prefix" => Cue::Prefix,
            "invitation" => Cue::Invitation,
            "furniture" => Cue::Furniture,
            "opener" => Cue::Opener,
            "person" => Cue::Person,
            "locative" => Cue::Locative,
            "platform" => Cue::Platform,
            "relative" => Cue::Relative,
            "possessor" => Cue::Possessor,
            "calendar" => Cue::Calendar,
            "celestial" => Cue::Celestial,
            "indefinite" => Cue::Indefinite,
            "speech" => Cue::Speech,
            "deed" => Cue::Deed,
            "nature" => Cue::Nature,
            "demonym" => Cue::Demonym,
            "ordinary" => Cue::Ordinary,
            _ => return None,
        })
    }
}

/// A set of domains, kinds of news such as those of food, of finance and of sports, a bit for each section of their list.
pub(crate) type Domains = u32;

/// The words of each domain. Which domains there are is of no matter but for the two that have a constant: a watch is of those that the
/// words have which a user gives it.
const DOMAINS: &str = include_str!("lexicon/domains.txt");

/// The domain in which names are those of players and clubs.
pub(crate) const SPORTS: &str = "sports";

/// The domain in which names are those of artists, characters and works.
pub(crate) const ARTS: &str = "arts";

/// The word lists, by language in the order of [`Language::ALL`].
const LISTS: [&str; 7] = [
    include_str!("lexicon/en.txt"),
    include_str!("lexicon/fr.txt"),
    include_str!("lexicon/de.txt"),
    include_str!("lexicon/es.txt"),
    include_str!("lexicon/it.txt"),
    include_str!("lexicon/pt.txt"),
    include_str!("lexicon/nl.txt"),
];

/// The names that are listed for all languages at once.
const NAMES: [(Cue, &str); 3] = [
    (Cue::Forename, include_str!("lexicon/forenames.txt")),
    (Cue::Surname, include_str!("lexicon/surnames.txt")),
    (Cue::Place, include_str!("lexicon/places.txt")),
];

/// How lines begin that point to other articles.
pub(crate) const POINTERS: &[&str] = &[
    "you may also like",
    "you might also like",
    "read also",
    "see also",
    "more on",
    "more from",
    "most read",
    "related",
    "lire aussi",
    "a lire",
    "voir aussi",
    "sur le meme sujet",
    "lesen sie auch",
    "mehr zum thema",
    "mehr nachrichten aus",
    "auch interessant",
    "lea tambien",
    "le puede interesar",
    "te puede interesar",
    "leggi anche",
    "potrebbe interessarti",
    "leia tambem",
    "lea mas",
    "leer mas",
    "en savoir plus",
    "read more",
    "mehr lesen",
    "lees ook",
    "meer over",
];

/// What stands in lines that say what an outlet earns by its links, what it gives its readers, and with what its pages are best read.
pub(crate) const NOTICES: &[&str] = &[
    "affiliate link",
    "earn a commission",
    "earn a small commission",
    "earn us a",
    "sponsored link",
    "use our code",
    "use the code",
    "liens affilies",
    "liens d'affiliation",
    "code promo",
    "rabattcode",
    "gutscheincode",
    "provision erhalten wir",
    "enlaces de afiliad",
    "codigo promocional",
    "link di affiliazione",
    "codice sconto",
    "with us on",
    "on our channel",
    "our channel on",
    "out now in",
    "we accept cash",
    "nuestro canal",
    "notre chaine",
    "existe en numerique",
    "paiement :",
    "zahlung bar",
    "sie auf unserem",
    "our website uses cookies",
    "this site uses cookies",
    "this website uses cookies",
    "our promo code",
    "use promo code",
    "update your browser",
    "click here",
    "gibt es auch als",
    "app gibt es",
    "mas en la app",
    "cliquez ici",
    "hier klicken",
    "haga clic",
    "best viewed in",
    "best viewed with",
    "look best in",
    "looks best in",
    "works best in",
    "optimise pour",
    "optimiert fur",
    "optimizado para",
    "retrouvez nous sur",
    "suivez nous sur",
    "suivez notre",
    "retrouvez notre",
    "visitez notre",
    "ecoutez notre",
    "folgen sie uns auf",
    "suscribase por",
    "suscribete por",
    "suscribete a",
];

/// How lines end that send the reader to other places, too, in words that people say in news as well.
pub(crate) const OWN: &[&str] = &[
    "und in unserer app",
    "und in unserem newsletter",
    "und in unserem podcast",
    ": a retrouver sur",
    ": a ecouter sur",
    ": a revoir sur",
];

/// How sentences begin that ask the reader to follow an outlet elsewhere, or to tell others; and those in which it says how it made what
/// one reads, or where that is to be had.
pub(crate) const ASKS: &[&str] = &[
    "this article was first published",
    "this article was originally published",
    "this article was translated",
    "this article was written with",
    "this digest was",
    "this interview was",
    "this newsletter was",
    "this summary was",
    "this transcript was",
    "this translation was",
    "our newsletter",
    "our podcast",
    "our style guide",
    "our app works best",
    "pay by cash,",
    "to read this document you need",
    "to view this document you need",
    "for breaking news",
    "for more news",
    "for the latest news",
    "send tips to",
    "send your tips",
    "send us your",
    "got a tip",
    "got a story",
    "do you have a story",
    "have you got a",
    "pin this",
    "print this",
    "bookmark this",
    "guarda esta",
    "guarda este",
    "best viewed",
    "listen on",
    "listen to our",
    "cet article a ete",
    "cet entretien a ete",
    "cette traduction a ete",
    "a ecouter sur",
    "dieser artikel",
    "dieser beitrag",
    "dieser text",
    "diese zusammenfassung",
    "dieses interview",
    "jetzt horen",
    "este articulo fue",
    "este resumen fue",
    "esta entrevista fue",
    "escuchalo",
    "escucha el",
    "questo articolo e stato",
    "ascolta su",
    "este artigo foi",
    "ouca no",
    "dit artikel is",
    "beluister",
    "follow us on",
    "follow me on",
    "like us on",
    "find us on",
    "join us on",
    "share on",
    "share this",
    "sign up for our",
    "subscribe to our",
    "suivez nous",
    "ecrivez nous",
    "retrouvez nous sur",
    "rejoignez nous sur",
    "partager sur",
    "partagez",
    "abonnez vous",
    "folgen sie",
    "folgt uns",
    "folge uns",
    "teilen auf",
    "siguenos en",
    "siganos en",
    "compartir en",
    "comparte en",
    "seguici su",
    "condividi su",
    "siga nos",
    "compartilhe",
    "partilhe",
    "volg ons",
    "deel op",
];

/// Calls `word` with each word of each domain, folded, and the domain, as the set of it alone and by name.
pub(crate) fn each_of_domain(mut word: impl FnMut(Domains, &str, &str)) {
    let mut domain: Domains = 0;
    let mut name = "";
    for line in DOMAINS.lines().filter(|line| !line.starts_with('#')) {
        if let Some(section) = line.strip_prefix('[') {
            name = section.trim_end_matches(']');
            domain = if domain == 0 { 1 } else { domain << 1 };
            continue;
        }
        line.split_ascii_whitespace().for_each(|listed| word(domain, name, &folded(listed)));
    }
}

/// Calls `word` with each word of the lists, folded.
pub(crate) fn each(mut word: impl FnMut(Language, Cue, &str)) {
    for (cue, names) in NAMES {
        for name in names.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_ascii_whitespace)
        {
            Language::ALL.into_iter().for_each(|language| word(language, cue, name));
        }
    }
    for language in Language::ALL {
        let mut cue = None;
        for line in LISTS[language as usize].lines().filter(|line| !line.starts_with('#')) {
            if let Some(section) = line.strip_prefix('[') {
                cue = Cue::of(section.trim_end_matches(']'));
                continue;
            }
            if let Some(cue) = cue {
                line.split_ascii_whitespace().for_each(|listed| word(language, cue, &folded(listed)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    #[test]
    fn domains_have_a_bit_each_and_words_that_are_words() {
        let mut all = 0;
        let mut known = 0;
        each_of_domain(|domain, name, listed| {
            assert_eq!(domain.count_ones(), 1);
            all |= domain;
            known |= if name == SPORTS { 1 } else { 0 } | if name == ARTS { 2 } else { 0 };
            let mut words = Words::of(listed);
            assert!(words.next().is_some() && words.next().is_none(), "{listed}");
        });
        let sections = DOMAINS.lines().filter(|line| line.starts_with('[')).count();
        assert_eq!((all.count_ones() as usize, known), (sections, 3));
    }

    /// A line that belongs to no section, or holds more than words, would be lost without notice.
    #[test]
    fn every_line_is_a_section_or_words_of_one() {
        for list in LISTS {
            let mut in_section = false;
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                if let Some(section) = line.strip_prefix('[') {
                    assert!(Cue::of(section.trim_end_matches(']')).is_some(), "{line}");
                    in_section = true;
                    continue;
                }
                assert!(in_section, "{line}");
                for listed in line.split_ascii_whitespace() {
                    let mut words = Words::of(listed);
                    assert!(words.next().is_some() && words.next().is_none(), "{listed}");
                }
            }
        }
    }
}
