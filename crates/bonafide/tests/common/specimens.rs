//! A holder who is the same on every day, and the way of a picture through the API.

use bonafide_testkit::assure::{Assure, ProcessPath};
use bonafide_testkit::press::{DocumentKind, Photo, Press, Scene, Sex, SpecimenData, photograph};
use jiff::civil::date;
use serde_json::Value;
use std::time::Duration;

/// An adult whose document is valid for years to come. Nothing of her depends on the day of the test, so that
/// the pictures are the same on all days.
pub(crate) fn holder() -> SpecimenData {
    SpecimenData::random(1, date(2026, 1, 1))
        .named("Łęcka-Šimić", "Zoë Ann")
        .numbered("LK4809215")
        .born(date(1985, 2, 17))
        .of_sex(Sex::Female)
        .valid(date(2024, 3, 12), date(2044, 3, 11))
        .personally_numbered(Some("85021704319"))
}

/// A passport of that holder, photographed.
pub(crate) fn passport(holder: &SpecimenData, scene: &Scene) -> Photo {
    let press = Press::open().unwrap();
    let specimen = press.print(DocumentKind::Passport, holder, 1).unwrap();
    photograph(&specimen, scene, 1)
}

/// A new process with these pictures, started.
pub(crate) async fn started(
    client: &Assure,
    document_id: Option<i64>,
    images: &[(&str, &[u8])],
) -> ProcessPath {
    let dossier = client.create_dossier("verdict").await.unwrap();
    let process = client.create_process(&dossier, document_id).await.unwrap();
    client.set_images(&process, images).await.unwrap();
    client.start(&process).await.unwrap();
    process
}

/// What becomes of these pictures.
pub(crate) async fn verified(
    client: &Assure,
    document_id: Option<i64>,
    images: &[(&str, &[u8])],
) -> Value {
    let process = started(client, document_id, images).await;
    client
        .wait(&process, Duration::from_secs(120))
        .await
        .unwrap()
}
