use crate::house::House;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use bonafide_app::hold_dossier;
use serde_json::json;

#[tokio::test]
async fn a_dossier_is_made_shown_listed_and_deleted() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let made = house
        .post(
            &acme,
            "/assure/dossiers",
            r#"{"externalReference":"cust-42"}"#,
        )
        .await;
    insta::assert_snapshot!("made", made.shown());
    let path = format!("/assure/dossiers/{}", made.text("dossierId"));
    insta::assert_snapshot!("shown", house.get(&acme, &path).await.shown());
    insta::assert_snapshot!("listed", house.get(&acme, "/assure/dossiers").await.shown());
    let deleted = house.delete(&acme, &path).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    assert!(deleted.bytes.is_empty());
    assert_eq!(deleted.header("content-type"), None);
    insta::assert_snapshot!("gone", house.get(&acme, &path).await.shown());
    assert_eq!(
        house.delete(&acme, &path).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(house.get(&acme, "/assure/dossiers").await.json(), json!([]));
}

#[tokio::test]
async fn a_dossier_is_made_of_nothing_in_every_way_that_clients_send_it() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for (path, body) in [
        ("/assure/dossiers", ""),
        ("/assure/dossiers/", "{}"),
        ("/assure/dossiers", "null"),
        ("/assure/dossiers", r#"{"externalReference":null}"#),
        (
            "/assure/dossiers",
            r#"{"defaultLanguage":"en","defaultDocumentCountry":null}"#,
        ),
    ] {
        let made = house.post(&acme, path, body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{path} {body}");
        assert!(made.json().get("externalReference").is_none());
    }
}

#[tokio::test]
async fn json_is_read_under_any_content_type() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for content_type in [
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/json; charset=utf-8",
        "x",
    ] {
        let request = Request::post("/assure/dossiers")
            .header("authorization", acme.bearer())
            .header("content-type", content_type)
            .body(Body::from(r#"{"externalReference":"a"}"#))
            .unwrap();
        let made = house.send(request).await;
        assert_eq!(made.text("externalReference"), "a", "{content_type}");
    }
}

#[tokio::test]
async fn an_external_reference_that_is_not_allowed_is_refused_by_name() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for reference in ["a\nb", &"x".repeat(257)] {
        let body = json!({ "externalReference": reference }).to_string();
        let refused = house.post(&acme, "/assure/dossiers", &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(
            refused.text("detail").contains("externalReference"),
            "{}",
            refused.text("detail")
        );
        assert!(!refused.text("detail").contains(reference));
    }
}

#[tokio::test]
async fn the_list_has_the_last_hundred_newest_first() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for n in 0..102 {
        house.clock.forward(1);
        let body = json!({ "externalReference": n.to_string() }).to_string();
        assert_eq!(
            house.post(&acme, "/assure/dossiers", &body).await.status,
            StatusCode::CREATED
        );
    }
    let listed = house.get(&acme, "/assure/dossiers").await.json();
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), 100);
    assert_eq!(listed[0]["externalReference"], "101");
    assert_eq!(listed[99]["externalReference"], "2");
}

#[tokio::test]
async fn a_dossier_lists_its_processes() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let dossier = process.split("/processes").next().unwrap();
    insta::assert_snapshot!(house.get(&acme, dossier).await.shown());
}

#[tokio::test]
async fn of_all_dossiers_the_one_that_is_held_stays_and_the_caller_is_told() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let held = house.dossier(&acme).await;
    for _ in 0..20 {
        house.dossier(&acme).await;
    }
    let id = held.rsplit('/').next().unwrap().parse().unwrap();
    hold_dossier(&house.app, "acme", id).await.unwrap();
    let told = house.delete(&acme, "/assure/dossiers/all").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.text("detail").contains("held"), "{}", told.shown());
    let left = house.get(&acme, "/assure/dossiers").await.json();
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(house.get(&acme, &held).await.status, StatusCode::OK);
}
