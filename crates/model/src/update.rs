//! What a watchlist can ask to be told of a story that it knows, beyond the story itself.

use std::fmt;

use crate::ArticleId;

/// Why a watchlist is told again of a story. Each is told at most once for each watchlist and story; a new watch once for each
/// watch, an edit once for each article and for each watch that it takes out of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpdateReason {
    /// So many outlets have the story, copies included and each outlet counted once; from [`UpdateReason::LEAST_OUTLETS`] on.
    Outlets(u32),
    /// A second outlet tells it in words of its own: it is more than one report and its copies.
    FirstReport,
    /// It is told in a second language.
    NewLanguage,
    /// A watch of the list is found in it that was not found before.
    NewWatch,
    /// An outlet that the watchlist trusts has it.
    TrustedSource,
    /// One of its articles was edited.
    Edit,
}

impl UpdateReason {
    /// The fewest outlets that can be asked for: one has the story when it is first told.
    pub const LEAST_OUTLETS: u32 = 2;

    /// Its name to the world: in the configuration, in events and in the database.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            UpdateReason::Outlets(number) => format!("outlets:{number}"),
            UpdateReason::FirstReport => "first_report".to_owned(),
            UpdateReason::NewLanguage => "new_language".to_owned(),
            UpdateReason::NewWatch => "new_watch".to_owned(),
            UpdateReason::TrustedSource => "trusted_source".to_owned(),
            UpdateReason::Edit => "edit".to_owned(),
        }
    }

    /// The name under which it is remembered that it was told of one of several: of an article that was edited, of a watch.
    #[must_use]
    pub fn key_of(self, one: impl fmt::Display) -> String {
        format!("{}:{one}", self.name())
    }

    /// The name under which it is remembered that it was told of an edit which took a watch out of an article.
    #[must_use]
    pub fn key_of_gone(article: ArticleId, watch: &str) -> String {
        UpdateReason::Edit.key_of(format_args!("{article}:{watch}"))
    }

    /// The reason of a name; `None` where there is none of it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if let Some(number) = name.strip_prefix("outlets:") {
            let number = number.parse().ok().filter(|number| *number >= Self::LEAST_OUTLETS)?;
            return Some(UpdateReason::Outlets(number));
        }
        [
            UpdateReason::FirstReport,
            UpdateReason::NewLanguage,
            UpdateReason::NewWatch,
            UpdateReason::TrustedSource,
            UpdateReason::Edit,
        ]
        .into_iter()
        .find(|reason| reason.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_by_its_name() {
        for name in
            ["outlets:2", "outlets:20", "first_report", "new_language", "new_watch", "trusted_source", "edit"]
        {
            assert_eq!(UpdateReason::named(name).map(UpdateReason::name).as_deref(), Some(name));
        }
        for unknown in
            ["", "outlets", "outlets:", "outlets:1", "outlets:-5", "outlets:five", "Edit", "first_mention"]
        {
            assert_eq!(UpdateReason::named(unknown), None, "{unknown}");
        }
    }
}
