//! Where a delivery goes, and what lets it in.

use model::{Endpoint, EndpointKind};
use outbound::HeaderValue;
use url::Url;

use crate::Unfit;

/// Where a delivery goes.
pub(crate) struct Target {
    pub(crate) url: Url,
    /// Whether it is put there under a name of its own instead of being posted.
    pub(crate) put: bool,
    /// The value of `Authorization`, where a token lets it in.
    pub(crate) authorization: Option<HeaderValue>,
}

/// Where the delivery `id` goes, or what the endpoint lacks.
pub(crate) fn target(endpoint: &Endpoint, id: &str) -> Result<Target, Unfit> {
    let mut url = endpoint.url.clone();
    let token = token(endpoint)?;
    let (mut put, mut authorization) = (false, None);
    match &endpoint.kind {
        EndpointKind::Ntfy => {
            segments(&mut url)?.pop_if_empty().pop();
            authorization = (!token.is_empty()).then(|| bearer(token)).transpose()?;
        }
        EndpointKind::Telegram { .. } => {
            segments(&mut url)?.pop_if_empty().push(&format!("bot{}", needed(token)?)).push("sendMessage");
        }
        EndpointKind::Matrix { room } => {
            // The name of the transaction makes a repeat one with the first try.
            let path = ["_matrix", "client", "v3", "rooms", room, "send", "m.room.message", id];
            segments(&mut url)?.pop_if_empty().extend(path);
            (put, authorization) = (true, Some(bearer(needed(token)?)?));
        }
        _ => {}
    }
    Ok(Target { url, put, authorization })
}

/// The secret as the text that a token is, for the kinds whose secret is one; white space around it is ignored.
fn token(endpoint: &Endpoint) -> Result<&str, Unfit> {
    match endpoint.kind {
        EndpointKind::Ntfy | EndpointKind::Telegram { .. } | EndpointKind::Matrix { .. } => {
            let text = std::str::from_utf8(endpoint.secret.expose());
            text.map(str::trim).map_err(|_| Unfit::TokenNotText)
        }
        _ => Ok(""),
    }
}

fn needed(token: &str) -> Result<&str, Unfit> {
    if token.is_empty() { Err(Unfit::NoToken) } else { Ok(token) }
}

fn bearer(token: &str) -> Result<HeaderValue, Unfit> {
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| Unfit::TokenInHeader)?;
    value.set_sensitive(true);
    Ok(value)
}

fn segments(url: &mut Url) -> Result<url::PathSegmentsMut<'_>, Unfit> {
    url.path_segments_mut().map_err(|()| Unfit::NoWebAddress)
}

#[cfg(test)]
mod tests {
    use model::Secret;

    use super::*;

    #[test]
    fn every_kind_has_its_address() {
        let check =
            |kind: EndpointKind, url: &str, secret: &str, expected: Result<(&str, Option<&str>), &str>| {
                let secret = Secret::new(secret.as_bytes().to_vec());
                let endpoint = Endpoint::new("", kind, url.parse().unwrap(), secret);
                let got = target(&endpoint, "msg_1").map(|target| {
                    let authorization = target.authorization.map(|value| value.to_str().unwrap().to_owned());
                    (target.url.to_string(), authorization)
                });
                let expected = expected.map(|(url, value)| (url.to_owned(), value.map(str::to_owned)));
                assert_eq!(got.map_err(|unfit| unfit.to_string()), expected.map_err(str::to_owned));
            };
        let telegram = || EndpointKind::Telegram { chat: "1".to_owned() };
        let matrix = || EndpointKind::Matrix { room: "!a/b:example.org".to_owned() };
        check(EndpointKind::Webhook, "https://a.example/x?y=1", "", Ok(("https://a.example/x?y=1", None)));
        check(EndpointKind::Slack, "https://a.example/x", "z", Ok(("https://a.example/x", None)));
        check(EndpointKind::Ntfy, "https://ntfy.example/news", "", Ok(("https://ntfy.example/", None)));
        check(
            EndpointKind::Ntfy,
            "https://a.example/ntfy/news/",
            "tk_1\n",
            Ok(("https://a.example/ntfy", Some("Bearer tk_1"))),
        );
        check(
            telegram(),
            "https://api.telegram.example/",
            "12:ab_C",
            Ok(("https://api.telegram.example/bot12:ab_C/sendMessage", None)),
        );
        check(
            matrix(),
            "https://matrix.example",
            "syt_1",
            Ok((
                "https://matrix.example/_matrix/client/v3/rooms/!a%2Fb:example.org/send/m.room.message/msg_1",
                Some("Bearer syt_1"),
            )),
        );
        check(
            telegram(),
            "https://api.telegram.example",
            "",
            Err("the endpoint needs a token as its secret"),
        );
        check(matrix(), "https://matrix.example", " ", Err("the endpoint needs a token as its secret"));
        check(
            matrix(),
            "https://matrix.example",
            "a\nb",
            Err("the endpoint's token holds characters that no header can"),
        );
    }
}
