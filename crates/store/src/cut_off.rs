//! Whether a page that gives much less than before was only cut off, as behind a wall that was not there the first time, or
//! whether it says something else now: a correction and a retraction are shorter, too.

use std::collections::HashSet;

use model::is_unspaced;

/// Words in a row that are taken for the same passage.
const RUN: usize = 4;

/// With as many words that the article did not have, what is left of it says something new. The notices of walls have fewer; most
/// of them are known as furniture or as walls before.
const SAYS_NEW: usize = 20;

/// Whether `new` is less than half of `old` and says nothing that `old` did not: half of its words at the least, and all but
/// [`SAYS_NEW`], stand in passages that both have.
pub(crate) fn is_cut_off(old: &str, new: &str) -> bool {
    let (old, new) = (words(old), words(new));
    if new.len() * 2 >= old.len() {
        return false;
    }
    let unknown = unknown(&old, &new);
    unknown < SAYS_NEW && unknown * 2 <= new.len()
}

/// How many words of `new` stand in no passage of `old`.
fn unknown(old: &[String], new: &[String]) -> usize {
    let passages: HashSet<&[String]> = old.windows(RUN).collect();
    let mut known_until = 0;
    let mut known = 0;
    for (at, passage) in new.windows(RUN).enumerate().filter(|(_, passage)| passages.contains(passage)) {
        known += (at + passage.len()) - known_until.max(at);
        known_until = at + passage.len();
    }
    new.len() - known
}

/// The words of a text in lower case; what is written without spaces is taken letter by letter.
fn words(text: &str) -> Vec<String> {
    let apart = |c: char| !c.is_alphanumeric();
    text.to_lowercase()
        .split(apart)
        .filter(|word| !word.is_empty())
        .flat_map(|word| match word.contains(is_unspaced) {
            true => word.chars().map(String::from).collect(),
            false => vec![word.to_owned()],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "Port Ellis Bank has lost nine million crowns of its savers' money, its auditors say. The bank had lent \
        them to a shipyard that does not exist.\n\nThe police searched its offices on Monday and took away forty boxes of papers. \
        The bank's speaker would not say who had signed for the loans.\n\nSavers stood in line before the branch in Quay Street \
        from early in the morning on, and asked for their money back.";

    fn check(new: &str, cut_off: bool) {
        assert_eq!(is_cut_off(OLD, new), cut_off, "{new}");
    }

    #[test]
    fn what_a_wall_leaves_is_cut_off() {
        let beginning =
            "Port Ellis Bank has lost nine million crowns of its savers' money, its auditors say.";
        check(beginning, true);
        check("Port Ellis Bank has lost nine million crowns of its savers' mo…", true);
        check(&format!("{beginning} Become a member of the Harbour Post to go on."), true);
        check(
            &format!("{beginning} The bank had lent them to a shipyard.\n\nThe police searched its offices"),
            true,
        );
    }

    #[test]
    fn a_correction_or_a_retraction_is_none() {
        check("This report was withdrawn. It named the wrong bank.", false);
        check(
            "The auditors of a bank say that savers' money was lost. An earlier version named Port Ellis Bank.",
            false,
        );
        check(
            "Port Ellis Bank has lost nine million crowns of its savers' money, its auditors say.\n\nCorrection: it was Hale and \
             Daughters that lent the money to the yard, and not the bank, which has never had a loan there at all.",
            false,
        );
    }

    #[test]
    fn what_is_not_much_shorter_is_an_edit() {
        let (first, _) = OLD.rsplit_once("\n\n").unwrap();
        check(first, false);
        check("", true);
    }

    #[test]
    fn scripts_without_spaces_are_compared_by_their_letters() {
        let old = "港の当局は月曜日に、嵐が過ぎ去り次第フェリーが再び出航すると述べた。桟橋は夜のうちに壊れたが、けが人はいなかった。";
        assert!(is_cut_off(old, "港の当局は月曜日に、嵐が過ぎ"));
        assert!(!is_cut_off(old, "この記事は誤りであったため取り消した"));
    }
}
