//! Articles from a file.

use jiff::Timestamp;
use testkit::{Newsroom, OutletConfig, publish_lines};

use crate::client::get;

#[tokio::test]
async fn each_line_becomes_an_entry_and_a_page() {
    let newsroom = Newsroom::new();
    let outlet = newsroom.open(OutletConfig::default()).await.unwrap();
    let lines = "{\"id\":\"a/1\",\"title\":\"Tide\",\"text\":\"In.\\n\\nOut.\",\"published\":\"2026-03-02T08:00:00Z\",\
                 \"language\":null,\"source\":null}\n\n{\"id\":\"b\",\"title\":\"Moon\",\"text\":\"Full.\"}\n";
    assert_eq!(publish_lines(&outlet, lines.as_bytes(), Timestamp::UNIX_EPOCH).unwrap(), 2);
    let feed = get(&outlet.feed_url(), &[]).await.unwrap().text();
    assert!(feed.contains("/news/a-1<") && feed.contains("Mon, 02 Mar 2026 08:00:00"), "{feed}");
    let page = get(&outlet.url("/news/a-1"), &[]).await.unwrap().text();
    assert!(page.contains("<p>In.</p>\n<p>Out.</p>"), "{page}");
    let error = publish_lines(&outlet, "\n{}".as_bytes(), Timestamp::UNIX_EPOCH).unwrap_err();
    assert!(error.to_string().starts_with("line 2: missing field"), "{error}");
}
