//! Verdicts over the real API by the real engine: who may be accepted, and who must never be.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "common/house.rs"]
mod house;
#[path = "common/models.rs"]
mod models;
#[path = "common/specimens.rs"]
mod specimens;

use bonafide_facts::{Field, PixelBox, Quad, QuarterTurn, Size};
use bonafide_testkit::press::{
    DocumentKind, Effect, ExifOrientation, Photo, Press, RgbPicture, Scene, Specimen, SpecimenData,
    fiend, photograph,
};
use house::house;
use jiff::civil::date;
use serde_json::{Value, json};
use specimens::{holder, passport, verified};
use std::collections::BTreeSet;

const PASSPORT: i64 = 9001;
const CARD: i64 = 9002;
const LARGE_CARD: i64 = 9003;

const CHECKS: [&str; 6] = [
    "dataIntegrity",
    "nonExpired",
    "notBlackAndWhite",
    "notTamperedDocument",
    "notUnderage",
    "sidesMatch",
];

async fn verdict_on(photo: &Photo) -> Value {
    let house = house().await;
    let client = house.client().await;
    verified(&client, Some(PASSPORT), &[("front", &photo.jpeg)]).await
}

/// The names of the reasons.
fn reasons(end: &Value) -> BTreeSet<&str> {
    let reasons = end["statusReasons"].as_array().into_iter().flatten();
    reasons
        .filter_map(|reason| reason["subCategory"].as_str())
        .collect()
}

/// What holds for every verdict: evidence for every check, and none counted that was not made.
fn assert_evidence(end: &Value) {
    let report = &end["providerSpecific"];
    // What was measured of the picture's quality stands beside the checks.
    let evidence: Vec<_> = report["evidence"]["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| !check["check"].as_str().unwrap().starts_with("quality."))
        .collect();
    let told: BTreeSet<_> = evidence
        .iter()
        .map(|check| check["check"].as_str().unwrap())
        .collect();
    assert_eq!(told, BTreeSet::from(CHECKS), "{end:#}");
    for check in &evidence {
        let name = check["check"].as_str().unwrap();
        assert!(check["reason"].as_str().unwrap().ends_with('.'), "{check}");
        let counted = report["document"]["securityChecks"].get(name);
        let passed = counted.map(|counted| counted["passed"].as_bool().unwrap());
        let expected = match check["outcome"].as_str().unwrap() {
            "passed" => Some(true),
            "failed" => Some(false),
            _ => None,
        };
        assert_eq!(passed, expected, "{name}: {end:#}");
    }
    let models = report["evidence"]["models"].as_array().unwrap();
    assert!(!models.is_empty(), "no model is named: {end:#}");
    assert!(
        report["evidence"]["rules"]["version"].is_string(),
        "{end:#}"
    );
}

fn assert_accepted(end: &Value) {
    assert_eq!(end["status"], "accepted", "{end:#}");
    assert!(end.get("statusReasons").is_none(), "{end:#}");
    assert_evidence(end);
}

/// What must hold whatever the reason.
fn assert_not_accepted(end: &Value) {
    let status = end["status"].as_str().unwrap();
    assert!(["inconclusive", "rejected"].contains(&status), "{end:#}");
    assert!(end.get("finalResult").is_none(), "{end:#}");
    assert!(!reasons(end).is_empty(), "no reason is given: {end:#}");
    assert_evidence(end);
}

fn overlap(found: &Value, truth: Quad, size: Size) -> f32 {
    let found: PixelBox = serde_json::from_value(found.clone()).unwrap();
    found.iou(&truth.bounds(size))
}

/// Photo and signature are where a viewer sees them.
fn assert_boxes(end: &Value, photo: &Photo) {
    let subject = &end["providerSpecific"]["document"]["subject"];
    let truth = &photo.truth;
    let portrait = overlap(&subject["photo"], truth.portrait.unwrap(), truth.size);
    assert!(portrait > 0.4, "the portrait overlaps by {portrait}");
    let signature = overlap(&subject["signature"], truth.signature.unwrap(), truth.size);
    assert!(signature > 0.2, "the signature overlaps by {signature}");
}

#[tokio::test]
async fn a_passport_photographed_with_care_is_accepted_with_what_is_printed_on_it() {
    let photo = passport(&holder(), &Scene::careful(1));
    let end = verdict_on(&photo).await;
    assert_accepted(&end);
    assert_boxes(&end, &photo);
    assert_eq!(end["depictions"], json!(["front"]));

    let result = &end["finalResult"];
    for (field, printed) in [
        ("lastName", "LECKA SIMIC"),
        ("firstName", "ZOE ANN"),
        ("documentNumber", "LK4809215"),
        ("dateOfBirth", "1985-02-17"),
        ("dateOfExpiry", "2044-03-11"),
        ("gender", "F"),
        ("nationality", "UTO"),
        ("issuingCountry", "UTO"),
        ("personalIdentificationNumber", "85021704319"),
    ] {
        assert_eq!(result[field], printed, "{field}: {result:#}");
    }
    if let Some(issued) = result.get("dateOfIssue") {
        assert_eq!(issued, "2024-03-12");
    }
    let subject = &end["providerSpecific"]["document"]["subject"];
    assert_eq!(subject["lastName"], result["lastName"]);
    assert_eq!(subject["firstName"], result["firstName"]);
}

#[tokio::test]
async fn an_expired_passport_is_inconclusive_for_that_reason_alone() {
    let holder = holder().valid(date(2008, 3, 12), date(2018, 3, 11));
    let end = verdict_on(&passport(&holder, &Scene::careful(1))).await;
    assert_not_accepted(&end);
    assert_eq!(end["status"], "inconclusive", "{end:#}");
    assert_eq!(reasons(&end), BTreeSet::from(["NonExpired"]), "{end:#}");
}

#[tokio::test]
async fn a_minor_is_inconclusive_for_that_reason_alone() {
    // Of age in 2041.
    let holder = holder().born(date(2023, 5, 17));
    let end = verdict_on(&passport(&holder, &Scene::careful(1))).await;
    assert_not_accepted(&end);
    assert_eq!(end["status"], "inconclusive", "{end:#}");
    assert_eq!(reasons(&end), BTreeSet::from(["NotUnderage"]), "{end:#}");
}

#[tokio::test]
async fn a_black_and_white_copy_is_not_accepted() {
    let end = verdict_on(&passport(&holder(), &Scene::careful(1).of_grey_copy())).await;
    assert_not_accepted(&end);
    assert!(reasons(&end).contains("NotBlackAndWhite"), "{end:#}");
}

#[tokio::test]
async fn a_passport_with_a_thumb_over_its_zone_is_not_accepted() {
    for level in [0.3, 0.8] {
        let scene = Scene::careful(1).with(Effect::Thumb, level);
        let end = verdict_on(&passport(&holder(), &scene)).await;
        assert_not_accepted(&end);
        assert_eq!(end["status"], "inconclusive", "{level}: {end:#}");
    }
}

/// Puts a part of another sheet in the place of this one's, as an editor of pictures would.
fn paste(onto: &mut RgbPicture, from: &RgbPicture, area: PixelBox) {
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            onto.put_pixel(x, y, *from.get_pixel(x, y));
        }
    }
}

fn print(holder: &SpecimenData) -> Specimen {
    let press = Press::open().unwrap();
    press.print(DocumentKind::Passport, holder, 1).unwrap()
}

/// The cell of one character of the second line, with the background around it.
fn cell(specimen: &Specimen, column: u32) -> PixelBox {
    let line = specimen.truth.mrz.as_ref().unwrap().line_areas[1].bounds(specimen.truth.size);
    let edge = |column: u32| line.x + (line.width * column + 22) / 44;
    PixelBox {
        x: edge(column),
        y: line.y - 4,
        width: edge(column + 1) - edge(column),
        height: line.height + 8,
    }
}

fn field(specimen: &Specimen, field: Field) -> PixelBox {
    let fields = &specimen.truth.fields;
    let found = fields.iter().find(|found| found.field == field).unwrap();
    found.area.bounds(specimen.truth.size)
}

/// Around both, with a little room.
fn around(a: PixelBox, b: PixelBox) -> PixelBox {
    let (x, y) = (a.x.min(b.x) - 3, a.y.min(b.y) - 3);
    PixelBox {
        x,
        y,
        width: (a.x + a.width).max(b.x + b.width) + 3 - x,
        height: (a.y + a.height).max(b.y + b.height) + 3 - y,
    }
}

#[tokio::test]
async fn a_passport_with_an_edited_check_digit_is_never_accepted() {
    // Of the date of birth (ICAO 9303-4, 4.2.2): the last character of which decides the digit.
    const CHECK_DIGIT: u32 = 19;
    let mut seen = BTreeSet::new();
    for day in [18, 19, 20] {
        let mut specimen = print(&holder());
        let other = print(&holder().born(date(1985, 2, day)));
        let digit = |specimen: &Specimen| {
            let line = &specimen.truth.mrz.as_ref().unwrap().lines[1];
            line.as_bytes()[CHECK_DIGIT as usize]
        };
        assert_ne!(digit(&specimen), digit(&other));
        seen.insert(digit(&other));
        let place = cell(&specimen, CHECK_DIGIT);
        paste(&mut specimen.picture, &other.picture, place);
        let end = verdict_on(&photograph(&specimen, &Scene::careful(1), 1)).await;
        assert_not_accepted(&end);
        assert!(reasons(&end).contains("DataIntegrity"), "{end:#}");
    }
    assert_eq!(seen.len(), 3, "the same digit twice");
}

/// A passport whose visual zone shows another's field.
async fn verdict_on_edited(other: SpecimenData, edited: Field) -> Value {
    let mut specimen = print(&holder());
    let other = print(&other);
    let place = around(field(&specimen, edited), field(&other, edited));
    paste(&mut specimen.picture, &other.picture, place);
    verdict_on(&photograph(&specimen, &Scene::careful(1), 1)).await
}

#[tokio::test]
async fn a_passport_with_an_edited_date_of_birth_is_never_accepted() {
    let end = verdict_on_edited(holder().born(date(1958, 11, 26)), Field::DateOfBirth).await;
    assert_not_accepted(&end);
    assert!(reasons(&end).contains("DataIntegrity"), "{end:#}");
}

#[tokio::test]
async fn a_passport_with_an_edited_number_is_never_accepted() {
    let end = verdict_on_edited(holder().numbered("MR7136724"), Field::DocumentNumber).await;
    assert_not_accepted(&end);
    assert!(reasons(&end).contains("DataIntegrity"), "{end:#}");
}

#[tokio::test]
async fn a_picture_that_lies_on_its_side_or_its_head_is_accepted_with_boxes_as_a_viewer_sees_them()
{
    for turn in [QuarterTurn::Right, QuarterTurn::Half, QuarterTurn::Left] {
        let scene = Scene::careful(1)
            .turned(turn)
            .stored_as(ExifOrientation::UPRIGHT);
        let photo = passport(&holder(), &scene);
        let end = verdict_on(&photo).await;
        println!("{turn:?}: {}", end["status"]);
        assert_accepted(&end);
        assert_boxes(&end, &photo);
    }
}

#[tokio::test]
async fn each_exif_orientation_is_accepted_with_boxes_as_a_viewer_sees_them() {
    for value in 1..=8 {
        let orientation = ExifOrientation::new(value).unwrap();
        let photo = passport(&holder(), &Scene::careful(1).stored_as(orientation));
        let end = verdict_on(&photo).await;
        println!("orientation {value}: {}", end["status"]);
        assert_accepted(&end);
        assert_boxes(&end, &photo);
    }
}

/// Front of one holder's card, back of another's.
fn card(front: &SpecimenData, back: &SpecimenData) -> [Photo; 2] {
    let press = Press::open().unwrap();
    let shot = |kind, holder| {
        let specimen = press.print(kind, holder, 1).unwrap();
        photograph(&specimen, &Scene::careful(2), 2)
    };
    [
        shot(DocumentKind::CardFront, front),
        shot(DocumentKind::CardBack, back),
    ]
}

async fn verdict_on_card([front, back]: &[Photo; 2]) -> Value {
    let house = house().await;
    let client = house.client().await;
    let images: [(&str, &[u8]); 2] = [("front", &front.jpeg), ("back", &back.jpeg)];
    verified(&client, Some(CARD), &images).await
}

#[tokio::test]
async fn a_card_of_two_sides_is_accepted() {
    let photos = card(&holder(), &holder());
    let end = verdict_on_card(&photos).await;
    assert_accepted(&end);
    assert_eq!(end["depictions"], json!(["front", "back"]));
    assert_eq!(end["finalResult"]["documentNumber"], "LK4809215");
    let checks = &end["providerSpecific"]["document"]["securityChecks"];
    assert_eq!(checks["sidesMatch"]["passed"], true, "{end:#}");
    let subject = &end["providerSpecific"]["document"]["subject"];
    let truth = &photos[0].truth;
    let portrait = overlap(&subject["photo"], truth.portrait.unwrap(), truth.size);
    assert!(portrait > 0.4, "the portrait overlaps by {portrait}");
}

#[tokio::test]
async fn sides_of_two_holders_are_never_accepted() {
    let other = holder()
        .named("Okafor", "Daniel")
        .numbered("MR7136724")
        .born(date(1958, 11, 26));
    let end = verdict_on_card(&card(&holder(), &other)).await;
    assert_not_accepted(&end);
    assert!(reasons(&end).contains("SidesMatch"), "{end:#}");
}

#[tokio::test]
async fn a_document_of_another_type_than_was_named_is_inconclusive() {
    let photo = passport(&holder(), &Scene::careful(1));
    let house = house().await;
    let client = house.client().await;
    let end = verified(&client, Some(LARGE_CARD), &[("front", &photo.jpeg)]).await;
    assert_not_accepted(&end);
    assert_eq!(end["status"], "inconclusive", "{end:#}");
    assert_eq!(reasons(&end), BTreeSet::from(["DocumentType"]), "{end:#}");
}

#[tokio::test]
async fn a_cat_is_inconclusive_and_nobody() {
    let house = house().await;
    let client = house.client().await;
    let end = verified(&client, None, &[("front", &fiend::cat(1))]).await;
    assert_not_accepted(&end);
    assert_eq!(end["status"], "inconclusive", "{end:#}");
    let document = &end["providerSpecific"]["document"];
    // The face detector may take a cat for a portrait; a person it does not make.
    let subject = document["subject"].as_object().unwrap();
    assert!(subject.keys().all(|field| field == "photo"), "{end:#}");
    assert!(document.get("documentNumber").is_none(), "{end:#}");
}
