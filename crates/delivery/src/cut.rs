//! Making text shorter where a person would: after a sentence, else after a word, never within a character.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

/// What stands for what was left out.
const ELLIPSIS: &str = "…";

/// The length of text in UTF-16 code units, in which several receivers count; never less than its characters, so that it
/// also keeps limits given in those.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `text` in at most `limit` UTF-16 units: whole where it fits, otherwise up to the last sentence or else word that fits, if that
/// is not too short a part of it, with an ellipsis.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    if length(text) <= limit {
        return text.to_owned();
    }
    let Some(room) = limit.checked_sub(length(ELLIPSIS)) else { return String::new() };
    let most = prefix(text, room);
    let enough = most.len() / 2;
    // After a whole sentence the ellipsis stands apart.
    let sentences = prefix(text, room.saturating_sub(1));
    if let Some(kept) = sentences.get(..sentence_end(sentences)).filter(|kept| kept.len() > enough) {
        return format!("{kept} {ELLIPSIS}");
    }
    let ends_a_word = text.get(most.len()..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
    let end = if ends_a_word { Some(most.len()) } else { most.rfind(char::is_whitespace) };
    let words = end.and_then(|end| most.get(..end)).filter(|kept| kept.len() > enough);
    let kept = words.unwrap_or(most).trim_end_matches(|c: char| c.is_whitespace() || ",;:-–—(".contains(c));
    format!("{kept}{ELLIPSIS}")
}

/// The part of `text` around `span`, in at most `limit` UTF-16 units, cut between words; and where the span is in it. None where
/// the words of the span alone are too long.
pub(crate) fn around(text: &str, span: Range<usize>, limit: usize) -> Option<(String, Range<usize>)> {
    let words: Vec<Range<usize>> =
        text.split_word_bound_indices().map(|(start, word)| start..start + word.len()).collect();
    let mut first = words.iter().position(|word| word.end > span.start)?;
    let mut last = words.iter().rposition(|word| word.start < span.end)?;
    let shown = |first: usize, last: usize| {
        let part = text.get(words.get(first)?.start..words.get(last)?.end)?;
        let before = if first > 0 { ELLIPSIS } else { "" };
        let after = if last + 1 < words.len() { ELLIPSIS } else { "" };
        (length(part) + length(before) + length(after) <= limit).then_some((before, part, after))
    };
    let mut best = shown(first, last)?;
    let mut growing = true;
    while growing {
        growing = false;
        // What follows says more of a name than what stands before it, so it goes first.
        if let Some(more) = shown(first, last + 1) {
            (best, last, growing) = (more, last + 1, true);
        }
        if let Some(more) = first.checked_sub(1).and_then(|first| shown(first, last)) {
            (best, first, growing) = (more, first - 1, true);
        }
    }
    let (before, part, after) = best;
    let part_start = words.get(first)?.start;
    let margin = part.len() - part.trim_start().len();
    let start = span.start.checked_sub(part_start)?.checked_sub(margin)? + before.len();
    Some((format!("{before}{}{after}", part.trim()), start..start + span.len()))
}

/// The longest beginning of `text` of at most `room` units that ends between characters as people see them.
fn prefix(text: &str, room: usize) -> &str {
    let mut used = 0;
    let mut end = 0;
    for (start, character) in text.grapheme_indices(true) {
        used += length(character);
        if used > room {
            break;
        }
        end = start + character.len();
    }
    text.get(..end).unwrap_or_default()
}

/// Where the last whole sentence ends; 0 where none does.
fn sentence_end(text: &str) -> usize {
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let ends = match character {
            '.' | '!' | '?' => next.is_some_and(char::is_whitespace),
            '。' | '！' | '？' => true,
            _ => false,
        };
        if ends {
            end = start + character.len_utf8();
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_cut_where_a_person_would() {
        let check = |text: &str, limit: usize, expected: &str| {
            assert_eq!(cut(text, limit), expected, "{text}");
        };
        check("Short.", 6, "Short.");
        check("The plant is shut. Nobody was hurt in the fire.", 24, "The plant is shut. …");
        check("The plant is shut, said its owner on Sunday.", 24, "The plant is shut, said…");
        check("The plant is shut, said its owner on Sunday.", 21, "The plant is shut…");
        check("No. 5 burned for hours and hours", 21, "No. 5 burned for…");
        check("Donaudampfschifffahrtsgesellschaft", 12, "Donaudampfs…");
        check("発電所は停止した。けが人はいない。", 12, "発電所は停止した。 …");
        // A family of four is one character to people, eleven to UTF-16.
        check("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 14, "👨‍👩‍👧‍👦…");
        check("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 11, "…");
        check("anything", 1, "…");
        check("anything", 0, "");
        check("", 0, "");
    }

    #[test]
    fn the_part_around_a_name_keeps_the_name() {
        let check = |text: &str, name: &str, limit: usize, expected: Option<&str>| {
            let start = text.find(name).unwrap();
            let got = around(text, start..start + name.len(), limit);
            assert_eq!(got.as_ref().map(|(part, _)| part.as_str()), expected);
            if let Some((part, span)) = got {
                assert_eq!(part.get(span), Some(name), "{part}");
            }
        };
        let text = "The turbine, made by Aster in Holm, was installed in 2019.";
        check(text, "Aster", 100, Some(text));
        check(text, "Aster", 24, Some("…made by Aster in Holm,…"));
        check(text, "The", 20, Some("The turbine, made…"));
        check(text, "2019", 20, Some("…installed in 2019."));
        check(text, "Aster", 7, Some("…Aster…"));
        check(text, "Aster", 6, None);
    }

    proptest! {
        #[test]
        fn what_is_cut_fits_and_is_the_beginning(text in "\\PC{0,200}", limit in 0_usize..220) {
            let short = cut(&text, limit);
            prop_assert!(length(&short) <= limit);
            prop_assert!(text.starts_with(short.trim_end_matches(ELLIPSIS).trim_end()));
        }

        #[test]
        fn the_part_around_a_span_fits_and_holds_it(text in "[ a-zé👨。.]{1,120}", at in any::<prop::sample::Index>(), limit in 0_usize..140) {
            let characters: Vec<(usize, char)> = text.char_indices().collect();
            let (start, character) = characters[at.index(characters.len())];
            prop_assume!(!character.is_whitespace());
            let span = start..start + character.len_utf8();
            if let Some((part, inner)) = around(&text, span.clone(), limit) {
                prop_assert!(length(&part) <= limit);
                prop_assert_eq!(part.get(inner), text.get(span));
            }
        }
    }
}
