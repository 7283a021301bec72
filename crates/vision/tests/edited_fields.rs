//! A changed field of the visual zone, from the printed page through the photograph to the verdict. Needs models and
//! fonts; skips without them.

use bonafide_domain::{CheckOutcome, Outcome, ProviderReport, Side};
use bonafide_facts::Field;
use bonafide_testkit::press::{DocumentKind, Press, Scene, Specimen, SpecimenData, photograph};
use bonafide_verification::{Case, Page, Rules, judge};
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use jiff::civil::{Date, date};
use std::path::Path;

const TODAY: Date = date(2026, 11, 21);
/// Pixels around the ink of a field that are copied with it.
const MARGIN: u32 = 4;

struct Desk {
    engine: Engine,
    press: Press,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Change {
    None,
    Number,
    BirthDate,
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

    /// Prints the pages of a document, changes a field of the front, photographs with care, looks and judges.
    fn verdict(&self, kinds: &[(Side, DocumentKind)], change: Change, seed: u64) -> Outcome {
        let data = SpecimenData::random(seed, TODAY);
        let pages = kinds.iter().map(|&(side, kind)| {
            let mut specimen = self.press.print(kind, &data, seed).expect("printed");
            let other = match change {
                Change::Number => Some((other_number(&data, seed), Field::DocumentNumber)),
                Change::BirthDate => Some((other_birth(&data, seed), Field::DateOfBirth)),
                Change::None => None,
            };
            if let Some((other, field)) = other.filter(|_| side == Side::Front) {
                let from = self.press.print(kind, &other, seed).expect("printed");
                paste(&mut specimen, &from, field);
            }
            let photo = photograph(&specimen, &Scene::careful(seed), seed);
            let facts = self
                .engine
                .look(&photo.jpeg, &Limits::default(), Deadline::NONE)
                .expect("looked");
            Page { side, facts }
        });
        judge(&Case {
            pages: pages.collect(),
            selfie: None,
            expected: None,
            rules: Rules::shipped(TODAY),
        })
    }
}

/// One digit of the number is another one.
fn other_number(data: &SpecimenData, seed: u64) -> SpecimenData {
    let mut number: Vec<char> = data.number.chars().collect();
    let digits: Vec<usize> = (0..number.len())
        .filter(|&at| number[at].is_ascii_digit())
        .collect();
    let at = digits[seed as usize % digits.len()];
    let digit = number[at].to_digit(10).expect("a digit");
    number[at] = char::from_digit((digit + 3 + (seed % 5) as u32) % 10, 10).expect("a digit");
    data.clone()
        .numbered(&number.into_iter().collect::<String>())
}

fn other_birth(data: &SpecimenData, seed: u64) -> SpecimenData {
    let years = jiff::Span::new().years(1 + (seed % 9) as i64);
    data.clone().born(data.birth.saturating_add(years))
}

/// Copies a field's pixels, where either print has ink of it.
fn paste(onto: &mut Specimen, from: &Specimen, field: Field) {
    for truth in [onto.truth.clone(), from.truth.clone()] {
        for found in truth.fields.iter().filter(|found| found.field == field) {
            let area = found.area.bounds(truth.size);
            let (right, bottom) = (
                (area.x + area.width + MARGIN).min(truth.size.width),
                (area.y + area.height + MARGIN).min(truth.size.height),
            );
            for y in area.y.saturating_sub(MARGIN)..bottom {
                for x in area.x.saturating_sub(MARGIN)..right {
                    onto.picture.put_pixel(x, y, *from.picture.get_pixel(x, y));
                }
            }
        }
    }
}

fn data_integrity(outcome: &Outcome) -> CheckOutcome {
    let report = match outcome {
        Outcome::Accepted(_, report)
        | Outcome::Rejected(report)
        | Outcome::Inconclusive(report) => report,
        Outcome::Failed(_) | Outcome::Canceled => panic!("judging never fails"),
    };
    let ProviderReport::PictureId(pictureid) = &report.provider_specific else {
        unreachable!("our own engine told it")
    };
    let checks = &pictureid.evidence.checks;
    let made = checks.iter().find(|check| check.check == "dataIntegrity");
    made.expect("every check leaves evidence").outcome
}

const PASSPORT: &[(Side, DocumentKind)] = &[(Side::Front, DocumentKind::Passport)];
const CARD: &[(Side, DocumentKind)] = &[
    (Side::Front, DocumentKind::CardFront),
    (Side::Back, DocumentKind::CardBack),
];

#[test]
fn an_untouched_passport_is_accepted() {
    let Some(desk) = Desk::open() else { return };
    let outcome = desk.verdict(PASSPORT, Change::None, 0);
    assert!(matches!(outcome, Outcome::Accepted(..)));
}

#[test]
fn a_passport_with_one_changed_digit_in_its_number_is_not_accepted() {
    let Some(desk) = Desk::open() else { return };
    let outcome = desk.verdict(PASSPORT, Change::Number, 0);
    assert!(!matches!(outcome, Outcome::Accepted(..)));
    assert_ne!(data_integrity(&outcome), CheckOutcome::Passed);
}

#[test]
fn a_card_with_a_changed_birth_date_is_not_accepted() {
    let Some(desk) = Desk::open() else { return };
    let outcome = desk.verdict(CARD, Change::BirthDate, 1);
    assert!(!matches!(outcome, Outcome::Accepted(..)));
    assert_ne!(data_integrity(&outcome), CheckOutcome::Passed);
}

/// `cargo test -p bonafide-vision --test edited_fields -- --ignored --nocapture` prints how often changed fields are
/// found; the counts that are published are those of `docs/accuracy.md`.
#[test]
#[ignore = "takes minutes: it prints figures; those published are in docs/accuracy.md"]
fn figures_of_untouched_and_changed_documents() {
    let Some(desk) = Desk::open() else { return };
    for (name, kinds) in [("passport", PASSPORT), ("card", CARD)] {
        for (change, seeds) in [
            (Change::None, 100..120),
            (Change::Number, 100..110),
            (Change::BirthDate, 100..110),
        ] {
            let (mut accepted, mut rejected, mut undecided) = (0, 0, 0);
            for seed in seeds {
                match desk.verdict(kinds, change, seed) {
                    Outcome::Accepted(..) => accepted += 1,
                    Outcome::Rejected(_) => rejected += 1,
                    _ => undecided += 1,
                }
            }
            println!(
                "{name}, changed: {change:?}: {accepted} accepted, {rejected} rejected, {undecided} inconclusive"
            );
            if change != Change::None {
                assert!(accepted * 2 <= rejected + undecided, "changes go unseen");
            }
        }
    }
}
