//! Receivers, secrets and templates on their bad days: a clear state on the endpoint, nothing lost, nothing else delayed.

use std::time::Duration;

use testkit::{Answer, Sink};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::tls;
use crate::world::{World, assert_sound, piece, titles};

/// A receiver of its own beside the sink, which the same watchlist names.
fn beside(world: &mut World, endpoint: &str) {
    world.extra.push_str(&format!("[[endpoint]]\nname = \"other\"\n{endpoint}\n"));
    world.watchlists = world.watchlists.replace("[\"sink\"]", "[\"sink\", \"other\"]");
}

/// Waits until the other endpoint has failed and the sink, which that does not concern, has its alert; says what the status tells of the other.
async fn problem_of_other(world: &mut World) -> String {
    world.received(1).await;
    let other = |status: &store::Status| status.endpoints.iter().find(|known| known.name == "other").cloned();
    let status = world
        .until(|status| status.delivered == 1 && other(status).is_some_and(|other| other.problem.is_some()))
        .await;
    let found = other(&status).unwrap();
    assert_eq!((found.waiting, found.dead), (1, 0), "nothing is lost");
    assert_eq!(status.alerts, 1);
    assert_sound(&world.sink);
    found.problem.unwrap()
}

/// What a receiver does on its bad days.
#[derive(Clone, Copy, Debug)]
enum Bad {
    /// Answers a byte at a time, without end.
    Dribbles,
    /// Answers with ten megabytes of headers.
    Headers,
    /// Answers 500 and a body without end.
    Endless,
    /// Hangs up within the first line of its answer.
    HangsUp,
    /// Proves itself by a certificate of the year 2020.
    Expired,
}

/// Starts a receiver; gives its address.
#[allow(clippy::disallowed_methods, reason = "a test's server ends with the test's runtime")]
async fn bad(how: Bad) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Whoever sends to it may hang up.
            tokio::spawn(async move { drop(misbehave(how, stream).await) });
        }
    });
    match how {
        Bad::Expired => format!("https://localhost:{port}/"),
        _ => format!("http://127.0.0.1:{port}/"),
    }
}

async fn misbehave(how: Bad, mut stream: TcpStream) -> std::io::Result<()> {
    if let Bad::Expired = how {
        drop(tls::acceptor().accept(stream).await?);
        return Ok(());
    }
    let mut request = [0; 4096];
    let _ = stream.read(&mut request).await?;
    match how {
        Bad::Dribbles => {
            let mut pause = tokio::time::interval(Duration::from_millis(50));
            for byte in b"HTTP/1.1 200 OK\r\nx-slow: ".iter().chain(std::iter::repeat(&b'.')) {
                pause.tick().await;
                stream.write_all(&[*byte]).await?;
            }
            Ok(())
        }
        Bad::Headers => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            let line = format!("x-padding: {}\r\n", "a".repeat(1000));
            for _ in 0..10_000 {
                stream.write_all(line.as_bytes()).await?;
            }
            Ok(())
        }
        Bad::Endless => {
            stream.write_all(b"HTTP/1.1 500 Oh\r\n\r\n").await?;
            loop {
                stream.write_all(&[b'.'; 1024]).await?;
            }
        }
        Bad::HangsUp => stream.write_all(b"HTTP/1.1 2").await,
        Bad::Expired => Ok(()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_receiver_has_a_state_of_its_own_and_delays_nobody() {
    const ALL: [(Bad, &str, &str); 5] = [
        (Bad::Dribbles, "dribbles", "127.0.0.1 did not answer in full within 20s"),
        (Bad::Headers, "headers", "127.0.0.1 gave no sound HTTP answer"),
        (Bad::Endless, "endless", "status 500: ...."),
        (Bad::HangsUp, "hangs-up", "127.0.0.1 gave no sound HTTP answer"),
        (Bad::Expired, "expired", "localhost: invalid peer certificate: certificate expired"),
    ];
    let mut world = World::new().await;
    for (how, name, _) in ALL {
        let url = bad(how).await;
        world.extra.push_str(&format!(
            "[[endpoint]]\nname = \"{name}\"\nurl = \"{url}\"\nsecret = \"{}\"\n",
            Sink::SECRET
        ));
    }
    // It ends in the example that it is tried on, and not in what comes.
    let endless = "{% if type == 'story.new' %}{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}{% endif %}x";
    world.extra.push_str(&format!(
        "[[endpoint]]\nname = \"loops\"\nkind = \"template\"\nurl = \"{}\"\ncontent_type = \"text/plain\"\ntemplate = \"{endless}\"\n",
        world.sink.url()
    ));
    let names = ALL.map(|(_, name, _)| format!("\"{name}\"")).join(", ");
    world.watchlists = world.watchlists.replace("[\"sink\"]", &format!("[\"sink\", \"loops\", {names}]"));
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    world.received(1).await;
    outlet.publish(piece(2));
    assert_eq!(titles(&world.received(2).await).len(), 2);
    let problem = |status: &store::Status, name: &str| {
        status.endpoints.iter().find(|known| known.name == name).and_then(|known| known.problem.clone())
    };
    // The slowest of them is still being listened to.
    assert_eq!(problem(&world.status(), "dribbles"), None);
    let all = ALL.map(|(_, name, expected)| (name, expected));
    let all: Vec<(&str, &str)> =
        all.into_iter().chain([("loops", "the endpoint's template fails")]).collect();
    let status = world.until(|status| all.iter().all(|(name, _)| problem(status, name).is_some())).await;
    for (name, expected) in all {
        let state = status.endpoints.iter().find(|known| known.name == name).unwrap();
        assert!(
            state.problem.as_deref().is_some_and(|problem| problem.contains(expected)),
            "{name}: {state:?}"
        );
        assert_eq!((state.waiting, state.dead, state.delivered), (2, 0, 0), "{name}: nothing is lost");
    }
    let listed = world.command(&["endpoint", "list"]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("certificate expired"));
    assert_sound(&world.sink);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_does_not_fit_what_comes() {
    let mut world = World::new().await;
    // What the example that it is tried on has, an alert may lack.
    let template = "{{ data.story.outlets[2].source }}";
    let url = world.sink.url();
    beside(
        &mut world,
        &format!(
            "kind = \"template\"\nurl = \"{url}\"\ncontent_type = \"text/plain\"\ntemplate = \"{template}\""
        ),
    );
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    let problem = problem_of_other(&mut world).await;
    assert!(problem.contains("the endpoint's template fails"), "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_file_that_vanishes_leaves_the_secret_in_force() {
    let mut world = World::new().await;
    std::fs::write(world.path("other.secret"), Sink::SECRET).unwrap();
    let other = Sink::start().await.unwrap();
    beside(&mut world, &format!("url = \"{}\"\nsecret_file = \"other.secret\"", other.url()));
    let outlet = world.outlet("The Post").await;
    world.start().await;
    std::fs::remove_file(world.path("other.secret")).unwrap();
    world.daemon().reload().unwrap();
    // The reasons follow on lines of their own.
    world.logged("secret_file: there is no file").await;
    world.logged("the configuration was not reloaded").await;
    outlet.publish(piece(1));
    assert_eq!(other.received(1).await[0].verified, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_stand_in_no_log_no_status_and_no_database() {
    const HIDDEN: &[&str] = &[
        "b9f1c7hidden-path",
        "7718:hidden-token",
        "hidden-matrix-token",
        "hidden-mail-password",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "dGVzdGtpdC1zaW5rLXNlY3JldC1vZi0zMi1ieXRlcyE",
    ];
    let mut world = World::new().await;
    let sink = Sink::start().await.unwrap();
    let (address, gone) = (sink.url().replace("/hook", ""), "http://127.0.0.1:1");
    let endpoint = |name: &str, rest: String| format!("[[endpoint]]\nname = \"{name}\"\n{rest}\n");
    world.extra = [
        endpoint("slack", format!("kind = \"slack\"\nurl = \"{address}/services/{}\"", HIDDEN[0])),
        endpoint("deaf", format!("kind = \"slack\"\nurl = \"{gone}/services/{}\"", HIDDEN[0])),
        endpoint(
            "telegram",
            format!("kind = \"telegram\"\nchat = \"1\"\nurl = \"{address}\"\nsecret = \"{}\"", HIDDEN[1]),
        ),
        endpoint(
            "silent",
            format!("kind = \"telegram\"\nchat = \"1\"\nurl = \"{gone}\"\nsecret = \"{}\"", HIDDEN[1]),
        ),
        endpoint(
            "matrix",
            format!("kind = \"matrix\"\nroom = \"!a:b\"\nurl = \"{address}\"\nsecret = \"{}\"", HIDDEN[2]),
        ),
        endpoint(
            "mail",
            format!(
                "kind = \"email\"\nurl = \"smtp://desk@127.0.0.1:1\"\nfrom = \"a@example.org\"\nto = [\"b@example.org\"]\n\
                 secret = \"{}\"",
                HIDDEN[3]
            ),
        ),
        endpoint("public", format!("url = \"{address}\"\nsecret = \"whsk_{}=\"", HIDDEN[4])),
    ]
    .concat();
    world.watchlists = world.watchlists.replace(
        "[\"sink\"]",
        "[\"sink\", \"slack\", \"deaf\", \"telegram\", \"silent\", \"matrix\", \"mail\", \"public\"]",
    );
    sink.answer(Answer::Status(500));
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    let status = world
        .until(|status| status.waiting.iter().filter(|delivery| delivery.problem.is_some()).count() == 7)
        .await;
    let mut seen = format!("{status:?}\n{}", world.daemon().log().join("\n"));
    for arguments in [
        &["status"][..],
        &["endpoint", "list"],
        &["endpoint", "test", "deaf"],
        &["endpoint", "test", "silent"],
        &["endpoint", "test", "mail"],
        &["endpoint", "test", "public"],
        &["deliveries", "list"],
        &["deliveries", "show", &status.waiting[0].webhook_id],
        &["check"],
    ] {
        let output = world.command(arguments);
        seen += &(String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr));
    }
    world.daemon().terminate().await.unwrap();
    let database = std::fs::read(world.database()).unwrap();
    seen += &String::from_utf8_lossy(&database);
    assert!(seen.contains("telegram") && seen.contains("the delivery failed"));
    for hidden in HIDDEN {
        assert!(!seen.contains(hidden), "{hidden} is shown");
    }
}
