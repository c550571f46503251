//! Headlines alone, and a headline with a sentence or two, as most feeds send them: what few words say, and what they do not.

use model::{Article, StoryId};

use super::{article, grouped};

/// The stories that headlines without a text end in.
fn stories_of(headlines: &[&str]) -> Vec<StoryId> {
    let articles: Vec<_> = (1..).zip(headlines).map(|(id, headline)| article(id, headline, "")).collect();
    grouped(&articles).iter().map(|placed| placed.story).collect()
}

/// Whether each is a story of its own.
#[track_caller]
fn check_apart(headlines: &[&str]) {
    let alone: Vec<StoryId> = (1..).take(headlines.len()).map(StoryId).collect();
    assert_eq!(stories_of(headlines), alone, "{headlines:?}");
}

#[test]
fn headlines_that_share_a_word_or_two_are_no_story() {
    check_apart(&[
        "Storm Ilva kills two in Hallmouth",
        "Blast at paint works kills two",
        "Flu kills two at Wennel home",
    ]);
    check_apart(&[
        "Ostrel sued over charger fees",
        "Ostrel shares fall 3 percent",
        "Ostrel names finance chief",
    ]);
    check_apart(&[
        "Tervala unit wins 1.4 mln crown contract",
        "Brack Marine gets navy contract",
        "Havlova Works wins rail contract",
    ]);
    check_apart(&["Two killed in pile-up near Skarn", "Two killed in avalanche near Quistdal"]);
}

#[test]
fn headlines_that_share_what_few_hold_are_one_story() {
    let stories = stories_of(&[
        "Freighter aground on Skarn bank off Port Wennel",
        "Library opens in Ostrava four years late",
        "Freighter runs aground off Port Wennel in fog",
        "Crew saved from freighter on Skarn bank off Port Wennel",
    ]);
    assert_eq!(stories, [1, 2, 1, 1].map(StoryId));
}

#[test]
fn summaries_of_one_event_are_one_story() {
    let placed = grouped(&[
        article(
            1,
            "Magnitude 6.9 quake shakes Skarn island; no tsunami threat",
            "A 6.9 magnitude quake shook the island of Skarn on Monday night, sending people out of their homes, the institute of \
             seismology said. Power was cut in the town of Wennel and cracks were seen in school buildings. There is no threat of a \
             tsunami.",
        ),
        article(
            2,
            "Orchard strike in Quistdal ends",
            "Striking orchard workers agreed to a wage of 190 crowns a day after six weeks of talks, the union of Quistdal said \
             on Tuesday. Half of the plums have rotted.",
        ),
        article(
            3,
            "At least four dead after Skarn earthquake",
            "At least four people were killed when a strong earthquake of magnitude 6.9 hit Skarn in the south, rescuers said on \
             Tuesday. Two died in the town of Wennel, where a market hall fell in. More than 40 aftershocks were felt.",
        ),
    ]);
    let stories: Vec<StoryId> = placed.iter().map(|placed| placed.story).collect();
    assert_eq!(stories, [1, 2, 1].map(StoryId), "{:?}", placed[2].why);
}

#[test]
fn headlines_of_one_form_with_other_names_are_of_other_events() {
    check_apart(&["Three dead in Hallmouth warehouse fire", "Three dead in Wennel warehouse fire"]);
    check_apart(&["Ostrel shares fall 3%", "Tervala shares fall 3%"]);
    check_apart(&["Man charged with murder of woman in Skarn", "Man charged with murder of woman in Brack"]);
    let stories = stories_of(&[
        "Three dead in Hallmouth warehouse fire",
        "Three dead in Wennel warehouse fire",
        "Hallmouth warehouse blaze kills three",
        "Wennel warehouse blaze kills three",
    ]);
    assert_eq!(stories, [1, 2, 1, 2].map(StoryId));
}

#[test]
fn a_kicker_hides_no_name() {
    for [one, other] in [
        ["Norgas cuts 5,000 jobs", "Watch: Ostrel cuts 5,000 jobs"],
        ["Norgas recalls baby formula in Skarn", "BREAKING: Ostrel recalls baby formula in Skarn"],
        ["Norgas recalls baby formula in Skarn", "UPDATE 1-Ostrel recalls baby formula in Skarn"],
        ["Norgas shares jump on takeover report", "Ostrel shares jump on takeover report - live updates"],
        ["Norgas shares jump on takeover report", "Ostrel shares jump on takeover report | Markets"],
        ["Live: Norgas cuts 5,000 jobs", "Exclusive: Ostrel cuts 5,000 jobs"],
        ["Norgas: 5,000 jobs to go", "Live: Ostrel: 5,000 jobs to go"],
        ["Norgas supprime 5 000 emplois", "EN DIRECT - Ostrel supprime 5 000 emplois"],
        ["Norgas rappelle des laits infantiles", "Info exclusive : Ostrel rappelle des laits infantiles"],
        ["Norgas ruft Babymilch zurück", "Eilmeldung: Ostrel ruft Babymilch zurück"],
        ["Norgas ruft Babymilch zurück", "Ostrel ruft Babymilch zurück - Liveticker"],
        ["Norgas recorta 5.000 empleos", "Última hora: Ostrel recorta 5.000 empleos"],
        ["Norgas schrapt 5.000 banen", "[LIVE] Ostrel schrapt 5.000 banen"],
        ["腾讯将于4月29日公布第一季度业绩", "【速报】百度将于4月29日公布第一季度业绩"],
    ] {
        check_apart(&[one, other]);
        check_apart(&[other, one]);
    }
}

#[test]
fn a_headline_with_another_kicker_is_the_same() {
    for [one, other] in [
        ["Norgas cuts 5,000 jobs", "Watch: Norgas cuts 5,000 jobs"],
        ["Live: Norgas cuts 5,000 jobs", "Exclusive: Norgas cuts 5,000 jobs"],
        ["Norgas cuts 5,000 jobs - live updates", "BREAKING: Norgas cuts 5,000 jobs"],
        ["Norgas ruft Babymilch zurück", "Eilmeldung: Norgas ruft Babymilch zurück"],
        ["Norgas recorta 5.000 empleos", "Última hora: Norgas recorta 5.000 empleos"],
        ["Three dead in Hallmouth warehouse fire", "Hallmouth: three dead in warehouse fire"],
        ["Trois morts dans un incendie à Hallmouth", "Hallmouth : trois morts dans un incendie"],
    ] {
        assert_eq!(stories_of(&[one, other]), [1, 1].map(StoryId), "{one} and {other}");
    }
}

#[test]
fn short_reports_whose_headlines_name_what_the_other_lacks_are_of_other_events() {
    let reports = [
        (
            "Skarn beat Brack 2-1",
            "Skarn beat Brack 2-1 on Saturday with goals by Ilva and Tor in the second half to stay second in the table, a point \
             behind the leaders.",
        ),
        (
            "Wennel beat Ostrel 2-1",
            "Wennel beat Ostrel 2-1 on Saturday with goals by Moen and Vik in the second half to go third in the table, two points \
             behind the leaders.",
        ),
        (
            "Two late goals see Skarn past Brack",
            "Goals by Ilva and Tor in the second half gave Skarn a 2-1 win against Brack on Saturday, and the second place in the \
             table.",
        ),
    ];
    let articles: Vec<_> =
        (1..).zip(reports).map(|(id, (headline, text))| article(id, headline, text)).collect();
    let stories: Vec<StoryId> = grouped(&articles).iter().map(|placed| placed.story).collect();
    assert_eq!(stories, [1, 2, 1].map(StoryId));
}

#[test]
fn short_reports_that_have_no_name_in_common_are_of_other_events() {
    let reports = [
        (
            "Court jails former harbour master for fraud",
            "A court on Monday sentenced the former harbour master of Wennel, Jonas Feld, to three years in prison for fraud. Feld, 58, \
             had denied the charges. His lawyer said he would appeal.",
        ),
        (
            "Court jails former broker for fraud",
            "A court on Monday sentenced the former broker Marta Brack to five years in prison for fraud. Brack, 44, had denied \
             the charges. Her lawyer said she would appeal.",
        ),
        (
            "Three years for ex-harbour master",
            "Former harbour master Jonas Feld of Wennel has been jailed for three years after being found guilty of fraud over \
             mooring fees.",
        ),
    ];
    let articles: Vec<_> =
        (1..).zip(reports).map(|(id, (headline, text))| article(id, headline, text)).collect();
    let stories: Vec<StoryId> = grouped(&articles).iter().map(|placed| placed.story).collect();
    assert_eq!(stories, [1, 2, 1].map(StoryId));
}

#[test]
fn a_story_goes_on_in_the_morning_and_the_next_day() {
    let first = (
        "Court jails Skarn ferry captain Moen over sinking",
        "A court in Hallmouth jailed ferry captain Ilva Moen for six years on Tuesday over the sinking of the Quistdal, in which \
         fourteen people drowned off Skarn. Judge Tor Vik said Moen had left the bridge for forty minutes. The owner, Brack Marine, \
         was fined 190 million crowns. Relatives of the dead wept as the sentence was read, and one shouted at the captain. The \
         ferry struck a reef in fog two winters ago, and its lifeboats had not been tested since it was built in Ostrel.",
    );
    let next = (
        "Ferry owner to appeal fine after captain Moen is jailed",
        "Brack Marine will appeal against the fine of 190 million crowns that Judge Tor Vik imposed over the sinking of the ferry \
         Quistdal off Skarn, its lawyers said, a day after captain Ilva Moen was jailed for six years in Hallmouth. Fourteen people \
         drowned when the ferry struck a reef in fog. Moen had left the bridge for forty minutes. Relatives called the appeal of \
         Brack Marine shameful, and said that lifeboats built in Ostrel had never been tested.",
    );
    let other = (
        "Brack Marine orders two ferries from Ostrel yard",
        "Brack Marine has ordered two electric ferries from the yard in Ostrel for the line between Hallmouth and Skarn, at a price \
         of 840 million crowns. The first is to sail in three years with four hundred seats and room for ninety cars. The yard will \
         hire two hundred welders. The mayor of Hallmouth said that the quay must be made longer, and that the town will pay half.",
    );
    for (hours, (title, text), expected) in [(16, next, 1), (32, next, 1), (24, other, 2)] {
        let mut second = article(2, title, text);
        second.seen += jiff::SignedDuration::from_hours(hours);
        let placed = grouped(&[article(1, first.0, first.1), second]);
        assert_eq!(placed[1].story, StoryId(expected), "{hours} h: {:?}", placed[1].why);
    }
}

/// Headlines of a few words, each with its language and the text that stands below it elsewhere.
const SHORT: [[&str; 3]; 5] = [
    [
        "en",
        "Norgas CEO steps down",
        "Norgas said on Sunday that its chief executive Erkki Dahl would leave at the end of the year.\n\nThe gas company named a \
         former manager of Ostrel in his place.",
    ],
    [
        "en",
        "Skarnlink workers strike in Wennel",
        "Workers at the harbour of Wennel walked out on Sunday over pay.\n\nSkarnlink said that passengers would not be affected. \
         The line, which was founded by Jonas Feld, pays from 140 crowns an hour; the union wants 150.",
    ],
    [
        "de",
        "Norgas-Chef tritt zurück",
        "Norgas hat am Sonntag mitgeteilt, dass Vorstandschef Erkki Dahl zum Jahresende geht.\n\nDer Konzern ernannte einen früheren \
         Manager von Ostrel zu seinem Nachfolger.",
    ],
    [
        "fr",
        "Grève chez Skarnlink à Wennel",
        "Les salariés du port ont cessé le travail dimanche pour réclamer de meilleurs salaires.\n\nSkarnlink assure que les \
         passagers n'en pâtiront pas. Le syndicat demande 150 couronnes de l'heure.",
    ],
    [
        "es",
        "Dimite el jefe de Norgas",
        "El consejero delegado Erkki Dahl dejará la compañía a final de año, según informó Norgas el domingo.\n\nLe sustituirá un \
         antiguo directivo de Ostrel.",
    ],
];

/// The story of the second of two articles with one headline, so many hours after the first.
fn story_of_second(language: &str, headline: &str, texts: [&str; 2], hours: i64) -> StoryId {
    let of_text = |id, text| Article { language: Some(language.to_owned()), ..article(id, headline, text) };
    let (first, mut second) = (of_text(1, texts[0]), of_text(2, texts[1]));
    second.seen += jiff::SignedDuration::from_hours(hours);
    grouped(&[first, second])[1].story
}

#[test]
fn a_headline_and_its_article_are_one_story_whichever_comes_first() {
    for [language, headline, text] in SHORT {
        assert_eq!(
            story_of_second(language, headline, ["", text], 0),
            StoryId(1),
            "{headline}, then its text"
        );
        assert_eq!(
            story_of_second(language, headline, [text, ""], 0),
            StoryId(1),
            "{headline} behind its text"
        );
    }
}

#[test]
fn a_headline_that_returns_on_another_day_is_of_another_event() {
    for [language, headline, text] in SHORT {
        assert_eq!(story_of_second(language, headline, ["", text], 24), StoryId(2), "{headline}");
    }
}

#[test]
fn a_headline_without_a_name_is_not_every_article_below_it() {
    for [language, headline, text] in [
        [
            "en",
            "Man charged with murder",
            "A man has been charged with the murder of Jana Havlova in Skarn. Jonas Feld, 34, will appear before magistrates on Monday, \
             police said. Havlova was found dead at her home in Wennel on Thursday.",
        ],
        [
            "en",
            "Two dead in crash",
            "Two people were killed in a crash on the M12 near Harnsea on Sunday, police said. The two dead were a couple from Wennel.",
        ],
        [
            "de",
            "Zwei Tote bei Unfall",
            "Bei einem Unfall auf der A94 bei Quistdal sind am Sonntag zwei Menschen gestorben, teilte die Polizei in Wennel mit. Die \
             beiden Toten kamen aus Harnsea.",
        ],
        [
            "en",
            "Police appeal for witnesses",
            "Police in Harnsea have appealed for witnesses after a cyclist was hit by a car on Mill Road on Sunday. The driver did not \
             stop, a spokesman said.",
        ],
        [
            "en",
            "Weather forecast",
            "Rain will reach Wennel by the evening, the institute said. Winds of up to 40 miles an hour are expected on the coast.",
        ],
    ] {
        assert_eq!(story_of_second(language, headline, ["", text], 0), StoryId(2), "{headline}");
    }
}
