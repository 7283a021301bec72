//! Characters of the machine-readable zone that were read with doubt though the check digits are right.

use super::{case, field, how, is_inconclusive, line, page, passport, pictureid};
use bonafide_documents::mrz::MrzFormat;
use bonafide_domain::{CheckOutcome, Outcome};
use bonafide_facts::{Field, PageFacts};
use bonafide_verification::{Check, judge};

/// The zone's line, column and how surely it was read.
fn doubtful(mut facts: PageFacts, column: usize, confidence: f32) -> Outcome {
    let zone = facts.mrz.as_mut().expect("has one");
    zone.lines[1].confidence[column] = confidence;
    judge(&case(facts))
}

/// The specimen's passport with a number in which 6 and G, which count the same, are the question.
fn with_a_six() -> PageFacts {
    let mut facts = passport();
    let zone = facts.mrz.as_mut().expect("has one");
    let number = bonafide_documents::mrz::check_digit("L896902C3").expect("countable");
    let text = format!("L896902C3{number}UTO7408122F3204153ZE184226B<<<<<1");
    let composite = [&text[0..10], &text[13..20], &text[21..43]].concat();
    let last = bonafide_documents::mrz::check_digit(&composite).expect("countable");
    zone.lines[1] = line(&format!("{text}{last}"));
    for printed in [&mut facts.fields[2].text, &mut facts.text[2].text] {
        *printed = "L896902C3".into();
    }
    facts
}

#[test]
fn a_doubtful_character_that_the_visual_zone_shows_is_accepted() {
    // Document number, date of birth, date of expiry.
    for column in [3, 15, 23] {
        let outcome = doubtful(passport(), column, 0.02);
        assert!(matches!(outcome, Outcome::Accepted(..)), "column {column}");
    }
    let outcome = doubtful(with_a_six(), 3, 0.02);
    assert!(matches!(outcome, Outcome::Accepted(..)));
}

#[test]
fn a_doubtful_six_for_which_the_visual_zone_shows_a_g_is_inconclusive_and_never_rejected() {
    let mut facts = with_a_six();
    for printed in [&mut facts.fields[2].text, &mut facts.text[2].text] {
        *printed = "L89G902C3".into();
    }
    // Read clearly, 6 and G are one glyph to the reader of the visual zone, and the zone decides.
    assert!(matches!(judge(&case(facts.clone())), Outcome::Accepted(..)));
    let outcome = doubtful(facts, 3, 0.02);
    assert!(is_inconclusive(&outcome));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
    let evidence = &pictureid(&outcome).evidence.checks[0];
    assert!(
        evidence
            .reason
            .contains("a character of the document number was not read clearly"),
        "{}",
        evidence.reason
    );
}

#[test]
fn a_doubtful_personal_number_is_inconclusive_until_the_visual_zone_shows_it() {
    let outcome = doubtful(passport(), 30, 0.02);
    assert!(is_inconclusive(&outcome));
    let reason = &pictureid(&outcome).evidence.checks[0].reason;
    assert!(reason.contains("optional data"), "{reason}");
    let mut facts = passport();
    facts
        .fields
        .push(field(Field::PersonalNumber, "ZE 184226 B"));
    let outcome = doubtful(facts, 30, 0.02);
    assert!(matches!(outcome, Outcome::Accepted(..)));
}

#[test]
fn a_doubtful_filler_behind_the_personal_number_may_be_a_character_of_it() {
    let mut facts = passport();
    facts
        .fields
        .push(field(Field::PersonalNumber, "ZE184226BX"));
    assert!(is_inconclusive(&doubtful(facts, 37, 0.02)));
}

#[test]
fn a_doubtful_letter_of_the_names_or_the_states_is_left_to_the_comparison() {
    for column in [10, 12, 20] {
        let outcome = doubtful(passport(), column, 0.02);
        assert!(matches!(outcome, Outcome::Accepted(..)), "column {column}");
    }
}

#[test]
fn the_fields_of_a_card_of_three_lines_stand_where_its_format_has_them() {
    let mut facts = page(
        &[
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F3204153UTO<<<<<<<<<<<2",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ],
        vec![
            field(Field::Surname, "ERIKSSON"),
            field(Field::GivenNames, "ANNA MARIA"),
            field(Field::DocumentNumber, "D23145890"),
            field(Field::DateOfBirth, "12 AUG 1974"),
            field(Field::DateOfExpiry, "15 APR 2032"),
        ],
    );
    let zone = facts.mrz.as_mut().expect("has one");
    assert_eq!(zone.format, MrzFormat::Td1);
    zone.lines[0].confidence[20] = 0.02;
    let outcome = judge(&case(facts));
    let reason = &pictureid(&outcome).evidence.checks[0].reason;
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
    assert!(reason.contains("optional data"), "{reason}");
}
