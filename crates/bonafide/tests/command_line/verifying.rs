use crate::run::{Ran, command, finish, models, run};
use bonafide_testkit::press::{DocumentKind, Portrait, Press, Scene, SpecimenData, photograph};
use jiff::civil::date;
use serde_json::Value;
use std::path::Path;

/// A passport of Utopia from 2024 to 2034, photographed carefully.
fn passport(models: &Path) -> Vec<u8> {
    let portrait = Portrait::open(&models.join("fetched/specimen-portrait.png")).unwrap();
    let press = Press::open().unwrap().with_portrait(portrait);
    let holder =
        SpecimenData::random(11, date(2026, 1, 1)).valid(date(2024, 1, 1), date(2034, 1, 1));
    let specimen = press.print(DocumentKind::Passport, &holder, 11).unwrap();
    photograph(&specimen, &Scene::careful(11), 11).jpeg
}

fn verify(models: &Path, arguments: &[&str]) -> Ran {
    let mut command = command(&[&["verify"], arguments].concat());
    command.env("BONAFIDE_MODELS__DIR", models);
    finish(command)
}

#[test]
fn a_specimen_is_accepted_drawn_on_and_in_doubt_once_it_expired() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("passport.jpg");
    std::fs::write(&file, passport(&models)).unwrap();
    let file = file.to_str().unwrap();
    let seen = folder.path().join("seen.png");
    let drawn = seen.to_str().unwrap();

    let front = ["--front", file, "--json", "--today"];
    let arguments = [front.as_slice(), &["2026-06-01", "--annotate", drawn]].concat();
    let accepted = verify(&models, &arguments);
    assert_eq!(accepted.code, 0, "{}{}", accepted.out, accepted.err);
    let told: Value = serde_json::from_str(&accepted.out).unwrap();
    assert_eq!(told["status"], "accepted");
    assert_eq!(told["finalResult"]["dateOfExpiry"], "2034-01-01");
    assert!(told["providerSpecific"]["document"]["securityChecks"]["nonExpired"].is_object());
    assert!(told.get("processId").is_none() && told.get("statusReasons").is_none());
    assert!(std::fs::read(&seen).unwrap().starts_with(b"\x89PNG\r\n"));

    let expired = verify(&models, &["--front", file, "--today", "2035-06-01"]);
    assert_eq!(expired.code, 6, "{}{}", expired.out, expired.err);
    assert!(expired.out.starts_with("INCONCLUSIVE"), "{}", expired.out);
    assert!(expired.out.contains("✗ nonExpired"), "{}", expired.out);
    assert_eq!(expired.err, "");
}

#[test]
fn a_picture_without_a_document_is_inconclusive() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wall.png");
    image::RgbImage::from_fn(800, 600, |x, y| {
        image::Rgb([(x / 4) as u8, (y / 3) as u8, 90])
    })
    .save(&file)
    .unwrap();
    let ran = verify(&models, &["--front", file.to_str().unwrap(), "--json"]);
    assert_eq!(ran.code, 6, "{}{}", ran.out, ran.err);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["status"], "inconclusive");
    assert!(!told["statusReasons"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_no_picture_or_cannot_be_asked_is_told() {
    let absent = run(&["verify", "--front", "nowhere.jpg"]);
    assert_eq!(absent.code, 3);
    assert!(absent.err.contains("nowhere.jpg"), "{}", absent.err);
    assert_eq!(run(&["verify"]).code, 2);

    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("passport.jpg");
    std::fs::write(&text, "Hello, world!").unwrap();
    let ran = verify(&models, &["--front", text.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("PNG and JPEG"), "{}", ran.err);
}

#[test]
fn annotating_never_writes_over_the_picture_itself() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("passport.jpg");
    let picture = passport(&models);
    std::fs::write(&file, &picture).unwrap();
    let name = file.to_str().unwrap();

    let ended = verify(&models, &["--front", name, "--annotate", name]);
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("name another file"), "{}", ended.err);
    assert!(std::fs::read(&file).unwrap() == picture);
}
