//! A bound on what a JSON document takes in memory, known before it is read.

/// Values in one document. A feed of a thousand items has some 20,000; each takes up to 700 bytes once read, which a
/// document could otherwise ask for with every seven of its own.
const VALUES_MAX: usize = 250_000;

/// Whether the document has no more values than may be read. Counts what separates values, in strings too: a bound need not
/// be exact.
pub(crate) fn is_bounded(document: &str) -> bool {
    memchr::memchr3_iter(b'{', b'[', b',', document.as_bytes()).nth(VALUES_MAX).is_none()
}
