use crate::house::House;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

const URL: &str = r#"{"url":"https://hooks.example.com/in?key=1","events":["process.complete","process.complete"]}"#;

#[tokio::test]
async fn a_subscription_is_made_shown_changed_and_removed_and_its_secret_is_shown_once() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let made = house.post(&acme, "/events/subscriptions", URL).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let made = made.json();
    assert_eq!(made["events"], json!(["process.complete"]));
    assert_eq!(made["state"], "enabled");
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    let path = format!("/events/subscriptions/{}", made["id"].as_str().unwrap());

    let shown = house.get(&acme, &path).await.json();
    assert_eq!(shown["secret"], Value::Null);
    assert_eq!(shown["publicKeys"], made["publicKeys"]);
    let listed = house.get(&acme, "/events/subscriptions").await.json();
    assert_eq!(listed, json!([shown]));

    let change = r#"{"events":[],"enabled":false,"signatureHeader":"X-Sig","description":"ours"}"#;
    let bearer = acme.bearer();
    let changed = house
        .call(&Method::PATCH, &path, Some(&bearer), change)
        .await
        .json();
    assert_eq!(changed["state"], "paused");
    assert_eq!(changed["events"], json!([]));
    assert_eq!(changed["signatureHeader"], "x-sig");
    assert_eq!(changed["signatureAlgorithm"], "hmac-sha256-hex");
    let test = house.post(&acme, &format!("{path}/test"), "").await;
    assert_eq!(test.status, StatusCode::CONFLICT);

    assert_eq!(
        house.delete(&acme, &path).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(house.get(&acme, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_subscribed_is_refused_by_the_field() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for (body, field) in [
        ("{}", "url"),
        (r#"{"url":"http://example.com/"}"#, "url"),
        (r#"{"url":"https://10.0.0.1/"}"#, "url"),
        (r#"{"url":"https://metadata.google.internal/"}"#, "url"),
        (
            r#"{"url":"https://example.com/","events":["process.done"]}"#,
            "events",
        ),
        (
            r#"{"url":"https://example.com/","signatureHeader":"Host"}"#,
            "signatureHeader",
        ),
        (
            r#"{"url":"https://example.com/","signatureAlgorithm":"md5"}"#,
            "signatureAlgorithm",
        ),
    ] {
        let refused = house.post(&acme, "/events/subscriptions", body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with(field), "{body}: {detail}");
    }
    let listed = house.get(&acme, "/events/subscriptions").await.json();
    assert_eq!(listed, json!([]));
}

#[tokio::test]
async fn the_twenty_first_subscription_is_refused() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for _ in 0..20 {
        let made = house.post(&acme, "/events/subscriptions", URL).await;
        assert_eq!(made.status, StatusCode::CREATED);
    }
    let refused = house.post(&acme, "/events/subscriptions", URL).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn events_are_listed_in_their_order_and_gone_on_with() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let dossier = house.dossier(&acme).await;
    for _ in 0..3 {
        let body = r#"{"provider":"signicatpictureid","processType":"document"}"#;
        let process = house
            .post(&acme, &format!("{dossier}/processes"), body)
            .await
            .json();
        let id = process["processId"].as_str().unwrap().to_owned();
        house
            .post(&acme, &format!("{dossier}/processes/{id}/fail"), "")
            .await;
    }
    let all = house.get(&acme, "/events").await.json();
    let events = all["events"].as_array().unwrap();
    assert_eq!(events.len(), 3);
    let first = events[0]["id"].as_str().unwrap();
    let rest = house
        .get(&acme, &format!("/events?after={first}"))
        .await
        .json();
    assert_eq!(rest["events"].as_array().unwrap().len(), 2);
    assert_eq!(rest["last"], events[2]["id"]);
    let none = house
        .get(&acme, "/events?since=2027-01-01T00:00:00Z")
        .await
        .json();
    assert_eq!(none, json!({"events": []}));
    let wrong = house.get(&acme, "/events?since=yesterday").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let stranger = house.backend("stranger").await;
    let theirs = house
        .get(&stranger, &format!("/events?after={first}"))
        .await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
}
