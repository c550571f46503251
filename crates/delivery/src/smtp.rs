//! One try at handing a mail to its server.

use std::error::Error as _;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::{ClientId, MailBodyParameter, MailParameter};
use lettre::transport::smtp::{Error, commands};
use model::{AttemptOutcome, Endpoint};
use outbound::Client;
use percent_encoding::percent_decode_str;

use crate::RenderError;
use crate::channel::mailbox;

/// The ports of mail submission: with TLS from the start, and with STARTTLS (RFC 8314).
const SMTPS: u16 = 465;
const SUBMISSION: u16 = 587;

/// How long a server may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(1);

/// Hands `mail` to the endpoint's server, connecting to an address that the guard of `client` lets through. Ends within
/// `timeout`, and the second for a goodbye.
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
    match sent.await {
        Ok(Ok((outcome, mut connection))) => {
            // What was taken is taken, however they part.
            let _ = tokio::time::timeout(FAREWELL, connection.abort()).await;
            outcome
        }
        Ok(Err(outcome)) => outcome,
        Err(_) => unreachable(format!("{host} did not take the mail within {timeout:?}")),
    }
}

/// All but the goodbye: what came of it, with the connection where there was one.
async fn converse(
    client: &Client,
    endpoint: &Endpoint,
    from: &str,
    to: &[String],
    mail: &str,
    timeout: Duration,
) -> Result<(AttemptOutcome, AsyncSmtpConnection), AttemptOutcome> {
    let unfit = |error: RenderError| unreachable(error.to_string());
    let from = address(from).map_err(unfit)?;
    let to: Result<Vec<Address>, RenderError> = to.iter().map(|recipient| address(recipient)).collect();
    let to = to.map_err(unfit)?;
    let mut connection = connect(client, endpoint, timeout).await?;
    let handed = hand_over(&mut connection, endpoint, &from, &to, mail).await;
    Ok((handed.unwrap_or_else(|error| failure(endpoint, &error)), connection))
}

/// Connects to the first of the server's addresses that can be connected to, encrypts, and logs in where there is a password.
async fn connect(
    client: &Client,
    endpoint: &Endpoint,
    timeout: Duration,
) -> Result<AsyncSmtpConnection, AttemptOutcome> {
    let url = &endpoint.url;
    let host = url
        .host_str()
        .filter(|host| !host.is_empty())
        .ok_or_else(|| unreachable("the endpoint's address names no mail server"))?;
    let addresses = client.addresses(host).await.map_err(|error| unreachable(error.to_string()))?;
    let password = std::str::from_utf8(endpoint.secret.expose())
        .map_err(|_| unreachable("the endpoint's password is not text"))?;
    let password = password.trim();
    let tls = TlsParameters::new_rustls(host.to_owned()).map_err(|error| unreachable(error.to_string()))?;
    let (port, tls_at_once, tls_later) = match url.scheme() {
        "smtps" => (SMTPS, Some(tls), None),
        "smtp" => (SUBMISSION, None, Some(tls)),
        other => {
            return Err(unreachable(format!("`{other}:` is not how mail is sent; use smtp or smtps")));
        }
    };
    let port = url.port().unwrap_or(port);
    let addresses: Vec<SocketAddr> = addresses.into_iter().map(|ip| SocketAddr::new(ip, port)).collect();
    // One that does not answer leaves time for the others.
    let each = timeout / u32::try_from(addresses.len()).unwrap_or(u32::MAX).max(1);
    let (name, failed) = (ClientId::default(), |error: Error| failure(endpoint, &error));
    let connecting = AsyncSmtpConnection::connect_tokio1(&*addresses, Some(each), &name, tls_at_once, None);
    let mut connection = connecting.await.map_err(failed)?;
    // A password is never sent in the clear.
    if let Some(tls) = tls_later
        && (connection.can_starttls() || !password.is_empty())
    {
        connection.starttls(tls, &name).await.map_err(failed)?;
    }
    if !password.is_empty() {
        // An address writes the `@` of a user name as `%40`.
        let user = percent_decode_str(url.username()).decode_utf8_lossy().into_owned();
        let credentials = Credentials::new(user, password.to_owned());
        connection.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(failed)?;
    }
    Ok(connection)
}

/// Names the recipients and hands the mail over for those that the server takes. It has arrived where one is taken: sent once more
/// for the others, those who have it would have it twice. The log names who has not, whether refused for now or for good.
async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    endpoint: &Endpoint,
    from: &Address,
    to: &[Address],
    mail: &str,
) -> Result<AttemptOutcome, Error> {
    let parameters = parameters(to.iter().chain([from]), mail);
    connection.command(commands::Mail::new(Some(from.clone()), parameters)).await?;
    let mut refused = Vec::new();
    for recipient in to {
        match connection.command(commands::Rcpt::new(recipient.clone(), Vec::new())).await {
            Ok(_) => {}
            Err(error) if error.status().is_some() => refused.push((recipient, error)),
            Err(error) => return Err(error),
        }
    }
    if refused.len() == to.len()
        && let Some((_, error)) = refused.pop()
    {
        return Err(error);
    }
    connection.command(commands::Data).await?;
    let response = connection.message(mail.as_bytes()).await?;
    for (recipient, error) in refused {
        tracing::warn!(
            endpoint = endpoint.name,
            %recipient,
            answer = answer(&error),
            "the mail server refuses this recipient, who does not get what the others got"
        );
    }
    Ok(AttemptOutcome::Delivered { status: response.code().into() })
}

/// What the server has to be told of a mail that is not all ASCII.
fn parameters<'a>(mut addresses: impl Iterator<Item = &'a Address>, mail: &str) -> Vec<MailParameter> {
    let international = addresses.any(|address| !address.to_string().is_ascii());
    let eight_bit = !mail.is_ascii();
    let international = international.then_some(MailParameter::SmtpUtfEight);
    let eight_bit = eight_bit.then_some(MailParameter::Body(MailBodyParameter::EightBitMime));
    international.into_iter().chain(eight_bit).collect()
}

fn address(text: &str) -> Result<Address, RenderError> {
    mailbox(text).map(|mailbox| mailbox.email)
}

/// What the server says with its refusal.
fn answer(error: &Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

/// What the server answered, or why it did not.
fn failure(endpoint: &Endpoint, error: &Error) -> AttemptOutcome {
    match error.status() {
        Some(code) => AttemptOutcome::Refused { status: code.into(), retry_after: None, body: answer(error) },
        None => {
            let host = endpoint.url.host_str().unwrap_or_default();
            unreachable(format!("{host} did not take the mail: {error}"))
        }
    }
}

fn unreachable(error: impl Into<String>) -> AttemptOutcome {
    AttemptOutcome::Unreachable { error: error.into() }
}
