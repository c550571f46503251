//! Signatures of what hubs send (WebSub, 8): `X-Hub-Signature: method=hex`.

use ring::hmac;

/// Whether `signature` is that of `body` with `secret`, by one of the methods that the recommendation names.
pub(crate) fn is_sound(signature: &str, secret: &str, body: &[u8]) -> bool {
    let Some((method, hex)) = signature.trim().split_once('=') else { return false };
    let algorithm = match method.to_ascii_lowercase().as_str() {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => return false,
    };
    let key = hmac::Key::new(algorithm, secret.as_bytes());
    bytes_of(hex).is_some_and(|tag| hmac::verify(&key, body, &tag).is_ok())
}

/// The bytes that hexadecimal digits stand for, at most as many as the longest signature has.
fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    const LONGEST: usize = 128;
    if hex.len() > LONGEST || !hex.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    hex.as_bytes().chunks(2).map(|pair| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_checked_by_every_method() {
        // RFC 2202 and RFC 4231: key "Jefe".
        let body = b"what do ya want for nothing?";
        let check = |signature: &str, sound: bool| {
            assert_eq!(is_sound(signature, "Jefe", body), sound, "{signature}");
        };
        check("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", true);
        check("SHA256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", true);
        check(
            "sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
            true,
        );
        check(
            "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            true,
        );
        check("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c78", false);
        check("sha256=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", false);
        check("md5=750c783e6ab0b503eaa86e310a5db738", false);
        check("sha256=", false);
        check("sha256=5b", false);
        check("sha256=é0", false);
        check("", false);
    }
}
