//! Articles made of known parts: words in several forms, with known gaps between them.

use jiff::Timestamp;
use model::{Article, ArticleId};
use proptest::prelude::*;

/// The words that articles and rules are made of. *mergers* is the plural of *merger*; *privacy* and *private* begin alike.
pub(super) const WORDS: &[&str] = &["alpha", "beta", "merger", "mergers", "privacy", "private", "zürich"];

/// What shortens a word in documents and stands in no rule: its dot ends no sentence, and its words are as close as without it.
const TITLE: &str = "dr";

/// What ends a sentence and begins the next one of its paragraph: marks of several scripts, and items of lists.
const ENDS: &[&str] = &[". ", "! ", "? ", ".\n", "؟ ", "। ", "。", "\n• ", ".\n- "];

/// An entity, and its alias: words that articles hold as well.
pub(super) const ENTITY: &str = "Zentrix Group";
pub(super) const ENTITY_ALIAS: &str = "Alpha Zentrix";

/// A word as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Lower,
    Title,
    Upper,
    Ticker,
}

/// What stands before a word within its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    Space,
    LineBreak,
    Hyphen,
    Quote,
    Comma,
}

#[derive(Clone, Debug)]
struct Part {
    word: usize,
    form: Form,
    before: Before,
    possessive: bool,
}

/// A word of a document, with what an oracle must know of it.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) word: &'static str,
    pub(super) written: String,
    pub(super) form: Form,
    /// Whether it can belong to one phrase with the word before it.
    pub(super) joined: bool,
    pub(super) title: bool,
    pub(super) sentence: usize,
    pub(super) paragraph: usize,
}

#[derive(Clone, Debug)]
struct Sentence {
    parts: Vec<Part>,
    end: &'static str,
}

#[derive(Clone, Debug)]
pub(super) struct Document {
    title: Vec<Part>,
    /// Paragraphs of sentences.
    text: Vec<Vec<Sentence>>,
    pub(super) language: &'static str,
    pub(super) site: &'static str,
    pub(super) tag: &'static str,
}

const LANGUAGES: &[&str] = &["en", "en-GB"];
pub(super) const SITES: &[&str] = &["example.com", "news.example.com", "example.org"];
pub(super) const TAGS: &[&str] = &["press", "sport"];

pub(super) fn document() -> impl Strategy<Value = Document> {
    let form = prop_oneof![6 => Just(Form::Lower), 4 => Just(Form::Title), 2 => Just(Form::Upper), 1 => Just(Form::Ticker)];
    let before = prop_oneof![
        12 => Just(Before::Space),
        1 => Just(Before::LineBreak),
        2 => Just(Before::Hyphen),
        1 => Just(Before::Quote),
        2 => Just(Before::Comma),
    ];
    let part = (0..WORDS.len() + 2, form, before, prop::bool::weighted(0.1))
        .prop_map(|(word, form, before, possessive)| Part { word, form, before, possessive });
    let parts = prop::collection::vec(part, 1..9);
    let end = prop_oneof![4 => Just(". "), 3 => prop::sample::select(ENDS)];
    let sentence = (parts.clone(), end).prop_map(|(parts, end)| Sentence { parts, end });
    let paragraph = prop::collection::vec(sentence, 1..4);
    let facts = (prop::sample::select(LANGUAGES), prop::sample::select(SITES), prop::sample::select(TAGS));
    (prop::collection::vec(parts, 0..2), prop::collection::vec(paragraph, 0..4), facts).prop_map(
        |(mut title, text, (language, site, tag))| Document {
            title: title.pop().unwrap_or_default(),
            text,
            language,
            site,
            tag,
        },
    )
}

impl Document {
    pub(super) fn article(&self) -> Article {
        let paragraphs = self.text.iter().map(|sentences| {
            let written = sentences.iter().map(|sentence| written(&sentence.parts) + sentence.end);
            format!("{}.", written.collect::<String>())
        });
        Article {
            url: Some(format!("https://{}/1", self.site)),
            language: Some(self.language.to_owned()),
            tags: vec![self.tag.to_owned()],
            ..Article::new(
                ArticleId(1),
                Timestamp::UNIX_EPOCH,
                written(&self.title),
                paragraphs.collect::<Vec<_>>().join("\n\n"),
            )
        }
    }

    pub(super) fn tokens(&self) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut sentence = 0;
        extend(&mut tokens, &self.title, true, sentence, 0);
        for (paragraph, sentences) in self.text.iter().enumerate() {
            for Sentence { parts, .. } in sentences {
                sentence += 1;
                extend(&mut tokens, parts, false, sentence, paragraph + 1);
            }
        }
        tokens
    }
}

fn extend(tokens: &mut Vec<Token>, parts: &[Part], title: bool, sentence: usize, paragraph: usize) {
    for (index, part) in parts.iter().enumerate() {
        let after_possessive = index > 0 && parts[index - 1].possessive;
        let apart =
            index == 0 || part.before == Before::Comma || part.form == Form::Ticker || after_possessive;
        tokens.push(Token {
            word: lower(part.word),
            written: surface(part, index),
            form: part.form,
            joined: !apart,
            title,
            sentence,
            paragraph,
        });
    }
}

fn lower(word: usize) -> &'static str {
    let others = ["zentrix", TITLE];
    WORDS.iter().chain(&others).nth(word).copied().unwrap_or_default()
}

/// A word as it is written at an index of its sentence, without what stands around it. Sentences begin with a capital.
fn surface(part: &Part, index: usize) -> String {
    let word = lower(part.word);
    match part.form {
        Form::Lower if index > 0 => word.to_owned(),
        Form::Lower | Form::Title => {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }
        Form::Upper | Form::Ticker => word.to_uppercase(),
    }
}

fn written(sentence: &[Part]) -> String {
    let mut text = String::new();
    for (index, part) in sentence.iter().enumerate() {
        text.push_str(match part.before {
            _ if index == 0 => "",
            // A hyphen before a ticker's sign is a dash.
            Before::Space => " ",
            Before::LineBreak => "\n",
            Before::Hyphen => "-",
            Before::Quote => " “",
            Before::Comma => ", ",
        });
        text.push_str(if part.form == Form::Ticker { "$" } else { "" });
        text.push_str(&surface(part, index));
        text.push_str(if lower(part.word) == TITLE { "." } else { "" });
        text.push_str(if part.possessive { "’s" } else { "" });
    }
    text
}
