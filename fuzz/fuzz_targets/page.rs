//! Any bytes are read as a page or refused, by the reader and by a selector.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parse::{Listing, Selector};

static LISTING: LazyLock<Listing> = LazyLock::new(|| {
    let items = Selector::parse("p a, li > a").expect("it is a selector");
    Listing { items, title: None, date: None }
});

fuzz_target!(|bytes: &[u8]| {
    let url = "https://example.com/2025/03/04/story".parse().ok();
    if let Ok(page) = parse::page(bytes, None, url.as_ref()) {
        assert!(page.text.len() <= parse::PAGE_TEXT_BYTES_MAX);
    }
    let _ = parse::discover(bytes, None, url.as_ref());
    let _ = url.as_ref().and_then(|url| parse::refresh(bytes, None, url));
    let _ = parse::listing(bytes, None, url.as_ref(), &LISTING);
});
