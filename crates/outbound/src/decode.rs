//! Undoing the compression of a body piece by piece, up to a cap on what comes out. Written here rather than left to the
//! HTTP library, because that takes neither a second gzip member nor the odd bytes that some servers send after the last,
//! and grants a zstd frame a window of 128 MiB.

use std::io::{self, Write as _};

use brotli_decompressor::DecompressorWriter;
use http::{HeaderMap, header};
use zstd::stream::raw::{DParameter, InBuffer, Operation, OutBuffer};

use crate::capped::Capped;
use crate::inflate::Inflate;

/// What is asked for. [`Decoder::of`] undoes `deflate`, too, which some servers send to everybody and mean two things by.
pub(crate) const ACCEPT_ENCODING: &str = "gzip, br, zstd";

/// Compressions that are not undone here: a body that has one is of no use.
const UNKNOWN: [&str; 4] = ["compress", "x-compress", "dcb", "dcz"];

/// The binary logarithm of the largest window that a zstd frame may ask for: 8 MiB (RFC 9659).
const ZSTD_WINDOW: u32 = 23;

/// What gzip begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// So many bytes that are all text are none of a compressed body, nearly each of whose bytes may be any.
const TELLING_TEXT: usize = 16;

/// How much is undone before it is counted.
const STEP: usize = 16 * 1024;

/// Undoes a body's compression.
pub(crate) struct Decoder(Coding);

enum Coding {
    /// What says that it is compressed so, and of which nothing has come yet.
    Said(Said, Capped),
    Plain(Capped),
    Inflate(Box<Inflate>),
    Brotli(Box<DecompressorWriter<Capped>>),
    /// `whole` between frames.
    Zstd {
        decoder: zstd::stream::raw::Decoder<'static>,
        body: Capped,
        whole: bool,
    },
}

/// What a body says that it is.
#[derive(Clone, Copy)]
enum Said {
    /// Gzip, or nothing: a sitemap may be a file in gzip.
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Why decoding ended before the body did.
#[derive(Debug)]
pub(crate) enum Stop {
    /// More came out than the cap allows.
    Full,
    /// It is not what it claims to be.
    Broken(String),
}

impl Decoder {
    /// A decoder for a body with these headers, for at most `limit` bytes. An error names a compression that is not known.
    /// Codings that are none, as some servers put their charset there, are passed over.
    pub(crate) fn of(headers: &HeaderMap, limit: usize) -> Result<Self, String> {
        let named = headers.get_all(header::CONTENT_ENCODING).iter();
        let named: Vec<String> =
            named.map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase()).collect();
        let named = named.iter().flat_map(|value| value.split(',')).map(str::trim);
        let is_gzip = |coding: &&str| matches!(*coding, "gzip" | "x-gzip");
        let known = |coding: &&str| {
            is_gzip(coding) || matches!(*coding, "br" | "zstd" | "deflate") || UNKNOWN.contains(coding)
        };
        let codings: Vec<&str> = named.filter(known).collect();
        // Gzip within another coding is seen once that is undone.
        let within =
            codings.iter().take(codings.len().saturating_sub(1)).take_while(|it| is_gzip(it)).count();
        let said = match codings.get(within..).unwrap_or_default() {
            [] | ["gzip" | "x-gzip"] => Said::Gzip,
            ["deflate"] => Said::Deflate,
            ["br"] => Said::Brotli,
            ["zstd"] => Said::Zstd,
            _ => {
                return Err(format!("it is compressed as `{}`, which was not asked for", codings.join(", ")));
            }
        };
        Ok(Decoder(Coding::Said(said, Capped::new(limit))))
    }

    /// Takes the next piece of the body as it came.
    pub(crate) fn write(&mut self, piece: &[u8]) -> Result<(), Stop> {
        if piece.is_empty() {
            return Ok(());
        }
        if let Coding::Said(said, body) = &self.0 {
            let begun = Coding::begun(*said, piece, body.limit);
            self.0 = begun.map_err(|error| Stop::Broken(error.to_string()))?;
        }
        let written = match &mut self.0 {
            Coding::Said(_, body) | Coding::Plain(body) => body.write_all(piece),
            Coding::Inflate(decoder) => decoder.write(piece),
            Coding::Brotli(decoder) => decoder.write_all(piece),
            Coding::Zstd { decoder, body, whole } => write_zstd(decoder, body, whole, piece),
        };
        self.stopped(written)
    }

    /// Says whether all of the body came; where it was cut off, what came before has come out. Gzip within the body, as of a file in gzip
    /// that is compressed once more on its way, is undone too.
    pub(crate) fn end(&mut self) -> Result<bool, Stop> {
        let is_whole = self.finish()?;
        let is_whole = if is_gzip(&self.body().bytes) { self.unwrap()? && is_whole } else { is_whole };
        if !is_whole && self.body().bytes.is_empty() {
            return Err(Stop::Broken(
                "its compression is broken: it ends before anything comes out".to_owned(),
            ));
        }
        Ok(is_whole)
    }

    fn finish(&mut self) -> Result<bool, Stop> {
        let is_whole = match &mut self.0 {
            Coding::Said(..) | Coding::Plain(_) => true,
            Coding::Inflate(decoder) => decoder.is_whole(),
            // What is broken failed as it came.
            Coding::Brotli(decoder) => close(decoder),
            Coding::Zstd { whole, .. } => *whole,
        };
        if self.is_full() { Err(Stop::Full) } else { Ok(is_whole) }
    }

    /// Undoes gzip within what has come out.
    fn unwrap(&mut self) -> Result<bool, Stop> {
        let packed = self.take();
        let mut inner = Box::new(Inflate::gzip(self.body().limit));
        let written = inner.write(&packed);
        let is_whole = inner.is_whole();
        self.0 = Coding::Inflate(inner);
        self.stopped(written).map(|()| is_whole)
    }

    /// What has come out so far.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.body().bytes)
    }

    /// Whether more would have come out than the cap allows.
    pub(crate) fn is_full(&mut self) -> bool {
        self.body().full
    }

    fn body(&mut self) -> &mut Capped {
        match &mut self.0 {
            Coding::Said(_, body) | Coding::Plain(body) | Coding::Zstd { body, .. } => body,
            Coding::Inflate(decoder) => &mut decoder.body,
            Coding::Brotli(decoder) => decoder.get_mut(),
        }
    }

    fn stopped(&mut self, written: io::Result<()>) -> Result<(), Stop> {
        match written {
            Ok(()) => Ok(()),
            Err(_) if self.is_full() => Err(Stop::Full),
            Err(error) => Err(Stop::Broken(format!("its compression is broken: {error}"))),
        }
    }
}

impl Coding {
    /// What a body is by its first piece: some servers say of plain text that it is compressed, and do not say it of files in gzip; and by
    /// deflate some mean zlib, as they should (RFC 9110, 8.4.1.2), and some bare deflate, which hardly ever begins like zlib.
    fn begun(said: Said, piece: &[u8], limit: usize) -> io::Result<Self> {
        let is_gzip = is_gzip(piece) || piece == [GZIP[0]];
        let is_zlib = piece.first().is_some_and(|first| first & 0x0f == 8);
        let body = Capped::new(limit);
        Ok(match said {
            Said::Gzip | Said::Deflate if is_gzip => Coding::Inflate(Box::new(Inflate::gzip(limit))),
            Said::Gzip => Coding::Plain(body),
            _ if is_text(piece) => Coding::Plain(body),
            Said::Deflate => Coding::Inflate(Box::new(Inflate::deflate(is_zlib, limit))),
            Said::Brotli => Coding::Brotli(Box::new(DecompressorWriter::new(body, STEP))),
            Said::Zstd => {
                let mut decoder = zstd::stream::raw::Decoder::new()?;
                decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW))?;
                Coding::Zstd { decoder, body, whole: true }
            }
        })
    }
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP)
}

/// Whether a body begins as documents do, with a tag or an object.
fn is_text(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let is_text = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    matches!(bytes.trim_ascii_start().first(), Some(b'<' | b'{'))
        && bytes.get(..TELLING_TEXT).is_some_and(|first| first.iter().all(is_text))
}

/// Feeds zstd, one frame after the other.
fn write_zstd(
    decoder: &mut zstd::stream::raw::Decoder<'static>,
    body: &mut Capped,
    whole: &mut bool,
    piece: &[u8],
) -> io::Result<()> {
    let mut step = vec![0; STEP];
    let mut input = InBuffer::around(piece);
    loop {
        let mut output = OutBuffer::around(step.as_mut_slice());
        let wanted = decoder.run(&mut input, &mut output)?;
        let (read, made) = (input.pos(), output.pos());
        body.write_all(step.get(..made).unwrap_or_default())?;
        *whole = wanted == 0;
        // A step that was filled may have left some within the decoder.
        if read == piece.len() && (made < STEP || *whole) {
            return Ok(());
        }
        if *whole {
            decoder.reinit()?;
        }
    }
}

/// Has all come out that a decoder has decoded, which gives a piece each time it is asked. Says whether all of it came.
fn close(decoder: &mut DecompressorWriter<Capped>) -> bool {
    loop {
        let before = decoder.get_ref().bytes.len();
        if decoder.write(&[]).is_err() {
            return false;
        }
        if decoder.get_ref().bytes.len() == before {
            return decoder.close().is_ok();
        }
    }
}

#[cfg(test)]
mod tests;
