//! Any text is a date or none; a date that is written down in the standard form is read as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(at) = parse::date(text) {
        // Years beyond four digits have signs, which no feed writes.
        if ("0000-01-01"..="9999-12-31").contains(&at.to_string().as_str()) {
            assert_eq!(parse::date(&at.to_string()), Some(at), "{text:?}");
        }
    }
});
