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

/// How much is undone before it is counted.
const STEP: usize = 16 * 1024;

/// Undoes a body's compression.
pub(crate) struct Decoder(Coding);

enum Coding {
    Plain(Capped),
    /// What may be gzip, of which nothing has come yet.
    Gzip(Capped),
    /// What may be zlib, bare deflate or gzip, of which nothing has come yet.
    Deflate(Capped),
    Inflate(Box<Inflate>),
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

impl Decoder {
    /// A decoder for a body with these headers, for at most `limit` bytes. An error names a compression that is not known.
    /// Codings that are none, as some servers put their charset there, are passed over.
    pub(crate) fn of(headers: &HeaderMap, limit: usize) -> Result<Self, String> {
        let body = Capped::new(limit);
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
        Ok(Decoder(match codings.get(within..).unwrap_or_default() {
            // A sitemap may be a file in gzip.
            [] | ["gzip" | "x-gzip"] => Coding::Gzip(body),
            ["deflate"] => Coding::Deflate(body),
            ["br"] => Coding::Brotli(Box::new(DecompressorWriter::new(body, STEP))),
            ["zstd"] => {
                let mut decoder = zstd::stream::raw::Decoder::new().map_err(|error| error.to_string())?;
                decoder
                    .set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW))
                    .map_err(|error| error.to_string())?;
                Coding::Zstd { decoder, body, whole: true }
            }
            _ => {
                return Err(format!("it is compressed as `{}`, which was not asked for", codings.join(", ")));
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
            Coding::Plain(body) | Coding::Gzip(body) | Coding::Deflate(body) => body.write_all(piece),
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
            Coding::Plain(_) | Coding::Gzip(_) | Coding::Deflate(_) => true,
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
            Coding::Plain(body) | Coding::Gzip(body) | Coding::Deflate(body) | Coding::Zstd { body, .. } => {
                body
            }
            Coding::Inflate(decoder) => &mut decoder.body,
            Coding::Brotli(decoder) => decoder.get_mut(),
        }
    }

    /// Looks at the first bytes: some servers say of plain text that it is gzip, and do not say it of files that are; and by deflate some
    /// mean zlib, as they should (RFC 9110, 8.4.1.2), and some bare deflate, which hardly ever begins like zlib.
    fn begin(&mut self, piece: &[u8]) {
        let is_gzip = is_gzip(piece) || piece == [GZIP[0]];
        let is_zlib = piece.first().is_some_and(|first| first & 0x0f == 8);
        let inflate = |decoder| Coding::Inflate(Box::new(decoder));
        self.0 = match &self.0 {
            Coding::Gzip(body) | Coding::Deflate(body) if is_gzip => inflate(Inflate::gzip(body.limit)),
            Coding::Gzip(body) => Coding::Plain(Capped::new(body.limit)),
            Coding::Deflate(body) => inflate(Inflate::deflate(is_zlib, body.limit)),
            _ => return,
        };
    }

    fn stopped(&mut self, written: io::Result<()>) -> Result<(), Stop> {
        match written {
            Ok(()) => Ok(()),
            Err(_) if self.is_full() => Err(Stop::Full),
            Err(error) => Err(Stop::Broken(format!("its compression is broken: {error}"))),
        }
    }
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP)
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
mod tests {
    use std::io::Read as _;

    use flate2::Compression;
    use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};
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

    /// As Brotli has it uncompressed, in pieces of 60,000 bytes, without its end (RFC 7932, section 9).
    fn brotli_without_end(plain: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        for (place, piece) in plain.chunks(60_000).enumerate() {
            let length = piece.len() as u32 - 1;
            let header = if place == 0 { 0x0b | length << 7 | 1 << 23 } else { length << 3 | 1 << 19 };
            packed.extend(&header.to_le_bytes()[..3]);
            packed.extend(piece);
        }
        packed
    }

    fn zlib(plain: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        ZlibEncoder::new(plain, Compression::best()).read_to_end(&mut packed).unwrap();
        packed
    }

    fn bare(plain: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        DeflateEncoder::new(plain, Compression::best()).read_to_end(&mut packed).unwrap();
        packed
    }

    /// What comes out, and whether it is all.
    fn decode_part(encoding: &str, pieces: &[&[u8]], limit: usize) -> Result<(Vec<u8>, bool), String> {
        let headers = HeaderMap::from_iter([(header::CONTENT_ENCODING, encoding.parse().unwrap())]);
        let mut decoder = Decoder::of(&headers, limit)?;
        let told = |stop: Stop| match stop {
            Stop::Full => "full".to_owned(),
            Stop::Broken(why) => why,
        };
        for piece in pieces {
            decoder.write(piece).map_err(told)?;
        }
        let is_whole = decoder.end().map_err(told)?;
        Ok((decoder.take(), is_whole))
    }

    fn decode(encoding: &str, pieces: &[&[u8]], limit: usize) -> Result<Vec<u8>, String> {
        decode_part(encoding, pieces, limit).map(|(body, _)| body)
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
        check("gzip, gzip", &gzip(&gzip(b"news")), 100, Ok(b"news"));
        check("gzip", &gzip(&gzip(b"news")), 100, Ok(b"news"));
        check("gzip, zstd", &zstd(&gzip(b"news")), 100, Ok(b"news"));
        check("deflate", &gzip(b"news"), 4, Ok(b"news"));
        for junk in [&b"\n"[..], b"\0\0\0\0", b"\x1f", b"<!-- cached -->"] {
            check("gzip", &[&gzip(b"news")[..], junk].concat(), 4, Ok(b"news"));
        }
    }

    #[test]
    fn both_things_that_are_called_deflate_are_undone() {
        let long: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        for plain in [&b"<rss/>"[..], &long] {
            check("deflate", &zlib(plain), plain.len(), Ok(plain));
            check("deflate", &bare(plain), plain.len(), Ok(plain));
            check("deflate", &[&bare(plain)[..], b"\n"].concat(), plain.len(), Ok(plain));
        }
        check("deflate", &zlib(&long), 1000, Err("full"));
        check("deflate", &bare(&long), 1000, Err("full"));
        check("deflate", b"\x06", 1000, Err("its compression is broken"));
    }

    #[test]
    fn all_comes_out_that_came_before_brotli_was_cut_off() {
        let long: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let packed = brotli_without_end(&long);
        let (body, is_whole) = decode_part("br", &[&packed], long.len()).unwrap();
        assert_eq!((body.len(), is_whole), (long.len(), false));
        assert_eq!(body, long);
        assert_eq!(decode_part("br", &[&packed], 1000), Err("full".to_owned()));
    }

    #[test]
    fn what_a_gzip_header_may_hold_is_passed_over() {
        let mut packed = Vec::new();
        let header = flate2::GzBuilder::new().filename("a.xml").comment("of today").extra(*b"more");
        header.read(&b"news"[..], Compression::best()).read_to_end(&mut packed).unwrap();
        check("gzip", &packed, 4, Ok(b"news"));
    }

    #[test]
    fn what_was_cut_off_comes_out_as_far_as_it_came() {
        let plain: Vec<u8> =
            (0..50_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for (encoding, body) in [("gzip", gzip(&plain)), ("zstd", zstd(&plain)), ("deflate", bare(&plain))] {
            let (got, is_whole) = decode_part(encoding, &[&body[..body.len() / 2]], 1_000_000).unwrap();
            assert!(
                !is_whole && plain.starts_with(&got) && got.len() > plain.len() / 4,
                "{encoding}: {}",
                got.len()
            );
        }
        let body = gzip(b"news");
        for missing in 1..=8 {
            let got = decode_part("gzip", &[&body[..body.len() - missing]], 4);
            assert_eq!(got, Ok((b"news".to_vec(), true)), "{missing} bytes of the checksum are missing");
        }
        let got = decode_part("gzip", &[&gzip(&body[..body.len() - 10])], 100);
        assert!(!got.unwrap().1, "the layer within was cut off");
        check("gzip", &body[..7], 4, Err("its compression is broken"));
        check("br", &BROTLI[..2], 100, Err("its compression is broken"));
    }

    #[test]
    fn what_is_broken_or_too_large_is_told() {
        let long = vec![b' '; 2_000_000];
        for (encoding, body) in [("gzip", gzip(&long)), ("zstd", zstd(&long)), ("gzip", gzip(&gzip(&long)))] {
            assert!(body.len() < 3_000, "{encoding}");
            check(encoding, &body, 1000, Err("full"));
        }
        check("br", BROTLI, 4, Err("full"));
        check("br", b"plain text", 100, Err("its compression is broken"));
        check("zstd", b"plain text", 100, Err("its compression is broken"));
        let mut wrong = gzip(b"news");
        let crc = wrong.len() - 8;
        wrong[crc] ^= 1;
        check("gzip", &wrong, 100, Err("its compression is broken"));
        check("gzip", b"\x1f\x8b, not", 100, Err("its compression is broken"));
        check("br, gzip", &gzip(BROTLI), 100, Err("compressed as `br, gzip`"));
        check("compress", b"\x1f\x9d", 100, Err("compressed as `compress`"));
        // A frame that asks for a window of 128 MiB.
        check("zstd", b"\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00", 100, Err("its compression is broken"));
    }

    proptest! {
        #[test]
        fn whatever_comes_ends_within_the_cap(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
            encoding in prop::sample::select(vec!["gzip", "br", "zstd", "deflate"]),
            honest in any::<bool>(),
            limit in 0_usize..400,
        ) {
            let body = match (encoding, honest) {
                ("gzip", true) => gzip(&bytes),
                ("zstd", true) => zstd(&bytes),
                ("deflate", true) => bare(&bytes),
                _ => bytes.clone(),
            };
            let got = decode(encoding, &[&body], limit);
            if let Ok(got) = &got {
                prop_assert!(got.len() <= limit);
            }
            let is_packed_twice = bytes.starts_with(&GZIP);
            if honest && encoding != "br" && !is_packed_twice {
                prop_assert_eq!(got.ok(), (bytes.len() <= limit).then_some(bytes));
            }
        }
    }
}
