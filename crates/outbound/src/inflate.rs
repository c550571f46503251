//! Undoing gzip (RFC 1952), zlib (RFC 1950) and bare deflate (RFC 1951) as servers send them. Written here because the library's decoders
//! do not say whether a body is broken or only lacks its end.

use std::io::{self, Write as _};

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::capped::Capped;

/// How much is undone before it is counted.
const STEP: usize = 16 * 1024;

/// The most bytes of a gzip member's header: a name and a comment have no bound of their own.
const MAX_HEADER: usize = 64 * 1024;

/// What a gzip member begins with; the third byte says that it is deflate.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// Undoes deflate, in whatever it is wrapped.
pub(crate) struct Inflate {
    /// What has come out.
    pub(crate) body: Capped,
    decompress: Decompress,
    step: Vec<u8>,
    is_gzip: bool,
    at: At,
    /// Of the gzip member under way.
    crc: Crc,
    /// Whether a gzip member has ended, from when on what cannot be another is not the body's.
    has_member: bool,
}

/// Where in its input a decoder is.
enum At {
    /// Within a gzip member's header, this much of it.
    Header(Vec<u8>),
    Deflate,
    /// Within a gzip member's checksum, this much of it.
    Trailer(Vec<u8>),
    /// Behind the end.
    End,
}

/// A gzip member's header, as far as it has come.
enum Header {
    Whole { length: usize },
    Part,
    None,
}

impl Inflate {
    /// For gzip of one or more members.
    pub(crate) fn gzip(limit: usize) -> Self {
        Inflate { is_gzip: true, at: At::Header(Vec::new()), ..Self::deflate(false, limit) }
    }

    /// For deflate, within zlib or bare.
    pub(crate) fn deflate(in_zlib: bool, limit: usize) -> Self {
        Inflate {
            body: Capped::new(limit),
            decompress: Decompress::new(in_zlib),
            step: vec![0; STEP],
            is_gzip: false,
            at: At::Deflate,
            crc: Crc::new(),
            has_member: false,
        }
    }

    /// Takes the next piece. What follows the end is dropped.
    pub(crate) fn write(&mut self, mut piece: &[u8]) -> io::Result<()> {
        while !piece.is_empty() {
            piece = match &mut self.at {
                At::Header(_) => self.header(piece)?,
                At::Deflate => self.inflate(piece)?,
                At::Trailer(_) => self.trailer(piece)?,
                At::End => return Ok(()),
            };
        }
        Ok(())
    }

    /// Whether all of the body has come. Of gzip the checksum at its end may be missing: it is no part of the body.
    pub(crate) fn is_whole(&self) -> bool {
        match &self.at {
            At::Header(_) => self.has_member,
            At::Deflate => false,
            At::Trailer(_) | At::End => true,
        }
    }

    fn header<'a>(&mut self, piece: &'a [u8]) -> io::Result<&'a [u8]> {
        let At::Header(bytes) = &mut self.at else { return Ok(piece) };
        let before = bytes.len();
        // Most headers are whole in their piece. Of a body of many small members the rest is long, and is not gone through for each.
        let next = piece.get(..MAX_HEADER).unwrap_or(piece);
        let found = if before == 0 { header(next) } else { Header::Part };
        let found = match found {
            Header::Part => {
                bytes.extend_from_slice(next);
                header(bytes)
            }
            found => found,
        };
        match found {
            Header::Whole { length } => {
                self.at = At::Deflate;
                Ok(piece.get(length.saturating_sub(before)..).unwrap_or_default())
            }
            Header::Part if bytes.len() <= MAX_HEADER => Ok(&[]),
            Header::Part | Header::None if self.has_member => {
                self.at = At::End;
                Ok(&[])
            }
            Header::Part | Header::None => Err(broken("its gzip header cannot be read")),
        }
    }

    fn inflate<'a>(&mut self, mut piece: &'a [u8]) -> io::Result<&'a [u8]> {
        loop {
            let before = (self.decompress.total_in(), self.decompress.total_out());
            let status = self.decompress.decompress(piece, &mut self.step, FlushDecompress::None)?;
            let counted = |total: u64, before: u64| usize::try_from(total - before).unwrap_or(usize::MAX);
            let read = counted(self.decompress.total_in(), before.0);
            let made = counted(self.decompress.total_out(), before.1);
            piece = piece.get(read..).unwrap_or_default();
            let out = self.step.get(..made).unwrap_or_default();
            if self.is_gzip {
                self.crc.update(out);
            }
            self.body.write_all(out)?;
            if status == Status::StreamEnd {
                self.at = if self.is_gzip { At::Trailer(Vec::new()) } else { At::End };
                return Ok(piece);
            }
            // A step that was filled may have left some within the decoder.
            if piece.is_empty() && made < STEP {
                return Ok(piece);
            }
            if read == 0 && made == 0 {
                return Err(broken("it does not go on"));
            }
        }
    }

    fn trailer<'a>(&mut self, piece: &'a [u8]) -> io::Result<&'a [u8]> {
        let At::Trailer(bytes) = &mut self.at else { return Ok(piece) };
        let (own, rest) = piece.split_at(piece.len().min(8 - bytes.len()));
        bytes.extend_from_slice(own);
        if bytes.len() == 8 {
            let said = [self.crc.sum().to_le_bytes(), self.crc.amount().to_le_bytes()].concat();
            if *bytes != said {
                return Err(broken("its checksum is another's"));
            }
            self.decompress.reset(false);
            self.crc.reset();
            self.has_member = true;
            self.at = At::Header(Vec::new());
        }
        Ok(rest)
    }
}

/// What a gzip member begins with (RFC 1952, 2.3).
fn header(bytes: &[u8]) -> Header {
    const CHECKED: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const RESERVED: u8 = 0xe0;
    if bytes.iter().zip(&MAGIC).any(|(byte, magic)| byte != magic) {
        return Header::None;
    }
    let Some(flags) = bytes.get(3) else { return Header::Part };
    if flags & RESERVED != 0 {
        return Header::None;
    }
    let mut length = 10;
    if flags & EXTRA != 0 {
        let Some(&[low, high]) = bytes.get(10..12) else { return Header::Part };
        length += 2 + usize::from(u16::from_le_bytes([low, high]));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let rest = bytes.get(length..).unwrap_or_default();
            let Some(end) = rest.iter().position(|byte| *byte == 0) else { return Header::Part };
            length += end + 1;
        }
    }
    length += if flags & CHECKED == 0 { 0 } else { 2 };
    if bytes.len() < length { Header::Part } else { Header::Whole { length } }
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A gzip member of nothing (RFC 1952, 2.3), in twenty bytes.
    const EMPTY: [u8; 20] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn many_members_are_undone_in_time_in_proportion_to_them() {
        // Were what is behind each member gone through with it, this would copy two terabytes.
        let body = EMPTY.repeat(500_000);
        let mut inflate = Inflate::gzip(1 << 20);
        inflate.write(&body).unwrap();
        assert!(inflate.is_whole() && inflate.body.bytes.is_empty());
        let mut by_pieces = Inflate::gzip(1 << 20);
        body[..60].chunks(7).for_each(|piece| by_pieces.write(piece).unwrap());
        assert!(by_pieces.is_whole());
    }
}
