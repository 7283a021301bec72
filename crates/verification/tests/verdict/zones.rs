//! What the visual zone says against the machine-readable one.

use super::*;

#[test]
fn an_edited_birth_date_in_the_visual_zone_is_rejected() {
    let mut facts = passport();
    facts.fields[3].text = "12 AUG 1994".into();
    facts.text[3].text = "12 AUG 1994".into();
    let outcome = judge(&case(facts));
    assert!(matches!(outcome, Outcome::Rejected(_)));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::Failed);
}

#[test]
fn an_edited_document_number_in_the_visual_zone_is_rejected() {
    let mut facts = passport();
    facts.fields[2].text = "L898702C3".into();
    facts.text[2].text = "L898702C3".into();
    assert!(matches!(judge(&case(facts)), Outcome::Rejected(_)));
}

#[test]
fn a_contradiction_at_the_label_stands_though_the_true_number_is_printed_elsewhere() {
    let mut facts = passport();
    facts.fields[2].text = "L898702C3".into();
    // The line with the true number stays.
    facts.fields[2].area.y = 100;
    assert!(matches!(judge(&case(facts)), Outcome::Rejected(_)));
}

#[test]
fn a_near_miss_whose_changed_character_was_read_with_doubt_is_inconclusive() {
    let mut facts = passport();
    facts.fields[2].text = "L898702C3".into();
    facts.text[2].text = "L898702C3".into();
    facts.text[2].confidence[4] = 0.6;
    let outcome = judge(&case(facts));
    assert!(is_inconclusive(&outcome));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
    let evidence = &pictureid(&outcome).evidence.checks[0];
    assert!(
        evidence.reason.contains("document number"),
        "{}",
        evidence.reason
    );
}

#[test]
fn a_number_near_the_zones_that_no_label_points_at_is_a_doubt() {
    let mut facts = passport();
    facts.fields[2].text = "L898702C3".into();
    facts.fields[2].confidence = 0.69;
    facts.text[2].text = "L898702C3".into();
    assert!(is_inconclusive(&judge(&case(facts))));
}

#[test]
fn a_name_with_another_letter_is_a_doubt_and_one_without_its_marks_or_spaces_is_none() {
    let named = |given: &str| {
        let mut facts = passport();
        facts.fields[1].text = given.into();
        facts.text[1].text = given.into();
        judge(&case(facts))
    };
    assert!(is_inconclusive(&named("ANNA MARTA")));
    assert!(matches!(named("OLGA SVETLANA"), Outcome::Rejected(_)));
    accepted(&named("ANNAMARIA"));
    accepted(&named("ÁNNA MARÏA"));
}

#[test]
fn a_changed_birth_date_whose_label_was_not_read_is_a_doubt() {
    let mut facts = passport();
    facts.fields.remove(3);
    facts.text[3].text = "12 AUG 1994".into();
    assert!(is_inconclusive(&judge(&case(facts.clone()))));
    facts.text[3].text = "16 APR 2022".into();
    assert!(is_inconclusive(&judge(&case(facts))));
}

#[test]
fn number_names_birth_date_and_expiry_must_each_be_confirmed_by_the_visual_zone() {
    for hidden in 0..5 {
        let mut facts = passport();
        facts.fields.remove(hidden);
        facts.text.remove(hidden);
        let outcome = judge(&case(facts));
        assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
        assert!(is_inconclusive(&outcome));
    }
    // A letter that was not read clearly is no doubt, and the evidence does not call it the same.
    let mut facts = passport();
    facts.fields[0] = unclear(Field::Surname, "ERÍKSSSON");
    facts.text[0] = line("ERÍKSSSON");
    let outcome = judge(&case(facts));
    accepted(&outcome);
    let surname = &pictureid(&outcome).evidence.fields[1];
    assert_eq!(surname.agreement, Agreement::Nearly);
    // Another name is one, however unclearly it was read.
    let mut facts = passport();
    facts.fields[0] = unclear(Field::Surname, "NOËL");
    facts.text[0] = line("NOËL");
    let outcome = judge(&case(facts));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
    assert!(is_inconclusive(&outcome));
}

#[test]
fn a_repaired_character_is_told_and_must_be_confirmed_by_the_visual_zone() {
    let mut facts = passport();
    facts.mrz.as_mut().expect("has one").repairs = vec![RepairFact {
        line: 1,
        column: 2,
        read: '5',
        repaired: '9',
    }];
    let confirmed = judge(&case(facts.clone()));
    accepted(&confirmed);
    let reason = &pictureid(&confirmed).evidence.checks[0].reason;
    assert!(reason.contains("1 character was repaired"), "{reason}");
    facts.fields.remove(2);
    facts.text.remove(2);
    let unconfirmed = judge(&case(facts));
    assert!(is_inconclusive(&unconfirmed));
    assert_eq!(
        how(&unconfirmed, Check::DataIntegrity),
        CheckOutcome::NotMade
    );
}

#[test]
fn a_birth_date_that_was_read_with_doubt_contradicts_nothing_and_confirms_nothing() {
    let mut facts = passport();
    facts.fields[3].text = "12 AUG 1994".into();
    facts.fields[3].confidence = 0.5;
    facts.text[3].text = "12 AUG 1994".into();
    facts.text[3].confidence.fill(0.5);
    let outcome = judge(&case(facts));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
    assert!(is_inconclusive(&outcome));
}

#[test]
fn a_zone_that_nothing_on_the_page_confirms_is_inconclusive() {
    let mut facts = passport();
    facts.fields.clear();
    facts.text.clear();
    let outcome = judge(&case(facts));
    assert!(is_inconclusive(&outcome));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
}

#[test]
fn the_evidence_says_of_each_field_whether_both_zones_show_the_same() {
    let outcome = judge(&case(passport()));
    let fields = &pictureid(&outcome).evidence.fields;
    assert_eq!(fields.len(), 5);
    assert!(
        fields
            .iter()
            .all(|field| field.agreement == Agreement::Agrees)
    );
}
