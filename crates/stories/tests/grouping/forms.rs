//! Forms that one outlet fills in with one name after another: each is a story of its own, and what else is spelt or said in
//! another way is none.

use model::{Article, StoryId};

use super::{article, grouped};

/// Whether an article for each name in the place of `{}` is a story of its own, with its text and without.
#[track_caller]
fn check_apart(title: &str, text: &str, names: [&str; 3]) {
    for text in [text, ""] {
        check(title, text, names, [1, 2, 3]);
    }
}

/// Which stories a form ends in, filled in with each name in turn.
#[track_caller]
fn check(title: &str, text: &str, names: [&str; 3], stories: [i64; 3]) {
    let fill = |form: &str, name: &str| form.replace("{}", name);
    let articles: Vec<Article> =
        (1..).zip(names).map(|(id, name)| article(id, &fill(title, name), &fill(text, name))).collect();
    let placed: Vec<StoryId> = grouped(&articles).iter().map(|placed| placed.story).collect();
    assert_eq!(placed, stories.map(StoryId), "{title}: {text}");
}

#[test]
fn a_name_that_only_begins_sentences_is_one() {
    let names = ["Ostrel", "Havlova", "Tervala"];
    check_apart(
        "{} to report first-quarter results on April 29",
        "{} Corp. will release its results for the first quarter before the market opens on Wednesday, April 29. Management will \
         hold a call at 8:30 a.m. A live webcast will be available in the investor section of the company's website, and a \
         replay will be available for 30 days.",
        names,
    );
    check_apart(
        "{} launches share buyback",
        "{} will buy back shares worth up to 200 million crowns, the company said on Wednesday. The programme starts on 9 March \
         and will end by the end of the year. The shares will be cancelled.",
        names,
    );
    check_apart(
        "{} ruft Joghurt zurück",
        "{} ruft vorsorglich Naturjoghurt zurück, weil sich darin Metallteile befinden können. Betroffen sind Becher mit dem \
         Haltbarkeitsdatum 21. März. Kunden können die Ware im Markt zurückgeben und bekommen den Preis erstattet.",
        ["Almhof", "Bergland", "Skarnmilch"],
    );
    check_apart(
        "{} Dies at 88",
        "{}, one of the great voices of the stage, has died at the age of 88, the family said on Wednesday. The singer died at \
         home after a short illness. A private funeral will be held next week.",
        ["Joona Tervala", "Erkki Dahl", "Jana Havlova"],
    );
}

#[test]
fn a_name_without_capitals_is_one() {
    check_apart(
        "{}将于4月29日公布第一季度业绩",
        "{}周三宣布，将于4月29日开市前公布第一季度业绩。管理层将于当天上午举行电话会议，投资者可在公司网站收听网络直播。",
        ["腾讯", "百度", "网易"],
    );
    check(
        "زلزال بقوة 5 درجات يضرب {}",
        "ضرب زلزال بقوة 5 درجات {} يوم الأربعاء دون وقوع إصابات، حسبما أعلن مركز رصد الزلازل. وشعر السكان بالهزة لعدة ثوان.",
        ["اليونان", "تركيا", "إيران"],
        [1, 2, 3],
    );
}

#[test]
fn a_headline_alone_with_another_name_and_another_number_is_another_story() {
    let headlines = ["Quistdal : un homme de 23 ans blessé", "Wennel : un homme de 31 ans blessé"];
    let articles: Vec<Article> = (1..).zip(headlines).map(|(id, title)| article(id, title, "")).collect();
    let placed: Vec<StoryId> = grouped(&articles).iter().map(|placed| placed.story).collect();
    assert_eq!(placed, [1, 2].map(StoryId));
}

#[test]
fn another_spelling_of_a_name_is_the_same() {
    let text = "{} woke up to heavy snow on Wednesday, and trams stood still for hours. The mayor asked people to leave their cars \
                at home. Schools will be closed until Friday, and the airport expects to open one of its runways at noon.";
    check("{} wakes up to heavy snow", text, ["Kyiv", "Kiev", "Kyyiv"], [1, 1, 1]);
    check("{} wakes up to heavy snow", text, ["Smithfield", "Smythfield", "Smithfeild"], [1, 1, 1]);
    check("{} wakes up to heavy snow", text, ["Yerevan", "Erevan", "Jerewan"], [1, 1, 1]);
}

#[test]
fn a_short_name_that_differs_in_one_consonant_is_another() {
    let text = "{} closed its air space on Wednesday after a missile fell near an airfield. The ministry said that flights would be \
                turned back until Friday, and travellers slept in the halls. The exchange lost three percent.";
    check_apart("{} closes air space after missile", text, ["Iran", "Iraq", "Oman"]);
    check_apart("{} closes air space after missile", text, ["Mali", "Bali", "Malta"]);
}

#[test]
fn another_word_for_the_same_is_no_name() {
    let report = |id: i64, scraps: &str, scrapped: &str| {
        let text = format!(
            "The ferry line Skarnlink {scrapped} 180 sailings on Thursday after a failure of its planning system left masters and \
             deckhands out of place all along the coast. It {scrapped} as many a year ago. Passengers spent the night in halls."
        );
        article(id, &format!("Skarnlink {scraps} 180 sailings"), &text)
    };
    let placed = grouped(&[report(1, "cancels", "cancelled"), report(2, "scraps", "scrapped")]);
    assert_eq!(placed[1].story, StoryId(1));
}
