//! The smallest HTTP client that shows what a server really sent.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    head: String,
    /// As it came over the wire; chunk marks and all.
    pub(crate) body: Vec<u8>,
}

impl Answered {
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Fetches an address with these header lines and reads to the end of the connection.
pub(crate) async fn get(url: &str, headers: &[(&str, &str)]) -> io::Result<Answered> {
    exchange("GET", url, headers, b"").await
}

/// Posts a body and reads to the end of the connection.
pub(crate) async fn post(url: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answered> {
    exchange("POST", url, headers, body).await
}

async fn exchange(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answered> {
    let mut stream = send(method, url, headers, body).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let split = split.ok_or(io::ErrorKind::UnexpectedEof)?;
    let body = bytes.split_off(split + 4);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok(Answered { status: status.ok_or(io::ErrorKind::InvalidData)?, head, body })
}

/// Sends a request and leaves the reading to the caller.
pub(crate) async fn send(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<TcpStream> {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).await?;
    let mut request = format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    request.extend(headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
    request += &format!("Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(request.as_bytes()).await?;
    stream.write_all(body).await?;
    Ok(stream)
}
