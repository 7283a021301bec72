//! Calls that are sent again with the same `Idempotency-Key`.

use crate::document;
use crate::house::{Answer, Backend, House};
use crate::operations::{Operation, operations};
use crate::provider::accepted;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use bonafide_api::openapi;
use bonafide_app::tidy;
use bonafide_testbed::{Place, Tables};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

async fn keyed(house: &House, backend: &Backend, path: &str, body: &str, key: &str) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("authorization", backend.bearer())
        .header("idempotency-key", key)
        .body(Body::from(body.to_owned()))
        .unwrap();
    house.send(request).await
}

async fn dossiers(house: &House, backend: &Backend) -> usize {
    let listed = house.get(backend, "/assure/dossiers").await.json();
    listed.as_array().unwrap().len()
}

/// The rows of the operations that the document gives an `Idempotency-Key`.
fn keyed_operations() -> Vec<Operation> {
    let document = openapi();
    let mut named: BTreeSet<(String, String)> = BTreeSet::new();
    for ((method, path), operation) in document::operations(&document) {
        let mut parameters = operation["parameters"].as_array().into_iter().flatten();
        let takes_key = parameters.any(|parameter| parameter["name"] == "Idempotency-Key");
        let makes = operation["responses"]["201"].is_object();
        assert_eq!(takes_key, makes, "{method} {path}");
        if takes_key {
            named.insert((method, path));
        }
    }
    let mut rows = operations();
    rows.retain(|row| named.contains(&(row.method.to_string(), row.path.to_owned())));
    assert_eq!(
        rows.len(),
        named.len(),
        "operations.rs lacks one of {named:?}"
    );
    rows
}

/// What a client has made.
async fn made(house: &House, backend: &Backend) -> Vec<String> {
    let mut all = Vec::new();
    for path in [
        "/assure/dossiers",
        "/assure/processes?startCreationDate=2026-01-01T00:00:00Z",
        "/assure/capture/configurations",
        "/assure/matching/configurations",
        "/events/subscriptions",
    ] {
        let listed = house.get(backend, path).await;
        assert_eq!(listed.status, StatusCode::OK, "{path}");
        all.push(String::from_utf8(listed.bytes).unwrap());
    }
    all
}

#[tokio::test]
async fn every_call_that_makes_something_happens_once_and_is_answered_the_same() {
    let operations = keyed_operations();
    assert_eq!(operations.len(), 9);
    for operation in operations {
        let house = House::new().await;
        let acme = house.backend("acme").await;
        let ids = operation.prepared(&house, &acme).await;
        let (path, body) = (operation.uri(&ids), operation.body);
        let first = keyed(&house, &acme, &path, body, "key").await;
        assert_eq!(
            first.status,
            StatusCode::CREATED,
            "{path}: {}",
            first.shown()
        );
        assert_eq!(first.header("idempotent-replayed"), None);
        let once = made(&house, &acme).await;
        house.clock.forward(5);
        let again = keyed(&house, &acme, &format!("{path}/"), body, "key").await;
        assert_eq!(again.status, first.status, "{path}: {}", again.shown());
        // What is shown once is not kept.
        let mut kept = first.json_or_null();
        let secret = kept.as_object_mut().and_then(|told| told.remove("secret"));
        assert_eq!(secret.is_some(), operation.path == "/events/subscriptions");
        assert_eq!(again.json_or_null(), kept, "{path}");
        assert_eq!(again.header("content-type"), first.header("content-type"));
        assert_eq!(again.header("idempotent-replayed"), Some("true"));

        let other = keyed(&house, &acme, &path, &format!("{body} "), "key").await;
        assert_eq!(other.status, StatusCode::CONFLICT, "{path}");
        assert!(other.text("detail").contains("Idempotency-Key"));
        let elsewhere = keyed(&house, &acme, "/assure/dossiers?x", body, "key").await;
        assert_eq!(elsewhere.status, StatusCode::CONFLICT, "{path}");
        assert_eq!(made(&house, &acme).await, once, "{path}");
    }
}

#[tokio::test]
async fn a_key_is_its_clients_own_and_is_free_after_a_day_and_after_an_error() {
    let house = House::new().await;
    let (acme, other) = (house.backend("acme").await, house.backend("other").await);
    let path = "/assure/dossiers";
    let wrong = format!(r#"{{"externalReference":"{}"}}"#, "x".repeat(257));
    let refused = keyed(&house, &acme, path, &wrong, "k").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let first = keyed(&house, &acme, path, "", "k").await;
    let theirs = keyed(&house, &other, path, "", "k").await;
    assert_ne!(first.text("dossierId"), theirs.text("dossierId"));

    house.clock.forward(24 * 3600 - 1);
    tidy(&house.app).await.unwrap();
    let (acme, other) = (house.renewed(&acme).await, house.renewed(&other).await);
    let again = keyed(&house, &acme, path, "", "k").await;
    assert_eq!(again.text("dossierId"), first.text("dossierId"));
    house.clock.forward(2);
    // One whose old answer was swept, and one whose was not.
    let new = keyed(&house, &acme, path, "{}", "k").await;
    assert_ne!(new.text("dossierId"), first.text("dossierId"));
    tidy(&house.app).await.unwrap();
    let new = keyed(&house, &other, path, "", "k").await;
    assert_ne!(new.text("dossierId"), theirs.text("dossierId"));
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for key in ["", "a b", &"x".repeat(256)] {
        let refused = keyed(&house, &acme, "/assure/dossiers", "", key).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{key}");
        assert!(refused.text("detail").starts_with("Idempotency-Key: "));
    }
    assert_eq!(dossiers(&house, &acme).await, 0);
}

#[tokio::test]
async fn what_a_deleted_dossier_was_answered_is_not_told_again() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let body = r#"{"externalReference":"Jane Doe"}"#;
    let first = keyed(&house, &acme, "/assure/dossiers", body, "k").await;
    let path = format!("/assure/dossiers/{}", first.text("dossierId"));
    house.delete(&acme, &path).await;
    let again = keyed(&house, &acme, "/assure/dossiers", body, "k").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text("detail").contains("deleted"));
    assert_eq!(dossiers(&house, &acme).await, 0);
}

#[tokio::test]
async fn an_answer_is_repeated_as_it_was_though_the_process_went_on() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let dossier = house.dossier(&acme).await;
    let body = json!({"provider": "signicatpictureid", "processType": "document"}).to_string();
    let processes = format!("{dossier}/processes");
    let first = keyed(&house, &acme, &processes, &body, "k").await;
    house.ended(&acme, accepted()).await;
    house
        .post(
            &acme,
            &format!("{processes}/{}/fail", first.text("processId")),
            "",
        )
        .await;
    let again = keyed(&house, &acme, &processes, &body, "k").await;
    assert_eq!(again.text("status"), "pending");
    assert_eq!(again.bytes, first.bytes);
}

#[tokio::test]
async fn a_subscription_is_made_once_and_its_secret_is_not_given_again() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let (path, body) = (
        "/events/subscriptions",
        r#"{"url":"https://hooks.example.com/in"}"#,
    );
    let first = keyed(&house, &acme, path, body, "k").await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = keyed(&house, &acme, path, body, "k").await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let (mut first, again) = (first.json(), again.json());
    assert!(first["secret"].take().is_string());
    first.as_object_mut().unwrap().remove("secret");
    assert_eq!(again, first);
    let listed = house.get(&acme, path).await.json();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let other = r#"{"url":"https://hooks.example.com/out"}"#;
    let refused = keyed(&house, &acme, path, other, "k").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

/// Twenty at once on two servers of one database: one dossier, and each is answered it or told to come again.
async fn at_once(house: House) {
    let acme = house.backend("acme").await;
    let house = Arc::new(house);
    let other = Arc::new(house.beside(99).await);
    let calls = (0..20).map(|number| {
        let node = if number % 2 == 0 { &house } else { &other };
        let (node, acme) = (Arc::clone(node), acme.clone());
        tokio::spawn(async move {
            let body = r#"{"externalReference":"one"}"#;
            keyed(&node, &acme, "/assure/dossiers", body, "same").await
        })
    });
    let mut made = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        let answer = call.await.unwrap();
        if answer.status == StatusCode::CREATED {
            made.push(answer.text("dossierId"));
        } else {
            assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.shown());
            assert_eq!(answer.header("retry-after"), Some("1"));
        }
    }
    assert!(!made.is_empty());
    assert!(made.iter().all(|id| *id == made[0]), "{made:?}");
    assert_eq!(dossiers(&house, &acme).await, 1);
    let after = keyed(
        &other,
        &acme,
        "/assure/dossiers",
        r#"{"externalReference":"one"}"#,
        "same",
    );
    assert_eq!(after.await.text("dossierId"), made[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_call_twenty_times_at_once_makes_one_dossier_on_sqlite() {
    at_once(House::on(Place::of_files()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_call_twenty_times_at_once_makes_one_dossier_on_postgres() {
    if let Some(place) = Place::of_servers(Tables::Made).await {
        at_once(House::on(place).await).await;
    }
}
