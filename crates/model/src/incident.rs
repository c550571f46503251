//! What befalls a source or an endpoint. It belongs to no story and no watchlist, and is told to those who run wirewatch.

use jiff::Timestamp;

/// Something that befell a source or an endpoint. Kind, subject and `since` name it: it is told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// What happened.
    pub kind: IncidentKind,
    /// To what: a feed's address as configured, or an endpoint's name.
    pub subject: String,
    /// What people call it, where that is known: a feed's title.
    pub title: Option<String>,
    /// Since when it has been so; for a recovery, since when it had not been well.
    pub since: Timestamp,
    /// When it was noticed.
    pub noticed: Timestamp,
    /// What is known of it, as a person should read it. It holds no secret.
    pub detail: String,
}

impl Incident {
    /// The name of the one time that this happened to its subject: of two incidents with the same key, one is told.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{} {} {}", self.kind.name(), self.subject, self.since.as_millisecond())
    }
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncidentKind {
    /// A source has had nothing new for far longer than it usually takes, or has failed for as long.
    SourceSilent,
    /// A source that was silent is back: it has something new again, or can be read again.
    SourceRecovered,
    /// A source says that it will never have anything again (410); it is not polled any more.
    SourceGone,
    /// Nothing is sent to an endpoint any more: it has failed for days, or says that it is gone (410).
    EndpointDisabled,
    /// An endpoint that was disabled takes deliveries again.
    EndpointRecovered,
}

impl IncidentKind {
    /// Every kind.
    pub const ALL: [IncidentKind; 5] = [
        IncidentKind::SourceSilent,
        IncidentKind::SourceRecovered,
        IncidentKind::SourceGone,
        IncidentKind::EndpointDisabled,
        IncidentKind::EndpointRecovered,
    ];

    /// Its name to the world, and the type of the event that tells of it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            IncidentKind::SourceSilent => "source.silent",
            IncidentKind::SourceRecovered => "source.recovered",
            IncidentKind::SourceGone => "source.gone",
            IncidentKind::EndpointDisabled => "endpoint.disabled",
            IncidentKind::EndpointRecovered => "endpoint.recovered",
        }
    }

    /// Whether a pattern stands for it: its name, the part of it before the full stop and `.*`, or `*` for every kind.
    #[must_use]
    pub fn is_meant_by(self, pattern: &str) -> bool {
        let group = |group: &str| self.name().split_once('.').is_some_and(|(head, _)| head == group);
        pattern == "*" || pattern == self.name() || pattern.strip_suffix(".*").is_some_and(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_one_kind_a_group_or_all() {
        let check = |pattern: &str, expected: &[&str]| {
            let meant: Vec<&str> = IncidentKind::ALL
                .into_iter()
                .filter(|kind| kind.is_meant_by(pattern))
                .map(IncidentKind::name)
                .collect();
            assert_eq!(meant, expected, "{pattern}");
        };
        check("source.gone", &["source.gone"]);
        check("endpoint.*", &["endpoint.disabled", "endpoint.recovered"]);
        check("*", &IncidentKind::ALL.map(IncidentKind::name));
        for nothing in ["", "source", "source.", ".*", "sour.*", "source.silent.*", "Source.*"] {
            check(nothing, &[]);
        }
    }
}
