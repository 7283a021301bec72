use crate::house::House;
use crate::provider::PANICS;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};

#[tokio::test]
async fn a_path_that_is_not_there_gets_the_error_object() {
    let house = House::new().await;
    for path in [
        "/",
        "/assure",
        "/assure/dossiers/a/b/c",
        "/health/x",
        "/assure//dossiers",
    ] {
        let answer = house.call(&Method::GET, path, None, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.text("instance"), path);
    }
    insta::assert_snapshot!(
        house
            .call(&Method::GET, "/nowhere?a=b", None, "")
            .await
            .shown()
    );
}

#[tokio::test]
async fn a_method_that_is_not_possible_is_told_which_are() {
    let house = House::new().await;
    insta::assert_snapshot!(
        house
            .call(&Method::PATCH, "/assure/dossiers/", None, "")
            .await
            .shown()
    );
}

#[tokio::test]
async fn a_trace_id_is_taken_from_the_caller() {
    let house = House::new().await;
    let ask = |traceparent: &'static str| {
        let request = Request::get("/nowhere").header("traceparent", traceparent);
        house.send(request.body(Body::empty()).unwrap())
    };
    let taken = ask("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").await;
    assert_eq!(taken.text("traceId"), "4bf92f3577b34da6a3ce929d0e0e4736");
    let drawn = ask("00-not-a-trace").await.text("traceId");
    assert_eq!(drawn.len(), 32);
    assert_ne!(drawn, ask("").await.text("traceId"));
}

#[tokio::test]
async fn a_panic_becomes_an_error_that_tells_nothing_of_it() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let processes = format!("{}/processes", house.dossier(&acme).await);
    let body = format!(r#"{{"provider":"signicatpictureid","documentId":{PANICS}}}"#);
    insta::assert_snapshot!(house.post(&acme, &processes, &body).await.shown());
    assert_eq!(
        house.get(&acme, "/assure/dossiers").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn without_its_database_the_server_lives_and_says_that_it_is_not_ready() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let ready = house.call(&Method::GET, "/ready", None, "").await;
    assert_eq!(
        (ready.status, ready.text("status").as_str()),
        (StatusCode::OK, "ready")
    );
    house.storage.close().await;
    insta::assert_snapshot!(
        "no_database",
        house.get(&acme, "/assure/dossiers").await.shown()
    );
    let form = "grant_type=client_credentials";
    let token = house.token("/oidc/token", Some(&acme.basic()), form).await;
    insta::assert_snapshot!("no_database_no_token", token.shown());
    let ready = house.call(&Method::GET, "/ready", None, "").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    let health = house.call(&Method::GET, "/health", None, "").await;
    assert_eq!(
        (health.status, health.text("status").as_str()),
        (StatusCode::OK, "up")
    );
}
