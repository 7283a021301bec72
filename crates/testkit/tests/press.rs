//! The press prints what it says it prints, and its photographs show it where their truth says.

use bonafide_documents::mrz;
use bonafide_facts::{Field, Point, Quad, QuarterTurn};
use bonafide_testkit::press::{
    DocumentKind, Effect, ExifOrientation, Photo, Portrait, Press, PressError, RgbPicture, Scene,
    Specimen, SpecimenData, photograph,
};
use image::{ImageDecoder, ImageReader};
use jiff::civil::{Date, date};
use std::io::Cursor;

const TODAY: Date = date(2026, 11, 21);

/// A press with the drawn portrait, so that the models need not be fetched.
fn press() -> Press {
    Press::open()
        .expect("fonts")
        .with_portrait(Portrait::drawn(4))
}

fn specimen(kind: DocumentKind, seed: u64) -> Specimen {
    press()
        .print(kind, &SpecimenData::random(seed, TODAY), seed)
        .expect("prints")
}

fn brightness(picture: &RgbPicture, at: Point) -> f32 {
    let pixel = picture.get_pixel(at.x as u32, at.y as u32);
    pixel.0.iter().map(|c| f32::from(*c)).sum::<f32>() / 3.0
}

/// A place inside a quad, as a camera sees it: `x` along its upper edge, `y` along its left one, each 0 to 1.
fn within(quad: &Quad, x: f32, y: f32) -> Point {
    let [a, b, c, d] = quad.0;
    // The projective map of the unit square to the quad (Heckbert 1989, section 2.2.3).
    let (dx1, dx2, dx3) = (b.x - c.x, d.x - c.x, a.x - b.x + c.x - d.x);
    let (dy1, dy2, dy3) = (b.y - c.y, d.y - c.y, a.y - b.y + c.y - d.y);
    let determinant = dx1 * dy2 - dx2 * dy1;
    let g = (dx3 * dy2 - dx2 * dy3) / determinant;
    let h = (dx1 * dy3 - dx3 * dy1) / determinant;
    let depth = g * x + h * y + 1.0;
    Point {
        x: ((b.x - a.x + g * b.x) * x + (d.x - a.x + h * d.x) * y + a.x) / depth,
        y: ((b.y - a.y + g * b.y) * x + (d.y - a.y + h * d.y) * y + a.y) / depth,
    }
}

/// How unlike what two quads hold is, after each is stretched to the same size: 0 (the same) to about 2.
fn unlikeness(a: (&RgbPicture, &Quad), b: (&RgbPicture, &Quad)) -> f32 {
    let samples = |(picture, quad): (&RgbPicture, &Quad)| {
        let mut values = Vec::new();
        for y in 0..24 {
            for x in 0..120 {
                values.push(brightness(
                    picture,
                    within(quad, (x as f32 + 0.5) / 120.0, (y as f32 + 0.5) / 24.0),
                ));
            }
        }
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let spread = (values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / values.len() as f32)
            .sqrt()
            .max(1.0);
        values
            .into_iter()
            .map(move |v| (v - mean) / spread)
            .collect::<Vec<_>>()
    };
    let (a, b) = (samples(a), samples(b));
    1.0 - a.iter().zip(&b).map(|(a, b)| a * b).sum::<f32>() / a.len() as f32
}

fn inside(quad: &Quad, picture: &RgbPicture) -> bool {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    quad.0
        .iter()
        .all(|p| p.x >= 0.0 && p.y >= 0.0 && p.x < width && p.y < height)
}

#[test]
fn the_same_seed_prints_and_photographs_the_same_bytes() {
    for kind in DocumentKind::ALL {
        let (first, second) = (specimen(kind, 5), specimen(kind, 5));
        assert!(
            first.picture == second.picture,
            "{kind:?} printed twice differs"
        );
        let scene = Scene::sloppy(5);
        let (one, two) = (
            photograph(&first, &scene, 5),
            photograph(&second, &scene, 5),
        );
        assert!(one.jpeg == two.jpeg, "{kind:?} photographed twice differs");
        assert_eq!(one.truth, two.truth);
        assert!(
            one.jpeg != photograph(&first, &scene, 6).jpeg,
            "the seed changes nothing"
        );
    }
}

#[test]
fn the_mrz_in_the_truth_is_valid_and_says_what_the_visual_zone_says() {
    let press = press().with_scale(4.0);
    for seed in 0..60 {
        let data = SpecimenData::random(seed, TODAY);
        for kind in [
            DocumentKind::Passport,
            DocumentKind::CardBack,
            DocumentKind::LargeCard,
        ] {
            let truth = press.print(kind, &data, seed).expect("prints").truth;
            let zone = truth.mrz.expect("this side has an MRZ");
            assert_eq!(Some(zone.format), kind.mrz_format());
            let read = mrz::parse(&zone.lines).expect("parses");
            assert!(
                read.check_digits_valid(),
                "seed {seed}, {kind:?}: a check digit is wrong"
            );
            assert_eq!(read.document_number, data.number, "seed {seed}, {kind:?}");
            if kind != DocumentKind::CardBack {
                let fields = &truth.fields;
                let printed = fields
                    .iter()
                    .find(|f| f.field == Field::DocumentNumber)
                    .expect("printed");
                assert_eq!(printed.text, data.number);
            }
        }
    }
}

#[test]
fn random_holders_are_adults_with_valid_documents_and_many_alphabets() {
    let holders: Vec<_> = (0..200)
        .map(|seed| SpecimenData::random(seed, TODAY))
        .collect();
    for holder in &holders {
        assert!(holder.birth <= TODAY.saturating_sub(jiff::Span::new().years(18)));
        assert!(holder.issue < TODAY && holder.expiry > TODAY);
    }
    let share = |test: fn(&SpecimenData) -> bool| holders.iter().filter(|h| test(h)).count();
    assert!(
        share(|h| !h.surname.is_ascii() || !h.given_names.is_ascii()) > 80,
        "too few diacritics"
    );
    assert!(
        share(|h| h.given_names.contains(' ')) > 60,
        "too few second names"
    );
    assert!(
        share(|h| h.surname.chars().count() > 14) > 5,
        "too few long names"
    );
    assert!(
        share(|h| h.surname.contains(['\'', '-', ' '])) > 10,
        "too few joined names"
    );
}

#[test]
fn every_letter_of_every_name_is_in_the_typeface_and_leaves_ink() {
    let press = press().with_scale(6.0);
    for seed in 0..60 {
        let data = SpecimenData::random(seed, TODAY);
        let truth = press
            .print(DocumentKind::CardFront, &data, seed)
            .expect("prints")
            .truth;
        for field in [
            Field::Surname,
            Field::GivenNames,
            Field::DateOfBirth,
            Field::Sex,
            Field::Nationality,
        ] {
            let box_ = truth
                .fields
                .iter()
                .find(|f| f.field == field)
                .expect("printed")
                .area;
            assert!(
                inside(&box_, &RgbPicture::new(truth.size.width, truth.size.height)),
                "{field:?} at seed {seed}"
            );
        }
    }
}

#[test]
fn what_is_printed_stands_where_the_truth_says() {
    for kind in DocumentKind::ALL.into_iter().chain(DocumentKind::LICENCES) {
        let specimen = specimen(kind, 21);
        for (name, quad) in specimen.truth.quads() {
            assert!(
                name == "document" || inside(&quad, &specimen.picture),
                "{kind:?}: {name} is off the sheet"
            );
        }
        for (name, quad) in specimen
            .truth
            .quads()
            .filter(|(name, _)| name.starts_with("mrz line"))
        {
            let dark = (0..400)
                .map(|step| brightness(&specimen.picture, within(&quad, step as f32 / 400.0, 0.5)))
                .filter(|value| *value < 90.0)
                .count();
            assert!(
                (20..250).contains(&dark),
                "{kind:?}: {name} holds {dark} of 400 dark places"
            );
            let above = (0..400)
                .map(|step| brightness(&specimen.picture, within(&quad, step as f32 / 400.0, -0.2)))
                .filter(|value| *value < 90.0)
                .count();
            assert_eq!(
                above, 0,
                "{kind:?}: {name} is not the top of its characters"
            );
        }
    }
}

#[test]
fn every_effect_takes_the_boxes_along() {
    let specimen = specimen(DocumentKind::Passport, 3);
    let before = specimen.truth.mrz.as_ref().expect("MRZ").area;
    let portrait = specimen.truth.portrait.expect("portrait");
    let plain = Scene {
        noise: 1.0,
        blur: 0.4,
        ..Scene::flat()
    };
    for effect in Effect::ALL {
        for level in [0.3, 0.8] {
            let photo = photograph(&specimen, &plain.clone().with(effect, level), 11);
            if effect == Effect::CutOff {
                assert!(
                    !inside(&photo.truth.document, &photo.picture),
                    "nothing was cut off"
                );
                continue;
            }
            assert!(
                inside(&photo.truth.document, &photo.picture),
                "{effect:?} {level} moves the document out"
            );
            let after = photo.truth.mrz.as_ref().expect("MRZ").area;
            let portrait_after = photo.truth.portrait.expect("portrait");
            // Light that hides the print may make it unlike, geometry may not.
            let most = match effect {
                Effect::Glare
                | Effect::Shadow
                | Effect::Thumb
                | Effect::Motion
                | Effect::Bright => 1.1,
                Effect::Blur | Effect::Noise | Effect::Dark => 0.75,
                _ => 0.55,
            };
            let found = unlikeness(
                (&specimen.picture, &portrait),
                (&photo.picture, &portrait_after),
            );
            assert!(
                found < 0.6_f32.min(most),
                "{effect:?} {level}: the portrait is unlike by {found}"
            );
            let found = unlikeness((&specimen.picture, &before), (&photo.picture, &after));
            assert!(
                found < most,
                "{effect:?} {level}: the MRZ is unlike by {found}"
            );
        }
    }
}

#[test]
fn a_quarter_turn_is_the_one_that_sets_the_text_upright() {
    let specimen = specimen(DocumentKind::CardBack, 8);
    for turn in [
        QuarterTurn::None,
        QuarterTurn::Right,
        QuarterTurn::Half,
        QuarterTurn::Left,
    ] {
        let photo = photograph(&specimen, &Scene::flat().turned(turn), 8);
        assert_eq!(photo.truth.turn, turn);
        let upright = match turn {
            QuarterTurn::None => photo.picture.clone(),
            QuarterTurn::Right => image::imageops::rotate90(&photo.picture),
            QuarterTurn::Half => image::imageops::rotate180(&photo.picture),
            QuarterTurn::Left => image::imageops::rotate270(&photo.picture),
        };
        let straight = photograph(&specimen, &Scene::flat(), 8);
        let area = straight.truth.mrz.expect("MRZ").area;
        let found = unlikeness((&upright, &area), (&straight.picture, &area));
        assert!(found < 0.1, "{turn:?}: unlike by {found}");
    }
    let askew = Scene {
        rotation: 130.0,
        ..Scene::flat()
    };
    assert_eq!(
        photograph(&specimen, &askew, 8).truth.turn,
        QuarterTurn::Left
    );
}

/// The picture as a viewer that obeys EXIF shows it.
fn shown(photo: &Photo) -> RgbPicture {
    let mut decoder = ImageReader::new(Cursor::new(&photo.jpeg))
        .with_guessed_format()
        .expect("JPEG")
        .into_decoder()
        .expect("JPEG");
    let orientation = decoder.orientation().expect("EXIF");
    let mut picture = image::DynamicImage::from_decoder(decoder).expect("decodes");
    picture.apply_orientation(orientation);
    picture.into_rgb8()
}

#[test]
fn all_eight_exif_orientations_show_the_same_picture() {
    let specimen = specimen(DocumentKind::CardFront, 2);
    for value in 1..=8 {
        let orientation = ExifOrientation::new(value).expect("1 to 8");
        let photo = photograph(&specimen, &Scene::careful(2).stored_as(orientation), 2);
        let shown = shown(&photo);
        assert_eq!(
            shown.dimensions(),
            photo.picture.dimensions(),
            "orientation {value}"
        );
        let whole = photo.truth.document;
        let found = unlikeness((&shown, &whole), (&photo.picture, &whole));
        assert!(
            found < 0.05,
            "orientation {value} shows another picture: unlike by {found}"
        );
    }
    assert!(ExifOrientation::new(0).is_none() && ExifOrientation::new(9).is_none());
}

#[test]
fn a_grey_copy_has_no_colour_of_its_own() {
    let specimen = specimen(DocumentKind::Passport, 9);
    let colour = |photo: &Photo| {
        let spread = |pixel: &image::Rgb<u8>| {
            u64::from(
                pixel.0.iter().max().copied().unwrap_or(0)
                    - pixel.0.iter().min().copied().unwrap_or(0),
            )
        };
        photo.picture.pixels().map(spread).sum::<u64>() as f32 / (photo.picture.len() / 3) as f32
    };
    let document = colour(&photograph(&specimen, &Scene::flat(), 1));
    let copy = colour(&photograph(&specimen, &Scene::flat().of_grey_copy(), 1));
    assert!(document > 8.0, "the document is pale: {document}");
    assert!(copy < 0.01, "the copy has colour: {copy}");
}

#[test]
fn a_thumb_hides_part_of_the_mrz_and_says_where() {
    let specimen = specimen(DocumentKind::LargeCard, 14);
    let photo = photograph(&specimen, &Scene::flat().with(Effect::Thumb, 0.5), 14);
    let size = photo.truth.size;
    let thumb = photo.truth.hidden.first().expect("a thumb").bounds(size);
    let zone = photo.truth.mrz.expect("MRZ").area.bounds(size);
    assert!(thumb.iou(&zone) > 0.05, "the thumb is not on the MRZ");
    assert!(
        photograph(&specimen, &Scene::flat(), 14)
            .truth
            .hidden
            .is_empty()
    );
}

#[test]
fn data_that_no_mrz_can_hold_are_refused_by_name() {
    let data = SpecimenData::random(1, TODAY).numbered("ABCDEFGHIJKLMNOP");
    let Err(error) = press().print(DocumentKind::Passport, &data, 1) else {
        panic!("printed a number of 16")
    };
    assert!(matches!(error, PressError::Mrz(_)));
    assert!(error.to_string().contains("DocumentNumber"), "{error}");
}

#[test]
fn a_letter_that_the_typeface_lacks_is_named() {
    let data = SpecimenData {
        place_of_birth: "東京".to_owned(),
        ..SpecimenData::random(1, TODAY)
    };
    let Err(error) = press().print(DocumentKind::CardFront, &data, 1) else {
        panic!("printed boxes")
    };
    assert!(matches!(error, PressError::Letter('東')), "{error}");
}

#[test]
fn what_the_caller_says_is_what_is_printed() {
    let data = SpecimenData::random(1, TODAY)
        .named("Łęcki", "Zoë Ann")
        .numbered("X1234567")
        .born(date(1990, 5, 31))
        .valid(date(2020, 1, 2), date(2030, 1, 1));
    let truth = press()
        .print(DocumentKind::Passport, &data, 1)
        .expect("prints")
        .truth;
    assert_eq!(truth.field(Field::Surname), Some("ŁĘCKI"));
    assert_eq!(truth.field(Field::GivenNames), Some("ZOË ANN"));
    assert_eq!(truth.field(Field::DateOfBirth), Some("31 MAY/MAI 1990"));
    let lines = truth.mrz.expect("MRZ").lines;
    assert!(lines[0].starts_with("P<UTOLECKI<<ZOE<ANN<"), "{}", lines[0]);
    assert!(
        lines[1].starts_with("X1234567<") && lines[1].contains("900531"),
        "{}",
        lines[1]
    );
}
