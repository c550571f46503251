//! What holds for any articles: the same input gives the same stories, a window rebuilt from placements decides as the one
//! it replaces, and what has nothing to do with an article does not move it.

use jiff::SignedDuration;
use model::{Article, ArticleId, Placement, StoryId};
use proptest::prelude::*;
use stories::{Config, Reading, Stories};

use super::{BEGIN, take_all};

/// Sentences of which articles are made: those of one row tell of one event.
const EVENTS: [[&str; 4]; 3] = [
    [
        "A freighter carrying timber ran aground on the Skarn bank in heavy fog, the harbour authority of Port Wennel said.",
        "Its crew of fourteen was taken off by helicopter, and divers will inspect the hull of the freighter.",
        "The master, Joona Tervala, told the coastguard of Port Wennel that the rudder had failed near Skarn.",
        "No timber was lost and no oil leaked from the freighter that lies on the Skarn bank, Koskela said.",
    ],
    [
        "Readers in Ostrava queued around the block as the city's new library opened four years late.",
        "The library, designed by Jana Havlova, holds 600,000 volumes and stays open until midnight, Ostrava said.",
        "Havlova's building in Ostrava cost twice what was planned, and has a roof garden above the reading rooms.",
        "The mayor of Ostrava cut the ribbon of the library with three pupils who had won a poetry prize.",
    ],
    [
        "Striking orchard workers in Quistdal agreed to a wage of 190 crowns a day after six weeks of talks.",
        "The union of Quistdal, led by Marta Brack, had asked for 210 crowns and shorter days in the harvest.",
        "Growers said that half of the plums of Quistdal rotted on the trees while orchard workers stayed away.",
        "Brack called the wage a beginning, and orchard workers will vote on the agreement on Sunday.",
    ],
];

/// Unrelated to the others, and to one another, in every word that tells.
const ASIDES: [&str; 4] = [
    "Astronomers photographed a comet with a greenish tail above the Atacama plateau before sunrise.",
    "Judges tasted eighty loaves and gave the bakery prize to the sour crust of a rye from Tarnow.",
    "A trunk in the cellar of an opera house held the second act of a score that was thought burnt.",
    "Doctors stopped giving a malaria vaccine after three volunteers had fallen ill within a week.",
];

fn article(id: i64, sentences: &[&str]) -> Article {
    let title: String = sentences.first().map(|first| first.chars().take(50).collect()).unwrap_or_default();
    super::article(id, &title, &sentences.join("\n\n"))
}

/// Articles of some sentences of an event each, of `least` or more, numbered in steps of ten.
fn articles_of(least: usize) -> impl Strategy<Value = Vec<Article>> {
    let sentences = proptest::sample::subsequence(vec![0_usize, 1, 2, 3], least..=4).prop_shuffle();
    proptest::collection::vec((0..EVENTS.len(), sentences), 1..25).prop_map(|made| {
        let article = |(place, (event, sentences)): (usize, (usize, Vec<usize>))| {
            let sentences: Vec<&str> = sentences.iter().map(|&sentence| EVENTS[event][sentence]).collect();
            article(10 * (place as i64 + 1), &sentences)
        };
        made.into_iter().enumerate().map(article).collect()
    })
}

fn articles() -> impl Strategy<Value = Vec<Article>> {
    articles_of(1)
}

/// Where each article ended.
fn ended(stories: &Stories, placements: &[Placement]) -> Vec<StoryId> {
    placements.iter().map(|placement| stories.resolve(placement.story)).collect()
}

proptest! {
    #[test]
    fn the_same_articles_give_the_same_placements(articles in articles()) {
        let once = take_all(&mut Stories::new(Config::default()), &articles);
        let again = take_all(&mut Stories::new(Config::default()), &articles);
        prop_assert_eq!(once, again);
    }

    #[test]
    fn a_window_that_is_rebuilt_decides_as_before(articles in articles(), at in 0_usize..25) {
        let (before, after) = articles.split_at(at.min(articles.len()));
        let mut running = Stories::new(Config::default());
        let placed = take_all(&mut running, before);
        let mut rebuilt = Stories::new(Config::default());
        for (article, placement) in before.iter().zip(&placed) {
            rebuilt.insert(Reading::of(article), placement);
        }
        prop_assert_eq!(take_all(&mut running, after), take_all(&mut rebuilt, after));
    }

    // Articles that share one sentence may be alike by just what is needed, and how rare their words are is told by all others.
    #[test]
    fn unrelated_articles_move_none(
        articles in articles_of(3),
        asides in proptest::collection::vec((0_usize..25, 0..ASIDES.len()), 1..6),
    ) {
        let mut stories = Stories::new(Config::default());
        let placed = take_all(&mut stories, &articles);
        let expected = ended(&stories, &placed);
        // Those between two of the others have the numbers between theirs.
        let mut more: Vec<Article> = articles.clone();
        for (number, (at, aside)) in (1..).zip(&asides) {
            more.push(article(10 * (at % articles.len()) as i64 + number, &[ASIDES[*aside]]));
        }
        more.sort_by_key(|article| article.id);
        let mut stories = Stories::new(Config::default());
        let placed = take_all(&mut stories, &more);
        let ended = ended(&stories, &placed);
        let of_others = more.iter().zip(&ended).filter(|(article, _)| article.id.0 % 10 == 0);
        prop_assert_eq!(of_others.map(|(_, story)| *story).collect::<Vec<_>>(), expected);
        let of_asides: Vec<(&str, StoryId)> = more
            .iter()
            .zip(&ended)
            .filter(|(article, _)| article.id.0 % 10 != 0)
            .map(|(article, story)| (article.text.as_str(), *story))
            .collect();
        for (text, story) in &of_asides {
            for (other, another) in &of_asides {
                prop_assert_eq!(text == other, story == another);
            }
        }
    }

    #[test]
    fn articles_that_left_the_window_are_compared_with_no_more(articles in articles()) {
        let mut stories = Stories::new(Config::default());
        take_all(&mut stories, &articles);
        stories.evict_before(BEGIN + SignedDuration::from_hours(48));
        prop_assert!(stories.is_empty());
        let seen = BEGIN + SignedDuration::from_hours(72);
        let late = Article { id: ArticleId(9_999), seen, ..articles[0].clone() };
        let placement = stories.place(&Reading::of(&late));
        prop_assert!(placement.opened);
    }
}
