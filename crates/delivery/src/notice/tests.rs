//! What a person reads of each event.

use model::{AlertReason, Reached, StoryCounts, UpdateReason};

use super::*;
use crate::sample;

fn plain(paragraph: &Paragraph) -> String {
    paragraph.iter().map(|run| if run.bold { format!("*{}*", run.text) } else { run.text.clone() }).collect()
}

fn read(change: impl Fn(&mut model::Alert)) -> Notice {
    let mut alert = sample::alert();
    change(&mut alert);
    Notice::read(&crate::event(&alert, "alert_12")).unwrap()
}

#[test]
fn a_story_is_told_in_order() {
    let notice = read(|_| ());
    assert_eq!(notice.headline, "Norvik Power halts its largest plant after a turbine fire");
    assert_eq!(notice.link.as_deref(), Some("https://wire.example/norvik-fire"));
    let findings: Vec<String> = notice.findings.iter().map(plain).collect();
    assert_eq!(
        findings,
        [
            "*Norvik Power* (97% sure): “*Norvik* Power said on Sunday that the plant would stay shut for weeks.” \
             — Coast Wire (whole name, exact case)",
            "*Aster turbines* (to review, 41% sure): “The turbine, made by *Aster*, was installed in 2019.” — Coast \
             Wire (whole name, exact case)",
        ]
    );
    assert_eq!(
        plain(&notice.spread.unwrap()),
        "3 articles from 3 outlets in en, fr. First: Coast Wire. Copied by Harbour Gazette. Also reported by Le Quai."
    );
    assert_eq!(notice.footer, "energy · alert_12 · 1 March 2026, 12:00 UTC");
    assert_eq!(notice.tone, Tone::News);
}

#[test]
fn an_update_says_what_is_new() {
    let check = |reasons: &[UpdateReason], headline: &str| {
        let mut alert = sample::update();
        let AlertReason::Update(update) = &mut alert.reason else { unreachable!() };
        let by = update.new_outlets[1].clone();
        update.reasons = reasons.iter().map(|reason| Reached { reason: *reason, by: by.clone() }).collect();
        update.new_watches = vec!["Aster".to_owned(), "Coast Grid".to_owned()];
        let notice = Notice::read(&crate::event(&alert, "alert_13")).unwrap();
        let expected = format!("{headline}: Norvik Power halts its largest plant after a turbine fire");
        assert_eq!(notice.headline, expected);
    };
    check(&[UpdateReason::Outlets(3)], "Now at 3 outlets");
    check(&[UpdateReason::FirstReport], "Reported independently by Le Quai");
    check(&[UpdateReason::NewLanguage], "Now in fr");
    check(&[UpdateReason::NewWatch], "Now names Aster and Coast Grid");
    check(&[UpdateReason::TrustedSource], "Now at Le Quai");
    check(&[UpdateReason::Edit], "Edited by Le Quai");
    check(&[UpdateReason::Outlets(2), UpdateReason::NewLanguage], "Now at 3 outlets, now in fr");
    let mut alert = sample::update();
    let AlertReason::Update(update) = &mut alert.reason else { unreachable!() };
    let by = update.new_outlets[1].clone();
    update.reasons = vec![Reached { reason: UpdateReason::Edit, by }];
    update.gone_watches = vec!["Aster".to_owned()];
    let notice = Notice::read(&crate::event(&alert, "alert_13")).unwrap();
    assert!(
        notice.headline.starts_with("Edited by Le Quai, in which Aster is no longer found: "),
        "{}",
        notice.headline
    );
    let notice = Notice::read(&crate::event(&sample::update(), "alert_13")).unwrap();
    assert_eq!(
        plain(&notice.spread.unwrap()),
        "New since 1 March 2026, 11:30 UTC: Harbour Gazette and Le Quai. 3 articles from 3 outlets in en, fr. First: \
         Coast Wire. Copied by Harbour Gazette. Also reported by Le Quai."
    );
}

#[test]
fn where_a_story_comes_from_is_told_where_it_is_another() {
    let notice = read(|alert| alert.story.origin = Some("Reuters".to_owned()));
    let spread = plain(&notice.spread.unwrap());
    assert!(spread.contains("First: Coast Wire, probably after Reuters."), "{spread}");
}

#[test]
fn who_had_it_first_is_told_though_it_became_known_later() {
    let notice = read(|alert| {
        let copy = alert.story.outlets[1].relation;
        alert.story.outlets[0].relation = copy;
        alert.story.outlets[1].relation = model::Relation::Original;
        alert.story.origin = None;
    });
    let spread = plain(&notice.spread.unwrap());
    let expected = "First: Harbour Gazette. Copied by Coast Wire. Also reported by Le Quai.";
    assert!(spread.contains(expected), "{spread}");
}

#[test]
fn who_has_it_is_named_once_and_not_without_end() {
    let check = |change: fn(&mut model::Alert), expected: &str| {
        assert_eq!(read(change).spread.map(|spread| plain(&spread)).unwrap_or_default(), expected);
    };
    check(
        |alert| {
            alert.story.outlets.truncate(1);
            alert.story.counts = StoryCounts { articles: 1, outlets: 1, copies: 0, reports: 1 };
            alert.story.languages = vec!["en".to_owned()];
        },
        "So far only Coast Wire has it in en.",
    );
    check(|alert| alert.story.outlets.clear(), "");
    check(
        |alert| {
            let copy = alert.story.outlets[1].clone();
            alert.story.counts = StoryCounts { articles: 60, outlets: 9, copies: 60, reports: 0 };
            alert.story.languages = vec!["en".to_owned()];
            alert.story.origin = None;
            alert.story.outlets = (0..50)
                .map(|n| model::Outlet { source: Some(format!("Paper {}", n % 9)), ..copy.clone() })
                .collect();
        },
        "60 articles from 9 outlets in en. First: Paper 0. Copied by Paper 1, Paper 2, Paper 3, Paper 4, Paper 5 and 3 more.",
    );
    check(
        |alert| {
            alert.story.origin = None;
            alert.story.outlets.iter_mut().for_each(|outlet| outlet.source = None);
            alert.story.outlets[2].url = None;
        },
        "3 articles from 3 outlets in en, fr. First: wire.example. Copied by gazette.example.",
    );
}

#[test]
fn a_watch_found_in_many_articles_is_told_once() {
    let many = |alert: &mut model::Alert| {
        let mention = alert.mentions[0].clone();
        alert.mentions = (0..60)
            .map(|n| {
                let mut mention = mention.clone();
                mention.mention.watch = format!("Watch {}", n % 12);
                mention
            })
            .collect();
        alert.mentions_found = 60;
    };
    let notice = read(many);
    assert_eq!((notice.findings.len(), notice.more), (8, 4));
    assert!(plain(&notice.findings[0]).contains("(found in 5 articles; whole name, exact case)"));
    assert_eq!(notice.more(8).as_deref(), Some("and 4 more watches"));
    assert_eq!(notice.more(7).as_deref(), Some("and 5 more watches"));
    let notice = read(|alert| {
        many(alert);
        alert.mentions_found = 250;
    });
    assert!(plain(&notice.findings[0]).contains("(found in at least 5 articles;"), "not all are listed");
}

#[test]
fn what_a_feed_gives_is_made_harmless() {
    let notice = read(|alert| {
        alert.story.title = "\u{202e}Plant\u{0} \n shut\u{2066}".to_owned();
        alert.story.outlets[0].url = Some("javascript:alert(1)".to_owned());
        alert.story.outlets[1].url = Some("https://gazette.example/a|b>(c)'d".to_owned());
    });
    assert_eq!(notice.headline, "Plant shut");
    assert_eq!(notice.link.as_deref(), Some("https://gazette.example/a%7Cb%3E%28c%29%27d"));
    let long = read(|alert| {
        alert.story.title = String::new();
        alert.mentions[0].title = "word ".repeat(1000);
        alert.mentions[0].mention.evidence[0].sentence =
            format!("{}Norvik {}", "x ".repeat(500), "y ".repeat(500));
        alert
            .story
            .outlets
            .iter_mut()
            .for_each(|outlet| outlet.url = Some(format!("https://a.example/{}", "x".repeat(1000))));
    });
    assert!(long.headline.len() <= 203 && long.headline.ends_with("word…"), "{}", long.headline);
    assert!(plain(&long.findings[0]).contains(" x *Norvik* y "), "{}", plain(&long.findings[0]));
    assert!(plain(&long.findings[0]).len() < 500);
    assert_eq!(long.link, None);
}

#[test]
fn an_incident_says_what_befell_whom() {
    let check = |kind: model::IncidentKind, headline: &str, tone: Tone, link: Option<&str>| {
        let notice = Notice::read(&crate::incident_event(&sample::incident(kind), "event_3")).unwrap();
        let told = (notice.headline.as_str(), notice.tone, notice.link.as_deref());
        assert_eq!(told, (headline, tone, link));
        assert_eq!(notice.footer, format!("{} · 1 March 2026, 12:00 UTC", kind.name()));
        let since = format!("{} 26 February 2026, 12:00 UTC.", before(tone));
        assert_eq!(plain(&notice.spread.unwrap()), since);
        assert_eq!((notice.findings.len(), notice.more), (1, 0));
    };
    let feed = Some("https://wire.example/rss");
    check(model::IncidentKind::SourceSilent, "Coast Wire has fallen silent", Tone::Trouble, feed);
    check(model::IncidentKind::SourceRecovered, "Coast Wire is back", Tone::Relief, feed);
    check(model::IncidentKind::SourceGone, "Coast Wire is gone for good", Tone::Trouble, feed);
    check(model::IncidentKind::EndpointDisabled, "Nothing more is sent to desk", Tone::Trouble, None);
    check(model::IncidentKind::EndpointRecovered, "desk takes deliveries again", Tone::Relief, None);
}

#[test]
fn other_events_say_what_they_are() {
    let test = crate::test_event("desk", "test_1", sample::time("2026-03-01T12:00:00Z"));
    let check = |event: &str, headline: &str| assert_eq!(Notice::read(event).unwrap().headline, headline);
    check(&test, "Test of desk: Norvik Power halts its largest plant after a turbine fire");
    check(
        r#"{"type":"moon.landed","timestamp":"1969-07-20T20:17:40Z","data":{}}"#,
        "An event of the type moon.landed",
    );
    for wrong in ["", "{}", r#"{"type":"story.new","timestamp":"","data":{}}"#] {
        assert!(matches!(Notice::read(wrong), Err(RenderError::Event(_))), "{wrong}");
    }
}
