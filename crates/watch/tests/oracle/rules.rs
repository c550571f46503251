//! Rules as trees of their own, written out in the grammar of the documentation, and read naively.

use std::fmt;

use proptest::prelude::*;

use super::document::{Document, ENTITY, ENTITY_ALIAS, Form, SITES, TAGS, Token, WORDS};

#[derive(Clone, Debug)]
pub(super) enum Rule {
    /// Each but the first with whether OR is written out; AND may be left away.
    Or(Vec<Rule>),
    And(Vec<Rule>, bool),
    Not(Box<Rule>, bool),
    Near(Box<Rule>, Distance, Box<Rule>),
    Ordered(Vec<Rule>, Distance),
    AtLeast(usize, Box<Rule>),
    Scope(&'static str, Box<Rule>),
    Term(Term),
    Entity,
    Language(&'static str),
    Site(&'static str),
    Tag(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Distance {
    Words(usize),
    Sentence,
    Paragraph,
}

#[derive(Clone, Debug)]
pub(super) enum Term {
    Bare(&'static str),
    Capital(&'static str),
    Plain(&'static str),
    Phrase(Vec<&'static str>),
    /// A phrase in which every word is cut to four letters and an asterisk.
    Cut(Vec<&'static str>),
    Exact(&'static str),
    Prefix(&'static str),
    Within(Vec<&'static str>, usize),
    Ticker(&'static str),
}

type Place = (usize, usize);

pub(super) fn rule() -> impl Strategy<Value = Rule> {
    let leaf = prop_oneof![
        12 => place(),
        1 => prop::sample::select(&["en", "fr"][..]).prop_map(Rule::Language),
        1 => prop::sample::select(SITES).prop_map(Rule::Site),
        1 => prop::sample::select(TAGS).prop_map(Rule::Tag),
    ];
    let rule = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 2..4).prop_map(Rule::Or),
            3 => (prop::collection::vec(inner.clone(), 2..4), any::<bool>()).prop_map(|(parts, and)| Rule::And(parts, and)),
            2 => (inner.clone(), any::<bool>()).prop_map(|(part, minus)| Rule::Not(Box::new(part), minus)),
            1 => (1..4_usize, place()).prop_map(|(count, part)| Rule::AtLeast(count, Box::new(part))),
            2 => (prop::sample::select(&["title", "lead", "body"][..]), unscoped()).prop_map(|(scope, part)| Rule::Scope(scope, Box::new(part))),
        ]
    });
    rule.prop_filter("no article has two languages or sites", |rule| !asks_two(rule))
}

/// Whether two languages or two sites stand side by side, which is refused.
fn asks_two(rule: &Rule) -> bool {
    let written = rule.to_string();
    let parts: Vec<&str> = written.split_whitespace().filter(|part| *part != "AND").collect();
    let both = |two: &[&str], field| two.iter().all(|part| part.trim_start_matches('(').starts_with(field));
    parts.windows(2).any(|two| both(two, "lang:") || both(two, "site:"))
}

/// What may stand in a field: a place, or places joined by AND and NOT.
fn unscoped() -> impl Strategy<Value = Rule> {
    prop_oneof![
        3 => place(),
        1 => (place(), place()).prop_map(|(a, b)| Rule::And(vec![a, b], true)),
        1 => (place(), place()).prop_map(|(a, b)| Rule::And(vec![a, Rule::Not(Box::new(b), false)], false)),
    ]
}

fn place() -> impl Strategy<Value = Rule> {
    let leaf = prop_oneof![8 => term().prop_map(Rule::Term), 1 => Just(Rule::Entity)];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Rule::Or),
            (inner.clone(), distance(), inner.clone()).prop_map(|(a, n, b)| Rule::Near(
                Box::new(a),
                n,
                Box::new(b)
            )),
            (prop::collection::vec(inner, 2..4), distance()).prop_map(|(parts, n)| Rule::Ordered(parts, n)),
        ]
    })
}

fn distance() -> impl Strategy<Value = Distance> {
    prop_oneof![4 => (1..6_usize).prop_map(Distance::Words), 1 => Just(Distance::Sentence), 1 => Just(Distance::Paragraph)]
}

fn term() -> impl Strategy<Value = Term> {
    let word = || prop::sample::select(WORDS);
    prop_oneof![
        4 => word().prop_map(Term::Bare),
        1 => word().prop_map(Term::Capital),
        1 => word().prop_map(Term::Plain),
        3 => prop::collection::vec(word(), 1..4).prop_map(Term::Phrase),
        1 => prop::collection::vec(word(), 2..3).prop_map(Term::Cut),
        1 => word().prop_map(Term::Exact),
        1 => prop::sample::select(&["priv", "mer", "alph", "zur"][..]).prop_map(Term::Prefix),
        2 => (prop::collection::vec(word(), 1..4), 1..4_usize).prop_map(|(words, n)| Term::Within(words, n)),
        1 => word().prop_map(Term::Ticker),
    ]
}

impl Rule {
    /// Whether a word must stand in every article for which the rule holds, as the documentation asks.
    pub(super) fn is_anchored(&self) -> bool {
        match self {
            Rule::Or(parts) => parts.iter().all(Rule::is_anchored),
            Rule::And(parts, _) => parts.iter().any(Rule::is_anchored),
            Rule::Scope(_, part) => part.is_anchored(),
            Rule::Not(..) | Rule::Language(_) | Rule::Site(_) | Rule::Tag(_) => false,
            Rule::Near(..) | Rule::Ordered(..) | Rule::AtLeast(..) | Rule::Term(_) | Rule::Entity => true,
        }
    }

    pub(super) fn holds(&self, document: &Document) -> bool {
        self.holds_in(document, &document.tokens(), None)
    }

    fn holds_in(&self, document: &Document, tokens: &[Token], scope: Option<&str>) -> bool {
        match self {
            Rule::Or(parts) => parts.iter().any(|part| part.holds_in(document, tokens, scope)),
            Rule::And(parts, _) => parts.iter().all(|part| part.holds_in(document, tokens, scope)),
            Rule::Not(part, _) => !part.holds_in(document, tokens, scope),
            Rule::Scope(scope, part) => part.holds_in(document, tokens, Some(scope)),
            Rule::AtLeast(count, part) => part.fewest(tokens, scope, &part.places(tokens, scope)) >= *count,
            Rule::Language(language) => language.get(..2) == document.language.get(..2),
            Rule::Site(site) => document.site == *site || document.site.ends_with(&format!(".{site}")),
            Rule::Tag(tag) => document.tag == *tag,
            Rule::Near(..) | Rule::Ordered(..) | Rule::Term(_) | Rule::Entity => {
                !self.places(tokens, scope).is_empty()
            }
        }
    }

    /// How often the rarest of what is near to each other stands, of these places and of what is near to them.
    fn fewest(&self, tokens: &[Token], scope: Option<&str>, found: &[Place]) -> usize {
        let among = |part: &Rule| -> Vec<Place> {
            part.places(tokens, scope).into_iter().filter(|place| found.contains(place)).collect()
        };
        match self {
            Rule::Near(left, distance, right) => {
                let near = |a: &Place, b: &Place| {
                    is_before(tokens, *a, *b, *distance) || is_before(tokens, *b, *a, *distance)
                };
                let side = |own: &Rule, other: &Rule| {
                    let others = among(other);
                    let mut places = own.places(tokens, scope);
                    places.retain(|place| {
                        found.contains(place) || others.iter().any(|other| near(place, other))
                    });
                    own.fewest(tokens, scope, &places)
                };
                side(left, right).min(side(right, left))
            }
            Rule::Ordered(parts, distance) => {
                let mut chains = chains(tokens, &links(parts, tokens, scope), *distance);
                chains.retain(|chain| chain.iter().any(|place| found.contains(place)));
                let of_part = |index: usize| chains.iter().map(|chain| chain[index]).collect::<Vec<_>>();
                let counts = parts.iter().enumerate();
                counts.map(|(index, part)| part.fewest(tokens, scope, &of_part(index))).min().unwrap_or(0)
            }
            Rule::Or(parts) => {
                let (distant, others): (Vec<&Rule>, Vec<&Rule>) = Rule::alternatives(parts)
                    .into_iter()
                    .partition(|part| matches!(part, Rule::Near(..) | Rule::Ordered(..)));
                let places: Vec<Place> = others.into_iter().flat_map(&among).collect();
                let distant = distant.into_iter().map(|part| part.fewest(tokens, scope, &among(part)));
                distant.sum::<usize>() + most_apart(&places)
            }
            _ => most_apart(&among(self)),
        }
    }

    /// The parts of an OR, and of those that stand in it.
    fn alternatives(parts: &[Rule]) -> Vec<&Rule> {
        let each = parts.iter().map(|part| match part {
            Rule::Or(parts) => Rule::alternatives(parts),
            part => vec![part],
        });
        each.flatten().collect()
    }

    fn places(&self, tokens: &[Token], scope: Option<&str>) -> Vec<Place> {
        match self {
            Rule::Or(parts) => parts.iter().flat_map(|part| part.places(tokens, scope)).collect(),
            Rule::Near(left, distance, right) => {
                let (left, right) = (left.places(tokens, scope), right.places(tokens, scope));
                let near = |a: &Place, others: &[Place]| {
                    others
                        .iter()
                        .any(|b| is_before(tokens, *a, *b, *distance) || is_before(tokens, *b, *a, *distance))
                };
                let left_near = left.iter().filter(|place| near(place, &right));
                left_near.chain(right.iter().filter(|place| near(place, &left))).copied().collect()
            }
            Rule::Ordered(parts, distance) => {
                chains(tokens, &links(parts, tokens, scope), *distance).concat()
            }
            Rule::Term(term) => all_places(tokens)
                .filter(|place| is_in(tokens, *place, scope) && term.stands(tokens, *place))
                .collect(),
            Rule::Entity => {
                let names = [ENTITY, ENTITY_ALIAS].map(|name| Term::Phrase(vec![name]));
                let stands = |place: &Place| names.iter().any(|name| name.stands(tokens, *place));
                all_places(tokens).filter(|place| is_in(tokens, *place, scope) && stands(place)).collect()
            }
            _ => unreachable!("no place"),
        }
    }
}

/// Where each part of a chain stands.
fn links(parts: &[Rule], tokens: &[Token], scope: Option<&str>) -> Vec<Vec<Place>> {
    parts.iter().map(|part| part.places(tokens, scope)).collect()
}

/// Every chain that is complete.
fn chains(tokens: &[Token], links: &[Vec<Place>], distance: Distance) -> Vec<Vec<Place>> {
    let mut chains: Vec<Vec<Place>> = vec![Vec::new()];
    for places in links {
        let follows = |chain: &Vec<Place>, place: Place| {
            chain.last().is_none_or(|before| is_before(tokens, *before, place, distance))
        };
        let longer = |chain: &Vec<Place>| {
            let next = places.iter().filter(|place| follows(chain, **place));
            next.map(|place| [chain.as_slice(), &[*place]].concat()).collect::<Vec<_>>()
        };
        chains = chains.iter().flat_map(longer).collect();
    }
    chains
}

fn all_places(tokens: &[Token]) -> impl Iterator<Item = Place> {
    let all = tokens.len();
    (0..all).flat_map(move |first| (first..all.min(first + 8)).map(move |last| (first, last)))
}

fn is_in(tokens: &[Token], (first, last): Place, scope: Option<&str>) -> bool {
    let title = tokens.iter().filter(|token| token.title).count();
    let whole = match scope {
        None => 0..tokens.len(),
        Some("title") => 0..title,
        Some("body") => title..tokens.len(),
        _ => {
            let tenth = tokens.get(title + 9).or(tokens.last()).map_or(0, |token| token.paragraph);
            let end = tokens.iter().skip(title).take_while(|token| token.paragraph <= tenth).count();
            title..title + end.min(100)
        }
    };
    whole.contains(&first) && whole.contains(&last)
}

/// Whether `b` begins after `a` ends, within the distance.
fn is_before(tokens: &[Token], a: Place, b: Place, distance: Distance) -> bool {
    let (from, to) = (&tokens[a.0], &tokens[b.1]);
    a.1 < b.0
        && from.title == to.title
        && match distance {
            Distance::Words(most) => b.0 - a.1 <= most,
            Distance::Sentence => from.sentence == to.sentence,
            Distance::Paragraph => from.paragraph == to.paragraph,
        }
}

/// The most places that can be chosen without overlap.
fn most_apart(places: &[Place]) -> usize {
    let mut best = vec![0; 64 * 9];
    for end in 0..best.len() - 1 {
        let ending = places.iter().filter(|(_, last)| *last == end).map(|(first, _)| best[*first] + 1).max();
        best[end + 1] = best[end].max(ending.unwrap_or(0));
    }
    best[best.len() - 1]
}

impl Term {
    fn stands(&self, tokens: &[Token], (first, last): Place) -> bool {
        let here = &tokens[first..=last];
        let one = || here.len() == 1;
        let phrase = |words: &[&str], is_word: &dyn Fn(&Token, &str) -> bool| {
            let words: Vec<String> =
                words.iter().flat_map(|word| word.split(' ')).map(str::to_lowercase).collect();
            here.len() == words.len()
                && here.iter().zip(&words).all(|(token, word)| is_word(token, word))
                && here.iter().skip(1).all(|token| token.joined)
        };
        match self {
            Term::Bare(word) => one() && here[0].word.trim_end_matches('s') == word.trim_end_matches('s'),
            Term::Capital(word) | Term::Plain(word) => one() && here[0].word == *word,
            Term::Phrase(words) => phrase(words, &|token, word| token.word == word),
            Term::Cut(words) => phrase(words, &|token, word| token.word.starts_with(cut(word))),
            Term::Exact(word) => one() && here[0].written == *word,
            Term::Prefix(prefix) => one() && here[0].word.replace('ü', "u").starts_with(prefix),
            Term::Ticker(word) => one() && here[0].word == *word && here[0].form == Form::Ticker,
            Term::Within(words, other) => {
                let same_field = here.iter().all(|token| token.title == here[0].title);
                let begins = words.contains(&here[0].word) && words.contains(&here[here.len() - 1].word);
                let shortest = (first..last).all(|last| !self.stands(tokens, (first, last)));
                same_field
                    && begins
                    && holds_each(here, words)
                    && here.len() <= words.len() + other
                    && shortest
            }
        }
    }
}

/// Whether each of the words stands in a stretch, as often as it is asked for.
fn holds_each(stretch: &[Token], words: &[&str]) -> bool {
    words.iter().all(|word| {
        let asked = words.iter().filter(|other| *other == word).count();
        stretch.iter().filter(|token| token.word == *word).count() >= asked
    })
}

fn cut(word: &str) -> &str {
    word.char_indices().nth(4).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Rule {
    /// How tightly what a rule begins with binds: OR 0, AND 1, NEAR 2, NOT 3, all else 4.
    fn level(&self) -> usize {
        match self {
            Rule::Or(_) => 0,
            Rule::And(..) => 1,
            Rule::Near(..) | Rule::Ordered(..) => 2,
            Rule::Not(..) => 3,
            _ => 4,
        }
    }

    /// Writes a rule with brackets only where the grammar needs them.
    fn write(&self, f: &mut fmt::Formatter<'_>, least: usize) -> fmt::Result {
        if self.level() < least {
            f.write_str("(")?;
            self.write(f, 0)?;
            return f.write_str(")");
        }
        match self {
            Rule::Or(parts) => join(f, parts, " OR ", 1),
            Rule::And(parts, written) => join(f, parts, if *written { " AND " } else { " " }, 2),
            Rule::Not(part, minus) => {
                f.write_str(if *minus { "-" } else { "NOT " })?;
                part.write(f, 3)
            }
            Rule::Near(left, distance, right) => {
                // A chain of NEAR goes on from the left without brackets; one of ONEAR would be another chain.
                left.write(f, 2)?;
                write!(f, " NEAR/{distance} ")?;
                right.write(f, 3)
            }
            Rule::Ordered(parts, distance) => {
                // A chain of NEAR may begin it without brackets, another chain of ONEAR may not.
                let least = if matches!(parts[0], Rule::Near(..)) { 2 } else { 3 };
                parts[0].write(f, least)?;
                write!(f, " ONEAR/{distance} ")?;
                join(f, &parts[1..], &format!(" ONEAR/{distance} "), 3)
            }
            Rule::AtLeast(count, part) => {
                write!(f, "ATLEAST/{count}(")?;
                part.write(f, 0)?;
                f.write_str(")")
            }
            Rule::Scope(scope, part) => {
                write!(f, "{scope}:")?;
                part.write(f, 4)
            }
            Rule::Term(term) => write!(f, "{term}"),
            Rule::Entity => write!(f, "@\"{ENTITY}\""),
            Rule::Language(language) => write!(f, "lang:{language}"),
            Rule::Site(site) => write!(f, "site:{site}"),
            Rule::Tag(tag) => write!(f, "tag:{tag}"),
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, parts: &[Rule], between: &str, least: usize) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { between })?;
        part.write(f, least)?;
    }
    Ok(())
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Distance::Words(most) => write!(f, "{most}"),
            Distance::Sentence => f.write_str("S"),
            Distance::Paragraph => f.write_str("P"),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cuts =
            |words: &[&'static str]| words.iter().map(|word| format!("{}*", cut(word))).collect::<Vec<_>>();
        match self {
            Term::Bare(word) => f.write_str(word),
            Term::Capital(word) => f.write_str(&word.to_uppercase()),
            Term::Plain(word) => write!(f, "={word}"),
            Term::Phrase(words) => write!(f, "\"{}\"", words.join(" ")),
            Term::Cut(words) => write!(f, "“{}”", cuts(words).join(" ")),
            Term::Exact(word) => write!(f, "{{{word}}}"),
            Term::Prefix(prefix) => write!(f, "{prefix}*"),
            Term::Within(words, other) => write!(f, "\"{}\"~{other}", words.join(" ")),
            Term::Ticker(word) => write!(f, "${}", word.to_uppercase()),
        }
    }
}
