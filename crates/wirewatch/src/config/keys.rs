//! Every key of the configuration, in one list: what a section may hold, and which environment variables there are.
//! What each means is in docs/configuration.md.

/// The paths of all keys; `[]` stands for an element of an array of tables.
pub(super) const KEYS: &[&str] = &[
    "feed_files",
    "watchlist_files",
    "store.path",
    "store.keep_deliveries",
    "store.keep_articles",
    "store.max_size",
    "stories.embedding",
    "log.format",
    "log.filter",
    "egress.allow",
    "egress.contact",
    "poll.min_interval",
    "poll.max_interval",
    "poll.timeout",
    "poll.per_host",
    "poll.host_pause",
    "poll.robots",
    "poll.silent_after",
    "api.listen",
    "api.public_url",
    "revisit.first",
    "revisit.until",
    "shutdown.deadline",
    "feed[].url",
    "feed[].tags",
    "feed[].min_interval",
    "feed[].max_interval",
    "feed[].silent_after",
    "feed[].name",
    "feed[].user",
    "feed[].password",
    "feed[].password_file",
    "feed[].token",
    "feed[].token_file",
    "feed[].cookie",
    "feed[].cookie_file",
    "feed[].headers",
    "feed[].headers_file",
    "feed[].proxy",
    "feed[].proxy_file",
    "feed[].items",
    "feed[].item_title",
    "feed[].item_date",
    "feed[].text",
    "endpoint[].name",
    "endpoint[].kind",
    "endpoint[].url",
    "endpoint[].url_file",
    "endpoint[].secret",
    "endpoint[].secret_file",
    "endpoint[].template",
    "endpoint[].template_file",
    "endpoint[].content_type",
    "endpoint[].chat",
    "endpoint[].room",
    "endpoint[].events",
    "endpoint[].concurrency",
    "endpoint[].rate",
    "endpoint[].order",
    "endpoint[].disable_after",
    "endpoint[].from",
    "endpoint[].to",
    "endpoint[].quiet[].from",
    "endpoint[].quiet[].to",
    "endpoint[].quiet[].zone",
    "endpoint[].quiet[].days",
    "endpoint[].quiet[].unless_salience",
    "endpoint[].digest.every",
    "endpoint[].digest.at",
    "endpoint[].digest.zone",
    "endpoint[].digest.days",
    "endpoint[].digest.unless_salience",
    "watchlist[].name",
    "watchlist[].endpoints",
    "watchlist[].max_age",
    "watchlist[].deliver_within",
    "watchlist[].languages",
    "watchlist[].sources",
    "watchlist[].exclude_sources",
    "watchlist[].min_score",
    "watchlist[].min_salience",
    "watchlist[].updates",
    "watchlist[].trusted_sources",
    "watchlist[].review",
    "watchlist[].limit",
    "watchlist[].quiet[].from",
    "watchlist[].quiet[].to",
    "watchlist[].quiet[].zone",
    "watchlist[].quiet[].days",
    "watchlist[].quiet[].unless_salience",
    "watchlist[].digest.every",
    "watchlist[].digest.at",
    "watchlist[].digest.zone",
    "watchlist[].digest.days",
    "watchlist[].digest.unless_salience",
    "watchlist[].watch[].name",
    "watchlist[].watch[].aliases",
    "watchlist[].watch[].kind",
    "watchlist[].watch[].context",
    "watchlist[].watch[].not",
    "watchlist[].watch[].ticker",
    "watchlist[].watch[].rule",
];

/// Whether a table of that name, written with dots, is one of several.
pub(super) fn is_of_several(name: &str) -> bool {
    let levels: Vec<String> = name.split('.').map(|level| format!("{}[]", level.trim())).collect();
    let path = levels.join(".");
    KEYS.iter().any(|key| key.strip_prefix(&*path).is_some_and(|rest| rest.starts_with('.')))
}

/// The names that may stand in a section, itself given as in [`KEYS`] (`""`, `store`, `watchlist[].watch[]`), in the
/// order of the list.
pub(super) fn of_section(section: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    for key in KEYS {
        let rest = if section.is_empty() {
            Some(*key)
        } else {
            key.strip_prefix(section).and_then(|rest| rest.strip_prefix('.'))
        };
        let name = rest.and_then(|rest| rest.split(['.', '[']).next());
        if let Some(name) = name
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// What is said of an unknown name.
pub(super) fn unknown(name: &str, known: &[&str]) -> String {
    match name {
        // A mute is what is looked for here most, and stands in the database.
        "mute" | "muted" | "mutes" => {
            "unknown key: nothing is muted by a setting, but while the daemon runs by `wirewatch mute LIST 2h`".to_owned()
        }
        _ => format!("unknown key, {}", advice(name, known)),
    }
}

/// What to write in the place of an unknown name: the nearest known one, or where none is near, all of them.
pub(crate) fn advice(unknown: &str, known: &[impl AsRef<str>]) -> String {
    match nearest(unknown, known) {
        Some(name) => format!("did you mean \"{name}\"?"),
        None => {
            let names: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
            format!("known here: {}", names.join(", "))
        }
    }
}

/// The known name that is nearest to an unknown one, if one is near.
pub(crate) fn nearest<'a>(unknown: &str, known: &'a [impl AsRef<str>]) -> Option<&'a str> {
    /// Half of the letters: `interval` is near `min_interval`, `colour` is near nothing.
    const NEAR: f64 = 0.5;
    let unknown = unknown.to_lowercase();
    known
        .iter()
        .map(AsRef::as_ref)
        .map(|name| (strsim::normalized_damerau_levenshtein(&unknown, &name.to_lowercase()), name))
        .filter(|(nearness, _)| *nearness >= NEAR)
        .min_by(|(a, _), (b, _)| b.total_cmp(a))
        .map(|(_, name)| name)
}
