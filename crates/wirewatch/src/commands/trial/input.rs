//! What comes in: documents from files, addresses and standard input, gzip or not, within bounds.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use flate2::bufread::MultiGzDecoder;
use outbound::{Client, Get};
use tokio::runtime::Runtime;
use url::Url;

use crate::config::{self, Environment, NotFound};

/// The first bytes of gzip (RFC 1952, 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A document, and what is known of it from elsewhere.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) bytes: Vec<u8>,
    /// What the server said that it is.
    pub(super) content_type: Option<String>,
    /// Where it was found in the end.
    pub(super) address: Option<Url>,
}

/// Reads documents. May be used by several threads at once.
#[derive(Debug)]
pub(super) struct Reader {
    fetcher: Option<Fetcher>,
}

/// Fetches as the daemon would.
#[derive(Debug)]
struct Fetcher {
    client: Client,
    runtime: Runtime,
}

impl Reader {
    /// A reader for `inputs`. The configuration is only read where one of them is an address, for what may be reached.
    pub(super) fn new(inputs: &[String], config: Option<PathBuf>) -> anyhow::Result<Reader> {
        let fetches = inputs.iter().any(|input| address(input).is_some());
        Ok(Reader { fetcher: fetches.then(|| Fetcher::new(config)).transpose()? })
    }

    /// Reads a document whole, of as many bytes as the daemon takes, decompressed.
    pub(super) fn read(&self, input: &str) -> anyhow::Result<Document> {
        let fetch = pipeline::Fetch::default();
        match (address(input), &self.fetcher) {
            (Some(address), Some(fetcher)) => fetcher.fetch(&address, &fetch),
            _ => {
                let bytes = read_within(open(input)?, fetch.max_body)?;
                Ok(Document { bytes, content_type: None, address: None })
            }
        }
    }
}

impl Fetcher {
    fn new(config: Option<PathBuf>) -> anyhow::Result<Fetcher> {
        let environment = Environment::of_process();
        let egress = match config::locate(config, &environment) {
            Ok(path) => {
                let loaded = config::load(&path, &environment);
                loaded
                    .map_err(|problems| anyhow!("{} cannot be used:\n{problems}", path.display()))?
                    .settings
                    .egress
            }
            Err(NotFound) => {
                let settings = config::without_file(&environment);
                settings.map_err(|problems| anyhow!("the variables cannot be used:\n{problems}"))?.egress
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Fetcher { client: Client::new(&egress)?, runtime })
    }

    fn fetch(&self, url: &Url, bounds: &pipeline::Fetch) -> anyhow::Result<Document> {
        let ask = |url: &Url| {
            let get = Get { max_body: bounds.max_body, timeout: bounds.timeout, ..Get::new(url) };
            self.runtime.block_on(self.client.get(get))
        };
        let mut response = ask(url)?;
        if let Some(to) = parse::refresh(&response.body, response.header("content-type"), &response.url) {
            response = ask(&to)?;
        }
        if !(200..300).contains(&response.status) {
            bail!("the server answered {}", response.status);
        }
        let content_type = response.header("content-type").map(str::to_owned);
        Ok(Document { bytes: response.body.to_vec(), content_type, address: Some(response.url) })
    }
}

/// Opens a file, or standard input for `-`; gzip is decompressed as it is read.
pub(super) fn open(input: &str) -> anyhow::Result<Box<dyn BufRead>> {
    let mut raw: Box<dyn Read> = match input {
        "-" => Box::new(io::stdin()),
        path => Box::new(open_file(Path::new(path))?),
    };
    let mut head = Vec::new();
    raw.by_ref().take(GZIP.len() as u64).read_to_end(&mut head).context("it cannot be read")?;
    let is_gzip = head == GZIP;
    let whole = BufReader::new(Cursor::new(head).chain(raw));
    Ok(if is_gzip { Box::new(BufReader::new(MultiGzDecoder::new(whole))) } else { Box::new(whole) })
}

fn open_file(path: &Path) -> anyhow::Result<File> {
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => anyhow!("there is no such file"),
        _ => anyhow::Error::new(error).context("it cannot be read"),
    })?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        bail!("it is a directory: name the files in it");
    }
    Ok(file)
}

/// Reads a file, or standard input for `-`, whole, of at most so many bytes, decompressed.
pub(in crate::commands) fn read_whole(input: &str, most: usize) -> anyhow::Result<Vec<u8>> {
    read_within(open(input)?, most)
}

fn read_within(from: impl Read, most: usize) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most as u64 + 1).read_to_end(&mut bytes).context("it cannot be read")?;
    if bytes.len() > most {
        bail!("it is longer than {} MiB, the most that the daemon reads", most / 1024 / 1024);
    }
    Ok(bytes)
}

/// The address that an input is, if it is one.
fn address(input: &str) -> Option<Url> {
    let is_address = ["http://", "https://"]
        .iter()
        .any(|scheme| input.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)));
    is_address.then(|| Url::parse(input).ok()).flatten()
}

/// What a document is called: its file's name without its endings (`a.html.gz` is `a`), or else what was typed.
pub(super) fn name(input: &str) -> String {
    if input == "-" || address(input).is_some() {
        return input.to_owned();
    }
    let without_gz = input.strip_suffix(".gz").unwrap_or(input);
    let stem = Path::new(without_gz).file_stem();
    stem.map_or_else(|| input.to_owned(), |stem| stem.to_string_lossy().into_owned())
}
