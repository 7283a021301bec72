//! What people and programs send that they should not: each gets the right status and a sentence that helps,
//! nothing is stored of it, and the server stays as it was.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "in a test a panic is the report, and the peak of memory is worth reading"
)]

#[path = "common/house.rs"]
mod house;
#[path = "common/models.rs"]
mod models;
#[path = "common/specimens.rs"]
mod specimens;

use bonafide_testkit::assure::{Assure, CallError, ProcessPath, data_url};
use bonafide_testkit::press::{Scene, fiend};
use house::{House, house};
use serde_json::{Value, json};
use specimens::{holder, passport, verified};
use std::sync::Arc;
use std::time::Duration;

/// Kilobytes that the server may hold at most while all of these tests send at once: the 384 MiB that its
/// settings give to uploads under way, and for each of two pictures looked at the 256 MiB that decoding may
/// take and what the models need.
const MOST_MEMORY: u64 = (384 + 2 * (256 + 64)) * 1024;

/// The answer of a call that was refused: the error object of the API and nothing else.
fn refused<T: std::fmt::Debug>(answer: Result<T, CallError>, status: u16) -> String {
    let (method, path, given, body) = match answer {
        Err(CallError::Refused {
            method,
            path,
            status,
            body,
        }) => (method, path, status, body),
        other => panic!("expected {status}, got {other:?}"),
    };
    assert_eq!(given, status, "{method} {path}: {body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["status"], status, "{body:#}");
    assert_eq!(body["method"], method, "{body:#}");
    let called = path.split('?').next().unwrap();
    assert_eq!(body["instance"], called, "{body:#}");
    assert_eq!(body["type"], "base:client-problem", "{body:#}");
    assert!(!body["title"].as_str().unwrap().is_empty(), "{body:#}");
    let trace = body["traceId"].as_str().unwrap();
    let hex = trace.chars().all(|c| "0123456789abcdef".contains(c));
    assert!(hex && trace.len() == 32, "{body:#}");
    let detail = body["detail"].as_str().unwrap();
    assert!(detail.len() > 10 && detail.ends_with('.'), "{body:#}");
    detail.to_owned()
}

async fn fresh_process(client: &Assure) -> ProcessPath {
    let dossier = client.create_dossier("bad-input").await.unwrap();
    client.create_process(&dossier, None).await.unwrap()
}

/// The process waits as before and has no picture.
async fn assert_untouched(client: &Assure, process: &ProcessPath) {
    let now = client.get(&process.to_string()).await.unwrap();
    assert_eq!(now["status"], "pending", "{now:#}");
    assert!(now.get("failReason").is_none(), "{now:#}");
    refused(client.image(process, "front").await, 404);
}

/// It answers, its log tells of no panic, and it never took more memory than it may.
async fn assert_well(house: &House) {
    let server = &house.server;
    for door in ["health", "ready"] {
        let answer = reqwest::get(format!("{}/{door}", server.url()))
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{door}: {}", answer.status());
    }
    let log = server.settings().log.as_ref().unwrap();
    let log = std::fs::read_to_string(log).unwrap();
    assert!(!log.to_lowercase().contains("panic"), "{log}");
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|peak| peak.trim().strip_suffix(" kB"))
        .unwrap();
    println!("peak memory of the server: {peak} kB");
    assert!(peak.parse::<u64>().unwrap() < MOST_MEMORY, "{peak} kB");
}

/// A server, a client and a process that waits for pictures.
async fn ready() -> (Arc<House>, Assure, ProcessPath) {
    let house = house().await;
    let client = house.client().await;
    let process = fresh_process(&client).await;
    (house, client, process)
}

/// These bytes as the front are refused, and this stands in the sentence.
async fn a_front_is_refused(bytes: &[u8], words: &str) {
    let (house, client, process) = ready().await;
    let detail = refused(client.set_images(&process, &[("front", bytes)]).await, 400);
    assert!(detail.contains("front"), "{detail}");
    assert!(detail.contains(words), "{detail}");
    assert_untouched(&client, &process).await;
    assert_well(&house).await;
}

#[tokio::test]
async fn a_text_file_called_passport_jpg_is_refused() {
    a_front_is_refused(&fiend::text(), "text file").await;
}

#[tokio::test]
async fn a_file_of_no_bytes_is_refused() {
    a_front_is_refused(&[], "empty").await;
}

#[tokio::test]
async fn a_png_of_60_000_pixels_each_way_is_refused_by_its_header() {
    a_front_is_refused(&fiend::vast_png(), "60000 x 60000").await;
}

#[tokio::test]
async fn a_jpeg_of_65_500_pixels_each_way_is_refused_by_its_header() {
    a_front_is_refused(&fiend::vast_jpeg(), "65500 x 65500").await;
}

/// By their headers: a PNG of 3600 megapixels in 4 kB, a JPEG of 200.
#[tokio::test]
async fn pictures_that_would_fill_the_memory_are_refused_wherever_pictures_are_taken() {
    let (house, client, process) = ready().await;
    let files = format!("/assure/dossiers/{}/files", process.dossier);
    let images = format!("{process}/images");
    for bytes in [fiend::vast_png(), fiend::jpeg_that_says(20_000, 10_000)] {
        let url = data_url(&bytes);
        let text = json!({"title": "a", "description": "b", "date": "2026-01-31"});
        for (path, field, body) in [
            (images.as_str(), "front", json!({ "front": url })),
            (files.as_str(), "selfie", json!({ "selfie": url })),
            (
                "/assure/watermark",
                "image",
                json!({ "watermark": text, "image": url }),
            ),
            (
                "/assure/redact",
                "front",
                json!({
                    "documentType": "passport", "documentCountry": "NLD", "fieldsToRedact": ["photo"],
                    "front": url,
                }),
            ),
        ] {
            let detail = refused(client.post(path, Some(&body)).await, 400);
            assert!(detail.contains(field), "{path}: {detail}");
        }
    }
    refused(client.get(&format!("{files}?depiction=selfie")).await, 404);
    assert_untouched(&client, &process).await;
    assert_well(&house).await;
}

#[tokio::test]
async fn a_truncated_jpeg_is_refused() {
    let photo = passport(&holder(), &Scene::careful(1));
    a_front_is_refused(&fiend::truncated(&photo.jpeg), "cut off").await;
}

/// Only decoding shows it, which an upload does not wait for.
#[tokio::test]
async fn a_png_with_a_wrong_checksum_ends_as_failed_and_the_reason_says_so() {
    let house = house().await;
    let client = house.client().await;
    let end = verified(&client, None, &[("front", &fiend::corrupt_png())]).await;
    assert_eq!(end["status"], "failed", "{end:#}");
    assert_eq!(end["failReason"]["type"], "upload_failed", "{end:#}");
    let message = end["failReason"]["message"].as_str().unwrap();
    assert!(message.contains("PNG picture is damaged"), "{message}");
    assert!(end.get("finalResult").is_none(), "{end:#}");
    assert_well(&house).await;
}

#[tokio::test]
async fn a_jpeg_that_goes_on_as_noise_is_refused() {
    a_front_is_refused(&fiend::noise(1), "JPEG").await;
}

#[tokio::test]
async fn a_whole_picture_is_not_stored_when_the_other_of_the_same_call_is_none() {
    let (house, client, process) = ready().await;
    let images: [(&str, &[u8]); 2] = [("front", &fiend::cat(1)), ("back", &fiend::text())];
    let detail = refused(client.set_images(&process, &images).await, 400);
    assert!(detail.contains("back"), "{detail}");
    assert_untouched(&client, &process).await;
    assert_well(&house).await;
}

/// Unusual, but pictures: each is taken as it is and comes to an end that is no error.
#[tokio::test]
async fn inks_rings_of_exif_and_cats_are_pictures_and_get_a_verdict() {
    let house = house().await;
    let client = house.client().await;
    let photo = passport(&holder(), &Scene::careful(1));
    for (name, bytes) in [
        ("cmyk", fiend::cmyk_jpeg(&photo.picture)),
        ("nested exif", fiend::nested_exif_jpeg(&photo.picture)),
        ("cat", fiend::cat(2)),
    ] {
        let end = verified(&client, Some(9001), &[("front", &bytes)]).await;
        println!("{name}: {}", end["status"]);
        assert_ne!(end["status"], "failed", "{name}: {end:#}");
        assert!(
            end["providerSpecific"]["evidence"].is_object(),
            "{name}: {end:#}"
        );
        let cat = name == "cat";
        assert!(!cat || end["status"] == "inconclusive", "{name}: {end:#}");
        assert_well(&house).await;
    }
}

#[tokio::test]
async fn a_data_url_without_its_comma_is_refused() {
    let (house, client, process) = ready().await;
    let url = data_url(&fiend::cat(1)).replacen(',', "", 1);
    let path = format!("{process}/images");
    let detail = refused(
        client.post(&path, Some(&json!({ "front": url }))).await,
        400,
    );
    assert!(
        detail.contains("front") && detail.contains("comma"),
        "{detail}"
    );
    assert_untouched(&client, &process).await;
    assert_well(&house).await;
}

#[tokio::test]
async fn a_start_without_images_is_refused_and_says_which_is_missing() {
    let (house, client, process) = ready().await;
    let detail = refused(client.start(&process).await, 400);
    assert!(detail.contains("front"), "{detail}");
    assert_untouched(&client, &process).await;
    assert_well(&house).await;
}

#[tokio::test]
async fn images_after_the_start_and_a_second_start_are_refused_and_change_nothing() {
    let (house, client, process) = ready().await;
    let cat = fiend::cat(1);
    client
        .set_images(&process, &[("front", &cat)])
        .await
        .unwrap();
    client.start(&process).await.unwrap();
    for _ in ["while it runs", "when it has ended"] {
        let other = fiend::cat(2);
        let detail = refused(client.set_images(&process, &[("front", &other)]).await, 400);
        assert!(detail.contains("images"), "{detail}");
        let detail = refused(client.start(&process).await, 400);
        assert!(detail.contains("process"), "{detail}");
        assert_eq!(client.image(&process, "front").await.unwrap(), cat);
        let end = client
            .wait(&process, Duration::from_secs(120))
            .await
            .unwrap();
        assert_eq!(end["status"], "inconclusive", "{end:#}");
    }
    assert_well(&house).await;
}

#[tokio::test]
async fn a_document_id_that_nobody_knows_is_refused_and_makes_no_process() {
    let house = house().await;
    let client = house.client().await;
    let dossier = client.create_dossier("bad-input").await.unwrap();
    let detail = refused(client.create_process(&dossier, Some(987_654)).await, 400);
    assert!(
        detail.contains("987654") && detail.contains("document type"),
        "{detail}"
    );
    let found = client
        .get(&format!("/assure/dossiers/{dossier}"))
        .await
        .unwrap();
    assert_eq!(found["processes"], json!([]), "{found:#}");
    assert_well(&house).await;
}

#[tokio::test]
async fn a_token_of_another_client_finds_nothing_and_changes_nothing() {
    let (house, client, process) = ready().await;
    let stranger = house.client().await;
    let dossier = format!("/assure/dossiers/{}", process.dossier);
    let cat = fiend::cat(1);
    let front: [(&str, &[u8]); 1] = [("front", &cat)];
    for detail in [
        refused(stranger.get(&dossier).await, 404),
        refused(stranger.get(&process.to_string()).await, 404),
        refused(stranger.set_images(&process, &front).await, 404),
        refused(stranger.start(&process).await, 404),
        refused(stranger.image(&process, "front").await, 404),
        refused(stranger.delete(&process.to_string()).await, 404),
        refused(stranger.delete(&dossier).await, 404),
        refused(stranger.create_process(&process.dossier, None).await, 404),
    ] {
        assert!(detail.ends_with("not found."), "{detail}");
    }
    assert_untouched(&client, &process).await;
    let mine = client.get(&dossier).await.unwrap();
    assert_eq!(mine["processes"].as_array().unwrap().len(), 1, "{mine:#}");
    assert_eq!(stranger.get("/assure/dossiers").await.unwrap(), json!([]));
    assert_well(&house).await;
}
