use crate::house::House;
use axum::http::{Method, StatusCode};
use serde_json::json;

const LOOK: &str = r##"{"pageTitle":"Utopia Bank","primaryColor":"#1f6feb","documentTypes":["passport"],
    "documentCountries":[],"favicon":null,"nobodyKnows":{"a":1}}"##;
const FIELDS: &str = r#"{"fields":[{"sourceField":"firstName","targetField":"firstName","normalization":"cleanUpper","algorithm":null,"id":null}]}"#;

#[tokio::test]
async fn configurations_are_made_shown_replaced_listed_and_removed() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let other = house.backend("other").await;
    for (kind, body) in [("capture", LOOK), ("matching", FIELDS)] {
        let all = format!("/assure/{kind}/configurations");
        let path = format!("{all}/dark%20mode");
        let put = async || {
            house
                .call(&Method::PUT, &path, Some(&acme.bearer()), body)
                .await
        };
        assert_eq!(put().await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(&acme, &path).await.status, StatusCode::NOT_FOUND);
        let made = house.post(&acme, &path, body).await;
        insta::assert_snapshot!(format!("{kind}_made"), made.shown());
        assert_eq!(
            house.post(&acme, &path, body).await.status,
            StatusCode::CONFLICT
        );
        assert_eq!(house.get(&acme, &path).await.bytes, made.bytes);
        assert_eq!(house.get(&other, &path).await.status, StatusCode::NOT_FOUND);
        house.clock.forward(7);
        let replaced = put().await;
        assert_eq!(replaced.status, StatusCode::OK);
        assert_ne!(replaced.text("updatedAt"), replaced.text("createdAt"));
        insta::assert_snapshot!(
            format!("{kind}_listed"),
            house.get(&acme, &all).await.shown()
        );
        assert_eq!(house.get(&other, &all).await.json(), json!([]));
        assert_eq!(
            house.delete(&other, &path).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house.delete(&acme, &path).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(
            house.delete(&acme, &path).await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_configuration_that_cannot_be_used_is_refused_by_field() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let long = format!("/assure/capture/configurations/{}", "x".repeat(101));
    for (path, body, word) in [
        (
            "/assure/capture/configurations/a",
            r#"{"pageTitle":5}"#,
            "pageTitle",
        ),
        (
            "/assure/capture/configurations/a",
            r#"{"translations":{"en":{"a":[]}}}"#,
            "translations.en.a",
        ),
        (long.as_str(), "{}", "configurationId"),
        ("/assure/matching/configurations/a", "{}", "fields"),
        (
            "/assure/matching/configurations/a",
            r#"{"fields":[{"sourceField":"a"}]}"#,
            "targetField",
        ),
        (
            "/assure/matching/configurations/a",
            r#"{"fields":[{"sourceField":"a","targetField":"b","algorithm":"soundex"}]}"#,
            "algorithm",
        ),
        (
            "/assure/matching/configurations/a",
            r#"{"fields":[{"sourceField":"a","targetField":"b"},{"sourceField":"a","targetField":"c"}]}"#,
            "fields[1]",
        ),
        (
            "/assure/matching/configurations/a",
            r#"{"fields":[{"sourceField":"","targetField":"b"}]}"#,
            "fields[0].sourceField",
        ),
    ] {
        let refused = house.post(&acme, path, body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path} {body}");
        assert!(
            refused.text("detail").contains(word),
            "{}",
            refused.text("detail")
        );
    }
}
