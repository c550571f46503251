//! Whole watches on whole articles.

use model::{Entity, Field, Outcome, Tracked, Watch};

use crate::Matcher;
use crate::testing::{article, cited, entity, found, list, rule};

/// Names in full-width letters, as East Asian texts have them, are found with their marks; places are those of the text as it is.
#[test]
fn names_are_found_in_full_width_letters() {
    for name in [
        "E.ON",
        "Node.js",
        ".NET",
        "ASP.NET",
        "U.S. Steel",
        "Dr. Oetker",
        "J.P. Morgan",
        "Yahoo! Finance",
        "Which? Magazine",
        "AC/DC",
        "web.de",
        "AT&T",
        "C++",
        "7-Eleven",
        "L'Oreal",
    ] {
        let wide: String = name
            .chars()
            .map(|c| match c {
                ' ' => '\u{3000}',
                c => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
            })
            .collect();
        let story = article("", &format!("新しい「{wide}」の株"));
        let other = article("", &format!("Shares of {wide} fell."));
        for (watch, how) in [(entity(name, &[]), "name"), (rule("it", &format!("\"{name}\"")), "rule")] {
            assert_eq!(found(watch.clone(), &other), [wide.as_str()], "{name} as a {how}");
            assert_eq!(found(watch, &story), [wide.as_str()], "{name} as a {how}");
        }
    }
    for (query, text, expected) in [
        ("{Apple}", "Ａｐｐｌｅ　pie", "Ａｐｐｌｅ"),
        ("{Office}", "an Oﬃce", "Oﬃce"),
        ("{Oﬃce}", "an Office", "Office"),
        ("{Inbox API}", "the Inbox™ API", "Inbox™ API"),
        ("$META", "＄META rises", "META"),
        ("$META", "（NASDAQ：ＭＥＴＡ）", "ＭＥＴＡ"),
    ] {
        assert_eq!(found(rule("it", query), &article("", text)), [expected], "{query}");
    }
    for (query, text) in [
        ("{Apple}", "ＡＰＰＬＥ ａｐｐｌｅ"),
        ("\"AT\"", "the ＡＴ＆Ｔ news"),
        ("\"NET\"", "the ．ＮＥＴ news"),
    ] {
        assert!(found(rule("it", query), &article("", text)).is_empty(), "{query}");
    }
}

/// Brackets in brackets would otherwise be gone through twice as often with each.
#[test]
fn deep_brackets_are_read_in_bounded_work() {
    let depth = 60;
    let parts: String = (0..depth).map(|part| format!(" OR w{part})")).collect();
    let deep = format!("{}Meta{parts}", "(".repeat(depth));
    assert_eq!(found(rule("it", &deep), &article("", "Meta rises")), ["Meta"]);
}

#[test]
fn a_quotation_opens_directly_behind_an_operator() {
    for query in ["Meta NEAR/5\"fine\"", "Meta NEAR/S\"fine\"", "Meta AND\"fine\""] {
        assert_eq!(found(rule("it", query), &article("", "Meta, a fine")), ["Meta", "fine"], "{query}");
    }
}

#[test]
fn operators_are_no_parts_of_addresses() {
    for query in
        ["Meta -url:(opinion or sport)", "Meta url:(opinion AND sport)", "Meta url:(a NOT b)", "Meta url:NOT"]
    {
        let errors = Matcher::compile(&[list(vec![rule("it", query)])]).unwrap_err();
        assert!(format!("{errors:?}").contains("is no part of an address"), "{query}: {errors:?}");
    }
    for query in ["Meta url:near/earth", "Meta url:or", "Meta url:(notes OR \"and\")"] {
        assert!(Matcher::compile(&[list(vec![rule("it", query)])]).is_ok(), "{query}");
    }
}

/// The main example of the project: a name, its alias and a product, in two languages.
#[test]
fn names_aliases_and_rules_with_their_sentences() {
    let watches = vec![
        entity("Meta", &["Facebook"]),
        entity("Netflix", &[]),
        rule("Inbox API", r#""Inbox API" OR ("messaging API" NEAR/10 Facebook)"#),
    ];
    let matcher = Matcher::compile(&[list(watches)]).unwrap();
    let article = article(
        "Netflix pouvait lire les messages de Facebook",
        "Le contrat date de 2011. Les deux groupes l’appelaient « Inbox API » dans leurs courriels.\n\nMeta dément.",
    );
    let mentions = matcher.mentions(&article);
    let names: Vec<&str> = mentions.iter().map(|mention| mention.watch.as_str()).collect();
    assert_eq!(names, ["Meta", "Netflix", "Inbox API"]);
    assert!(mentions.iter().all(|mention| mention.outcome == Outcome::Match));
    assert_eq!(cited(&mentions[0], &article), ["Meta", "Facebook"]);
    let inbox = &mentions[2].evidence[0];
    assert_eq!(inbox.field, Field::Text);
    assert_eq!(inbox.sentence, "Les deux groupes l’appelaient « Inbox API » dans leurs courriels.");
}

/// Whatever stands between the words of a name.
#[test]
fn every_name_finds_itself() {
    for name in [
        "Are You There God? It's Me, Margaret",
        "Yahoo! Holdings, Inc.",
        "Airplane! II: The Sequel",
        "Who's Afraid of Virginia Woolf? The Film, Restored",
        "P!nk, Live",
        "A$AP Rocky, Live",
        "The Long And Winding Road To The Heart Of E.ON",
        "Tick, Tick... Boom!",
        "Wait Wait... Don't Tell Me!",
        "Who? What! When",
        "モーニング娘。'24",
        "東京海上日動火災保険 株式会社",
        "株式会社セブン イレブン ジャパン",
        "한국산업은행자산 운용",
        "한국 산업 은행 자산 운용 주식회사",
        "ธนาคารกรุงไทย จำกัด",
    ] {
        let text = format!("x\n\n{name}\n\nx");
        assert_eq!(found(rule("it", &format!("\"{name}\"")), &article("", &text)).len(), 1, "{name}");
    }
    assert!(
        found(rule("it", "\"Yahoo! Japan\""), &article("", "We love Yahoo!\n\nJapan said so.")).is_empty()
    );
}

#[test]
fn names_stand_as_whole_words_in_every_form_of_text() {
    for (name, text, expected) in [
        ("Netflix", "NETFLIX SUBE SUS PRECIOS", "NETFLIX"),
        ("Netflix", "pourquoi netflix n'augmente pas", "netflix"),
        ("Netflix", "Netflix’s plan", "Netflix"),
        ("Netflix", "d’Netflix", "Netflix"),
        ("Netflix", "Ｎｅｔｆｌｉｘ rises", "Ｎｅｔｆｌｉｘ"),
        ("Netflix", "Net\u{ad}flix rises", "Net\u{ad}flix"),
        ("Netflix", "the Netflix-owned studio", "Netflix"),
        ("Netflix", "Netflixが値上げ", "Netflix"),
        ("Netflix", "Netflixing all day", ""),
        ("Inbox API", "the Inbox\nAPI is", "Inbox\nAPI"),
        ("Inbox API", "the inbox. API calls", ""),
        ("Inbox API", "the Inbox-API is", "Inbox-API"),
        ("Inbox API", "« Inbox API »", "Inbox API"),
        ("Inbox API", "the Inbox, API users say", ""),
        ("C++", "written in C++, not C", "C++"),
        ("C", "written in C++ and C#", ""),
        ("AT&T", "AT&T's offer", "AT&T"),
        ("T", "AT&T's offer", ""),
        (".NET", "a .NET shop", ".NET"),
        (".NET", "C#,.NET and Java", ".NET"),
        (".NET", "使用.NET编写", ".NET"),
        (".NET", "the end.NET", ""),
        ("C++", "使用C++编写", "C++"),
        ("C#", "C#は言語", "C#"),
        ("Netflix", "the \u{2066}Netflix\u{2069} plan", "Netflix"),
        ("NET", "a .NET shop", ""),
        ("Yahoo!", "Yahoo! rises", "Yahoo"),
        ("Yahoo! Japan", "Yahoo! Japan said so", "Yahoo! Japan"),
        ("Yahoo! Japan", "Yahoo Japan said so", "Yahoo Japan"),
        ("Yahoo! Japan", "the end of Yahoo. Japan said so", ""),
        ("Assoc. Press", "the Assoc. Press said so", "Assoc. Press"),
        ("Assoc. Press", "we are an Assoc! Press here", ""),
        ("Yahoo! Japan", "Google, Yahoo, Japan’s banks and others", ""),
        ("E.ON", "what E.ON pays", "E.ON"),
        ("E.ON", "what E·ON pays", "E·ON"),
        ("E.ON", "Hepatitis E on the rise", ""),
        ("J.Crew", "a shop of J. Crew in town", "J. Crew"),
        ("J.Crew", "the J crew sang", ""),
        ("P!nk", "a song by P!nk", "P!nk"),
        ("P!nk", "the values of p, nk and q", ""),
        ("A.P. Møller–Mærsk", "A.P. Møller-Mærsk said so", "A.P. Møller-Mærsk"),
        ("Inbox-API", "the Inbox−API and", "Inbox−API"),
        ("Inbox API", "the Inbox﹣API and", "Inbox﹣API"),
        ("Node.js", "in Node．js today", "Node．js"),
        ("パルム・ゾレック", "今日、ﾊﾟﾙﾑ･ｿﾞﾚｯｸが", "ﾊﾟﾙﾑ･ｿﾞﾚｯｸ"),
        ("McDonald's", "at McDonald‛s today", "McDonald‛s"),
        ("A.P. Møller–Mærsk", "of A.P., Møller, Mærsk and Vex", ""),
        ("Kühne+Nagel", "Kühne + Nagel grows", "Kühne + Nagel"),
        ("Paris, Texas West", "in Paris - Texas West", "Paris - Texas West"),
        ("Paris, Texas West", "in Paris, Texas: West is far", ""),
        ("ネットフリックス", "今日、ネットフリックスが値上げした。", "ネットフリックス"),
        ("이마트", "나는 이 마트에서 사과를 샀다.", ""),
        ("京东", "北京 东方航空", ""),
        ("ソニー", "ソ\nニー", ""),
        ("アップル", "パイナップルとアップルパイ", ""),
        ("넷플릭스", "넷플릭스는 가격을 올렸다", "넷플릭스"),
        ("넷플릭스", "넷플릭스로부터 들었다", "넷플릭스"),
        ("넷플릭스", "넷플릭스에게도 말했다", "넷플릭스"),
        ("넷플릭스", "디즈니와 넷플릭스 등이", "넷플릭스"),
        ("넷플릭스", "그것은 넷플릭스였다", "넷플릭스"),
        ("넷플릭스", "넷플릭스라며 웃었다", "넷플릭스"),
        ("넷플릭스", "넷플릭스로고", ""),
        ("넷플릭스", "넷플릭스였고 그랬다", "넷플릭스"),
        ("넷플릭스", "넷플릭스로부터는 아니다", "넷플릭스"),
        ("葛城", "今日の葛\u{e0100}城です", "葛\u{e0100}城"),
        ("삼성", "삼성전자가 발표했다", ""),
        ("苹果公司", "美国苹果公司发布", "苹果公司"),
        ("Straße", "DIE STRASSE", "STRASSE"),
        ("Istanbul", "İSTANBUL’da", "İSTANBUL"),
    ] {
        let expected: &[&str] = if expected.is_empty() { &[] } else { &[expected] };
        assert_eq!(
            found(rule("it", &format!("\"{name}\"")), &article("", text)),
            expected,
            "{name} in {text}"
        );
    }
}

/// Every place of every name, also where something else is meant; the words of a name apart are none.
#[test]
fn places_are_found_before_anything_is_judged() {
    let watches = vec![entity("Meta", &["Meta Platforms"]), rule("price", "price NOT Netflix")];
    let matcher = Matcher::compile(&[list(watches)]).unwrap();
    let article =
        article("Prices of Meta Platforms", "A meta-analysis of Meta. Platforms like Netflix rise.");
    let mut places = matcher.places(&article);
    places.sort_by_key(|(field, span)| (*field == Field::Text, span.start, span.end));
    let written = |(field, span): (Field, std::ops::Range<usize>)| match field {
        Field::Title => article.title.get(span).unwrap(),
        Field::Text => article.text.get(span).unwrap(),
    };
    let written: Vec<&str> = places.into_iter().map(written).collect();
    assert_eq!(written, ["Prices", "Meta", "Meta Platforms", "meta", "Meta", "Netflix"]);
}

#[test]
fn all_errors_come_at_once() {
    let watches = vec![
        rule("only not", "NOT Meta"),
        rule("open", "(Meta OR Netflix"),
        entity("!!", &[]),
        entity("long", &[&"word ".repeat(101)]),
        rule("field", "titel:Meta"),
        rule("lower", "Meta and Netflix"),
        rule("lower", "Meta"),
    ];
    let errors = Matcher::compile(&[list(watches)]).unwrap_err();
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn watches_come_and_go_one_at_a_time() {
    let mut matcher = Matcher::compile(&[list(vec![entity("Meta", &["Facebook"])])]).unwrap();
    let text = article("", "Facebook and Netflix settle");
    let names = |matcher: &Matcher| {
        let mentions = matcher.mentions(&text);
        mentions.into_iter().map(|mention| mention.watch).collect::<Vec<_>>()
    };
    matcher.insert("list", &rule("deal", "@Meta NEAR/3 settle")).unwrap();
    matcher.insert("other", &entity("Netflix", &[])).unwrap();
    assert_eq!(names(&matcher), ["Meta", "deal", "Netflix"]);
    assert!(matcher.contains("other", "Netflix") && !matcher.contains("list", "Netflix"));

    // Where what is referred to changes, the rule finds the new names.
    matcher.insert("list", &entity("Meta", &["Netflix"])).unwrap();
    assert_eq!(names(&matcher), ["Meta", "deal", "Netflix"]);
    matcher.insert("list", &entity("Meta", &["Instagram"])).unwrap();
    assert_eq!(names(&matcher), ["Netflix"]);

    assert!(matcher.remove("other", "Netflix"));
    assert!(!matcher.remove("other", "Netflix"));
    assert_eq!(names(&matcher), Vec::<String>::new());
    assert_eq!(matcher.watches().collect::<Vec<_>>(), [("list", "Meta"), ("list", "deal")]);
}

/// A watch that is wrong changes nothing.
#[test]
fn a_wrong_watch_leaves_the_one_before_in_force() {
    let mut matcher = Matcher::compile(&[list(vec![rule("deal", "Netflix")])]).unwrap();
    assert_eq!(matcher.insert("list", &rule("deal", "Netflix AND")).unwrap_err().column, Some(12));
    assert_eq!(matcher.mentions(&article("", "Netflix")).len(), 1);

    matcher.insert("list", &entity("Meta", &[])).unwrap();
    matcher.insert("list", &rule("deal", "@Meta")).unwrap();
    let refused = matcher.insert("list", &rule("Meta", "Facebook")).unwrap_err();
    assert_eq!(refused.problem, "the rule of \"deal\" refers to it as an entity");
}

/// Any abbreviation stands alone in brackets behind what it is short for; a ticker behind the name of its company.
#[test]
fn a_ticker_alone_in_brackets_stands_behind_the_name() {
    let listed = |name: &str, ticker: &str| Watch {
        name: name.to_owned(),
        tracked: Tracked::Entity(Entity { ticker: Some(ticker.to_owned()), ..Entity::default() }),
    };
    for (name, ticker, text, expected) in [
        ("C3.ai", "AI", "Artificial intelligence (AI) will change how hospitals work.", &[][..]),
        ("enCore Energy", "EU", "The European Union (EU) agreed on rules for farmers.", &[]),
        ("Gartner", "IT", "Information technology (IT) spending rises.", &[]),
        ("Ford Motor Company", "F", "The grade (F) was given.", &[]),
        ("C3.ai", "AI", "Shares of C3.ai (AI) rose on Monday.", &["AI", "C3.ai"]),
        ("C3.ai", "AI", "Shares of C3.ai, Inc. (AI) rose on Monday.", &["AI", "C3.ai"]),
        ("C3.ai", "AI", "Shares of the company (NYSE: AI) rose on Monday.", &["AI"]),
    ] {
        let mut names = found(listed(name, ticker), &article("", text));
        names.sort();
        assert_eq!(names, expected, "{text}");
    }
    for (ticker, text) in [("$EU", "The European Union (EU) agreed."), ("$A", "Section (A) of the law")] {
        assert!(found(rule("it", ticker), &article("", text)).is_empty(), "{text}");
    }
}

/// The reason that another name of it is sure is given where another one stands.
#[test]
fn a_ticker_is_no_other_name_of_itself() {
    let entity = Entity { ticker: Some("F".to_owned()), ..Entity::default() };
    let watch = Watch { name: "Ford Motor Company".to_owned(), tracked: Tracked::Entity(entity) };
    let matcher = Matcher::compile(&[list(vec![watch])]).unwrap();
    let mentions = matcher.mentions(&article("", "The shares ($F) rose on Monday."));
    assert_eq!(mentions.len(), 1);
    assert!(mentions[0].score > 0.9, "{mentions:?}");
    let reasons = format!("{:?}", mentions[0].reasons);
    assert!(reasons.contains("ticker") && !reasons.contains("another name"), "{reasons}");
}

/// What is asked for twice stands twice, also where one word is what the other only begins.
#[test]
fn no_two_words_of_a_phrase_in_any_order_stand_at_one_place() {
    let finds =
        |text: &str, article_text: &str| !found(rule("it", text), &article("", article_text)).is_empty();
    assert!(!finds(r#""meta* metaverse"~3"#, "the metaverse is here"));
    assert!(finds(r#""meta* metaverse"~3"#, "the metaverse is metaphysics"));
    assert!(finds(r#""meta* metaverse"~3"#, "metaphysics of the metaverse"));
    assert!(!finds(r#""meta* metav* metaverse"~5"#, "a metaverse and a metaphor"));
    assert!(finds(r#""meta* metav* metaverse"~5"#, "a metavector, a metaphor, a metaverse"));
    assert!(!finds(r#""meta* meta*"~3"#, "the metaverse is here"));
    assert!(finds(r#""meta* meta*"~3"#, "the metaverse is metaphysics"));
}

/// A phrase with an asterisk has its own punctuation as one without has.
#[test]
fn phrases_with_asterisks_have_their_own_punctuation() {
    for (text, story) in
        [(r#""Paris, Tex*""#, "of Paris, Texas"), (r#""Yahoo! Japa*""#, "at Yahoo! Japan today")]
    {
        assert_eq!(found(rule("it", text), &article("", story)).len(), 1, "{text}");
    }
    for (text, story) in [(r#""data shar*""#, "data, sharing"), (r#""privac* polic*""#, "privacy, policy")] {
        assert!(found(rule("it", text), &article("", story)).is_empty(), "{text}");
    }
}
