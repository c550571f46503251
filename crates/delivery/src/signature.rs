//! Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use model::Secret;
use ring::hmac;

/// Signs a body as it is sent at `timestamp`: the value of `webhook-signature`.
#[must_use]
pub fn sign(secret: &Secret, id: &str, timestamp: Timestamp, body: &str) -> String {
    let seconds = timestamp.as_second().to_string();
    let tag = hmac::sign(&key(secret), &signed(id, &seconds, body.as_bytes()));
    format!("v1,{}", BASE64_STANDARD.encode(tag))
}

/// The headers that a receiver checks, as they came.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`.
    pub timestamp: &'a str,
    /// `webhook-signature`.
    pub signature: &'a str,
}

/// Why a webhook is not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The timestamp is not a number of seconds.
    #[error("webhook-timestamp is not a number of seconds since 1970")]
    Timestamp,
    /// The timestamp is too far from the receiver's clock: an old webhook sent again, or a clock that is wrong.
    #[error(
        "webhook-timestamp is too far from this machine's clock; either one is wrong or the webhook is a replay"
    )]
    Clock,
    /// No signature was made with the secret for this id, timestamp and body.
    #[error("no signature in webhook-signature was made with this secret for this id, timestamp and body")]
    Signature,
}

/// Checks what a receiver got against its secret; `tolerance` is how far the sender's clock may be from `now`, five minutes
/// in the reference libraries. One sound signature is enough, because a sender that changes its secret signs with both.
///
/// # Errors
///
/// What is wrong with it.
pub fn verify(
    secret: &Secret,
    headers: Headers<'_>,
    body: &[u8],
    now: Timestamp,
    tolerance: Duration,
) -> Result<(), VerifyError> {
    let sent: i64 = headers.timestamp.parse().map_err(|_| VerifyError::Timestamp)?;
    if now.as_second().abs_diff(sent) > tolerance.as_secs() {
        return Err(VerifyError::Clock);
    }
    let signed = signed(headers.id, headers.timestamp, body);
    let key = key(secret);
    let sound =
        headers.signature.split(' ').filter_map(|signature| signature.strip_prefix("v1,")).any(|tag| {
            // Compared in constant time.
            BASE64_STANDARD.decode(tag).is_ok_and(|tag| hmac::verify(&key, &signed, &tag).is_ok())
        });
    if sound { Ok(()) } else { Err(VerifyError::Signature) }
}

/// Why a text is not a secret. The text itself is never told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The prefix is missing.
    #[error("a secret begins with `whsec_`")]
    Prefix,
    /// What follows is not Base64.
    #[error("what follows `whsec_` is not Base64")]
    Base64,
    /// Too short to be safe, or too long for the standard.
    #[error(
        "a secret is 24 to 64 bytes long, this one {0}; make one with (printf whsec_; openssl rand -base64 32)"
    )]
    Length(usize),
}

/// Reads `whsec_` and 24 to 64 bytes in Base64; white space around it is ignored.
///
/// # Errors
///
/// What is wrong with it.
pub fn parse_secret(text: &str) -> Result<Secret, SecretError> {
    let encoded = text.trim().strip_prefix("whsec_").ok_or(SecretError::Prefix)?;
    let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| SecretError::Base64)?;
    if !(24..=64).contains(&bytes.len()) {
        return Err(SecretError::Length(bytes.len()));
    }
    Ok(Secret::new(bytes))
}

fn key(secret: &Secret) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.expose())
}

fn signed(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_published_vector() {
        let secret = parse_secret(SECRET).unwrap();
        assert_eq!(sign(&secret, ID, at(1_614_265_330), BODY), SIGNATURE);
    }

    #[test]
    fn what_is_signed_here_the_reference_library_takes_and_the_other_way_round() {
        let reference = standardwebhooks::Webhook::new(SECRET).unwrap();
        let secret = parse_secret(SECRET).unwrap();
        for body in ["", "{}", BODY, "\u{e9}\u{1f4f0}"] {
            let ours = sign(&secret, ID, at(1_614_265_330), body);
            assert_eq!(reference.sign(ID, 1_614_265_330, body.as_bytes()).unwrap(), ours);
        }
    }

    #[test]
    fn a_receiver_takes_what_is_sound_and_nothing_else() {
        let check = |headers: (&str, &str, &str), body: &str, now: i64, expected: Result<(), VerifyError>| {
            let (id, timestamp, signature) = headers;
            let headers = Headers { id, timestamp, signature };
            let secret = parse_secret(SECRET).unwrap();
            let got = verify(&secret, headers, body.as_bytes(), at(now), Duration::from_secs(300));
            assert_eq!(got, expected, "{headers:?} {body}");
        };
        let (sent, now) = ("1614265330", 1_614_265_330);
        let both = format!("v1a,AAAA v1,AAAA {SIGNATURE} v2,x");
        check((ID, sent, SIGNATURE), BODY, now, Ok(()));
        check((ID, sent, &both), BODY, now, Ok(()));
        check((ID, sent, SIGNATURE), BODY, now + 300, Ok(()));
        check((ID, sent, SIGNATURE), BODY, now - 300, Ok(()));
        check((ID, sent, SIGNATURE), BODY, now + 301, Err(VerifyError::Clock));
        check((ID, sent, SIGNATURE), BODY, now - 301, Err(VerifyError::Clock));
        check((ID, "-9223372036854775808", SIGNATURE), BODY, now, Err(VerifyError::Clock));
        check((ID, "today", SIGNATURE), BODY, now, Err(VerifyError::Timestamp));
        check((ID, "", SIGNATURE), BODY, now, Err(VerifyError::Timestamp));
        check((ID, "1614265331", SIGNATURE), BODY, now, Err(VerifyError::Signature));
        check(("msg_other", sent, SIGNATURE), BODY, now, Err(VerifyError::Signature));
        check((ID, sent, SIGNATURE), "{}", now, Err(VerifyError::Signature));
        check((ID, sent, ""), BODY, now, Err(VerifyError::Signature));
        check((ID, sent, "v1,"), BODY, now, Err(VerifyError::Signature));
        check((ID, sent, SIGNATURE.trim_start_matches("v1,")), BODY, now, Err(VerifyError::Signature));
    }

    #[test]
    fn secrets_are_read_and_refused_with_the_reason_and_never_shown() {
        let check = |text: &str, expected: Result<usize, SecretError>| {
            let got = parse_secret(text).map(|secret| secret.expose().len());
            assert_eq!(got, expected, "{text}");
        };
        let of = |length: usize| format!("whsec_{}", BASE64_STANDARD.encode(vec![7; length]));
        check(SECRET, Ok(24));
        check(&format!(" {SECRET}\n"), Ok(24));
        check(&of(64), Ok(64));
        check(&of(23), Err(SecretError::Length(23)));
        check(&of(65), Err(SecretError::Length(65)));
        check("whsec_", Err(SecretError::Length(0)));
        check("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Err(SecretError::Prefix));
        check("whsec_not base64!", Err(SecretError::Base64));
        check("", Err(SecretError::Prefix));
        assert_eq!(format!("{:?}", parse_secret(SECRET).unwrap()), "Secret(…)");
    }
}
