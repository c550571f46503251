//! What names, aliases, contexts and exclusions cannot be, though a rule could.

/// What is wrong with what no text can hold as a word.
pub(super) const NO_LETTER: &str = "has neither a letter nor a digit, so that it cannot be found";

/// What is wrong with a name, if anything is. It is found as it is written: only rules know beginnings of words.
pub(super) fn problem(name: &str) -> Option<String> {
    let name = name.trim();
    // *E*Trade* has one within.
    if let Some(word) = name.split_whitespace().find(|word| word.len() > 1 && word.ends_with('*')) {
        return Some(format!(
            "\"{word}\" stands for no ending here: list the forms that it has, or write a watch with a rule"
        ));
    }
    if name.starts_with('{') != name.ends_with('}') {
        let bare = name.trim_matches(['{', '}']);
        return Some(format!(
            "has one brace: write \"{{{bare}}}\" to find it in no other case, or \"{bare}\""
        ));
    }
    None
}

/// Whether two names are the same words.
pub(super) fn are_same(a: &str, b: &str) -> bool {
    let words = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    words(a) == words(b)
}

/// Whether a text is a ticker by itself, as articles write it behind an exchange or a dollar.
pub(super) fn is_ticker(text: &str) -> bool {
    let letters = text.strip_prefix('$').unwrap_or(text);
    let is_of_it = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '^');
    letters.contains(|c: char| c.is_ascii_alphanumeric()) && letters.chars().all(is_of_it)
}
