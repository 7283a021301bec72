use crate::house::{House, png};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A grey picture, as a data URL.
fn picture(width: u32, height: u32) -> String {
    let mut file = Vec::new();
    let pixels = vec![180; (width * height * 3) as usize];
    let kind = image::ExtendedColorType::Rgb8;
    let encoder = image::codecs::png::PngEncoder::new(&mut file);
    image::ImageEncoder::write_image(encoder, &pixels, width, height, kind).unwrap();
    format!("data:image/png;base64,{}", STANDARD.encode(&file))
}

fn text() -> Value {
    json!({"title": "Copy for Example Bank", "description": "Only to open an account", "date": "2026-01-31"})
}

#[tokio::test]
async fn a_watermark_is_laid_over_a_picture_that_comes_along() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let body = json!({"watermark": text(), "image": picture(600, 400), "dossierId": null});
    let made = house
        .post(&acme, "/assure/watermark", &body.to_string())
        .await;
    assert_eq!(made.status, StatusCode::OK);
    assert_eq!(
        made.header("content-type"),
        Some("application/octet-stream")
    );
    let marked = image::load_from_memory(&made.bytes).unwrap().to_rgb8();
    assert_eq!(marked.dimensions(), (600, 400));
    let dark = marked.pixels().filter(|pixel| pixel.0[0] < 140).count();
    let light = marked.pixels().filter(|pixel| pixel.0[0] > 200).count();
    assert!(dark > 5_000 && light > 5_000, "{dark} {light}");
}

#[tokio::test]
async fn a_watermark_is_laid_over_a_picture_that_is_stored() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let dossier = house.dossier(&acme).await;
    let id = dossier.rsplit('/').next().unwrap();
    let files = json!({"front": picture(600, 400)}).to_string();
    house.post(&acme, &format!("{dossier}/files"), &files).await;
    let body = json!({"watermark": text(), "dossierId": id, "imageDepiction": "FRONT"}).to_string();
    let made = house.post(&acme, "/assure/watermark", &body).await;
    assert_eq!(made.status, StatusCode::OK);
    assert!(made.bytes.starts_with(b"\x89PNG"));

    let absent = json!({"watermark": text(), "dossierId": id, "imageDepiction": "selfie"});
    let absent = house
        .post(&acme, "/assure/watermark", &absent.to_string())
        .await;
    assert_eq!(
        (absent.status, absent.text("detail").as_str()),
        (StatusCode::NOT_FOUND, "Image not found.")
    );
    let other = house.backend("other").await;
    let foreign = house.post(&other, "/assure/watermark", &body).await;
    assert_eq!(
        (foreign.status, foreign.text("detail").as_str()),
        (StatusCode::NOT_FOUND, "Dossier not found.")
    );
}

#[tokio::test]
async fn each_fault_of_a_watermark_is_named() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let with = |name: &str, value: Value| {
        let mut text = text();
        text[name] = value;
        json!({"watermark": text, "image": picture(600, 400)})
    };
    for (body, detail) in [
        (json!({}), "watermark is missing"),
        (json!({"watermark": text()}), "There is no image"),
        (with("title", json!(null)), "watermark.title is missing."),
        (with("title", json!(" ")), "watermark.title is missing."),
        (
            with("title", json!("x".repeat(101))),
            "watermark.title has at most 100 characters.",
        ),
        (
            with("description", json!("銀行")),
            "watermark.description has a character",
        ),
        (
            with("description", json!("a\nb")),
            "watermark.description has a character",
        ),
        (
            with("date", json!("31-01-2026")),
            "watermark.date must be a day",
        ),
        (
            with("date", json!("2026-02-30")),
            "watermark.date must be a day",
        ),
        (
            json!({"watermark": text(), "image": picture(249, 400)}),
            "image: The picture has 249 x 400 pixels",
        ),
        (
            json!({"watermark": text(), "image": "data:text/plain,x"}),
            "The image cannot be taken",
        ),
        (
            json!({"watermark": text(), "image": png(b"not really")}),
            "image: ",
        ),
        (
            json!({"watermark": text(), "processId": "x"}),
            "dossierId is missing",
        ),
        (
            json!({"watermark": text(), "image": picture(600, 400), "dossierId": uuid::Uuid::nil()}),
            "not both",
        ),
        (
            json!({"watermark": text(), "dossierId": uuid::Uuid::nil(), "imageDepiction": "portrait"}),
            "imageDepiction must be",
        ),
    ] {
        let refused = house
            .post(&acme, "/assure/watermark", &body.to_string())
            .await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{detail}");
        assert!(
            refused.text("detail").contains(detail),
            "{detail}: {}",
            refused.text("detail")
        );
    }
}

fn redaction(changes: &Value) -> String {
    let mut body = json!({
        "documentType": "passport", "documentCountry": "NLD",
        "fieldsToRedact": ["personalIdentificationNumber", "photo"],
    });
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body.to_string()
}

#[tokio::test]
async fn pictures_come_back_redacted_as_data_urls() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let body =
        redaction(&json!({"front": png(b"one"), "back": png(b"two"), "redactionLevel": null}));
    let made = house.post(&acme, "/assure/redact", &body).await;
    assert_eq!(made.status, StatusCode::OK);
    assert_eq!(made.header("content-type"), Some("application/json"));
    assert_eq!(
        made.json(),
        json!({
            "success": true, "redactedFrontImage": png(b"one"), "redactedBackImage": png(b"two"),
            "detail": "passport standard true true",
        })
    );
    let body = redaction(
        &json!({"back": png(b"two"), "redactionLevel": "high", "fieldsToRedact": ["photo"], "documentType": "driversLicense"}),
    );
    let made = house.post(&acme, "/assure/redact", &body).await;
    assert_eq!(
        made.json(),
        json!({"success": true, "redactedBackImage": png(b"two"), "detail": "driversLicense high false true"})
    );
}

#[tokio::test]
async fn where_a_redaction_is_not_certain_there_is_no_picture() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let body = redaction(&json!({"front": png(b"one"), "redactionLevel": "veryHigh"}));
    let made = house.post(&acme, "/assure/redact", &body).await;
    assert_eq!(made.status, StatusCode::OK);
    assert_eq!(
        made.json(),
        json!({"success": false, "detail": "No photo was found on the images; nothing was redacted."})
    );
}

#[tokio::test]
async fn stored_pictures_are_redacted_for_their_owner_alone() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let ids: Vec<&str> = process.split('/').collect();
    let (dossier, process_id) = (ids[3], ids[5]);
    let images = json!({"front": png(b"stored")}).to_string();
    house
        .post(&acme, &format!("{process}/images"), &images)
        .await;
    let body = redaction(&json!({"dossierId": dossier, "processId": process_id}));
    let made = house.post(&acme, "/assure/redact", &body).await;
    assert_eq!(
        made.json(),
        json!({"success": true, "redactedFrontImage": png(b"stored"), "detail": "passport standard true true"})
    );
    let other = house.backend("other").await;
    let foreign = house.post(&other, "/assure/redact", &body).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let nothing = redaction(&json!({"dossierId": dossier}));
    let nothing = house.post(&acme, "/assure/redact", &nothing).await;
    assert_eq!(nothing.text("detail"), "Image not found.");
}

#[tokio::test]
async fn each_fault_of_a_redaction_is_named() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let front = png(b"one");
    for (changes, detail) in [
        (json!({}), "There is no image"),
        (json!({"documentType": null}), "documentType is missing."),
        (
            json!({"documentType": "visa"}),
            "documentType: 'visa' is not one of passport, identityCard",
        ),
        (
            json!({"documentCountry": null}),
            "documentCountry is missing.",
        ),
        (
            json!({"documentCountry": "BEL"}),
            "documentCountry must be NLD",
        ),
        (json!({"fieldsToRedact": []}), "fieldsToRedact is missing"),
        (
            json!({"fieldsToRedact": ["mrz"]}),
            "fieldsToRedact can hold",
        ),
        (
            json!({"redactionLevel": "low"}),
            "redactionLevel: 'low' is not one of standard, medium, high, veryHigh",
        ),
        (json!({"front": "x"}), "The front image cannot be taken"),
        (
            json!({"front": png(b"broken")}),
            "front: The file is damaged.",
        ),
        (
            json!({"front": front, "dossierId": uuid::Uuid::nil()}),
            "not both",
        ),
        (
            json!({"processId": uuid::Uuid::nil()}),
            "dossierId is missing",
        ),
    ] {
        let refused = house
            .post(&acme, "/assure/redact", &redaction(&changes))
            .await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{detail}");
        assert!(
            refused.text("detail").contains(detail),
            "{detail}: {}",
            refused.text("detail")
        );
    }
    let nowhere = redaction(&json!({"dossierId": "no id"}));
    let nowhere = house.post(&acme, "/assure/redact", &nowhere).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    let no_token = house
        .call(
            &axum::http::Method::POST,
            "/assure/redact",
            None,
            &redaction(&json!({})),
        )
        .await;
    assert_eq!(no_token.status, StatusCode::BAD_REQUEST);
}
