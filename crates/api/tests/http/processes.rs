use crate::house::{House, png};
use crate::provider::{accepted, expired, report};
use axum::http::StatusCode;
use bonafide_domain::{FailReason, Outcome};
use serde_json::json;
use std::fmt::Write as _;

#[tokio::test]
async fn a_process_is_made_and_deleted() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let processes = format!("{}/processes", house.dossier(&acme).await);
    let body = json!({
        "provider": "signicatpictureid", "processType": "document", "documentId": 62,
        "documentType": null, "documentCountry": "NLD", "redact": null, "eventTags": null,
        "processParameters": {"referrer": null}, "notificationUrl": "https://example.com/told",
        "authorizationHeader": "Bearer secret",
    });
    let made = house.post(&acme, &processes, &body.to_string()).await;
    insta::assert_snapshot!("made", made.shown());
    let path = format!("{processes}/{}", made.text("processId"));
    let shown = house.get(&acme, &path).await.shown();
    assert!(!shown.contains("secret"));
    insta::assert_snapshot!("pending", shown);
    let deleted = house.delete(&acme, &path).await;
    assert_eq!(
        (deleted.status, deleted.bytes.len()),
        (StatusCode::NO_CONTENT, 0)
    );
    insta::assert_snapshot!("gone", house.get(&acme, &path).await.shown());
}

#[tokio::test]
async fn a_process_shows_what_belongs_to_its_status_and_nothing_else() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let processing = house.started(&acme).await;
    insta::assert_snapshot!("processing", house.get(&acme, &processing).await.shown());
    house.delete(&acme, &processing).await;
    for (name, outcome) in [
        ("accepted", accepted()),
        ("rejected", Outcome::Rejected(report(false, expired()))),
        (
            "inconclusive",
            Outcome::Inconclusive(report(false, expired())),
        ),
        (
            "failed",
            Outcome::Failed(FailReason::Error {
                kind: "upload_failed".to_owned(),
                message: "The picture is cut short.".to_owned(),
            }),
        ),
    ] {
        let ended = house.ended(&acme, outcome).await;
        insta::assert_snapshot!(name, house.get(&acme, &ended).await.shown());
    }
}

#[tokio::test]
async fn a_verification_is_started_once_and_with_its_images() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let images = format!("{process}/images");
    insta::assert_snapshot!(
        "start_without_images",
        house.post(&acme, &process, "").await.shown()
    );
    let front = json!({ "front": png(b"1") }).to_string();
    let stored = house.post(&acme, &images, &front).await;
    assert_eq!(
        (stored.status, stored.bytes.len()),
        (StatusCode::CREATED, 0)
    );
    let body = r#"{"rAuthorityId":null,"imageDepiction":null}"#;
    insta::assert_snapshot!("started", house.post(&acme, &process, body).await.shown());
    insta::assert_snapshot!(
        "second_start",
        house.post(&acme, &process, "").await.shown()
    );
    insta::assert_snapshot!(
        "images_after_the_start",
        house.post(&acme, &images, &front).await.shown()
    );
}

#[tokio::test]
async fn each_fault_of_a_new_process_is_named() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let processes = format!("{}/processes", house.dossier(&acme).await);
    let mut shown = String::new();
    for body in [
        "",
        "{",
        "[]",
        "provider=signicatpictureid",
        r#"{"provider":null}"#,
        r#"{"provider":7}"#,
        r#"{"provider":"nobody"}"#,
        r#"{"provider":"onfido"}"#,
        r#"{"provider":"signicatpictureid","processType":"video"}"#,
        r#"{"provider":"signicatpictureid","documentId":"137"}"#,
        r#"{"provider":"signicatpictureid","documentId":137.5}"#,
        r#"{"provider":"signicatpictureid","documentId":99999999999}"#,
        r#"{"provider":"signicatpictureid","documentId":4711}"#,
        r#"{"provider":"signicatpictureid","eventTags":"a"}"#,
        r#"{"provider":"signicatpictureid","eventTags":[null]}"#,
        r#"{"provider":"signicatpictureid","provider":"eid"}"#,
    ] {
        let refused = house.post(&acme, &processes, body).await;
        writeln!(
            shown,
            "{body}\n    {} {}",
            refused.status.as_u16(),
            refused.text("detail")
        )
        .unwrap();
    }
    insta::assert_snapshot!(shown);
    let dossier = processes.strip_suffix("/processes").unwrap();
    assert_eq!(
        house.get(&acme, dossier).await.json()["processes"],
        json!([])
    );
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let dossier = process.split("/processes").next().unwrap();
    let nobody = "00000000-0000-4000-8000-000000000000";
    let good = r#"{"provider":"signicatpictureid","processType":"document"}"#;
    for id in [nobody, "all", "42", "%00", "..%2f..%2fetc"] {
        let path = format!("/assure/dossiers/{id}/processes");
        let refused = house.post(&acme, &path, good).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{id}");
        assert_eq!(refused.text("detail"), "Dossier not found.");
        let path = format!("{dossier}/processes/{id}");
        for answer in [
            house.get(&acme, &path).await,
            house.post(&acme, &path, "").await,
            house.delete(&acme, &path).await,
        ] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
            assert_eq!(answer.text("detail"), "Process not found.");
        }
    }
}

#[tokio::test]
async fn a_process_is_not_found_in_another_dossier() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let id = process.rsplit('/').next().unwrap();
    let elsewhere = format!("{}/processes/{id}", house.dossier(&acme).await);
    assert_eq!(
        house.get(&acme, &elsewhere).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn document_types_are_listed_by_provider() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let listed = house
        .get(&acme, "/assure/signicatpictureid/document-types")
        .await;
    insta::assert_snapshot!("document_types", listed.shown());
    for provider in ["onfido", "signicatpaper", "signicatvideoid", "eid"] {
        let listed = house
            .get(&acme, &format!("/assure/{provider}/document-types"))
            .await;
        assert_eq!(listed.status, StatusCode::OK, "{provider}");
        let types = listed.json();
        let dutch = types
            .as_array()
            .unwrap()
            .iter()
            .find(|document| document["id"] == 137);
        assert_eq!(
            dutch.unwrap(),
            &json!({
                "country": "NLD", "countryName": "Netherlands", "type": "passport", "id": 137,
                "name": "Passport", "subType": "Passport", "icao": "TD3",
            }),
            "{provider}"
        );
    }
    for provider in ["readid", "facetec", "webid"] {
        let nothing = house
            .get(&acme, &format!("/assure/{provider}/document-types"))
            .await;
        assert_eq!(nothing.status, StatusCode::NO_CONTENT, "{provider}");
    }
    let refused = house.get(&acme, "/assure/nobody/document-types").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(refused.text("detail"), "Provider not found.");
}
