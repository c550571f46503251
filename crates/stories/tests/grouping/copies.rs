//! Copies of a text are one story, whatever the order in which they arrive, and templates stay apart.

use jiff::SignedDuration;
use model::{Article, ArticleId, Relation, StoryId};
use proptest::prelude::*;
use stories::{Config, Stories};

use super::{BEGIN, article, take_all};

pub(super) const HARBOUR: &str = "The harbour authority of Port Wennel said on Tuesday that a freighter carrying timber had run \
    aground on the Skarn bank in heavy fog and that its crew of fourteen had been taken off by helicopter.\n\n\
    The master of the vessel, Joona Tervala, told the coastguard that the rudder had failed shortly after \
    the pilot went ashore. Divers will inspect the hull once the wind drops below 30 knots, the authority said, and \
    two tugs are on their way from Hallmouth.\n\n\
    No oil has leaked so far. Environmental groups asked the ministry why ships without a second rudder engine may \
    use the narrow western channel at all, a question that was raised after a similar accident in 2009.";

pub(super) const LIBRARY: &str = "Readers in Ostrava queued around the block on Saturday as the city's new library opened its doors \
    four years late and at twice the planned cost.\n\n\
    The building, designed by Jana Havlova, holds 600,000 volumes and a roof garden, and it stays open until \
    midnight on weekdays. The mayor cut the ribbon together with three pupils who had won a poetry prize.";

pub(super) const FERRIES: [&str; 6] = [
    "The ferry line Skarnlink cancelled 180 sailings on Thursday after a failure of its crew planning system left masters and \
     deckhands out of place all along the coast.",
    "Passengers in Wennel, Hallmouth and Quistdal spent the night in terminal halls, and the company said that it could not rule \
     out more cancelled sailings on Friday.",
    "The planning system, supplied by the software house Tervala, stopped working at 03:40 during an update, Skarnlink said. Tervala \
     said that it was looking into the failure and that no other ferry line was affected.",
    "The union of masters and deckhands said that Skarnlink had been warned about the planning system twice last year and had cut \
     the number of its planners by a third.",
    "The minister of transport, Erkki Dahl, said that passengers of cancelled sailings were entitled to a refund and that his office \
     would follow the matter of Skarnlink closely.",
    "Skarnlink, which carried 14 million passengers along the coast last year, fell by 5.8 percent on the exchange of Wennel, \
     where Tervala is listed as well.",
];

/// Places and takes in each in turn; returns the stories they ended in and their relations.
pub(super) fn grouped(articles: &[Article]) -> Vec<(StoryId, Relation)> {
    let mut stories = Stories::new(Config::default());
    let placed = take_all(&mut stories, articles);
    placed.into_iter().map(|placed| (stories.resolve(placed.story), placed.relation)).collect()
}

fn is_copy(relation: &Relation) -> bool {
    matches!(relation, Relation::Copy { .. })
}

#[test]
fn a_shortened_copy_belongs_to_the_story_of_its_original() {
    let lead = HARBOUR.split("\n\n").next().unwrap();
    let placed = grouped(&[
        article(1, "Freighter aground off Port Wennel", HARBOUR),
        article(2, "New library opens in Ostrava", LIBRARY),
        article(3, "Crew of freighter rescued", lead),
    ]);
    assert_eq!(placed[2], (StoryId(1), Relation::Copy { of: ArticleId(1) }));
    assert_eq!(placed[1], (StoryId(2), Relation::Original));
}

/// The ferries' report without some sentences, and with others as a second desk would have them.
fn ferries_edited() -> String {
    let [first, second, third, fourth, fifth, _] = FERRIES;
    let first = first.replace(" on Thursday", "").replace("left masters", "put masters");
    let second = second.replace("terminal halls, and the company said that it", "terminal halls, and it");
    let update = third.split(" Tervala said").next().unwrap_or_default();
    let update = update.replace("at 03:40 during an update", "in an update at 03:40");
    let fourth = fourth.replace("twice last year", "last year");
    let entitled = fifth.split(" and that his office").next().unwrap_or_default();
    [&first, &second, &update, &fourth, &format!("{entitled}.")].map(ToString::to_string).join("\n\n")
}

#[test]
fn an_edited_copy_under_a_colourful_headline_belongs_to_its_story() {
    let edited = ferries_edited();
    for headline in [
        "Chaos at the quay",
        "“We slept on the floor”",
        "What we know so far",
        "A night to forget for thousands",
    ] {
        let placed = grouped(&[
            article(1, "Skarnlink cancels 180 sailings after planning system fails", &FERRIES.join("\n\n")),
            article(2, "New library opens in Ostrava", LIBRARY),
            article(3, headline, &edited),
        ]);
        assert_eq!(placed[2].0, StoryId(1), "{headline}");
    }
}

#[test]
fn one_notice_below_headlines_that_differ_in_a_name_is_another_story() {
    let notice = "The weather service has issued a severe storm warning until six in the evening.";
    let placed = grouped(&[
        article(1, "Severe storm warning issued for Hallmouth", notice),
        article(2, "Severe storm warning issued for Quistdal", notice),
        article(3, "Severe storm warning issued for Hallmouth", notice),
    ]);
    assert_eq!([placed[0].0, placed[1].0, placed[2].0], [1, 2, 1].map(StoryId));
}

#[test]
fn every_copy_names_who_had_the_text_first() {
    let title = "Freighter aground off Port Wennel";
    let added = "Skippers of other freighters had warned of the shallows off Port Wennel for years, and a petition that asked for a light on \
                 the bank was signed by two hundred of them before the harbour council shelved it last autumn for want of money.";
    let furnished = format!("PORT WENNEL (Reuters) - {HARBOUR}\n\n{added}");
    // The second outlet adds a credit and a paragraph, and the third takes that alone; the fourth says that it is older.
    let older = Article { published: Some(BEGIN), ..article(4, title, &format!("{HARBOUR}\n\n(Avec AFP)")) };
    let articles =
        [article(1, title, HARBOUR), article(2, title, &furnished), article(3, title, added), older];
    let placed = grouped(&articles);
    assert_eq!(placed[0].1, Relation::Original);
    assert!(
        placed.iter().skip(1).all(|(_, relation)| *relation == Relation::Copy { of: ArticleId(1) }),
        "{placed:?}"
    );
    let credits: Vec<Option<&str>> = articles.iter().map(stories::credit).collect();
    assert_eq!(credits, [None, Some("Reuters"), None, Some("AFP")]);
}

#[test]
fn a_copy_that_is_furnished_and_headed_with_more_words_is_one_whatever_its_headline_is_about() {
    let headline = "Anxious hours end happily before everyone reaches dry land";
    let furnished =
        format!("{HARBOUR}\n\nThe newsroom can be reached from eight to six on every working day.");
    let placed = grouped(&[
        article(1, headline, HARBOUR),
        article(2, &format!("Reported around our coast this morning: {headline}"), &furnished),
        article(3, "Subscription required for readers who came this far", &furnished),
    ]);
    assert_eq!(placed[1], (StoryId(1), Relation::Copy { of: ArticleId(1) }));
    assert_eq!(placed[2], (StoryId(3), Relation::Original));
}

#[test]
fn a_copy_whose_headline_says_the_same_in_other_words_is_one() {
    let report = |cancelled: &str, more: &str| {
        format!(
            "The ferry line Skarnlink {cancelled} 180 sailings on Thursday after a failure of its crew planning system left masters \
             and deckhands out of place all along the coast. Passengers in Wennel, Hallmouth and Quistdal spent the night in \
             terminal halls. The company said {more} on Friday. The planning system, supplied by the software house Tervala, \
             stopped working at 03:40 during an update."
        )
    };
    let first = report("cancelled", "it could not rule out more cancellations");
    let edited = report("scrapped", "it might see more cancellations");
    // With capitals throughout, the text says which words are no names.
    for [title, other] in [
        [
            "Skarnlink cancels 180 sailings after planning system fails",
            "Skarnlink scraps 180 sailings after software failure",
        ],
        [
            "Skarnlink Cancels 180 Sailings After Planning System Fails",
            "Skarnlink Scraps 180 Sailings After Software Failure",
        ],
    ] {
        let placed = grouped(&[article(1, title, &first), article(2, other, &edited)]);
        assert_eq!(placed[1], (StoryId(1), Relation::Copy { of: ArticleId(1) }), "{other}");
    }
    // A name is one though it stands at the beginnings of sentences alone.
    let form = |id: i64, company: &str| {
        let text = format!(
            "{company} said that its board had agreed to buy back shares of its own on the open market. {company} said that the \
             time and the price would depend on conditions there."
        );
        article(id, &format!("{company} to buy back shares on the open market"), &text)
    };
    let placed = grouped(&[form(1, "Ostrel"), form(2, "Havlova")]);
    assert!(!is_copy(&placed[1].1), "{placed:?}");
}

#[test]
fn a_template_with_other_numbers_is_another_story() {
    let report = |company: &str, figures: [&str; 4]| {
        let [a, b, c, d] = figures;
        format!(
            "{company} said that its board declared a quarterly dividend of {a} cents a share, payable on May {b} to \
             shareholders of record on April {c}, and that it expects a profit of {d} million for the year."
        )
    };
    let placed = grouped(&[
        article(1, "Ostrel sets dividend", &report("Ostrel", ["12", "10", "3", "48"])),
        article(2, "Ostrel sets dividend", &report("Ostrel", ["15", "12", "5", "61"])),
    ]);
    assert_eq!(placed[1], (StoryId(2), Relation::Original));
}

#[test]
fn a_short_notice_that_comes_again_is_a_copy_on_the_same_day_alone() {
    let notice = "Four grain ships were loading at Port Wennel and two were waiting, according to the exchange of the port.";
    let long = format!("{HARBOUR}\n\n{LIBRARY}");
    for (text, hours, copies) in [
        (notice, 6, true),
        (notice, 30, false),
        (HARBOUR, 30, true),
        (HARBOUR, 100, false),
        (&long, 100, true),
    ] {
        let again = Article {
            seen: BEGIN + SignedDuration::from_hours(hours),
            ..article(2, "Grain ships at Port Wennel", text)
        };
        let placed = grouped(&[article(1, "Grain ships at Port Wennel", text), again]);
        assert_eq!(is_copy(&placed[1].1), copies, "{hours} h: {text}");
    }
}

#[test]
fn a_headline_alone_that_comes_again_is_a_copy_on_the_same_day_alone() {
    for title in [
        "Morning briefing: what you need to know today",
        "Wennel exchange closes lower as timber shares fall",
        "Two dead in accident on the Skarn road near Hallmouth",
    ] {
        for (hours, copies) in [(6, true), (24, false), (48, false)] {
            let again = Article { seen: BEGIN + SignedDuration::from_hours(hours), ..article(2, title, "") };
            let placed = grouped(&[article(1, title, ""), again]);
            let story = StoryId(if copies { 1 } else { 2 });
            assert_eq!((placed[1].0, is_copy(&placed[1].1)), (story, copies), "{hours} h: {title}");
        }
    }
}

#[test]
fn a_form_for_another_market_is_no_copy_though_one_number_alone_differs() {
    let report = |count: &str, are: &str| {
        format!(
            "Hog prices {are} expected half a crown higher on estimated receipts of {count} head, private sources said. The top \
             is seen at 51.50 crowns a quintal, as buyers cited higher cut-out values late yesterday."
        )
    };
    let placed = grouped(&[
        article(1, "Varn City hogs seen half a crown higher", &report("3,200", "were")),
        article(2, "Varn Harbour hogs seen half a crown higher", &report("3,000", "are")),
        article(3, "Varn City hogs seen half a crown higher", &report("3,250", "are")),
    ]);
    assert!(!is_copy(&placed[1].1), "{placed:?}");
    // Where the headline is the same it is an editor's.
    assert_eq!(placed[2], (StoryId(1), Relation::Copy { of: ArticleId(1) }));
}

#[test]
fn a_form_with_another_name_in_headline_and_text_is_another_story() {
    let warning = |county: &str| {
        format!(
            "The weather office has issued a yellow warning for snow and ice covering {county} from 6pm on Tuesday until 10am on \
             Wednesday. Up to 10cm of snow may fall on higher ground. Drivers are told to take care."
        )
    };
    let quake = |place: &str| {
        format!(
            "An earthquake of magnitude 5.6 struck {place} on Friday, the seismological institute said. The quake hit at a depth of \
             35 km. There were no immediate reports of damage or casualties. No tsunami warning was issued."
        )
    };
    let placed = grouped(&[
        article(1, "Yellow warning for snow issued for Skarnshire", &warning("Skarnshire")),
        article(2, "Yellow warning for snow issued for Wennel", &warning("Wennel")),
        article(3, "Magnitude 5.6 earthquake strikes northern Ostrava", &quake("northern Ostrava")),
        article(4, "Magnitude 5.6 earthquake strikes Quistdal", &quake("Quistdal")),
        article(5, "Snow and ice expected", &warning("Skarnshire")),
    ]);
    let stories: Vec<StoryId> = placed.iter().map(|(story, _)| *story).collect();
    assert_eq!(stories, [1, 2, 3, 4, 1].map(StoryId), "{placed:?}");
}

/// Where the name begins its sentences, or the script has no capitals, nothing but its place in the form shows that it is one.
#[test]
fn a_form_that_is_filled_in_anew_is_another_story_wherever_the_name_stands() {
    let notices = |headline: &str, text: &str, names: [&str; 3]| {
        let fill = |form: &str, name: &str| form.replace("{}", name);
        let articles: Vec<Article> = (1..)
            .zip(names)
            .map(|(id, name)| article(id, &fill(headline, name), &fill(text, name)))
            .collect();
        grouped(&articles).into_iter().map(|(story, _)| story.0).collect::<Vec<_>>()
    };
    for (headline, text, names) in [
        (
            "{} sets the date of its spring meeting",
            "{} said on Monday that its spring meeting will be held at noon on Thursday, 7 May, in the hall by \
             the old harbour. The papers will be posted to all members on 2 April, and whoever cannot come may \
             vote by letter until the evening before.",
            ["Marrowby", "Ostrand", "Pellgate"],
        ),
        (
            "{} ruft Quark zurück",
            "{} ruft vorsorglich Quark zurück, weil sich darin Holzsplitter befinden können. Betroffen sind Becher mit dem \
             Haltbarkeitsdatum 9. April. Kunden können die Ware im Markt zurückgeben und bekommen ihr Geld wieder.",
            ["Sonnhof", "Talgut", "Weidinger"],
        ),
        (
            "{}将于5月7日公布第一季度业绩",
            "{}周一宣布，将于5月7日开市前公布第一季度业绩。管理层将于当天上午举行电话会议，投资者可在公司网站收听网络直播，回放将保留二十天。",
            ["海岸", "明川", "远山"],
        ),
    ] {
        assert_eq!(notices(headline, text, names), [1, 2, 3], "{headline}");
    }
    // Another spelling is no other name.
    let spellings = ["Ostrand", "Ostrandt", "Ostrand"];
    let headline = "{} sets the date of its spring meeting";
    let text = "{} said on Monday that its spring meeting will be held at noon on Thursday, 7 May, in the hall by the old \
                harbour. The papers will be posted to all members on 2 April, and whoever cannot come may vote by letter.";
    assert_eq!(notices(headline, text, spellings), [1, 1, 1]);
}

#[test]
fn a_table_of_another_hour_is_no_copy_though_most_of_its_figures_are_the_same() {
    let table = |noon: [u32; 3]| {
        let rows: Vec<String> =
            (1..=12).map(|row| format!("Grade {row} stood at {} crowns a tonne", 300 + 7 * row)).collect();
        let [a, b, c] = noon;
        format!("{}; the index rose to {a} from {b} and its peer fell to {c}.", rows.join("; "))
    };
    let placed = grouped(&[
        article(1, "Ore prices on the exchange of Skarn", &table([511, 498, 622])),
        article(2, "Ore prices on the exchange of Skarn", &table([517, 503, 619])),
    ]);
    assert!(!is_copy(&placed[1].1));
}

#[test]
fn reports_that_quote_the_same_in_another_order_are_no_copies() {
    let [one, two, three] = [
        "The master of the vessel, Joona Tervala, told the coastguard that the rudder of the freighter had failed soon after the pilot went ashore.",
        "Divers will inspect the hull of the freighter once the wind drops below 30 knots, the harbour authority of Port Wennel said in a statement.",
        "Two tugs are on their way from Hallmouth to the bank where it lies aground, and no oil has leaked so far from the tanks.",
    ];
    let own = |salt: char| (0..66).map(|number| format!("{salt}{number}w")).collect::<Vec<_>>().join(" ");
    let [x, y] = ['x', 'y'].map(own);
    let first = article(1, "Freighter aground off Port Wennel", &format!("{one} {two} {three} {x}"));
    let kept = article(2, "Freighter aground off Port Wennel", &format!("{one} {two} {three} {y}"));
    let turned = article(2, "Freighter aground off Port Wennel", &format!("{three} {y} {two} {one}"));
    assert!(is_copy(&grouped(&[first.clone(), kept])[1].1));
    assert!(!is_copy(&grouped(&[first, turned])[1].1));
}

#[test]
fn a_wall_in_place_of_the_text_groups_nothing() {
    let wall = "To continue reading this article you need a subscription. Please log in or choose one of our offers. \
                You can cancel at any time. We and our partners use cookies to personalise what you see here.";
    let placed = grouped(&[
        article(1, "Freighter aground off Port Wennel", wall),
        article(2, "Library opens its doors in Ostrava", wall),
    ]);
    assert_eq!(placed[1], (StoryId(2), Relation::Original));
}

proptest! {
    #[test]
    fn any_order_of_copies_of_parts_gives_one_story(order in Just((1..=5).collect::<Vec<i64>>()).prop_shuffle()) {
        let title = "Skarnlink cancels 180 sailings after planning system fails";
        let [a, b, c, d, e, f] = FERRIES;
        let copies = [
            (title, FERRIES.join("\n\n")),
            (title, FERRIES[..3].join("\n\n")),
            ("Stranded: thousands wait for ferries", FERRIES.join("\n\n")),
            (title, [f, a, d, e, c, b].join("\n\n")),
            ("Union: Skarnlink was warned twice", FERRIES[2..].join("\n\n")),
        ];
        let article = |&id: &i64| {
            let (title, text) = &copies[id as usize - 1];
            article(id, title, text)
        };
        let mut stories = Stories::new(Config::default());
        let placed = take_all(&mut stories, &order.iter().map(article).collect::<Vec<_>>());
        let ended: Vec<StoryId> = placed.iter().map(|placed| stories.resolve(placed.story)).collect();
        prop_assert!(ended.iter().all(|story| *story == ended[0]), "{:?}: {:?}", order, ended);
    }

    #[test]
    fn any_order_of_copies_gives_one_story(order in Just((1..=6).collect::<Vec<i64>>()).prop_shuffle()) {
        let paragraphs: Vec<&str> = HARBOUR.split("\n\n").collect();
        let texts = [
            HARBOUR.to_owned(),
            paragraphs[0].to_owned(),
            format!("{} {}", paragraphs[1], paragraphs[0]),
            format!("Sign up for our newsletter. {HARBOUR} All rights reserved."),
            HARBOUR.replace("heavy", "dense").replace("two tugs", "several tugs"),
            format!("{}\n\n{}", paragraphs[0], paragraphs[2]),
        ];
        let articles: Vec<Article> = order
            .iter()
            .map(|&id| article(id, "Freighter aground off Port Wennel", &texts[id as usize - 1]))
            .collect();
        let placed = grouped(&articles);
        prop_assert_eq!(placed[0].1, Relation::Original);
        prop_assert!(placed.iter().skip(1).all(|(story, relation)| *story == placed[0].0 && is_copy(relation)));
    }
}
