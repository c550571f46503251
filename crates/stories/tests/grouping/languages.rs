//! One event in two languages: translations are one story, and what is only on the same subject stays apart from them.

use model::StoryId;

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
