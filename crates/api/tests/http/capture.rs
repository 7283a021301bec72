use crate::house::{Answer, Backend, House, png};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use bonafide_app::set_client_access;
use bonafide_domain::ClientAccess;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn asked(changes: &Value) -> String {
    let mut body = json!({
        "providers": [{"provider": "signicatpictureid", "processType": "document"}],
        "redirectUrl": "https://example.com/back?a=b#done",
    });
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body.to_string()
}

/// The dossier of a new link, and the link's artifact.
async fn link(house: &House, client: &Backend, changes: Value) -> (String, String) {
    let dossier = house.dossier(client).await;
    let made = house
        .post(client, &format!("{dossier}/capture"), &asked(&changes))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text("detail"));
    let url = made.text("url");
    let artifact = url.split_once("/capture/#/artifact=").unwrap().1;
    (dossier, artifact.to_owned())
}

async fn page(house: &House, method: &str, path: &str, artifact: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(format!("/capture/{path}"))
        .header("capture-artifact", artifact);
    house
        .send(request.body(Body::from(body.to_owned())).unwrap())
        .await
}

/// The one process of a dossier.
async fn process(house: &House, client: &Backend, dossier: &str) -> Value {
    let shown = house.get(client, dossier).await.json();
    let processes = shown["processes"].as_array().unwrap();
    assert_eq!(processes.len(), 1);
    processes[0].clone()
}

#[tokio::test]
async fn a_link_opens_a_page_on_which_pictures_are_sent_and_verified() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let dossier = house.dossier(&acme).await;
    let made = house
        .post(
            &acme,
            &format!("{dossier}/capture"),
            &asked(&json!({"sdk": "capture"})),
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.json().as_object().unwrap().len(), 1);
    let url = made.text("url");
    let artifact = url
        .strip_prefix("http://localhost:8080/capture/#/artifact=")
        .unwrap();
    assert_eq!(artifact.len(), 50);
    assert!(
        artifact
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    );

    let made = process(&house, &acme, &dossier).await;
    assert_eq!(made["status"], "pending");
    let opened = page(&house, "GET", "session", artifact, "").await;
    assert_eq!(opened.status, StatusCode::OK);
    assert_eq!(opened.header("cache-control"), Some("no-store"));
    assert_eq!(
        opened.json(),
        json!({
            "provider": "signicatpictureid", "language": "en", "look": {"allowFileUpload": []},
            "required": ["front"], "accepted": ["front"], "stored": [],
        })
    );
    let early = page(&house, "POST", "session/start", artifact, "").await;
    assert_eq!(early.status, StatusCode::BAD_REQUEST);
    let sent = json!({"front": png(b"one")}).to_string();
    let sent = page(&house, "POST", "session/images", artifact, &sent).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    let started = page(&house, "POST", "session/start", artifact, "").await;
    let back = format!(
        "https://example.com/back?a=b&dossierId={}&processId={}&status=processing#done",
        dossier.rsplit('/').next().unwrap(),
        made["processId"].as_str().unwrap()
    );
    assert_eq!(started.json(), json!({"redirectUrl": back}));
    assert_eq!(
        process(&house, &acme, &dossier).await["status"],
        "processing"
    );
    // Opened again, it has nothing to show; started again or broken off, nothing changes.
    for (method, path) in [
        ("GET", "session"),
        ("POST", "session/start"),
        ("POST", "session/cancel"),
    ] {
        let again = page(&house, method, path, artifact, "").await;
        assert_eq!(again.json(), json!({"redirectUrl": back}), "{path}");
    }
    let late = json!({"front": png(b"two")}).to_string();
    let late = page(&house, "POST", "session/images", artifact, &late).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_person_who_breaks_off_is_sent_back_and_the_process_is_canceled() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let (dossier, artifact) =
        link(&house, &acme, json!({"redirectUrl": "https://example.com"})).await;
    let left = page(&house, "POST", "session/cancel", &artifact, "").await;
    let url = left.text("redirectUrl");
    assert!(url.starts_with("https://example.com?dossierId="), "{url}");
    assert!(url.ends_with("&status=canceled"), "{url}");
    assert_eq!(process(&house, &acme, &dossier).await["status"], "canceled");
    let again = page(&house, "GET", "session", &artifact, "").await;
    assert_eq!(again.text("redirectUrl"), url);
}

#[tokio::test]
async fn a_link_that_opens_nothing_says_so_and_no_more() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let (dossier, deleted) = link(&house, &acme, json!({})).await;
    let process = process(&house, &acme, &dossier).await;
    let path = format!(
        "{dossier}/processes/{}",
        process["processId"].as_str().unwrap()
    );
    house.delete(&acme, &path).await;
    let (erased, with_dossier) = link(&house, &acme, json!({})).await;
    assert_eq!(
        house.delete(&acme, &erased).await.status,
        StatusCode::NO_CONTENT
    );
    let (_, old) = link(&house, &acme, json!({})).await;
    house.clock.forward(24 * 3600);
    let other = house.backend("other").await;
    let (_, denied) = link(&house, &other, json!({})).await;
    let access = ClientAccess {
        permissions: BTreeSet::new(),
        ..ClientAccess::default()
    };
    let name = "other";
    set_client_access(&house.app, name, access).await.unwrap();
    let unknown = "a".repeat(50);
    for artifact in [
        &deleted,
        &with_dossier,
        &old,
        &denied,
        &unknown,
        "short",
        "",
        &"A".repeat(50),
    ] {
        for (method, path) in [
            ("GET", "session"),
            ("POST", "session/images"),
            ("POST", "session/start"),
            ("POST", "session/cancel"),
            ("POST", "session/outcome"),
        ] {
            let body = json!({"front": png(b"one"), "outcome": "Accepted"}).to_string();
            let refused = page(&house, method, path, artifact, &body).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path} {artifact}");
            assert_eq!(refused.text("detail"), "Capture link not found.");
        }
    }
    bonafide_app::tidy(&house.app).await.unwrap();
}

#[tokio::test]
async fn a_page_that_calls_without_end_has_to_wait() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let (_, artifact) = link(&house, &acme, json!({})).await;
    let (_, other) = link(&house, &acme, json!({})).await;
    for _ in 0..120 {
        let opened = page(&house, "GET", "session", &artifact, "").await;
        assert_eq!(opened.status, StatusCode::OK);
    }
    let refused = page(&house, "GET", "session", &artifact, "").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), Some("60"));
    assert_eq!(
        page(&house, "GET", "session", &other, "").await.status,
        StatusCode::OK
    );
    house.clock.forward(60);
    assert_eq!(
        page(&house, "GET", "session", &artifact, "").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn each_fault_of_a_link_is_named_and_nothing_is_made() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let dossier = house.dossier(&acme).await;
    let provider = |changes: Value| {
        let mut provider = json!({"provider": "signicatpictureid"});
        for (name, value) in changes.as_object().unwrap() {
            provider[name] = value.clone();
        }
        json!({"providers": [provider]})
    };
    let parameters = |name: &str, value: Value| json!({"captureParameters": {name: value}});
    for (changes, detail) in [
        (json!({"providers": null}), "providers is missing"),
        (json!({"providers": []}), "providers is missing"),
        (
            json!({"providers": [{"provider": "signicatpictureid"}, {"provider": "onfido"}]}),
            "providers holds more than one",
        ),
        (
            provider(json!({"provider": null})),
            "providers[0].provider is required",
        ),
        (
            provider(json!({"provider": "nobody"})),
            "providers[0].provider: 'nobody' is not one of",
        ),
        (
            provider(json!({"processType": "high"})),
            "providers[0].processType: ",
        ),
        (
            provider(json!({"documentId": 1})),
            "providers[0].documentId: ",
        ),
        (json!({"redirectUrl": null}), "redirectUrl is missing."),
        (
            json!({"redirectUrl": "javascript:alert(1)"}),
            "redirectUrl must be an absolute http or https URL",
        ),
        (json!({"redirectUrl": "/back"}), "redirectUrl must be"),
        (json!({"sdk": "web"}), "sdk must be native or capture."),
        (
            json!({"requestDomain": "evil.example"}),
            "requestDomain is not one of the domains",
        ),
        (
            json!({"eventTags": ["x".repeat(201)]}),
            "eventTags are at most 20",
        ),
        (
            parameters("uiProfile", json!("none")),
            "captureParameters.uiProfile: there is no capture configuration",
        ),
        (
            parameters("uiProfileJSON", json!(1)),
            "captureParameters.uiProfileJSON must be a JSON object",
        ),
        (
            parameters("uiProfileJSON", json!("{")),
            "captureParameters.uiProfileJSON must be a JSON object",
        ),
        (
            parameters("uiProfileJSON", json!({"primaryColor": "blueish"})),
            "captureParameters.uiProfileJSON.primaryColor",
        ),
        (
            parameters("uiLanguage", json!("english")),
            "captureParameters.uiLanguage must be",
        ),
        (
            parameters("smsSender", json!("1234567890123456")),
            "captureParameters.smsSender must be",
        ),
        (
            parameters("smsSender", json!("Example Bank")),
            "captureParameters.smsSender must be",
        ),
        (
            parameters("smsMessage", json!("<b>")),
            "captureParameters.smsMessage must be",
        ),
        (
            parameters("defaultCountry", json!("NL")),
            "captureParameters.defaultCountry must be",
        ),
        (json!({"captureParameters": 1}), "captureParameters must be"),
    ] {
        let refused = house
            .post(&acme, &format!("{dossier}/capture"), &asked(&changes))
            .await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{detail}");
        let told = refused.text("detail");
        assert!(told.contains(detail), "{detail}: {told}");
    }
    let shown = house.get(&acme, &dossier).await.json();
    assert_eq!(shown["processes"], json!([]));
    let other = house.backend("other").await;
    let foreign = house
        .post(&other, &format!("{dossier}/capture"), &asked(&json!({})))
        .await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(foreign.text("detail"), "Dossier not found.");
}

#[tokio::test]
async fn a_page_looks_as_its_configuration_says() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let configuration = json!({
        "pageTitle": "Example Bank", "primaryColor": "#0a5", "documentTypes": ["identityCard"],
        "allowFileUpload": ["desktop"],
        "signicatpictureidConfig": {"allowFileUpload": ["mobile"], "allowedIdTypes": [1001, 1002]},
        "customCss": "body { display: none }",
    });
    house
        .post(
            &acme,
            "/assure/capture/configurations/bank",
            &configuration.to_string(),
        )
        .await;
    let (_, artifact) = link(
        &house,
        &acme,
        json!({"captureParameters": {"uiProfile": "bank", "uiLanguage": "nl"}}),
    )
    .await;
    let opened = page(&house, "GET", "session", &artifact, "").await.json();
    assert_eq!(opened["language"], "nl");
    assert_eq!(
        opened["look"],
        json!({"pageTitle": "Example Bank", "primaryColor": "#0a5", "documentTypes": ["passport"], "allowFileUpload": ["mobile"]})
    );
    // What comes along goes before it, also as a text.
    let inline = json!({"captureParameters": {"uiProfile": "bank", "uiProfileJSON": "{\"pageTitle\": \"Inline\"}"}});
    let (_, artifact) = link(&house, &acme, inline).await;
    let opened = page(&house, "GET", "session", &artifact, "").await.json();
    assert_eq!(
        opened["look"],
        json!({"pageTitle": "Inline", "allowFileUpload": []})
    );
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere() {
    let house = House::new().await;
    let html = page(&house, "GET", "", "", "").await;
    assert_eq!(html.status, StatusCode::OK);
    assert_eq!(
        html.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let policy = html.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
    assert_eq!(html.header("referrer-policy"), Some("no-referrer"));
    let html = String::from_utf8(html.bytes).unwrap();
    assert!(!html.contains("style=") && !html.contains("onclick") && !html.contains("//"));
    for (path, kind) in [("style.css", "text/css"), ("script.js", "text/javascript")] {
        let part = page(&house, "GET", path, "", "").await;
        assert!(part.header("content-type").unwrap().starts_with(kind));
        assert_eq!(part.header("x-content-type-options"), Some("nosniff"));
        let text = String::from_utf8(part.bytes).unwrap();
        assert!(html.contains(&format!("\"{path}\"")));
        for outside in ["@import", "url(", "innerHTML", "eval(", "https://"] {
            assert!(!text.contains(outside), "{path}: {outside}");
        }
    }
}

#[tokio::test]
async fn in_a_sandbox_a_tester_chooses_how_a_session_with_another_provider_ends() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    for (outcome, status) in [("Rejected", "processing"), ("canceled", "canceled")] {
        let video = json!({"providers": [{"provider": "signicatvideoid"}]});
        let (dossier, artifact) = link(&house, &acme, video).await;
        let opened = page(&house, "GET", "session", &artifact, "").await.json();
        assert_eq!(opened["provider"], "signicatvideoid");
        assert_eq!(opened["outcomes"][0], "Accepted");
        assert!(opened.get("required").is_none());
        let wrong = json!({"outcome": "Nothing"}).to_string();
        let wrong = page(&house, "POST", "session/outcome", &artifact, &wrong).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        let chosen = json!({"outcome": outcome}).to_string();
        let chosen = page(&house, "POST", "session/outcome", &artifact, &chosen).await;
        let url = chosen.text("redirectUrl");
        assert!(url.contains(&format!("&status={status}#")), "{url}");
        assert_eq!(process(&house, &acme, &dossier).await["status"], status);
    }
    // What is verified by our own engine cannot be chosen.
    let (_, artifact) = link(&house, &acme, json!({})).await;
    let chosen = json!({"outcome": "Accepted"}).to_string();
    let refused = page(&house, "POST", "session/outcome", &artifact, &chosen).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}
