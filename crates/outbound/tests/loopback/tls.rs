//! Servers that cannot prove who they are.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use outbound::Error;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use url::Url;

use crate::{client, get};

#[tokio::test]
async fn who_cannot_prove_itself_is_not_spoken_to() {
    let check = async |port: u16, reason: &str| {
        let url = Url::parse(&format!("https://localhost:{port}/secret")).unwrap();
        let got = get(&client(), &url).await.unwrap_err();
        assert!(matches!(&got, Error::Tls { host, .. } if host == "localhost"), "{got:?}");
        let expected = format!("no secure connection to localhost: {reason}");
        assert!(got.to_string().starts_with(&expected), "{got}");
    };
    check(greeter(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.port(), "received corrupt message").await;
    check(with_certificate(UNSIGNED).await.port(), "invalid peer certificate: UnknownIssuer").await;
    check(with_certificate(EXPIRED).await.port(), "invalid peer certificate: certificate expired").await;
}

/// Says `greeting` to whoever connects, and nothing more.
#[allow(clippy::disallowed_methods, reason = "a test's server ends with the test's runtime")]
async fn greeter(greeting: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(greeting).await;
        }
    });
    address
}

/// A key of no use: its seed is the bytes 0 to 31. DER in Base64, like the certificates made with it.
const KEY: &str = "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

/// For `localhost`, signed by itself, of the year 2020.
const EXPIRED: &str = "MIH4MIGroAMCAQICAQcwBQYDK2VwMBkxFzAVBgNVBAMMDndpcmV3YXRjaCB0ZXN0MB4XDTIwMDEwMTAwMDAwMFoXDTIxMDEwMTAw \
    MDAwMFowGTEXMBUGA1UEAwwOd2lyZXdhdGNoIHRlc3QwKjAFBgMrZXADIQADoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUx \
    uKMYMBYwFAYDVR0RBA0wC4IJbG9jYWxob3N0MAUGAytlcANBAP9HAkweHtizkc2zAu0aouNDpjZvTQXAxrLSHg5VwhF8xzRX58HE \
    v9Ix5+J/l+2g8Dt526WGtJDA+P/2fhiolAA=";

/// The same for a hundred years.
const UNSIGNED: &str = "MIH6MIGtoAMCAQICAQcwBQYDK2VwMBkxFzAVBgNVBAMMDndpcmV3YXRjaCB0ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAx \
    MDAwMDAwWjAZMRcwFQYDVQQDDA53aXJld2F0Y2ggdGVzdDAqMAUGAytlcAMhAAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQS \
    VTG4oxgwFjAUBgNVHREEDTALgglsb2NhbGhvc3QwBQYDK2VwA0EATF0GrHvRdfCGnHxTGx7c57+OrOBsSQs0Xeo/z7cNt2GWKo1P \
    10lVEY4u3Dv+6D9JGgbxbEmtMgbWzSFfQa4QBA==";

/// Proves itself by a certificate.
#[allow(clippy::disallowed_methods, reason = "a test's server ends with the test's runtime")]
async fn with_certificate(certificate: &str) -> SocketAddr {
    let der = |text: &str| BASE64_STANDARD.decode(text.replace(' ', "")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![der(certificate).into()], PrivatePkcs8KeyDer::from(der(KEY)).into())
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    address
}
