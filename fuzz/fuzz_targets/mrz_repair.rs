//! Zones of the right shape from any bytes, with second choices from the rest of them: repair never panics, reports
//! each change, and does nothing the second time.
#![no_main]

use bonafide_documents::mrz::MrzFormat;
use bonafide_documents::mrz::repair::{Candidates, Repaired, repair, repair_with};
use libfuzzer_sys::fuzz_target;

const ALPHABET: &[u8; 37] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<";

fn character(byte: u8) -> char {
    char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])
}

fn check(read: &[String], repaired: &Repaired) {
    let mut replayed: Vec<Vec<char>> = read.iter().map(|line| line.chars().collect()).collect();
    for repair in &repaired.repairs {
        assert_eq!(replayed[repair.line][repair.column], repair.read);
        replayed[repair.line][repair.column] = repair.repaired;
    }
    let replayed: Vec<String> = replayed
        .into_iter()
        .map(|line| line.into_iter().collect())
        .collect();
    assert_eq!(replayed, repaired.lines);
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, rest)) = bytes.split_first() else {
        return;
    };
    let format = MrzFormat::ALL[usize::from(first) % MrzFormat::ALL.len()];
    let cells = format.line_count() * format.line_length();
    if rest.len() < cells {
        return;
    }
    let (zone, choices) = rest.split_at(cells);
    let lines: Vec<String> = zone
        .chunks(format.line_length())
        .map(|line| line.iter().map(|&b| character(b)).collect())
        .collect();
    let repaired = repair(format, &lines).expect("the shape is right");
    check(&lines, &repaired);
    assert_eq!(
        repair(format, &repaired.lines)
            .expect("the shape is right")
            .lines,
        repaired.lines
    );

    let seen: Vec<Vec<(char, f32)>> = choices
        .chunks(2)
        .map(|pair| {
            pair.iter()
                .map(|&b| (character(b), f32::from(b) / 255.0))
                .collect()
        })
        .collect();
    let seen: Vec<&[(char, f32)]> = seen.iter().map(Vec::as_slice).collect();
    let by_line: Vec<&[&[(char, f32)]]> = seen.chunks(format.line_length()).collect();
    check(
        &lines,
        &repair_with(format, &lines, &Candidates::new(&by_line)).expect("the shape is right"),
    );
});
