use crate::house::{House, png, png_bytes};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn files_of_a_dossier_are_set_shown_and_removed() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let files = format!("{}/files", house.dossier(&acme).await);
    let body = json!({"front": png(b"one"), "selfie": png(b"face"), "back": null}).to_string();
    let set = house.post(&acme, &format!("{files}/"), &body).await;
    assert_eq!((set.status, set.bytes.len()), (StatusCode::CREATED, 0));
    house
        .post(&acme, &files, &json!({"front": png(b"two")}).to_string())
        .await;
    let got = house.get(&acme, &format!("{files}?depiction=front")).await;
    assert_eq!(got.header("content-type"), Some("application/octet-stream"));
    assert_eq!(got.bytes, png_bytes(b"two"));
    assert_eq!(
        house
            .get(&acme, &format!("{files}?depiction=back"))
            .await
            .text("detail"),
        "Image not found."
    );
    assert_eq!(
        house.delete(&acme, &files).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        house.delete(&acme, &files).await.status,
        StatusCode::NO_CONTENT
    );
    let gone = house.get(&acme, &format!("{files}?depiction=selfie")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert_eq!(house.storage.pending_blobs().await.unwrap(), 0);
}

#[tokio::test]
async fn files_that_cannot_be_taken_are_refused_by_name() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let files = format!("{}/files", house.dossier(&acme).await);
    for (body, status, word) in [
        (json!({}), StatusCode::BAD_REQUEST, "processId"),
        (
            json!({"front": "data:text/plain,x"}),
            StatusCode::BAD_REQUEST,
            "front",
        ),
        (
            json!({"front": "data:image/png;base64,aGVsbG8="}),
            StatusCode::BAD_REQUEST,
            "front",
        ),
        (
            json!({"portrait": png(b"x")}),
            StatusCode::BAD_REQUEST,
            "portrait",
        ),
        (
            json!({"processId": "nobody"}),
            StatusCode::NOT_FOUND,
            "Process",
        ),
    ] {
        let refused = house.post(&acme, &files, &body.to_string()).await;
        assert_eq!(refused.status, status, "{body}");
        assert!(
            refused.text("detail").contains(word),
            "{}",
            refused.text("detail")
        );
    }
    let nowhere = house.get(&acme, &format!("{files}?depiction=front")).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_pictures_of_a_process_are_copied_and_outlive_it() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.started(&acme).await;
    let (dossier, id) = process.split_once("/processes/").unwrap();
    let files = format!("{dossier}/files");
    let body = json!({"processId": id, "selfie": png(b"face")}).to_string();
    assert_eq!(
        house.post(&acme, &files, &body).await.status,
        StatusCode::CREATED
    );
    house.delete(&acme, &process).await;
    for (depiction, bytes) in [("front", b"front".as_slice()), ("selfie", b"face")] {
        let got = house
            .get(&acme, &format!("{files}?depiction={depiction}"))
            .await;
        assert_eq!(got.bytes, png_bytes(bytes), "{depiction}");
    }
}

#[tokio::test]
async fn a_process_without_pictures_starts_with_those_of_its_dossier() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let (dossier, _) = process.split_once("/processes/").unwrap();
    let refused = house.post(&acme, &process, "").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    // A selfie has no place in this process and is not copied.
    let body = json!({"front": png(b"lent"), "selfie": png(b"face")}).to_string();
    house.post(&acme, &format!("{dossier}/files"), &body).await;
    assert_eq!(house.post(&acme, &process, "").await.status, StatusCode::OK);
    house.delete(&acme, &format!("{dossier}/files")).await;
    let image = house
        .get(&acme, &format!("{process}/images?depiction=front"))
        .await;
    assert_eq!(image.bytes, png_bytes(b"lent"));
}

#[tokio::test]
async fn a_process_with_pictures_of_its_own_keeps_them() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let (dossier, _) = process.split_once("/processes/").unwrap();
    let body = json!({"front": png(b"lent")}).to_string();
    house.post(&acme, &format!("{dossier}/files"), &body).await;
    let body = json!({"front": png(b"own")}).to_string();
    house.post(&acme, &format!("{process}/images"), &body).await;
    assert_eq!(house.post(&acme, &process, "").await.status, StatusCode::OK);
    let image = house
        .get(&acme, &format!("{process}/images?depiction=front"))
        .await;
    assert_eq!(image.bytes, png_bytes(b"own"));
}

#[tokio::test]
async fn files_go_with_their_dossier_and_all_dossiers_at_once() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let other = house.backend("other").await;
    let theirs = house.dossier(&other).await;
    for _ in 0..3 {
        let process = house.started(&acme).await;
        let (dossier, _) = process.split_once("/processes/").unwrap();
        let body = json!({"front": png(b"one")}).to_string();
        house.post(&acme, &format!("{dossier}/files"), &body).await;
    }
    let gone = house.delete(&acme, "/assure/dossiers/all").await;
    assert_eq!((gone.status, gone.bytes.len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(house.get(&acme, "/assure/dossiers").await.json(), json!([]));
    assert_eq!(house.get(&other, &theirs).await.status, StatusCode::OK);
    assert_eq!(house.storage.pending_blobs().await.unwrap(), 0);
    let none = house.delete(&acme, "/assure/dossiers/all").await;
    assert_eq!(none.status, StatusCode::NO_CONTENT);
}
