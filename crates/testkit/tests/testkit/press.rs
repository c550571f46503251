//! The press: what it publishes, and the verdict on what came of it.

use std::time::Instant;

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::json;
use testkit::{Press, PressConfig, Received};

use crate::client::get;

async fn press() -> Press {
    let config = PressConfig { feeds: 3, hosts: 2, copies: 0.5, watched: 1.0, ..PressConfig::default() };
    let mut press = Press::open(config).await.unwrap();
    press.fill(Timestamp::UNIX_EPOCH);
    for _ in 0..10 {
        press.publish(Timestamp::UNIX_EPOCH);
    }
    press
}

/// A delivery of an alert for the press's story of this number, which the daemon calls by another.
fn delivery(id: &str, story: usize, called: &str) -> Received {
    let url = format!("http://127.0.0.1:9/news/s{story}-0");
    let data = json!({
        "watchlist": "messaging",
        "reason": "first_mention",
        "story": { "id": called },
        "mentions": [{ "article": { "url": url } }],
    });
    Received {
        at: Instant::now(),
        id: id.to_owned(),
        timestamp: 0,
        verified: Ok(()),
        user_agent: None,
        body: Bytes::from(json!({ "type": "story.new", "data": data }).to_string()),
        status: Some(204),
        retry_after: None,
    }
}

#[tokio::test]
async fn everything_told_once_is_sound() {
    let press = press().await;
    for url in press.feeds() {
        get(&url, &[]).await.unwrap();
    }
    let told: Vec<Received> =
        (0..press.watched()).map(|n| delivery(&format!("id-{n}"), n, &n.to_string())).collect();
    let verdict = press.verdict(&told);
    assert!(verdict.is_sound(), "{verdict:?}");
    assert_eq!((verdict.published, verdict.alerts), (13, press.watched()));
    assert_eq!(verdict.since_shown.len(), press.watched());
    let mut progress = press.progress();
    assert!(!progress.complete(&press, &told[..told.len() - 1]));
    assert!(progress.complete(&press, &told));
}

#[tokio::test]
async fn what_is_lost_told_twice_or_changed_is_found() {
    let press = press().await;
    let told: Vec<Received> =
        (0..press.watched()).map(|n| delivery(&format!("id-{n}"), n, &n.to_string())).collect();
    let check = |change: fn(&mut Vec<Received>), lost: &[&str], wrong: &[&str]| {
        let mut told = told.clone();
        change(&mut told);
        let verdict = press.verdict(&told);
        assert_eq!(verdict.lost.len(), lost.len());
        assert!(
            verdict.lost.iter().zip(lost).all(|(found, slug)| found.contains(slug)),
            "{:?}",
            verdict.lost
        );
        assert_eq!(verdict.wrong.len(), wrong.len(), "{:?}", verdict.wrong);
        for (found, expected) in verdict.wrong.iter().zip(wrong) {
            assert!(found.contains(expected), "{found}");
        }
    };
    check(|told| told.push(told[0].clone()), &[], &[]);
    check(|told| drop(told.remove(2)), &["/news/s2-0"], &[]);
    check(|told| told.push(delivery("id-0", 0, "other")), &[], &["another body"]);
    check(|told| told.push(delivery("id-x", 0, "other")), &[], &["story s0 told twice"]);
    check(|told| told[1] = delivery("id-1", 1, "0"), &[], &["\"0\" \"first_mention\" told twice"]);
    check(|told| told[1].verified = Err(delivery::VerifyError::Signature), &[], &["no signature"]);
}
