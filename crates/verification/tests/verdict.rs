//! What the rules make of what was seen.

#[path = "verdict/clarity.rs"]
mod clarity;
#[path = "verdict/ghost.rs"]
mod ghost;
#[path = "verdict/own_rules.rs"]
mod own_rules;
#[path = "verdict/selfie.rs"]
mod selfie;
#[path = "verdict/sides.rs"]
mod sides;
#[path = "verdict/zones.rs"]
mod zones;

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
