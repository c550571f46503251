//! A response body as a script: bytes, repetitions, pauses, and ways of never ending well.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::server::InFlight;

/// One step of a body's script.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// These bytes at once.
    Bytes(Bytes),
    /// These bytes so many times over; nothing is held in memory but one copy.
    Repeat(Bytes, u64),
    /// Nothing for a while.
    Pause(Duration),
    /// Nothing more, and the connection stays open.
    Hang,
    /// The connection breaks, after what came before has been sent.
    Break,
}

/// A body that follows a script. Its length is announced only where every part is plain bytes.
#[derive(Debug, Default)]
pub(crate) struct Body {
    parts: VecDeque<Part>,
    pause: Option<Pin<Box<Sleep>>>,
    flushed: bool,
    in_flight: Option<InFlight>,
}

impl Body {
    pub(crate) fn script(parts: impl IntoIterator<Item = Part>) -> Self {
        Body { parts: parts.into_iter().collect(), ..Body::default() }
    }

    /// Keeps the request counted as being answered until this body is dropped.
    pub(crate) fn counted(mut self, in_flight: InFlight) -> Self {
        self.in_flight = Some(in_flight);
        self
    }
}

impl<B: Into<Bytes>> From<B> for Body {
    fn from(bytes: B) -> Self {
        let bytes = bytes.into();
        if bytes.is_empty() { Body::default() } else { Body::script([Part::Bytes(bytes)]) }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            if let Some(pause) = self.pause.as_mut() {
                ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            match self.parts.pop_front() {
                None => return Poll::Ready(None),
                Some(Part::Bytes(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Part::Repeat(_, 0)) => {}
                Some(Part::Repeat(bytes, times)) => {
                    self.parts.push_front(Part::Repeat(bytes.clone(), times - 1));
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Some(Part::Pause(how_long)) => self.pause = Some(Box::pin(sleep(how_long))),
                // Nothing will wake this task again but the connection itself.
                Some(Part::Hang) => {
                    self.parts.push_front(Part::Hang);
                    return Poll::Pending;
                }
                // The server sends what it holds whenever a body has nothing to give at the moment.
                Some(Part::Break) if !self.flushed => {
                    self.flushed = true;
                    self.parts.push_front(Part::Break);
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(Part::Break) => {
                    return Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.parts.is_empty() && self.pause.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let length = self.parts.iter().try_fold(0_u64, |sum, part| match part {
            Part::Bytes(bytes) => Some(sum + bytes.len() as u64),
            _ => None,
        });
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
