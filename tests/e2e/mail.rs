//! Alerts as mail, through a real mail server: singly, and in a digest.

use testkit::{Mail, MailServer, Outlet};

use crate::world::{World, piece};

/// A world whose alerts go to a mail server.
async fn world(server: &MailServer) -> (World, Outlet) {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    world.extra = format!(
        "[[endpoint]]\nname = \"mail\"\nkind = \"email\"\nurl = \"{}\"\nfrom = \"wirewatch <news@example.org>\"\n\
         to = [\"desk@example.org\", \"Second Desk <second@example.org>\"]\n",
        server.url()
    );
    world.watchlists = world.watchlists.replace("[\"sink\"]", "[\"mail\"]");
    (world, outlet)
}

fn assert_names(mail: &Mail, outlet: &Outlet, number: usize) {
    let (text, url) = (mail.part("text/plain"), outlet.url(&piece(number).path()));
    assert!(text.contains(&url), "{url} in\n{text}");
    assert!(mail.part("text/html").contains(&format!("<a href=\"{url}\">")), "{url} in\n{}", mail.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_and_a_digest_come_as_mail() {
    let server = MailServer::start().await.unwrap();
    let (mut world, outlet) = world(&server).await;
    outlet.publish(piece(1));
    world.start().await;
    world.until(|status| status.delivered == 1).await;
    let [alert] = server.received(1).await.try_into().unwrap();
    assert_eq!((alert.from.as_str(), alert.to.len()), ("news@example.org", 2));
    assert_eq!(alert.to, ["desk@example.org", "second@example.org"]);
    assert_eq!(alert.header("Subject"), piece(1).title);
    assert!(
        alert.part("text/plain").contains("Netflix (") && alert.part("text/html").contains("<b>Netflix</b>")
    );
    assert_names(&alert, &outlet, 1);

    assert!(world.command(&["mute", "streaming", "2h"]).status.success());
    outlet.publish(piece(2));
    outlet.publish(piece(3));
    world.until(|status| status.held.iter().map(|held| held.alerts).sum::<u64>() == 2).await;
    assert!(world.command(&["unmute", "streaming"]).status.success());
    world.until(|status| status.delivered == 2 && status.folded == 2).await;
    let digest = server.received(2).await.remove(1);
    assert_eq!(digest.header("Subject"), "2 alerts of streaming");
    assert_names(&digest, &outlet, 2);
    assert_names(&digest, &outlet, 3);
    assert_ne!(alert.header("Message-ID"), digest.header("Message-ID"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_mail_server_refuses_for_now_is_the_same_mail_again() {
    let server = MailServer::start().await.unwrap();
    let (mut world, outlet) = world(&server).await;
    // Both recipients: what one of them has is not sent again for the other.
    server.refuse_next("450 4.2.0 greylisted");
    server.refuse_next("450 4.2.0 greylisted");
    outlet.publish(piece(1));
    world.start().await;
    world.until(|status| status.waiting.iter().any(|delivery| delivery.problem.is_some())).await;
    let waiting = world.status().waiting.remove(0);
    assert!(waiting.problem.as_deref().is_some_and(|problem| problem.contains("greylisted")), "{waiting:?}");
    // By the schedule it is tried again after five seconds.
    world.until(|status| status.delivered == 1).await;
    let [mail] = server.received(1).await.try_into().unwrap();
    assert!(mail.header("Message-ID").contains(&waiting.webhook_id));
}
