//! What a feed names anew, and what is new under an old headline or at an old address.

use super::backlog::{dated, new_articles};
use super::*;

/// Notices that recur under the same headlines, made by no form: `texts` are their texts.
fn notices(round: u32, hours_ago: Option<u32>, texts: [&str; 4]) -> Vec<NewEntry> {
    let titles = [
        "Transaction in own shares",
        "Holding of a shareholder in company",
        "Net asset value of fund",
        "Shareholding of a director",
    ];
    let notice = |(number, (title, text)): (u32, (&str, &str))| {
        let url = format!("https://a.example/{round}/{number}");
        let entry = dated(&format!("{round}-{number}"), &url, title, hours_ago.unwrap_or_default() + number);
        let published = entry.published.filter(|_| hours_ago.is_some());
        NewEntry { text: text.to_owned(), published, ..entry }
    };
    (0..).zip(titles.into_iter().zip(texts)).map(notice).collect()
}

const FIRST: [&str; 4] = [
    "The bank has bought shares of its own from the market for its staff.",
    "A fund in Oslo now holds more than a tenth of all votes.",
    "The value fell in a week in which bonds were sold everywhere.",
    "The chair gave some of what she owned to her children.",
];

const SECOND: [&str; 4] = [
    "Brewers of the valley cancel what they acquired in spring.",
    "Pension savers from Utrecht went below five percent again.",
    "Rents of warehouses rose, so that each unit is worth more.",
    "Our finance chief exercised options that were granted long ago.",
];

#[tokio::test]
async fn new_entries_under_headlines_that_recur_are_new() {
    let first = || notices(1, Some(30), FIRST);
    assert_eq!(new_articles(vec![first(), notices(2, Some(2), SECOND)]).await, 4);
    // Where their dates were those of the poll, and so are none.
    assert_eq!(new_articles(vec![first(), notices(2, None, SECOND)]).await, 4);
    // Made by a form.
    let form = |shares: u32| {
        FIRST.map(|text| format!("{text} Of these there were {shares} in all, at {} pence each.", shares + 7))
    };
    let form = |round: u32, shares: u32| {
        let texts = form(shares);
        notices(round, Some(60 - 25 * round), [&texts[0], &texts[1], &texts[2], &texts[3]])
    };
    assert_eq!(new_articles(vec![form(1, 1200), form(2, 4150)]).await, 4);
    // Headlines alone, on another day.
    assert_eq!(new_articles(vec![notices(1, Some(30), [""; 4]), notices(2, Some(2), [""; 4])]).await, 4);
}

#[tokio::test]
async fn entries_under_new_names_are_old_where_their_dates_or_texts_are() {
    let first = || notices(1, Some(30), FIRST);
    for (hours_ago, texts) in [(Some(2), FIRST), (None, FIRST), (Some(30), SECOND), (Some(30), [""; 4])] {
        assert_eq!(new_articles(vec![first(), notices(2, hours_ago, texts)]).await, 0, "{hours_ago:?}");
    }
    // Where the feed is cut differently, the page has another text.
    let longer = FIRST.map(|text| format!("{text} The post appeared first on the site of the exchange."));
    let longer = [&*longer[0], &*longer[1], &*longer[2], &*longer[3]];
    assert_eq!(new_articles(vec![first(), notices(2, Some(2), longer)]).await, 0);
}

#[tokio::test]
async fn what_comes_under_another_guid_to_an_old_address_is_new_unless_date_or_text_are_the_old_ones() {
    let briefing = |guid: &str, hours_ago: u32, text: &str| {
        let entry = dated(guid, "https://a.example/briefing", "Morning briefing from the capital", hours_ago);
        vec![NewEntry { text: text.to_owned(), ..entry }]
    };
    let first = || briefing("1", 30, FIRST[0]);
    for (next, expected) in [
        (briefing("2", 2, SECOND[0]), 1),
        // An edit.
        (briefing("1", 2, SECOND[0]), 0),
        (briefing("2", 30, SECOND[0]), 0),
        (briefing("2", 2, &format!("{} It paid 31 million.", FIRST[0])), 0),
        (briefing("2", 2, ""), 0),
        // Each of them is listed.
        ([briefing("2", 2, SECOND[0]), first()].concat(), 0),
    ] {
        assert_eq!(new_articles(vec![first(), next.clone()]).await, expected, "{next:?}");
    }
}

/// Grouping takes articles at one address for one.
#[tokio::test]
async fn what_stands_at_the_address_of_another_article_has_one_of_its_own_for_grouping() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let live = "https://a.example/live";
    let mut ids = Vec::new();
    for (guid, title, now) in
        [("1", "Council opens the stadium", at(0)), ("2", "Museum buys a glacier", at(30))]
    {
        let feed = database.due(now).await;
        let id = database.poll(&feed, now, modified(vec![dated(guid, live, title, 0)])).await.new_articles[0];
        // It redirects to where the other one was read before.
        let addresses = vec![format!("{live}/all"), live.to_owned()];
        let read = Reading { addresses, ..reading(id, live) };
        assert_eq!(database.store.commit_reading(read).await.unwrap(), None, "{title}");
        let unplaced = database.store.unplaced(10).await.unwrap().remove(0).article;
        let url = if ids.is_empty() { live.to_owned() } else { format!("{live}#{id}") };
        assert_eq!((unplaced.id, unplaced.url.as_deref()), (id, Some(url.as_str())));
        database.place(placed(id, StoryId(id.0), Relation::Original), now).await;
        ids.push(id);
        let window = database.store.window(at(0), 0, 10).await.unwrap();
        assert_eq!(window.last().unwrap().article.url, unplaced.url);
        assert_eq!(window[0].article.url.as_deref(), Some(live));
    }
}

/// Undated entries at a site, with what it adds to each headline and to each text.
fn at_site(site: &str, stories: &[(&str, &str)], to_headline: &str, to_text: &str) -> Vec<NewEntry> {
    let story = |(number, (title, text)): (usize, &(&str, &str))| {
        let url = format!("https://{site}.example/{number}");
        let entry = dated(&format!("{site}{number}"), &url, &format!("{title}{to_headline}"), 0);
        NewEntry { text: format!("{text}{to_text}"), published: None, ..entry }
    };
    stories.iter().enumerate().map(story).collect()
}

const STORIES: [(&str, &str); 6] = [
    ("Council votes for the new bridge", FIRST[0]),
    ("Old mill of the valley burns down", FIRST[1]),
    ("Harbour closes", FIRST[2]),
    ("Museum buys a glacier from its neighbours", FIRST[3]),
    ("Quarry is sold to a lottery", SECOND[0]),
    ("Ferries stand still over the winter", SECOND[1]),
];

#[tokio::test]
async fn a_short_feed_that_names_all_its_entries_anew_has_nothing_new() {
    let appeared = " The post appeared first on the site.";
    for count in [1, 2, 3, 6] {
        let stories = &STORIES[..count];
        for (to_headline, to_text) in
            [("", ""), ("", appeared), (" - The Site", ""), (" - The Site", appeared)]
        {
            let moved = at_site("b", stories, to_headline, to_text);
            let added = new_articles(vec![at_site("a", stories, "", ""), moved]).await;
            assert_eq!(added, 0, "{count} {to_headline}{to_text}");
        }
    }
    // The first that it has at its new place.
    let moved = at_site("b", &[STORIES[5], STORIES[0], STORIES[1]], "", appeared);
    assert_eq!(new_articles(vec![at_site("a", &STORIES[..2], "", ""), moved]).await, 1);
    // Headlines alone, which all are the same.
    let headlines = STORIES.map(|(title, _)| (title, ""));
    let documents = |count: usize| ["a", "b"].map(|site| at_site(site, &headlines[..count], "", "")).to_vec();
    assert_eq!(new_articles(documents(2)).await, 0);
}

#[tokio::test]
async fn what_recurs_in_a_short_feed_is_new() {
    let first = || at_site("a", &STORIES[..2], "", "");
    let (one, two) = (STORIES[0].0, STORIES[1].0);
    // Under the headlines of before something else.
    assert_eq!(
        new_articles(vec![first(), at_site("b", &[(one, SECOND[0]), (two, SECOND[1])], "", "")]).await,
        2
    );
    // The same standfirst, on another day.
    let daily = |site: &str, hours_ago: u32| -> Vec<NewEntry> {
        let date = |entry| NewEntry { published: Some(at(0) - MINUTE * (60 * hours_ago)), ..entry };
        at_site(site, &STORIES[..2], "", "").into_iter().map(date).collect()
    };
    assert_eq!(new_articles(vec![daily("a", 25), daily("b", 1)]).await, 2);
    // Beside what was there before.
    assert_eq!(new_articles(vec![first(), [at_site("b", &STORIES[..2], "", ""), first()].concat()]).await, 2);
    // A headline alone, and two short ones.
    let alone = |site: &str, headlines: &[(&'static str, &'static str)]| at_site(site, headlines, "", "");
    for headlines in [&[(one, "")][..], &[("Weather", ""), ("Traffic", "")]] {
        assert_eq!(new_articles(vec![alone("a", headlines), alone("b", headlines)]).await, headlines.len());
    }
}
