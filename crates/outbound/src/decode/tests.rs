//! Bodies as servers send them: sound, wrongly named, cut off and made to swell.

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
    for encoding in ["gzip", "br", "zstd", "deflate"] {
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
fn text_that_says_it_is_compressed_is_taken_as_it_is() {
    for encoding in ["gzip", "br", "zstd", "deflate", "gzip, br"] {
        for plain in [
            "<?xml version='1.0'?><rss><channel/></rss>",
            "<!DOCTYPE html><title>News</title>",
            "\u{feff}<rss version='2.0'><channel/></rss>",
            "\n  {\"version\": \"https://jsonfeed.org/version/1.1\"}",
        ] {
            let (first, rest) = plain.as_bytes().split_at(20);
            let got = decode(encoding, &[first, rest], 100);
            assert_eq!(got.as_deref(), Ok(plain.as_bytes()), "{encoding}");
            assert_eq!(decode(encoding, &[first, rest], 30), Err("full".to_owned()), "{encoding}");
        }
    }
    for encoding in ["br", "zstd", "deflate"] {
        check(encoding, b"<rss version='2\0\x01 and what no text has", 100, Err("its compression is broken"));
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
