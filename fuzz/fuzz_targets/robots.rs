//! Any bytes are read as a robots.txt, and any path is allowed by it or not. The first line is the path.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let path = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let robots = parse::robots(parts.next().unwrap_or_default(), "wirewatch");
    let _ = robots.allows(&path);
    // Read as a rule of its own, a path without signs of patterns is fitted by itself, and by what it begins with.
    if path.starts_with('/') && !path.contains(['*', '$', '#', '\r']) && path.trim() == path {
        let refuse = format!("user-agent: wirewatch\ndisallow: {path}");
        let short = path.len() <= 600;
        assert!(!short || !parse::robots(refuse.as_bytes(), "wirewatch").allows(&path), "{path:?}");
        assert!(!short || !parse::robots(refuse.as_bytes(), "wirewatch").allows(&format!("{path}/more")), "{path:?}");
    }
});
