use crate::house::{Backend, House};
use axum::http::{Method, StatusCode};
use bonafide_app::revoke_client;

/// Every route behind a token, with `{d}` and `{p}` for the ids of a dossier and of a process in it.
const ROUTES: [(Method, &str); 36] = [
    (Method::DELETE, "/assure/dossiers/all"),
    (Method::GET, "/assure/signicatpictureid/document-types"),
    (Method::POST, "/assure/dossiers"),
    (Method::GET, "/assure/dossiers"),
    (Method::GET, "/assure/dossiers/{d}"),
    (Method::DELETE, "/assure/dossiers/{d}"),
    (Method::POST, "/assure/dossiers/{d}/processes"),
    (Method::GET, "/assure/dossiers/{d}/processes/{p}"),
    (Method::POST, "/assure/dossiers/{d}/processes/{p}"),
    (Method::DELETE, "/assure/dossiers/{d}/processes/{p}"),
    (
        Method::GET,
        "/assure/dossiers/{d}/processes/{p}/images?depiction=front",
    ),
    (Method::POST, "/assure/dossiers/{d}/processes/{p}/images"),
    (Method::POST, "/assure/dossiers/{d}/userdata"),
    (Method::GET, "/assure/dossiers/{d}/userdata"),
    (Method::PUT, "/assure/dossiers/{d}/userdata"),
    (Method::DELETE, "/assure/dossiers/{d}/userdata"),
    (Method::POST, "/assure/dossiers/{d}/files"),
    (Method::GET, "/assure/dossiers/{d}/files?depiction=front"),
    (Method::DELETE, "/assure/dossiers/{d}/files"),
    (Method::POST, "/assure/dossiers/{d}/match"),
    (Method::GET, "/assure/dossiers/{d}/processes/{p}/video"),
    (Method::GET, "/assure/dossiers/{d}/processes/{p}/download"),
    (Method::GET, "/assure/dossiers/{d}/processes/{p}/raw"),
    (
        Method::GET,
        "/assure/dossiers/{d}/processes/{p}/external-id",
    ),
    (Method::POST, "/assure/dossiers/{d}/processes/{p}/fail"),
    (
        Method::GET,
        "/assure/processes?startCreationDate=2026-01-01T00:00:00Z",
    ),
    (Method::GET, "/assure/capture/configurations"),
    (Method::GET, "/assure/capture/configurations/a"),
    (Method::POST, "/assure/capture/configurations/a"),
    (Method::PUT, "/assure/capture/configurations/a"),
    (Method::DELETE, "/assure/capture/configurations/a"),
    (Method::GET, "/assure/matching/configurations"),
    (Method::GET, "/assure/matching/configurations/a"),
    (Method::POST, "/assure/matching/configurations/a"),
    (Method::PUT, "/assure/matching/configurations/a"),
    (Method::DELETE, "/assure/matching/configurations/a"),
];

const PROCESS: &str = r#"{"provider":"signicatpictureid","processType":"document"}"#;

fn body(method: &Method, path: &str) -> String {
    if *method == Method::POST && path.ends_with("/processes") {
        PROCESS.to_owned()
    } else if path.ends_with("/userdata") {
        r#"{"userData":{"firstName":"Anna"}}"#.to_owned()
    } else if path.ends_with("/match") {
        r#"{"source":{"dataNode":"userData"},"target":{"dataNode":"userData"}}"#.to_owned()
    } else if path.contains("/matching/") {
        r#"{"fields":[{"sourceField":"a","targetField":"b"}]}"#.to_owned()
    } else if *method == Method::POST && (path.ends_with("/images") || path.ends_with("/files")) {
        format!(r#"{{"front":"{}"}}"#, crate::house::png(b"front"))
    } else {
        String::new()
    }
}

/// Every route, for a process of this client's.
async fn routes(house: &House, owner: &Backend) -> Vec<(Method, String)> {
    let process = house.started(owner).await;
    let mut parts = process.split('/');
    let dossier = parts.nth(3).unwrap();
    let process = parts.nth(1).unwrap();
    ROUTES
        .into_iter()
        .map(|(method, path)| (method, path.replace("{d}", dossier).replace("{p}", process)))
        .collect()
}

#[tokio::test]
async fn no_route_opens_without_a_bearer_token() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let basic = acme.basic();
    for (method, path) in routes(&house, &acme).await {
        for authorization in [
            None,
            Some(""),
            Some("Bearer"),
            Some("Bearer a b"),
            Some(basic.as_str()),
        ] {
            let refused = house
                .call(&method, &path, authorization, &body(&method, &path))
                .await;
            assert_eq!(
                refused.status,
                StatusCode::BAD_REQUEST,
                "{method} {path} {authorization:?}"
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
async fn no_route_opens_with_a_token_that_is_not_good() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let routes = routes(&house, &acme).await;
    let strange = House::elsewhere().await.backend("acme").await.token;
    let cut = acme.token[..acme.token.len() - 2].to_owned();
    for token in ["x", "x.y.z", &cut, &strange] {
        refused_everywhere(&house, &routes, token).await;
    }
    house.clock.forward(3600);
    refused_everywhere(&house, &routes, &acme.token).await;
}

#[tokio::test]
async fn no_route_opens_with_the_token_of_a_revoked_client() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let routes = routes(&house, &acme).await;
    revoke_client(&house.app, &acme.name.parse().unwrap())
        .await
        .unwrap();
    refused_everywhere(&house, &routes, &acme.token).await;
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
async fn what_is_another_clients_is_not_there() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let other = house.backend("other").await;
    for (method, path) in routes(&house, &acme).await {
        let answer = house
            .call(&method, &path, Some(&other.bearer()), &body(&method, &path))
            .await;
        if path.contains("/dossiers/") && !path.ends_with("/all") {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
            let nobody = nowhere(&path);
            let none = house
                .call(
                    &method,
                    &nobody,
                    Some(&other.bearer()),
                    &body(&method, &path),
                )
                .await;
            assert_eq!(answer.status, none.status);
            assert_eq!(
                answer.text("detail"),
                none.text("detail"),
                "{method} {path}"
            );
        }
    }
    assert_eq!(
        house
            .get(&other, "/assure/dossiers")
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// The path with ids that were never given.
fn nowhere(path: &str) -> String {
    path.split('/')
        .map(|part| match part.len() {
            36 => "00000000-0000-4000-8000-000000000000",
            _ => part,
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn refused_everywhere(house: &House, routes: &[(Method, String)], token: &str) {
    let bearer = format!("Bearer {token}");
    for (method, path) in routes {
        let refused = house
            .call(method, path, Some(&bearer), &body(method, path))
            .await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        assert_eq!(
            refused.header("www-authenticate"),
            Some(r#"Bearer error="invalid_token""#)
        );
        assert!(!refused.text("title").is_empty());
    }
}
