use super::*;
use model::{Outcome, Policy, UpdateReason};

const NOW: &str = "2026-03-04T12:00:00Z";

fn article(id: i64) -> Article {
    Article {
        id: ArticleId(id),
        url: Some(format!("https://www.outlet-{id}.example/a")),
        source: Some(format!("Outlet {id}")),
        published: Some("2026-03-04T10:00:00Z".parse().unwrap()),
        seen: NOW.parse().unwrap(),
        language: Some("en".to_owned()),
        author: None,
        tags: Vec::new(),
        title: String::new(),
        text: String::new(),
    }
}

fn mention(watch: &str) -> Mention {
    Mention {
        watchlist: "a".to_owned(),
        watch: watch.to_owned(),
        outcome: Outcome::Match,
        score: 0.9,
        salience: 0.5,
        evidence: Vec::new(),
        reasons: Vec::new(),
    }
}

fn placement(story: i64, opened: bool, relation: Relation, merged: &[i64]) -> Placement {
    Placement {
        story: StoryId(story),
        opened,
        relation,
        merged: merged.iter().copied().map(StoryId).collect(),
        related: Vec::new(),
        why: Vec::new(),
    }
}

/// A newsroom of one watchlist, "a", in which articles join stories.
struct Desk {
    lists: Lists,
    known: Known,
}

impl Desk {
    fn new(updates: &[&str]) -> Desk {
        Desk::reviewing(Review::Drop, updates)
    }

    fn reviewing(review: Review, updates: &[&str]) -> Desk {
        let policy = Policy {
            review,
            updates: updates.iter().map(|name| UpdateReason::named(name).unwrap()).collect(),
            trusted_sources: vec!["outlet-7.example".to_owned(), "Outlet 8".to_owned()],
            ..Policy::default()
        };
        let list = Watchlist { name: "a".to_owned(), endpoints: Vec::new(), policy, watches: Vec::new() };
        Desk { lists: Lists::new([list].into()), known: Known::default() }
    }

    fn take(&mut self, article: &Article, placement: &Placement, watches: &[&str]) -> Option<Occasion> {
        let mentions: Vec<Mention> = watches.iter().map(|watch| mention(watch)).collect();
        let mut tellings = self.tells(article, placement, &mentions);
        assert!(tellings.len() <= 1);
        tellings.pop().map(|telling| telling.occasion)
    }

    fn tells(&mut self, article: &Article, placement: &Placement, mentions: &[Mention]) -> Vec<Telling<'_>> {
        self.known.take(&self.lists, article, placement, mentions, NOW.parse().unwrap())
    }

    fn opens(&mut self, id: i64, watches: &[&str]) -> Option<Occasion> {
        self.take(&article(id), &placement(id, true, Relation::Original, &[]), watches)
    }

    fn reports(&mut self, id: i64, story: i64, watches: &[&str]) -> Option<Occasion> {
        self.take(&article(id), &placement(story, false, Relation::Report, &[]), watches)
    }

    /// Something changes in an article of a story, in which `watches` are found for the first time.
    fn changes(&mut self, changed: Changed<'_>, id: i64, story: i64, watches: &[&str]) -> Option<Occasion> {
        let mentions: Vec<Mention> = watches.iter().map(|watch| mention(watch)).collect();
        let now = NOW.parse().unwrap();
        let mut tellings =
            self.known.change(&self.lists, changed, &article(id), StoryId(story), &mentions, now);
        tellings.pop().map(|telling| telling.occasion)
    }

    fn copies(&mut self, id: i64, story: i64, watches: &[&str]) -> Option<Occasion> {
        self.take(&article(id), &copy(story, &[]), watches)
    }
}

fn copy(story: i64, merged: &[i64]) -> Placement {
    placement(story, false, Relation::Copy { of: ArticleId(story) }, merged)
}

/// The names of what an update is for; "first_mention" for a first alert, nothing for none.
fn names(cause: Option<Occasion>) -> Vec<String> {
    match cause {
        None => Vec::new(),
        Some(Occasion::Unmuted) => vec!["unmuted".to_owned()],
        Some(Occasion::FirstMention) => vec!["first_mention".to_owned()],
        Some(Occasion::Update(development)) => {
            development.reasons.into_iter().map(|(reason, _)| reason.name()).collect()
        }
    }
}

#[test]
fn a_watchlist_is_told_of_a_story_once_and_of_nothing_it_did_not_ask_for() {
    let mut desk = Desk::new(&[]);
    assert_eq!(names(desk.opens(1, &["Meta"])), ["first_mention"]);
    for id in 2..29 {
        assert_eq!(names(desk.reports(id, 1, &["Meta"])), [] as [&str; 0]);
    }
    assert_eq!(names(desk.reports(29, 1, &["Meta", "Netflix"])), ["unmuted"], "if nobody was told");
    assert_eq!(names(desk.opens(30, &[])), [] as [&str; 0]);
    assert_eq!(names(desk.reports(31, 30, &["Meta"])), ["first_mention"], "found in the second article");
}

#[test]
fn a_story_is_known_as_long_as_something_may_join_it_whether_updates_are_asked_for_or_not() {
    for updates in [&[][..], &["outlets:9"][..]] {
        let mut desk = Desk::new(updates);
        desk.opens(1, &["Meta"]);
        desk.opens(2, &["Meta"]);
        desk.reports(3, 1, &[]);
        desk.known.forget_before(3);
        let known: Vec<StoryId> = desk.known.stories.keys().copied().collect();
        assert_eq!(known, [StoryId(1)], "{updates:?}");
        assert_eq!(names(desk.reports(4, 1, &["Meta"])), [] as [&str; 0]);
    }
}

#[test]
fn a_number_of_outlets_is_told_when_it_is_reached_and_once() {
    let mut desk = Desk::new(&["outlets:3", "outlets:4"]);
    desk.opens(1, &["Meta"]);
    assert_eq!(names(desk.copies(2, 1, &[])), [] as [&str; 0]);
    assert_eq!(names(desk.copies(2, 1, &[])), [] as [&str; 0], "the same outlet again");
    let Some(Occasion::Update(development)) = desk.copies(3, 1, &[]) else { panic!("nothing told") };
    assert_eq!(development.reasons, [(UpdateReason::Outlets(3), ArticleId(3))]);
    assert_eq!(development.newcomers, [ArticleId(2), ArticleId(3)], "those since the first alert");
    let Some(Occasion::Update(development)) = desk.copies(4, 1, &[]) else { panic!("nothing told") };
    assert_eq!(development.newcomers, [ArticleId(4)]);
    assert_eq!(names(desk.copies(5, 1, &[])), [] as [&str; 0]);
}

#[test]
fn what_was_so_when_it_was_first_told_is_no_update() {
    let mut desk = Desk::new(&["outlets:2", "first_report", "new_language", "trusted_source", "new_watch"]);
    desk.opens(1, &[]);
    desk.reports(7, 1, &[]);
    let french = Article { language: Some("fr".to_owned()), ..article(3) };
    desk.take(&french, &placement(1, false, Relation::Report, &[]), &[]);
    assert_eq!(names(desk.reports(4, 1, &["Meta"])), ["first_mention"]);
    assert_eq!(names(desk.reports(8, 1, &["Meta"])), [] as [&str; 0]);
}

#[test]
fn each_reason_is_told_when_it_comes_true() {
    let mut desk = Desk::new(&["first_report", "new_language", "new_watch", "trusted_source", "edit"]);
    desk.opens(1, &["Meta"]);
    assert_eq!(names(desk.copies(2, 1, &[])), [] as [&str; 0], "a copy is no report of its own");
    assert_eq!(names(desk.reports(3, 1, &[])), ["first_report"]);
    assert_eq!(names(desk.reports(4, 1, &["Netflix"])), ["new_watch"]);
    assert_eq!(names(desk.reports(5, 1, &["Netflix", "Meta"])), [] as [&str; 0]);
    let french = Article { language: Some("fr".to_owned()), ..article(8) };
    let Some(Occasion::Update(development)) =
        desk.take(&french, &placement(1, false, Relation::Report, &[]), &["Orange"])
    else {
        panic!("nothing told")
    };
    let several = [UpdateReason::NewLanguage, UpdateReason::NewWatch, UpdateReason::TrustedSource]
        .map(|reason| (reason, ArticleId(8)));
    assert_eq!(development.reasons, several, "what comes together is told together");
    assert_eq!(development.new_watches, ["Orange"]);
    assert_eq!(development.new_languages, ["fr"]);
    assert_eq!(names(desk.reports(7, 1, &[])), [] as [&str; 0], "a second trusted outlet");
}

#[test]
fn a_story_whose_outlet_repeats_itself_has_no_report_of_its_own() {
    let mut desk = Desk::new(&["first_report"]);
    desk.opens(1, &["Meta"]);
    assert_eq!(names(desk.reports(1, 1, &["Meta"])), [] as [&str; 0]);
}

#[test]
fn two_stories_that_were_told_become_one_without_a_word() {
    let mut desk = Desk::new(&["outlets:2"]);
    desk.opens(1, &["Meta"]);
    assert_eq!(names(desk.copies(2, 1, &[])), ["outlets:2"]);
    assert_eq!(names(desk.opens(3, &["Meta"])), ["first_mention"]);
    assert_eq!(names(desk.copies(4, 3, &[])), ["outlets:2"]);
    assert_eq!(names(desk.take(&article(5), &copy(1, &[3]), &["Meta"])), [] as [&str; 0]);
    assert_eq!(names(desk.copies(6, 1, &["Meta"])), [] as [&str; 0]);
}

/// Nobody was told that four outlets have it, since neither story had four.
#[test]
fn what_two_stories_have_together_is_told_when_they_become_one() {
    let mut desk = Desk::new(&["outlets:4"]);
    desk.opens(1, &["Meta"]);
    desk.copies(2, 1, &[]);
    desk.opens(3, &["Meta"]);
    desk.copies(4, 3, &[]);
    assert_eq!(names(desk.take(&article(5), &copy(1, &[3]), &["Meta"])), ["outlets:4"]);
    assert_eq!(names(desk.copies(6, 1, &["Meta"])), [] as [&str; 0]);
}

#[test]
fn a_story_that_was_not_told_brings_only_what_is_asked_for() {
    let both = |updates: &[&str]| {
        let mut desk = Desk::new(updates);
        desk.opens(1, &["Meta"]);
        desk.opens(2, &[]);
        desk.copies(3, 2, &[]);
        desk.copies(4, 2, &[]);
        desk.take(&article(5), &copy(1, &[2]), &["Meta"])
    };
    assert_eq!(names(both(&[])), [] as [&str; 0]);
    let Some(Occasion::Update(development)) = both(&["outlets:4"]) else { panic!("nothing told") };
    assert_eq!(development.newcomers, [2, 3, 4, 5].map(ArticleId), "none of them was told of");
    assert_eq!(development.reasons, [(UpdateReason::Outlets(4), ArticleId(4))], "the fourth to have it");
}

#[test]
fn the_part_that_was_told_may_be_the_one_that_ends() {
    let mut desk = Desk::new(&[]);
    desk.opens(1, &[]);
    desk.opens(2, &["Meta"]);
    assert_eq!(names(desk.take(&article(3), &copy(1, &[2]), &["Meta"])), [] as [&str; 0]);
}

#[test]
fn an_edit_is_told_once_for_each_article_and_brings_new_watches() {
    let mut desk = Desk::new(&["edit", "new_watch"]);
    desk.opens(1, &["Meta"]);
    let edited = Changed::Edited { gone: &[] };
    assert_eq!(names(desk.changes(Changed::Touched, 1, 1, &[])), [] as [&str; 0]);
    assert_eq!(names(desk.changes(edited, 1, 1, &["Netflix"])), ["edit", "new_watch"]);
    assert_eq!(names(desk.changes(edited, 1, 1, &["Netflix"])), [] as [&str; 0]);
    assert_eq!(names(desk.changes(edited, 2, 1, &[])), ["edit"]);
    desk.opens(9, &[]);
    assert_eq!(names(desk.changes(edited, 9, 9, &["Meta"])), ["first_mention"], "named only since the edit");
}

#[test]
fn what_a_further_edit_takes_out_of_what_was_told_is_told_once() {
    let mut desk = Desk::new(&["edit"]);
    desk.opens(1, &["Meta", "Netflix"]);
    assert_eq!(names(desk.changes(Changed::Edited { gone: &[] }, 1, 1, &[])), ["edit"]);
    let [meta, netflix, orange] = ["Meta", "Netflix", "Orange"].map(mention);
    let other = Mention { watchlist: "b".to_owned(), ..mention("Netflix") };
    let mut gone = |gone: &[&Mention]| {
        let Some(Occasion::Update(development)) = desk.changes(Changed::Edited { gone }, 1, 1, &[]) else {
            return Vec::new();
        };
        development.gone_watches
    };
    assert_eq!(gone(&[&orange, &other]), [] as [&str; 0], "which nobody was told of, or another list was");
    assert_eq!(gone(&[&meta, &other]), ["Meta"]);
    assert_eq!(gone(&[&meta]), [] as [&str; 0], "as where a page swings to and fro");
    assert_eq!(gone(&[&meta, &netflix]), ["Netflix"]);
}

#[test]
fn a_watch_is_new_only_where_the_watchlist_may_be_told_of_the_article() {
    let mut desk = Desk::new(&["new_watch"]);
    desk.opens(1, &["Meta"]);
    let old = Article { published: Some("2026-03-01T10:00:00Z".parse().unwrap()), ..article(2) };
    let report = placement(1, false, Relation::Report, &[]);
    assert_eq!(names(desk.take(&old, &report, &["Netflix"])), [] as [&str; 0]);
    assert_eq!(names(desk.reports(3, 1, &["Netflix"])), ["new_watch"]);
}

#[test]
fn what_would_wait_for_a_person_is_no_news_of_a_story_that_was_told() {
    for (review, expected) in [(Review::Hold, &[][..]), (Review::Deliver, &["new_watch"][..])] {
        let mut desk = Desk::reviewing(review, &["new_watch", "outlets:3"]);
        desk.opens(1, &["Meta"]);
        let doubtful = Mention { outcome: Outcome::Review, ..mention("Netflix") };
        let mut tellings = desk.tells(&article(2), &copy(1, &[]), std::slice::from_ref(&doubtful));
        assert_eq!(names(tellings.pop().map(|telling| telling.occasion)), expected, "{review:?}");
        let mut tellings = desk.tells(&article(3), &copy(1, &[]), &[doubtful]);
        let telling = tellings.pop().expect("a third outlet is told");
        let named = if review == Review::Hold { &[][..] } else { &["Netflix".to_owned()][..] };
        assert_eq!(telling.watches, named, "{review:?}");
        assert_eq!(names(Some(telling.occasion)), ["outlets:3"], "{review:?}");
        let sure = names(desk.copies(4, 1, &["Netflix"]));
        assert_eq!(sure, if review == Review::Hold { &["new_watch"][..] } else { &[][..] }, "{review:?}");
    }
}
