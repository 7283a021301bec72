//! Any text as a printed name: the zone's form of it has letters and fillers alone, and the name agrees with its own
//! zone's form.
#![no_main]

use bonafide_documents::names::{mrz_components, mrz_matches_visual, plain_letters};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|pair: (&str, &str)| {
    let (printed, other) = pair;
    plain_letters(printed);
    mrz_matches_visual(other, printed);
    if let Some(components) = mrz_components(printed) {
        for component in components {
            assert!(component.bytes().all(|byte| byte.is_ascii_uppercase()));
        }
    }
});
