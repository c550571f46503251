//! Where events go, and what became of each try.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use crate::{Calm, IncidentKind};

/// A place that events are sent to.
#[derive(Clone, PartialEq)]
pub struct Endpoint {
    /// Unique among endpoints.
    pub name: String,
    /// What it speaks.
    pub kind: EndpointKind,
    /// Its address; for many kinds a secret too.
    pub url: Url,
    /// What deliveries are signed with, or the token that lets them in.
    pub secret: Secret,
    /// The incidents that it is told of, as patterns; alerts come to it from the watchlists that name it.
    pub events: Vec<String>,
    /// How much it takes at a time.
    pub flow: Flow,
    /// When alerts may reach it.
    pub calm: Calm,
}

/// How much an endpoint takes at a time, and for how long it may fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The most attempts at it at a time, 1 to [`Flow::MAX_CONCURRENCY`].
    pub concurrency: usize,
    /// The least time between the beginnings of two attempts, besides what its kind asks for.
    pub pace: Duration,
    /// Whether each delivery waits until the one before has arrived or been given up.
    pub in_order: bool,
    /// After so long without a delivery that arrived, it is disabled.
    pub disable_after: Duration,
}

impl Flow {
    /// The most attempts at one endpoint at a time that can be asked for.
    pub const MAX_CONCURRENCY: usize = 64;
}

impl Default for Flow {
    /// Sixteen at a time, in any order, and five days for an endpoint to be mended.
    fn default() -> Self {
        Flow {
            concurrency: 16,
            pace: Duration::ZERO,
            in_order: false,
            disable_after: Duration::from_secs(5 * 24 * 3600),
        }
    }
}

impl Endpoint {
    /// An endpoint that is told of no incidents, with the usual flow.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: EndpointKind, url: Url, secret: Secret) -> Endpoint {
        let (flow, calm) = (Flow::default(), Calm::default());
        Endpoint { name: name.into(), kind, url, secret, events: Vec::new(), flow, calm }
    }

    /// Whether it is told of an incident of this kind that befell `subject`. Nothing is told to an endpoint of itself, since
    /// what it is not well enough to take it would only take once it is well.
    #[must_use]
    pub fn hears(&self, kind: IncidentKind, subject: &str) -> bool {
        let of_itself = kind.is_meant_by("endpoint.*") && subject == self.name;
        !of_itself && self.events.iter().any(|pattern| kind.is_meant_by(pattern))
    }
}

impl fmt::Debug for Endpoint {
    /// Leaves out all of the address but its host, because whoever knows the address of a chat's webhook can post there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("host", &self.url.host_str())
            .finish_non_exhaustive()
    }
}

/// What an endpoint speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// A Standard Webhook, signed.
    Webhook,
    /// A Standard Webhook whose body is a CloudEvent (1.0, structured JSON), signed.
    CloudEvents,
    /// A webhook whose body a template of the user's own makes, signed where there is a key.
    Template(Template),
    /// A Slack incoming webhook.
    Slack,
    /// A Discord webhook.
    Discord,
    /// A Microsoft Teams workflow that takes webhook requests.
    Teams,
    /// A topic of ntfy: the address ends in the topic; the secret, if any, is an access token.
    Ntfy,
    /// A chat on Telegram: the address is that of the Bot API, the secret the bot's token.
    Telegram {
        /// The chat's number, or its `@name`.
        chat: String,
    },
    /// Mail through a server: the address is `smtps://user@host` (TLS from the start) or `smtp://user@host` (STARTTLS, which a
    /// server may lack only where there is no password), the secret the password.
    Email {
        /// Whom the mail is from.
        from: String,
        /// Whom it goes to.
        to: Vec<String>,
    },
    /// A room on Matrix: the address is that of the homeserver, the secret an access token.
    Matrix {
        /// The room's id.
        room: String,
    },
}

impl EndpointKind {
    /// Its name in the configuration.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            EndpointKind::Webhook => "webhook",
            EndpointKind::CloudEvents => "cloudevents",
            EndpointKind::Template(_) => "template",
            EndpointKind::Slack => "slack",
            EndpointKind::Discord => "discord",
            EndpointKind::Teams => "teams",
            EndpointKind::Ntfy => "ntfy",
            EndpointKind::Telegram { .. } => "telegram",
            EndpointKind::Email { .. } => "email",
            EndpointKind::Matrix { .. } => "matrix",
        }
    }
}

/// How the body of a request is made from an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Jinja, over the event as the JSON Schema of its type describes it.
    pub source: String,
    /// The media type of what it makes.
    pub content_type: String,
}

/// Keys that never show in logs, errors or debug output: the one in use first, then those that it took the place of and
/// that receivers may still check with.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Vec<Key>);

/// One key, of one scheme.
#[derive(Clone, PartialEq, Eq)]
pub enum Key {
    /// Bytes that sender and receiver share: a key of HMAC-SHA256, or a token.
    Shared(Vec<u8>),
    /// The seed of an Ed25519 key pair, of which the receiver knows the public half.
    Ed25519([u8; 32]),
}

impl Secret {
    /// Takes shared bytes as they are; their length is checked where the configuration is read.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Secret(vec![Key::Shared(bytes)])
    }

    /// Takes keys as they are, the one in use first; none where an endpoint needs no secret.
    #[must_use]
    pub fn of(keys: Vec<Key>) -> Self {
        Secret(keys)
    }

    /// The keys, for signing only.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// The bytes of the key in use, where it is shared: what a token is. Empty otherwise.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        match self.0.first() {
            Some(Key::Shared(bytes)) => bytes,
            Some(Key::Ed25519(_)) | None => &[],
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// One try at a delivery, as it is recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// When it began.
    pub started: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// What came of it.
    pub outcome: AttemptOutcome,
}

/// What came of one try.
#[derive(Clone, Debug, PartialEq)]
pub enum AttemptOutcome {
    /// A 2xx answer.
    Delivered {
        /// The answer's status.
        status: u16,
    },
    /// 410 Gone: the endpoint wants nothing more.
    Gone,
    /// Any other answer.
    Refused {
        /// The answer's status.
        status: u16,
        /// The receiver's wish for a pause, from `Retry-After`.
        retry_after: Option<Duration>,
        /// The head of the answer's body, bounded and printable.
        body: String,
    },
    /// No answer: a refused address, a failed connection, a timeout.
    Unreachable {
        /// Why, as a person should read it.
        error: String,
    },
}

/// Writes it as a person should read it.
impl fmt::Display for AttemptOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AttemptOutcome::Delivered { status } => write!(f, "status {status}"),
            AttemptOutcome::Gone => f.write_str("status 410"),
            AttemptOutcome::Refused { status, body, .. } if body.is_empty() => write!(f, "status {status}"),
            AttemptOutcome::Refused { status, body, .. } => write!(f, "status {status}: {body}"),
            AttemptOutcome::Unreachable { error } => f.write_str(error),
        }
    }
}
