//! Reading a body piece by piece, decompressed, up to a cap. Nothing here reads to the end of what it cannot hold.

use bytes::{Bytes, BytesMut};

/// What is set aside before the first byte came, whatever a header claims.
const FIRST: usize = 16 * 1024;

/// Appends to `body` what comes until it holds `limit` bytes; true where more would have come.
pub(crate) async fn read(
    answer: &mut reqwest::Response,
    body: &mut BytesMut,
    limit: usize,
) -> Result<bool, reqwest::Error> {
    body.reserve(limit.min(FIRST));
    while let Some(piece) = answer.chunk().await? {
        let room = limit - body.len();
        if piece.len() > room {
            body.extend(piece.iter().take(room));
            return Ok(true);
        }
        body.extend_from_slice(&piece);
    }
    Ok(false)
}

/// The body as it is kept, without room that it does not use.
pub(crate) fn finish(body: BytesMut) -> Bytes {
    if body.capacity() > 2 * body.len() { Bytes::copy_from_slice(&body) } else { body.freeze() }
}
