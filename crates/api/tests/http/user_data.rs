use crate::house::House;
use axum::http::{Method, StatusCode};
use serde_json::json;

const ANNA: &str = r#"{"userData":{"firstName":"Anna","lastName":"Specimen","gender":"F","nationality":"NLD",
    "dateOfBirth":"1990-01-31","mobile":null,"address":{"locality":"Utopia","country":"UTO"},"other":1}}"#;

#[tokio::test]
async fn user_data_are_set_shown_changed_and_removed() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let dossier = house.dossier(&acme).await;
    let path = format!("{dossier}/userdata");
    let put = async |body: &str| {
        house
            .call(&Method::PUT, &path, Some(&acme.bearer()), body)
            .await
    };

    assert_eq!(house.get(&acme, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(put(ANNA).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        house.delete(&acme, &path).await.status,
        StatusCode::NOT_FOUND
    );

    let set = house.post(&acme, &path, ANNA).await;
    assert_eq!((set.status, set.bytes.len()), (StatusCode::CREATED, 0));
    insta::assert_snapshot!("shown", house.get(&acme, &path).await.shown());
    let again = house.post(&acme, &path, ANNA).await;
    insta::assert_snapshot!("again", again.shown());

    house.clock.forward(5);
    let changed = put(
        r#"{"userData":{"lastName":"Voorbeeld","gender":"","email":"anna@example.com","address":{"locality":""}}}"#,
    )
    .await;
    assert_eq!(
        (changed.status, changed.bytes.len()),
        (StatusCode::NO_CONTENT, 0)
    );
    let shown = house.get(&acme, &path).await.json();
    assert_eq!(
        shown["userData"],
        json!({"firstName":"Anna","lastName":"Voorbeeld","nationality":"NLD","dateOfBirth":"1990-01-31",
            "email":"anna@example.com","address":{"country":"UTO"}})
    );
    assert_eq!(shown["updatedAt"], "2026-01-02T09:00:05Z");

    assert_eq!(
        house.delete(&acme, &path).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        house.get(&acme, &path).await.text("detail"),
        "User data not found."
    );
}

#[tokio::test]
async fn user_data_that_cannot_be_taken_are_refused_by_field_and_not_repeated() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let path = format!("{}/userdata", house.dossier(&acme).await);
    for (body, word) in [
        (json!({}), "userData"),
        (
            json!({"userData": {"firstName": "x".repeat(65)}}),
            "firstName",
        ),
        (json!({"userData": {"gender": "Secret"}}), "gender"),
        (
            json!({"userData": {"nationality": "Secret"}}),
            "nationality",
        ),
        (
            json!({"userData": {"dateOfBirth": "31-01-1990"}}),
            "dateOfBirth",
        ),
        (
            json!({"userData": {"address": {"country": "nl"}}}),
            "address.country",
        ),
        (json!({"userData": {"mobile": 612_345_678}}), "mobile"),
    ] {
        let refused = house.post(&acme, &path, &body.to_string()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
        let detail = refused.text("detail");
        assert!(detail.contains(word), "{detail}");
        assert!(
            !detail.contains("Secret") && !detail.contains("612"),
            "{detail}"
        );
    }
    assert_eq!(house.get(&acme, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn user_data_go_with_their_dossier() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let dossier = house.dossier(&acme).await;
    let path = format!("{dossier}/userdata");
    house.post(&acme, &path, ANNA).await;
    assert_eq!(
        house.delete(&acme, &dossier).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        house.get(&acme, &path).await.text("detail"),
        "Dossier not found."
    );
}
