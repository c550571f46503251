//! Entities as they are matched: their names, and what tells them from their namesakes.

use model::Entity;

use crate::compile::is_loose;
use crate::phrases::{PhraseId, Phrases};
use crate::texts::{Text, Texts};

/// One name of an entity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alias {
    pub(crate) phrase: PhraseId,
    /// The name as configured, without the braces of an exact one.
    pub(crate) text: Text,
    /// Whether the name itself has punctuation between its words.
    pub(crate) loose: bool,
    /// Whether it stands in braces, and so must be written in the same case.
    pub(crate) exact: bool,
}

/// What tells an entity from its namesakes; most have nothing of it.
#[derive(Debug, Default)]
pub(crate) struct Traits {
    /// Phrases that hold a name and mean something else.
    pub(crate) not: Box<[PhraseId]>,
    /// Words that speak for this sense.
    pub(crate) context: Box<[PhraseId]>,
    pub(crate) ticker: Option<Alias>,
}

/// An entity as [`crate::judge`] needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'m> {
    pub(crate) aliases: &'m [Alias],
    pub(crate) traits: Option<&'m Traits>,
}

/// An entity's names, each once, its own first; those without a word are left out.
pub(crate) fn aliases(name: &str, entity: &Entity, phrases: &mut Phrases, texts: &mut Texts) -> Vec<Alias> {
    let mut aliases: Vec<Alias> = Vec::new();
    for name in std::iter::once(name).chain(entity.aliases.iter().map(String::as_str)) {
        if let Some(found) = alias(name, phrases, texts)
            && aliases.iter().all(|other| texts.get(other.text) != texts.get(found.text))
        {
            aliases.push(found);
        }
    }
    aliases
}

/// What tells an entity from its namesakes, if it is given anything.
pub(crate) fn traits(entity: &Entity, phrases: &mut Phrases, texts: &mut Texts) -> Option<Traits> {
    let ticker =
        entity.ticker.as_deref().and_then(|ticker| alias(ticker.trim_start_matches('$'), phrases, texts));
    let not = entity.not.iter().filter_map(|phrase| phrases.file(phrase)).collect();
    let inflected = |phrase: &String| phrases.file_inflected(phrase).or_else(|| phrases.file(phrase));
    let context = entity.context.iter().filter_map(inflected).collect();
    let traits = Traits { not, context, ticker };
    let is_plain = traits.not.is_empty() && traits.context.is_empty() && ticker.is_none();
    (!is_plain).then_some(traits)
}

fn alias(text: &str, phrases: &mut Phrases, texts: &mut Texts) -> Option<Alias> {
    let braced = text.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let name = braced.unwrap_or(text);
    let phrase = phrases.file(name)?;
    Some(Alias { phrase, text: texts.add(name), loose: is_loose(name), exact: braced.is_some() })
}
