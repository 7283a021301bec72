//! What a selfie does to the verdict of a document that would be accepted without one.

use super::{case, passport};
use bonafide_domain::{
    Outcome, PictureIdReport, ProviderReport, Report, SelfieStatus, SimilarityLevel,
};
use bonafide_facts::{
    FaceExtent, FaceFact, FaceMetric, FacePosition, FaceTemplate, HeadPose, ModelId, PixelBox,
    Point, PresentationFact, SelfieFaces, SelfieFacts, Size,
};
use bonafide_verification::{Case, judge};

const FACE: PixelBox = PixelBox {
    x: 50,
    y: 60,
    width: 200,
    height: 220,
};

/// A face well seen whose template lies at this distance from that of 0.
fn face(distance: f32) -> FaceFact {
    let model = ModelId {
        name: "face-embedding".into(),
        version: "0".into(),
    };
    FaceFact {
        area: FACE,
        portrait: FACE,
        score: 0.9,
        position: Some(FacePosition {
            pose: HeadPose {
                yaw: 3.0,
                pitch: -4.0,
                roll: 1.0,
            },
            eyes: [Point { x: 100.0, y: 100.0 }, Point { x: 160.0, y: 100.0 }],
            eye_distance: 60.0,
            share: 0.2,
            extent: FaceExtent::Whole,
            sharpness: 100.0,
            presence: 0.99,
        }),
        template: Some(FaceTemplate::new(
            model,
            FaceMetric::Euclidean,
            vec![distance, 0.0],
        )),
    }
}

fn selfie(faces: SelfieFaces) -> SelfieFacts {
    SelfieFacts {
        size: Size {
            width: 600,
            height: 800,
        },
        faces,
        presentation: None,
        models: Vec::new(),
    }
}

fn with(selfie: SelfieFacts) -> Case {
    let mut facts = passport();
    facts.faces = vec![face(0.0)];
    Case {
        selfie: Some(selfie),
        ..case(facts)
    }
}

fn at_distance(distance: f32) -> Case {
    with(selfie(SelfieFaces::One(Box::new(face(distance)))))
}

fn report(outcome: &Outcome) -> (&Report, &PictureIdReport) {
    let (Outcome::Accepted(_, report) | Outcome::Rejected(report) | Outcome::Inconclusive(report)) =
        outcome
    else {
        panic!("it failed")
    };
    let ProviderReport::PictureId(pictureid) = &report.provider_specific else {
        unreachable!("our own engine told it")
    };
    (report, pictureid)
}

fn level(outcome: &Outcome) -> Option<SimilarityLevel> {
    let checks = &report(outcome).1.document.security_checks;
    checks
        .get("selfieAndDocumentMatch")
        .and_then(|check| check.similarity_level)
}

#[test]
fn each_band_of_distances_has_its_level_and_its_verdict() {
    use SimilarityLevel::{High, Low, Medium, VeryLow};
    for (distance, expected, status) in [
        (0.0, Medium, "inconclusive"),
        (0.11, Medium, "inconclusive"),
        (0.13, High, "accepted"),
        (0.39, High, "accepted"),
        (0.43, Medium, "inconclusive"),
        (0.49, Medium, "inconclusive"),
        (0.51, Low, "inconclusive"),
        (0.59, Low, "inconclusive"),
        (0.61, VeryLow, "rejected"),
        (1.4, VeryLow, "rejected"),
    ] {
        let outcome = judge(&at_distance(distance));
        assert_eq!(level(&outcome), Some(expected), "{distance}");
        let told = match &outcome {
            Outcome::Accepted(result, _) => {
                assert_eq!(result.similarity_score, Some(High));
                "accepted"
            }
            Outcome::Rejected(_) => "rejected",
            Outcome::Inconclusive(_) => "inconclusive",
            Outcome::Failed(_) | Outcome::Canceled => "failed",
        };
        assert_eq!(told, status, "{distance}");
        let reasons = &report(&outcome).0.status_reasons;
        assert_eq!(reasons.len(), usize::from(status != "accepted"));
        for reason in reasons {
            assert_eq!(reason.category, "SimilarityLevel");
            assert_eq!(reason.sub_category, "SelfieAndDocumentMatch");
        }
    }
}

#[test]
fn a_face_of_which_too_little_is_seen_never_reaches_high() {
    type Change = fn(&mut FacePosition);
    let changes: [(&str, Change); 3] = [
        ("pixels apart", |p| p.eye_distance = 9.0),
        ("cut off", |p| p.extent = FaceExtent::CutOff),
        ("turned by", |p| p.pose.yaw = -55.0),
    ];
    for (said, change) in changes {
        let mut of_selfie = at_distance(0.2);
        let faces = &mut of_selfie.selfie.as_mut().expect("a selfie").faces;
        let SelfieFaces::One(face) = faces else {
            panic!("one face")
        };
        change(face.position.as_mut().expect("a position"));
        let mut of_portrait = at_distance(0.2);
        let portrait = &mut of_portrait.pages[0].facts.faces[0];
        change(portrait.position.as_mut().expect("a position"));
        for (whose, case) in [("selfie", of_selfie), ("portrait", of_portrait)] {
            let outcome = judge(&case);
            assert_eq!(level(&outcome), Some(SimilarityLevel::Medium), "{said}");
            let checks = &report(&outcome).1.evidence.checks;
            let of_match = checks.iter().find(|c| c.check == "selfieAndDocumentMatch");
            let reason = &of_match.expect("evidence").reason;
            assert!(reason.contains(said) && reason.contains(whose), "{reason}");
        }
    }
}

#[test]
fn nobody_and_several_leave_a_doubt_and_no_level() {
    for (faces, status) in [
        (SelfieFaces::Nobody, SelfieStatus::NoFaceDetected),
        (
            SelfieFaces::Several(vec![FACE, FACE]),
            SelfieStatus::MultipleFacesDetected,
        ),
    ] {
        let outcome = judge(&with(selfie(faces)));
        assert!(matches!(outcome, Outcome::Inconclusive(_)));
        let (_, pictureid) = report(&outcome);
        let told = pictureid.selfie.as_ref().expect("a report of the selfie");
        assert_eq!((told.status, told.area), (status, None));
        assert_eq!(level(&outcome), None);
    }
}

#[test]
fn templates_of_two_models_are_not_compared() {
    let mut case = at_distance(0.0);
    let numbers = vec![0.0, 0.0];
    let other = ModelId {
        name: "face-embedding".into(),
        version: "1".into(),
    };
    case.pages[0].facts.faces[0].template =
        Some(FaceTemplate::new(other, FaceMetric::Euclidean, numbers));
    let outcome = judge(&case);
    assert!(matches!(outcome, Outcome::Inconclusive(_)));
    assert_eq!(level(&outcome), None);
}

#[test]
fn a_detector_of_presentation_attacks_is_a_check_only_where_there_is_one() {
    let spoofing = |genuine: Option<f32>| {
        let mut case = at_distance(0.2);
        case.selfie.as_mut().unwrap().presentation = genuine.map(|genuine| PresentationFact {
            genuine,
            threshold: 0.8,
        });
        let outcome = judge(&case);
        let checks = &report(&outcome).1.document.security_checks;
        let passed = checks.get("notFaceSpoofing").map(|check| check.passed);
        (passed, matches!(outcome, Outcome::Accepted(..)))
    };
    assert_eq!(spoofing(None), (None, true));
    assert_eq!(spoofing(Some(0.9)), (Some(Some(true)), true));
    assert_eq!(spoofing(Some(0.3)), (Some(Some(false)), false));
}

#[test]
fn evidence_of_a_comparison_holds_no_numbers_of_the_face() {
    let mut case = at_distance(0.2);
    case.pages[0].facts.faces[0].template = Some(FaceTemplate::new(
        ModelId {
            name: "face-embedding".into(),
            version: "0".into(),
        },
        FaceMetric::Euclidean,
        vec![0.098_765, 0.0],
    ));
    let facts = serde_json::to_string(&case.pages[0].facts).unwrap();
    let outcome = judge(&case);
    let report = serde_json::to_string(report(&outcome).0).unwrap();
    for text in [facts, report, format!("{case:?}")] {
        assert!(!text.contains("98765"), "{text}");
    }
}
