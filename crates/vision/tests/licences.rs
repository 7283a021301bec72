//! Driving licences, which have no machine-readable zone, from the printed card through the photograph to the verdict.
//! Needs models and fonts; skips without them.

use bonafide_documents::aamva;
use bonafide_documents::catalogue::DocumentKind as Kind;
use bonafide_documents::dates::find_printed_dates;
use bonafide_documents::names::plain_letters;
use bonafide_domain::{CheckOutcome, Feature, Outcome, PictureIdReport, ProviderReport, Side};
use bonafide_facts::{Field, PageFacts, Symbology};
use bonafide_testkit::press::{DocumentKind, Photo, Press, Scene, SpecimenData, Truth, photograph};
use bonafide_verification::{Case, Page, Rules, judge};
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use jiff::civil::{Date, date};
use std::path::Path;
use std::sync::OnceLock;

const TODAY: Date = date(2026, 11, 21);

struct Desk {
    engine: Engine,
    press: Press,
}

fn desk() -> Option<&'static Desk> {
    static DESK: OnceLock<Option<Desk>> = OnceLock::new();
    DESK.get_or_init(Desk::open).as_ref()
}

impl Desk {
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    fn open() -> Option<Self> {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        let engine = ModelStore::open(&models).and_then(|store| Engine::new(&store, 1));
        match (engine, Press::open()) {
            (Ok(engine), Ok(press)) => Some(Self { engine, press }),
            _ => {
                println!("skipped: models or fonts are not installed");
                None
            }
        }
    }

    fn photo(&self, kind: DocumentKind, data: &SpecimenData, seed: u64) -> Photo {
        let specimen = self.press.print(kind, data, seed).expect("printed");
        photograph(&specimen, &Scene::careful(seed), seed)
    }

    fn look(&self, photo: &Photo) -> PageFacts {
        self.engine
            .look(&photo.jpeg, &Limits::default(), Deadline::NONE)
            .expect("looked")
    }

    fn seen(&self, kind: DocumentKind, data: &SpecimenData, seed: u64) -> (Truth, PageFacts) {
        let photo = self.photo(kind, data, seed);
        let facts = self.look(&photo);
        (photo.truth, facts)
    }
}

fn holder(seed: u64) -> SpecimenData {
    SpecimenData::random(seed, TODAY)
}

fn verdict(front: PageFacts, back: PageFacts) -> Outcome {
    judge(&Case {
        pages: vec![
            Page {
                side: Side::Front,
                facts: front,
            },
            Page {
                side: Side::Back,
                facts: back,
            },
        ],
        selfie: None,
        expected: None,
        rules: Rules::shipped(TODAY),
    })
}

fn report(outcome: &Outcome) -> &PictureIdReport {
    let report = match outcome {
        Outcome::Accepted(_, report)
        | Outcome::Rejected(report)
        | Outcome::Inconclusive(report) => report,
        Outcome::Failed(_) | Outcome::Canceled => panic!("judging never fails"),
    };
    let ProviderReport::PictureId(pictureid) = &report.provider_specific else {
        unreachable!("our own engine told it")
    };
    pictureid
}

fn fold(text: &str) -> String {
    plain_letters(text)
        .to_uppercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

fn is_date(field: Field) -> bool {
    matches!(
        field,
        Field::DateOfBirth | Field::DateOfIssue | Field::DateOfExpiry
    )
}

/// Every printed field that was not read, or read as something else, beside what was read.
fn misread(truth: &Truth, facts: &PageFacts) -> Vec<String> {
    let same = |field: Field, read: &str, printed: &str| {
        if is_date(field) {
            let days = |text: &str| {
                find_printed_dates(text)
                    .into_iter()
                    .next()
                    .map(|d| d.readings)
            };
            return days(printed).is_some() && days(read) == days(printed);
        }
        fold(read) == fold(printed)
    };
    truth
        .fields
        .iter()
        .filter_map(|printed| {
            let read = facts.fields.iter().find(|f| f.field == printed.field);
            let right = read.is_some_and(|read| same(printed.field, &read.text, &printed.text));
            (!right).then(|| {
                format!(
                    "{:?}: printed {:?}, read {:?}",
                    printed.field,
                    printed.text,
                    read.map(|read| &read.text)
                )
            })
        })
        .collect()
}

fn lines(facts: &PageFacts) -> Vec<&str> {
    facts.text.iter().map(|line| line.text.as_str()).collect()
}

fn feature<'a>(report: &'a PictureIdReport, name: &str, side: Side) -> Option<&'a Feature> {
    let features = &report.evidence.features;
    features
        .iter()
        .find(|feature| feature.name == name && feature.side == side)
}

fn outcome_of(report: &PictureIdReport, check: &str) -> (CheckOutcome, String) {
    let found = report
        .evidence
        .checks
        .iter()
        .find(|found| found.check == check);
    let found = found.expect("told of");
    (found.outcome, found.reason.clone())
}

#[test]
fn the_numbered_fields_of_a_european_licence_are_read() {
    let Some(desk) = desk() else { return };
    let mut wrong = Vec::new();
    for seed in [7100, 7101] {
        let (truth, facts) = desk.seen(DocumentKind::LicenceFront, &holder(seed), seed);
        assert!(truth.fields.len() >= 9);
        let misread = misread(&truth, &facts);
        if !misread.is_empty() {
            wrong.push(format!("{seed}: {misread:#?} in {:#?}", lines(&facts)));
        }
        let title = facts.title.as_ref().expect("a head");
        assert_eq!(title.kind, Some(Kind::DriversLicense));
        assert_eq!(title.state.as_deref(), Some("UTO"));
        assert!(facts.signature.is_some(), "{seed}: no signature");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_european_licence_is_told_apart_and_left_to_a_person() {
    let Some(desk) = desk() else { return };
    let data = holder(7103);
    let (_, front) = desk.seen(DocumentKind::LicenceFront, &data, 7103);
    let (_, back) = desk.seen(DocumentKind::LicenceBack, &data, 7103);
    assert_eq!(back.fields, [], "a legend is no field: {:#?}", lines(&back));
    let outcome = verdict(front, back);
    assert!(matches!(outcome, Outcome::Inconclusive(_)));
    let report = report(&outcome);
    let (integrity, reason) = outcome_of(report, "dataIntegrity");
    assert_eq!(integrity, CheckOutcome::NotMade, "{reason}");
    assert!(reason.contains("driving licence"), "{reason}");
    let subject = &report.document.subject;
    let surname = subject.last_name.as_deref().map(fold);
    assert_eq!(surname, Some(fold(&data.surname)));
    assert_eq!(report.document.date_of_expiry, Some(data.expiry));
    for name in ["Header", "Photo", "Signature"] {
        let found = feature(report, name, Side::Front).expect("listed");
        assert!(found.found && found.bbox.is_some(), "{name}");
    }
    // Neither a zone nor a barcode stands on it, so none is missed.
    assert!(feature(report, "MRZ", Side::Back).is_none());
    assert!(feature(report, "Barcode", Side::Back).is_none());
}

#[test]
fn the_barcode_of_a_north_american_licence_is_read_and_says_what_is_printed() {
    let Some(desk) = desk() else { return };
    let mut wrong = Vec::new();
    for seed in [7201, 7202] {
        let data = holder(seed);
        let (truth, front) = desk.seen(DocumentKind::AmericanLicenceFront, &data, seed);
        let misread = misread(&truth, &front);
        if !misread.is_empty() {
            wrong.push(format!("{seed}: {misread:#?} in {:#?}", lines(&front)));
        }
        let (truth, back) = desk.seen(DocumentKind::AmericanLicenceBack, &data, seed);
        let barcode = back.barcodes.first().expect("a barcode");
        assert_eq!(barcode.symbology, Symbology::Pdf417);
        let overlap = (barcode.area.bounds(truth.size))
            .iou(&truth.barcode.expect("printed").bounds(truth.size));
        assert!(
            overlap > 0.6,
            "{seed}: the barcode overlaps by {overlap}: {:?} for {:?}, turn {:?}, {:?}",
            barcode.area,
            truth.barcode,
            back.turn,
            back.document
        );
        let licence = aamva::parse(&barcode.text).expect("a licence's");
        assert_eq!(licence.number, data.number);
        assert_eq!(licence.date_of_birth, Some(data.birth));
        assert_eq!(fold(&licence.surname), fold(&data.surname));
        let outcome = verdict(front, back);
        let told = report(&outcome);
        assert!(
            matches!(outcome, Outcome::Accepted(..)),
            "{seed}: {:#?}",
            outcome_of(told, "dataIntegrity")
        );
        assert_eq!(outcome_of(told, "sidesMatch").0, CheckOutcome::Passed);
        assert!(feature(told, "Barcode", Side::Back).is_some_and(|found| found.found));
        assert!(feature(told, "MRZ", Side::Back).is_none());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_north_american_licence_whose_print_was_changed_is_not_accepted() {
    let Some(desk) = desk() else { return };
    let data = holder(7203);
    let (_, back) = desk.seen(DocumentKind::AmericanLicenceBack, &data, 7203);
    let older = data.birth.saturating_sub(jiff::Span::new().years(3));
    let other_birth = data.clone().born(older);
    let other_number = data.clone().numbered("K40719355");
    for other in [other_birth, other_number, holder(7204)] {
        let (_, front) = desk.seen(DocumentKind::AmericanLicenceFront, &other, 7203);
        let outcome = verdict(front, back.clone());
        assert!(!matches!(outcome, Outcome::Accepted(..)));
        let (integrity, reason) = outcome_of(report(&outcome), "dataIntegrity");
        assert_ne!(integrity, CheckOutcome::Passed, "{reason}");
    }
}

#[test]
fn a_north_american_licence_whose_barcode_cannot_be_read_is_left_to_a_person() {
    let Some(desk) = desk() else { return };
    let data = holder(7205);
    let (_, front) = desk.seen(DocumentKind::AmericanLicenceFront, &data, 7205);
    let (_, mut back) = desk.seen(DocumentKind::AmericanLicenceBack, &data, 7205);
    back.barcodes.clear();
    let outcome = verdict(front, back);
    assert!(matches!(outcome, Outcome::Inconclusive(_)));
}
