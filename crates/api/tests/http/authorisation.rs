//! Each operation × {no token, malformed header, token that is not good, expired token, revoked client, wrong scope,
//! another client's resource, an id that was never given, happy path}.

use crate::house::{Answer, Backend, House};
use crate::operations::{Ids, Needs, Operation, operations};
use axum::http::{Method, StatusCode};
use bonafide_api::openapi;
use bonafide_app::revoke_client;
use std::collections::BTreeSet;

/// Operations that are open to all, by their path.
const OPEN: [&str; 9] = [
    "/assure/v3/api-docs",
    "/auth/open/.well-known/openid-configuration",
    "/auth/open/connect/jwks",
    "/auth/open/connect/token",
    "/docs",
    "/docs/style.css",
    "/health",
    "/oidc/token",
    "/ready",
];

#[test]
fn the_table_has_every_operation_of_the_document_that_wants_a_token() {
    let document = openapi();
    let (mut open, mut closed) = (BTreeSet::new(), BTreeSet::new());
    for ((method, path), operation) in crate::document::operations(&document) {
        if operation["security"].is_null() {
            closed.insert((method, path));
        } else {
            open.insert(path);
        }
    }
    let table: BTreeSet<(String, String)> = operations()
        .into_iter()
        .map(|operation| (operation.method.to_string(), operation.path.to_owned()))
        .collect();
    assert_eq!(
        table, closed,
        "operations.rs has a row for each operation of the document, and no other"
    );
    assert_eq!(open, OPEN.map(str::to_owned).into());
}

#[tokio::test]
async fn every_operation_does_what_it_is_for() {
    for operation in operations() {
        let house = House::sandbox().await;
        let acme = house.backend("acme").await;
        let ids = operation.prepared(&house, &acme).await;
        let answer = call(&house, &operation, &ids, Some(&acme.bearer())).await;
        assert_eq!(
            answer.status,
            operation.answers,
            "{}",
            told(&operation, &answer)
        );
        let document = openapi();
        let path = operation.path;
        let method = operation.method.as_str().to_lowercase();
        let promised = &document["paths"][path][method]["responses"][operation.answers.as_str()];
        assert!(promised.is_object(), "{path}: {}", operation.answers);
        let kind = answer.header("content-type").unwrap_or_default();
        match promised["content"].as_object() {
            Some(content) => assert!(content.contains_key(kind), "{path}: {kind}"),
            None => assert!(
                answer.bytes.is_empty(),
                "{path}: a body that is not promised"
            ),
        }
    }
}

#[tokio::test]
async fn no_operation_opens_without_a_bearer_token() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let basic = acme.basic();
    for operation in operations() {
        for authorization in [
            None,
            Some(""),
            Some("Bearer"),
            Some("Bearer a b"),
            Some(basic.as_str()),
        ] {
            let refused = call(&house, &operation, &Ids::of_nothing(), authorization).await;
            let told = told(&operation, &refused);
            assert_eq!(
                refused.status,
                StatusCode::BAD_REQUEST,
                "{told} {authorization:?}"
            );
            assert_eq!(refused.text("title"), "Malformed Authorization header.");
            assert_eq!(
                refused.text("detail"),
                "Please provide a valid Bearer authentication."
            );
        }
    }
}

#[tokio::test]
async fn no_operation_opens_with_a_token_that_is_not_good_or_has_expired() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let strange = House::elsewhere().await.backend("acme").await.token;
    let cut = acme.token[..acme.token.len() - 2].to_owned();
    for token in ["x", "x.y.z", &cut, &strange] {
        refused_everywhere(&house, token).await;
    }
    house.clock.forward(3600);
    refused_everywhere(&house, &acme.token).await;
}

#[tokio::test]
async fn no_operation_opens_with_the_token_of_a_revoked_client() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    revoke_client(&house.app, &acme.name.parse().unwrap())
        .await
        .unwrap();
    refused_everywhere(&house, &acme.token).await;
    let answer = house
        .token(
            "/oidc/token",
            Some(&acme.basic()),
            "grant_type=client_credentials",
        )
        .await;
    assert_eq!(answer.text("error"), "invalid_client");
}

#[tokio::test]
async fn no_operation_opens_with_a_token_of_another_scope() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let form = "grant_type=client_credentials&scope=client.capture.api";
    let token = house
        .token("/oidc/token", Some(&acme.basic()), form)
        .await
        .text("access_token");
    for operation in operations() {
        let bearer = format!("Bearer {token}");
        let refused = call(&house, &operation, &Ids::of_nothing(), Some(&bearer)).await;
        let told = told(&operation, &refused);
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{told}");
        assert_eq!(
            refused.header("www-authenticate"),
            Some(r#"Bearer error="insufficient_scope""#)
        );
    }
}

#[tokio::test]
async fn what_is_another_clients_answers_as_what_never_was_and_stays_as_it_is() {
    for operation in operations() {
        if !operation.names_a_resource() {
            continue;
        }
        let house = House::sandbox().await;
        let acme = house.backend("acme").await;
        let other = house.backend("other").await;
        let theirs = operation.prepared(&house, &acme).await;
        let before = kept(&house, &acme).await;
        let none = Ids::of_nothing();
        let refused = call(&house, &operation, &theirs, Some(&other.bearer())).await;
        let nobodys = call(&house, &operation, &none, Some(&other.bearer())).await;
        let told = told(&operation, &refused);
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{told}");
        assert_eq!(alike(&refused), alike(&nobodys), "{told}");
        assert_eq!(kept(&house, &acme).await, before, "{told}");
        assert!(kept(&house, &other).await.contains("[]"), "{told}");
    }
}

#[tokio::test]
async fn what_was_never_given_or_is_no_id_is_not_found() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for operation in operations() {
        if !operation.names_a_resource() {
            continue;
        }
        let mut all = vec![Ids::of_nothing()];
        if operation.path.contains("{dossierId}") {
            for no_id in [
                "7",
                "0c9b0f4e52c14a439f613a6a2a8c7e10",
                "%00",
                "..%2F..",
                "%F0%9F%AA%AA",
            ] {
                all.push(Ids {
                    dossier: no_id.to_owned(),
                    process: no_id.to_owned(),
                    ..Ids::of_nothing()
                });
            }
        }
        if operation.path.contains("{processId}") {
            // A dossier that is there, a process that is not in it.
            let mut ids = Operation {
                needs: Needs::Dossier,
                ..operation.clone()
            }
            .prepared(&house, &acme)
            .await;
            Ids::of_nothing().process.clone_into(&mut ids.process);
            all.push(ids);
        }
        for ids in all {
            let refused = call(&house, &operation, &ids, Some(&acme.bearer())).await;
            let told = told(&operation, &refused);
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{told} {ids:?}");
            assert!(!refused.text("detail").is_empty(), "{told}");
        }
    }
}

async fn refused_everywhere(house: &House, token: &str) {
    let bearer = format!("Bearer {token}");
    for operation in operations() {
        let refused = call(house, &operation, &Ids::of_nothing(), Some(&bearer)).await;
        let told = told(&operation, &refused);
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{told}");
        assert_eq!(
            refused.header("www-authenticate"),
            Some(r#"Bearer error="invalid_token""#)
        );
        assert!(!refused.text("title").is_empty());
    }
}

async fn call(
    house: &House,
    operation: &Operation,
    ids: &Ids,
    authorization: Option<&str>,
) -> Answer {
    let uri = operation.uri(ids);
    house
        .call(&operation.method, &uri, authorization, operation.body)
        .await
}

/// What a client has, as it sees it.
async fn kept(house: &House, backend: &Backend) -> String {
    let mut all = String::new();
    for path in [
        "/assure/dossiers",
        "/assure/capture/configurations",
        "/assure/matching/configurations",
    ] {
        let answer = house
            .call(&Method::GET, path, Some(&backend.bearer()), "")
            .await;
        all += &String::from_utf8(answer.bytes).unwrap();
    }
    all
}

/// An answer without what differs from call to call.
fn alike(answer: &Answer) -> String {
    let mut body = answer.json();
    for field in ["traceId", "timestamp", "instance"] {
        body[field].take();
    }
    let mut headers = answer.headers.clone();
    for name in [
        "content-length",
        "traceresponse",
        "ratelimit",
        "ratelimit-remaining",
        "ratelimit-reset",
    ] {
        headers.remove(name);
    }
    format!("{} {headers:?} {body}", answer.status)
}

fn told(operation: &Operation, answer: &Answer) -> String {
    let Operation { method, path, .. } = operation;
    format!(
        "{method} {path}: {} {}",
        answer.status,
        String::from_utf8_lossy(&answer.bytes)
    )
}
