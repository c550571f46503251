//! What a word is, in texts of many kinds.

use proptest::prelude::*;

use super::*;

/// The words of a text as compared; `'` before endings, `^` before symbols, and a mark for each gap but a space.
fn show(text: &str) -> String {
    let mut words = Words::of(text);
    let mut shown = String::new();
    while let Some((span, _)) = words.next() {
        shown.push_str(match span.gap {
            Gap::None => "·",
            Gap::Hyphen => "-",
            Gap::Apostrophe if span.kind == Kind::Run => "’",
            Gap::Apostrophe => "",
            Gap::Join => "/",
            Gap::Space => " ",
            Gap::Break => " , ",
            Gap::Sentence => " . ",
            Gap::Paragraph if span.start == 0 || shown.is_empty() => "",
            Gap::Paragraph => " ¶ ",
        });
        shown.push_str(match span.kind {
            Kind::Clitic => "'",
            Kind::Symbol => "^",
            _ => "",
        });
        shown.push_str(words.folded());
    }
    shown
}

fn check_ways(text: &str) {
    let (mut fast, mut slow) = (Words::of(text), Words::of(text));
    loop {
        let given = fast.next();
        assert_eq!(given, slow.next_slowly(), "{text:?}");
        if given.is_none() {
            return;
        }
        assert_eq!(fast.folded(), slow.folded(), "{text:?}");
    }
}

/// Most words go the fast way, and must come out as they do the slow way.
#[test]
fn the_fast_way_says_what_the_slow_way_says() {
    for word in [
        "Netflix", "the", "U.S.", "3,000", "don't", "Meta’s", "C++", "C++20", "C#.NET", "AT&T", "A", "a.",
        "café", "x,y", "end",
    ] {
        for after in ["", " b", ".", ". B", ",", ", b", "'", "’", "é", "-b", "\n"] {
            check_ways(&format!("a {word}{after}"));
        }
    }
}

proptest! {
    #[test]
    fn the_fast_way_says_so_of_any_text(text in "([a-zA-Z]{0,9}|[ .,\n]{1,3}|[0-9]{1,2}|[-&+#.'’`(\"\\[/—é国\u{ad}]){0,12}") {
        check_ways(&text);
    }
}

#[test]
fn texts_as_words() {
    for (text, expected) in [
        ("", ""),
        ("Facebook and Netflix", "facebook and netflix"),
        ("l'API d’Amazon", "l’api d’amazon"),
        ("Meta’s users' data they'll DON'T", "meta's users data they'll don't"),
        ("meta-analysis Meta‑owned", "meta-analysis meta-owned"),
        ("AT&T, R & D", "at·^&·t , r ^& d"),
        ("C++20 or C#12, 5G+4G", "c·^+·^+·20 or c·^#·12 , 5g , 4g"),
        ("‘.NET’ [.NET] d’.NET", "^.·net , ^.·net , d^.·net"),
        ("ASP.NET (old).The", "asp/net , old , the"),
        ("C++ and C# or .NET", "c·^+·^+ and c·^# or ^.·net"),
        ("Yahoo! shares rise", "yahoo , shares rise"),
        ("What? Yes! No", "what . yes . no"),
        ("the U.S. Army and J.K. Rowling", "the us army and jk rowling"),
        ("Amazon.com sold 3,000 at 3.5.", "amazon/com sold 3,000 at 3.5"),
        ("by Ford Motor Co. of Dearborn. The", "by ford motor co of dearborn . the"),
        ("of Meta Platforms Inc. The fine", "of meta platforms inc . the fine"),
        ("of Meta Inc. Theo, Inc. Magazine", "of meta inc theo , inc magazine"),
        ("in Oakland, Calif. Meta is ill. Meta", "in oakland , calif meta is ill . meta"),
        ("Inbox\nAPI", "inbox api"),
        ("Inbox \r\n \n API", "inbox ¶ api"),
        ("“Inbox” API ＂Inbox＂ API", "inbox api inbox api"),
        ("Inbox® API™ Inbox \u{200b}API", "inbox api inbox api"),
        ("\u{2068}Inbox\u{2069} \u{ad}API®, Inbox®-API", "inbox api , inbox-api"),
        ("Inbox®. API", "inbox . api"),
        ("« Inbox API » – new", "inbox api , new"),
        ("Netflixが値上げ。安い", "netflix·が·値·上·げ . 安·い"),
        ("넷플릭스는 좋다", "넷·플·릭·스·는 좋·다"),
        ("F-150 5G a.m. e.g", "f-150 5g am eg"),
        ("don’t Qur'an don`t", "don't qur’an don't"),
        ("Ｅ．ＯＮ、Ｎｏｄｅ．ｊｓ, ＡＣ／ＤＣ", "e/on , node/js , ac/dc"),
        ("Ｕ．Ｓ．　Ｓｔｅｅｌ，　Ｄｒ．　Ｏｅｔｋｅｒ", "us steel , dr oetker"),
        ("３，０００　．ＮＥＴ　ＡＳＰ．ＮＥＴ　Ｃ＃１２", "3,000 ^.·net asp/net c·^#·12"),
        ("Ｗｈｉｃｈ？　Ｙｅｓ．　ｎｏ", "which . yes , no"),
        ("値上げ．安い！高い", "値·上·げ . 安·い . 高·い"),
        ("हिन्दी में", "हिन्दी में"),
    ] {
        assert_eq!(show(text), expected, "{text}");
    }
}
