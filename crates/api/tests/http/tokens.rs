use crate::house::House;
use axum::http::{Method, StatusCode};
use std::fmt::Write as _;

const NEW: &str = "/auth/open/connect/token";
const OLD: &str = "/oidc/token";

#[tokio::test]
async fn both_endpoints_give_a_token_by_basic_and_by_form() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        acme.id, acme.secret
    );
    for path in [NEW, OLD, "/oidc/token/"] {
        for (authorization, form) in [
            (Some(acme.basic()), "grant_type=client_credentials"),
            (None, form.as_str()),
        ] {
            let answer = house.token(path, authorization.as_deref(), form).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} {form}");
            let token = format!("Bearer {}", answer.text("access_token"));
            let used = house
                .call(&Method::GET, "/assure/dossiers", Some(&token), "")
                .await;
            assert_eq!(used.status, StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn the_answer_has_the_shape_of_the_standard() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let form = "grant_type=client_credentials&scope=signicat-api";
    insta::assert_snapshot!(house.token(NEW, Some(&acme.basic()), form).await.shown());
}

#[tokio::test]
async fn the_older_scopes_open_the_api_too() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for scope in [
        "client.assure.api+client.capture.api",
        "client.assure.api%20client.capture.api",
    ] {
        let form = format!("grant_type=client_credentials&scope={scope}");
        let answer = house.token(OLD, Some(&acme.basic()), &form).await;
        assert_eq!(answer.text("scope"), "client.assure.api client.capture.api");
        let token = format!("Bearer {}", answer.text("access_token"));
        let used = house
            .call(&Method::GET, "/assure/dossiers", Some(&token), "")
            .await;
        assert_eq!(used.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn each_fault_of_a_token_request_is_named() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let basic = acme.basic();
    let both = "grant_type=client_credentials&client_id=a&client_secret=b";
    let wrong = format!(
        "grant_type=client_credentials&client_id={}&client_secret=b",
        acme.id
    );
    let mut shown = String::new();
    for (what, authorization, form) in [
        ("no grant", Some(basic.as_str()), ""),
        (
            "json",
            Some(&basic),
            r#"{"grant_type":"client_credentials"}"#,
        ),
        ("another grant", Some(&basic), "grant_type=password"),
        (
            "a grant twice",
            Some(&basic),
            "grant_type=client_credentials&grant_type=client_credentials",
        ),
        ("no credentials", None, "grant_type=client_credentials"),
        (
            "an id without a secret",
            None,
            "grant_type=client_credentials&client_id=a",
        ),
        ("credentials both ways", Some(&basic), both),
        (
            "no Basic",
            Some("Bearer a"),
            "grant_type=client_credentials",
        ),
        (
            "broken Basic",
            Some("Basic ???"),
            "grant_type=client_credentials",
        ),
        ("an unknown client", None, both),
        ("a wrong secret", None, &wrong),
        (
            "an unknown scope",
            Some(&basic),
            "grant_type=client_credentials&scope=everything",
        ),
    ] {
        let answer = house.token(NEW, authorization, form).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(
            answer.status == StatusCode::UNAUTHORIZED,
            answer.header("www-authenticate").is_some(),
            "{what}"
        );
        writeln!(
            shown,
            "{what}: {} {} - {}",
            answer.status.as_u16(),
            answer.text("error"),
            answer.text("error_description")
        )
        .unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn what_a_client_needs_to_know_is_published() {
    let house = House::new().await;
    let discovery = house
        .call(
            &Method::GET,
            "/auth/open/.well-known/openid-configuration",
            None,
            "",
        )
        .await;
    insta::assert_snapshot!("discovery", discovery.shown());
    let keys = house
        .call(&Method::GET, "/auth/open/connect/jwks", None, "")
        .await;
    insta::assert_snapshot!("keys", keys.shown());
}
