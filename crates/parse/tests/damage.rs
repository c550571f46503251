//! Feeds damaged by cutting, flipped bits, bare ampersands and wrong charsets: how many of their entries are still read.
//!
//! The feeds are written here, and every damage is drawn from a seeded generator, so the shares are the same on every run.

use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

/// The share of entries that must be recovered from all damage together, and from the worst kind.
const RECOVERED_MIN: f64 = 0.97;
const ENTRIES: usize = 30;
const ROUNDS: u64 = 40;

const TITLES: [&str; 6] = [
    "Ferry strike enters its second week",
    "Café owners &amp; bakers protest against new levy",
    "Minister: “no plans” to close the Łódź plant",
    "Storm leaves 12,000 homes without power",
    "Für die Brücke fehlt noch das Geld",
    "Le marché couvert rouvrira au printemps",
];

const SENTENCES: [&str; 5] = [
    "The harbour authority said on Monday that talks would go on for as long as it takes.",
    "Residents had asked for the bridge to be repaired since the flood of 2019.",
    "“We were told nothing,” said Zoë Ångström, who lives next to the works.",
    "Le conseil municipal votera en séance plénière le 14 février.",
    "Shares of R&amp;D firms fell by 3.5% in early trading, while those of M&amp;S rose.",
];

/// A way of writing feeds down.
#[derive(Clone, Copy, Debug)]
enum Format {
    Rss,
    Rdf,
    Atom,
    Json,
}

fn paragraph(generator: &mut StdRng) -> String {
    let sentences =
        (0..generator.random_range(2..5)).map(|_| SENTENCES[generator.random_range(0..SENTENCES.len())]);
    sentences.collect::<Vec<_>>().join(" ")
}

fn title(number: usize) -> String {
    format!("{} ({number})", TITLES[number % TITLES.len()])
}

fn link(number: usize) -> String {
    format!("https://news.example.com/2025/03/{number:04}-story")
}

fn id(number: usize) -> String {
    format!("tag:news.example.com,2025:{number:04}")
}

fn entry(format: Format, number: usize, generator: &mut StdRng) -> String {
    let (title, link, id, text) = (title(number), link(number), id(number), paragraph(generator));
    let escaped = format!("<p>{text}</p>").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    match format {
        Format::Rss => format!(
            "<item>\n<title>{title}</title>\n<link>{link}</link>\n<guid isPermaLink=\"false\">{id}</guid>\n\
             <pubDate>Mon, 03 Mar 2025 09:{number:02}:00 GMT</pubDate>\n<category>News</category>\n\
             <description>{escaped}</description>\n<content:encoded><![CDATA[<p>{text}</p>\n<p>{text}</p>]]></content:encoded>\n</item>\n"
        ),
        Format::Rdf => format!(
            "<item rdf:about=\"{id}\">\n<title>{title}</title>\n<link>{link}</link>\n<dc:date>2025-03-03T09:{number:02}:00Z</dc:date>\n\
             <description>{escaped}</description>\n</item>\n"
        ),
        Format::Atom => format!(
            "<entry>\n<title>{title}</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"{link}\"/>\n<id>{id}</id>\n\
             <updated>2025-03-03T09:{number:02}:00Z</updated>\n<author><name>A. Writer</name></author>\n\
             <summary type=\"html\">{escaped}</summary>\n\
             <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{text}</p><p>{text}</p></div></content>\n</entry>\n"
        ),
        Format::Json => format!(
            "{{\n\"id\": \"{id}\",\n\"url\": \"{link}\",\n\"title\": \"{title}\",\n\"date_published\": \"2025-03-03T09:{number:02}:00Z\",\n\
             \"authors\": [{{\"name\": \"A. Writer\"}}],\n\"content_html\": \"<p>{text}<\\/p>\\n<p class=\\\"x\\\">{text}<\\/p>\"\n}},\n"
        ),
    }
}

/// A sound feed: what comes before its entries, the entries, and what comes after.
fn feed(format: Format, generator: &mut StdRng) -> String {
    let entries: String = (0..ENTRIES).map(|number| entry(format, number, generator)).collect();
    let channel =
        "<title>News</title><link>https://news.example.com/</link><description>All of it</description>";
    let (before, after) = match format {
        Format::Rss => (
            format!(
                "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>{channel}"
            ),
            "</channel></rss>",
        ),
        Format::Rdf => (
            format!(
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
                 xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>{channel}</channel>"
            ),
            "</rdf:RDF>",
        ),
        Format::Atom => (
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>News</title><id>tag:x</id>".to_owned(),
            "</feed>",
        ),
        Format::Json => {
            let head =
                "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"News\", \"items\": [";
            return format!("{head}\n{}\n]}}", entries.trim_end_matches(",\n"));
        }
    };
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{before}\n{entries}{after}")
}

/// A way of damaging a feed: the damaged bytes, and how many of the entries are still in them.
type Damage = fn(&str, &mut StdRng) -> (Vec<u8>, usize);

fn cut(feed: &str, generator: &mut StdRng) -> (Vec<u8>, usize) {
    let bytes = &feed.as_bytes()[..generator.random_range(feed.len() / 2..feed.len())];
    let kept = String::from_utf8_lossy(bytes);
    let ends = ["</item>", "</entry>", "\n},"];
    (bytes.to_vec(), ends.iter().map(|end| kept.matches(end).count()).sum())
}

/// One bit in a thousand bytes.
fn flip_bits(feed: &str, generator: &mut StdRng) -> (Vec<u8>, usize) {
    let mut bytes = feed.as_bytes().to_vec();
    for _ in 0..bytes.len() / 1000 {
        let at = generator.random_range(0..bytes.len());
        bytes[at] ^= 1 << generator.random_range(0..8);
    }
    (bytes, ENTRIES)
}

fn bare_ampersands(feed: &str, _: &mut StdRng) -> (Vec<u8>, usize) {
    (feed.replace("&amp;", "&").into_bytes(), ENTRIES)
}

/// Bytes in one charset, the prolog naming another.
fn wrong_charset(feed: &str, generator: &mut StdRng) -> (Vec<u8>, usize) {
    let bytes = match generator.random_range(0..3) {
        0 => feed.replace("utf-8", "iso-8859-1").into_bytes(),
        1 => feed.replace("utf-8", "utf-16").into_bytes(),
        _ => encoding_rs::WINDOWS_1252.encode(feed).0.into_owned(),
    };
    (bytes, ENTRIES)
}

/// Lost bytes, as of a broken transfer.
fn drop_bytes(feed: &str, generator: &mut StdRng) -> (Vec<u8>, usize) {
    let mut bytes = feed.as_bytes().to_vec();
    for _ in 0..5 {
        let at = generator.random_range(0..bytes.len() - 20);
        bytes.drain(at..at + generator.random_range(1..20));
    }
    (bytes, ENTRIES)
}

/// How many of the entries are read: something that an entry is known by is right, and each is read for itself.
fn recovered(bytes: &[u8]) -> usize {
    let Ok(read) = parse::feed(bytes, None, None) else { return 0 };
    let is_read = |number: &usize| {
        let (id, link, title) = (id(*number), link(*number), parse::plain_text(&title(*number)));
        read.entries
            .iter()
            .any(|entry| entry.guid == id || entry.link.as_ref() == Some(&link) || entry.title == title)
    };
    (0..ENTRIES).filter(is_read).count().min(read.entries.len())
}

#[test]
fn most_entries_are_read_from_damaged_feeds() {
    let damages: [(&str, Damage); 5] = [
        ("cut", cut),
        ("flipped bits", flip_bits),
        ("bare ampersands", bare_ampersands),
        ("wrong charset", wrong_charset),
        ("dropped bytes", drop_bytes),
    ];
    for (name, damage) in damages {
        let (mut read, mut all) = (0, 0);
        for format in [Format::Rss, Format::Rdf, Format::Atom, Format::Json] {
            let before = (read, all);
            for seed in 0..ROUNDS {
                let mut generator = StdRng::seed_from_u64(seed);
                let sound = feed(format, &mut generator);
                let (bytes, there) = damage(&sound, &mut generator);
                read += recovered(&bytes).min(there);
                all += there;
            }
            println!("{name}, {format:?}: {} of {}", read - before.0, all - before.1);
        }
        let share = read as f64 / all as f64;
        println!("{name}: {read} of {all} entries recovered ({share:.4})");
        assert!(share >= RECOVERED_MIN, "of feeds with {name}, {share:.4} of the entries were recovered");
    }
}

#[test]
fn random_bytes_are_refused_or_read_as_nothing() {
    let mut generator = StdRng::seed_from_u64(7);
    for length in 0..2000 {
        let mut bytes = vec![0; length];
        generator.fill_bytes(&mut bytes);
        assert!(parse::feed(&bytes, None, None).is_err());
    }
}
