//! Any bytes are read as a list of feeds or refused, and a list that was read is the same after it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = parse::opml(bytes) {
        assert!(list.feeds.len() <= parse::OPML_FEEDS_MAX);
        let written = parse::write_opml(&list);
        let again = parse::opml(written.as_bytes()).expect("what was written is a list");
        let addresses = |list: &parse::Opml| {
            let mut addresses: Vec<_> = list.feeds.iter().map(|feed| feed.url.clone()).collect();
            addresses.sort();
            addresses
        };
        assert_eq!(addresses(&again), addresses(&list), "{written}");
        assert_eq!(again.problems, [], "{written}");
    }
});
