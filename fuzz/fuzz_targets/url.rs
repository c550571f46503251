//! Any address has a canonical one, which is its own canonical address.
#![no_main]

use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|text: &str| {
    if let Some(url) = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https")) {
        let once = parse::canonical(&url);
        assert_eq!(Url::parse(once.as_str()).as_ref(), Ok(&once), "{text:?}");
        // Addresses with more layers than anybody wraps keep some of them.
        if text.len() < 60 {
            assert_eq!(parse::canonical(&once), once, "{text:?}");
        }
    }
});
