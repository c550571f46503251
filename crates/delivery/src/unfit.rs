//! Why an event cannot be sent to an endpoint as that is configured.

use crate::RenderError;

/// What an endpoint lacks, as a person should read it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The event cannot be rendered for it.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A webhook without a key, which its receiver could not tell from a forged one.
    #[error("the endpoint has no secret to sign with")]
    NoSecret,
    /// A kind that is let in by a token has none.
    #[error("the endpoint needs a token as its secret")]
    NoToken,
    /// The token is not UTF-8.
    #[error("the endpoint's token is not text")]
    TokenNotText,
    /// The token cannot be sent.
    #[error("the endpoint's token holds characters that no header can")]
    TokenInHeader,
    /// Its address has no path that could be added to.
    #[error("the endpoint's address is no web address")]
    NoWebAddress,
    /// Something else that cannot be sent as a header.
    #[error("the {what} {text:?} cannot stand in a header")]
    Header {
        /// What it is.
        what: &'static str,
        /// What it says.
        text: String,
    },
    /// It is fit for alerts, but not for this type of event.
    #[error("{event}: {lack}")]
    ForEvent {
        /// The type of the event.
        event: &'static str,
        /// What is missing for it.
        lack: Box<Unfit>,
    },
}

impl Unfit {
    pub(crate) fn for_event(self, event: &'static str) -> Unfit {
        Unfit::ForEvent { event, lack: Box::new(self) }
    }
}
