//! Zones as a recogniser may have seen them, from any bytes: decoding never panics, keeps the format's shape, tells the
//! truth about check digits, reports each change, and gives every character a probability.
#![no_main]

use bonafide_documents::mrz::repair::{Outcome, decode};
use bonafide_documents::mrz::{CheckDigitState, MrzFormat, parse_as};
use libfuzzer_sys::fuzz_target;

const ALPHABET: &[u8; 37] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<";

fn character(byte: u8) -> char {
    char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, rest)) = bytes.split_first() else {
        return;
    };
    let format = MrzFormat::ALL[usize::from(first) % MrzFormat::ALL.len()];
    let cells = format.line_count() * format.line_length();
    // Four bytes a cell: two characters and how probable each is.
    if rest.len() < 4 * cells {
        return;
    }
    let cell = |four: &[u8]| {
        vec![
            (character(four[0]), f32::from(four[1]) / 255.0),
            (character(four[2]), f32::from(four[3]) / 255.0),
        ]
    };
    let all: Vec<Vec<(char, f32)>> = rest.chunks_exact(4).take(cells).map(cell).collect();
    let seen: Vec<Vec<Vec<(char, f32)>>> = all
        .chunks(format.line_length())
        .map(<[_]>::to_vec)
        .collect();
    let decoded = decode(format, &seen).expect("the shape is right");
    let mrz = parse_as(format, &decoded.repaired.lines).expect("the shape is kept");
    let valid = mrz
        .check_digits
        .iter()
        .all(|check| check.state != CheckDigitState::Invalid);
    assert_eq!(decoded.repaired.outcome == Outcome::Consistent, valid);
    assert!(
        decoded
            .confidence
            .iter()
            .flatten()
            .all(|p| (0.0..=1.0).contains(p))
    );
    assert_eq!(
        decoded.confidence.iter().map(Vec::len).sum::<usize>(),
        cells
    );
    for repair in &decoded.repaired.repairs {
        let now = decoded.repaired.lines[repair.line]
            .chars()
            .nth(repair.column);
        assert_eq!(now, Some(repair.repaired));
    }
});
