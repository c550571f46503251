//! Serving the articles of a file until interrupted.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::Context;
use testkit::{Newsroom, OutletConfig, publish_lines};

use crate::now;

/// Serves the articles of a file of JSON lines as a feed with pages and prints the feed's address.
pub(crate) async fn serve(path: &Path) -> anyhow::Result<()> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let name = path.file_stem().map_or_else(|| "File".into(), |stem| stem.to_string_lossy().into_owned());
    let newsroom = Newsroom::new();
    // The articles may be in many languages.
    let config =
        OutletConfig { name, language: String::new(), listed: usize::MAX, ..OutletConfig::default() };
    let outlet = newsroom.open(config).await?;
    let articles = publish_lines(&outlet, BufReader::new(file), now())
        .with_context(|| format!("{} cannot be read", path.display()))?;
    println!("{}", outlet.feed_url());
    println!("{articles} articles; Ctrl-C ends");
    tokio::signal::ctrl_c().await?;
    Ok(())
}
