//! Decoding a whole zone from what a recogniser saw.

use bonafide_documents::mrz::repair::{Decoded, Outcome, decode};
use bonafide_documents::mrz::{CheckDigitState, MrzFormat, parse_as};
use proptest::prelude::*;

type Seen = Vec<Vec<Vec<(char, f32)>>>;

/// The specimen of ICAO 9303-4, appendix A.
const PASSPORT: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];
/// A card whose number has more than nine characters (9303-5, 4.2.2, note j).
const LONG_NUMBER: [&str; 3] = [
    "I<UTOD23145890<AB112234566<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];

fn seen(lines: &[&str]) -> Seen {
    let cells = |line: &&str| line.chars().map(|c| vec![(c, 0.99)]).collect();
    lines.iter().map(cells).collect()
}

/// A line, a column, and what may stand there.
type Change<'a> = (usize, usize, &'a [(char, f32)]);

fn passport(changes: &[Change<'_>]) -> Decoded {
    let mut seen = seen(&PASSPORT);
    for (line, column, choices) in changes {
        seen[*line][*column] = choices.to_vec();
    }
    decode(MrzFormat::Td3, &seen).expect("the shape is right")
}

#[test]
fn what_was_clearly_seen_is_read_with_confidence() {
    let decoded = passport(&[]);
    assert_eq!(decoded.repaired.lines, PASSPORT);
    assert!(decoded.repaired.repairs.is_empty());
    assert!(decoded.confidence.iter().flatten().all(|p| *p > 0.97));
}

#[test]
fn a_number_that_goes_on_in_the_optional_data_is_decoded_with_its_rest() {
    let mut seen = seen(&LONG_NUMBER);
    // The last character of the rest, and its check digit, are of the number although they stand elsewhere.
    seen[0][17] = vec![('7', 0.6), ('1', 0.39)];
    let decoded = decode(MrzFormat::Td1, &seen).expect("the shape is right");
    assert_eq!(decoded.repaired.outcome, Outcome::Consistent);
    assert_eq!(decoded.repaired.lines, LONG_NUMBER);
}

#[test]
fn two_misread_characters_of_one_number_are_put_right_together() {
    let decoded = passport(&[
        (1, 1, &[('B', 0.7), ('8', 0.29)]),
        (1, 4, &[('S', 0.6), ('9', 0.38)]),
    ]);
    assert_eq!(decoded.repaired.lines, PASSPORT);
    assert_eq!(decoded.repaired.outcome, Outcome::Consistent);
    assert_eq!(decoded.repaired.repairs.len(), 2);
    assert!(decoded.confidence[1][1] > 0.8 && decoded.confidence[1][4] > 0.8);
}

#[test]
fn characters_that_count_the_same_are_told_apart_by_the_picture_alone() {
    // 8 and I count the same in a check digit.
    let decoded = passport(&[(1, 1, &[('8', 0.55), ('I', 0.44)])]);
    assert_eq!(decoded.repaired.lines, PASSPORT);
    assert_eq!(decoded.repaired.outcome, Outcome::Consistent);
    assert!(
        decoded.confidence[1][1] < 0.9,
        "{}",
        decoded.confidence[1][1]
    );
    assert!(decoded.confidence[1][2] > 0.97);
}

#[test]
fn print_with_a_wrong_check_digit_of_its_own_is_left_as_it_is() {
    let decoded = passport(&[(1, 9, &[('7', 0.995)])]);
    assert_eq!(
        decoded.repaired.lines[1],
        PASSPORT[1].replacen("C36", "C37", 1)
    );
    assert!(matches!(
        decoded.repaired.outcome,
        Outcome::Inconsistent { .. }
    ));
    assert!(decoded.confidence[1][9] > 0.9);
}

#[test]
fn a_date_that_cannot_be_is_the_less_likely_reading() {
    // Month 18 for 08 counts one more, day 11 for 12 one less: all check digits are right both ways.
    let decoded = passport(&[
        (1, 15, &[('1', 0.5), ('0', 0.48)]),
        (1, 18, &[('1', 0.5), ('2', 0.48)]),
    ]);
    assert_eq!(decoded.repaired.lines, PASSPORT);
}

#[test]
fn a_letter_read_in_a_date_is_the_digit_that_was_seen_beside_it() {
    let decoded = passport(&[(1, 14, &[('A', 0.8), ('4', 0.15)])]);
    assert_eq!(decoded.repaired.lines, PASSPORT);
}

proptest! {
    #[test]
    fn whatever_was_seen_decoding_keeps_the_shape_and_tells_the_truth_about_check_digits(
        format in prop::sample::select(MrzFormat::ALL.to_vec()),
        picks in prop::collection::vec((0usize..37, 0usize..37, 0f32..1.0), 90),
    ) {
        let letters: Vec<char> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<".chars().collect();
        let seen: Seen = (0..format.line_count())
            .map(|line| {
                (0..format.line_length())
                    .map(|column| {
                        let (first, second, p) =
                            picks[(line * format.line_length() + column) % picks.len()];
                        vec![(letters[first], p), (letters[second], 1.0 - p)]
                    })
                    .collect()
            })
            .collect();
        let decoded = decode(format, &seen).expect("the shape is right");
        let mrz = parse_as(format, &decoded.repaired.lines).expect("the shape is kept");
        let valid = mrz.check_digits.iter().all(|check| check.state != CheckDigitState::Invalid);
        prop_assert_eq!(decoded.repaired.outcome == Outcome::Consistent, valid);
        prop_assert_eq!(decoded.confidence.len(), format.line_count());
        for line in &decoded.confidence {
            prop_assert_eq!(line.len(), format.line_length());
            prop_assert!(line.iter().all(|p| (0.0..=1.0).contains(p)));
        }
    }
}
