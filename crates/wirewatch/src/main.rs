//! The program: one line a command.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser;
use wirewatch::cli::{Alerts, Cli, Command, Deliveries, Endpoint, OpmlCommand, Story, Try};
use wirewatch::commands::{self, Asked, Listing};

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(code) => code,
        // Whoever read the output has seen enough: `wirewatch try … | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nowhere left to say that standard error is closed.
            let _ = writeln!(io::stderr(), "wirewatch: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Run { config } => commands::run(config.path),
        Command::Status { config } => commands::status(config.path),
        Command::Deliveries(what) => deliveries(what),
        Command::Endpoint(what) => endpoint(what),
        Command::Story(story) => of_story(story),
        Command::Backtest { watchlist, since, samples, json, config } => {
            commands::backtest(&Asked { watchlist: &watchlist, since, samples, json, config: config.path })
        }
        Command::Mute { of, time, config } => commands::mute(&of, &time, config.path),
        Command::Unmute { of, config } => commands::unmute(&of, config.path),
        Command::Alerts(Alerts::List { limit, config }) => commands::list_alerts(limit, config.path),
        Command::Alerts(Alerts::Held { config }) => commands::held_alerts(config.path),
        Command::Alerts(Alerts::Release { alerts, config }) => commands::release(&alerts, config.path),
        Command::Alerts(Alerts::Drop { alerts, config }) => commands::drop_alerts(&alerts, config.path),
        Command::Feedback { alert, verdict, watch, config } => {
            commands::feedback(&alert, verdict, watch.as_deref(), config.path)
        }
        Command::Demo { keep } => commands::demo(keep),

        Command::Check { config } => commands::check(config.path),
        Command::Opml(OpmlCommand::Import { input, out }) => commands::opml::import(&input, out.as_deref()),
        Command::Opml(OpmlCommand::Export { config }) => commands::opml::export(config.path),
        Command::Try(stage) => attempt(stage),
        Command::Completions { shell } => commands::completions(shell),
        Command::Man => commands::man(),
    }
}

fn of_story(story: Story) -> anyhow::Result<ExitCode> {
    match story {
        Story::List { limit, json, config } => commands::story_list(limit, json, config.path),
        Story::Show { story, json, config } => commands::story_show(story, json, config.path),
        Story::Split { story, articles, config } => commands::story_split(story, &articles, config.path),
        Story::Merge { story, other, config } => commands::story_merge(story, other, config.path),
    }
}

fn deliveries(what: Deliveries) -> anyhow::Result<ExitCode> {
    match what {
        Deliveries::List { selection, state, limit, config } => {
            commands::deliveries_list(config.path, &selection, state, limit)
        }
        Deliveries::Show { id, config } => commands::deliveries_show(config.path, &id),
        Deliveries::Replay { ids, selection, state, config } => {
            commands::deliveries_replay(config.path, &ids, &selection, state)
        }
    }
}

fn endpoint(what: Endpoint) -> anyhow::Result<ExitCode> {
    match what {
        Endpoint::List { config } => commands::endpoint_list(config.path),
        Endpoint::Test { name, config } => commands::endpoint_test(config.path, &name),
        Endpoint::Enable { name, config } => commands::endpoint_enable(config.path, &name),
    }
}

fn attempt(stage: Try) -> anyhow::Result<ExitCode> {
    match stage {
        Try::Feed { inputs, content_type, base, items, item_title, item_date, config } => {
            let listing = items.map(|items| Listing { items, title: item_title, date: item_date });
            let (content_type, base) = (content_type.as_deref(), base.as_ref());
            let reading = commands::Reading { content_type, base, listing: listing.as_ref() };
            commands::try_feed(&inputs, reading, config.path)
        }
        Try::Article { inputs, base, config } => commands::try_article(&inputs, base.as_ref(), config.path),
        Try::Stories { input, explain, embedding } => {
            commands::try_stories(&input, explain, embedding.as_deref())
        }
        Try::Watch { watchlists, explain, learn, input } => {
            commands::try_watch(&watchlists, explain, &learn, &input)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_it = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(is_it)
}
