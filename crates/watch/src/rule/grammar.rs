//! The examples of `docs/rules.md`, each of which is a test.

use model::{Article, Watch};

use crate::Matcher;
use crate::testing::{article, entity, list, rule};

const DOCUMENT: &str = include_str!("../../../../docs/rules.md");

/// The fenced blocks of a kind, as lines of a key and a value.
fn blocks(kind: &str) -> Vec<Vec<(String, String)>> {
    let fence = format!("```{kind}\n");
    let block = |text: &str| text.split("```").next().unwrap().lines().map(line).collect();
    DOCUMENT.split(&fence).skip(1).map(block).collect()
}

fn line(line: &str) -> (String, String) {
    let (key, value) = line.split_once(' ').unwrap();
    (key.to_owned(), value.trim().replace("\\n", "\n"))
}

/// `(title) one (text) two` as an article; text alone needs no mark.
fn read_article(example: &str) -> Article {
    let mut found = article("", "");
    if !example.starts_with('(') || example.starts_with("(NASDAQ") {
        found.text = example.to_owned();
        return found;
    }
    for part in example.split('(').skip(1) {
        let (field, value) = part.split_once(')').unwrap();
        let value = value.trim().to_owned();
        match field {
            "title" => found.title = value,
            "text" => found.text = value,
            "lang" => found.language = Some(value),
            "url" => found.url = Some(value),
            "source" => found.source = Some(value),
            "author" => found.author = Some(value),
            "tag" => found.tags.push(value),
            _ => panic!("no field is called {field}"),
        }
    }
    found
}

fn watches(block: &[(String, String)]) -> Vec<Watch> {
    let mut watches = Vec::new();
    for (key, value) in block {
        match key.as_str() {
            "with" => {
                let (name, alias) = value.split_once(" = ").unwrap();
                watches.push(entity(name, &[alias]));
            }
            "rule" => watches.push(rule("example", value)),
            _ => {}
        }
    }
    watches
}

#[test]
fn examples_find_what_they_say() {
    let blocks = blocks("example");
    assert!(blocks.len() > 20);
    for block in blocks {
        let matcher = Matcher::compile(&[list(watches(&block))]).unwrap();
        for (key, value) in block.iter().filter(|(key, _)| key == "finds" || key == "not") {
            let mentions = matcher.mentions(&read_article(value));
            let found = mentions.iter().any(|mention| mention.watch == "example");
            assert_eq!(found, key == "finds", "{block:?}: {value}");
        }
    }
}

#[test]
fn errors_say_what_they_say() {
    let blocks = blocks("error");
    assert!(blocks.len() > 5);
    let mut untrue = Vec::new();
    for block in blocks {
        let errors = Matcher::compile(&[list(watches(&block))]).unwrap_err();
        let says = block.iter().find(|(key, _)| key == "says").unwrap();
        let error = errors[0].to_string().replace("watchlist \"list\", watch \"example\", ", "");
        if error != says.1 {
            untrue.push(format!("{}\n{error}", says.1));
        }
    }
    assert!(untrue.is_empty(), "{}", untrue.join("\n\n"));
}

/// What a hostile or careless author may write: it is refused or read, in time and without exhausting the stack.
#[test]
fn large_and_deep_rules_are_refused_with_a_message() {
    let refused = |text: &str| Matcher::compile(&[list(vec![rule("it", text)])]).unwrap_err()[0].to_string();
    let long = "Meta OR ".repeat(125_000) + "Meta";
    assert!(refused(&long).contains("the rule has 1000004 bytes: expected at most 100000"));
    for open in ["(", "NOT ", "-", "title:"] {
        let deep = open.repeat(10_000) + "Meta" + &")".repeat(10_000);
        assert!(refused(&deep).contains("nested") || refused(&deep).contains("another field"), "{open}");
    }
    assert!(refused(&"Meta NEAR/1 ".repeat(5_000)).contains("more than 100 NEARs"));
    assert!(
        refused("(Meta NEAR/5 Facebook) OR ".repeat(201).trim_end_matches(" OR "))
            .contains("more than 200 distances")
    );
    assert!(refused(&format!("\"{}\"~5", "Meta ".repeat(101))).contains("more than 100 words"));
    assert!(refused(&")".repeat(10_000)).contains("stands where a word should"));
    assert!(refused(&"\"".repeat(99_999)).contains("no word stands between the marks"));
}

/// What could never hold is told of where it stands, and what editors make of a minus is one.
#[test]
fn values_that_say_nothing_are_refused_and_dashes_are_minuses() {
    let refused = |text: &str| {
        Matcher::compile(&[list(vec![rule("it", text)])]).map(|_| ()).unwrap_err()[0].to_string()
    };
    for (text, says) in [
        ("Meta site:(example.com, example.org)", "try site:(example.com OR example.org)"),
        ("Meta tag:(tech, sport)", "try tag:(tech OR sport)"),
        ("Meta site:example.com:8080", "try site:example.com"),
        ("Meta site:example..com", "is no site"),
        ("Meta url:*/opinion/*", "try url:/opinion/"),
        ("Meta source:Reut*", "try source:Reut"),
        ("Meta AND-Facebook", "try AND -Facebook"),
        ("\"privac* p*\"", "`p*` has fewer than 3 letters before the `*`"),
        ("\"privac* po*icy\"", "a `*` stands inside `po*icy`"),
        ("\"privac* *y\"~3", "a `*` stands inside `*y`"),
        ("Meta $meta", "try $META"),
        ("Meta NAD Facebook", "try AND, or \"NAD\""),
        ("Who? Meta", "try \"Who?\""),
        ("Meta ORR Facebook", "try OR,"),
        ("Meta NTO Facebook", "try NOT,"),
        ("Meta NOTNEAR/5 Facebook", "try Meta NOT (Meta NEAR/5 Facebook)"),
        ("Meta title=Facebook", "try title:Facebook"),
        ("headline(Meta) Facebook", "try title:(Meta)"),
        ("Meta lang:cn", "try lang:zh"),
        ("Meta lang:eng-US", "try lang:eng"),
        ("Meta (Inbox) XOR Facebook", "try OR,"),
        ("Meta UND Facebook", "try AND,"),
        ("Meta w/s Facebook", "try NEAR/S,"),
        ("Meta /p Facebook", "try NEAR/P,"),
        ("Meta /5 Facebook", "try NEAR/5,"),
        ("Meta AROUND(5) Facebook", "try NEAR/5"),
        ("Meta|Facebook", "try (Meta OR Facebook)"),
        ("Meta||Facebook", "try (Meta OR Facebook)"),
        ("Inbox~2", "try Inbox"),
        ("Meta^2 Facebook", "try Meta"),
        ("Metav?rse", "try Metav*"),
        ("Me?a", "try \"Me?a\""),
    ] {
        assert!(refused(text).contains(says), "{text}: {}", refused(text));
    }
    for text in ["Meta —Facebook", "Meta ¬Facebook", "Meta ‐Facebook", "Meta ‑Facebook"] {
        let matcher = Matcher::compile(&[list(vec![rule("it", text)])]).unwrap();
        assert!(matcher.mentions(&article("", "Meta and Facebook")).is_empty(), "{text}");
        assert_eq!(matcher.mentions(&article("", "Meta alone")).len(), 1, "{text}");
    }
}

/// A rule that another service would read must not be one that never holds, or holds for all.
#[test]
fn operators_and_marks_of_other_services_are_told_with_the_nearest_form() {
    let refused = |text: &str| {
        Matcher::compile(&[list(vec![rule("it", text)])]).map(|_| ()).unwrap_err()[0].to_string()
    };
    for (text, says) in [
        (
            "Meta ADJ5 fine",
            "column 6: `ADJ5` is no operator: expected NEAR/, ONEAR/ or ATLEAST/; try ONEAR/5,",
        ),
        ("Meta adj5 fine", "try ONEAR/5,"),
        ("Meta near5 fine", "try NEAR/5,"),
        ("Meta w5 fine", "try NEAR/5,"),
        ("Meta W5 fine", "try NEAR/5,"),
        ("Meta N5 (fine)", "try NEAR/5,"),
        ("atleast3 Meta", "try ATLEAST/3,"),
        ("Meta same fine", "try NEAR/P,"),
        ("Meta SENTENCE fine", "try NEAR/S,"),
        ("Meta NEXT/5 fine", "try ONEAR/5,"),
        ("Meta P/5 fine", "try ONEAR/5,"),
        ("Meta after/5 fine", "try NEAR/5,"),
        ("Meta BEFORE/5 fine", "try ONEAR/5,"),
        ("Meta +5 fine", "try ONEAR/5,"),
        ("Meta +s fine", "try ONEAR/S,"),
        ("Meta naer/5 fine", "try NEAR/5,"),
        ("Meta BUT NOT fine", "`BUT NOT` is no operator: expected AND, OR or NOT; try NOT"),
        ("Meta BUTNOT fine", "try NOT,"),
        ("Meta NAND fine", "try NOT,"),
        ("Meta NOT/5 fine", "try Meta NOT (Meta NEAR/5 fine)"),
        ("Meta [fine OR x]", "column 6: a square bracket holds nothing together"),
        ("Meta [fine OR x]", "try (fine OR x)"),
        ("Meta,Facebook", "try (Meta OR Facebook), or \"Meta,Facebook\""),
        ("Meta;Facebook", "try (Meta OR Facebook)"),
        ("Meta, Facebook", "column 1: a comma or semicolon in `Meta,` joins nothing"),
        ("Meta NOT =fine; x", "`fine;`"),
        ("Meta W/SENT fine", "column 6: `W/SENT` is no operator"),
        ("Meta W/SENT fine", "try NEAR/S,"),
        ("Meta w/para fine", "try NEAR/P,"),
        ("Meta PRE/SENT fine", "try ONEAR/S,"),
        ("Meta /n5 fine", "try NEAR/5,"),
        ("Meta AROUND/5 fine", "try NEAR/5,"),
        ("Meta NEAR=5 fine", "try NEAR/5,"),
        ("Meta NICHT fine", "column 6: `NICHT` is no operator"),
        ("Meta NICHT fine", "try NOT, or \"NICHT\" for the word itself"),
        ("Meta SAUF fine", "try NOT,"),
        ("Meta SANS fine", "try NOT,"),
        ("(Meta) NON (fine)", "try NOT,"),
        ("x title :Meta", "column 3: the colon stands apart from `title`: expected a colon directly behind"),
        ("x title : (Meta OR fine)", "; try title:(Meta OR fine)"),
        ("headline :Meta", "; try title:Meta, or"),
        ("x \"Meta\"s", "column 9: `s` stands directly behind a phrase"),
        ("x \"Meta\"s", "; try \"Metas\""),
        ("„Inbox API“fine", "; try „Inbox API“ fine"),
        ("x {meta OR fine}", "column 3: OR is a word within braces"),
        ("{Inbox API OR fine}", "; try ({Inbox API} OR {fine}), or \"Inbox API OR fine\""),
    ] {
        assert!(refused(text).contains(says), "{text}: {}", refused(text));
    }
    for (text, found) in [
        ("\"Kaffee MIT Milch\"", "Kaffee mit Milch"),
        ("\"café sans sucre\"", "un café sans sucre"),
        ("Kaffee mit Milch", "Milch mit Kaffee"),
        ("Kaffee nicht Milch", "Milch, nicht Kaffee"),
        ("café AND sans", "un café sans sucre"),
        ("SANS", "sans"),
        ("Meta (SANS OR NON)", "Meta, sans"),
        ("Harvard MIT Stanford", "Harvard, MIT and Stanford"),
        ("{TRUTH OR DARE}", "TRUTH OR DARE"),
        ("\"Inbox\"AND\"API\"", "API, Inbox"),
    ] {
        let Ok(matcher) = Matcher::compile(&[list(vec![rule("it", text)])]) else { panic!("{text}") };
        assert_eq!(matcher.mentions(&article("", found)).len(), 1, "{text}");
    }
}

/// Keyboards give full-width marks, and web pages and chats what nobody sees.
#[test]
fn full_width_marks_are_those_of_the_grammar_and_what_shows_nothing_is_none() {
    let finds = |rule_text: &str, title: &str, text: &str| {
        let matcher = Matcher::compile(&[list(vec![rule("it", rule_text)])]).unwrap();
        !matcher.mentions(&article(title, text)).is_empty()
    };
    for (rule, text, expected) in [
        ("Meta AND （fine OR x）", "a story about x only", false),
        ("Meta AND （fine OR x）", "Meta and x", true),
        ("Meta －fine", "Meta fine", false),
        ("Meta －fine", "Meta alone", true),
        ("Meta ＯＲ x", "Meta alone", true),
        ("Meta\u{3000}ＮＥＡＲ/２\u{3000}fine", "Meta’s fine", true),
        ("｛Meta｝", "META", false),
        ("｛Meta｝", "Meta", true),
        ("“data sharing”～２", "sharing of data", true),
        ("privac＊", "privacy", true),
        ("Meta AND\u{200b} fine", "Meta fine", true),
        ("\u{feff}Meta \u{2060}OR x", "x alone", true),
        ("＂Inbox API＂ AND ＝fine", "the Inbox API fine", true),
    ] {
        assert_eq!(finds(rule, "", text), expected, "{rule}: {text}");
    }
    assert!(finds("title：Meta", "Meta up", "") && !finds("title：Meta", "", "Meta up"));
    let refused = |text: &str| {
        Matcher::compile(&[list(vec![rule("it", text)])]).map(|_| ()).unwrap_err()[0].to_string()
    };
    for (text, says) in [
        ("（Meta\u{200b}） \u{200b}ＡＮＤ ｎａｅｒ/5 \u{200b}OR", "column 14: `naer/5` is no operator"),
        ("Meta\u{200b} AND （fine", "column 11: this bracket is never closed"),
        ("Meta ［fine OR x］", "column 6: a square bracket"),
    ] {
        assert!(refused(text).contains(says), "{text}: {}", refused(text));
    }
}

/// What opens a phrase in one place opens one everywhere, and never in silence inside a word.
#[test]
fn a_quotation_mark_within_a_word_is_told() {
    let refused = |text: &str| {
        Matcher::compile(&[list(vec![rule("it", text)])]).map(|_| ()).unwrap_err()[0].to_string()
    };
    for (text, says) in [
        ("5\" pipe OR 6\" pipe", "column 2: this \" stands directly behind `5`: expected a space"),
        ("5\" pipe OR 6\" pipe", "; try 5"),
        ("d\"Artagnan", "column 2: this \" stands directly behind `d`"),
        ("d\"Artagnan", "; try d'Artagnan"),
        ("Meta AND d＂Artagnan AND （fine OR x）", "column 11: this ＂ stands directly behind `d`"),
        ("5「 AND （Meta」 OR x）", "column 2: this 「 stands directly behind `5`"),
        ("アップル「新製品」 AND （x）", "; try アップル \"新製品\""),
        ("@Meta\"Inbox API\"", "; try @Meta \"Inbox API\""),
        ("Meta\"", "; try Meta"),
    ] {
        let message = refused(text);
        assert!(message.contains(says), "{text}: {message}");
    }
    for (text, found, not) in [
        ("NOT\"fine\" AND Meta", "Meta alone", "Meta fine"),
        ("Meta AND \"5\" （fine OR x）", "Meta 5 x", "Meta x"),
        ("@「Inbox API」 AND Meta", "Meta’s Inbox API", "Meta’s API"),
        ("{Meta}AND\"fine\"", "Meta fine", "meta fine"),
    ] {
        let lists = [list(vec![rule("it", text), entity("Inbox API", &[])])];
        let matcher = Matcher::compile(&lists).unwrap();
        let finds =
            |text: &str| matcher.mentions(&article("", text)).iter().any(|mention| mention.watch == "it");
        assert!(finds(found) && !finds(not), "{text}");
    }
}

/// A host has two spellings where it holds letters that are not ASCII.
#[test]
fn sites_are_found_in_either_spelling() {
    for (site, url, expected) in [
        ("bücher.de", "https://xn--bcher-kva.de/1", true),
        ("xn--bcher-kva.de", "https://bücher.de/1", true),
        ("BÜCHER.de", "https://news.bücher.de/1", true),
        ("www.bücher.de", "https://xn--bcher-kva.de:443/1", true),
        ("bu\u{308}cher.de", "https://xn--bcher-kva.de/1", true),
        ("bücher.de", "https://bucher.de/1", false),
        ("उदाहरण.com", "https://xn--p1b6ci4b4b3a.com/1", true),
    ] {
        let matcher = Matcher::compile(&[list(vec![rule("it", &format!("Meta site:{site}"))])]).unwrap();
        let mut story = article("", "Meta");
        story.url = Some(url.to_owned());
        assert_eq!(!matcher.mentions(&story).is_empty(), expected, "{site}: {url}");
    }
}

/// An address has marks of its own, none of which is one of a rule.
#[test]
fn parts_of_addresses_are_read_as_they_are() {
    for (rule_text, url, expected) in [
        ("Meta url:q?id=5", "https://example.com/q?id=5", true),
        ("Meta url:q?id=5", "https://example.com/q?id=6", false),
        ("Meta url:?id=5", "https://example.com/q?id=5", true),
        ("Meta url:=5&x", "https://example.com/q?id=5&x", true),
        ("Meta url:-beta/ AND Meta", "https://example.com/news-beta/1", true),
        ("Meta url:~news", "https://example.com/~news/1", true),
        ("Meta url:https://example.com/q", "https://example.com/q?id=6", true),
        ("Meta url:(a?b OR q?id=6) -url:b|c", "https://example.com/q?id=6", true),
        ("Meta url:(a?b OR q?id=5)", "https://example.com/q?id=6", false),
        ("Meta url:a:b", "https://example.com/a:b", true),
    ] {
        let matcher = Matcher::compile(&[list(vec![rule("it", rule_text)])]).unwrap();
        let mut story = article("", "Meta");
        story.url = Some(url.to_owned());
        assert_eq!(!matcher.mentions(&story).is_empty(), expected, "{rule_text}: {url}");
    }
}

/// What looks like an operator and is none stays a word.
#[test]
fn words_with_slashes_and_numbers_are_words() {
    for word in [
        "AR/15",
        "NR/12",
        "ADJ5",
        "W5",
        "an N95 mask",
        "a W12 engine",
        "same",
        "3,000",
        "\"[it], again\"",
        "YEAR2000",
        "NEARBY",
        "NEAR.",
        "G/7",
        "AC/DC",
        "AND/OR",
        "S/P",
        "W/E",
        "n/a",
        "'tis",
        "'Inbox'",
        "rock 'n' roll",
        "ADN",
        "(ADN)",
        "It ADN there",
        "ET",
        "\"Who?\"",
        "「It was」",
    ] {
        let matcher = Matcher::compile(&[list(vec![rule("it", word)])]).unwrap();
        assert_eq!(matcher.mentions(&article("", &format!("It was {word} there"))).len(), 1, "{word}");
    }
}

/// Each part of a chain is looked for once, however many have it among theirs.
#[test]
fn a_long_chain_is_found_in_a_long_text() {
    let chain = ["storm", "flood"].repeat(50).join(" NEAR/5 ");
    let matcher = Matcher::compile(&[list(vec![rule("it", &chain)])]).unwrap();
    let mentions = matcher.mentions(&article("", &"storm flood ".repeat(2_000)));
    let evidence: Vec<_> = mentions.iter().flat_map(|mention| &mention.evidence).collect();
    assert!(
        evidence.len() > 1 && evidence.iter().all(|found| ["storm", "flood"].contains(&&*found.alias)),
        "{evidence:?}"
    );
}

#[test]
fn wide_rules_are_read() {
    let wide = (0..6_000).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" OR ");
    let matcher = Matcher::compile(&[list(vec![rule("it", &wide)])]).unwrap();
    assert_eq!(matcher.mentions(&article("", "a word5999 here")).len(), 1);
}
