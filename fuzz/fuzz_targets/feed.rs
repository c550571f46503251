//! Any bytes are read as a feed or refused, and what is read keeps its bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let base = "https://example.com/feed".parse().ok();
    if let Ok(feed) = parse::feed(bytes, None, base.as_ref()) {
        assert!(feed.entries.len() <= parse::ENTRIES_MAX);
        for entry in &feed.entries {
            assert!(!entry.guid.is_empty());
            assert!(entry.title.len() <= parse::TITLE_BYTES_MAX);
            let markup = entry.content.as_deref().or(entry.summary.as_deref()).unwrap_or_default();
            assert!(markup.len() <= parse::TEXT_BYTES_MAX);
            let _ = parse::plain_text(markup);
        }
    }
});
