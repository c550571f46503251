//! Reports that are counted on, and counted again: with other figures they are no copies, and of the same story on the same day.

use jiff::SignedDuration;
use model::{Article, Placement, Relation, StoryId};

use super::{BEGIN, article, grouped};

fn ended(placed: &Placement) -> (StoryId, Relation) {
    (placed.story, placed.relation)
}

/// Whether a report of so many hours later is of the story of the first, as no copy of it.
#[track_caller]
fn check(first: (&str, &str), later: (&str, &str), hours: i64, one_story: bool) {
    let seen = BEGIN + SignedDuration::from_hours(hours);
    let later = Article { seen, ..article(2, later.0, later.1) };
    let placed = grouped(&[article(1, first.0, first.1), later]);
    let expected = if one_story { (StoryId(1), Relation::Report) } else { (StoryId(2), Relation::Original) };
    assert_eq!(ended(&placed[1]), expected, "{:?}", placed[1].why);
}

#[test]
fn a_report_that_comes_again_with_a_higher_toll_is_of_one_story() {
    let blast = |killed: u32, injured: u32| {
        format!(
            "An explosion at the Tervala paint works in Hallmouth killed {killed} people and injured {injured} on Monday, police \
             said. Firemen were still searching the hall."
        )
    };
    let missing = |age: u32| {
        format!(
            "Police are asking for help to find a man aged {age} who is missing from his home in Hallmouth. He was last seen on \
             Monday. Anyone who has seen him should call the police."
        )
    };
    let placed = grouped(&[
        article(1, "Blast at Hallmouth paint works kills 13", &blast(13, 22)),
        article(2, "Man aged 15 missing from Hallmouth", &missing(15)),
        article(61, "Blast at Hallmouth paint works kills 17", &blast(17, 31)),
        article(62, "Man aged 42 missing from Hallmouth", &missing(42)),
    ]);
    assert_eq!(ended(&placed[2]), (StoryId(1), Relation::Report));
    assert_eq!(ended(&placed[3]), (StoryId(62), Relation::Original));
}

#[test]
fn a_toll_that_is_corrected_is_of_one_story() {
    let crash = |toll: &str, behind: &str| {
        format!(
            "A passenger bus plunged into a ravine above Quistdal early on Wednesday, killing at least {toll} people and injuring 21, \
             police said{behind}. The bus was on its way from Hallmouth when it left the road near the pass of Ersk. Rescuers worked \
             through the morning to free those trapped in the wreckage. The driver was among the dead."
        )
    };
    let headline = |toll: &str| format!("Bus crash above Quistdal kills {toll}");
    for (toll, behind) in [("17", ""), ("12", ", correcting an earlier toll")] {
        let (first, later) = (crash("14", ""), crash(toll, behind));
        check((&headline("14"), &first), (&headline(toll), &later), 2, true);
    }
}

#[test]
fn figures_that_are_counted_on_under_one_headline_are_of_one_story_on_the_same_day() {
    let election = |share: &str, counted: &str, rival: &str| {
        format!(
            "Conservative leader Marta Brack was ahead in the presidential election of Ostrava with {share} percent of the vote \
             after {counted} percent of ballots had been counted, the election commission said. Her rival, the social democrat \
             Joona Tervala, had {rival} percent. Turnout was the highest since 1998. Brack told supporters in the capital that \
             the country had chosen change."
        )
    };
    let title = "Brack leads in presidential election of Ostrava";
    let (first, later) = (election("51.2", "40", "48.8"), election("52.6", "80", "47.4"));
    check((title, &first), (title, &later), 2, true);
    check((title, &first), (title, &later), 30, false);
    let fire = |acres: &str, people: &str| {
        format!(
            "A wildfire near Wennel has burned {acres} acres and forced {people} people from their homes since Tuesday, the forest \
             service said. Strong winds were expected to ease in the evening. Governor Jana Havlova declared an emergency and asked \
             for aircraft. No injuries were reported, and the cause is being investigated."
        )
    };
    check(
        ("Wildfire near Wennel forces hundreds from homes", &fire("4,200", "1,500")),
        ("Wildfire near Wennel forces thousands from homes", &fire("9,800", "3,200")),
        4,
        true,
    );
    let quake = |magnitude: &str| {
        let title = format!("Magnitude {magnitude} earthquake strikes off Skarn");
        let text = format!(
            "A magnitude {magnitude} earthquake struck 90 km northeast of Wennel, Skarn, on Friday at a depth of 35 km, the \
             institute of seismology said. There was no tsunami warning and no immediate report of damage."
        );
        (title, text)
    };
    let [(title, text), (revised, again)] = [quake("5.8"), quake("6.0")];
    check((&title, &text), (&revised, &again), 0, true);
}

#[test]
fn one_headline_with_other_names_and_figures_below_it_is_another_story() {
    let report = |company: &str, [share, date, record]: [&str; 3]| {
        format!(
            "The board of {company} said that it had declared a dividend of {share} cents a share for the quarter, payable on May \
             {date} to shareholders of record on April {record}. It expects a higher profit for the year."
        )
    };
    let title = "Company sets a higher dividend for the quarter";
    let [first, later] = [("Ostrel", ["12", "10", "3"]), ("Havlova Works", ["15", "12", "5"])]
        .map(|(company, figures)| report(company, figures));
    check((title, &first), (title, &later), 1, false);
}
