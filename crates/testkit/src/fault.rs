//! Ways in which an outlet misbehaves, set for a path while it runs.

use std::time::Duration;

use bytes::Bytes;
use hyper::{Response, StatusCode, header};

use crate::body::{Body, Part};
use crate::hostile::{self, Hostile};
use crate::server::{Asked, Reply};

/// What a path does in place of its ordinary answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This status with a short HTML body.
    Status(u16),
    /// This status with `Retry-After` in seconds.
    RetryAfter {
        /// The status, 429 or 503 as a rule.
        status: u16,
        /// The pause asked for.
        seconds: u32,
    },
    /// 200 with an HTML page, whatever was asked for.
    Html,
    /// 200 with nothing.
    Empty,
    /// The ordinary answer announced in full length, broken off after half.
    CutOff,
    /// Half of the ordinary answer as if that were all, with the validators of the whole.
    Half,
    /// 200 with a page of so many megabytes, streamed.
    Huge {
        /// The body's size.
        megabytes: u64,
    },
    /// 200 with a feed of so many megabytes, streamed.
    HugeFeed {
        /// The body's size.
        megabytes: u64,
    },
    /// 200 with a gzip body that grows about a thousandfold.
    GzipBomb {
        /// The size after decompression.
        megabytes: usize,
    },
    /// 200 with markup nested so deep: XML or HTML, as the path's ordinary answer.
    Nested {
        /// How many elements inside each other.
        depth: usize,
    },
    /// A redirect to the same path, for ever.
    RedirectLoop,
    /// A redirect elsewhere.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// The `Location`, as it stands.
        location: String,
    },
    /// 200 with a PDF.
    Pdf,
    /// 200 with a login page.
    Login,
    /// The ordinary answer, in so many pieces with a pause before each.
    Slow {
        /// Into how many pieces the body is cut.
        pieces: usize,
        /// The pause before each.
        pause: Duration,
    },
    /// The connection stays open and nothing is answered.
    Hang,
    /// The head and half of the ordinary body, and then nothing more.
    HangInBody,
    /// The connection is closed without an answer.
    Close,
    /// The connection is torn down with a TCP reset.
    Reset,
    /// 200 with this document.
    Serve(Hostile),
}

impl Fault {
    /// The reply to a request whose ordinary answer would have been `content_type` and `ordinary`.
    pub(crate) fn reply(
        &self,
        asked: &Asked,
        content_type: &str,
        ordinary: impl FnOnce() -> Vec<u8>,
    ) -> Reply {
        let ok = |content_type: &str, body: Body| answer(200, &[(header::CONTENT_TYPE, content_type)], body);
        match self {
            Fault::Status(status) => {
                answer(*status, &[(header::CONTENT_TYPE, HTML)], error_page(*status).into())
            }
            Fault::RetryAfter { status, seconds } => answer(
                *status,
                &[(header::RETRY_AFTER, seconds.to_string()), (header::CONTENT_TYPE, HTML.to_owned())],
                error_page(*status).into(),
            ),
            Fault::Html => ok(HTML, hostile::page().into()),
            Fault::Empty => ok(content_type, Body::default()),
            Fault::Half => ok(content_type, half(ordinary()).into()),
            Fault::CutOff => broken_off(content_type, ordinary(), Part::Break),
            Fault::HangInBody => broken_off(content_type, ordinary(), Part::Hang),
            Fault::Huge { megabytes } => ok(HTML, huge("<article>", HUGE_PARAGRAPH, *megabytes)),
            Fault::HugeFeed { megabytes } => {
                ok("application/rss+xml", huge("<rss version=\"2.0\"><channel>", HUGE_ITEM, *megabytes))
            }
            Fault::GzipBomb { megabytes } => answer(
                200,
                &[(header::CONTENT_TYPE, content_type), (header::CONTENT_ENCODING, "gzip")],
                hostile::gzip_bomb(*megabytes).into(),
            ),
            Fault::Nested { depth } if content_type.starts_with("text/html") => {
                ok(HTML, hostile::nested_html("div", *depth).into())
            }
            Fault::Nested { depth } => ok(content_type, hostile::nested_xml(*depth).into()),
            Fault::RedirectLoop => redirect(302, &next_turn(asked)),
            Fault::Redirect { status, location } => redirect(*status, location),
            Fault::Pdf => ok("application/pdf", hostile::pdf().into()),
            Fault::Login => ok(HTML, hostile::login().into()),
            Fault::Slow { pieces, pause } => ok(content_type, slow(&ordinary(), *pieces, *pause)),
            Fault::Hang => Reply::Silence,
            Fault::Close => Reply::Close,
            Fault::Reset => Reply::Reset,
            Fault::Serve(document) => {
                let mut headers = vec![(header::CONTENT_TYPE, document.content_type)];
                headers
                    .extend(document.content_encoding.map(|encoding| (header::CONTENT_ENCODING, encoding)));
                answer(200, &headers, document.body.clone().into())
            }
        }
    }
}

const HTML: &str = "text/html; charset=utf-8";
const HUGE_PARAGRAPH: &str =
    "<p>The tide tables are read out again, slowly, to an empty room by the sea.</p>\n";
const HUGE_ITEM: &str = "<item><title>The tide tables, read out again</title><description>Slowly, to an empty \
                         room by the sea.</description></item>\n";

pub(crate) fn answer(status: u16, headers: &[(header::HeaderName, impl AsRef<str>)], body: Body) -> Reply {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let Ok(value) = header::HeaderValue::from_str(value.as_ref()) {
            response.headers_mut().insert(name, value);
        }
    }
    Reply::Answer(response)
}

pub(crate) fn redirect(status: u16, location: &str) -> Reply {
    answer(status, &[(header::LOCATION, location)], Body::default())
}

fn error_page(status: u16) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n"
    )
}

pub(crate) fn half(mut body: Vec<u8>) -> Vec<u8> {
    body.truncate(body.len() / 2);
    body
}

/// Announces the whole body, sends half of it, and goes on as `then` says.
fn broken_off(content_type: &str, body: Vec<u8>, then: Part) -> Reply {
    let whole = body.len().max(2);
    let half: Bytes = body.into_iter().take(whole / 2).collect();
    answer(
        200,
        &[(header::CONTENT_TYPE, content_type), (header::CONTENT_LENGTH, &whole.to_string())],
        Body::script([Part::Bytes(half), then]),
    )
}

fn huge(open: &str, unit: &str, megabytes: u64) -> Body {
    let chunk = Bytes::from(unit.repeat((64 << 10) / unit.len()));
    let times = (megabytes << 20).div_ceil(chunk.len() as u64);
    Body::script([Part::Bytes(Bytes::copy_from_slice(open.as_bytes())), Part::Repeat(chunk, times)])
}

fn slow(body: &[u8], pieces: usize, pause: Duration) -> Body {
    let length = body.len().div_ceil(pieces.max(1)).max(1);
    let parts = body
        .chunks(length)
        .flat_map(|piece| [Part::Pause(pause), Part::Bytes(Bytes::copy_from_slice(piece))]);
    Body::script(parts)
}

/// The same path with a counter, so that a client that only compares addresses is not saved by that.
fn next_turn(asked: &Asked) -> String {
    let turn = asked.query.as_deref().and_then(|query| query.strip_prefix("turn="));
    let turn: u64 = turn.and_then(|turn| turn.parse().ok()).unwrap_or(0);
    format!("{}?turn={}", asked.path, turn + 1)
}
