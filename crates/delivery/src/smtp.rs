//! One try at handing a mail to its server.

use std::error::Error as _;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, Error};
use lettre::{AsyncTransport as _, Tokio1Executor};
use model::{AttemptOutcome, Endpoint};
use outbound::Client;
use percent_encoding::percent_decode_str;

use crate::channel::mailbox;

/// The ports of mail submission: with TLS from the start, and with STARTTLS (RFC 8314).
const SMTPS: u16 = 465;
const SUBMISSION: u16 = 587;

/// Hands `mail` to the endpoint's server, connecting to an address that the guard of `client` lets through. Ends within
/// `timeout`.
pub(crate) async fn send(
    client: &Client,
    endpoint: &Endpoint,
    from: &str,
    to: &[String],
    mail: &str,
    timeout: Duration,
) -> AttemptOutcome {
    let sent = tokio::time::timeout(timeout, converse(client, endpoint, from, to, mail, timeout));
    let host = endpoint.url.host_str().unwrap_or_default();
    sent.await.unwrap_or_else(|_| unreachable(format!("{host} did not take the mail within {timeout:?}")))
}

async fn converse(
    client: &Client,
    endpoint: &Endpoint,
    from: &str,
    to: &[String],
    mail: &str,
    timeout: Duration,
) -> AttemptOutcome {
    let transport = match transport(client, endpoint, timeout).await {
        Ok(transport) => transport,
        Err(error) => return unreachable(error),
    };
    let envelope = match envelope(from, to) {
        Ok(envelope) => envelope,
        Err(error) => return unreachable(error),
    };
    match transport.send_raw(&envelope, mail.as_bytes()).await {
        Ok(response) => AttemptOutcome::Delivered { status: response.code().into() },
        Err(error) => failure(endpoint, &error),
    }
}

async fn transport(
    client: &Client,
    endpoint: &Endpoint,
    timeout: Duration,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let url = &endpoint.url;
    let host = url
        .host_str()
        .filter(|host| !host.is_empty())
        .ok_or("the endpoint's address names no mail server")?;
    let addresses = client.addresses(host).await.map_err(|error| error.to_string())?;
    let address = addresses.first().ok_or("the mail server has no address")?;
    let password =
        std::str::from_utf8(endpoint.secret.expose()).map_err(|_| "the endpoint's password is not text")?;
    let password = password.trim();
    let parameters = TlsParameters::new_rustls(host.to_owned()).map_err(|error| error.to_string())?;
    let (tls, port) = match url.scheme() {
        "smtps" => (Tls::Wrapper(parameters), SMTPS),
        // A password is never sent in the clear.
        "smtp" if password.is_empty() => (Tls::Opportunistic(parameters), SUBMISSION),
        "smtp" => (Tls::Required(parameters), SUBMISSION),
        other => return Err(format!("`{other}:` is not how mail is sent; use smtp or smtps")),
    };
    let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(address.to_string())
        .port(url.port().unwrap_or(port))
        .tls(tls)
        .timeout(Some(timeout));
    let builder = if password.is_empty() {
        builder
    } else {
        // An address writes the `@` of a user name as `%40`.
        let user = percent_decode_str(url.username()).decode_utf8_lossy().into_owned();
        builder.credentials(Credentials::new(user, password.to_owned()))
    };
    Ok(builder.build())
}

fn envelope(from: &str, to: &[String]) -> Result<Envelope, String> {
    let address = |text: &str| mailbox(text).map(|mailbox| mailbox.email).map_err(|error| error.to_string());
    let to = to.iter().map(|recipient| address(recipient)).collect::<Result<_, _>>()?;
    Envelope::new(Some(address(from)?), to).map_err(|error| error.to_string())
}

/// What the server answered, or why it did not.
fn failure(endpoint: &Endpoint, error: &Error) -> AttemptOutcome {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => AttemptOutcome::Refused { status: code.into(), retry_after: None, body: cause },
        None => {
            let host = endpoint.url.host_str().unwrap_or_default();
            unreachable(format!("{host} did not take the mail: {error}"))
        }
    }
}

fn unreachable(error: impl Into<String>) -> AttemptOutcome {
    AttemptOutcome::Unreachable { error: error.into() }
}
