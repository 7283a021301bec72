//! Any text as a data URL: what is taken comes back when it is encoded again, and every refusal has words.
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_fuzz::data_url;
use libfuzzer_sys::fuzz_target;

fn check(url: &str) {
    match data_url(url) {
        Ok(bytes) => {
            assert!(!bytes.is_empty());
            let (_, data) = url.split_once(',').expect("a comma was asked for");
            assert_eq!(
                STANDARD.encode(bytes).trim_end_matches('='),
                data.trim_end_matches('=')
            );
        }
        Err(words) => assert!(!words.is_empty()),
    }
}

fuzz_target!(|text: &str| {
    check(text);
    check(&format!("data:image/png;base64,{text}"));
});
