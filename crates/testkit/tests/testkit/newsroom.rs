//! The newsroom: what it publishes, its 304s, its faults.

use std::io;

use jiff::Timestamp;
use testkit::{Fault, Format, Layout, Newsroom, Outlet, OutletConfig, Piece, Validators};
use tokio::io::AsyncReadExt;

use crate::client::{get, send};

fn piece(slug: &str) -> Piece {
    let published: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
    Piece::new(slug, "Salt & light", published, &["The pans were full.", "The <old> lamp was lit."])
        .by("A. Quay")
}

async fn outlet(newsroom: &Newsroom, config: OutletConfig) -> Outlet {
    newsroom.open(config).await.unwrap()
}

#[tokio::test]
async fn every_format_carries_the_entry_and_the_page_carries_the_text() {
    for (format, layout) in
        [(Format::Rss, Layout::Semantic), (Format::Atom, Layout::Boxes), (Format::Json, Layout::Plain)]
    {
        let newsroom = Newsroom::new();
        let outlet = outlet(&newsroom, OutletConfig { format, layout, ..OutletConfig::default() }).await;
        let url = outlet.publish(piece("salt"));
        let feed = get(&outlet.feed_url(), &[]).await.unwrap();
        assert_eq!(feed.status, 200);
        assert_eq!(feed.header("content-type").unwrap(), format.content_type());
        assert!(feed.text().contains(&url), "{}", feed.text());
        assert!(!feed.text().contains("lamp was lit"), "a summary only");
        let page = get(&url, &[]).await.unwrap().text();
        assert!(page.contains("<p>The pans were full.</p>"), "{page}");
        assert!(page.contains("The &lt;old&gt; lamp was lit."), "{page}");
        assert!(outlet.shown("salt").is_some());
    }
}

#[tokio::test]
async fn a_304_takes_the_exact_validator_and_ends_with_a_change() {
    async fn check(validators: Validators, sends: &[&str], ask: &[&str], status: u16) {
        let newsroom = Newsroom::new();
        let outlet = outlet(&newsroom, OutletConfig { validators, ..OutletConfig::default() }).await;
        outlet.publish(piece("salt"));
        let first = get(&outlet.feed_url(), &[]).await.unwrap();
        let [tag, date] = [first.header("etag"), first.header("last-modified")];
        let sent: Vec<&str> = [("etag", &tag), ("last-modified", &date)]
            .into_iter()
            .filter_map(|(name, value)| value.as_ref().map(|_| name))
            .collect();
        assert_eq!(sent, sends);
        let headers: Vec<(&str, String)> = ask
            .iter()
            .map(|&line| match line {
                "tag" => ("If-None-Match", tag.clone().unwrap()),
                "weak" => ("If-None-Match", format!("W/{}", tag.clone().unwrap())),
                "date" => ("If-Modified-Since", date.clone().unwrap()),
                other => ("If-Modified-Since", other.to_owned()),
            })
            .collect();
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let again = get(&outlet.feed_url(), &headers).await.unwrap();
        assert_eq!(again.status, status, "{validators:?} {ask:?}");
        outlet.edit(Piece { title: "Salt, corrected".to_owned(), ..piece("salt") });
        let changed = get(&outlet.feed_url(), &headers).await.unwrap();
        assert_eq!(changed.status, 200, "{validators:?} {ask:?} after a change");
        assert!(changed.text().contains("Salt, corrected"));
    }
    let both = &["etag", "last-modified"];
    check(Validators::Both, both, &["tag", "date"], 304).await;
    check(Validators::Both, both, &["tag"], 304).await;
    check(Validators::Both, both, &["weak", "date"], 200).await;
    check(Validators::Both, both, &["date"], 304).await;
    check(Validators::ETag, &["etag"], &["tag"], 304).await;
    check(Validators::ETag, &["etag"], &["Mon, 02 Mar 2026 08:00:00 GMT"], 200).await;
    check(Validators::LastModified, &["last-modified"], &["date"], 304).await;
    check(Validators::LastModified, &["last-modified"], &["Mon, 02 Mar 2026 08:00:00 GMT"], 200).await;
    check(Validators::None, &[], &[], 200).await;
}

#[tokio::test]
async fn requests_are_counted_and_can_be_waited_for() {
    let newsroom = Newsroom::new();
    let outlet = outlet(&newsroom, OutletConfig::default()).await;
    let feed = outlet.feed_path();
    let url = outlet.feed_url();
    let (count, answered) = tokio::join!(
        outlet.requested(&feed, 1),
        get(&url, &[("User-Agent", "quay/1"), ("If-None-Match", "x")])
    );
    assert_eq!(answered.unwrap().status, 200);
    assert_eq!((count.requests, count.conditional, count.ok), (1, 1, 1));
    assert_eq!(outlet.user_agents().into_iter().collect::<Vec<_>>(), ["quay/1"]);
    assert_eq!(outlet.log()[0].if_none_match.as_deref(), Some("x"));
    assert_eq!(newsroom.totals().feeds_begun(), 1);
    newsroom.until(|| newsroom.totals().requests() == 1).await;
    assert_eq!(outlet.most_at_once(), 1);
}

#[tokio::test]
async fn a_removed_article_is_gone_from_feed_and_page() {
    let newsroom = Newsroom::new();
    let outlet = outlet(&newsroom, OutletConfig::default()).await;
    let url = outlet.publish(piece("salt"));
    outlet.remove("salt");
    assert_eq!(get(&url, &[]).await.unwrap().status, 404);
    assert!(!get(&outlet.feed_url(), &[]).await.unwrap().text().contains("/news/salt"));
}

#[tokio::test]
async fn gzip_is_sent_to_those_who_take_it() {
    let newsroom = Newsroom::new();
    let outlet = outlet(&newsroom, OutletConfig { gzip: true, ..OutletConfig::default() }).await;
    let plain = get(&outlet.feed_url(), &[]).await.unwrap();
    assert_eq!(plain.header("content-encoding"), None);
    let packed = get(&outlet.feed_url(), &[("Accept-Encoding", "br, gzip")]).await.unwrap();
    assert_eq!(packed.header("content-encoding").as_deref(), Some("gzip"));
    assert!(packed.body.starts_with(&[0x1f, 0x8b]));
}

#[tokio::test]
async fn faults_answer_as_they_say() {
    let newsroom = Newsroom::new();
    let outlet = outlet(&newsroom, OutletConfig::default()).await;
    let url = outlet.publish(piece("salt"));
    let check = async |fault: Fault, status: u16, header: (&str, Option<&str>), part: &str| {
        outlet.fault("/news/salt", fault.clone());
        let answered = get(&url, &[]).await.unwrap();
        assert_eq!(answered.status, status, "{fault:?}");
        assert_eq!(answered.header(header.0).as_deref(), header.1, "{fault:?}");
        assert!(answered.text().contains(part), "{fault:?}");
    };
    let html = ("content-type", Some("text/html; charset=utf-8"));
    check(Fault::Status(503), 503, ("retry-after", None), "<h1>503</h1>").await;
    check(Fault::RetryAfter { status: 429, seconds: 120 }, 429, ("retry-after", Some("120")), "429").await;
    check(Fault::Html, 200, html, "<article>").await;
    check(Fault::Empty, 200, ("content-length", Some("0")), "").await;
    check(Fault::Pdf, 200, ("content-type", Some("application/pdf")), "%PDF-1.4").await;
    check(Fault::Login, 200, html, "type=\"password\"").await;
    check(Fault::Nested { depth: 900 }, 200, html, "<div><div><div>").await;
    check(Fault::GzipBomb { megabytes: 3 }, 200, ("content-encoding", Some("gzip")), "").await;
    let loops = ("location", Some("/news/salt?turn=1"));
    check(Fault::RedirectLoop, 302, loops, "").await;
    let away = Fault::Redirect { status: 301, location: "http://10.0.0.1/".to_owned() };
    check(away, 301, ("location", Some("http://10.0.0.1/")), "").await;
    let slow = Fault::Slow { pieces: 3, pause: std::time::Duration::from_millis(1) };
    check(slow, 200, html, "The pans were full.").await;
    outlet.mend("/news/salt");
    assert_eq!(get(&url, &[]).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_broken_transfer_announces_more_than_it_sends() {
    let newsroom = Newsroom::new();
    let outlet = outlet(&newsroom, OutletConfig::default()).await;
    let url = outlet.publish(piece("salt"));
    outlet.fault_times("/news/salt", 1, Fault::CutOff);
    let cut = get(&url, &[]).await.unwrap();
    let announced: usize = cut.header("content-length").unwrap().parse().unwrap();
    assert!(!cut.body.is_empty() && cut.body.len() < announced, "{} of {announced}", cut.body.len());
    assert_eq!(get(&url, &[]).await.unwrap().body.len(), announced, "the fault was for one request");
}

#[tokio::test]
async fn a_huge_page_is_streamed_in_full() {
    let newsroom = Newsroom::new();
    let outlet = outlet(&newsroom, OutletConfig::default()).await;
    outlet.fault("/feed.rss", Fault::HugeFeed { megabytes: 3 });
    let feed = get(&outlet.feed_url(), &[]).await.unwrap();
    assert!(feed.body.len() > 3 << 20, "{}", feed.body.len());
    assert!(feed.text().contains("<rss version"));
}

#[tokio::test]
async fn connections_break_as_told() {
    let newsroom = Newsroom::new();
    let outlet = outlet(&newsroom, OutletConfig::default()).await;
    outlet.fault("/feed.rss", Fault::Close);
    assert_eq!(get(&outlet.feed_url(), &[]).await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    outlet.fault("/feed.rss", Fault::Reset);
    assert_eq!(get(&outlet.feed_url(), &[]).await.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn dropping_the_newsroom_ends_even_a_silent_connection() {
    let newsroom = Newsroom::new();
    let outlet = outlet(&newsroom, OutletConfig::default()).await;
    outlet.fault("/feed.rss", Fault::Hang);
    let mut silent = send("GET", &outlet.feed_url(), &[], b"").await.unwrap();
    outlet.requested("/feed.rss", 1).await;
    drop(newsroom);
    assert_eq!(silent.read(&mut [0; 16]).await.unwrap_or(0), 0);
}
