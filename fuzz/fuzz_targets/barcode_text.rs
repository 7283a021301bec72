//! Any text as that of a licence's barcode: no more is kept than the standard's fields can hold, and what is read can
//! be written.
#![no_main]

use bonafide_documents::aamva::{NotALicence, encode, parse};
use libfuzzer_sys::fuzz_target;

fn check(text: &str) {
    match parse(text) {
        Ok(licence) => {
            assert!(!licence.number.is_empty());
            assert!(licence.number.chars().count() <= 120);
            assert!(licence.address.len() <= 4);
            let _ = parse(&encode(&licence));
        }
        Err(refusal) => assert_eq!(text.len() > 4_096, refusal == NotALicence::TooLong),
    }
}

fuzz_target!(|text: &str| {
    check(text);
    check(&format!("@\n\x1e\rANSI 636000100001DL00310250DL{text}"));
});
