//! A server that proves itself by a certificate that has expired.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::TlsAcceptor;

/// A key of no use: its seed is the bytes 0 to 31. DER in Base64, like the certificate made with it.
const KEY: &str = "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

/// For `localhost`, signed by itself, of the year 2020.
const EXPIRED: &str = "MIH4MIGroAMCAQICAQcwBQYDK2VwMBkxFzAVBgNVBAMMDndpcmV3YXRjaCB0ZXN0MB4XDTIwMDEwMTAwMDAwMFoXDTIxMDEwMTAw\
    MDAwMFowGTEXMBUGA1UEAwwOd2lyZXdhdGNoIHRlc3QwKjAFBgMrZXADIQADoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUx\
    uKMYMBYwFAYDVR0RBA0wC4IJbG9jYWxob3N0MAUGAytlcANBAP9HAkweHtizkc2zAu0aouNDpjZvTQXAxrLSHg5VwhF8xzRX58HE\
    v9Ix5+J/l+2g8Dt526WGtJDA+P/2fhiolAA=";

/// What such a server accepts connections with.
pub(crate) fn acceptor() -> TlsAcceptor {
    let der = |text: &str| BASE64_STANDARD.decode(text).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![der(EXPIRED).into()], PrivatePkcs8KeyDer::from(der(KEY)).into())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
