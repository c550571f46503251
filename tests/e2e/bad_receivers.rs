//! Receivers, secrets and templates on their bad days: a clear state on the endpoint, nothing lost, nothing else delayed.

use testkit::{Answer, Sink};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::world::{World, assert_sound, piece};

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

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::disallowed_methods, reason = "a test's server ends with the test's runtime")]
async fn a_receiver_that_answers_ten_megabytes_of_headers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
            let line = format!("x-padding: {}\r\n", "a".repeat(1000));
            for _ in 0..10_000 {
                if stream.write_all(line.as_bytes()).await.is_err() {
                    break;
                }
            }
        }
    });
    let mut world = World::new().await;
    beside(&mut world, &format!("url = \"{url}\"\nsecret = \"{}\"", Sink::SECRET));
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    let problem = problem_of_other(&mut world).await;
    assert!(problem.contains("127.0.0.1"), "{problem}");
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
    ]
    .concat();
    world.watchlists = world
        .watchlists
        .replace("[\"sink\"]", "[\"sink\", \"slack\", \"deaf\", \"telegram\", \"silent\", \"matrix\"]");
    sink.answer(Answer::Status(500));
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    let status = world
        .until(|status| status.waiting.iter().filter(|delivery| delivery.problem.is_some()).count() == 5)
        .await;
    let mut seen = format!("{status:?}\n{}", world.daemon().log().join("\n"));
    for arguments in [
        &["status"][..],
        &["endpoint", "list"],
        &["endpoint", "test", "deaf"],
        &["endpoint", "test", "silent"],
        &["deliveries", "list"],
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
