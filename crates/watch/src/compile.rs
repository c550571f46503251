//! Rules from text to queries, and the phrases that make a rule worth asking.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::RuleError;
use crate::filed::Also;
use crate::lexicon::Cue;
use crate::phrases::{PhraseId, Phrases};
use crate::query::{Queries, Query, QueryId, Seek, Target};
use crate::rule::{Distance, Expr, How, Scope, Term, WITHOUT, What, parse, quoted, short};
use crate::texts::Texts;
use crate::whole::Loose;
use crate::words::initials;

/// A rule as a tree, checked as far as it can be by itself.
///
/// # Errors
/// What is wrong with the rule's text; a rule that no word of an article can set off.
pub(crate) fn read(text: &str) -> Result<Expr, RuleError> {
    let tree = parse(text)?;
    check_anchors(&tree, text, None)?;
    Ok(tree)
}

/// Calls `found` with the name of each entity that a rule refers to, and where.
pub(crate) fn entities<'e>(expr: &'e Expr, found: &mut dyn FnMut(&'e str, &'e Range<usize>)) {
    match &expr.what {
        What::Or(parts) | What::And(parts) => parts.iter().for_each(|part| entities(part, found)),
        What::Not(part) | What::AtLeast(_, part) => entities(part, found),
        What::Near(left, right, _) => [left, right].into_iter().for_each(|side| entities(side, found)),
        What::Ordered(first, rest) => {
            entities(first, found);
            rest.iter().for_each(|(_, part)| entities(part, found));
        }
        What::Entity(name, _) => found(name, &expr.from),
        What::Term(_) | What::Meta(..) => {}
    }
}

/// The error of an `@name` that is no entity; `nearest` is the most similar one that is.
pub(crate) fn no_entity(name: &str, from: &Range<usize>, nearest: Option<&str>) -> RuleError {
    let nearest = match nearest {
        Some(name) => format!("@{}", quoted(name)),
        None => format!("{} for the words themselves", quoted(name.trim_end_matches('*'))),
    };
    let problem = format!("no entity of this watchlist is called \"{name}\"");
    RuleError::new(
        from.clone(),
        problem,
        "the name of a watch that has no rule, in the same watchlist",
        nearest,
    )
}

/// Where compiled rules go.
pub(crate) struct Compiler<'c> {
    pub(crate) phrases: &'c mut Phrases,
    pub(crate) queries: &'c mut Queries,
    pub(crate) texts: &'c mut Texts,
    /// The numbers of the entities that the rule refers to, by name.
    pub(crate) entities: &'c FxHashMap<String, u32>,
}

impl Compiler<'_> {
    /// Compiles a rule.
    ///
    /// # Errors
    /// A term without a word.
    pub(crate) fn rule(&mut self, tree: &Expr) -> Result<QueryId, RuleError> {
        let query = self.query(tree)?;
        Ok(self.queries.add(&[query]).start)
    }

    fn query(&mut self, expr: &Expr) -> Result<Query, RuleError> {
        Ok(match &expr.what {
            What::Or(parts) => {
                let parts = self.all(distinct(parts))?;
                Query::Or(self.queries.add(&parts))
            }
            What::And(parts) => {
                let mut parts = self.all(distinct(parts))?;
                // What asks for no word is decided fastest.
                parts.sort_by_key(|part| !matches!(part, Query::Meta(..)));
                Query::And(self.queries.add(&parts))
            }
            What::Not(part) => {
                let part = self.query(part)?;
                Query::Not(self.queries.add(&[part]).start)
            }
            What::Near(left, right, distance) => {
                let sides = self.all([&**left, &**right].into_iter())?;
                Query::Near(self.queries.add(&sides).start, *distance)
            }
            What::Ordered(first, rest) => {
                let mut parts = vec![self.query(first)?];
                for (distance, part) in rest {
                    parts.push(Query::Link(*distance));
                    parts.push(self.query(part)?);
                }
                Query::Ordered(self.queries.add(&parts))
            }
            What::AtLeast(count, part) => {
                let part = self.query(part)?;
                Query::AtLeast(*count, self.queries.add(&[part]).start)
            }
            What::Meta(meta, value) => Query::Meta(*meta, self.texts.add(value)),
            What::Term(term) => self.term(term).ok_or_else(|| no_word(&expr.from))?,
            What::Entity(name, scope) => {
                self.entity(name, *scope).ok_or_else(|| no_entity(name, &expr.from, None))?
            }
        })
    }

    fn all<'e>(&mut self, parts: impl Iterator<Item = &'e Expr>) -> Result<Vec<Query>, RuleError> {
        parts.map(|part| self.query(part)).collect()
    }

    fn term(&mut self, term: &Term) -> Option<Query> {
        let text = term.text.as_str();
        let has_prefix = text.contains('*');
        match term.how {
            How::Within(other) => self.within(term, other),
            How::Phrase | How::Word if has_prefix && text.contains(char::is_whitespace) => {
                self.sequence(term)
            }
            How::Phrase | How::Word if has_prefix => {
                let prefix = self.phrases.file_prefix(text.trim_end_matches('*'))?;
                Some(self.seek(term, Target::Phrase(prefix)))
            }
            How::Word if !text.contains(char::is_uppercase) => {
                let inflected = self.phrases.file_inflected(text);
                let phrase = inflected.or_else(|| self.phrases.file(text))?;
                Some(self.seek(term, Target::Phrase(phrase)))
            }
            How::Word | How::Phrase => {
                let phrase = self.phrases.file(text)?;
                Some(self.seek(term, target_of(text, phrase)))
            }
            How::Exact => {
                let phrase = self.phrases.file(text)?;
                Some(self.seek(term, Target::Exact(phrase)))
            }
            How::Ticker => {
                let phrase = self.phrases.file(text)?;
                Some(self.seek(term, Target::Ticker(phrase)))
            }
        }
    }

    fn seek(&mut self, term: &Term, target: Target) -> Query {
        let text = self.texts.add(&term.text);
        Query::Seek(Seek { text, target, scope: term.scope, loose: Loose::of(&term.text) })
    }

    /// The words of a phrase, each looked for by itself: those that end in an asterisk as beginnings.
    fn words(&mut self, text: &str) -> Option<Vec<Query>> {
        let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
        let seeks: Option<Vec<Query>> = words
            .map(|word| {
                let phrase = match word.split_once('*') {
                    Some((prefix, _)) => self.phrases.file_prefix(prefix)?,
                    None => self.phrases.file(word)?,
                };
                let text = self.texts.add(word);
                let target = target_of(word, phrase);
                Some(Query::Seek(Seek { text, target, scope: Scope::Anywhere, loose: Loose::of(word) }))
            })
            .collect();
        seeks.filter(|seeks| !seeks.is_empty())
    }

    fn sequence(&mut self, term: &Term) -> Option<Query> {
        let mut parts = vec![Query::Label(self.texts.add(&term.text))];
        parts.extend(self.words(&term.text)?);
        let loose = Loose::of(&term.text.replace('*', ""));
        Some(Query::Sequence(self.queries.add(&parts), term.scope, loose))
    }

    fn within(&mut self, term: &Term, other: u32) -> Option<Query> {
        let mut parts = vec![Query::Label(self.texts.add(&term.text)), Query::Link(Distance::Words(other))];
        parts.extend(self.words(&term.text)?);
        Some(Query::Within(self.queries.add(&parts), term.scope))
    }

    fn entity(&mut self, name: &str, scope: Scope) -> Option<Query> {
        let target = Target::Entity(*self.entities.get(name)?);
        let text = self.texts.add(&format!("@{name}"));
        Some(Query::Seek(Seek { text, target, scope, loose: Loose::SPACE }))
    }
}

/// What a term without marks of the grammar looks for.
fn target_of(text: &str, phrase: PhraseId) -> Target {
    if initials(text).any(|is_one| is_one) { Target::Initials(phrase) } else { Target::Phrase(phrase) }
}

/// The parts of an OR or an AND without terms that stand in it before.
fn distinct(parts: &[Expr]) -> impl Iterator<Item = &Expr> {
    let mut seen = FxHashSet::default();
    parts.iter().filter(move |part| match &part.what {
        What::Term(term) => seen.insert((term.text.as_str(), term.how, term.scope)),
        _ => true,
    })
}

fn no_word(from: &Range<usize>) -> RuleError {
    RuleError::new(from.clone(), "no word stands here".to_owned(), "a word", WITHOUT)
}

/// Whether a part can only hold where one of its words stands in the article.
fn is_anchored(expr: &Expr) -> bool {
    match &expr.what {
        What::Or(parts) => parts.iter().all(is_anchored),
        What::And(parts) => parts.iter().any(is_anchored),
        What::Near(..) | What::Ordered(..) | What::AtLeast(..) | What::Term(_) | What::Entity(..) => true,
        What::Not(_) | What::Meta(..) => false,
    }
}

/// Checks that a rule can only hold where one of its words stands in the article; `beside` is a part of the same OR of which that is
/// so.
fn check_anchors(expr: &Expr, rule: &str, beside: Option<&Expr>) -> Result<(), RuleError> {
    let problem = match &expr.what {
        What::Or(parts) => {
            let beside = parts.iter().find(|part| is_anchored(part)).or(beside);
            return parts.iter().try_for_each(|part| check_anchors(part, rule, beside));
        }
        What::And(parts) if parts.iter().any(is_anchored) => return Ok(()),
        What::Near(..) | What::Ordered(..) | What::AtLeast(..) | What::Term(_) | What::Entity(..) => {
            return Ok(());
        }
        What::And(_) => "every part of this AND only excludes, or looks at no word of the text",
        What::Not(_) => "this only excludes, so nearly every article would match",
        What::Meta(..) => "this looks at no word of the text, so every such article would match",
    };
    let form = beside.and_then(|beside| {
        let (beside, source) = (rule.get(beside.from.clone())?, rule.get(expr.from.clone())?);
        Some(match &expr.what {
            What::Not(_) => format!("{beside} {source}"),
            What::And(_) if !expr.bracketed => format!("{beside} AND ({source})"),
            _ => format!("{beside} AND {source}"),
        })
    });
    Err(RuleError::new(
        expr.from.clone(),
        problem.to_owned(),
        "a word or phrase that must stand in the article",
        form.and_then(short).unwrap_or_else(|| "the same beside such a word".to_owned()),
    ))
}

/// A complete set of anchors: a rule can only hold where one of them stands.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    pub(crate) phrases: Vec<Anchor>,
    pub(crate) entities: Vec<u32>,
    /// How many articles of a hundred are likely to hold one of them.
    cost: f64,
}

/// A phrase that may set a rule off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    pub(crate) phrase: PhraseId,
    /// What must stand in the article as well.
    pub(crate) also: Also,
}

impl Anchors {
    /// The anchors of a query, the rarest where there is a choice; `None` for a part that can hold without any word.
    pub(crate) fn of(query: Query, queries: &Queries, phrases: &Phrases) -> Option<Anchors> {
        let of = |query: &Query| Anchors::of(*query, queries, phrases);
        match query {
            Query::Or(parts) if parts.len == 0 => None,
            Query::Or(parts) => {
                queries.all(parts).iter().map(of).try_fold(Anchors::default(), |all, part| {
                    let part = part?;
                    Some(all.or(part))
                })
            }
            Query::And(parts)
            | Query::Ordered(parts)
            | Query::Sequence(parts, ..)
            | Query::Within(parts, _) => Anchors::best(queries.all(parts).iter().filter_map(of)),
            Query::Near(left, _) => {
                Anchors::best([queries.get(left), queries.get(left + 1)].iter().filter_map(of))
            }
            Query::AtLeast(_, part) => of(&queries.get(part)),
            Query::Seek(Seek { target: Target::Entity(watch), .. }) => {
                Some(Anchors { phrases: Vec::new(), entities: vec![watch], cost: 5.0 })
            }
            Query::Seek(seek) => seek.target.phrase().map(|phrase| Anchors {
                phrases: vec![Anchor { phrase, also: None }],
                entities: Vec::new(),
                cost: cost(phrase, phrases),
            }),
            Query::Not(_) | Query::Meta(..) | Query::Link(_) | Query::Label(_) => None,
        }
    }

    /// The rarest of the anchors of parts that must all hold, each with what another part needs.
    fn best(parts: impl Iterator<Item = Anchors>) -> Option<Anchors> {
        let mut parts: Vec<Anchors> = parts.collect();
        parts.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let mut parts = parts.into_iter();
        let mut best = parts.next()?;
        let also = parts.find_map(|part| match part.phrases.as_slice() {
            _ if !part.entities.is_empty() => None,
            [only] => Some([only.phrase; 2]),
            [one, other] => Some([one.phrase, other.phrase]),
            _ => None,
        });
        best.phrases.iter_mut().filter(|anchor| anchor.also.is_none()).for_each(|anchor| anchor.also = also);
        Some(best)
    }

    fn or(mut self, other: Anchors) -> Anchors {
        self.phrases.extend(other.phrases);
        self.entities.extend(other.entities);
        self.cost += other.cost;
        self
    }
}

/// How many articles of a hundred are likely to hold a phrase. Nothing is known of the stream when watches are compiled, so
/// this goes by the rule of thumb that long words are rare ones: only the order matters, and only for speed.
fn cost(phrase: PhraseId, phrases: &Phrases) -> f64 {
    let word_cost = |word| {
        if phrases.vocabulary.languages(word, Cue::Small) != 0 {
            return 100.0;
        }
        let letters = phrases.vocabulary.word(word).chars().count().clamp(2, 12) as f64;
        20.0 / (letters - 1.0)
    };
    let mut count = 0_u32;
    let rarest = phrases.words(phrase).inspect(|_| count += 1).map(word_cost).fold(f64::INFINITY, f64::min);
    rarest / f64::from(count.clamp(1, 4).pow(2))
}
