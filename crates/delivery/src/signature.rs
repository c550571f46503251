//! Signatures of Standard Webhooks 1.0.0 over `id.timestamp.body`: `v1`, HMAC-SHA256 with a shared key, and `v1a`, Ed25519.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use model::{Key, Secret};
use ring::hmac;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

/// The most keys that a secret holds: the one in use, and those that it takes the place of.
const MAX_KEYS: usize = 4;

/// Signs a body as it is sent at `timestamp`: the value of `webhook-signature`, with a signature for each key, so that a
/// receiver can change over from one to the next in its own time. Empty where there is no key.
#[must_use]
pub fn sign(secret: &Secret, id: &str, timestamp: Timestamp, body: &str) -> String {
    let signed = signed(id, &timestamp.as_second().to_string(), body.as_bytes());
    let signatures: Vec<String> = secret.keys().iter().filter_map(|key| sign_with(key, &signed)).collect();
    signatures.join(" ")
}

fn sign_with(key: &Key, signed: &[u8]) -> Option<String> {
    Some(match key {
        Key::Shared(bytes) => {
            format!("v1,{}", BASE64_STANDARD.encode(hmac::sign(&hmac_key(bytes), signed)))
        }
        Key::Ed25519(seed) => format!("v1a,{}", BASE64_STANDARD.encode(key_pair(seed)?.sign(signed))),
    })
}

/// What receivers need to check the `v1a` signatures made with a secret: `whpk_` and the public key in Base64, for each.
#[must_use]
pub fn public_keys(secret: &Secret) -> Vec<String> {
    let public = |key: &Key| match key {
        Key::Shared(_) => None,
        Key::Ed25519(seed) => {
            Some(format!("whpk_{}", BASE64_STANDARD.encode(key_pair(seed)?.public_key().as_ref())))
        }
    };
    secret.keys().iter().filter_map(public).collect()
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
    let sound = headers
        .signature
        .split(' ')
        .any(|signature| secret.keys().iter().any(|key| is_sound(key, &signed, signature)));
    if sound { Ok(()) } else { Err(VerifyError::Signature) }
}

fn is_sound(key: &Key, signed: &[u8], signature: &str) -> bool {
    let Some((version, tag)) = signature.split_once(',') else { return false };
    let Ok(tag) = BASE64_STANDARD.decode(tag) else { return false };
    match (version, key) {
        // Compared in constant time.
        ("v1", Key::Shared(bytes)) => hmac::verify(&hmac_key(bytes), signed, &tag).is_ok(),
        ("v1a", Key::Ed25519(seed)) => key_pair(seed).is_some_and(|pair| {
            UnparsedPublicKey::new(&ED25519, pair.public_key()).verify(signed, &tag).is_ok()
        }),
        _ => false,
    }
}

/// Why a text is not a secret. The text itself is never told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The prefix is missing.
    #[error("a secret begins with `whsec_` (a shared key) or `whsk_` (an Ed25519 key)")]
    Prefix,
    /// What follows is not Base64.
    #[error("what follows `whsec_` or `whsk_` is not Base64")]
    Base64,
    /// Too short to be safe, or too long for the standard.
    #[error(
        "a shared key is 24 to 64 bytes long, this one {0}; make one with (printf whsec_; openssl rand -base64 32)"
    )]
    Length(usize),
    /// Not a seed, and not a seed with its public key.
    #[error("an Ed25519 key is its seed of 32 bytes, or the seed and the public key that belongs to it")]
    KeyPair,
    /// More keys than a change of keys needs.
    #[error("a secret is one key, or several with the newest first, at most {MAX_KEYS}")]
    TooMany,
}

/// Reads a secret: one or more keys separated by white space, the one in use first. A key is `whsec_` and 24 to 64 bytes in
/// Base64, or `whsk_` and an Ed25519 seed, with or without its public key, in Base64.
///
/// # Errors
///
/// What is wrong with it.
pub fn parse_secret(text: &str) -> Result<Secret, SecretError> {
    let keys: Vec<Key> = text.split_whitespace().map(parse_key).collect::<Result<_, _>>()?;
    match keys.len() {
        0 => Err(SecretError::Prefix),
        1..=MAX_KEYS => Ok(Secret::of(keys)),
        _ => Err(SecretError::TooMany),
    }
}

fn parse_key(text: &str) -> Result<Key, SecretError> {
    let decode = |encoded: &str| BASE64_STANDARD.decode(encoded).map_err(|_| SecretError::Base64);
    if let Some(encoded) = text.strip_prefix("whsec_") {
        let bytes = decode(encoded)?;
        return if (24..=64).contains(&bytes.len()) {
            Ok(Key::Shared(bytes))
        } else {
            Err(SecretError::Length(bytes.len()))
        };
    }
    let bytes = decode(text.strip_prefix("whsk_").ok_or(SecretError::Prefix)?)?;
    let (seed, public) = bytes.split_first_chunk::<32>().ok_or(SecretError::KeyPair)?;
    let pair = key_pair(seed).ok_or(SecretError::KeyPair)?;
    if public.is_empty() || public == pair.public_key().as_ref() {
        Ok(Key::Ed25519(*seed))
    } else {
        Err(SecretError::KeyPair)
    }
}

fn hmac_key(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}

/// Never fails for 32 bytes, whatever they are.
fn key_pair(seed: &[u8; 32]) -> Option<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(seed).ok()
}

fn signed(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}

#[cfg(test)]
mod tests {
    use ed25519_compact::{KeyPair, Seed, Signature};
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    /// Bytes 0 to 31 as the seed; key and signature were made with another library (OpenSSL's, through Python's cryptography).
    const SEED: &str = "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const SEED_AND_PUBLIC: &str =
        "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA==";
    const PUBLIC: &str = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
    const SIGNATURE_V1A: &str =
        "v1a,yoUrgEkc12aGqm0n4Sydmdz55xJfTz4AsAgieHFjmkR7LJtqVCZOQYzvvHjI5kAey+r4iaBGxTFRrl2iBQxtDQ==";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_published_vector() {
        let secret = parse_secret(SECRET).unwrap();
        assert_eq!(sign(&secret, ID, at(1_614_265_330), BODY), SIGNATURE);
    }

    #[test]
    fn ed25519_is_as_another_library_has_it() {
        for text in [SEED, SEED_AND_PUBLIC] {
            let secret = parse_secret(text).unwrap();
            assert_eq!(sign(&secret, ID, at(1_614_265_330), BODY), SIGNATURE_V1A);
            assert_eq!(public_keys(&secret), [PUBLIC]);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// The reference library knows no `v1a`, so an implementation of Ed25519 that shares no code with ours is asked.
        #[test]
        fn ed25519_is_signed_and_taken_as_by_an_independent_library(
            seed: [u8; 32], id in "[a-z0-9_]{1,40}", second in 0_i64..4_000_000_000, body in ".{0,200}",
        ) {
            let (secret, other) = (Secret::of(vec![Key::Ed25519(seed)]), KeyPair::from_seed(Seed::new(seed)));
            let public = format!("whpk_{}", BASE64_STANDARD.encode(*other.pk));
            prop_assert_eq!(public_keys(&secret), [public]);

            let message = format!("{id}.{second}.{body}");
            let ours = sign(&secret, &id, at(second), &body);
            let tag = BASE64_STANDARD.decode(ours.strip_prefix("v1a,").unwrap()).unwrap();
            let tag = Signature::from_slice(&tag).unwrap();
            prop_assert!(other.pk.verify(&message, &tag).is_ok());

            let theirs = format!("v1a,{}", BASE64_STANDARD.encode(*other.sk.sign(&message, None)));
            prop_assert_eq!(&theirs, &ours);
            let second = second.to_string();
            let headers = Headers { id: &id, timestamp: &second, signature: &theirs };
            let now = second.parse().map(at).unwrap();
            prop_assert_eq!(verify(&secret, headers, body.as_bytes(), now, Duration::ZERO), Ok(()));
            let changed = format!("{body} ");
            let refused = verify(&secret, headers, changed.as_bytes(), now, Duration::ZERO);
            prop_assert_eq!(refused, Err(VerifyError::Signature));
        }
    }

    #[test]
    fn while_keys_change_receivers_of_both_are_served() {
        let both = parse_secret(&format!("{SEED}\n{SECRET}\n")).unwrap();
        let signature = sign(&both, ID, at(1_614_265_330), BODY);
        assert_eq!(signature, format!("{SIGNATURE_V1A} {SIGNATURE}"));
        let headers = Headers { id: ID, timestamp: "1614265330", signature: &signature };
        let check = |text: &str, expected: Result<(), VerifyError>| {
            let secret = parse_secret(text).unwrap();
            let got = verify(&secret, headers, BODY.as_bytes(), at(1_614_265_330), Duration::from_secs(300));
            assert_eq!(got, expected, "{text}");
        };
        check(SECRET, Ok(()));
        check(SEED, Ok(()));
        check(&SECRET.replace("MfKQ", "AAAA"), Err(VerifyError::Signature));
        check(&SEED.replace("AAEC", "AAAC"), Err(VerifyError::Signature));
        assert_eq!(sign(&Secret::default(), ID, at(0), BODY), "");
        assert_eq!(public_keys(&parse_secret(SECRET).unwrap()), [""; 0]);
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
        check(&format!("{SECRET} {SEED}"), Ok(24));
        check(SEED, Ok(0));
        check(&[SECRET; 5].join(" "), Err(SecretError::TooMany));
        check(&format!("{SECRET} whsec_"), Err(SecretError::Length(0)));
        check(&SEED_AND_PUBLIC.replace("uA==", "uQ=="), Err(SecretError::KeyPair));
        check("whsk_AAEC", Err(SecretError::KeyPair));
        check("whsk_?", Err(SecretError::Base64));
        check(PUBLIC, Err(SecretError::Prefix));
        check(&of(64), Ok(64));
        check(&of(23), Err(SecretError::Length(23)));
        check(&of(65), Err(SecretError::Length(65)));
        check("whsec_", Err(SecretError::Length(0)));
        check("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Err(SecretError::Prefix));
        check("whsec_not base64!", Err(SecretError::Base64));
        check("", Err(SecretError::Prefix));
        let secret = parse_secret(SECRET).unwrap();
        assert_eq!(format!("{secret:?} {:?}", secret.keys()), "Secret(…) [Key(…)]");
    }
}
