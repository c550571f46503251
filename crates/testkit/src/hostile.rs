//! Documents that harm careless readers, made in code: no file is kept and every size is an argument.
//!
//! [`feeds`] and [`pages`] are the tables for tests that want them all; each has a name to show when a test fails.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::write::GzEncoder;
use flate2::{Compress, Compression, Crc, FlushCompress};

/// A document and the headers that it is served with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hostile {
    /// What it is, for a failing test to say.
    pub name: &'static str,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The `Content-Encoding`, where there is one.
    pub content_encoding: Option<&'static str>,
    /// The body as it goes over the wire.
    pub body: Vec<u8>,
}

const RSS: &str = "application/rss+xml";
const JSON: &str = "application/feed+json";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-16\"?>";
const HTML: &str = "text/html; charset=utf-8";

/// Feeds that must end in a result or a clear problem, none above a few megabytes on the wire.
#[must_use]
pub fn feeds() -> Vec<Hostile> {
    let of = |name, body| Hostile { name, content_type: RSS, content_encoding: None, body };
    vec![
        Hostile { content_type: HTML, ..of("a page in place of a feed", page().into_bytes()) },
        of("a page that calls itself a feed", page().into_bytes()),
        of("an empty document", Vec::new()),
        of("only white space", b" \r\n\t\n".to_vec()),
        of("a feed cut off inside an item", cut_off(&rss(5))),
        of("a feed nested 100,000 deep", nested_xml(100_000)),
        of("700 media elements inside each other", nested_media(700)),
        of("60,000 media elements inside each other", nested("media:content", 60_000)),
        of("60,000 media groups inside each other", nested("media:group", 60_000)),
        Hostile { content_type: JSON, ..of("JSON nested 100,000 deep", nested_json(100_000)) },
        of("an item with 50,000 attributes", many_attributes("item", 50_000)),
        of("entities that expand to a billion", expanding_entities()),
        of("an entity that names a file", external_entity()),
        of("two declarations", two_declarations()),
        of("a declaration behind spaces", [" ".repeat(10_000), rss(2)].concat().into_bytes()),
        of("a declaration within the text", rss(20).replace("Text 9", DECLARATION).into_bytes()),
        of("a declaration within CDATA", rss(2).replace("Text 1", &cdata(DECLARATION)).into_bytes()),
        of(
            "a warning before the feed",
            format!("<br />\n<b>Warning</b>: no database<br />\n{}", rss(2)).into(),
        ),
        of("a text with NUL", rss(2).replace("Text", "Te\0xt").into_bytes()),
        of("UTF-16 without a mark", utf16be(&rss(2))),
        of("UTF-16 with a mark", [b"\xfe\xff".to_vec(), utf16be(&rss(2))].concat()),
        of("UTF-16 of little ends with a mark", [b"\xff\xfe".to_vec(), utf16le(&rss(2))].concat()),
        of("UTF-16 that declares UTF-8", utf16le(&rss(2).replace("1.0\"", "1.0\" encoding=\"utf-8\""))),
        of("UTF-8 that declares UTF-16", rss(2).replace("1.0\"", "1.0\" encoding=\"utf-16\"").into_bytes()),
        of("bytes of no encoding", no_encoding()),
        of("bare ampersands", rss(2).replace("Item", "Salt & Vinegar").into_bytes()),
        of("an unknown version", rss(2).replace("version=\"2.0\"", "version=\"9.7\"").into_bytes()),
        of("50,000 items", rss(50_000).into_bytes()),
        of("400,000 items", rss(400_000).into_bytes()),
        of("one word of 5 MB", rss(1).replace("Item", &"x".repeat(5_000_000)).into_bytes()),
        of("zeros", vec![0; 100_000]),
        Hostile { content_encoding: Some("gzip"), ..of("a gzip bomb", gzip_bomb(200)) },
        Hostile { content_encoding: Some("gzip"), ..of("gzip that is none", rss(2).into_bytes()) },
        Hostile { content_encoding: Some("gzip"), ..of("gzip cut off", cut_gzip()) },
    ]
}

/// Pages that must end in a result or a clear problem, none above a few megabytes on the wire.
#[must_use]
pub fn pages() -> Vec<Hostile> {
    let of = |name, body| Hostile { name, content_type: HTML, content_encoding: None, body };
    vec![
        of("an empty page", Vec::new()),
        Hostile { content_type: "application/pdf", ..of("a PDF", pdf()) },
        of("a PDF that calls itself a page", pdf()),
        of("a login", login().into_bytes()),
        of("divisions 100,000 deep", nested_html("div", 100_000)),
        of("lists 20,000 deep", nested_html("ul><li", 20_000)),
        of("unclosed formatting", nested_html("b><i><font", 5_000)),
        of("a table of 20,000 open cells", within(&format!("<table><tr>{}", "<td>x".repeat(20_000)))),
        of("200,000 paragraphs", within(&"<p>word</p>".repeat(200_000))),
        of("a script of 9 MB", within(&format!("<script>{}</script><p>Text.</p>", "x".repeat(9_000_000)))),
        of("a tag with 100,000 attributes", many_attributes("div", 100_000)),
        of("bytes of no encoding", no_encoding()),
        of("zeros", vec![0; 100_000]),
        of("one word of 5 MB", page().replace("lamp", &"x".repeat(5_000_000)).into_bytes()),
        of("a page cut off", cut_off(&page())),
        Hostile { content_encoding: Some("gzip"), ..of("a gzip bomb", gzip_bomb(200)) },
        Hostile { content_encoding: Some("gzip"), ..of("gzip cut off", cut_gzip()) },
    ]
}

/// So many megabytes of spaces, compressed about a thousandfold: one compressed block, flushed so that it refers to nothing
/// before it, and repeated (RFC 1951, 1952).
#[must_use]
pub fn gzip_bomb(megabytes: usize) -> Vec<u8> {
    let spaces = vec![b' '; 1 << 20];
    let mut block = Vec::with_capacity(spaces.len());
    Compress::new(Compression::best(), false)
        .compress_vec(&spaces, &mut block, FlushCompress::Full)
        .expect("a block is compressed into room enough");
    let mut one = Crc::new();
    one.update(&spaces);
    let mut all = Crc::new();
    let mut out = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff".to_vec();
    for _ in 0..megabytes {
        out.extend_from_slice(&block);
        all.combine(&one);
    }
    const EMPTY_FINAL_BLOCK: [u8; 2] = [3, 0];
    out.extend_from_slice(&EMPTY_FINAL_BLOCK);
    out.extend_from_slice(&all.sum().to_le_bytes());
    out.extend_from_slice(&all.amount().to_le_bytes());
    out
}

/// These bytes as a server compresses them.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("writing to memory cannot fail")
}

/// An RSS feed whose one item holds elements nested so deep.
#[must_use]
pub fn nested_xml(depth: usize) -> Vec<u8> {
    let nest = format!("{}deep{}", "<a>".repeat(depth), "</a>".repeat(depth));
    rss(1).replace("Item", &nest).into_bytes()
}

/// An RSS feed whose one item holds `media:content` elements nested so deep.
#[must_use]
pub fn nested_media(depth: usize) -> Vec<u8> {
    let open = "<media:content xmlns:media=\"http://search.yahoo.com/mrss/\">";
    beside_title(&format!("{}{}", open.repeat(depth), "</media:content>".repeat(depth)))
}

fn nested(element: &str, depth: usize) -> Vec<u8> {
    beside_title(&format!(
        "{}{}",
        format!("<{element}>").repeat(depth),
        format!("</{element}>").repeat(depth)
    ))
}

fn beside_title(nest: &str) -> Vec<u8> {
    let nest = format!("{nest}<title>");
    rss(1).replacen("<item><title>", &format!("<item>{nest}"), 1).into_bytes()
}

fn nested_json(depth: usize) -> Vec<u8> {
    let nest = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let version = "https://jsonfeed.org/version/1.1";
    format!("{{\"version\":\"{version}\",\"title\":\"Odd\",\"items\":[{{\"id\":\"1\",\"title\":\"Item\",\"_x\":{nest}}}]}}")
        .into_bytes()
}

/// A page with this before its text.
fn within(markup: &str) -> Vec<u8> {
    page().replace("<article>", &format!("<article>{markup}")).into_bytes()
}

/// A page whose text lies under so many of these tags; none is ever closed.
#[must_use]
pub fn nested_html(tag: &str, depth: usize) -> Vec<u8> {
    page().replace("<article>", &format!("<article>{}", format!("<{tag}>").repeat(depth))).into_bytes()
}

/// One tag with so many attributes.
#[must_use]
pub fn many_attributes(tag: &str, count: usize) -> Vec<u8> {
    let mut attributes = String::new();
    for number in 0..count {
        let _ = write!(attributes, " a{number}=\"{number}\"");
    }
    format!("<{tag}{attributes}><p>Text.</p></{tag}>").into_bytes()
}

/// A small sound RSS feed with so many items, whose links lead nowhere.
#[must_use]
pub fn rss(items: usize) -> String {
    let mut out = String::from("<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Odd</title>\n");
    for number in 0..items {
        let _ = writeln!(
            out,
            "<item><title>Item {number}</title><link>http://127.0.0.1:9/{number}</link>\
             <guid isPermaLink=\"false\">odd-{number}</guid><description>Text {number}.</description></item>"
        );
    }
    out + "</channel></rss>\n"
}

/// A small sound page with an article on it.
#[must_use]
pub fn page() -> String {
    "<!DOCTYPE html>\n<html lang=\"en\"><head><title>The lamp</title></head>\n<body><nav><a href=\"/\">Home</a>\
     </nav><article><h1>The lamp</h1><p>The lamp over the ferry stairs has been mended, the harbour office \
     said on Monday, after eleven nights without light.</p><p>Boatmen had asked for it since the first \
     storm of the month, when a crate of oranges went into the water.</p></article></body></html>\n"
        .to_owned()
}

/// A page that asks to log in and says nothing else, with status 200 as such pages have.
#[must_use]
pub fn login() -> String {
    "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Log in</title></head>\n<body><main><h1>Log in to go on</h1>\
     <form method=\"post\" action=\"/login\"><label>E-mail <input name=\"mail\" type=\"email\"></label>\
     <label>Password <input name=\"password\" type=\"password\"></label><button>Log in</button></form>\
     <p>No account yet? <a href=\"/join\">Join us</a></p></main></body></html>\n"
        .to_owned()
}

/// A small PDF of one empty page.
#[must_use]
pub fn pdf() -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    out.extend_from_slice(
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
          2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
          3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n\
          trailer\n<< /Root 1 0 R >>\n%%EOF\n",
    );
    out
}

/// The first two thirds of a document.
#[must_use]
pub fn cut_off(document: &str) -> Vec<u8> {
    let keep = document.len() * 2 / 3;
    document.bytes().take(keep).collect()
}

fn expanding_entities() -> Vec<u8> {
    let mut entities = String::from("<!ENTITY e0 \"ha\">");
    for level in 1..=9 {
        let _ = write!(entities, "<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10));
    }
    let document = rss(1).replace("Item", "&e9;");
    document.replacen("<rss", &format!("<!DOCTYPE rss [{entities}]><rss"), 1).into_bytes()
}

fn external_entity() -> Vec<u8> {
    let document = rss(1).replace("Item", "&file;");
    let entity = "<!DOCTYPE rss [<!ENTITY file SYSTEM \"file:///etc/passwd\">]><rss";
    document.replacen("<rss", entity, 1).into_bytes()
}

fn cdata(text: &str) -> String {
    format!("<![CDATA[{text}]]>")
}

fn two_declarations() -> Vec<u8> {
    let sound = rss(2);
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><?xml version=\"1.0\" encoding=\"utf-16\"?>{sound}")
        .into_bytes()
}

fn utf16be(document: &str) -> Vec<u8> {
    document.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn utf16le(document: &str) -> Vec<u8> {
    document.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn no_encoding() -> Vec<u8> {
    let mut bytes = rss(1).into_bytes();
    bytes.extend((0..4_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8));
    bytes
}

fn cut_gzip() -> Vec<u8> {
    let whole = gzip(rss(200).as_bytes());
    let keep = whole.len() / 2;
    whole.into_iter().take(keep).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn each_document_has_a_name_of_its_own_and_stays_small_on_the_wire() {
        for table in [feeds(), pages()] {
            let names: HashSet<&str> = table.iter().map(|hostile| hostile.name).collect();
            assert_eq!(names.len(), table.len());
            for hostile in &table {
                assert!(hostile.body.len() < 64 << 20, "{}: {}", hostile.name, hostile.body.len());
            }
        }
    }

    #[test]
    fn a_bomb_grows_five_hundredfold_or_more() {
        let bomb = gzip_bomb(4);
        assert!(bomb.len() < (4 << 20) / 500, "{}", bomb.len());
        let mut grown = Vec::new();
        GzDecoder::new(bomb.as_slice()).read_to_end(&mut grown).unwrap();
        assert_eq!(grown, vec![b' '; 4 << 20]);
    }
}
