//! A mail server on loopback (RFC 5321, without TLS and without extensions) that keeps every mail, and refuses as it is told to.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A running mail server. Dropping it closes its connections.
#[derive(Debug)]
pub struct MailServer {
    address: SocketAddr,
    desk: Arc<Desk>,
    /// Only held so that its drop stops the server.
    _tasks: JoinSet<()>,
}

/// A mail as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Whom it is from, by its envelope.
    pub from: String,
    /// Whom it goes to, by its envelope.
    pub to: Vec<String>,
    /// Its headers and body.
    pub text: String,
}

impl Mail {
    /// A header's value on one line; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\n\n").next().unwrap_or_default().replace("\n ", " ");
        let found = head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        });
        found.unwrap_or_default()
    }

    /// The part of a media type, its quoted-printable (RFC 2045) undone; empty where there is none.
    #[must_use]
    pub fn part(&self, media_type: &str) -> String {
        let boundary = self.header("Content-Type");
        let boundary = boundary.split("boundary=").nth(1).unwrap_or_default().trim_matches('"');
        let found = self.text.split(&format!("--{boundary}")).skip(1).find_map(|part| {
            let (head, body) = part.split_once("\n\n")?;
            head.contains(media_type).then(|| unquoted(body))
        });
        found.unwrap_or_default()
    }
}

fn unquoted(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut pieces = text.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let code = piece.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.extend(code);
        bytes.extend(piece.bytes().skip(2));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[derive(Debug, Default)]
struct Desk {
    state: Mutex<State>,
    changed: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct State {
    mails: Vec<Mail>,
    told: Vec<String>,
    refusals: VecDeque<String>,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked while it held the lock has failed already.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MailServer {
    /// Starts a server that takes every mail.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn start() -> io::Result<MailServer> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let desk = Arc::new(Desk::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::clone(&desk)));
        Ok(MailServer { address, desk, _tasks: tasks })
    }

    /// The address to send mail through.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What the next recipient that is named is answered, after those that were set before: `550 5.1.1 no such user`.
    pub fn refuse_next(&self, answer: &str) {
        self.desk.lock().refusals.push_back(answer.to_owned());
    }

    /// Waits for so many mails, and gives all that came.
    pub async fn received(&self, number: usize) -> Vec<Mail> {
        let mut changes = self.desk.changed.subscribe();
        // The sender lives as long as the server.
        let _ = changes.wait_for(|mails| *mails >= number).await;
        self.desk.lock().mails.clone()
    }

    /// Every line that clients said, those of mails included.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        self.desk.lock().told.clone()
    }
}

/// Accepts connections until the task is aborted, which ends the connections too.
async fn accept(listener: TcpListener, desk: Arc<Desk>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let desk = Arc::clone(&desk);
        // A client that hangs up is not worth a word.
        connections.spawn(async move { drop(converse(stream, &desk).await) });
    }
}

async fn converse(stream: TcpStream, desk: &Desk) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut mail = Mail::default();
    let mut in_mail = false;
    write.write_all(b"220 mail.example ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        desk.lock().told.push(line.clone());
        if in_mail && line != "." {
            // A dot before a line that begins with one was added on the way.
            mail.text.push_str(line.strip_prefix('.').unwrap_or(&line));
            mail.text.push('\n');
            continue;
        }
        let answer = match in_mail {
            true => taken(desk, std::mem::take(&mut mail)),
            false => answer(desk, &line, &mut mail),
        };
        in_mail = answer.starts_with("354");
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

fn taken(desk: &Desk, mail: Mail) -> String {
    desk.lock().mails.push(mail);
    desk.changed.send_modify(|mails| *mails += 1);
    "250 2.0.0 taken".to_owned()
}

fn answer(desk: &Desk, line: &str, mail: &mut Mail) -> String {
    let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
    let answer = match line.split([' ', ':']).next().unwrap_or_default().to_uppercase().as_str() {
        "MAIL" => {
            *mail = Mail { from: address(), ..Mail::default() };
            "250 ok"
        }
        "RCPT" => {
            if let Some(refusal) = desk.lock().refusals.pop_front() {
                return refusal;
            }
            mail.to.push(address());
            "250 ok"
        }
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 mail.example",
    };
    answer.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_as_a_person_reads_it() {
        let text = "Subject: A long\n line\nContent-Type: multipart/alternative; boundary=\"=1=\"\n\n--=1=\nContent-Type: \
                    text/plain; charset=utf-8\n\nCaf=C3=A9 =3D on=\ne line\n--=1=\nContent-Type: text/html\n\n<p>\n--=1=--\n";
        let mail = Mail { text: text.to_owned(), ..Mail::default() };
        assert_eq!(mail.header("subject"), "A long line");
        assert_eq!(mail.header("Date"), "");
        assert_eq!(mail.part("text/plain"), "Café = one line\n");
        assert_eq!(mail.part("text/html"), "<p>\n");
        assert_eq!(mail.part("image/png"), "");
    }
}
