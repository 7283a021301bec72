use crate::house::{House, png, png_bytes};
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use bonafide_api::ApiLimits;
use bonafide_app::{Limits, Settings};
use futures::stream;
use serde_json::json;
use std::fmt::Write as _;
use std::time::Duration;

#[tokio::test]
async fn a_picture_comes_back_as_it_was_sent() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let images = format!("{}/images", house.process(&acme).await);
    let large: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    for rest in [b"first".as_slice(), &large] {
        let body = json!({ "front": png(rest), "back": null, "other": 1 }).to_string();
        let stored = house.post(&acme, &images, &body).await;
        assert_eq!(
            (stored.status, stored.bytes.len()),
            (StatusCode::CREATED, 0)
        );
        let got = house.get(&acme, &format!("{images}?depiction=FRONT")).await;
        assert_eq!(got.status, StatusCode::OK);
        assert_eq!(got.header("content-type"), Some("application/octet-stream"));
        assert_eq!(
            got.header("content-length"),
            Some((rest.len() + 8).to_string().as_str())
        );
        assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(got.header("content-disposition"), Some("attachment"));
        assert!(
            got.bytes == png_bytes(rest),
            "the last picture of a depiction counts"
        );
    }
}

#[tokio::test]
async fn a_data_url_with_escaped_slashes_is_read() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let images = format!("{}/images", house.process(&acme).await);
    let rest: Vec<u8> = vec![0xff; 300];
    let body = json!({ "front": png(&rest) })
        .to_string()
        .replace('/', r"\/");
    assert!(body.contains(r"\/\/"));
    assert_eq!(
        house.post(&acme, &images, &body).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        house
            .get(&acme, &format!("{images}?depiction=front"))
            .await
            .bytes,
        png_bytes(&rest)
    );
}

#[tokio::test]
async fn each_picture_that_cannot_be_taken_is_named_and_nothing_is_stored() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let images = format!("{process}/images");
    let good = png(b"good");
    let mut shown = String::new();
    for (what, body) in [
        (
            "a text called passport.jpg",
            json!({"front": "data:image/jpeg;base64,SGVsbG8sIHdvcmxkIQ=="}),
        ),
        ("no comma", json!({"front": "data:image/png;base64"})),
        ("no data URL", json!({"front": "aGVsbG8="})),
        ("empty", json!({"front": "data:image/png;base64,"})),
        (
            "not base64",
            json!({"front": "data:image/png;base64,iVBO!w0K"}),
        ),
        ("not in base64", json!({"front": "data:image/png,hello"})),
        (
            "a PDF",
            json!({"front": "data:application/pdf;base64,JVBERi0="}),
        ),
        ("not a text", json!({"front": {"url": "x"}})),
        ("a side that this document has not", json!({"back": good})),
        ("a selfie that is not asked for", json!({"selfie": good})),
        ("a portrait", json!({"portrait": good})),
        (
            "one good, one bad",
            json!({"front": good, "back": "data:,"}),
        ),
        ("no picture", json!({})),
        (
            "nulls",
            json!({"front": null, "back": null, "selfie": null}),
        ),
    ] {
        let refused = house.post(&acme, &images, &body.to_string()).await;
        writeln!(
            shown,
            "{what}: {} {}",
            refused.status.as_u16(),
            refused.text("detail")
        )
        .unwrap();
    }
    insta::assert_snapshot!(shown);
    let front = house.get(&acme, &format!("{images}?depiction=front")).await;
    assert_eq!(front.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&acme, &process).await.text("status"), "pending");
}

#[tokio::test]
async fn each_fault_in_asking_for_a_picture_is_named() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let images = format!("{}/images", house.process(&acme).await);
    let mut shown = String::new();
    for query in [
        "",
        "?depiction=",
        "?depiction=side",
        "?depiction=front",
        "?depiction=back",
        "?depiction=portrait",
        "?depiction=front&depiction=back",
    ] {
        let refused = house.get(&acme, &format!("{images}{query}")).await;
        writeln!(
            shown,
            "{query}: {} {}",
            refused.status.as_u16(),
            refused.text("detail")
        )
        .unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_whether_announced_or_not() {
    let limits = ApiLimits {
        body_bytes: 1000,
        images_body_bytes: 2000,
        ..ApiLimits::default()
    };
    let house = House::with(limits, Settings::default()).await;
    let acme = house.backend("acme").await;
    let images = format!("{}/images", house.process(&acme).await);
    for (path, limit) in [("/assure/dossiers", 1000), (&images, 2000)] {
        let exact = format!("{{{}}}", " ".repeat(limit - 2));
        assert_ne!(
            house.post(&acme, path, &exact).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
        let over = format!("{{{}}}", " ".repeat(limit - 1));
        let refused = house.post(&acme, path, &over).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert!(refused.text("detail").contains(&limit.to_string()));
        let chunks =
            stream::iter((0..50).map(|_| Ok::<_, std::io::Error>(Bytes::from(" ".repeat(100)))));
        let request = Request::post(path)
            .header("authorization", acme.bearer())
            .body(Body::from_stream(chunks))
            .unwrap();
        assert_eq!(
            house.send(request).await.status,
            StatusCode::PAYLOAD_TOO_LARGE,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_picture_over_the_limit_is_refused_by_name() {
    let settings = Settings {
        limits: Limits {
            image_bytes: 100,
            ..Limits::default()
        },
        ..Settings::default()
    };
    let house = House::with(ApiLimits::default(), settings).await;
    let acme = house.backend("acme").await;
    let images = format!("{}/images", house.process(&acme).await);
    let body = json!({ "front": png(&[0; 93]) }).to_string();
    insta::assert_snapshot!(house.post(&acme, &images, &body).await.shown());
}

#[tokio::test]
async fn a_body_that_never_ends_is_cut() {
    let limits = ApiLimits {
        body_time: Duration::from_millis(50),
        ..ApiLimits::default()
    };
    let house = House::with(limits, Settings::default()).await;
    let acme = house.backend("acme").await;
    let images = format!("{}/images", house.process(&acme).await);
    for path in ["/assure/dossiers", &images] {
        let endless = stream::pending::<Result<Bytes, std::io::Error>>();
        let request = Request::post(path)
            .header("authorization", acme.bearer())
            .body(Body::from_stream(endless))
            .unwrap();
        assert_eq!(
            house.send(request).await.status,
            StatusCode::REQUEST_TIMEOUT,
            "{path}"
        );
    }
}
