//! What the press forges is forged where it says, and nowhere else.

use bonafide_facts::{Point, Size};
use bonafide_testkit::press::{DocumentKind, Forgery, Press, Scene, SpecimenData, photograph};
use jiff::civil::date;

fn press() -> Option<Press> {
    Press::open().map(|press| press.with_scale(6.0)).ok()
}

fn scene() -> Scene {
    Scene::flat().sized(640, 480)
}

#[test]
fn every_forgery_changes_the_picture_where_it_says_and_hardly_elsewhere() {
    let Some(press) = press() else { return };
    let data = SpecimenData::random(5, date(2026, 11, 21));
    for forgery in Forgery::ALL {
        let kind = DocumentKind::Passport;
        let forged = press
            .forge(kind, &data, forgery, &scene(), 5)
            .expect("printed")
            .expect("a passport has all that is forged");
        let specimen = press.print(kind, &data, 5).expect("printed");
        let untouched = photograph(&specimen, &scene(), 5);
        let area = forged.truth.area.bounds(Size {
            width: 640,
            height: 480,
        });
        let (mut inside, mut outside) = (0_u32, 0_u32);
        for (x, y, pixel) in untouched.picture.enumerate_pixels() {
            let other = forged.photo.picture.get_pixel(x, y);
            let differs = (0..3).any(|c| pixel.0[c].abs_diff(other.0[c]) > 60);
            let near = (area.x.saturating_sub(8)..area.x + area.width + 8).contains(&x)
                && (area.y.saturating_sub(8)..area.y + area.height + 8).contains(&y);
            if differs && near {
                inside += 1;
            } else if differs {
                outside += 1;
            }
        }
        assert!(
            inside > 3 && outside * 20 <= inside,
            "{}: {inside} pixels changed inside, {outside} outside",
            forgery.name()
        );
    }
}

#[test]
fn the_same_seed_forges_the_same_bytes() {
    let Some(press) = press() else { return };
    let data = SpecimenData::random(9, date(2026, 11, 21));
    let forge = || {
        let forged = press.forge(
            DocumentKind::CardFront,
            &data,
            Forgery::PortraitInFile,
            &scene(),
            9,
        );
        forged.expect("printed").expect("a card has a portrait")
    };
    assert_eq!(forge().photo.jpeg, forge().photo.jpeg);
}

#[test]
fn a_side_without_what_is_to_be_forged_is_not_forged() {
    let Some(press) = press() else { return };
    let data = SpecimenData::random(9, date(2026, 11, 21));
    for (kind, forgery) in [
        (DocumentKind::CardBack, Forgery::PortraitOnPaper),
        (DocumentKind::CardFront, Forgery::MrzWithCheckDigits),
    ] {
        let forged = press.forge(kind, &data, forgery, &scene(), 9);
        assert!(forged.expect("printed").is_none());
    }
}

#[test]
fn the_forged_place_lies_on_the_document() {
    let Some(press) = press() else { return };
    let data = SpecimenData::random(11, date(2026, 11, 21));
    let scene = Scene::careful(11).sized(640, 480);
    for forgery in Forgery::ALL {
        let forged = press
            .forge(DocumentKind::LargeCard, &data, forgery, &scene, 11)
            .expect("printed")
            .expect("a large card has all that is forged");
        let centre: Point = forged.truth.area.centre();
        assert!(forged.photo.truth.document.contains(centre));
    }
}
