//! Machine-readable zones as their readers see them. The zones are ICAO's own examples (Utopia) or made here.

use bonafide_documents::mrz::repair::{Candidates, Outcome, RepairReason, repair, repair_with};
use bonafide_documents::mrz::{
    CheckDigitName, CheckDigitState, Departure, EncodeError, Layout, MrzData, MrzDate, MrzError,
    MrzField, MrzFormat, Sex, check_digit, encode, parse,
};

const TD3: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];
const TD1: [&str; 3] = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];
const MRV_B: [&str; 2] = [
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
    "L8988901C4XXX4009078F9612109<<<<<<<<",
];

fn data() -> MrzData {
    MrzData {
        document_code: "I".into(),
        issuing_state: "UTO".into(),
        primary: "Eriksson".into(),
        secondary: "Anna Maria".into(),
        document_number: "D23145890".into(),
        nationality: "UTO".into(),
        date_of_birth: MrzDate::new(74, 8, 12).expect("a date"),
        sex: Sex::Female,
        date_of_expiry: MrzDate::new(12, 4, 15).expect("a date"),
        optional_data: String::new(),
        optional_data_2: String::new(),
    }
}

/// The zone with other characters in one place.
fn with(lines: &[&str], line: usize, column: usize, text: &str) -> Vec<String> {
    let mut lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
    lines[line].replace_range(column..column + text.len(), text);
    lines
}

#[test]
fn the_check_digits_of_icaos_examples_come_out() {
    assert_eq!(check_digit("L898902C3"), Some(6));
    assert_eq!(check_digit("520727"), Some(3));
    assert_eq!(check_digit("AB2134<<<"), Some(5));
    assert_eq!(check_digit(""), Some(0));
    assert_eq!(check_digit("é"), None);
    assert_eq!(check_digit("a"), None);
}

#[test]
fn a_passport_is_taken_apart() {
    let mrz = parse(&TD3).expect("a zone");
    assert_eq!(mrz.format, MrzFormat::Td3);
    assert_eq!(
        (
            mrz.document_code.as_str(),
            mrz.issuing_state.as_str(),
            mrz.nationality.as_str()
        ),
        ("P", "UTO", "UTO")
    );
    assert_eq!(
        (mrz.names.primary.as_str(), mrz.names.secondary.as_str()),
        ("ERIKSSON", "ANNA MARIA")
    );
    assert!(!mrz.names.truncated);
    assert_eq!(mrz.document_number, "L898902C3");
    assert_eq!(mrz.date_of_birth, MrzDate::new(74, 8, 12));
    assert_eq!(mrz.date_of_expiry, MrzDate::new(12, 4, 15));
    assert_eq!(mrz.sex, Some(Sex::Female));
    assert_eq!(mrz.optional_data, "ZE184226B");
    assert_eq!(mrz.check_digits.len(), 5);
    assert!(mrz.check_digits_valid());
    assert!(mrz.irregular.is_empty());
}

#[test]
fn a_filler_may_stand_for_the_check_digit_of_empty_optional_data() {
    let mut passport = data();
    passport.document_code = "P".into();
    let lines = encode(&passport, MrzFormat::Td3).expect("encodes");
    assert_eq!(lines[1].get(28..43), Some("<<<<<<<<<<<<<<0"));
    let lines = with(&[&lines[0], &lines[1]], 1, 42, "<");
    let mrz = parse(&lines).expect("a zone");
    assert!(mrz.check_digits_valid());
    assert_eq!(mrz.check_digits[3].state, CheckDigitState::NotUsed);
}

#[test]
fn a_filler_for_any_other_check_digit_is_wrong() {
    for column in [9, 19, 27, 43] {
        let mrz = parse(&with(&TD3, 1, column, "<")).expect("a zone");
        assert!(!mrz.check_digits_valid(), "column {column}");
    }
}

#[test]
fn a_visa_is_told_from_a_passport_by_its_first_letter_and_has_no_composite() {
    let mrz = parse(&MRV_B).expect("a zone");
    assert_eq!(mrz.format, MrzFormat::MrvB);
    assert_eq!(mrz.check_digits.len(), 3);
    assert!(mrz.check_digits_valid());
}

#[test]
fn a_document_number_of_ten_and_more_characters_goes_on_in_the_optional_data() {
    // ICAO 9303-5, appendix B, in Utopia: D23145890734
    let lines = [
        "I<UTOD23145890<7349<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    ];
    let mrz = parse(&lines).expect("a zone");
    assert_eq!(mrz.document_number, "D23145890734");
    assert_eq!(mrz.optional_data, "");
    assert!(mrz.check_digits_valid());
    let data = MrzData {
        document_number: "ABCDEFGH123456".into(),
        optional_data: "X1".into(),
        ..data()
    };
    let lines = encode(&data, MrzFormat::Td1).expect("encodes");
    let mrz = parse(&lines).expect("a zone");
    assert_eq!(
        (mrz.document_number.as_str(), mrz.optional_data.as_str()),
        ("ABCDEFGH123456", "X1")
    );
    assert!(mrz.check_digits_valid());
    let passport = MrzData {
        document_code: "P".into(),
        ..data
    };
    let refused = encode(&passport, MrzFormat::Td3);
    assert_eq!(
        refused,
        Err(EncodeError::TooLong {
            field: MrzField::DocumentNumber,
            format: MrzFormat::Td3
        })
    );
}

#[test]
fn a_birth_date_may_be_partly_unknown() {
    let lines = encode(
        &MrzData {
            date_of_birth: MrzDate {
                day: None,
                ..data().date_of_birth
            },
            ..data()
        },
        MrzFormat::Td1,
    )
    .expect("encodes");
    assert_eq!(lines[1].get(0..6), Some("7408<<"));
    let mrz = parse(&lines).expect("a zone");
    assert_eq!(
        mrz.date_of_birth,
        Some(MrzDate {
            year: Some(74),
            month: Some(8),
            day: None
        })
    );
    assert!(mrz.check_digits_valid());
}

#[test]
fn an_impossible_date_or_sex_is_absent_and_its_columns_are_reported() {
    let mrz = parse(&with(&TD1, 1, 0, "741312")).expect("a zone");
    assert_eq!(mrz.date_of_birth, None);
    let mrz = parse(&with(&TD1, 1, 7, "8")).expect("a zone");
    assert_eq!(mrz.sex, None);
    assert_eq!(mrz.irregular, [(1, 7)]);
}

#[test]
fn lines_of_no_shape_are_refused_by_what_is_wrong_with_them() {
    assert_eq!(
        parse(&["", ""]),
        Err(MrzError::Shape {
            lines: 2,
            length: 0
        })
    );
    let long = "P".repeat(45);
    assert_eq!(
        parse(&[&long, &long]),
        Err(MrzError::Shape {
            lines: 2,
            length: 45
        })
    );
    let odd = with(&TD1, 2, 3, "k");
    let error = parse(&odd).expect_err("a small letter");
    assert_eq!(
        error.to_string(),
        "line 3, column 4: only A-Z, 0-9 and < can stand in a machine-readable zone"
    );
}

#[test]
fn debug_shows_no_personal_data() {
    let mrz = parse(&TD3).expect("a zone");
    let shown = format!(
        "{mrz:?} {:?} {:?} {:?}",
        mrz.names,
        mrz.date_of_birth,
        data()
    );
    for secret in ["ERIKSSON", "ANNA", "L898902C3", "ZE184226B", "7408", "74"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let repaired = repair(MrzFormat::Td3, &with(&TD3, 1, 13, "74O8")).expect("repairable");
    assert!(!format!("{repaired:?}").contains("ERIKSSON"));
}

#[test]
fn the_layout_says_which_characters_a_column_admits() {
    let layout = Layout::of(MrzFormat::Td3);
    assert!(!layout.alphabet_at(1, 13).expect("a column").admits('O'));
    assert!(layout.alphabet_at(1, 0).expect("a column").admits('O'));
    assert!(layout.alphabet_at(2, 0).is_none());
    assert_eq!(
        layout
            .span_of(MrzField::DocumentCode)
            .map(|span| (span.start, span.end)),
        Some((0, 2))
    );
}

#[test]
fn letters_in_dates_and_digits_in_names_are_put_right_by_their_place() {
    let mut lines = with(&TD3, 1, 13, "74O8I2");
    lines[0].replace_range(5..8, "ER1");
    let repaired = repair(MrzFormat::Td3, &lines).expect("repairable");
    assert_eq!(repaired.lines, TD3);
    assert_eq!(repaired.outcome, Outcome::Consistent);
    let found: Vec<_> = repaired
        .repairs
        .iter()
        .map(|r| (r.line, r.column, r.read, r.repaired, r.reason))
        .collect();
    let by = RepairReason::Position;
    assert_eq!(
        found,
        [
            (0, 7, '1', 'I', by),
            (1, 15, 'O', '0', by),
            (1, 17, 'I', '1', by)
        ]
    );
}

#[test]
fn the_check_digit_chooses_between_a_letter_and_a_digit_in_a_number() {
    let repaired = repair(MrzFormat::Td3, &with(&TD3, 1, 0, "L8989O2C3")).expect("repairable");
    assert_eq!(repaired.lines, TD3);
    assert_eq!(repaired.repairs.len(), 1);
    assert_eq!(
        repaired.repairs[0].reason,
        RepairReason::CheckDigit(CheckDigitName::DocumentNumber)
    );
}

#[test]
fn the_composite_chooses_in_optional_data_that_nothing_else_covers() {
    let card = MrzData {
        optional_data: "A0X".into(),
        ..data()
    };
    let lines = encode(&card, MrzFormat::Td1).expect("encodes");
    let mut misread = lines.clone();
    misread[0].replace_range(15..18, "AOX");
    let repaired = repair(MrzFormat::Td1, &misread).expect("repairable");
    assert_eq!(repaired.lines, lines);
    assert_eq!(
        repaired.repairs[0].reason,
        RepairReason::CheckDigit(CheckDigitName::Composite)
    );
}

#[test]
fn two_numbers_that_fit_equally_are_both_left_alone() {
    // two characters of the same weight (columns 0 and 3), each of which would be the one to change
    let visa = MrzData {
        document_code: "V".into(),
        document_number: "0BC01".into(),
        ..data()
    };
    let lines = encode(&visa, MrzFormat::MrvB).expect("encodes");
    let mut misread = lines.clone();
    misread[1].replace_range(0..1, "O");
    let repaired = repair(MrzFormat::MrvB, &misread).expect("repairable");
    assert_eq!(repaired.lines, misread);
    let failing = vec![CheckDigitName::DocumentNumber];
    assert_eq!(
        repaired.outcome,
        Outcome::Inconsistent {
            failing,
            ambiguous: true
        }
    );
}

#[test]
fn a_number_that_no_look_alike_explains_is_left_alone() {
    let misread = with(&TD3, 1, 0, "L898902X3");
    let repaired = repair(MrzFormat::Td3, &misread).expect("repairable");
    assert_eq!(repaired.lines, misread);
    let failing = vec![CheckDigitName::DocumentNumber, CheckDigitName::Composite];
    assert_eq!(
        repaired.outcome,
        Outcome::Inconsistent {
            failing,
            ambiguous: false
        }
    );
}

#[test]
fn a_recognisers_second_choice_may_be_the_repair() {
    let misread = with(&TD3, 1, 0, "L898902C4");
    let second: &[(char, f32)] = &[('4', 0.6), ('3', 0.3)];
    let sure: &[(char, f32)] = &[];
    let mut number: Vec<&[(char, f32)]> = vec![sure; 44];
    number[8] = second;
    let candidates = Candidates::new(&[&[], &number]);
    let repaired = repair_with(MrzFormat::Td3, &misread, &candidates).expect("repairable");
    assert_eq!(repaired.lines, TD3);
    assert_eq!(
        (repaired.repairs.len(), repaired.repairs[0].repaired),
        (1, '3')
    );
    // where it was sure of every character, no look-alike is tried
    let sure = repair_with(MrzFormat::Td3, &with(&TD3, 1, 0, "L8989O2C3"), &candidates)
        .expect("repairable");
    assert_eq!(sure.repairs, []);
    // but a letter in a date has a fault of its own
    let date =
        repair_with(MrzFormat::Td3, &with(&TD3, 1, 13, "74O8"), &candidates).expect("repairable");
    assert_eq!(date.lines, TD3);
}

#[test]
fn a_german_state_code_read_as_a_zero_is_a_d() {
    let card = MrzData {
        issuing_state: "D".into(),
        nationality: "D".into(),
        ..data()
    };
    let lines = encode(&card, MrzFormat::Td1).expect("encodes");
    let mut misread = lines.clone();
    misread[0].replace_range(2..3, "0");
    misread[1].replace_range(15..16, "0");
    assert_eq!(
        repair(MrzFormat::Td1, &misread).expect("repairable").lines,
        lines
    );
}

#[test]
fn the_digit_in_the_code_of_an_american_card_is_not_repaired_away() {
    let card = MrzData {
        document_code: "C1".into(),
        issuing_state: "USA".into(),
        ..data()
    };
    let lines = encode(&card, MrzFormat::Td1).expect("encodes");
    assert!(lines[0].starts_with("C1USA"));
    assert_eq!(
        parse(&lines).expect("a zone").departure,
        Some(Departure::UnitedStatesCard)
    );
    assert_eq!(
        repair(MrzFormat::Td1, &lines).expect("repairable").lines,
        lines
    );
}

#[test]
fn what_does_not_fit_is_refused_by_name_of_its_field() {
    let long = MrzData {
        optional_data: "A".repeat(16),
        ..data()
    };
    let too_long = EncodeError::TooLong {
        field: MrzField::OptionalData,
        format: MrzFormat::Td1,
    };
    assert_eq!(encode(&long, MrzFormat::Td1), Err(too_long));
    let second = MrzData {
        optional_data_2: "A".into(),
        ..data()
    };
    let too_long = EncodeError::TooLong {
        field: MrzField::OptionalData2,
        format: MrzFormat::Td2,
    };
    assert_eq!(encode(&second, MrzFormat::Td2), Err(too_long));
    let odd = MrzData {
        nationality: "U1".into(),
        ..data()
    };
    assert_eq!(
        encode(&odd, MrzFormat::Td1),
        Err(EncodeError::Characters {
            field: MrzField::Nationality
        })
    );
    assert_eq!(
        encode(&data(), MrzFormat::MrvA),
        Err(EncodeError::DocumentCode {
            format: MrzFormat::MrvA
        })
    );
    let french = MrzData {
        document_code: "ID".into(),
        issuing_state: "FRA".into(),
        ..data()
    };
    assert_eq!(encode(&french, MrzFormat::Td2), Err(EncodeError::Departure));
}

#[test]
fn the_digits_in_the_names_of_a_russian_internal_passport_stay_digits() {
    let number = "110000000";
    let digit = |text: &str| check_digit(text).expect("characters of a zone");
    let covered = format!("{number}{}850101{}", digit(number), digit("850101"));
    let rest = format!("<<<<<<<1050315770123<{}", digit("1050315770123<"));
    let composite = digit(&format!("{covered}{rest}"));
    let lines = [
        "PNRUSIMQREK<<EVGENIQ<ALEKSANDROVI3<<<<<<<<<<".to_owned(),
        format!(
            "{number}{}RUS850101{}M{rest}{composite}",
            digit(number),
            digit("850101")
        ),
    ];
    let mrz = parse(&lines).expect("the shape of TD3");
    assert_eq!(mrz.departure, Some(Departure::RussianInternalPassport));
    assert_eq!(mrz.names.secondary, "EVGENIQ ALEKSANDROVI3");
    assert!(mrz.irregular.is_empty());
    assert!(mrz.check_digits_valid());
    assert_eq!(mrz.date_of_expiry, Some(MrzDate::default()));
    assert_eq!(
        repair(MrzFormat::Td3, &lines).expect("repairable").repairs,
        []
    );
}
