//! Servers that cannot prove who they are.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper_util::rt::{TokioExecutor, TokioIo};
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

/// Says so to the test in a process of its own, which trusts the certificate of the tests: certificates are read from where
/// the system's environment says.
const INNER: &str = "WIREWATCH_TEST_TRUSTS";

#[tokio::test]
async fn http_2_is_spoken_with_whoever_offers_it() {
    if std::env::var_os(INNER).is_some() {
        let url = Url::parse(&format!("https://localhost:{}/news", by_http_2().await.port())).unwrap();
        let response = get(&client(), &url).await.unwrap();
        assert_eq!(&response.body[..], b"by HTTP/2.0 for /news");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let trusted = directory.path().join("trusted.pem");
    let lines = UNSIGNED.replace(' ', "");
    std::fs::write(&trusted, format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"))
        .unwrap();
    let inner = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tls::http_2_is_spoken_with_whoever_offers_it"])
        .env("SSL_CERT_FILE", &trusted)
        .env_remove("SSL_CERT_DIR")
        .env(INNER, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&inner.stdout);
    assert!(inner.status.success() && said.contains("1 passed"), "{said}");
}

/// Answers by HTTP/2 alone, with the version and the path of the request.
#[allow(clippy::disallowed_methods, reason = "a test's server ends with the test's runtime")]
async fn by_http_2() -> SocketAddr {
    let acceptor = acceptor(UNSIGNED, &[b"h2"]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(stream) = acceptor.accept(stream).await else { continue };
            let answer =
                hyper::service::service_fn(|request: hyper::Request<hyper::body::Incoming>| async move {
                    let said = format!("by {:?} for {}", request.version(), request.uri().path());
                    Ok::<_, std::convert::Infallible>(hyper::Response::new(said))
                });
            let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            tokio::spawn(connection.serve_connection(TokioIo::new(stream), answer));
        }
    });
    address
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

fn acceptor(certificate: &str, protocols: &[&[u8]]) -> tokio_rustls::TlsAcceptor {
    let der = |text: &str| BASE64_STANDARD.decode(text.replace(' ', "")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![der(certificate).into()], PrivatePkcs8KeyDer::from(der(KEY)).into())
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    tokio_rustls::TlsAcceptor::from(Arc::new(config))
}

/// Proves itself by a certificate.
#[allow(clippy::disallowed_methods, reason = "a test's server ends with the test's runtime")]
async fn with_certificate(certificate: &str) -> SocketAddr {
    let acceptor = acceptor(certificate, &[]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    address
}
