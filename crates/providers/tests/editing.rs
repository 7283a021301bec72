//! Redaction and watermarks on photographs of specimens, with the real engine. Needs models and fonts; skips without them.

use bonafide_domain::{RedactionLevel, Side};
use bonafide_facts::{Field, PageFacts, Point, Quad, Size};
use bonafide_providers::{
    EditedPicture, EngineEditor, PictureEditor as _, RedactedFields, Redaction, RedactionDocument,
    RedactionTask, WatermarkText, watermarked,
};
use bonafide_testkit::press::{DocumentKind, Photo, Press, Scene, SpecimenData, Truth, photograph};
use bonafide_vision::Deadline;
use bonafide_vision::decode::{Limits, decode};
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use bonafide_vision::raster::{Border, Raster as _, RgbRaster};
use jiff::civil::date;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Passes the test of eleven.
const NUMBER: &str = "123456782";

struct Desk {
    engine: Arc<Engine>,
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
        let engine = ModelStore::open(&models).and_then(|store| Engine::new(&store, 2));
        match (engine, Press::open()) {
            (Ok(engine), Ok(press)) => Some(Self {
                engine: Arc::new(engine),
                press,
            }),
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

    fn look(&self, picture: &[u8]) -> PageFacts {
        self.engine
            .look(picture, &Limits::default(), Deadline::NONE)
            .expect("looked")
    }

    async fn redact(&self, task: RedactionTask) -> Redaction {
        let time = Duration::from_secs(120);
        EngineEditor::new(Arc::clone(&self.engine), Limits::default(), time)
            .redact(task)
            .await
            .expect("pictures that can be read")
    }
}

/// A holder of a document of the Netherlands.
fn dutch(seed: u64) -> SpecimenData {
    SpecimenData::random(seed, date(2026, 11, 21))
        .of_state("NLD")
        .numbered("SPECI2014")
        .personally_numbered(Some(NUMBER))
}

fn task(
    document: RedactionDocument,
    level: RedactionLevel,
    photos: &[(Side, &Photo)],
) -> RedactionTask {
    let of = |side: Side| {
        photos
            .iter()
            .find(|(of, _)| *of == side)
            .map(|(_, photo)| photo.jpeg.clone().into())
    };
    RedactionTask {
        document,
        level,
        fields: RedactedFields {
            number: true,
            photo: true,
        },
        front: of(Side::Front),
        back: of(Side::Back),
    }
}

/// Kept for people to look at, if they want to.
fn keep(name: &str, file: &[u8]) {
    if let Some(folder) = std::env::var_os("BONAFIDE_LOOK") {
        std::fs::write(Path::new(&folder).join(name), file).expect("written");
    }
}

fn pixels(picture: &EditedPicture) -> RgbRaster {
    let limits = Limits {
        kept_edge: 12_000,
        ..Limits::default()
    };
    decode(&picture.bytes, &limits).expect("a picture").raster
}

fn between(p: Point, q: Point, t: f32) -> Point {
    Point {
        x: p.x + (q.x - p.x) * t,
        y: p.y + (q.y - p.y) * t,
    }
}

/// The share of a place that is black.
fn black(raster: &RgbRaster, place: Quad, truth: &Truth) -> f32 {
    const STEPS: usize = 40;
    let scale = raster.size().width as f32 / truth.size.width as f32;
    let [a, b, c, d] = place.0;
    let share = |step: usize| (step as f32 + 0.5) / STEPS as f32;
    let dark = (0..STEPS * STEPS)
        .filter(|step| {
            let (u, v) = (share(step % STEPS), share(step / STEPS));
            let at = between(between(a, b, u), between(d, c, u), v);
            let (x, y) = ((at.x * scale) as usize, (at.y * scale) as usize);
            let pixel = raster.at(x.min(raster.width() - 1), y.min(raster.height() - 1));
            pixel.iter().all(|value| *value < 40)
        })
        .count();
    dark as f32 / (STEPS * STEPS) as f32
}

/// The columns of the zone in which the number stands.
fn in_zone(truth: &Truth) -> Quad {
    let zone = truth.mrz.as_ref().expect("a zone");
    let (line, start) = zone
        .lines
        .iter()
        .enumerate()
        .find_map(|(line, text)| Some((line, text.find(NUMBER)?)))
        .expect("the number is in the zone");
    let columns = zone.lines[line].len() as f32;
    let [a, b, c, d] = zone.line_areas[line].0;
    let from = start as f32 / columns;
    let to = (start + NUMBER.len()) as f32 / columns;
    Quad([
        between(a, b, from),
        between(a, b, to),
        between(d, c, to),
        between(d, c, from),
    ])
}

fn printed(truth: &Truth) -> Quad {
    let printed = truth
        .fields
        .iter()
        .find(|field| field.field == Field::PersonalNumber);
    printed.expect("it is printed").area
}

fn portrait(truth: &Truth) -> Quad {
    truth.portrait.expect("a portrait")
}

#[tokio::test]
async fn number_and_photo_of_a_passport_are_gone_at_each_level() {
    let Some(desk) = desk() else { return };
    for (seed, level) in (21..).zip(RedactionLevel::ALL.iter().copied()) {
        let photo = desk.photo(DocumentKind::Passport, &dutch(seed), seed);
        let task = task(RedactionDocument::Passport, level, &[(Side::Front, &photo)]);
        let (front, back, detail) = match desk.redact(task).await {
            Redaction::Done {
                front,
                back,
                detail,
            } => (front.expect("the front"), back, detail),
            Redaction::NotDone { detail } => panic!("{level:?}: {detail}"),
        };
        assert!(back.is_none());
        assert!(detail.contains(level.as_str()), "{detail}");
        keep(&format!("passport-{}.jpg", level.as_str()), &front.bytes);
        let (raster, truth) = (pixels(&front), &photo.truth);
        let printed = black(&raster, printed(truth), truth);
        assert!(printed > 0.97, "{level:?} {printed}");
        let zone = black(&raster, in_zone(truth), truth);
        assert!(zone > 0.97, "{level:?} {zone}");
        let portrait = black(&raster, portrait(truth), truth);
        assert!(portrait > 0.9, "{level:?} {portrait}");
        let ghost = black(&raster, truth.ghost.expect("a ghost image"), truth);
        assert!(
            level < RedactionLevel::Medium || ghost > 0.8,
            "{level:?} {ghost}"
        );
        let seen = desk.look(&front.bytes);
        let zone = seen.mrz.iter().flat_map(|zone| &zone.lines);
        let text: String = seen
            .text
            .iter()
            .chain(zone)
            .map(|line| line.text.as_str())
            .collect();
        assert!(!text.contains(NUMBER), "{level:?}");
        // The rest of the page is as it was.
        let surname = |field: &bonafide_facts::VisualField| field.field == Field::Surname;
        assert!(seen.fields.iter().any(surname), "{level:?}");
    }
}

/// What is printed for each document, by side; a passport has a test of its own above. The residence permits of the
/// Netherlands have the sides of an identity card (Regulation (EC) No 1030/2002: TD1).
const SIDES: [(RedactionDocument, &[(Side, DocumentKind)]); 4] = {
    const CARD: &[(Side, DocumentKind)] = &[
        (Side::Front, DocumentKind::CardFront),
        (Side::Back, DocumentKind::CardBack),
    ];
    [
        (
            RedactionDocument::Passport,
            &[(Side::Front, DocumentKind::Passport)],
        ),
        (RedactionDocument::IdentityCard, CARD),
        (RedactionDocument::ResidencePermit, CARD),
        (
            RedactionDocument::DriversLicense,
            &[(Side::Front, DocumentKind::LicenceFront)],
        ),
    ]
};

#[tokio::test]
async fn number_and_photo_of_each_document_are_gone_at_each_level() {
    let Some(desk) = desk() else { return };
    let mut faults = Vec::new();
    let mut combinations = 0;
    for (document, sides) in SIDES {
        for (seed, level) in (31..).zip(RedactionLevel::ALL.iter().copied()) {
            combinations += 1;
            let holder = dutch(seed);
            let photos: Vec<(Side, Photo)> = sides
                .iter()
                .map(|(side, kind)| (*side, desk.photo(*kind, &holder, seed)))
                .collect();
            let lent: Vec<(Side, &Photo)> =
                photos.iter().map(|(side, photo)| (*side, photo)).collect();
            let name = format!("{}-{}", document.name(), level.as_str());
            let (front, back) = match desk.redact(task(document, level, &lent)).await {
                Redaction::Done { front, back, .. } => (front, back),
                Redaction::NotDone { detail } => {
                    faults.push(format!("{name}: not done: {detail}"));
                    continue;
                }
            };
            for (side, photo) in &photos {
                let edited = match side {
                    Side::Front => front.as_ref(),
                    Side::Back => back.as_ref(),
                };
                let Some(edited) = edited else {
                    faults.push(format!("{name}: no {side}"));
                    continue;
                };
                keep(&format!("{name}-{side}.jpg"), &edited.bytes);
                faults.extend(
                    shown(&pixels(edited), &photo.truth)
                        .into_iter()
                        .map(|what| format!("{name} {side}: {what}")),
                );
            }
        }
    }
    assert_eq!(
        combinations,
        RedactionDocument::ALL.len() * RedactionLevel::ALL.len()
    );
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What of the number and the photo is still to be seen, with the share of it that is black.
fn shown(raster: &RgbRaster, truth: &Truth) -> Vec<String> {
    let printed = truth
        .fields
        .iter()
        .filter(|field| field.field == Field::PersonalNumber)
        .map(|field| ("the number", field.area, 0.97));
    let zone = truth
        .mrz
        .iter()
        .filter(|zone| zone.lines.iter().any(|line| line.contains(NUMBER)))
        .map(|_| ("the number in the zone", in_zone(truth), 0.97));
    let portrait = truth.portrait.map(|area| ("the photo", area, 0.9));
    let places: Vec<(&str, Quad, f32)> = printed.chain(zone).chain(portrait).collect();
    assert!(!places.is_empty(), "there is nothing to be redacted");
    places
        .into_iter()
        .map(|(what, area, least)| (what, black(raster, area, truth), least))
        .filter(|(_, share, least)| share <= least)
        .map(|(what, share, _)| format!("{what} is black in {share}"))
        .collect()
}

#[tokio::test]
async fn where_it_is_not_certain_that_all_is_gone_no_picture_is_given() {
    use RedactionDocument::{IdentityCard, Passport, ResidencePermit};
    let Some(desk) = desk() else { return };
    let data = dutch(51);
    for (document, kind, holder, reason) in [
        (
            IdentityCard,
            DocumentKind::Passport,
            data.clone(),
            "no identityCard",
        ),
        (
            Passport,
            DocumentKind::Passport,
            data.clone().of_state("BEL"),
            "not of a Dutch document",
        ),
        (
            Passport,
            DocumentKind::Passport,
            data.clone().personally_numbered(None),
            "No personal number was found",
        ),
        (
            ResidencePermit,
            DocumentKind::CardBack,
            data.clone(),
            "No photo was found",
        ),
        (Passport, DocumentKind::CardFront, data, "could not be read"),
    ] {
        let photo = desk.photo(kind, &holder, 51);
        let task = task(document, RedactionLevel::Standard, &[(Side::Front, &photo)]);
        match desk.redact(task).await {
            Redaction::NotDone { detail } => assert!(detail.contains(reason), "{detail}"),
            Redaction::Done { .. } => panic!("pictures were given; expected: {reason}"),
        }
    }
}

fn text(title: &str, description: &str) -> WatermarkText {
    WatermarkText {
        title: title.to_owned(),
        description: description.to_owned(),
        date: "2026-11-22".to_owned(),
    }
}

fn jpeg(raster: &RgbRaster, quality: u8) -> Vec<u8> {
    let (size, mut file) = (raster.size(), Vec::new());
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, quality)
        .encode(
            raster.pixels(),
            size.width,
            size.height,
            image::ExtendedColorType::Rgb8,
        )
        .expect("encoded");
    file
}

/// The middle of a picture, turned so that what leans runs level.
fn levelled(picture: &RgbRaster) -> RgbRaster {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let lean = h.atan2(w).min(std::f32::consts::FRAC_PI_6);
    let (cosine, sine) = (lean.cos(), lean.sin());
    let at = |x: f32, y: f32| Point {
        x: w / 2.0 + x * cosine + y * sine,
        y: h / 2.0 - x * sine + y * cosine,
    };
    let (a, b) = (w * 0.42, h * 0.3);
    let size = Size {
        width: (2.0 * a) as u32,
        height: (2.0 * b) as u32,
    };
    let corners = Quad([at(-a, -b), at(a, -b), at(a, b), at(-a, b)]);
    picture.crop_quad(&corners, size, Border::Constant(127))
}

/// Paper of one brightness, with grain.
fn paper(brightness: u8) -> Vec<u8> {
    let size = Size {
        width: 1200,
        height: 800,
    };
    let mut state = 7_u32;
    let grain = (0..size.width * size.height * 3).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        brightness.saturating_add((state >> 28) as u8)
    });
    let raster = RgbRaster::from_pixels(size, grain.collect()).expect("pixels");
    jpeg(&raster, 95)
}

#[test]
fn a_watermark_is_read_on_any_ground_after_it_was_compressed_to_half_the_quality() {
    let Some(desk) = desk() else { return };
    let text = text("Copy for Example Bank", "Only to open an account");
    for brightness in [20, 120, 235] {
        let marked = watermarked(&paper(brightness), &text).expect("marked");
        let half = jpeg(&pixels(&marked), 50);
        keep(&format!("watermark-{brightness}.jpg"), &half);
        let picture = decode(&half, &Limits::default()).expect("a picture");
        // Its words are read by the reader of the visual zone.
        let level = jpeg(&levelled(&picture.raster), 95);
        let read: String = desk
            .look(&level)
            .text
            .iter()
            .map(|line| line.text.to_lowercase().replace(' ', "") + "\n")
            .collect();
        assert!(read.contains("forexample"), "{brightness}: {read}");
        assert!(read.contains("2026-11-22"), "{brightness}: {read}");
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut file);
    let pixels = vec![200; (width * height * 3) as usize];
    let kind = image::ExtendedColorType::Rgb8;
    image::ImageEncoder::write_image(encoder, &pixels, width, height, kind).expect("encoded");
    file
}

#[test]
fn a_watermark_is_refused_where_it_could_not_be_read() {
    let short = text("Copy", "For Example Bank");
    let marked = watermarked(&png(250, 120), &short).expect("the smallest");
    keep("watermark-least.png", &marked.bytes);
    assert_eq!(marked.format, bonafide_domain::ImageFormat::Png);
    let refused = |file: &[u8], text: &WatermarkText| match watermarked(file, text) {
        Ok(_) => panic!("it was taken"),
        Err(fault) => fault.to_string(),
    };
    assert_eq!(
        refused(&png(249, 120), &short),
        "The picture has 249 x 120 pixels; at least 250 x 120 are needed."
    );
    assert!(refused(&png(5001, 200), &short).contains("5001"));
    assert!(refused(b"GIF89a", &short).contains("GIF"));
    let long = text(
        &"Copy of a document ".repeat(8),
        &"For Example Bank and nobody else ".repeat(8),
    );
    assert_eq!(
        refused(&png(250, 120), &long),
        "The text is too long to be read on a picture of this size."
    );
    watermarked(&png(2000, 1500), &long).expect("there is room");
}
