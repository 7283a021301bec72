//! Any line of a visual zone: what is found lies inside it, and is read the same when it stands alone.
#![no_main]

use bonafide_documents::dates::{find_printed_dates, printed_dates};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &str| {
    for found in find_printed_dates(line) {
        let text = line.get(found.range.clone()).expect("inside of the line");
        assert!(!found.readings.is_empty());
        assert_eq!(printed_dates(text), found.readings);
    }
    let _ = printed_dates(line);
});
