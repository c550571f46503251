//! One event in two languages: translations are one story, and what is only on the same subject stays apart from them.

use model::{Article, StoryId};

use super::{article, grouped};

const TALKS: [&str; 3] = [
    "Orchard workers in Quistdal reject wage offer",
    "Striking orchard workers in Quistdal voted on Sunday to reject a wage of 190 crowns a day, the union said.\n\n\
     Marta Brack, who leads the union, told reporters that 1,240 members had taken part in the vote and that the strike \
     would go on until growers offered 210 crowns and shorter days in the harvest. Talks with the mediator Jonas Feld are \
     to resume on Thursday in the town hall of Quistdal.\n\n\
     Growers said that half of the plums of the valley had rotted on the trees since the strike began six weeks ago.",
    "Les ouvriers agricoles de Quistdal rejettent l'offre salariale",
];
const TALKS_IN_FRENCH: &str = "Les ouvriers des vergers de Quistdal, en grève, ont voté dimanche contre un salaire de 190 couronnes par jour, \
     a annoncé le syndicat.\n\n\
     Marta Brack, qui dirige le syndicat, a déclaré aux journalistes que 1 240 membres avaient pris part au vote et que la \
     grève durerait jusqu'à ce que les producteurs offrent 210 couronnes et des journées plus courtes pendant la récolte. \
     Les négociations avec le médiateur Jonas Feld doivent reprendre jeudi à la mairie de Quistdal.\n\n\
     Selon les producteurs, la moitié des prunes de la vallée ont pourri sur les arbres depuis le début de la grève il y a \
     six semaines.";
/// Of the same strike, another happening.
const CLASH: [&str; 2] = [
    "Police clear road as orchard workers of Quistdal stay on strike",
    "Police cleared a road near a packing hall in Quistdal on Monday where striking orchard workers had stopped lorries with \
     plums.\n\n\
     Nobody was hurt, a spokesman said. Marta Brack of the union said that orchard workers want 210 crowns; a \
     mediator expects both sides.\n\n\
     Traffic stood still all over the valley until noon, and drivers complained.",
];

#[test]
fn a_translation_is_its_originals_story_and_the_measure_of_what_else_is() {
    let [english, french] = [article(1, TALKS[0], TALKS[1]), article(2, TALKS[2], TALKS_IN_FRENCH)];
    let clash = article(3, CLASH[0], CLASH[1]);
    let alone = grouped(&[english.clone(), clash.clone()]);
    assert_eq!(alone[1].story, StoryId(1), "{:?}", alone[1].why);
    let measured = grouped(&[english, french, clash]);
    assert_eq!(measured[1].story, StoryId(1), "{:?}", measured[1].why);
    assert!(measured[2].opened, "{:?}", measured[2].why);
    assert_eq!(measured[2].related, [StoryId(1)]);
}

/// How much the English report, taken in first, attracts a French one, of what is needed.
fn strength(title: &str, text: &str) -> f64 {
    let placed = grouped(&[article(1, TALKS[0], TALKS[1]), article(2, title, text)]);
    let told =
        placed[1].why.iter().find_map(|why| why.says.strip_suffix(" of what is needed")).unwrap_or("0");
    told.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number is told")
}

#[test]
fn a_text_of_another_length_is_no_translation() {
    let longer = format!("{TALKS_IN_FRENCH}\n\n{}", "Le temps reste sec dans la vallée. ".repeat(30));
    let translation = strength(TALKS[2], TALKS_IN_FRENCH);
    assert!(translation >= 1.5, "{translation}");
    assert!(strength(TALKS[2], &longer) < translation * 0.5);
}

#[test]
fn a_translation_says_the_same_in_its_headline_and_at_the_same_places() {
    let translation = strength(TALKS[2], TALKS_IN_FRENCH);
    // The same words in both, so that what is told apart is where they stand.
    let paragraphs: Vec<&str> = TALKS_IN_FRENCH.rsplit("\n\n").collect();
    let turned = strength(TALKS[2], &paragraphs.join("\n\n"));
    assert!(turned < translation * 0.95, "{turned} of {translation}");
    let headed =
        strength("La moitié des prunes de la vallée ont pourri depuis six semaines", TALKS_IN_FRENCH);
    assert!(headed < translation * 0.85, "{headed} of {translation}");
}

/// Two events of one kind, each told shortly in a language of its own: the words for what happened are the same.
const OF_OTHERS: [[&str; 4]; 5] = [
    [
        "Four dead in Harnsea mill fire",
        "Four workers were killed and eleven injured when fire tore through a mill in Harnsea on Tuesday, officials said. \
         About 90 firefighters fought the blaze.",
        "Deux morts dans un incendie à Quistdal",
        "Deux ouvriers ont été tués et sept blessés dans l'incendie d'une usine à Quistdal mardi, selon les autorités. Environ \
         60 pompiers ont combattu le feu.",
    ],
    [
        "Bank of Norland holds rates at 4.25%",
        "The Bank of Norland kept interest rates unchanged at 4.25 percent on Thursday, as expected, saying inflation remained \
         too high. Marta Brack, its governor, spoke of a difficult year.",
        "La banque de Veldie maintient ses taux à 3,5 %",
        "La banque centrale de Veldie a maintenu jeudi ses taux d'intérêt à 3,5 %, comme attendu, jugeant l'inflation encore trop \
         élevée. Le gouverneur, Jonas Feld, parle d'une année difficile.",
    ],
    [
        "Two dead in crash on M12 near Harnsea",
        "Two people were killed in a crash on the M12 motorway near Harnsea on Tuesday when a lorry ran into the end of a traffic \
         jam, police said.",
        "Zwei Tote bei Unfall auf der A94 bei Quistdal",
        "Bei einem Unfall auf der A94 bei Quistdal sind am Dienstag zwei Menschen ums Leben gekommen, als ein Lastwagen auf ein \
         Stauende auffuhr, teilte die Polizei mit.",
    ],
    [
        "Harnsea Mills to hold annual meeting in May",
        "Harnsea Mills today announced that its annual general meeting will be held on 14 May 2026 in Wennel. The annual \
         report will be published on 9 April.",
        "Tervala convoque son assemblée générale en mai",
        "Tervala a annoncé que son assemblée générale annuelle se tiendra le 14 mai 2026 à Wennel. Le rapport annuel sera \
         publié le 9 avril.",
    ],
    [
        "Brack beats Havlova to win Wennel title",
        "Marta Brack beat Jana Havlova 6-4 7-5 in the final of the Wennel Open on Sunday.",
        "Feld vence a Dahl y conquista el título en Wennel",
        "Jonas Feld venció a Erkki Dahl por 6-4 y 7-5 en la final del Abierto de Wennel el domingo.",
    ],
];

#[test]
fn a_translation_of_two_sentences_is_its_originals_story() {
    for [title, text, other_title, other_text] in [
        [
            OF_OTHERS[3][0],
            OF_OTHERS[3][1],
            "Harnsea Mills tient son assemblée générale en mai",
            "Harnsea Mills a annoncé que son assemblée générale annuelle se tiendra le 14 mai 2026 à Wennel. Le rapport annuel \
             sera publié le 9 avril.",
        ],
        [
            OF_OTHERS[4][0],
            OF_OTHERS[4][1],
            "Brack vence a Havlova y conquista el título en Wennel",
            "Marta Brack venció a Jana Havlova por 6-4 y 7-5 en la final del Abierto de Wennel el domingo.",
        ],
        // Names are spelt in each language's way, and one of two says who is meant.
        [
            "Lukanov visits Harnsea",
            "Dmitri Lukanov visited Harnsea on Friday to open a pipeline worth 13 billion crowns, Norgas said.",
            "Loukanof en visite à Harnsea",
            "Dmitri Loukanof a visité vendredi Harnsea pour ouvrir un gazoduc de 13 milliards de couronnes, selon Norgas.",
        ],
        [
            "Khadirei rejects talks with Brack",
            "Ali Khadirei rejected talks with Marta Brack on Friday over 13 ships that Wennel holds, Norgas said.",
            "Jadirey rechaza hablar con Brack",
            "Ali Jadirey rechazó el viernes hablar con Marta Brack sobre 13 barcos que retiene Wennel, según Norgas.",
        ],
    ] {
        let placed = grouped(&[article(1, title, text), article(2, other_title, other_text)]);
        assert_eq!(placed[1].story, StoryId(1), "{other_title}: {:?}", placed[1].why);
    }
}

#[test]
fn an_event_of_the_same_kind_elsewhere_stays_apart_from_the_first_article_on() {
    for [title, text, other_title, other_text] in OF_OTHERS {
        for (first, second) in
            [((title, text), (other_title, other_text)), ((other_title, other_text), (title, text))]
        {
            let placed = grouped(&[article(1, first.0, first.1), article(2, second.0, second.1)]);
            assert!(placed[1].opened, "{}: {:?}", second.0, placed[1].why);
        }
    }
}

#[test]
fn what_is_told_shorter_in_another_language_joins_the_only_story_there_is() {
    let background = "The union was founded in 1911, when growers paid by the basket. Three strikes since then lasted longer than a \
                      month, and after each of them orchards were sold. A museum in the valley keeps the baskets, the songs and \
                      a flag with a hole that nobody can explain. Children learn the songs at school, and at harvest time they \
                      are sung on the wagons. Whoever was born in the valley knows which verse belongs to which village.";
    let longer = format!("{}\n\n{background}", TALKS[1]);
    let shorter: Vec<&str> = TALKS_IN_FRENCH.split("\n\n").take(2).collect();
    let placed = grouped(&[article(1, TALKS[0], &longer), article(2, TALKS[2], &shorter.join("\n\n"))]);
    assert_eq!(placed[1].story, StoryId(1), "{:?}", placed[1].why);
}

/// Whether two headlines without a text are one story, whichever comes first.
#[track_caller]
fn check_headlines(headlines: [(&str, &str); 2], are_one: bool) {
    let [one, other] = headlines;
    for [first, second] in [[one, other], [other, one]] {
        let headline = |id: i64, (language, title): (&str, &str)| Article {
            language: Some(language.to_owned()),
            ..article(id, title, "")
        };
        let placed = grouped(&[headline(1, first), headline(2, second)]);
        assert_eq!(!placed[1].opened, are_one, "{} and {}: {:?}", first.1, second.1, placed[1].why);
    }
}

#[test]
fn headlines_alone_that_name_the_same_are_no_translations() {
    for headlines in [
        // One name, and a word or two that whatever is told of it has, too.
        [("de", "Skarnlink streicht Fähren nach Harnsea"), ("en", "Skarnlink resumes ferries to Harnsea")],
        [("fr", "Incendie mortel à Quistdal"), ("en", "Quistdal fire chief resigns")],
        [("es", "Norgas cierra su tienda en Harnsea"), ("en", "Norgas to open second store in Harnsea")],
        [("de", "Norgas-Streik in Quistdal"), ("en", "Norgas workers strike in Harnsea")],
        // Two names, and a place.
        [("fr", "Brack reçoit Feld à Wennel"), ("de", "Feld und Brack streiten über Rüstung in Harnsea")],
        [
            ("de", "Tervala und Ostrel erhöhen Preise"),
            ("en", "Tervala, Ostrel face lawsuit over bottled water"),
        ],
        [
            ("it", "Tervala e Ostrel multate in Italia"),
            ("es", "Tervala y Ostrel suben los precios de la leche"),
        ],
        // A name of two words is one name.
        [
            ("fr", "Marta Havlova reçoit Jonas Lukanov à Wennel"),
            ("de", "Jonas Lukanov und Marta Havlova streiten über Rüstung in Harnsea"),
        ],
    ] {
        check_headlines(headlines, false);
    }
}

#[test]
fn headlines_alone_that_say_the_same_are_translations() {
    for headlines in [
        [
            ("fr", "Séisme de magnitude 6,9 au large de Harnsea, 40 morts"),
            ("en", "Magnitude 6.9 quake off Harnsea kills 40"),
        ],
        [
            ("es", "Skarn gana a Ostrel por 3-12 en la final de la Copa Wennel"),
            ("en", "Skarn beat Ostrel 3-12 in Wennel Cup final"),
        ],
        [
            ("fr", "Brack, Feld et Lukanov rencontrent Havlova à Quistdal"),
            ("de", "Brack, Feld und Lukanov treffen Havlova in Quistdal"),
        ],
        [
            ("de", "Lukanov und Brack warnen vor Inflation in Deutschland"),
            ("en", "Lukanov and Brack warn of inflation in Germany"),
        ],
    ] {
        check_headlines(headlines, true);
    }
}

#[test]
fn what_another_headline_joins_does_not_make_a_translation_of_it() {
    let headlines = [
        ("de", "Skarnlink streicht Fähren nach Harnsea"),
        ("en", "Skarnlink resumes ferries to Harnsea"),
        ("en", "Skarnlink to resume ferries to Harnsea on Monday"),
    ];
    let articles: Vec<Article> = (1..)
        .zip(headlines)
        .map(|(id, (language, title))| Article {
            language: Some(language.to_owned()),
            ..article(id, title, "")
        })
        .collect();
    let placed = grouped(&articles);
    let stories: Vec<StoryId> = placed.iter().map(|placed| placed.story).collect();
    assert_eq!(stories, [1, 2, 2].map(StoryId), "{:?}", placed[2].why);
    assert_eq!(placed[1].related, [StoryId(1)]);
}

#[test]
fn a_headline_alone_is_no_translation_of_a_summary_that_names_the_same() {
    let summary = Article {
        language: Some("fr".to_owned()),
        ..article(1, "Incendie mortel à Quistdal", "Incendie à Quistdal.")
    };
    let headline =
        Article { language: Some("en".to_owned()), ..article(2, "Quistdal fire chief resigns", "") };
    for articles in [[summary.clone(), headline.clone()], [headline, summary]] {
        let placed = grouped(&articles);
        assert!(placed[1].opened, "{:?}", placed[1].why);
    }
}
