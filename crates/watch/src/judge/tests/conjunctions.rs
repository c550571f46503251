//! Names with `&` or a word for it, where papers write the other.

use model::{EntityKind, Outcome};

use super::watch;
use crate::Matcher;
use crate::testing::{article, list};

/// Checks what is cited of a name that is sure in an article.
#[track_caller]
fn cites(name: &str, not: &[&str], title: &str, text: &str, expected: &[&str]) {
    let watches = vec![watch(name, &[], EntityKind::Organisation, &[], not)];
    let article = article(title, text);
    let mentions = Matcher::compile(&[list(watches)]).unwrap().mentions(&article);
    let sure = mentions.iter().filter(|mention| mention.outcome == Outcome::Match);
    let cited: Vec<String> = sure
        .flat_map(|mention| {
            // The name is told as it is configured.
            assert!(mention.evidence.iter().all(|evidence| evidence.alias == name));
            crate::testing::cited(mention, &article)
        })
        .collect();
    assert_eq!(cited, expected, "{name} in {title} / {text}\n{mentions:#?}");
}

#[test]
fn the_sign_and_the_word_are_one_name() {
    for (name, text, cited) in [
        ("Marks & Spencer", "A shop of Marks and Spencer was shut on Monday.", "Marks and Spencer"),
        ("Marks & Spencer", "Shoppers queued, MARKS AND SPENCER said.", "MARKS AND SPENCER"),
        ("Procter & Gamble", "Procter and Gamble will raise its prices.", "Procter and Gamble"),
        ("Villeroy & Boch", "Die Aktie von Villeroy und Boch gab nach.", "Villeroy und Boch"),
        ("Dolce & Gabbana", "La sfilata di Dolce e Gabbana si terrà a Milano.", "Dolce e Gabbana"),
        ("Hennes & Mauritz", "Klädkedjan Hennes och Mauritz stänger i Lund.", "Hennes och Mauritz"),
        ("Barnes and Noble", "The lease of Barnes & Noble ends in May.", "Barnes & Noble"),
        ("Crate & Barrel", "The lease of Crate and Barrel ends in May.", "Crate and Barrel"),
    ] {
        cites(name, &[], "A report", text, &[cited]);
    }
}

/// What anybody writes is no name for that.
#[test]
fn words_that_stand_together_anyhow_are_no_name() {
    for (name, text) in [
        ("Law & Order", "Law and order broke down on Monday, and the mayor asked for law and order."),
        (
            "Research and Development",
            "He promised more money for research & development at the site on Friday.",
        ),
        ("AT&T", "The letters at and t were missing."),
        ("Q & A", "The letters q and a were missing, a Q and A said."),
        ("{Marks & Spencer}", "A shop of Marks and Spencer was shut on Monday."),
    ] {
        cites(name, &[], "A report", text, &[]);
    }
    cites("Law & Order", &[], "Mayor Promises Law and Order After Three Bad Nights", "The mayor spoke.", &[]);
    let text = "A branch of Marks and Spencer Bank was shut on Monday.";
    cites("Marks & Spencer", &["Marks & Spencer Bank"], "A report", text, &[]);
}
