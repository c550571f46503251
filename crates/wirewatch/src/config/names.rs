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
    if let Some(mark) = of_rule(name) {
        return Some(format!(
            "holds {mark}, which means something in rules only: give each name by itself, or write a watch with a rule"
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

/// The fields and operators by which a name shows that it was meant for a rule.
const FIELDS: [&str; 9] =
    ["title:", "lead:", "body:", "site:", "source:", "author:", "lang:", "tag:", "url:"];
const OPERATORS: [&str; 3] = ["AND", "OR", "NOT"];

/// What of a rule a name holds. *BANG AND OLUFSEN* is in capitals altogether.
fn of_rule(name: &str) -> Option<String> {
    let in_capitals = !name.contains(char::is_lowercase);
    let words: Vec<&str> = name.split_whitespace().collect();
    let between = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
    if let Some(operator) = between.iter().find(|word| !in_capitals && OPERATORS.contains(word)) {
        return Some(format!("\"{operator}\""));
    }
    if let Some(field) = FIELDS.iter().find(|field| name.starts_with(**field)) {
        return Some(format!("\"{field}\""));
    }
    let is_quoted = name.len() > 1 && name.starts_with('"') && name.ends_with('"');
    let is_pattern = name.len() > 2 && name.starts_with('/') && name.ends_with('/');
    let is_plain = name.starts_with('=');
    let mark = [(is_quoted, "quotes"), (is_pattern, "slashes"), (is_plain, "\"=\"")];
    mark.into_iter().find(|(is_there, _)| *is_there).map(|(_, mark)| mark.to_owned())
}

/// The host that was meant by what holds more than one, where an outlet's name or host should stand: `example.com/news`,
/// `*.example.com`, `example.com:8080`.
pub(super) fn host_within(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches("*.");
    let host = rest.split(['/', ':']).next().unwrap_or_default().trim_end_matches('.');
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let is_name = text.contains(|c: char| c.is_whitespace() || c.is_uppercase());
    let is_host = !is_name && host.contains('.') && host.split('.').all(is_label);
    (is_host && host != text).then_some(host)
}

/// A name as it is compared with others where both are looked for: without case, accents and further space.
pub(super) fn compared(name: &str) -> String {
    name.split_whitespace().map(watch::folded).collect::<Vec<_>>().join(" ")
}

/// Whether a text is a ticker by itself, as articles write it behind an exchange or a dollar.
pub(super) fn is_ticker(text: &str) -> bool {
    let letters = text.strip_prefix('$').unwrap_or(text);
    let is_of_it = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '^');
    letters.contains(|c: char| c.is_ascii_alphanumeric()) && letters.chars().all(is_of_it)
}
