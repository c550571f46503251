//! Throughput of reading feeds, one thread: a sound RSS feed with full text and an Atom feed with summaries, beside `feed-rs`
//! bare on the same bytes.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const PARAGRAPH: &str = "The harbour authority said on Monday that the ferry would sail again as soon as the storm had passed, and \
    that travellers with a ticket for the weekend could use it on any day until the end of the month. ";

fn rss() -> String {
    let text =
        format!("<p>{PARAGRAPH}</p><p><a href=\"https://example.com/a?b=1&amp;c=2\">More</a></p>").repeat(6);
    let escaped = PARAGRAPH.repeat(2).replace("said", "&lt;b&gt;said&lt;/b&gt; &amp;#8217;");
    let items: String = (0..100)
        .map(|number| {
            format!(
                "<item><title>Ferry &amp; bridge closed, day {number}</title><link>https://example.com/{number}</link>\
                 <guid isPermaLink=\"false\">https://example.com/?p={number}</guid><dc:creator><![CDATA[A. Writer]]></dc:creator>\
                 <pubDate>Mon, 03 Mar 2025 09:00:{:02} +0000</pubDate><category><![CDATA[Harbour]]></category>\
                 <description>{escaped}</description><content:encoded><![CDATA[{text}]]></content:encoded></item>\n",
                number % 60
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>News</title><link>https://example.com</link>\
         <description>All news</description>{items}</channel></rss>"
    )
}

fn atom() -> String {
    let entries: String = (0..200)
        .map(|number| {
            format!(
                "<entry><title>Ferry and bridge closed, day {number}</title><link href=\"https://example.com/{number}\"/>\
                 <id>tag:example.com,2025:{number}</id><updated>2025-03-03T09:00:{:02}Z</updated><author><name>A. Writer</name></author>\
                 <summary type=\"html\">&lt;p&gt;{PARAGRAPH}&lt;/p&gt;</summary></entry>\n",
                number % 60
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>News</title><id>x</id>{entries}</feed>"
    )
}

fn feeds(criterion: &mut Criterion) {
    for (name, document) in [("rss", rss()), ("atom", atom())] {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(document.len() as u64));
        let bytes = document.as_bytes();
        group.bench_function("parse", |bencher| bencher.iter(|| parse::feed(black_box(bytes), None, None)));
        group.bench_function("feed-rs", |bencher| bencher.iter(|| feed_rs::parser::parse(black_box(bytes))));
        group.finish();
    }
}

criterion_group!(benches, feeds);
criterion_main!(benches);
