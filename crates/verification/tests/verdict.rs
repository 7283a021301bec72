//! What the rules make of what was seen.

#[path = "verdict/clarity.rs"]
mod clarity;
#[path = "verdict/ghost.rs"]
mod ghost;
#[path = "verdict/selfie.rs"]
mod selfie;

use bonafide_documents::catalogue;
use bonafide_documents::mrz::MrzFormat;
use bonafide_domain::{
    AccountRules, Agreement, CheckOutcome, FinalResult, Outcome, PictureIdReport, ProviderReport,
    Report, RuleSetter, RuleValue, Side,
};
use bonafide_facts::{
    ColourFacts, FaceFact, Field, GhostFact, LineFact, MrzFact, PageFacts, PixelBox, Point, Quad,
    QualityFacts, QualityKind, QualityMeasure, QuarterTurn, RepairFact, SharpnessFacts, Size,
    TamperSignal, TamperSignalKind, VisualField,
};
use bonafide_verification::{Case, Check, Consequence, Page, Rules, Specimens, TABLE, judge};
use jiff::civil::date;

const AREA: PixelBox = PixelBox {
    x: 10,
    y: 500,
    width: 900,
    height: 80,
};

const SAME_PORTRAIT: GhostFact = GhostFact {
    area: AREA,
    likeness: 0.8,
    resemblance: 0.85,
    second_face: None,
};

fn quad() -> Quad {
    let corner = |x: f32, y: f32| Point { x, y };
    Quad([
        corner(10.0, 500.0),
        corner(910.0, 500.0),
        corner(910.0, 580.0),
        corner(10.0, 580.0),
    ])
}

fn line(text: &str) -> LineFact {
    LineFact {
        text: text.into(),
        quad: quad(),
        confidence: vec![0.99; text.chars().count()],
    }
}

fn field(field: Field, text: &str) -> VisualField {
    VisualField {
        field,
        text: text.into(),
        area: AREA,
        confidence: 0.97,
    }
}

/// A field that was read, but not surely.
fn unclear(what: Field, text: &str) -> VisualField {
    VisualField {
        confidence: 0.83,
        ..field(what, text)
    }
}

/// The specimen passport of ICAO 9303-4, appendix A, with an expiry that lies ahead.
fn passport() -> PageFacts {
    page(
        &[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F3204153ZE184226B<<<<<16",
        ],
        vec![
            field(Field::Surname, "ERIKSSON"),
            field(Field::GivenNames, "ANNA MARIA"),
            field(Field::DocumentNumber, "L898902C3"),
            field(Field::DateOfBirth, "12 AUG 1974"),
            field(Field::DateOfExpiry, "15 APR 2032"),
        ],
    )
}

fn page(lines: &[&str], fields: Vec<VisualField>) -> PageFacts {
    let text = fields.iter().map(|field| line(&field.text)).collect();
    PageFacts {
        size: Size {
            width: 1000,
            height: 700,
        },
        turn: QuarterTurn::None,
        document: None,
        title: None,
        barcodes: Vec::new(),
        mrz: (!lines.is_empty()).then(|| MrzFact {
            format: MrzFormat::from_lines(lines).expect("a shape"),
            lines: lines.iter().map(|text| line(text)).collect(),
            check_digits_valid: true,
            repairs: Vec::new(),
            area: AREA,
        }),
        faces: vec![FaceFact {
            area: AREA,
            portrait: AREA,
            score: 0.9,
            position: None,
            template: None,
        }],
        // Documents of Utopia repeat the portrait.
        ghost: Some(SAME_PORTRAIT),
        signature: None,
        text,
        fields,
        colour: ColourFacts {
            chroma_p90: 14.0,
            own_chroma: 14.0,
        },
        sharpness: SharpnessFacts {
            laplacian_variance: 300.0,
        },
        quality: QualityFacts::default(),
        tamper: vec![TamperSignal {
            kind: TamperSignalKind::EditorMetadata,
            score: 0.0,
            area: None,
        }],
        models: Vec::new(),
    }
}

fn case(facts: PageFacts) -> Case {
    Case {
        pages: vec![Page {
            side: Side::Front,
            facts,
        }],
        selfie: None,
        expected: None,
        rules: Rules::shipped(date(2026, 11, 21)),
    }
}

fn report(outcome: &Outcome) -> &Report {
    match outcome {
        Outcome::Accepted(_, report)
        | Outcome::Rejected(report)
        | Outcome::Inconclusive(report) => report,
        Outcome::Failed(_) | Outcome::Canceled => panic!("judging never fails"),
    }
}

fn pictureid(outcome: &Outcome) -> &PictureIdReport {
    let ProviderReport::PictureId(pictureid) = &report(outcome).provider_specific else {
        unreachable!("our own engine told it")
    };
    pictureid
}

fn how(outcome: &Outcome, check: Check) -> CheckOutcome {
    let evidence = &pictureid(outcome).evidence.checks;
    evidence
        .iter()
        .find(|evidence| evidence.check == check.key())
        .expect("every check leaves evidence")
        .outcome
}

fn accepted(outcome: &Outcome) -> &FinalResult {
    match outcome {
        Outcome::Accepted(result, _) => result,
        other => panic!("not accepted: {:?}", report(other).status_reasons),
    }
}

fn is_inconclusive(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Inconclusive(_))
}

#[test]
fn a_sound_passport_is_accepted_with_the_holders_data() {
    let outcome = judge(&case(passport()));
    let result = accepted(&outcome);
    assert_eq!(result.last_name.as_deref(), Some("ERIKSSON"));
    assert_eq!(result.first_name.as_deref(), Some("ANNA MARIA"));
    assert_eq!(result.document_number.as_deref(), Some("L898902C3"));
    assert_eq!(result.date_of_birth, Some(date(1974, 8, 12)));
    assert_eq!(result.date_of_expiry, Some(date(2032, 4, 15)));
    assert_eq!(result.issuing_country.as_deref(), Some("UTO"));
    assert!(report(&outcome).status_reasons.is_empty());
    for check in Check::ALL.into_iter().filter(|check| {
        !matches!(
            check,
            Check::SidesMatch | Check::SelfieAndDocumentMatch | Check::NotFaceSpoofing
        )
    }) {
        assert_eq!(how(&outcome, check), CheckOutcome::Passed, "{check:?}");
    }
}

#[test]
fn a_check_that_could_not_be_made_is_absent() {
    let outcome = judge(&case(passport()));
    let checks = &pictureid(&outcome).document.security_checks;
    assert!(!checks.contains_key("sidesMatch"));
    assert!(!checks.contains_key("notFaceSpoofing"));
    assert_eq!(checks["nonExpired"].passed, Some(true));
}

#[test]
fn a_specimen_is_nobody_where_real_people_are_verified() {
    let mut case = case(passport());
    case.rules.specimens = Specimens::Refused;
    let outcome = judge(&case);
    assert!(is_inconclusive(&outcome));
    assert_eq!(report(&outcome).status_reasons[0].sub_category, "Specimen");
}

#[test]
fn an_expired_passport_is_inconclusive_and_says_so() {
    let mut case = case(passport());
    case.rules.today = date(2032, 4, 16);
    let outcome = judge(&case);
    assert!(is_inconclusive(&outcome));
    let reasons = &report(&outcome).status_reasons;
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons[0].sub_category, "NonExpired");
    assert_eq!(reasons[0].message, "Security check 'nonExpired' failed.");
}

#[test]
fn a_passport_is_good_on_its_last_day() {
    let mut case = case(passport());
    case.rules.today = date(2032, 4, 15);
    accepted(&judge(&case));
}

#[test]
fn a_minor_is_not_accepted() {
    let mut case = case(passport());
    case.rules.minimum_age = 53;
    let outcome = judge(&case);
    assert!(is_inconclusive(&outcome));
    assert_eq!(how(&outcome, Check::NotUnderage), CheckOutcome::Failed);
}

#[test]
fn a_wrong_check_digit_is_rejected() {
    let mut facts = passport();
    let zone = facts.mrz.as_mut().expect("has one");
    zone.lines[1].text.replace_range(9..10, "7");
    let outcome = judge(&case(facts));
    assert!(matches!(outcome, Outcome::Rejected(_)));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::Failed);
}

#[test]
fn a_wrong_check_digit_in_a_zone_that_was_hardly_legible_is_a_doubt() {
    let mut facts = passport();
    let zone = facts.mrz.as_mut().expect("has one");
    zone.lines[1].text.replace_range(9..10, "7");
    zone.lines[1].confidence[4] = 0.1;
    let outcome = judge(&case(facts));
    assert!(is_inconclusive(&outcome));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
}

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
fn two_sides_with_zones_that_differ_are_rejected() {
    // Another number with its own right check digits.
    let second = [
        "I<UTOD231458918<<<<<<<<<<<<<<<",
        "7408122F3204153UTO<<<<<<<<<<<0",
        CARD[2],
    ];
    let pages = [(Side::Front, &CARD[..]), (Side::Back, &second[..])];
    let outcome = judge(&Case {
        pages: pages
            .map(|(side, lines)| Page {
                side,
                facts: page(lines, Vec::new()),
            })
            .into(),
        selfie: None,
        expected: None,
        rules: Rules::shipped(date(2026, 11, 21)),
    });
    assert_eq!(how(&outcome, Check::SidesMatch), CheckOutcome::Failed);
    assert!(matches!(outcome, Outcome::Rejected(_)));
}

#[test]
fn a_second_zone_that_differs_and_does_not_check_is_a_doubt() {
    let second = [CARD[0], CARD[1], CARD[2]].map(|line| line.replace("D231458907", "D231458917"));
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let mut back = page(&second, Vec::new());
    back.fields.clear();
    let fields = vec![
        field(Field::Surname, "ERIKSSON"),
        field(Field::DocumentNumber, "D23145890"),
        field(Field::DateOfBirth, "12.08.1974"),
    ];
    let pages = [(Side::Front, page(&CARD, fields)), (Side::Back, back)];
    let outcome = judge(&Case {
        pages: pages.map(|(side, facts)| Page { side, facts }).into(),
        selfie: None,
        expected: None,
        rules: Rules::shipped(date(2026, 11, 21)),
    });
    assert!(is_inconclusive(&outcome));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
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
fn a_picture_without_a_zone_is_inconclusive_and_gives_no_person() {
    let outcome = judge(&case(page(&[], Vec::new())));
    assert!(is_inconclusive(&outcome));
    assert_eq!(pictureid(&outcome).document.subject.last_name, None);
    for check in [Check::DataIntegrity, Check::NonExpired, Check::NotUnderage] {
        assert_eq!(how(&outcome, check), CheckOutcome::NotMade, "{check:?}");
    }
}

#[test]
fn a_grey_copy_is_inconclusive_and_a_pale_document_is_a_doubt() {
    for (chroma, outcome_wanted) in [(0.02, CheckOutcome::Failed), (2.5, CheckOutcome::NotMade)] {
        let mut facts = passport();
        facts.colour.own_chroma = chroma;
        let outcome = judge(&case(facts));
        assert!(is_inconclusive(&outcome));
        assert_eq!(how(&outcome, Check::NotBlackAndWhite), outcome_wanted);
    }
}

#[test]
fn a_trace_of_an_editor_is_inconclusive() {
    let mut facts = passport();
    facts.tamper[0].score = 1.0;
    let outcome = judge(&case(facts));
    assert!(is_inconclusive(&outcome));
    assert_eq!(
        how(&outcome, Check::NotTamperedDocument),
        CheckOutcome::Failed
    );
}

#[test]
fn a_picture_of_something_else_is_not_said_to_be_untouched() {
    let mut facts = passport();
    facts.document = None;
    facts.mrz = None;
    facts.title = None;
    facts.faces.clear();
    facts.fields.clear();
    facts.text.clear();
    let outcome = judge(&case(facts));
    assert!(is_inconclusive(&outcome));
    let checks = &pictureid(&outcome).document.security_checks;
    assert!(!checks.contains_key("notTamperedDocument"));
}

#[test]
fn without_any_signal_of_tampering_the_check_was_not_made() {
    let mut facts = passport();
    facts.tamper.clear();
    let outcome = judge(&case(facts));
    assert!(is_inconclusive(&outcome));
    assert!(
        !pictureid(&outcome)
            .document
            .security_checks
            .contains_key("notTamperedDocument")
    );
}

#[test]
fn a_document_without_a_portrait_is_inconclusive() {
    let mut facts = passport();
    facts.faces.clear();
    let outcome = judge(&case(facts));
    assert!(is_inconclusive(&outcome));
    let reasons = &report(&outcome).status_reasons;
    assert!(
        reasons.iter().any(|reason| reason.sub_category == "Photo"),
        "{reasons:?}"
    );
}

#[test]
fn another_document_than_the_one_asked_for_is_inconclusive() {
    let mut case = case(passport());
    case.expected = catalogue::by_id(137);
    let outcome = judge(&case);
    assert!(is_inconclusive(&outcome));
    let reason = &report(&outcome).status_reasons[0];
    assert_eq!(reason.sub_category, "DocumentType");
}

/// The zone of a card, which stands on its back.
const CARD: [&str; 3] = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F3204153UTO<<<<<<<<<<<2",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];

#[test]
fn a_portrait_beside_which_nothing_of_the_zone_on_the_back_stands_is_a_doubt() {
    let back = page(
        &CARD,
        vec![
            field(Field::Surname, "ERIKSSON"),
            field(Field::GivenNames, "ANNA MARIA"),
            field(Field::DocumentNumber, "D23145890"),
            field(Field::DateOfBirth, "12.08.1974"),
            field(Field::DateOfExpiry, "15.04.2032"),
        ],
    );
    let outcome = judge(&Case {
        pages: vec![
            Page {
                side: Side::Front,
                facts: page(&[], Vec::new()),
            },
            Page {
                side: Side::Back,
                facts: back,
            },
        ],
        selfie: None,
        expected: None,
        rules: Rules::shipped(date(2026, 11, 21)),
    });
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::Passed);
    assert_eq!(how(&outcome, Check::SidesMatch), CheckOutcome::NotMade);
    assert!(is_inconclusive(&outcome));
    let reasons = &report(&outcome).status_reasons;
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons[0].sub_category, "SidesMatch");
}

#[test]
fn two_sides_of_one_card_match_and_of_two_cards_do_not() {
    let front = |number: &str| {
        page(
            &[],
            vec![
                field(Field::Surname, "ERIKSSON"),
                field(Field::GivenNames, "ANNA MARIA"),
                field(Field::DocumentNumber, number),
                field(Field::DateOfBirth, "12.08.1974"),
                field(Field::DateOfExpiry, "15.04.2032"),
            ],
        )
    };
    let both = |number: &str| Case {
        pages: vec![
            Page {
                side: Side::Front,
                facts: front(number),
            },
            Page {
                side: Side::Back,
                facts: page(&CARD, Vec::new()),
            },
        ],
        selfie: None,
        expected: None,
        rules: Rules::shipped(date(2026, 11, 21)),
    };
    let same = judge(&both("D23145890"));
    assert_eq!(how(&same, Check::SidesMatch), CheckOutcome::Passed);
    accepted(&same);
    let other = judge(&both("D23145891"));
    assert_eq!(how(&other, Check::SidesMatch), CheckOutcome::Failed);
    assert!(matches!(other, Outcome::Rejected(_)));
}

#[test]
fn every_check_has_exactly_one_row_and_none_that_fails_is_accepted() {
    for check in Check::ALL {
        let rows: Vec<_> = TABLE.iter().filter(|row| row.check == check).collect();
        assert_eq!(rows.len(), 1, "{check:?}");
        assert!(rows[0].failed > Consequence::None, "{check:?}");
    }
}

#[test]
fn reasons_name_fields_and_never_their_values() {
    let outcome = judge(&case(passport()));
    let text = serde_json::to_string(&pictureid(&outcome).evidence.checks).expect("JSON");
    for value in ["ERIKSSON", "ANNA", "L898902C3", "1974"] {
        assert!(!text.contains(value), "the evidence names {value}");
    }
}

fn fault(kind: QualityKind, score: f32) -> QualityMeasure {
    QualityMeasure {
        kind,
        score,
        area: None,
    }
}

#[test]
fn a_bad_picture_decides_nothing_but_says_why_nothing_was_decided() {
    let mut facts = passport();
    facts.quality.measured = vec![fault(QualityKind::Blurred, 0.9)];
    let outcome = judge(&case(facts.clone()));
    assert!(matches!(outcome, Outcome::Accepted(..)), "{outcome:?}");
    assert!(
        pictureid(&outcome)
            .evidence
            .checks
            .iter()
            .any(|entry| entry.check == "quality.blurred" && entry.reason.contains("blurred"))
    );
    assert!(
        !pictureid(&outcome)
            .document
            .security_checks
            .contains_key("quality.blurred")
    );

    facts.mrz = None;
    let outcome = judge(&case(facts));
    assert!(matches!(outcome, Outcome::Inconclusive(_)), "{outcome:?}");
    assert!(
        report(&outcome)
            .status_reasons
            .iter()
            .any(|reason| reason.message.contains("hold the phone still"))
    );
}

#[test]
fn a_picture_of_a_screen_leaves_the_decision_to_a_person() {
    let mut facts = passport();
    facts.tamper.push(TamperSignal {
        kind: TamperSignalKind::ScreenRecapture,
        score: 0.9999,
        area: Some(AREA),
    });
    let outcome = judge(&case(facts));
    assert!(matches!(outcome, Outcome::Inconclusive(_)), "{outcome:?}");
    let evidence = &pictureid(&outcome).evidence.checks;
    assert!(
        evidence
            .iter()
            .any(|entry| entry.check == "notTamperedDocument" && entry.reason.contains("display"))
    );
}

fn own_rules(pairs: &[(&str, &str)]) -> AccountRules {
    let mut rules = AccountRules::default();
    for (rule, value) in pairs {
        rules.set(*rule, RuleValue::parsed(value));
    }
    rules
}

fn refusal(rule: &str, value: &str) -> String {
    Rules::shipped(date(2026, 11, 21))
        .adjust(RuleSetter::Account, &own_rules(&[(rule, value)]))
        .expect_err("the rule is refused")
        .to_string()
}

#[test]
fn an_account_can_reject_what_is_expired_and_the_evidence_says_that_it_did() {
    let mut case = case(passport());
    case.rules.today = date(2032, 4, 16);
    let own = own_rules(&[("nonExpired.failed", "rejected"), ("minimum_age", "18")]);
    case.rules.adjust(RuleSetter::Account, &own).unwrap();
    let outcome = judge(&case);
    assert!(matches!(outcome, Outcome::Rejected(_)));
    let used = &pictureid(&outcome).evidence.rules;
    assert_eq!(used.version, Rules::version());
    let adjusted: Vec<&str> = used.adjusted.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(adjusted, ["nonExpired.failed"], "18 is the shipped age");
}

#[test]
fn a_check_that_is_switched_off_is_absent_and_the_evidence_says_why() {
    let mut facts = passport();
    facts.colour.chroma_p90 = 0.02;
    let mut case = case(facts);
    let own = own_rules(&[("notBlackAndWhite", "off")]);
    case.rules.adjust(RuleSetter::Account, &own).unwrap();
    let outcome = judge(&case);
    accepted(&outcome);
    let report = pictureid(&outcome);
    assert!(
        !report
            .document
            .security_checks
            .contains_key("notBlackAndWhite")
    );
    let evidence = &report.evidence;
    let why = evidence
        .checks
        .iter()
        .find(|one| one.check == "notBlackAndWhite");
    assert!(why.unwrap().reason.contains("switch this check off"));
    assert_eq!(evidence.rules.adjusted[0].rule, "notBlackAndWhite");
}

#[test]
fn nothing_can_be_accepted_on_a_check_that_could_not_be_made() {
    for row in TABLE.iter().filter(|row| row.not_made != Consequence::None) {
        let rule = format!("{}.not_made", row.check.key());
        let refused = refusal(&rule, "none");
        assert!(refused.contains("could not be made"), "{refused}");
    }
}

#[test]
fn data_that_contradict_each_other_are_never_accepted_whatever_an_account_sets() {
    assert_eq!(
        refusal("dataIntegrity.failed", "none"),
        "dataIntegrity.failed: must be one of inconclusive, rejected, and 'none' is not"
    );
    assert!(refusal("dataIntegrity", "off").contains("there is no such rule"));
}

#[test]
fn a_rule_out_of_its_bounds_is_refused_with_its_name_and_the_bounds() {
    assert_eq!(
        refusal("minimum_age", "200"),
        "minimum_age: must be 0 to 120, whole, and 200 is not"
    );
    assert_eq!(
        refusal("minimum_age", "17.5"),
        "minimum_age: must be 0 to 120, whole, and 17.5 is not"
    );
    assert_eq!(
        refusal("minimum_age", "adult"),
        "minimum_age: must be a number, 0 to 120, whole, and 'adult' is none"
    );
    assert!(refusal("minimum_age", "NaN").contains("NaN is not"));
    assert!(refusal("minimumage", "18").contains("'minimum_age' is close"));
}

#[test]
fn every_rule_can_be_set_to_what_it_is_as_shipped_and_then_nothing_is_adjusted() {
    let mut rules = Rules::shipped(date(2026, 11, 21));
    let shipped = rules.clone();
    for choice in Rules::choices() {
        let mut own = AccountRules::default();
        own.set(choice.rule.as_str(), choice.shipped.clone());
        let fixed = choice.choices.to_string() == "fixed";
        assert_eq!(
            rules.adjust(RuleSetter::Server, &own).is_err(),
            fixed,
            "{}",
            choice.rule
        );
    }
    assert_eq!(rules, shipped);
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
