//! Checks a Standard Webhooks 1.0.0 signature, as a receiver does.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use ring::hmac;

/// How far a timestamp may be from the receiver's clock, in seconds, as the reference libraries have it.
const TOLERANCE: i64 = 300;

/// The key bytes of a secret written as `whsec_…`.
pub(crate) fn key(secret: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(secret.strip_prefix("whsec_")?).ok()
}

/// Says why a delivery cannot be trusted, if so.
pub(crate) fn verify(
    key: &[u8],
    id: &str,
    timestamp: &str,
    body: &[u8],
    signatures: &str,
    now: Timestamp,
) -> Result<(), String> {
    if id.is_empty() {
        return Err("no webhook-id".to_owned());
    }
    let at: i64 = timestamp.parse().map_err(|_| format!("webhook-timestamp is no number: {timestamp}"))?;
    if (now.as_second() - at).abs() > TOLERANCE {
        return Err(format!("webhook-timestamp is more than {TOLERANCE} s away: {at}"));
    }
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    let holds = |signature: &str| {
        let tag = signature.strip_prefix("v1,").and_then(|tag| BASE64_STANDARD.decode(tag).ok());
        tag.is_some_and(|tag| hmac::verify(&key, &signed, &tag).is_ok())
    };
    if signatures.split(' ').any(holds) { Ok(()) } else { Err("no v1 signature holds".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vector_holds_and_a_changed_body_does_not() {
        let key = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let now = Timestamp::from_second(1_614_265_330).unwrap();
        let verify = |body: &[u8]| {
            let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
            verify(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body, signature, now)
        };
        assert_eq!(verify(b"{\"test\": 2432232314}"), Ok(()));
        assert!(verify(b"{\"test\": 2432232315}").is_err());
    }
}
