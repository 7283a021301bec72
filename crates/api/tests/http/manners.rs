//! Rate limits, conditional and waiting reads, calls from browsers, and the trace of a call.

use crate::house::{Answer, Backend, House};
use crate::provider::accepted;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use bonafide_api::{ApiLimits, RateLimits};
use bonafide_app::Settings;
use std::sync::Arc;
use std::time::{Duration, Instant};

async fn with(
    house: &House,
    backend: &Backend,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", backend.bearer());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    house.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_answer_tells_what_is_left_and_the_last_says_when_to_come_again() {
    let limits = ApiLimits {
        rates: RateLimits {
            reads: 3,
            ..RateLimits::default()
        },
        ..ApiLimits::default()
    };
    let house = House::with(limits, Settings::default()).await;
    let (acme, other) = (house.backend("acme").await, house.backend("other").await);
    for left in ["2", "1", "0"] {
        let answer = house.get(&acme, "/assure/dossiers").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("ratelimit-limit"), Some("3"));
        assert_eq!(answer.header("ratelimit-remaining"), Some(left));
        assert_eq!(
            answer.header("ratelimit-policy"),
            Some("\"reads\";q=3;w=60")
        );
        assert!(
            answer
                .header("ratelimit")
                .unwrap()
                .starts_with(&format!("\"reads\";r={left};t="))
        );
        assert!(
            answer
                .header("ratelimit-reset")
                .unwrap()
                .parse::<u32>()
                .unwrap()
                <= 60
        );
    }
    let refused = house.get(&acme, "/assure/dossiers").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=20).contains(&seconds), "{seconds}");
    assert_eq!(refused.header("ratelimit-remaining"), Some("0"));
    assert_eq!(refused.text("type"), "base:client-problem");
    assert!(
        refused
            .text("detail")
            .starts_with("3 calls that read a minute")
    );
    // Writes have a share of their own, and so has every client; errors tell it too.
    let made = house.post(&acme, "/assure/dossiers", "").await;
    assert_eq!(made.header("ratelimit-remaining"), Some("5999"));
    let nothing = house.get(&other, "/assure/processes").await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
    assert_eq!(nothing.header("ratelimit-remaining"), Some("2"));
}

#[tokio::test]
async fn tokens_are_limited_by_client_and_wrong_secrets_hold_nobody_up() {
    let limits = ApiLimits {
        rates: RateLimits {
            tokens: 3,
            refused_tokens: 2,
            ..RateLimits::default()
        },
        ..ApiLimits::default()
    };
    let house = House::with(limits, Settings::default()).await;
    let acme = house.backend("acme").await;
    let (path, form) = ("/oidc/token", "grant_type=client_credentials");
    let wrong = format!("{form}&client_id={}&client_secret=wrong", acme.id);
    for status in [401, 401, 429] {
        let refused = house.token(path, None, &wrong).await;
        assert_eq!(refused.status.as_u16(), status);
        assert_eq!(refused.header("retry-after").is_some(), status == 429);
        assert!(!refused.text("error_description").is_empty());
    }
    for status in [200, 200, 429] {
        let answer = house.token(path, Some(&acme.basic()), form).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.header("ratelimit-limit"), Some("3"));
    }
    house.backend("other").await;
}

#[tokio::test]
async fn who_polls_every_five_seconds_is_never_held_up() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    // A thousand sessions at once, one call each: as in five seconds.
    for _ in 0..1000 {
        assert_eq!(house.get(&acme, &process).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_process_that_is_as_it_was_is_not_told_again() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.started(&acme).await;
    let first = house.get(&acme, &process).await;
    let tag = first.header("etag").unwrap().to_owned();
    let same = with(
        &house,
        &acme,
        Method::GET,
        &process,
        &[("if-none-match", &tag)],
    )
    .await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    assert_eq!(same.header("etag"), Some(tag.as_str()));
    assert!(same.bytes.is_empty() && same.header("content-type").is_none());
    let other = house.backend("other").await;
    let theirs = with(
        &house,
        &other,
        Method::GET,
        &process,
        &[("if-none-match", "*")],
    )
    .await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);

    let ended = house.ended(&acme, accepted()).await;
    let first = house.get(&acme, &ended).await;
    let tag = first.header("etag").unwrap().to_owned();
    assert_eq!(first.text("status"), "accepted");
    let before = audit(&house, &acme).await;
    let list = format!("\"x\", W/{tag}");
    let same = with(
        &house,
        &acme,
        Method::GET,
        &ended,
        &[("if-none-match", &list)],
    )
    .await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    assert_eq!(audit(&house, &acme).await, before, "nothing was handed out");
    let other = with(
        &house,
        &acme,
        Method::GET,
        &ended,
        &[("if-none-match", "\"x\"")],
    )
    .await;
    assert_eq!(other.bytes, first.bytes);
    assert_eq!(audit(&house, &acme).await, before + 1);
}

async fn audit(house: &House, backend: &Backend) -> usize {
    let owner = backend.id.parse().unwrap();
    house
        .storage
        .audit(Some(&owner), 0, 1000)
        .await
        .unwrap()
        .len()
}

#[tokio::test]
async fn a_wait_ends_with_the_change_and_the_tag_says_from_what() {
    let house = Arc::new(House::new().await);
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let tag = house
        .get(&acme, &process)
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    let waiting = |tag: Option<String>| {
        let (house, acme, process) = (Arc::clone(&house), acme.clone(), process.clone());
        tokio::spawn(async move {
            let path = format!("{process}?waitSeconds=30");
            let headers: Vec<(&str, &str)> = tag
                .as_deref()
                .map(|tag| ("if-none-match", tag))
                .into_iter()
                .collect();
            with(&house, &acme, Method::GET, &path, &headers).await
        })
    };
    let calls = [waiting(None), waiting(Some(tag.clone()))];
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(calls.iter().all(|call| !call.is_finished()));
    house.clock.forward(1);
    let changed = Instant::now();
    house.post(&acme, &format!("{process}/fail"), "").await;
    for call in calls {
        let answer = call.await.unwrap();
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.text("status"), "failed");
        assert_ne!(answer.header("etag"), Some(tag.as_str()));
    }
    assert!(
        changed.elapsed() < Duration::from_millis(900),
        "{:?}",
        changed.elapsed()
    );

    // A process that is final, or not as the caller knows it, is answered at once.
    let began = Instant::now();
    for tag in [None, Some(tag), Some("\"x\"".to_owned())] {
        assert_eq!(waiting(tag).await.unwrap().text("status"), "failed");
    }
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_wait_ends_with_its_time_and_with_what_another_server_did() {
    let house = Arc::new(House::new().await);
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let path = format!("{process}?waitSeconds=1");
    let same = house.get(&acme, &path).await;
    assert_eq!(same.text("status"), "pending");
    let tag = same.header("etag").unwrap().to_owned();
    let same = with(
        &house,
        &acme,
        Method::GET,
        &path,
        &[("if-none-match", &tag)],
    )
    .await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);

    let other = house.apart().await;
    let (waits, acme_too, path) = (
        Arc::clone(&house),
        acme.clone(),
        format!("{process}?waitSeconds=30"),
    );
    let waiting = tokio::spawn(async move { waits.get(&acme_too, &path).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let changed = Instant::now();
    house.clock.forward(1);
    other.post(&acme, &format!("{process}/fail"), "").await;
    assert_eq!(waiting.await.unwrap().text("status"), "failed");
    assert!(
        changed.elapsed() < Duration::from_secs(5),
        "{:?}",
        changed.elapsed()
    );

    for wrong in ["31", "-1", "x", "1.5"] {
        let refused = house
            .get(&acme, &format!("{process}?waitSeconds={wrong}"))
            .await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(refused.text("detail").starts_with("waitSeconds"));
    }
    let now = house.get(&acme, &format!("{process}?waitSeconds=0")).await;
    assert_eq!(now.status, StatusCode::OK);
}

#[tokio::test]
async fn waits_are_few_and_who_goes_away_gives_the_place_back() {
    let limits = ApiLimits {
        waits_per_client: 2,
        ..ApiLimits::default()
    };
    let house = Arc::new(House::with(limits, Settings::default()).await);
    let (acme, other) = (house.backend("acme").await, house.backend("other").await);
    let process = house.process(&acme).await;
    let theirs = house.process(&other).await;
    let wait = |backend: &Backend, process: &str, seconds: u32| {
        let (house, backend) = (Arc::clone(&house), backend.clone());
        let path = format!("{process}?waitSeconds={seconds}");
        tokio::spawn(async move { house.get(&backend, &path).await })
    };
    let waiting = [wait(&acme, &process, 30), wait(&acme, &process, 30)];
    tokio::time::sleep(Duration::from_millis(200)).await;
    let refused = wait(&acme, &process, 30).await.unwrap();
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), Some("5"));
    assert_eq!(house.get(&acme, &process).await.status, StatusCode::OK);
    assert_eq!(
        wait(&other, &theirs, 1).await.unwrap().status,
        StatusCode::OK
    );
    for call in waiting {
        call.abort();
        let _ = call.await;
    }
    assert_eq!(
        wait(&acme, &process, 1).await.unwrap().status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_page_of_an_origin_that_was_named_may_call_and_no_other() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    for (origin, allowed) in [
        ("https://app.example.com", true),
        ("https://app.example.com.evil.test", false),
        ("http://app.example.com", false),
        ("null", false),
    ] {
        let allow = allowed.then_some(origin);
        let preflight = Request::builder()
            .method(Method::OPTIONS)
            .uri("/assure/dossiers")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,idempotency-key",
            )
            .body(Body::empty())
            .unwrap();
        let answer = house.send(preflight).await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            allow,
            "{origin}"
        );
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        let call = with(
            &house,
            &acme,
            Method::GET,
            "/assure/dossiers",
            &[("origin", origin)],
        )
        .await;
        assert_eq!(
            call.header("access-control-allow-origin"),
            allow,
            "{origin}"
        );
        // Also where it is refused, or a page could not read why.
        let nothing = with(
            &house,
            &acme,
            Method::GET,
            "/assure/dossiers/x",
            &[("origin", origin)],
        )
        .await;
        assert_eq!(nothing.header("access-control-allow-origin"), allow);
    }
}

#[tokio::test]
async fn an_answer_stands_in_the_trace_of_its_call() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let headers = [("traceparent", parent.as_str())];
    let answer = with(&house, &acme, Method::GET, "/assure/dossiers/x", &headers).await;
    assert_eq!(answer.text("traceId"), trace);
    let told = answer.header("traceresponse").unwrap();
    assert!(
        told.starts_with(&format!("00-{trace}-")) && told.ends_with("-01"),
        "{told}"
    );
    assert!(
        !told.contains("00f067aa0ba902b7"),
        "our part of the trace is our own"
    );

    let answer = house.get(&acme, "/assure/dossiers/x").await;
    let told = answer.header("traceresponse").unwrap();
    let trace = answer.text("traceId");
    assert_eq!(told.split('-').nth(1), Some(trace.as_str()));
    assert_eq!(told.len(), 55);
}
