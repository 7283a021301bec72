use crate::house::{House, png_bytes};
use crate::provider::{accepted, report};
use axum::http::StatusCode;
use bonafide_domain::{FailReason, Outcome};
use serde_json::Value;
use std::io::{Cursor, Read as _};

#[tokio::test]
async fn a_pending_process_is_failed_and_no_other() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let fail = format!("{process}/fail");
    insta::assert_snapshot!("failed", house.post(&acme, &fail, "").await.shown());
    insta::assert_snapshot!("afterwards", house.get(&acme, &process).await.shown());
    insta::assert_snapshot!("again", house.post(&acme, &fail, "").await.shown());
    let started = house.started(&acme).await;
    let refused = house.post(&acme, &format!("{started}/fail"), "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_external_id_is_told() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let told = house.get(&acme, &format!("{process}/external-id")).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(process.ends_with(&told.text("externalId")));
}

#[tokio::test]
async fn a_document_has_no_video_and_no_raw_result() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.ended(&acme, accepted()).await;
    for (what, sentence) in [
        ("video", "This signicatpictureid process offers no video."),
        (
            "raw",
            "This signicatpictureid process offers no raw result.",
        ),
    ] {
        let refused = house.get(&acme, &format!("{process}/{what}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert_eq!(refused.text("detail"), sentence);
    }
}

#[tokio::test]
async fn a_finished_process_is_downloaded_with_its_pictures_and_what_the_provider_told() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.ended(&acme, accepted()).await;
    let path = format!("{process}/download");
    let got = house.get(&acme, &path).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.header("content-type"), Some("application/zip"));
    let mut zip = zip::ZipArchive::new(Cursor::new(got.bytes.clone())).unwrap();
    let names: Vec<String> = zip
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    assert_eq!(names, ["result.json", "front.png"]);
    let mut picture = Vec::new();
    zip.by_name("front.png")
        .unwrap()
        .read_to_end(&mut picture)
        .unwrap();
    assert_eq!(picture, png_bytes(b"front"));
    let result: Value = serde_json::from_reader(zip.by_name("result.json").unwrap()).unwrap();
    assert_eq!(result["document"]["documentNumber"], "SPECI2014");
    assert!(
        house.get(&acme, &path).await.bytes == got.bytes,
        "twice the same"
    );

    let timed = house
        .get(&acme, &format!("{path}?includeTimestamps=true"))
        .await;
    assert_eq!(timed.status, StatusCode::NOT_FOUND);
    let wrong = house
        .get(&acme, &format!("{path}?includeTimestamps=maybe"))
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn there_is_nothing_to_download_before_the_end_and_after_a_failure() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let broken = Outcome::Failed(FailReason::by_request());
    let processing = house.started(&acme).await;
    let waiting = house.get(&acme, &format!("{processing}/download")).await;
    assert_eq!(waiting.status, StatusCode::NO_CONTENT);
    house.delete(&acme, &processing).await;
    let paths = [house.process(&acme).await, house.ended(&acme, broken).await];
    for process in paths {
        let nothing = house.get(&acme, &format!("{process}/download")).await;
        assert_eq!(
            (nothing.status, nothing.bytes.len()),
            (StatusCode::NO_CONTENT, 0)
        );
        assert_eq!(nothing.header("content-type"), None);
    }
    let rejected = house
        .ended(&acme, Outcome::Rejected(report(false, Vec::new())))
        .await;
    let got = house.get(&acme, &format!("{rejected}/download")).await;
    assert_eq!(got.status, StatusCode::OK);
}
