//! The command line as it is typed. What the commands do is in [`crate::commands`].

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

/// Watches news feeds and tells, once per story, when something you track is in the news.
#[derive(Clone, Debug, Parser)]
#[command(name = "wirewatch", version, max_term_width = 110)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Watch: the daemon.
    Run {
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Say everything that is wrong with the configuration.
    Check {
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Say what the database says: feeds, problems, what waits, what failed.
    Status {
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// See what became of what was sent, and send it again.
    #[command(subcommand)]
    Deliveries(Deliveries),
    /// Look after the endpoints.
    #[command(subcommand)]
    Endpoint(Endpoint),
    /// Exchange lists of feeds with feed readers.
    #[command(subcommand)]
    Opml(OpmlCommand),
    /// Look at stories, and correct them: what they hold, who was first, who copies and who reports.
    #[command(subcommand)]
    Story(Story),
    /// Try watchlists on the stored archive: what they would tell, and what they would tell anew. Nothing is sent.
    Backtest {
        /// A file of watchlists; a whole configuration is one too.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        watchlist: PathBuf,
        /// How far back.
        #[arg(long, value_name = "DURATION", default_value = "30d", value_parser = crate::config::lasting)]
        since: Duration,
        /// How many alerts of each kind are shown.
        #[arg(long, value_name = "N", default_value_t = 5)]
        samples: usize,
        /// Write one JSON object.
        #[arg(long)]
        json: bool,
        /// Where the running configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Hear nothing of something for a while: what comes meanwhile is held, and told in a digest.
    Mute {
        /// What to mute.
        #[command(flatten)]
        of: MuteOf,
        /// For how long: 30m, 2h, 1h30m, 7d.
        time: String,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// End a mute: what it held is told in a digest.
    Unmute {
        /// What is muted.
        #[command(flatten)]
        of: MuteOf,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Look at alerts, and at what is held: release it or drop it.
    #[command(subcommand)]
    Alerts(Alerts),
    /// Say of an alert whether what it names was meant: names are judged by that from then on. Also while the daemon runs.
    Feedback {
        /// The alert: its number in `alerts list`, or the id that it came with.
        alert: String,
        /// Whether it was meant.
        #[arg(value_enum)]
        verdict: Verdict,
        /// Only one of the watches that it names.
        #[arg(long, value_name = "NAME")]
        watch: Option<String>,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Show it at work: a newsroom, the daemon and a receiver on this machine, no network.
    Demo {
        /// Leave everything running until interrupted.
        #[arg(long)]
        keep: bool,
    },
    /// Try one stage on files, addresses or standard input, with the daemon's own code.
    #[command(subcommand)]
    Try(Try),
    /// Write completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual, in roff: `wirewatch man | man -l -`.
    Man,
}

/// Where the configuration is.
#[derive(Args, Clone, Debug)]
pub struct ConfigFile {
    /// The configuration file [default: $WIREWATCH_CONFIG, ./wirewatch.toml or /etc/wirewatch/wirewatch.toml].
    #[arg(long = "config", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub path: Option<PathBuf>,
}

/// What to do with deliveries.
#[derive(Clone, Debug, Subcommand)]
pub enum Deliveries {
    /// List deliveries, newest first.
    List {
        /// Which.
        #[command(flatten)]
        selection: Selection,
        /// Those in this state [default: every one].
        #[arg(long, value_enum)]
        state: Option<State>,
        /// The most to list.
        #[arg(long, default_value_t = 50, value_name = "NUMBER")]
        limit: usize,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Show a delivery: its attempts with status, duration and the head of the answer, and its event.
    Show {
        /// Its webhook-id.
        id: String,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Send deliveries again, with the same webhook-id: those named, or the dead letters of an endpoint or a time.
    Replay {
        /// Their webhook-ids.
        #[arg(value_name = "ID")]
        ids: Vec<String>,
        /// Which.
        #[command(flatten)]
        selection: Selection,
        /// Those in this state [default: dead; every one where ids are named].
        #[arg(long, value_enum)]
        state: Option<Sendable>,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// Which deliveries are meant.
#[derive(Args, Clone, Debug)]
pub struct Selection {
    /// Those to this endpoint.
    #[arg(long, value_name = "NAME")]
    pub endpoint: Option<String>,
    /// Those of events since then: 2026-03-01T12:00:00Z, or 2h for two hours ago.
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Those of events before then.
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum State {
    /// It waits for its next attempt.
    Waiting,
    /// It arrived.
    Delivered,
    /// It was given up.
    Dead,
    /// Its alert is held.
    Held,
    /// It was told in a digest.
    Folded,
    /// A person dropped it.
    Dropped,
}

/// What became of a delivery that can be sent again.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Sendable {
    /// It waits for its next attempt.
    Waiting,
    /// It arrived.
    Delivered,
    /// It was given up.
    Dead,
}

/// What a mute is of.
#[derive(Args, Clone, Debug)]
pub struct MuteOf {
    /// The watchlist.
    pub watchlist: String,
    /// One watch of it only.
    #[arg(long, value_name = "NAME")]
    pub watch: Option<String>,
    /// What it would be told of one story only.
    #[arg(long, value_name = "ID", conflicts_with = "watch")]
    pub story: Option<i64>,
}

/// What a user says of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Verdict {
    /// It was meant.
    Yes,
    /// It was not.
    No,
    /// What was said is taken back.
    Undo,
}

/// What to do with alerts.
#[derive(Clone, Debug, Subcommand)]
pub enum Alerts {
    /// List the latest alerts, with what they name and what was said of it.
    List {
        /// How many.
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// List what is held, and what it waits for.
    Held {
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Tell held alerts now, each by itself.
    Release {
        /// The alerts, by their numbers in the list or the ids that they come with.
        #[arg(required = true, value_name = "ALERT")]
        alerts: Vec<String>,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Tell nobody of held alerts.
    Drop {
        /// The alerts, by their numbers in the list or the ids that they come with.
        #[arg(required = true, value_name = "ALERT")]
        alerts: Vec<String>,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// What to do with the endpoints.
#[derive(Clone, Debug, Subcommand)]
pub enum Endpoint {
    /// List the endpoints: how each is, what it has, and the public key that its receiver checks signatures with.
    List {
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Send an endpoint one test event and say what it answered.
    Test {
        /// Its name in the configuration.
        name: String,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Let an endpoint that was disabled have deliveries again.
    Enable {
        /// Its name in the configuration.
        name: String,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// What to do with a list of feeds.
#[derive(Clone, Debug, Subcommand)]
pub enum OpmlCommand {
    /// Print the feeds of an OPML file as the configuration writes them, with their folders as tags.
    Import {
        /// The list; - for standard input.
        #[arg(value_name = "FILE|-", value_hint = ValueHint::FilePath)]
        input: String,
        /// Write them to this new file, for `feed_files` to name.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
    /// Print the configured feeds as OPML, with their first tags as folders.
    Export {
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// What to do with stories.
#[derive(Clone, Debug, Subcommand)]
pub enum Story {
    /// List the stories that something joined most recently.
    List {
        /// How many.
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
        /// Write JSON.
        #[arg(long)]
        json: bool,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Show a story: its articles and why each is in it, who was told.
    Show {
        /// Its id; one that it had before it became part of another leads there.
        #[arg(value_name = "STORY")]
        story: i64,
        /// Write JSON.
        #[arg(long)]
        json: bool,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Take articles out of a story, with their copies, and make a story of them. Also while the daemon runs.
    Split {
        /// The story's id.
        #[arg(value_name = "STORY")]
        story: i64,
        /// The ids of the articles.
        #[arg(value_name = "ARTICLE", required = true)]
        articles: Vec<i64>,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Make one story of two. Also while the daemon runs.
    Merge {
        /// The id of the one.
        #[arg(value_name = "STORY")]
        story: i64,
        /// The id of the other.
        #[arg(value_name = "OTHER")]
        other: i64,
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// A stage to try.
#[derive(Clone, Debug, Subcommand)]
pub enum Try {
    /// Read feeds: a JSON object each, with feed, entries and problems.
    Feed {
        /// Files, addresses, or - for standard input; gzip is read as it is.
        #[arg(required = true, value_name = "FILE|URL|-", value_hint = ValueHint::AnyPath)]
        inputs: Vec<String>,
        /// The content type that a server gave with them.
        #[arg(long, value_name = "TYPE")]
        content_type: Option<String>,
        /// The address that relative links are relative to [default: the feed's own].
        #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
        base: Option<url::Url>,
        /// Read pages as feeds: each element that this CSS selector picks is an entry.
        #[arg(long, value_name = "SELECTOR", value_parser = parse::Selector::parse)]
        items: Option<parse::Selector>,
        /// Picks an entry's title, inside its element.
        #[arg(long, value_name = "SELECTOR", requires = "items", value_parser = parse::Selector::parse)]
        item_title: Option<parse::Selector>,
        /// Picks an entry's date, inside its element.
        #[arg(long, value_name = "SELECTOR", requires = "items", value_parser = parse::Selector::parse)]
        item_date: Option<parse::Selector>,
        /// Where the configuration is, for what may be reached.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Read article pages: a JSON line each, with id, url, title, byline, published, language and text.
    Article {
        /// Files, addresses, or - for standard input; gzip is read as it is.
        #[arg(required = true, value_name = "FILE|URL|-", value_hint = ValueHint::AnyPath)]
        inputs: Vec<String>,
        /// The page's address; of several files, each is taken for a page of its own name beside it [default: the page's own].
        #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
        base: Option<url::Url>,
        /// Where the configuration is, for what may be reached.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Group articles into stories: a JSON line each, with id, story, opened, relation, of and related.
    Stories {
        /// Say of each article what it was compared with, by id and headline, the scores, and what decided; a story has the id
        /// and the headline of the article that opened it.
        #[arg(long)]
        explain: bool,
        /// The folder of a static embedding model, as stories.embedding names one.
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
        embedding: Option<PathBuf>,
        /// Articles, a JSON line each, in the order in which they became known; - for standard input.
        #[arg(value_name = "FILE.jsonl|-", value_hint = ValueHint::FilePath)]
        input: String,
    },
    /// Find what is watched: a JSON line a mention, with article, watchlist, watch, outcome, score and evidence.
    Watch {
        /// A file of watchlists; a whole configuration is one too.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        watchlists: PathBuf,
        /// A JSON line for each article and watch instead: what became of it, and why or why not.
        #[arg(long)]
        explain: bool,
        /// Articles, a JSON line each, from which is learned first how the stream writes the names, as the daemon learns.
        #[arg(long, value_name = "FILE.jsonl", value_hint = ValueHint::FilePath)]
        learn: Vec<String>,
        /// Articles, a JSON line each; - for standard input.
        #[arg(value_name = "FILE.jsonl|-", value_hint = ValueHint::FilePath)]
        input: String,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
