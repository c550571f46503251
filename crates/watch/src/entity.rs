//! Entities as they are matched: their names, and what tells them from their namesakes.

use model::{Entity, EntityKind};

use crate::fold::folded;
use crate::gap::is_apostrophe;
use crate::lexicon::{Cue, Domains};
use crate::phrases::{PhraseId, Phrases};
use crate::senses::{Senses, senses};
use crate::texts::{Text, Texts};
use crate::vocabulary::{Vocabulary, WordId};
use crate::whole::Loose;

/// One name of an entity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alias {
    pub(crate) phrase: PhraseId,
    /// The name as configured, without the braces of an exact one.
    pub(crate) text: Text,
    /// Whether the name itself has punctuation between its words.
    pub(crate) loose: Loose,
    /// Whether it stands in braces, and so must be written in the same case.
    pub(crate) exact: bool,
    pub(crate) strength: Strength,
    /// Whether it is configured with a capital.
    pub(crate) capital: bool,
    /// Whether each of its words after the first that is not a small one is configured with a capital, and there is one.
    pub(crate) capital_behind: bool,
    /// Whether it is another name than the watch's own.
    pub(crate) synonym: bool,
    /// Whether nothing is configured that tells the entity from others.
    pub(crate) unqualified: bool,
    /// Whether the word itself is watched, *inflation* or *Climate change*, and nothing that is called so.
    pub(crate) common: bool,
    /// Whether it is a name without the article that it begins with, to be found after another (*der ZEIT*).
    pub(crate) declined: bool,
    /// Whether it is found only where the capitals of all its words tell it from what anybody writes (*law and order* for *Law & Order*).
    pub(crate) capitals: bool,
}

/// How much a name says by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// One word, perhaps with an article: it may be an everyday word, or the name of something else.
    Word,
    /// One word in capitals.
    Letters,
    /// More words, or a spelling that no other word has (*TotalEnergies*, *zeit.de*).
    Distinct,
}

/// A word that speaks for an entity where it stands in the same article.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) phrase: PhraseId,
    /// Whether it is a name itself.
    pub(crate) proper: bool,
}

/// What tells an entity from its namesakes; most have nothing of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traits {
    /// Phrases that hold a name and mean something else.
    pub(crate) not: Box<[PhraseId]>,
    /// Words that speak for this sense.
    pub(crate) context: Box<[Context]>,
    /// A name where it stands as a ticker, and nothing elsewhere.
    pub(crate) ticker: Option<Alias>,
    pub(crate) kind: Option<EntityKind>,
    /// The domains of the words of its context and its other names.
    pub(crate) domains: Domains,
}

/// An entity as [`crate::judge`] needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'m> {
    pub(crate) aliases: &'m [Alias],
    pub(crate) traits: Option<&'m Traits>,
}

/// The words that stand for `&` where a paper writes out a name that has one.
const CONJUNCTIONS: [&str; 8] = ["and", "und", "et", "y", "e", "en", "och", "og"];

/// An entity's names, each once, its own first, and after them those with another word for `&` and without the apostrophe of *McDonald's*;
/// those without a word are left out.
pub(crate) fn aliases(name: &str, entity: &Entity, phrases: &mut Phrases, texts: &mut Texts) -> Vec<Alias> {
    let unqualified = entity.not.is_empty() && entity.context.is_empty();
    let unnamed = matches!(entity.kind, None | Some(EntityKind::Other)) && entity.context.is_empty();
    let mut aliases: Vec<Alias> = Vec::new();
    for (index, name) in std::iter::once(name).chain(entity.aliases.iter().map(String::as_str)).enumerate() {
        if let Some(found) = alias(name, phrases, texts)
            && aliases.iter().all(|other| other.declined || texts.get(other.text) != texts.get(found.text))
        {
            // *Thalès* for *Thales* is another spelling and no other name.
            let own = aliases.first().map(|own| own.text);
            let is_own = aliases.iter().any(|other| Some(other.text) == own && other.phrase == found.phrase);
            let common = unnamed && is_common(name, &found, phrases);
            aliases.push(Alias { synonym: index > 0 && !is_own, unqualified, common, ..found });
            let declined =
                without_article(name, &phrases.vocabulary).and_then(|rest| alias(rest, phrases, texts));
            aliases.extend(declined.map(|rest| Alias {
                text: found.text,
                declined: true,
                unqualified,
                ..rest
            }));
        }
    }
    let mut conjoined: Vec<Alias> = Vec::new();
    for known in aliases.iter().filter(|known| !known.exact && !known.declined) {
        for other in conjunctions(texts.get(known.text)) {
            let found = phrases.file(&other).filter(|phrase| {
                aliases.iter().chain(&conjoined).all(|alias| alias.phrase != *phrase || alias.declined)
            });
            let Some(phrase) = found else { continue };
            let capitals = [phrase, known.phrase].into_iter().any(|phrase| is_said_anyhow(phrase, phrases));
            conjoined.push(Alias { phrase, strength: Strength::Distinct, capitals, ..*known });
        }
    }
    aliases.extend(conjoined);
    let plain = aliases.iter().filter(|known| !known.exact && !known.declined);
    let solid = plain
        .filter_map(|known| Some((*known, without_apostrophe(texts.get(known.text), &phrases.vocabulary)?)));
    for (known, solid) in solid.collect::<Vec<_>>() {
        let found = alias(&solid, phrases, texts);
        let found = found.filter(|found| aliases.iter().all(|alias| alias.phrase != found.phrase));
        let Alias { text, synonym, unqualified, .. } = known;
        aliases.extend(found.map(|found| Alias { text, synonym, unqualified, ..found }));
    }
    if entity.kind == Some(EntityKind::Person) {
        weaken_surnames(&mut aliases, phrases);
    }
    aliases
}

/// Makes of a surname a word as others are, however it is spelled: who watches *Ron DeSantis* means one of the name.
fn weaken_surnames(aliases: &mut [Alias], phrases: &Phrases) {
    let last = |alias: &Alias| phrases.words(alias.phrase).next();
    let is_full = |alias: &&Alias| phrases.words(alias.phrase).nth(1).is_some();
    let ends: Vec<Option<WordId>> = aliases.iter().filter(is_full).map(last).collect();
    for alias in aliases.iter_mut().filter(|alias| !is_full(&&**alias)) {
        if alias.strength == Strength::Distinct && ends.contains(&last(alias)) {
            alias.strength = Strength::Word;
        }
    }
}

/// A name with the words for *and* in the place of its `&`, each in one of them, or with `&` in the place of such a word: *Marks &
/// Spencer* calls itself so, and papers mostly write *Marks and Spencer*. Letters by themselves stand for anything: *Q & A*.
fn conjunctions(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_long = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).nth(1).is_some();
    let joint = words.windows(3).find_map(|part| match part {
        [before, word, after] if is_long(before) && is_long(after) => {
            Some(*word).filter(|word| *word == "&" || CONJUNCTIONS.contains(word))
        }
        _ => None,
    });
    let others: &[&str] = match joint {
        Some("&") => &CONJUNCTIONS,
        Some(_) => &["&"],
        None => &[],
    };
    let with = |other: &str| {
        let words = words.iter().map(|word| if Some(*word) == joint { other } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    others.iter().map(|other| with(other)).collect()
}

/// Whether a phrase is made of everyday words only, none of which is a person's name.
fn is_said_anyhow(phrase: PhraseId, phrases: &Phrases) -> bool {
    let is_person = |word: WordId| {
        [Cue::Forename, Cue::Surname].iter().any(|cue| phrases.vocabulary.languages(word, *cue) != 0)
    };
    is_everyday(phrase, phrases) && !phrases.words(phrase).any(is_person)
}

/// What tells an entity from its namesakes, if it is given anything.
pub(crate) fn traits(
    name: &str,
    entity: &Entity,
    phrases: &mut Phrases,
    texts: &mut Texts,
) -> Option<Traits> {
    let ticker = entity.ticker.as_deref().and_then(|ticker| {
        let ticker = alias(ticker.trim_start_matches('$'), phrases, texts)?;
        Some(Alias { exact: true, synonym: true, ..ticker })
    });
    let not = entity.not.iter().flat_map(|not| std::iter::once(not.clone()).chain(conjunctions(not)));
    let not = not.filter_map(|not| phrases.file(&not)).collect();
    // *Michael Dell* tells nothing of Dell by his surname.
    let is_own = |surname: &&str| {
        std::iter::once(name)
            .chain(entity.aliases.iter().map(String::as_str))
            .any(|name| name.split_whitespace().any(|word| folded(word) == folded(surname)))
    };
    let inflected = |text: &String| {
        let text = surname(text, &phrases.vocabulary).filter(|surname| !is_own(surname)).unwrap_or(text);
        let phrase = phrases.file_inflected(text).or_else(|| phrases.file(text))?;
        // German nouns have capitals, too.
        let proper = text.contains(char::is_uppercase) && !is_everyday(phrase, phrases);
        Some(Context { phrase, proper })
    };
    let context = entity.context.iter().filter_map(inflected).collect();
    let domains = domains(name, entity, &phrases.vocabulary);
    let traits = Traits { not, context, ticker, kind: entity.kind, domains };
    let is_plain = traits.not.is_empty()
        && traits.context.is_empty()
        && ticker.is_none()
        && entity.kind.is_none()
        && domains == 0;
    (!is_plain).then_some(traits)
}

/// The surname of a person who is given in full, *Christel Heydemann*, where hardly anybody else has it: headlines have no more.
fn surname<'n>(name: &'n str, vocabulary: &Vocabulary) -> Option<&'n str> {
    let (forename, surname) = name.trim().split_once(' ')?;
    let is = |word: &str, cue| vocabulary.languages(vocabulary.id(&folded(word)), cue) != 0;
    let is_alone = surname.starts_with(char::is_uppercase) && surname.chars().all(char::is_alphabetic);
    let other = [Cue::Surname, Cue::Forename, Cue::Place].into_iter().any(|cue| is(surname, cue));
    let word = vocabulary.id(&folded(surname));
    let is_rare = !other && senses(std::iter::once(word), vocabulary).everyday == 0;
    (is(forename, Cue::Forename) && is_alone && is_rare).then_some(surname)
}

/// Whether all words of a phrase are everyday words of some language.
fn is_everyday(phrase: PhraseId, phrases: &Phrases) -> bool {
    senses(phrases.words(phrase), &phrases.vocabulary).everyday != 0
}

/// The domains of an entity's context, and of what stands beside its name in longer ones: *Costa Coffee*, but not *Banana Republic*. A
/// phrase is of those that all of its words are of which are of any: a *search engine* is nothing of cars.
fn domains(name: &str, entity: &Entity, vocabulary: &Vocabulary) -> Domains {
    if entity.aliases.is_empty() && entity.context.is_empty() {
        return 0;
    }
    let words = |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(folded).collect::<Vec<_>>();
    let own = words(name);
    let longer = entity.aliases.iter().filter(|alias| own.iter().all(|word| words(alias).contains(word)));
    let of_phrase = |text: &String| {
        let others = words(text).into_iter().filter(|word| !own.contains(word));
        let known = others.map(|word| vocabulary.domains(vocabulary.id(&word))).filter(|set| *set != 0);
        known.reduce(|all, set| all & set).unwrap_or_default()
    };
    longer.chain(&entity.context).map(of_phrase).fold(0, |all, set| all | set)
}

fn alias(text: &str, phrases: &mut Phrases, texts: &mut Texts) -> Option<Alias> {
    let braced = text.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let name = braced.unwrap_or(text);
    let phrase = phrases.file(name)?;
    let words: Vec<WordId> = phrases.words(phrase).collect();
    Some(Alias {
        phrase,
        text: texts.add(name),
        loose: Loose::of(name),
        exact: braced.is_some(),
        strength: strength(name, &words, &phrases.vocabulary),
        capital: has_capital(name),
        capital_behind: has_capital_behind(name, &phrases.vocabulary),
        synonym: false,
        unqualified: false,
        common: false,
        declined: false,
        capitals: false,
    })
}

/// Whether a name is written as common nouns are: without capitals, or as everyday words of which the first has the only one.
fn is_common(name: &str, alias: &Alias, phrases: &Phrases) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic());
    let first = letters.next();
    let behind = letters.all(|c| !c.is_uppercase());
    let begins_small = first.is_some_and(char::is_lowercase);
    let said = || alias.strength == Strength::Distinct && is_said_anyhow(alias.phrase, phrases);
    behind && (begins_small || first.is_some_and(char::is_uppercase) && name.contains(' ') && said())
}

/// A name that ends in an apostrophe and an *s*, as many write it: *McDonalds*, *Sothebys*. What is another word so, as *Fridays* and *Wendys*
/// are, stays as it is.
fn without_apostrophe(name: &str, vocabulary: &Vocabulary) -> Option<String> {
    let name = name.trim();
    let before = name.strip_suffix(['s', 'S'])?;
    let stem = before.strip_suffix(is_apostrophe).filter(|word| word.ends_with(char::is_alphabetic))?;
    let last = vocabulary.id(&folded(stem.rsplit(' ').next()?));
    let Senses { everyday, calendar, place, .. } = senses(std::iter::once(last), vocabulary);
    let forename = vocabulary.languages(last, Cue::Forename);
    (everyday | calendar | place | forename == 0).then_some([stem, name.get(before.len()..)?].concat())
}

/// The rest of a name of two words that begins with an article.
fn without_article<'n>(name: &'n str, vocabulary: &Vocabulary) -> Option<&'n str> {
    let (article, rest) = name.trim().split_once(' ')?;
    let is_article = vocabulary.languages(vocabulary.id(&folded(article)), Cue::Determiner) != 0;
    (is_article && rest.starts_with(char::is_uppercase) && !rest.contains(' ')).then_some(rest)
}

/// Whether a word of a name begins with a capital, as none of *iPhone* does.
fn has_capital(name: &str) -> bool {
    let begins = |word: &str| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    name.split_whitespace().any(begins)
}

/// Whether each word of a name after the first has a capital, but for small ones (*Game of Thrones*), and there is one.
fn has_capital_behind(name: &str, vocabulary: &Vocabulary) -> bool {
    let is_small = |word: &str| vocabulary.languages(vocabulary.id(&folded(word)), Cue::Small) != 0;
    let behind = || name.split_whitespace().skip(1);
    behind().any(has_capital) && behind().all(|word| has_capital(word) || is_small(word))
}

/// How much a name says that has these `words`, last to first.
fn strength(name: &str, words: &[WordId], vocabulary: &Vocabulary) -> Strength {
    // *Will Smith*, *Capital One* and *Red Hat* hold words that are small elsewhere; an article before the rest says nothing anywhere.
    let split = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut written: Vec<&str> = split.collect();
    // As `words` are.
    written.reverse();
    let has_capital = |at: usize| {
        written.len() == words.len()
            && written.get(at).is_some_and(|word| word.starts_with(char::is_uppercase))
    };
    let is = |word: WordId, cue| vocabulary.languages(word, cue) != 0;
    let is_article = |word: WordId| is(word, Cue::Determiner) || is(word, Cue::Indefinite);
    let says = |(at, word): &(usize, &WordId)| {
        !is(**word, Cue::Small) || has_capital(*at) && (*at + 1 < words.len() || !is_article(**word))
    };
    let content = words.iter().enumerate().filter(says).count();
    let mut letters = name.chars().filter(|c| c.is_alphabetic());
    let many = letters.clone().count() > 1;
    let all_capitals = many && letters.clone().all(char::is_uppercase);
    let inner_capital = letters.next().is_some() && letters.any(char::is_uppercase);
    let odd = name.chars().any(|c| c.is_numeric() || "&+#.@".contains(c));
    match words.len() {
        1 if all_capitals => Strength::Letters,
        // *O2* is also a gas, *B2* a vitamin and *A4* a size of paper.
        1 if name.trim().chars().nth(2).is_none() => Strength::Word,
        1 if inner_capital || odd => Strength::Distinct,
        1 => Strength::Word,
        _ if content > 1 || odd => Strength::Distinct,
        _ => Strength::Word,
    }
}
