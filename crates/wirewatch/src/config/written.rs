//! Where the characters of a string stand in the TOML that writes it, with escapes or without.

/// The offset of the n-th character of a string, counted from 0, in `toml`, which begins with the string's opening quote; of
/// the closing one, where the string has `n` characters. `None` where no string begins or it is shorter.
pub(super) fn offset_of_char(toml: &str, n: usize) -> Option<usize> {
    let quote = toml.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let three = String::from(quote).repeat(3);
    let opening = match toml.strip_prefix(&three) {
        // A line end directly after three quotes is not part of the string.
        Some(inside) => {
            3 + inside.len() - inside.trim_start_matches('\r').strip_prefix('\n').unwrap_or(inside).len()
        }
        None => 1,
    };
    let mut at = opening;
    let mut left = n;
    loop {
        let rest = toml.get(at..)?;
        let escape = rest.strip_prefix('\\').filter(|_| quote == '"');
        let length = match escape.map(|escape| escape.chars().next()) {
            None => rest.chars().next().map_or(0, char::len_utf8),
            // A backslash at the end of a line takes the white space after it away.
            Some(Some(c)) if c.is_whitespace() => {
                at = toml.len() - escape?.trim_start().len();
                continue;
            }
            Some(Some('x')) => 4,
            Some(Some('u')) => 6,
            Some(Some('U')) => 10,
            Some(_) => 2,
        };
        match (left, length) {
            (0, _) => return Some(at),
            (_, 0) => return None,
            _ => (left, at) = (left - 1, at + length),
        }
    }
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    fn read(toml: &str) -> String {
        let document = format!("a = {toml}");
        let table = DeTable::parse(&document).unwrap();
        table.get_ref().get("a").and_then(|value| value.get_ref().as_str()).unwrap().to_owned()
    }

    fn at(toml: &str, n: usize) -> &str {
        toml.get(offset_of_char(toml, n).unwrap()..).unwrap()
    }

    /// Checks that what stands at each character's place is the character, or the escape that stands for it.
    fn check(toml: &str) {
        let value = read(toml);
        for (n, c) in value.chars().enumerate() {
            let rest = at(toml, n);
            let escape: String = rest.chars().take(if rest.starts_with("\\u") { 6 } else { 2 }).collect();
            let is_escape = toml.starts_with('"') && rest.starts_with('\\');
            let stands =
                if is_escape { read(&format!("\"{escape}\"")) == c.to_string() } else { rest.starts_with(c) };
            assert!(stands, "{n} of {toml}: {rest}");
        }
        let end = at(toml, value.chars().count());
        assert!(end.chars().all(|c| matches!(c, '"' | '\'')), "the end of {toml}: {end}");
    }

    #[test]
    fn characters_stand_where_they_are_written() {
        for toml in [
            "''",
            "\"\"",
            "'a \\b'",
            "\"\\\"Inbox API\\\" AND\\tÜ \\u00e9t\\u00e9\"",
            "\"\"\"\nstorm\nAND \"a\" \\\"\"\"\"",
            "'''\nstorm\\\nAND\n'''",
            "\"\"\"storm \\\n    AND \\n flood\"\"\"",
        ] {
            check(toml);
        }
        assert_eq!(offset_of_char("storm", 0), None);
    }
}
