//! Watches as they are matched: names and rules with their phrases filed, and the phrases that make a rule worth asking.

use model::Entity;

use crate::error::RuleError;
use crate::phrases::{PhraseId, Phrases};
use crate::rule::{Distance, Expr, How, Meta, Scope, What, parse};

/// A rule as it is matched.
#[derive(Clone, Debug)]
pub(crate) enum Query {
    Or(Vec<Query>),
    And(Vec<Query>),
    Not(Box<Query>),
    Near(Box<Query>, Box<Query>, Distance),
    Ordered(Box<Query>, Vec<(Distance, Query)>),
    AtLeast(u32, Box<Query>),
    Seek(Seek),
    Meta(Meta, String),
}

/// A term as it is looked for.
#[derive(Clone, Debug)]
pub(crate) struct Seek {
    pub(crate) find: Find,
    pub(crate) scope: Scope,
    /// Whether the phrase itself has punctuation between its words, so that any may stand there.
    pub(crate) loose: bool,
    /// The term as the rule has it, without the marks of the grammar.
    pub(crate) text: Box<str>,
}

/// What a term looks for.
#[derive(Clone, Debug)]
pub(crate) enum Find {
    Phrase(PhraseId),
    Exact(PhraseId, Box<str>),
    Within(Vec<PhraseId>, u32),
    Ticker(PhraseId),
    Entity(u32),
}

/// An entity as it is matched.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) aliases: Vec<Alias>,
    pub(crate) not: Vec<PhraseId>,
    pub(crate) context: Vec<PhraseId>,
    pub(crate) ticker: Option<Alias>,
}

/// One name of an entity.
#[derive(Clone, Debug)]
pub(crate) struct Alias {
    pub(crate) phrase: PhraseId,
    /// The name as configured.
    pub(crate) text: Box<str>,
    pub(crate) loose: bool,
    /// How many words it has.
    pub(crate) words: usize,
}

/// Compiles an entity; names without a word are left out, and the caller refuses an entity without any.
pub(crate) fn entity(name: &str, entity: &Entity, phrases: &mut Phrases) -> Names {
    let mut aliases: Vec<Alias> = Vec::new();
    for text in std::iter::once(name).chain(entity.aliases.iter().map(String::as_str)) {
        if let Some(found) = alias(text, phrases)
            && aliases.iter().all(|other| other.text != found.text)
        {
            aliases.push(found);
        }
    }
    let mut file = |texts: &[String]| texts.iter().filter_map(|text| phrases.file(text)).collect();
    Names {
        not: file(&entity.not),
        context: file(&entity.context),
        aliases,
        ticker: entity.ticker.as_deref().and_then(|ticker| alias(ticker.trim_start_matches('$'), phrases)),
    }
}

fn alias(text: &str, phrases: &mut Phrases) -> Option<Alias> {
    let phrase = phrases.file(text)?;
    Some(Alias { phrase, text: text.into(), loose: is_loose(text), words: text.split_whitespace().count() })
}

/// Whether a phrase has punctuation between its words.
fn is_loose(text: &str) -> bool {
    let inner = text.trim_matches(|c: char| !c.is_alphanumeric());
    inner.contains([',', ';', ':', '(', ')', '!', '?', '–', '—', '|'])
        || inner.contains(". ")
        || inner.contains(" - ")
}

/// Compiles a rule. `watch` gives the number of the watch of a name within the same list.
///
/// # Errors
/// What is wrong with the rule's text, an `@name` that is not known, a rule that no word of an article can set off.
pub(crate) fn rule(
    text: &str,
    phrases: &mut Phrases,
    watch: &dyn Fn(&str) -> Result<u32, Option<String>>,
) -> Result<Query, RuleError> {
    let tree = parse(text)?;
    check_anchors(&tree)?;
    Compiler { phrases, watch }.query(tree)
}

struct Compiler<'c> {
    phrases: &'c mut Phrases,
    watch: &'c dyn Fn(&str) -> Result<u32, Option<String>>,
}

impl Compiler<'_> {
    fn query(&mut self, expr: Expr) -> Result<Query, RuleError> {
        let Expr { what, from, .. } = expr;
        Ok(match what {
            What::Or(parts) => Query::Or(self.all(parts)?),
            What::And(parts) => Query::And(self.all(parts)?),
            What::Not(part) => Query::Not(Box::new(self.query(*part)?)),
            What::Near(left, right, distance) => {
                Query::Near(Box::new(self.query(*left)?), Box::new(self.query(*right)?), distance)
            }
            What::Ordered(first, rest) => {
                let first = Box::new(self.query(*first)?);
                let rest = rest.into_iter().map(|(distance, part)| Ok((distance, self.query(part)?)));
                Query::Ordered(first, rest.collect::<Result<_, RuleError>>()?)
            }
            What::AtLeast(count, part) => Query::AtLeast(count, Box::new(self.query(*part)?)),
            What::Meta(meta, value) => Query::Meta(meta, value),
            What::Term(term) => {
                let find = self.find(&term.text, term.how);
                let find = find.ok_or_else(|| {
                    RuleError::new(from.clone(), "no word stands here".to_owned(), "a word", "\"Inbox API\"")
                })?;
                Query::Seek(Seek {
                    find,
                    scope: term.scope,
                    loose: is_loose(&term.text),
                    text: term.text.into(),
                })
            }
            What::Entity(name, scope) => {
                let watch = (self.watch)(&name).map_err(|nearest| {
                    let message = format!("no watch of this list is called \"{name}\"");
                    let nearest = nearest
                        .map_or_else(|| "the words themselves".to_owned(), |name| format!("@\"{name}\""));
                    RuleError::new(
                        from.clone(),
                        message,
                        "the name of an entity in the same watchlist",
                        nearest,
                    )
                })?;
                Query::Seek(Seek {
                    find: Find::Entity(watch),
                    scope,
                    loose: false,
                    text: format!("@{name}").into(),
                })
            }
        })
    }

    fn all(&mut self, parts: Vec<Expr>) -> Result<Vec<Query>, RuleError> {
        parts.into_iter().map(|part| self.query(part)).collect()
    }

    fn find(&mut self, text: &str, how: How) -> Option<Find> {
        Some(match how {
            How::Word | How::Phrase => Find::Phrase(self.phrases.file(text)?),
            How::Exact => Find::Exact(self.phrases.file(text)?, text.into()),
            How::Ticker => Find::Ticker(self.phrases.file(text)?),
            How::Within(other) => {
                let words: Vec<_> =
                    text.split_whitespace().filter_map(|word| self.phrases.file(word)).collect();
                (!words.is_empty()).then_some(Find::Within(words, other))?
            }
        })
    }
}

/// Checks that a rule can only hold where one of its words stands in the article.
fn check_anchors(expr: &Expr) -> Result<(), RuleError> {
    let (problem, nearest) = match &expr.what {
        What::Or(parts) => return parts.iter().try_for_each(check_anchors),
        What::And(parts) if parts.iter().any(|part| check_anchors(part).is_ok()) => return Ok(()),
        What::Near(..) | What::Ordered(..) | What::AtLeast(..) | What::Term(_) | What::Entity(..) => {
            return Ok(());
        }
        What::And(_) => {
            ("every part of this AND only excludes, or looks at no word of the text", "Meta AND (…)")
        }
        What::Not(_) => ("this only excludes, so nearly every article would match", "Meta NOT (…)"),
        What::Meta(..) => (
            "this looks at no word of the text, so every such article would match",
            "Meta AND site:example.com",
        ),
    };
    Err(RuleError::new(
        expr.from.clone(),
        problem.to_owned(),
        "a word or phrase that must stand in the article",
        nearest,
    ))
}

/// The phrases of which at least one stands in every article for which the rule holds; `None` where a part that must hold
/// is an entity of another watch, whose names the caller knows.
pub(crate) fn anchors(query: &Query, into: &mut Anchors) {
    match query {
        Query::Or(parts) => parts.iter().for_each(|part| anchors(part, into)),
        Query::And(parts) => {
            let choices = parts.iter().filter(|part| has_anchor(part)).map(|part| {
                let mut choice = Anchors::default();
                anchors(part, &mut choice);
                choice
            });
            if let Some(best) = choices.min_by_key(Anchors::weight) {
                into.add(best);
            }
        }
        Query::Near(left, right, _) => {
            let (mut first, mut second) = (Anchors::default(), Anchors::default());
            anchors(left, &mut first);
            anchors(right, &mut second);
            into.add(if first.weight() <= second.weight() { first } else { second });
        }
        Query::Ordered(first, _) => anchors(first, into),
        Query::AtLeast(_, part) => anchors(part, into),
        Query::Seek(seek) => match &seek.find {
            Find::Phrase(phrase) | Find::Exact(phrase, _) | Find::Ticker(phrase) => {
                into.phrases.push(*phrase)
            }
            Find::Within(words, _) => into.phrases.extend(words.first()),
            Find::Entity(watch) => into.entities.push(*watch),
        },
        Query::Not(_) | Query::Meta(..) => {}
    }
}

fn has_anchor(query: &Query) -> bool {
    match query {
        Query::Or(parts) => parts.iter().all(has_anchor),
        Query::And(parts) => parts.iter().any(has_anchor),
        Query::Not(_) | Query::Meta(..) => false,
        _ => true,
    }
}

/// A complete set of anchors: a rule can only hold where one of them stands.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    pub(crate) phrases: Vec<PhraseId>,
    pub(crate) entities: Vec<u32>,
}

impl Anchors {
    fn weight(&self) -> usize {
        self.phrases.len() + 3 * self.entities.len()
    }

    fn add(&mut self, other: Anchors) {
        self.phrases.extend(other.phrases);
        self.entities.extend(other.entities);
    }
}
