//! Every form that an error offers is read, so none sends its reader from one error to the next.

mod wrong;

use self::wrong::WRONG;
use super::parse;
use crate::Matcher;
use crate::testing::{list, rule};

/// What is offered where no form is near.
const ADVICE: &[&str] = &[
    "the rule without it",
    "the rule without it, or with a ( before",
    "the same beside such a word",
    "words that an article must have",
    "the fields side by side",
    "NEAR around each of the words by itself",
    "ATLEAST around each of the words by itself",
    "several watches in one watchlist",
    "the rule without brackets that do nothing, or as several watches",
];

/// The forms that an error offers for a rule.
fn offered(rule_text: &str) -> Vec<String> {
    let Err(errors) = Matcher::compile(&[list(vec![rule("it", rule_text)])]) else { return Vec::new() };
    let nearest = errors[0].nearest.as_str();
    if ADVICE.contains(&nearest) {
        return Vec::new();
    }
    let forms = nearest.split(", or ").filter(|form| !ADVICE.contains(form));
    let form = |form: &str| {
        let form = form.strip_suffix(" for the word itself").unwrap_or(form);
        form.strip_suffix(" for the words themselves").unwrap_or(form).to_owned()
    };
    forms.map(form).collect()
}

/// Whether a form can be read between two words: a term, an operator, or one that asks for brackets behind it.
fn is_read(form: &str) -> bool {
    parse(&format!("one {form} other")).is_ok() || parse(&format!("one {form}(other)")).is_ok()
}

#[test]
fn each_offered_form_can_be_read() {
    let documented = include_str!("../../../../docs/rules.md").split("```error\n").skip(1);
    let documented = documented.filter_map(|block| block.lines().find_map(|line| line.strip_prefix("rule ")));
    let rules: Vec<&str> = documented.map(str::trim).chain(WRONG.iter().copied()).collect();
    let offers = rules.iter().flat_map(|text| offered(text).into_iter().map(move |form| (text, form)));
    let (read, unread): (Vec<_>, Vec<_>) = offers.partition(|(_, form)| is_read(form));
    assert!(unread.is_empty(), "{unread:#?}");
    assert!(read.len() > 150, "{}", read.len());
}

/// Words that look like those of other services, and are none.
#[test]
fn what_may_be_meant_is_read() {
    for text in [
        "site:a.com site:www.a.com",
        "Meta -lang:en -lang:fr",
        "NOT lang:en lang:fr Meta",
        "lang:en Meta OR lang:fr Facebook",
        "Meta within 5 days",
        "Tesla Model Y recall",
        "sentence (Meta OR fine)",
        "Meta news.example:8080",
        "title:Meta NEAR/5 title:fine",
        "lead:Meta NEAR/5 body:fine",
        "C++ Meta",
    ] {
        assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
    }
}

/// What is offered has the words of the rule, and put in place of what is wrong it makes the rule that was meant.
#[test]
fn what_is_offered_is_what_was_meant() {
    let mut failed = Vec::new();
    for (wrong, form, meant) in [
        ("domain:example.com Meta", "site:example.com", "site:example.com Meta"),
        ("intitle:Meta", "title:Meta", "title:Meta"),
        ("headline:(Meta OR Facebook)", "title:(Meta OR Facebook)", "title:(Meta OR Facebook)"),
        ("text:Meta", "body:Meta", "body:Meta"),
        ("from:Reuters Meta", "source:Reuters", "source:Reuters Meta"),
        ("publisher:\"Le Monde\" Meta", "source:\"Le Monde\"", "source:\"Le Monde\" Meta"),
        ("language:english Meta", "lang:en", "lang:en Meta"),
        ("Meta lang:deutsch", "lang:de", "Meta lang:de"),
        ("titel:Meta", "title:Meta", "title:Meta"),
        ("Meta site:example.*", "url:example.", "Meta url:example."),
        ("Meta site:*.example.com", "site:example.com", "Meta site:example.com"),
        ("Meta site:a.com|b.com", "site:(a.com OR b.com)", "Meta site:(a.com OR b.com)"),
        ("Meta site:a.com,b.com", "site:(a.com OR b.com)", "Meta site:(a.com OR b.com)"),
        ("Meta site:(a.com, b.com)", "site:(a.com OR b.com)", "Meta site:(a.com OR b.com)"),
        ("Meta site:(a.com AND b.com)", "site:(a.com OR b.com)", "Meta site:(a.com OR b.com)"),
        ("Meta AND Inbox|API", "(Inbox OR API)", "Meta AND (Inbox OR API)"),
        ("Meta lang:-en", "-lang:en", "Meta -lang:en"),
        ("Meta author:{Lois Lane}", "author:\"Lois Lane\"", "Meta author:\"Lois Lane\""),
        ("Meta NEAR/5f fine", "ONEAR/5", "Meta ONEAR/5 fine"),
        ("Meta NEAR/5fine", "NEAR/5 fine", "Meta NEAR/5 fine"),
        ("NOT Meta NEAR/5 fine", "NOT (Meta NEAR/5 fine)", "x NOT (Meta NEAR/5 fine)"),
        ("Meta NEAR/5 NOT fine", "Meta NOT (Meta NEAR/5 fine)", "Meta NOT (Meta NEAR/5 fine)"),
        ("a NEAR/3 lang:en", "(a AND lang:en)", "(a AND lang:en)"),
        (
            "(Meta AND Inbox) NEAR/5 fine",
            "(Meta NEAR/5 fine AND Inbox NEAR/5 fine)",
            "(Meta NEAR/5 fine AND Inbox NEAR/5 fine)",
        ),
        (
            "ATLEAST/2((a OR b) NEAR/3 c) NEAR/5 d",
            "ATLEAST/2(((a OR b) NEAR/3 c) NEAR/5 d)",
            "ATLEAST/2(((a OR b) NEAR/3 c) NEAR/5 d)",
        ),
        ("ATLEAST/2(a OR b) NEAR/3 c", "ATLEAST/2((a OR b) NEAR/3 c)", "ATLEAST/2((a OR b) NEAR/3 c)"),
        (
            "d NEAR/5 (a NEAR/3 b AND c)",
            "(d NEAR/5 (a NEAR/3 b) AND d NEAR/5 c)",
            "(d NEAR/5 (a NEAR/3 b) AND d NEAR/5 c)",
        ),
        ("Meta pr＊", "pr", "Meta pr"),
        ("Meta url:(a AND b)", "OR", "Meta url:(a OR b)"),
        ("headline:(\"a)\" OR b)", "title:(\"a)\" OR b)", "title:(\"a)\" OR b)"),
        ("＊ｐｈｏｎｅ", "phone", "phone"),
        ("category:\"a*\" Meta", "tag:a", "tag:a Meta"),
        ("ATLEAST/3(fine AND x)", "(ATLEAST/3(fine) AND ATLEAST/3(x))", "(ATLEAST/3(fine) AND ATLEAST/3(x))"),
        ("ATLEAST/2(a) NEAR/3 b", "ATLEAST/2(a NEAR/3 b)", "ATLEAST/2(a NEAR/3 b)"),
        ("Meta NOT/5 fine", "Meta NOT (Meta NEAR/5 fine)", "Meta NOT (Meta NEAR/5 fine)"),
        ("Meta OR OR Facebook", "Meta OR Facebook", "Meta OR Facebook"),
        ("SENTENCE(Meta AND fine) x", "Meta NEAR/S fine", "Meta NEAR/S fine x"),
        ("paragraph(Meta AND \"a fine\")", "Meta NEAR/P \"a fine\"", "Meta NEAR/P \"a fine\""),
        ("Sentence(Meta OR fine)", "the rule without it", "the rule without it"),
        ("atl3(Meta OR fine)", "ATLEAST/3(Meta OR fine)", "ATLEAST/3(Meta OR fine)"),
        ("Meta WITHIN 5 fine", "NEAR/5", "Meta NEAR/5 fine"),
        ("Meta BEFORE fine", "ONEAR/10", "Meta ONEAR/10 fine"),
        ("++Meta++ fine", "{Meta}", "{Meta} fine"),
        ("Meta 2020..2022", "(2020 OR 2022)", "Meta (2020 OR 2022)"),
        ("metadata.source.language:en Meta", "lang:en", "lang:en Meta"),
        ("Meta lang:en lang:fr", "lang:(en OR fr)", "Meta lang:(en OR fr)"),
        ("Meta site:a.com AND site:b.com", "site:(a.com OR b.com)", "Meta site:(a.com OR b.com)"),
        ("title:Meta NEAR/5 body:fine", "(title:Meta AND body:fine)", "(title:Meta AND body:fine)"),
        ("Meta NOT NEAR/5 fine", "Meta NOT (Meta NEAR/5 fine)", "Meta NOT (Meta NEAR/5 fine)"),
        ("Meta near/10w fine", "NEAR/10", "Meta NEAR/10 fine"),
        ("Meta near/s fine", "NEAR/S", "Meta NEAR/S fine"),
        ("Meta near/w fine", "NEAR/10", "Meta NEAR/10 fine"),
        ("Meta near/0 fine", "NEAR/1", "Meta NEAR/1 fine"),
        ("Meta NEAR/99999999999 fine", "NEAR/1000", "Meta NEAR/1000 fine"),
        ("Meta NOT NEAR/S fine", "Meta NOT (Meta NEAR/S fine)", "Meta NOT (Meta NEAR/S fine)"),
        ("Meta NOT ONEAR/5 fine", "Meta NOT (Meta ONEAR/5 fine)", "Meta NOT (Meta ONEAR/5 fine)"),
        ("$META NOT NEAR/5 fine", "$META NOT ($META NEAR/5 fine)", "$META NOT ($META NEAR/5 fine)"),
        ("(Meta OR x) NOT NEAR/5 fine", "the rule without it", "the rule without it"),
        ("Meta lang:(en OR pt-BR)", "pt", "Meta lang:(en OR pt)"),
        ("Meta NEAR/10W fine", "NEAR/10", "Meta NEAR/10 fine"),
        ("Meta NEAR/SENT fine", "NEAR/S", "Meta NEAR/S fine"),
        ("Meta NEAR/0 fine", "NEAR/1", "Meta NEAR/1 fine"),
        ("Meta NEAR/1001 fine", "NEAR/1000", "Meta NEAR/1000 fine"),
        ("Meta lang:english|french", "lang:(en OR fr)", "Meta lang:(en OR fr)"),
        ("Meta lang:en,fr", "lang:(en OR fr)", "Meta lang:(en OR fr)"),
        ("Meta lang:(en,fr)", "lang:(en OR fr)", "Meta lang:(en OR fr)"),
        ("title:\"Meta", "title:\"Meta\"", "title:\"Meta\""),
        ("fine title:(Meta", "title:(Meta)", "fine title:(Meta)"),
        ("fine NOT (Meta", "NOT (Meta)", "fine NOT (Meta)"),
        ("ATLEAST/3(Meta", "ATLEAST/3(Meta)", "ATLEAST/3(Meta)"),
        ("アップル*", "アップル", "アップル"),
        ("苹果*", "苹果", "苹果"),
        ("Meta AND/OR fine", "OR", "Meta OR fine"),
        ("Meta AND OR Facebook", "Meta AND Facebook, or Meta OR Facebook", "Meta AND Facebook"),
        ("Meta AND", "Meta", "Meta"),
        ("title:Meta AND NOT", "title:Meta", "title:Meta"),
        ("OR (Meta Inbox)", "(Meta Inbox)", "(Meta Inbox)"),
        ("(Meta OR) Inbox", "Meta", "(Meta) Inbox"),
        ("Inbox title:-Meta", "-title:Meta", "Inbox -title:Meta"),
        ("title: Meta", "title:Meta", "title:Meta"),
        ("Inbox author: \"Lois Lane\"", "author:\"Lois Lane\"", "Inbox author:\"Lois Lane\""),
        ("title:title:Meta", "Meta", "title:Meta"),
        ("Meta AND-NOT fine", "AND NOT", "Meta AND NOT fine"),
        ("Meta NOT-fine", "NOT fine", "Meta NOT fine"),
        ("Meta AND-\"a b\"", "AND NOT", "Meta AND NOT \"a b\""),
        ("Meta NEAR /5 fine", "NEAR/5", "Meta NEAR/5 fine"),
        ("Meta ONEAR/ 5 fine", "ONEAR/5", "Meta ONEAR/5 fine"),
        ("Meta NEAR:5 fine", "NEAR/5", "Meta NEAR/5 fine"),
        ("ATLEAST/2 fine", "ATLEAST/2(fine)", "ATLEAST/2(fine)"),
        ("Meta ~5 fine", "NEAR/5", "Meta NEAR/5 fine"),
        ("«data sharing» ~4", "«data sharing»~4", "«data sharing»~4"),
        ("Meta, Facebook", "Meta OR", "Meta OR Facebook"),
        ("=Meta,Facebook", "(=Meta OR =Facebook)", "(=Meta OR =Facebook)"),
        ("Meta OR NOT fine", "Meta NOT fine", "Meta NOT fine"),
        ("Meta OR site:example.com", "Meta AND site:example.com", "Meta AND site:example.com"),
        ("$ meta", "$META", "$META"),
        ("= merger", "=merger", "=merger"),
        ("{Inbox * API}", "{Inbox API}", "{Inbox API}"),
        ("\"pr* policy\"~2", "\"pr policy\"~2", "\"pr policy\"~2"),
        ("Coca-Col*", "\"Coca Col*\"", "\"Coca Col*\""),
        ("AT&T*", "AT&T", "AT&T"),
        ("*phone", "phone", "phone"),
        ("Meta source:\"Daily Pl*\"", "source:\"Daily Pl\"", "Meta source:\"Daily Pl\""),
        ("@Foo", "\"Foo\" for the words themselves", "\"Foo\""),
        ("»Inbox API«", "\"Inbox API\"", "\"Inbox API\""),
        ("Meta / Facebook", "OR", "Meta OR Facebook"),
        ("Meta + Facebook", "AND", "Meta AND Facebook"),
        ("x title :Meta", "title:Meta", "x title:Meta"),
        ("x \"Inbox API\"s", "\"Inbox APIs\"", "x \"Inbox APIs\""),
        ("x {Meta AND NOT fine}", "({Meta} AND NOT {fine})", "x ({Meta} AND NOT {fine})"),
    ] {
        let errors = Matcher::compile(&[list(vec![rule("it", wrong)])]).map(|_| ()).expect_err(wrong);
        let nearest = errors[0].nearest.as_str();
        let is_offered = nearest == form || nearest.starts_with(&format!("{form}, or "));
        let first = form.split(", or ").next().unwrap();
        let first = first.strip_suffix(" for the words themselves").unwrap_or(first);
        if !(is_offered && meant.contains(first) && parse(meant).is_ok()) {
            failed.push((wrong, nearest.to_owned()));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
