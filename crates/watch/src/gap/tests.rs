//! Where sentences end, in texts of many languages.

use super::*;
use crate::testing::{article, found, rule};
use crate::words::Words;

/// Checks that the sentences of a text end where a mark stands, and nowhere else.
fn check(marked: &str) {
    let text = marked.replace('|', "");
    let mut words = Words::of(&text);
    let mut shown = String::new();
    let mut end = 0;
    while let Some((span, _)) = words.next() {
        shown.push_str(text.get(end..span.start as usize).unwrap());
        if end > 0 && span.gap >= Gap::Sentence {
            shown.push('|');
        }
        end = span.end as usize;
        shown.push_str(text.get(span.start as usize..end).unwrap());
    }
    shown.push_str(text.get(end..).unwrap());
    assert_eq!(shown, marked);
}

#[test]
fn a_dot_that_shortens_a_word_ends_no_sentence() {
    for text in [
        "In der Sache Hafen v. Werft, wie in Port v. EU vs. Dock, ging es um Mr. He und Mr. The.",
        "the case Harbour v. Pilots: a fine",
        "Die Reederei zahlt z. B. Strafe, d. h. Geld, u. a. Zinsen, i. d. R. Mahnkosten.",
        "Das sind ca. 3 Mio. Euro oder 2 Mrd. Dollar beim FC St. Pauli, Nr. 5, Abs. 2, z. B. Die Zeit.",
        "La Sra. López y el Sr. Ruiz, de EE. UU., multa.",
        "M. Dupont et Mme. Roux, en 52 av. J.-C. Gergovie, l’affaire Roe c. Wade.",
        "Il dott. Rossi e la sig.ra Bianchi con il sig. Verdi.",
        "O Sr. Silva e a Dra. Costa.",
        "Volgens dhr. Jansen en mevr. De Vries.",
        "Там и г. Иванов, т. е. штраф, проф. Петров.",
        "See No. 5, case No. A12, art. 7 and fig. 3 of vol. II on Jan. 5.",
        "The port is in Oakland, Calif. Pilots live there, and in D.C. Pilots.",
        "Apple Inc. Magazine, a. m. Monday, J. K. Rowling, S. Das and M. Le Pen.",
    ] {
        check(text);
    }
}

#[test]
fn a_number_with_a_dot_is_an_ordinal_in_german() {
    check("Die Fähre zahlt am 3. März eine Strafe, und am 24. 12. 2025 Zinsen.");
    check("Im 19. Jahrhundert, sagt der 2. Senat, der IX. Zivilsenat, war Ludwig XIV. war.");
    check("I am 19. |Pilots are 20. |The ferry left in 2019. |Pilots saw the 5. |Pilots waved to 27 ships.");
    check("Es waren die 19. |Die Fähre fuhr 1999. |März und April waren kalt.");
}

/// A word with which sentences begin says that the one before it ended with a shortened word.
#[test]
fn a_sentence_ends_with_a_shortened_word_before_one_that_begins_another() {
    for text in [
        "The harbour said no. |The fine stands.",
        "State of the art. |No ferry is. |So said Jan. |Pilots do not. |Det sa hon. |Färjan går.",
        "They live in the U.S. |The fine stands. |They live in the U.S.” |The fine stands.",
        "It left at 5 p.m. |He said so. |It left at 5 p. m. |He said so.",
        "It is in Washington, D.C. |The fine stands. |It is in N.Y. |In January it was not.",
        "It came in Sept. |The fine stands. |It came in Jan.\n|The fine stands.",
        "It is Ferry Inc. |The fine stands. |It is Ferry Ltd. |But Pilots say no.",
        "It is Plan B. |The pilots have no other. |It is Plan A. |He said so.",
        "Es sind 3 Mio. |Die Strafe bleibt.",
        "Es la Naviera S. A. |La multa es alta. |It is in the U. S. |In January it was not.",
        "Viven en EE. UU. |La multa es alta. |Viven en EE. UU. |El puerto también.",
        "He has a point a. |Pilots do not.",
        "It takes 20 h. |Pilots wait. |It is the port's. |Pilots wait.",
    ] {
        check(text);
    }
    // Headlines and names have capitals, too.
    check("U.S. In Talks With Pilots of U.S. This Summer in Calif. Los Angeles");
}

#[test]
fn a_sentence_ends_where_its_space_was_lost() {
    check("The ferry is done.|A fine stands.|The pilots said no.”|Ferries wait!|Pilots ask?|Ports too.");
    check(
        "Node.js, amazon.de, U.S.A, 3.Liga, ASP.NET, socket.IO, will.I.am, Booking.Com, St.Pauli, dott.Rossi",
    );
    check("jo.Bell@example.com, java.util.List, log.Print(it), example.com/the.Ferry, Yahoo!Japan");
}

/// A name that is written so is one wherever it stands.
#[test]
fn names_with_what_ends_sentences_are_found() {
    for (phrase, text) in [
        ("os.Exit", "It calls os.Exit at the end"),
        ("Yes or No. Ferry", "We play Yes or No. Ferry here"),
        ("No. 5", "We sell No. 5 here"),
        ("Ferry Inc. The Book", "We read Ferry Inc. The Book here"),
        ("19. Hafen", "Es ist der 19. Hafen hier"),
    ] {
        assert_eq!(found(rule("phrase", &format!("\"{phrase}\"")), &article("", text)), [phrase]);
    }
}

#[test]
fn a_sentence_ends_behind_the_number_of_its_note() {
    check(
        "The ferry is done.[1] |A fine stands.[2][31] |It stands “now.”[4] |So it is [5] Pilots. |See [6] Pilots.",
    );
    check("The ferry is done.[1] and the list[2] Pilots made.");
}

#[test]
fn an_item_of_a_list_is_a_sentence() {
    check("• Ferry up\n• |fine down\n – |pilots out\n- |ports in\n* |boats in\n・|船");
    check("The ferry\nis out – so\nwhat at\n-5 degrees in the in-\nbox of – 2 – and *\nall");
}

#[test]
fn sentences_of_other_scripts_end_with_marks_of_their_own() {
    check("هل العبارة هنا؟ |نعم هي هنا. |العبارة، كما يقال، هنا.");
    check("नौका यहाँ है। |जुर्माना वहाँ है।|नौका नहीं है॥ |अब");
    check("کشتی یہاں ہے۔ |جرمانہ وہاں ہے۔ |اب");
    check("Նավը այստեղ է։ |Տուգանքը");
}

#[test]
fn a_quotation_and_what_stands_in_brackets_belong_to_their_sentence() {
    check("船は「嫌だ。」と港に言った。|次の船。「|嫌だ！」という港。");
    check("船は「嫌だ。絶対に嫌だ！『だめ。』だめ。」と港に言った。|次の船は「嫌だ。」、港は待つ。");
    check("船（米国。本社）は港へ。|次の船（日本）は港。「|次の船」は港。「|嫌だ。」|港は待つ。");
    check("他喜欢《你好！港口》。“|不行。”|港口走了。|1）船。|2）港。");
    // An unfinished quotation and a long one hold nothing together.
    check("船は「嫌だ。|港は待つ。|船");
    check(&format!("船は「{0}。|{0}」と港に", "海".repeat(120)));
}
