//! Reading a body piece by piece. Nothing here reads to the end of what it cannot hold.

use bytes::Bytes;

use crate::decode::{Decoder, Stop};

/// How much longer than the cap a body may be on the way: compression makes what is short or random a little longer. A
/// compressed body that nothing comes out of ends here too.
pub(crate) const SLACK: usize = 64 * 1024;

/// Why a body was not read to its end.
#[derive(Debug)]
pub(crate) enum Failure {
    /// More came than the cap allows.
    TooLarge,
    /// It is not compressed as it claims to be.
    Broken(String),
    /// The connection failed.
    Http(reqwest::Error),
}

/// Reads what comes into `decoder`, whose cap is `limit`, and says whether that was all.
pub(crate) async fn read(
    answer: &mut reqwest::Response,
    decoder: &mut Decoder,
    limit: usize,
) -> Result<bool, Failure> {
    let mut left = limit.saturating_add(SLACK);
    while let Some(piece) = answer.chunk().await.map_err(Failure::Http)? {
        left = left.checked_sub(piece.len()).ok_or(Failure::TooLarge)?;
        decoder.write(&piece)?;
    }
    Ok(decoder.end()?)
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Full => Failure::TooLarge,
            Stop::Broken(reason) => Failure::Broken(reason),
        }
    }
}

/// The body as it is kept, without room that it does not use.
pub(crate) fn finish(mut body: Vec<u8>) -> Bytes {
    body.shrink_to_fit();
    body.into()
}
