//! Undoing the compression of a body piece by piece, up to a cap on what comes out. Written here rather than left to the
//! HTTP library, because that takes neither a second gzip member nor the odd bytes that some servers send after the last,
//! and grants a zstd frame a window of 128 MiB.

use std::io::{self, Write};

use brotli_decompressor::DecompressorWriter;
use flate2::write::MultiGzDecoder;
use http::{HeaderMap, header};
use zstd::stream::raw::{DParameter, InBuffer, Operation, OutBuffer};

/// What is asked for; everything that [`Decoder::of`] undoes.
pub(crate) const ACCEPT_ENCODING: &str = "gzip, br, zstd";

/// Compressions that are not undone here: a body that has one is of no use.
const UNKNOWN: [&str; 5] = ["compress", "x-compress", "deflate", "dcb", "dcz"];

/// The binary logarithm of the largest window that a zstd frame may ask for: 8 MiB (RFC 9659).
const ZSTD_WINDOW: u32 = 23;

/// How much is undone before it is counted.
const STEP: usize = 16 * 1024;

/// Undoes a body's compression.
pub(crate) struct Decoder(Coding);

enum Coding {
    Plain(Capped),
    /// What may be gzip, of which nothing has come yet.
    Gzip(Capped),
    /// `begun` once the first member's header was read, from when on what cannot be another's is not the body's.
    GzipBegun {
        decoder: Box<MultiGzDecoder<Capped>>,
        begun: bool,
    },
    Brotli(Box<DecompressorWriter<Capped>>),
    /// `whole` between frames.
    Zstd {
        decoder: zstd::stream::raw::Decoder<'static>,
        body: Capped,
        whole: bool,
    },
}

/// Why decoding ended before the body did.
#[derive(Debug)]
pub(crate) enum Stop {
    /// More came out than the cap allows.
    Full,
    /// It is not what it claims to be.
    Broken(String),
}

/// Bytes up to a cap.
struct Capped {
    bytes: Vec<u8>,
    limit: usize,
    /// Whether there was more.
    full: bool,
}

impl Decoder {
    /// A decoder for a body with these headers, for at most `limit` bytes. An error names a compression that is not known.
    /// Codings that are none, as some servers put their charset there, are passed over.
    pub(crate) fn of(headers: &HeaderMap, limit: usize) -> Result<Self, String> {
        let body = Capped { bytes: Vec::new(), limit, full: false };
        let named = headers.get_all(header::CONTENT_ENCODING).iter();
        let named: Vec<String> =
            named.map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase()).collect();
        let named = named.iter().flat_map(|value| value.split(',')).map(str::trim);
        let known =
            |coding: &&str| matches!(*coding, "gzip" | "x-gzip" | "br" | "zstd") || UNKNOWN.contains(coding);
        let codings: Vec<&str> = named.filter(known).collect();
        Ok(Decoder(match codings.as_slice() {
            // A sitemap may be a file in gzip.
            [] | ["gzip" | "x-gzip"] => Coding::Gzip(body),
            ["br"] => Coding::Brotli(Box::new(DecompressorWriter::new(body, STEP))),
            ["zstd"] => {
                let mut decoder = zstd::stream::raw::Decoder::new().map_err(|error| error.to_string())?;
                decoder
                    .set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW))
                    .map_err(|error| error.to_string())?;
                Coding::Zstd { decoder, body, whole: true }
            }
            others => {
                return Err(format!("it is compressed as `{}`, which was not asked for", others.join(", ")));
            }
        }))
    }

    /// Takes the next piece of the body as it came.
    pub(crate) fn write(&mut self, piece: &[u8]) -> Result<(), Stop> {
        if piece.is_empty() {
            return Ok(());
        }
        self.begin(piece);
        let written = match &mut self.0 {
            Coding::Plain(body) | Coding::Gzip(body) => body.write_all(piece),
            Coding::GzipBegun { decoder, begun } => write_gzip(decoder, begun, piece),
            Coding::Brotli(decoder) => decoder.write_all(piece),
            Coding::Zstd { decoder, body, whole } => write_zstd(decoder, body, whole, piece),
        };
        self.stopped(written)
    }

    /// Says whether the body was whole.
    pub(crate) fn end(&mut self) -> Result<(), Stop> {
        let ended = match &mut self.0 {
            Coding::Plain(_) | Coding::Gzip(_) => Ok(()),
            Coding::GzipBegun { decoder, begun } => match decoder.try_finish() {
                Err(_) if *begun && decoder.header().is_none() => Ok(()),
                ended => ended,
            },
            Coding::Brotli(decoder) => decoder.close(),
            Coding::Zstd { whole: true, .. } => Ok(()),
            Coding::Zstd { whole: false, .. } => Err(io::ErrorKind::UnexpectedEof.into()),
        };
        self.stopped(ended)
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
            Coding::Plain(body) | Coding::Gzip(body) | Coding::Zstd { body, .. } => body,
            Coding::GzipBegun { decoder, .. } => decoder.get_mut(),
            Coding::Brotli(decoder) => decoder.get_mut(),
        }
    }

    /// Looks at the first bytes: some servers say of plain text that it is gzip, and do not say it of files that are.
    fn begin(&mut self, piece: &[u8]) {
        if let (Coding::Gzip(body), Some(first)) = (&mut self.0, piece.first()) {
            let body = Capped { bytes: Vec::new(), ..*body };
            let decoder = || Box::new(MultiGzDecoder::new(Capped { bytes: Vec::new(), ..body }));
            self.0 = if *first == 0x1f && piece.get(1).is_none_or(|second| *second == 0x8b) {
                Coding::GzipBegun { decoder: decoder(), begun: false }
            } else {
                Coding::Plain(Capped { bytes: Vec::new(), ..body })
            };
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

/// Feeds gzip, and drops what follows the last member.
fn write_gzip(decoder: &mut MultiGzDecoder<Capped>, begun: &mut bool, mut piece: &[u8]) -> io::Result<()> {
    while !piece.is_empty() {
        match decoder.write(piece) {
            Ok(count) => piece = piece.get(count..).unwrap_or_default(),
            Err(_) if *begun && decoder.header().is_none() => return Ok(()),
            Err(error) => return Err(error),
        }
        *begun |= decoder.header().is_some();
    }
    Ok(())
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

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.limit - self.bytes.len();
        self.bytes.extend(bytes.iter().take(room));
        if bytes.len() > room {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::Compression;
    use flate2::read::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        GzEncoder::new(plain, Compression::best()).read_to_end(&mut packed).unwrap();
        packed
    }

    fn zstd(plain: &[u8]) -> Vec<u8> {
        zstd::stream::encode_all(plain, 3).unwrap()
    }

    /// "hello" as Brotli has it uncompressed.
    const BROTLI: &[u8] = b"\x0b\x02\x80hello\x03";

    fn decode(encoding: &str, pieces: &[&[u8]], limit: usize) -> Result<Vec<u8>, String> {
        let headers = HeaderMap::from_iter([(header::CONTENT_ENCODING, encoding.parse().unwrap())]);
        let mut decoder = Decoder::of(&headers, limit)?;
        let told = |stop: Stop| match stop {
            Stop::Full => "full".to_owned(),
            Stop::Broken(why) => why,
        };
        for piece in pieces {
            decoder.write(piece).map_err(told)?;
        }
        decoder.end().map_err(told)?;
        Ok(decoder.take())
    }

    fn check(encoding: &str, body: &[u8], limit: usize, expected: Result<&[u8], &str>) {
        let single: Vec<&[u8]> = body.chunks(1).collect();
        for pieces in [vec![body], single] {
            match (decode(encoding, &pieces, limit), expected) {
                (Ok(got), Ok(expected)) => assert_eq!(got, expected, "{encoding}"),
                (Err(got), Err(why)) => assert!(got.contains(why), "{encoding}: {got}"),
                (got, _) => panic!("{encoding}, {} pieces: {got:?}", pieces.len()),
            }
        }
    }

    #[test]
    fn every_coding_is_undone() {
        let two = |one: Vec<u8>, other: Vec<u8>| [one, other].concat();
        check("gzip", &gzip(b"news"), 4, Ok(b"news"));
        check("X-GZip", &gzip(b"news"), 4, Ok(b"news"));
        check("gzip", &two(gzip(b"ne"), gzip(b"ws")), 4, Ok(b"news"));
        check("br", BROTLI, 5, Ok(b"hello"));
        check("zstd", &zstd(b"news"), 4, Ok(b"news"));
        check("zstd", &two(zstd(b"ne"), zstd(b"ws")), 4, Ok(b"news"));
        check("identity", b"news", 4, Ok(b"news"));
        check("", b"", 0, Ok(b""));
        for encoding in ["gzip", "zstd"] {
            check(encoding, b"", 0, Ok(b""));
        }
    }

    #[test]
    fn what_servers_get_wrong_is_forgiven() {
        check("gzip", b"<rss/>", 10, Ok(b"<rss/>"));
        check("UTF-8", b"<rss/>", 10, Ok(b"<rss/>"));
        check("", &gzip(b"<rss/>"), 10, Ok(b"<rss/>"));
        check("none, gzip", &gzip(b"news"), 4, Ok(b"news"));
        for junk in [&b"\n"[..], b"\0\0\0\0", b"\x1f", b"<!-- cached -->"] {
            check("gzip", &[&gzip(b"news")[..], junk].concat(), 4, Ok(b"news"));
        }
    }

    #[test]
    fn what_is_broken_or_too_large_is_told() {
        let long = vec![b' '; 2_000_000];
        for (encoding, body) in [("gzip", gzip(&long)), ("zstd", zstd(&long))] {
            assert!(body.len() < 3_000, "{encoding}");
            check(encoding, &body, 1000, Err("full"));
            check(encoding, &body[..body.len() / 2], 2_000_000, Err("its compression is broken"));
        }
        check("br", BROTLI, 4, Err("full"));
        check("br", &BROTLI[..6], 100, Err("its compression is broken"));
        check("br", b"plain text", 100, Err("its compression is broken"));
        check("zstd", b"plain text", 100, Err("its compression is broken"));
        let mut wrong = gzip(b"news");
        let crc = wrong.len() - 8;
        wrong[crc] ^= 1;
        check("gzip", &wrong, 100, Err("its compression is broken"));
        check("gzip, gzip", &gzip(&gzip(b"x")), 100, Err("compressed as `gzip, gzip`"));
        check("compress", b"\x1f\x9d", 100, Err("compressed as `compress`"));
        // A frame that asks for a window of 128 MiB.
        check("zstd", b"\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00", 100, Err("its compression is broken"));
    }

    proptest! {
        #[test]
        fn whatever_comes_ends_within_the_cap(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
            encoding in prop::sample::select(vec!["gzip", "br", "zstd"]),
            honest in any::<bool>(),
            limit in 0_usize..400,
        ) {
            let body = match (encoding, honest) {
                ("gzip", true) => gzip(&bytes),
                ("zstd", true) => zstd(&bytes),
                _ => bytes.clone(),
            };
            let got = decode(encoding, &[&body], limit);
            if let Ok(got) = &got {
                prop_assert!(got.len() <= limit);
            }
            if honest && encoding != "br" {
                prop_assert_eq!(got.ok(), (bytes.len() <= limit).then_some(bytes));
            }
        }
    }
}
