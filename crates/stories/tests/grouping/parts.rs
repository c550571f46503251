//! Texts that are parts of others: excerpts are copies of the whole, items of a page of many are not.

use model::{Article, Relation, StoryId};
use stories::{Config, Stories};

use super::copies::{FERRIES, HARBOUR, LIBRARY, grouped};
use super::{article, take_all};

#[test]
fn a_flash_and_the_report_that_begins_with_it_are_one_story_in_either_order() {
    let flash = HARBOUR.split("\n\n").next().unwrap();
    let [first, last] = [
        (1, flash, "Timber freighter aground near Port Wennel"),
        (2, HARBOUR, "Fog, failed rudder, narrow channel: freighter stranded"),
    ];
    let [first, last] = [first, last].map(|(id, text, title)| article(id, title, text));
    for [one, other] in [[&first, &last], [&last, &first]] {
        let placed = grouped(&[one.clone(), other.clone()]);
        assert_eq!(placed[1], (StoryId::from(one.id), Relation::Copy { of: one.id }), "{}", one.title);
    }
}

#[test]
fn a_page_of_many_items_that_begins_with_a_known_one_is_no_copy_of_it() {
    let flash = HARBOUR.split("\n\n").next().unwrap();
    let placed = grouped(&[
        article(1, "Timber freighter aground near Port Wennel", flash),
        article(2, "Morning briefing: readers queue in Ostrava", &format!("{flash}\n\n{LIBRARY}")),
    ]);
    assert_eq!(placed[1], (StoryId(2), Relation::Original));
}

#[test]
fn a_report_of_the_first_item_of_a_round_up_is_no_copy_of_it_in_either_order() {
    let flash = HARBOUR.split("\n\n").next().unwrap();
    let page = |title: &str| article(1, title, &format!("{flash}\n\n{LIBRARY}"));
    let report = article(
        2,
        "Timber freighter aground near Port Wennel",
        &format!(
            "{flash} The mate praised the airmen, and a tug will try to pull her free at the spring tide on Friday."
        ),
    );
    for title in ["Tuesday in brief", "Tuesday in brief: a timber freighter, a library and a poetry prize"] {
        for articles in [[page(title), report.clone()], [report.clone(), page(title)]] {
            let placed = grouped(&articles);
            let own = (StoryId::from(articles[1].id), Relation::Original);
            assert_eq!(placed[1], own, "{title}: {}", articles[1].title);
        }
    }
}

#[test]
fn excerpts_and_wholes_are_one_story_in_every_order() {
    let turned: Vec<&str> = FERRIES.iter().rev().copied().collect();
    let notice = "Sign up for our morning letter and have the news of the coast in your mailbox at six.";
    let copies = [
        ("All along the coast: 180 departures off on Thursday after crew chaos", FERRIES.join("\n\n")),
        (
            "All along the coast: 180 departures off on Thursday",
            format!("{}\n\n{notice}", FERRIES[..3].join("\n\n")),
        ),
        ("Skarnlink: 180 departures off on Thursday all along the coast", turned.join("\n\n")),
        ("Minister: passengers stuck in terminal halls are entitled to a refund", FERRIES[1..5].join("\n\n")),
    ];
    let copies: Vec<Article> =
        (1..).zip(&copies).map(|(id, (title, text))| article(id, title, text)).collect();
    for order in orders(copies.len()) {
        let articles: Vec<Article> = order.iter().map(|&at| copies[at].clone()).collect();
        let mut stories = Stories::new(Config::default());
        let placed = take_all(&mut stories, &articles);
        let ended: Vec<StoryId> = placed.iter().map(|placed| stories.resolve(placed.story)).collect();
        assert!(ended.iter().all(|story| *story == ended[0]), "{order:?}: {ended:?}");
    }
}

#[test]
fn a_page_that_holds_two_events_does_not_make_them_one_story() {
    let ferries = FERRIES.join("\n\n");
    let freighter = ("Freighter aground off Port Wennel", HARBOUR);
    let library = ("New library opens in Ostrava", LIBRARY);
    let sailings = ("Skarnlink cancels 180 sailings after planning system fails", ferries.as_str());
    for [one, other] in [[freighter, library], [library, freighter], [sailings, library], [library, sailings]]
    {
        let begin = |text: &str| text.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
        let both = format!("{}; {}", one.0, other.0);
        for (title, text) in [
            (both.as_str(), format!("{}\n\n{}", begin(one.1), begin(other.1))),
            (both.as_str(), format!("{}\n\n{}", one.1, other.1)),
            ("News in brief", format!("{}\n\n{}", one.1, other.1)),
        ] {
            let placed =
                grouped(&[article(1, one.0, one.1), article(2, other.0, other.1), article(3, title, &text)]);
            assert_eq!([placed[0].0, placed[1].0], [1, 2].map(StoryId), "{title}");
        }
    }
    // A form that names two firms is like either, and they are two still.
    let recall = |firm: &str, firms: &str| {
        format!(
            "The safety regulator said on Wednesday that {firm} was recalling cars sold since last spring because the brake pedal can come \
             loose without warning. Owners will be written to within a month and should bring the car to a dealer, where the bolt \
             is replaced free of charge in less than an hour. {firms} knew of no accidents, and was working with its supplier to \
             find out how the fault had gone unnoticed. The regulator asked drivers to stop when the pedal feels soft."
        )
    };
    let headline = |firm: &str| format!("{firm} recalls cars over brake fault");
    let placed = grouped(&[
        article(1, &headline("Tervala"), &recall("Tervala", "Tervala")),
        article(2, &headline("Norrick"), &recall("Norrick", "Norrick")),
        article(3, "Tervala and Norrick recall cars over brake fault", &recall("Tervala", "Norrick")),
    ]);
    assert_eq!([placed[0].0, placed[1].0], [1, 2].map(StoryId));
}

#[test]
fn a_page_that_came_first_is_none_of_its_items_which_have_a_town_in_common() {
    let tram = "A tram left the rails in Wennel on Thursday and struck a bakery in Mill Street, injuring 17 passengers, the fire \
                brigade said. The driver, Agnes Holt, told officers that the brakes had failed on the slope above the station.";
    let brewery = "The council of Wennel voted on Thursday to sell the old brewery to the builder Norrick for 3.1 million crowns. \
                   Norrick plans 140 flats and a kindergarten, and must keep the chimney, on which storks nest.";
    let robots = "Pupils of the grammar school in Wennel won the national robot contest with a machine that sorts shells. They beat \
                  61 teams, and their teacher, Ivo Sand, wept.";
    let report = format!(
        "{tram}\n\nEngineers found worn brake blocks on four other trams. Holt, who has driven for 27 years, was treated for cuts, and \
         two passengers stay in hospital.\n\nThe bakery in Mill Street is shut. Until Sunday trams turn back at the station, and the \
         fire brigade keeps a crane on the slope."
    );
    for title in ["Our evening letter", "Evening letter: a tram, a brewery and robots"] {
        let page = article(1, title, &[tram, brewery, robots].join("\n\n"));
        let report = article(2, "Tram strikes bakery in Wennel, 17 hurt", &report);
        for [first, second] in [[&page, &report], [&report, &page]] {
            let placed = grouped(&[first.clone(), second.clone()]);
            assert_eq!(
                placed[1],
                (StoryId::from(second.id), Relation::Original),
                "{title}: {}",
                second.title
            );
        }
    }
}

/// Every order of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else { return vec![Vec::new()] };
    let shorter = orders(last);
    let with_last = |order: &Vec<usize>, at: usize| {
        let (before, behind) = order.split_at(at);
        [before, &[last], behind].concat()
    };
    shorter.iter().flat_map(|order| (0..count).map(move |at| with_last(order, at))).collect()
}
