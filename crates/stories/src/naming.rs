//! Names that tell two events of one kind apart: a fire in Leeds and one in Bristol are told in the same words.

use std::sync::LazyLock;

use crate::articles::{Held, Reading, TITLE_TOKENS};
use crate::clusters::Cluster;
use crate::forms::{self, Form, Spelled};
use crate::kickers::Said;
use crate::language::{self, Language};
use crate::lexicon;
use crate::rarity::Rarities;
use crate::terms::{self, Class, Term, TermId, class};
use crate::text::{Kind, Token};
use crate::window::Window;

/// A headline with a word of so many letters in small letters, and no common one, has capitals where names are.
const LETTERS: u8 = 4;
/// In German every noun has a capital.
static GERMAN: LazyLock<Language> = LazyLock::new(|| Language::tag("de"));
/// Reports of up to so many terms tell what happened and hardly more: what their headlines name stands in any other.
const SHORT: usize = 90;
/// A headline and two or three sentences have up to so many terms.
const SENTENCES: usize = 25;
/// So many names are several: a place or an office alone may be told in other words.
const NAMES: usize = 2;

/// Which words of a headline are names, as bits by their places, by their capitals; none where all or no words have them. The first, which
/// always has one, may be, and so may the first behind a kicker.
pub(crate) fn names(language: Language, title: &[Token], said: Said) -> u64 {
    let words = || title.iter().filter_map(|token| Some((token, terms::id_of(language, token)?)));
    let is_small = |(token, id): (&Token, TermId)| {
        token.kind == Kind::Word
            && !token.named
            && token.length >= LETTERS
            && !language::is_common(language, id)
    };
    if language == *GERMAN || !words().skip(1).any(is_small) {
        return 0;
    }
    let kicker = title.iter().take(said.begins());
    let begins = kicker.filter(|token| terms::id_of(language, token).is_some()).count() as u32;
    let is_name = |(at, (token, id)): &(u32, (&Token, TermId))| {
        let is_first = *at == 0 || *at == begins && !token.small;
        token.named || is_first && token.kind == Kind::Word && !language::is_common(language, *id)
    };
    (0..u64::BITS).zip(words()).filter(is_name).fold(0, |names, (at, _)| names | 1 << at)
}

/// Which words of a headline may be names or numbers, by their places: those that neither there nor in the text begin with a
/// small letter. A headline may have capitals throughout, and in a text a name may begin every sentence in which it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nameable(u64);

impl Nameable {
    pub(crate) fn of(language: Language, title: &[Token], text: &[Token]) -> Self {
        let is_small =
            |word: &Token| word.small || text.iter().any(|other| other.small && other.stem == word.stem);
        let words = title.iter().filter(|word| terms::id_of(language, word).is_some());
        let names = words.enumerate().filter(|(_, word)| !is_small(word));
        Nameable(names.fold(0, |names, (place, _)| names | 1 << place))
    }

    /// The same of a headline without so many of its first words.
    pub(crate) fn from(self, words: usize) -> Self {
        Nameable(self.0.checked_shr(words as u32).unwrap_or_default())
    }

    /// Whether each word of a headline may be one.
    pub(crate) fn each(self) -> impl Iterator<Item = bool> {
        (0..TITLE_TOKENS).map(move |place| self.0 >> place & 1 == 1)
    }
}

/// Whether an article names what no article of a cluster does, and each of them what it does not; or one of them that is the same
/// headline, or the same form, with another name.
pub(crate) fn is_apart(window: &Window, reading: &Reading, cluster: &Cluster) -> bool {
    let own = Headline::of_reading(reading);
    let held = || cluster.latest(&window.articles).map(Headline::of);
    let rarities = window.clusters.rarities(reading.language);
    held().all(|held| own.is_of_others(held))
        || held().any(|held| own.is_alone(held) && own.is_renamed(held))
        || held().any(|held| own.is_filled_anew(held, rarities))
}

/// Whether an article stands under the headline that another is alone, in which there is a name: of a forecast or a crash alone there is
/// another one under the same headline.
pub(crate) fn is_under(window: &Window, reading: &Reading, held: &Held) -> bool {
    let rarities = window.clusters.rarities(reading.language);
    held.text.is_empty()
        && held.spelled == reading.spelled
        && Form::of_reading(reading).has_name(rarities, reading.language)
}

/// Whether any article of a cluster and any of another are one form with other names in it.
pub(crate) fn are_filled_anew(window: &Window, one: &Cluster, other: &Cluster) -> bool {
    let rarities = window.clusters.rarities(one.language);
    let others: Vec<_> = other.latest(&window.articles).map(Headline::of).collect();
    let mut ones = one.latest(&window.articles).map(Headline::of);
    ones.any(|one| others.iter().any(|other| one.is_filled_anew(*other, rarities)))
}

/// Likewise each article of a cluster and each of another, or any two of them that are headlines alone, or of one form.
pub(crate) fn are_apart(window: &Window, one: &Cluster, other: &Cluster) -> bool {
    let others: Vec<_> = other.latest(&window.articles).map(Headline::of).collect();
    let pairs = || {
        let ones = one.latest(&window.articles).map(Headline::of);
        ones.flat_map(|one| others.iter().map(move |other| (one, *other)))
    };
    pairs().all(|(one, other)| one.is_of_others(other))
        || pairs().any(|(one, other)| one.is_alone(other) && one.is_of_others(other))
        || pairs().any(|(one, other)| one.is_filled_anew(other, window.clusters.rarities(one.language)))
}

/// Whether two articles of different languages, of a few sentences each, are headed by other names and numbers, more of them than the
/// two headlines have in common: what two firms report is told in the same words, and names pass from one language to the other,
/// mostly as they are spelt.
pub(crate) fn are_headed_apart(reading: &Reading, held: &Held) -> bool {
    let (own, other) = (Headline::of_reading(reading), Headline::of(held));
    if own.terms.len().max(other.terms.len()) > SENTENCES {
        return false;
    }
    let (ours, theirs) = (own.named(), other.named());
    let common = ours.iter().filter(|(id, _)| other.title.contains(id)).count();
    let mut lacking: Vec<Spelled> =
        theirs.into_iter().filter(|(id, _)| own.term(*id).is_none()).map(|(_, name)| name).collect();
    let mut lacked = 0;
    for (_, name) in ours.into_iter().filter(|(id, _)| other.term(*id).is_none()) {
        match lacking.iter().position(|there| name.is_spelt_as(*there)) {
            Some(at) => _ = lacking.swap_remove(at),
            None => lacked += 1,
        }
    }
    lacked.min(lacking.len()) > common
}

/// A headline and what its article is about.
#[derive(Clone, Copy)]
struct Headline<'a> {
    language: Language,
    title: &'a [TermId],
    names: u64,
    /// The place of the first word behind a kicker.
    begins: usize,
    terms: &'a [Term],
    form: Form<'a>,
    has_text: bool,
}

/// Whether each of two headlines names what the other's article lacks. Where they share no form, only a text shows that.
fn are_of_others(one: Headline<'_>, other: Headline<'_>) -> bool {
    let has_text = one.has_text && other.has_text;
    // What stands in a text with a capital is a name, where not every noun is.
    let is_short = one.language != *GERMAN && one.terms.len().max(other.terms.len()) < SHORT;
    let of_others = || [one.names_without(other, has_text), other.names_without(one, has_text)];
    // The first word may be a name as well; one side must be, or all else be the same.
    let is_one_form = one.is_one_form(other);
    (one.is_formed_as(other) || has_text && is_short)
        && matches!(of_others(), [Some(one), Some(other)] if is_one_form || one == Sure::Is || other == Sure::Is)
        || has_text && is_short && are_of_other_names(one, other)
}

/// Whether each of two articles names several and none of what the other names: *Ex-mayor jailed* may name nobody in its headline.
fn are_of_other_names(one: Headline<'_>, other: Headline<'_>) -> bool {
    [(one, other), (other, one)].into_iter().all(|(one, other)| {
        let mut names = one.terms.iter().filter(|term| is_name(term));
        names.clone().nth(NAMES - 1).is_some() && names.all(|name| other.term(name.id()).is_none())
    })
}

fn is_name(term: &Term) -> bool {
    term.is_strong() && class(term.id()) == Class::Word && !lexicon::is_ordinary(term.id())
}

/// How sure it is that a word is a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sure {
    MayBe,
    Is,
}

impl<'a> Headline<'a> {
    fn of(held: &'a Held) -> Self {
        Headline::new(held.language, Form::of(held), &held.terms, !held.text.is_empty())
    }

    fn of_reading(reading: &'a Reading) -> Self {
        let has_text = !reading.text.is_empty();
        Headline::new(reading.language, Form::of_reading(reading), &reading.terms, has_text)
    }

    fn new(language: Language, form: Form<'a>, terms: &'a [Term], has_text: bool) -> Self {
        let (title, names) = (form.title, form.names);
        Headline { language, title, names, begins: form.begins(), terms, form, has_text }
    }

    /// What it is without its kickers, and the whole where they may be no kickers.
    fn readings(self) -> impl Iterator<Item = Self> {
        let whole = self.title.len();
        self.form.readings().map(move |form| {
            let begins = if form.title.len() < whole { 0 } else { self.begins };
            Headline { title: form.title, names: form.names, begins, ..self }
        })
    }

    /// Whether two headlines are such, each as it stands or without its kickers.
    fn is_any(self, other: Headline<'_>, such: impl Fn(Headline<'_>, Headline<'_>) -> bool) -> bool {
        self.readings().any(|one| other.readings().any(|other| such(one, other)))
    }

    /// Whether each of the two names what the other's article lacks.
    fn is_of_others(self, other: Headline<'_>) -> bool {
        self.is_any(other, are_of_others)
    }

    /// Whether it is the other with another name in it.
    fn is_renamed(self, other: Headline<'_>) -> bool {
        self.is_any(other, |one, other| one.is_one_form(other) && are_of_others(one, other))
    }

    /// How many of its words the other has as well.
    fn shared(&self, other: Headline<'_>) -> usize {
        self.title.iter().filter(|id| other.title.contains(id)).count()
    }

    /// Whether neither has a text.
    fn is_alone(&self, other: Headline<'_>) -> bool {
        !self.has_text && !other.has_text
    }

    /// Whether it is the other with one word in the place of another.
    fn is_one_form(&self, other: Headline<'_>) -> bool {
        self.shared(other) + 1 >= self.title.len().max(other.title.len())
    }

    /// Whether it is the other with some words in the place of others.
    fn is_formed_as(&self, other: Headline<'_>) -> bool {
        2 * self.shared(other) >= self.title.len().max(other.title.len())
    }

    /// Whether it is the other with another name in it.
    fn is_filled_anew(&self, other: Headline<'_>, rarities: Rarities<'_>) -> bool {
        forms::are_filled_anew(rarities, self.language, self.form, other.form)
    }

    fn term(&self, id: TermId) -> Option<&Term> {
        let place = self.terms.binary_search_by_key(&id, |term| term.id());
        place.ok().and_then(|place| self.terms.get(place))
    }

    /// Whether it names anything that the other's article lacks; by its own text, if both have one.
    fn names_without(&self, other: Headline<'_>, by_text: bool) -> Option<Sure> {
        let words = self.title.iter().enumerate();
        let lacking = words.filter(|(_, id)| class(**id) != Class::Number && other.term(**id).is_none());
        lacking.filter_map(|(at, id)| self.name(at, *id, by_text)).max()
    }

    /// Its names and numbers, as far as its own text has them too.
    fn named(&self) -> Vec<(TermId, Spelled)> {
        let is_capital = |at: usize| self.names.checked_shr(at as u32).unwrap_or_default() & 1 == 1;
        let words = self.title.iter().zip(self.form.words()).enumerate();
        let named = words.filter(|(at, (id, (word, may_be_name)))| {
            let is_name = || *may_be_name && is_capital(*at) && self.form.has_in_text(*word);
            class(**id) != Class::Short
                && !lexicon::is_ordinary(**id)
                && (self.term(**id).is_some_and(|term| term.is_strong()) || is_name())
        });
        named.map(|(_, (id, (word, _)))| (*id, word)).collect()
    }

    fn name(&self, at: usize, id: TermId, by_text: bool) -> Option<Sure> {
        if by_text {
            return self.term(id).filter(|term| term.is_strong()).map(|_| Sure::Is);
        }
        let is_named = self.names.checked_shr(at as u32).unwrap_or_default() & 1 == 1;
        is_named.then_some(if at == 0 || at == self.begins { Sure::MayBe } else { Sure::Is })
    }
}
