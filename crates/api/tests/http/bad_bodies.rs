//! Bodies that nobody should send, to every operation that takes one: the right 4xx with the error object, and nothing is
//! stored.

use crate::house::{Answer, Backend, House};
use crate::operations::{Ids, Operation, operations};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use bonafide_api::{ApiLimits, openapi};
use bonafide_app::Settings;
use futures::stream;
use std::time::Duration;

const BODY: u64 = 4 << 10;
const IMAGES: u64 = 16 << 10;

async fn house() -> House {
    let limits = ApiLimits {
        body_bytes: BODY,
        images_body_bytes: IMAGES,
        body_time: Duration::from_millis(100),
        ..ApiLimits::default()
    };
    House::with(limits, Settings::default()).await
}

/// Every operation of the table that takes a body, with what it needs, and whether that body brings pictures.
fn taking_bodies() -> Vec<(Operation, bool)> {
    let document = openapi();
    let taking: Vec<_> = operations()
        .into_iter()
        .filter_map(|operation| {
            let method = operation.method.as_str().to_lowercase();
            let body = &document["paths"][operation.path][&method]["requestBody"];
            let pictures = operation.body.contains("data:image");
            body.is_object().then_some((operation, pictures))
        })
        .collect();
    assert!(taking.len() >= 12, "{}", taking.len());
    taking
}

struct Scene {
    house: House,
    acme: Backend,
    ids: Ids,
    before: String,
}

impl Scene {
    async fn of(operation: &Operation) -> Self {
        let house = house().await;
        let acme = house.backend("acme").await;
        let ids = operation.prepared(&house, &acme).await;
        let before = stored(&house, &acme, &ids).await;
        Self {
            house,
            acme,
            ids,
            before,
        }
    }

    async fn send(&self, operation: &Operation, body: Body) -> Answer {
        let request = Request::builder()
            .method(&operation.method)
            .uri(operation.uri(&self.ids))
            .header("authorization", self.acme.bearer())
            .body(body)
            .unwrap();
        self.house.send(request).await
    }

    /// The error object with this status, and everything is as it was.
    async fn assert_refused(&self, operation: &Operation, answer: &Answer, status: StatusCode) {
        let told = format!(
            "{} {}: {}",
            operation.method,
            operation.path,
            String::from_utf8_lossy(&answer.bytes)
        );
        assert_eq!(answer.status, status, "{told}");
        assert_eq!(answer.json()["status"], status.as_u16(), "{told}");
        assert_eq!(answer.text("type"), "base:client-problem", "{told}");
        assert!(answer.text("detail").ends_with('.'), "{told}");
        let after = stored(&self.house, &self.acme, &self.ids).await;
        assert_eq!(after, self.before, "{told}");
    }
}

/// All that a client has, with the insides of one dossier.
async fn stored(house: &House, backend: &Backend, ids: &Ids) -> String {
    let dossier = format!("/assure/dossiers/{}", ids.dossier);
    let process = format!("{dossier}/processes/{}", ids.process);
    let mut all = String::new();
    for path in [
        "/assure/dossiers",
        &dossier,
        &format!("{dossier}/userdata"),
        &format!("{dossier}/files?depiction=front"),
        &process,
        &format!("{process}/images?depiction=front"),
        "/assure/capture/configurations",
        "/assure/matching/configurations",
    ] {
        let answer = house.get(backend, path).await;
        if answer.status == StatusCode::OK {
            all += &String::from_utf8_lossy(&answer.bytes);
        }
        all += &format!("{}\n", answer.status);
    }
    all
}

#[tokio::test]
async fn what_is_no_json_or_nests_thirty_levels_deep_is_refused() {
    let deep = format!(r#"{{"other":{}{}}}"#, "[".repeat(29), "]".repeat(29));
    for (operation, _) in taking_bodies() {
        let scene = Scene::of(&operation).await;
        for body in [
            "{",
            "[1]",
            "7",
            "\"text\"",
            "a=b",
            "{\"a\":1}{",
            "\u{0}",
            &deep,
        ] {
            let answer = scene.send(&operation, Body::from(body.to_owned())).await;
            scene
                .assert_refused(&operation, &answer, StatusCode::BAD_REQUEST)
                .await;
        }
        let answer = scene
            .send(&operation, Body::from(&b"{\"a\":\"\xff\"}"[..]))
            .await;
        scene
            .assert_refused(&operation, &answer, StatusCode::BAD_REQUEST)
            .await;
    }
}

#[tokio::test]
async fn a_body_of_one_byte_more_than_the_limit_is_refused_and_one_of_the_limit_is_read() {
    for (operation, pictures) in taking_bodies() {
        let limit = usize::try_from(if pictures { IMAGES } else { BODY }).unwrap();
        let rest = match operation.body.strip_prefix('{') {
            None | Some("}") => "\"}".to_owned(),
            Some(rest) => format!("\",{rest}"),
        };
        let head = "{\"filler\":\"";
        let filled = |bytes: usize| {
            format!(
                "{head}{}{rest}",
                "x".repeat(bytes - head.len() - rest.len())
            )
        };
        let scene = Scene::of(&operation).await;
        for announced in [true, false] {
            let body = filled(limit + 1);
            let body = if announced {
                Body::from(body)
            } else {
                Body::from_stream(stream::iter([Ok::<_, std::io::Error>(body)]))
            };
            let answer = scene.send(&operation, body).await;
            scene
                .assert_refused(&operation, &answer, StatusCode::PAYLOAD_TOO_LARGE)
                .await;
        }
        let answer = scene.send(&operation, Body::from(filled(limit))).await;
        let told = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert_eq!(
            answer.status, operation.answers,
            "{} {told}",
            operation.path
        );
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_cut_off() {
    for (operation, _) in taking_bodies() {
        let scene = Scene::of(&operation).await;
        let endless = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, std::io::Error>(" "), ()))
        });
        let answer = scene.send(&operation, Body::from_stream(endless)).await;
        scene
            .assert_refused(&operation, &answer, StatusCode::REQUEST_TIMEOUT)
            .await;
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    for (operation, _) in taking_bodies() {
        let scene = Scene::of(&operation).await;
        let broken = stream::iter([Ok("{"), Err(std::io::Error::other("gone"))]);
        let answer = scene.send(&operation, Body::from_stream(broken)).await;
        scene
            .assert_refused(&operation, &answer, StatusCode::BAD_REQUEST)
            .await;
    }
}

#[tokio::test]
async fn a_picture_that_is_none_is_refused_wherever_pictures_are_taken() {
    let mut count = 0;
    for (operation, pictures) in taking_bodies() {
        if !pictures {
            continue;
        }
        count += 1;
        let scene = Scene::of(&operation).await;
        let field = operation
            .body
            .split('"')
            .find(|part| ["front", "image"].contains(part));
        let field = field.unwrap();
        for (given, words) in [
            ("\"passport.jpg\"", "data:"),
            ("\"https://example.com/a.png\"", "data:"),
            ("\"data:image/png;base64,aG k=\"", "position 2"),
            ("\"data:image/png;base64,*\"", "position 0"),
            ("\"data:image/png;base64,\"", "empty"),
            ("\"data:image/gif;base64,R0lGODlh\"", "media type"),
            ("\"data:image/png,hello\"", "base64"),
            ("\"data:image/png;base64,aGVsbG8gd29ybGQ=\"", "PNG"),
            ("7", "data URL"),
            ("[\"data:image/png;base64,aGk=\"]", "data URL"),
        ] {
            // The editor of these tests looks at no picture that it is to redact; the real one does.
            if words == "PNG" && operation.path.ends_with("/redact") {
                continue;
            }
            let old = operation.body.split("\"data:").nth(1).unwrap();
            let old = format!("\"data:{}\"", old.split('"').next().unwrap());
            let body = operation.body.replace(&old, given);
            let answer = scene.send(&operation, Body::from(body)).await;
            let detail = answer.text("detail");
            assert!(detail.contains(words), "{given}: {detail}");
            assert!(detail.contains(field), "{given}: {detail}");
            scene
                .assert_refused(&operation, &answer, StatusCode::BAD_REQUEST)
                .await;
        }
    }
    assert!(count >= 2);
}

#[tokio::test]
async fn the_token_endpoints_refuse_in_their_own_shape() {
    let house = house().await;
    let acme = house.backend("acme").await;
    for path in ["/auth/open/connect/token", "/oidc/token"] {
        for (form, status, code) in [
            ("", StatusCode::BAD_REQUEST, "invalid_request"),
            (
                "{\"grant_type\":\"client_credentials\"}",
                StatusCode::BAD_REQUEST,
                "invalid_request",
            ),
            (
                "grant_type=password",
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
            ),
            (
                "grant_type=client_credentials&scope=all",
                StatusCode::BAD_REQUEST,
                "invalid_scope",
            ),
            (
                &"a".repeat((64 << 10) + 1),
                StatusCode::PAYLOAD_TOO_LARGE,
                "invalid_request",
            ),
        ] {
            let answer = house.token(path, Some(&acme.basic()), form).await;
            assert_eq!(answer.status, status, "{path}");
            assert_eq!(answer.text("error"), code, "{path}");
        }
        let endless = stream::pending::<Result<&str, std::io::Error>>();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("authorization", acme.basic())
            .body(Body::from_stream(endless))
            .unwrap();
        let answer = house.send(request).await;
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
        assert_eq!(answer.text("error"), "invalid_request");
    }
}
