//! What becomes of stories: they turn out to be one, they stay apart where a user took them apart, and what tells of several
//! is linked to them and joins none.

use std::sync::LazyLock;

use model::{Article, ArticleId, Placement, Relation, StoryId};
use stories::{Config, Reading, Stories};

use super::take;

/// One event in words of three outlets.
static BRIDGE: LazyLock<[[&str; 2]; 3]> = LazyLock::new(|| {
    [
        include_str!("../../../testkit/texts/bridge.1.txt"),
        include_str!("../../../testkit/texts/bridge.2.txt"),
        include_str!("../../../testkit/texts/bridge.3.txt"),
    ]
    .map(report)
});
/// An event that has nothing to do with it.
static CHESS: LazyLock<[&str; 2]> =
    LazyLock::new(|| report(include_str!("../../../testkit/texts/chess.txt")));

/// A headline and a text.
fn report(text: &str) -> [&str; 2] {
    let (title, text) = text.split_once('\n').expect("a headline and a text");
    [title, text.trim_end()]
}

fn article(id: i64, [title, text]: [&str; 2]) -> Article {
    super::article(id, title, text)
}

/// Puts an article into a story of its own, as a user's split does.
fn open(stories: &mut Stories, article: &Article) {
    let placement = Placement {
        story: StoryId::from(article.id),
        opened: true,
        relation: Relation::Original,
        merged: Vec::new(),
        related: Vec::new(),
        why: Vec::new(),
    };
    stories.insert(Reading::of(article), &placement);
}

#[test]
fn stories_that_an_article_shows_to_be_one_are_one_from_then_on() {
    let mut stories = Stories::new(Config::default());
    open(&mut stories, &article(1, BRIDGE[0]));
    open(&mut stories, &article(2, BRIDGE[1]));
    let placed = take(&mut stories, &article(3, BRIDGE[2]));
    assert_eq!((placed.story, placed.merged.as_slice()), (StoryId(1), &[StoryId(2)][..]), "{:?}", placed.why);
    assert_eq!(stories.resolve(StoryId(2)), StoryId(1));
    let next = take(&mut stories, &article(4, BRIDGE[1]));
    assert_eq!((next.story, next.relation), (StoryId(1), Relation::Copy { of: ArticleId(2) }));
}

#[test]
fn stories_that_a_user_took_apart_stay_two() {
    let mut stories = Stories::new(Config::default());
    open(&mut stories, &article(1, BRIDGE[0]));
    open(&mut stories, &article(2, BRIDGE[1]));
    stories.keep_apart(vec![(StoryId(2), StoryId(1))]);
    let placed = take(&mut stories, &article(3, BRIDGE[2]));
    assert!(!placed.opened && placed.merged.is_empty(), "{:?}", placed.why);
    assert!(placed.why.iter().any(|why| why.says.contains("taken apart")), "{:?}", placed.why);
    assert_ne!(stories.resolve(StoryId(2)), stories.resolve(StoryId(1)));
}

#[test]
fn what_a_story_ended_in_stays_apart_too() {
    let mut stories = Stories::new(Config::default());
    open(&mut stories, &article(1, BRIDGE[0]));
    open(&mut stories, &article(2, BRIDGE[1]));
    open(&mut stories, &article(3, *CHESS));
    stories.keep_apart(vec![(StoryId(3), StoryId(2))]);
    let merging = Placement {
        story: StoryId(1),
        opened: false,
        relation: Relation::Report,
        merged: vec![StoryId(3)],
        related: Vec::new(),
        why: Vec::new(),
    };
    stories.insert(Reading::of(&article(4, *CHESS)), &merging);
    let placed = take(&mut stories, &article(5, BRIDGE[2]));
    assert!(placed.merged.is_empty(), "{:?}", placed.why);
}

#[test]
fn how_stories_became_one_is_forgotten_with_its_day_and_they_stay_one() {
    let mut stories = Stories::new(Config::default());
    let next_day = 24 * 60;
    let [first, second, third] = [1, 2, 3].map(|id| next_day + id);
    for (id, report) in [(first, BRIDGE[0]), (second, BRIDGE[1]), (third, *CHESS)] {
        open(&mut stories, &article(id, report));
    }
    stories.keep_apart(vec![(StoryId(third), StoryId(second))]);
    let merging = Placement {
        story: StoryId(first),
        opened: false,
        relation: Relation::Report,
        merged: vec![StoryId(third)],
        related: Vec::new(),
        why: Vec::new(),
    };
    stories.insert(Reading::of(&article(4, *CHESS)), &merging);
    assert_eq!(stories.resolve(StoryId(third)), StoryId(first));
    stories.evict_before(article(next_day, *CHESS).seen);
    assert_eq!(stories.len(), 3);
    assert_eq!(stories.resolve(StoryId(third)), StoryId(third));
    let copy = take(&mut stories, &article(next_day + 5, *CHESS));
    assert_eq!((copy.story, copy.relation), (StoryId(first), Relation::Copy { of: ArticleId(third) }));
    let placed = take(&mut stories, &article(next_day + 6, BRIDGE[2]));
    assert!(placed.merged.is_empty(), "{:?}", placed.why);
}

#[test]
fn a_round_up_is_linked_and_joins_none() {
    let mut stories = Stories::new(Config::default());
    for (id, report) in [(1, BRIDGE[0]), (2, BRIDGE[1]), (3, *CHESS)] {
        take(&mut stories, &article(id, report));
    }
    let [bridge, chess] = [1, 3].map(|id| stories.resolve(StoryId(id)));
    let brief = format!("{}\n\n{}", BRIDGE[2][1], CHESS[1]);
    let evening = format!(
        "{}\n\nHere is the weather for the coming night: dry in the valleys with light winds from the west, some fog on the lakes \
         before sunrise, and a little snow above nine hundred metres.\n\n{}",
        CHESS[1], BRIDGE[1][1]
    );
    let headlines = ["The day in brief", "Evening news: bridge at Vellmark closed, Ilves wins chess title"];
    for (id, title, text) in [(5, headlines[0], brief), (6, headlines[1], evening)] {
        let placed = take(&mut stories, &article(id, [title, &text]));
        assert!(placed.opened, "{title}: {:?}", placed.why);
        assert!(placed.related.contains(&bridge) && placed.related.contains(&chess), "{title}: {placed:?}");
    }
    assert_ne!(stories.resolve(StoryId(1)), stories.resolve(StoryId(3)));
}

#[test]
fn a_round_up_is_one_in_a_window_that_is_rebuilt() {
    let weather = "Here is the weather of the day in brief: dry in the valleys with light winds from the west, some fog on the lakes before \
                   sunrise, and a little snow above nine hundred metres.";
    let headline = "The day in brief, with the weather";
    let mut stories = Stories::new(Config::default());
    let text = [BRIDGE[2][1], weather, CHESS[1]].join("\n\n");
    let articles = [article(1, BRIDGE[0]), article(2, *CHESS), article(3, [headline, &text])];
    let placed: Vec<Placement> = articles.iter().map(|article| take(&mut stories, article)).collect();
    assert!(placed[2].opened && placed[2].related.len() == 2, "{:?}", placed[2]);
    let mut rebuilt = Stories::new(Config::default());
    for (article, placement) in articles.iter().zip(&placed) {
        rebuilt.insert(Reading::of(article), placement);
    }
    // Were the page not known as one of several items, one of them under its headline would be its copy.
    let item = article(4, [headline, weather]);
    let again = take(&mut rebuilt, &item);
    assert!(again.opened, "{:?}", again.why);
    assert_eq!(again, take(&mut stories, &item));
}

#[test]
fn a_live_page_that_carries_whole_reports_is_linked_and_joins_none() {
    let mut stories = Stories::new(Config::default());
    let other = [
        "Striking orchard workers in Quistdal accept a wage of 190 crowns",
        "Striking orchard workers in Quistdal agreed to a wage of 190 crowns a day after six weeks of talks, their union said. \
         Marta Brack had asked for 210 crowns and shorter days in the harvest. Half of the plums rotted on the trees.",
    ];
    for (id, report) in [(1, BRIDGE[0]), (2, *CHESS), (3, other)] {
        take(&mut stories, &article(id, report));
    }
    let text = [BRIDGE[0][1], CHESS[1], other[1]].join("\n\n");
    let live = take(&mut stories, &article(4, ["Live: the news of Wednesday as it happens", &text]));
    assert!(live.opened, "{:?}", live.why);
    for story in [1, 2, 3].map(StoryId) {
        assert!(live.related.contains(&story), "{live:?}");
    }
    // The page does not chain what it carries: a later report of one of its items joins that item's story.
    let later = take(&mut stories, &article(5, BRIDGE[1]));
    assert_eq!((later.story, later.merged.as_slice()), (StoryId(1), &[][..]), "{:?}", later.why);
}

#[test]
fn items_of_a_live_page_that_came_first_are_stories_of_their_own() {
    let mut stories = Stories::new(Config::default());
    let opening = "This page is updated all day. Readers can write to the newsroom, and the weather stays dry with light winds from \
                   the west, forecasters say; trains run as planned, and the ferry to the islands leaves on the hour as always.";
    let text = [opening, BRIDGE[0][1], CHESS[1]].join("\n\n");
    take(&mut stories, &article(1, ["Live: Wednesday as it happens", &text]));
    let bridge = take(&mut stories, &article(2, BRIDGE[0]));
    let chess = take(&mut stories, &article(3, *CHESS));
    assert!(bridge.opened && chess.opened, "{:?} {:?}", bridge.why, chess.why);
    assert!(bridge.related.contains(&StoryId(1)) && chess.related.contains(&StoryId(1)));
}

#[test]
fn items_of_a_round_up_that_came_first_are_stories_of_their_own_whatever_it_is_headed_by() {
    let orchard = [
        "Orchard workers in Quistdal reject wage offer",
        "Striking orchard workers in Quistdal voted on Sunday to reject a wage of 190 crowns a day, the union said.\n\nMarta \
         Brack, who leads the union, told reporters that members would go on until growers offered 210 crowns and shorter days in \
         the harvest. Talks with the mediator Jonas Feld are to resume on Thursday in the town hall of Quistdal.\n\nGrowers \
         said that half of the plums of the valley had rotted on the trees since the strike began six weeks ago.",
    ];
    let later = [
        "Plum pickers in Quistdal stay on strike",
        "Orchard workers in the valley of Quistdal turned down 190 crowns a day. Marta Brack of the union wants 210 crowns; the \
         mediator Jonas Feld meets both sides on Thursday. Half of the plums have rotted on the trees.",
    ];
    let weather = "The weather of the day: dry in the valleys with light winds from the west, some fog on the lakes before sunrise, and a \
                   little snow above nine hundred metres. Trains run as planned, and the ferry to the islands leaves on the hour.";
    let text = [weather, BRIDGE[0][1], orchard[1], CHESS[1]].join("\n\n");
    for headline in ["Wednesday in brief", "Orchard workers in Quistdal reject wage offer, and more news"] {
        let mut stories = Stories::new(Config::default());
        let reports = [[headline, &text], BRIDGE[0], orchard, *CHESS, later];
        let articles: Vec<Article> = (1..).zip(reports).map(|(id, report)| article(id, report)).collect();
        let placed: Vec<Placement> = articles.iter().map(|article| take(&mut stories, article)).collect();
        for (id, item) in (1..).zip(&placed).take(4) {
            assert_eq!(item.story, StoryId(id), "{headline}: {:?}", item.why);
        }
        for item in placed.iter().skip(1) {
            assert!(item.related.contains(&StoryId(1)), "{headline}: {item:?}");
        }
        // What they have shown to be a round-up draws no report of an item, and does not chain them, nor in a window made anew.
        assert_eq!(
            (placed[4].story, placed[4].merged.as_slice()),
            (StoryId(3), &[][..]),
            "{:?}",
            placed[4].why
        );
        let mut rebuilt = Stories::new(Config::default());
        for (article, placement) in articles.iter().zip(&placed).take(4) {
            rebuilt.insert(Reading::of(article).without_words(), placement);
        }
        assert_eq!(rebuilt.place(&Reading::of(&articles[4])), placed[4]);
    }
}

#[test]
fn an_excerpt_under_a_headline_of_its_own_is_a_copy() {
    let mut stories = Stories::new(Config::default());
    let text = format!("{}\n\n{}", BRIDGE[0][1], BRIDGE[1][1]);
    take(&mut stories, &article(1, [BRIDGE[0][0], &text]));
    let excerpt = take(&mut stories, &article(2, ["Commuters furious", BRIDGE[0][1]]));
    assert_eq!(
        (excerpt.story, excerpt.relation),
        (StoryId(1), Relation::Copy { of: ArticleId(1) }),
        "{:?}",
        excerpt.why
    );
    // What stands below an article and on many pages proves nothing, though an article holds it whole.
    let wall = "To continue reading this article you need a subscription. Please log in or choose one of our offers. You can \
                cancel at any time. We and our partners use cookies to personalise what you see here.";
    take(&mut stories, &article(3, [CHESS[0], &format!("{}\n\n{wall}", CHESS[1])]));
    let walled = take(&mut stories, &article(4, ["Council of Varn adjourns once more", wall]));
    assert!(walled.opened, "{:?}", walled.why);
}

#[test]
fn what_was_compared_is_told_with_all_that_decided() {
    let mut stories = Stories::new(Config::default());
    take(&mut stories, &article(1, BRIDGE[0]));
    let said = |stories: &Stories, article: &Article| {
        let placed = stories.place(&Reading::of(article));
        let says: Vec<&str> = placed.why.iter().map(|why| why.says.as_str()).collect();
        (placed.opened, says.join("; "))
    };
    let days_after = Article { seen: article(3 * 24 * 60, BRIDGE[1]).seen, ..article(2, BRIDGE[1]) };
    let (opened, says) = said(&stories, &days_after);
    assert!(
        opened && says.contains("71 h apart, which leaves 0.3") && says.contains("of what is needed"),
        "{says}"
    );
    let (opened, says) =
        said(&stories, &article(3, [BRIDGE[1][0], BRIDGE[1][1].split("\n\n").next().unwrap()]));
    assert!(!opened && says.contains("times over"), "{says}");
    let (opened, says) = said(&stories, &article(4, *CHESS));
    assert!(opened && says == "nothing that is known is like it", "{says}");
}
