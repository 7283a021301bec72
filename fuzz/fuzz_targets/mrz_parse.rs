//! Any text, by lines, as a machine-readable zone: never a panic, and what is parsed keeps its lines.
#![no_main]

use bonafide_documents::mrz::{Layout, MrzFormat, parse, parse_as};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let lines: Vec<&str> = text.lines().take(8).collect();
    if let Ok(mrz) = parse(&lines) {
        assert_eq!(mrz.lines, lines);
        assert_eq!(
            mrz.check_digits.len(),
            Layout::for_lines(mrz.format, &lines).checks.len()
        );
    }
    for format in MrzFormat::ALL {
        let _ = parse_as(format, &lines);
    }
});
