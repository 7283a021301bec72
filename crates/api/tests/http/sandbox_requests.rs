//! What each provider asks for in a sandbox, what it is refused for, and what comes of it elsewhere.

use crate::house::{House, bare_png, data_url};
use crate::sandbox::{create, played, sessions, webid_parameters, work};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use std::fmt::Write as _;

#[tokio::test]
async fn onfido_asks_for_consent_a_place_and_time() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let refused = json!({"provider": "onfido", "processParameters": {"referrer": "https://example.com/*",
        "consents": {"privacy": false}}});
    let session = create(&house, &acme, &refused).await;
    let answer = house.post(&acme, &session.path, "").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(
        answer
            .text("detail")
            .contains("processParameters.consents.privacy")
    );

    let images =
        json!({"front": data_url(&bare_png()), "selfie": data_url(&bare_png())}).to_string();
    let nowhere = create(&house, &acme, &json!({"provider": "onfido"})).await;
    let answer = house
        .post(&acme, &format!("{}/images", nowhere.path), &images)
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text("detail").contains("processParameters.location"));

    let uploads = json!({"provider": "onfido", "documentType": "passport", "processParameters":
        {"location": {"ipAddress": "192.0.2.1", "countryOfResidence": "NLD"}}});
    let session = create(&house, &acme, &uploads).await;
    let answer = house.post(&acme, &session.path, "").await;
    assert_eq!(
        answer.text("detail"),
        "The verification cannot start: the front, selfie image is missing. Set it with POST …/images first."
    );
    let answer = house
        .post(&acme, &format!("{}/images", session.path), &images)
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    house.post(&acme, &session.path, "").await;
    let answer = house.delete(&acme, &session.path).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    work(&house).await;
    assert_eq!(
        house.delete(&acme, &session.path).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn a_dossier_lends_its_pictures_to_providers_that_take_uploads() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let dossier = house.dossier(&acme).await;
    let files =
        json!({"front": data_url(&bare_png()), "selfie": data_url(&bare_png())}).to_string();
    house.post(&acme, &format!("{dossier}/files"), &files).await;
    let (request, start) = sessions()
        .into_iter()
        .find(|(one, _)| one["provider"] == "facetec")
        .unwrap();
    let made = house
        .post(&acme, &format!("{dossier}/processes"), &request.to_string())
        .await;
    let path = format!("{dossier}/processes/{}", made.text("processId"));
    assert_eq!(
        house.post(&acme, &path, &start.to_string()).await.status,
        StatusCode::OK
    );
    work(&house).await;
    assert_eq!(
        house.get(&acme, &path).await.json()["depictions"],
        json!(["front", "selfie"])
    );
    let none = house.get(&acme, &format!("{path}/external-id")).await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_live_account_is_told_which_providers_it_has_and_how_to_try_the_others() {
    let house = House::sandbox().await;
    let live = house.live_backend("acme").await;
    let processes = format!("{}/processes", house.dossier(&live).await);
    for provider in [
        "signicatvideoid",
        "eid",
        "onfido",
        "readid",
        "signicatpaper",
        "facetec",
        "webid",
        "connect:idin",
    ] {
        let refused = house
            .post(
                &live,
                &processes,
                &json!({"provider": provider}).to_string(),
            )
            .await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let detail = refused.text("detail");
        assert!(
            detail.contains(&format!("The provider {provider} is not configured")),
            "{detail}"
        );
        assert!(detail.contains("--sandbox"), "{detail}");
    }
}

#[tokio::test]
async fn each_fault_of_a_request_to_another_provider_is_named() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let processes = format!("{}/processes", house.dossier(&acme).await);
    let mut shown = String::new();
    let webid = |change: fn(&mut Value)| {
        let mut parameters = webid_parameters();
        change(&mut parameters);
        json!({"provider": "webid", "processParameters": {"webid": parameters}})
    };
    for body in [
        json!({"provider": "connect:"}),
        json!({"provider": "connect:idin"}),
        json!({"provider": "connect:idin", "redirectUrl": "javascript:alert(1)"}),
        json!({"provider": "signicatvideoid", "processType": "document"}),
        json!({"provider": "signicatpaper", "processType": "document"}),
        json!({"provider": "signicatpaper"}),
        json!({"provider": "signicatpaper", "documentCountry": "NLD"}),
        json!({"provider": "signicatpaper", "documentCountry": "XX", "documentType": "passport"}),
        json!({"provider": "signicatpaper", "documentCountry": "NL", "documentType": "ticket"}),
        json!({"provider": "signicatpaper", "documentCountry": "NL", "documentType": "passport", "redact": ["face"]}),
        json!({"provider": "signicatpaper", "documentCountry": "NL", "documentType": "passport", "redactionLevel": "all"}),
        json!({"provider": "signicatpaper", "documentCountry": "UNIV", "documentType": "passport", "redact": ["photo"]}),
        json!({"provider": "onfido", "redact": ["photo"]}),
        json!({"provider": "onfido", "processParameters": "none"}),
        json!({"provider": "onfido", "processParameters": {"referrer": "example.com"}}),
        json!({"provider": "onfido", "processParameters": {"mobileAppId": "a b"}}),
        json!({"provider": "onfido", "processParameters": {"location": {}}}),
        json!({"provider": "onfido", "processParameters": {"location": {"ipAddress": "1.2.3"}}}),
        json!({"provider": "onfido", "processParameters": {"location": {"ipAddress": "::1", "countryOfResidence": "NL"}}}),
        json!({"provider": "onfido", "processParameters": {"consents": {"privacy": "no"}}}),
        json!({"provider": "webid"}),
        webid(|webid| webid["user"] = Value::Null),
        webid(|webid| webid["user"]["lastName"] = Value::Null),
        webid(|webid| webid["user"]["dateOfBirth"] = "31.1.1990".into()),
        webid(|webid| webid["user"]["contact"]["email"] = "anna".into()),
        webid(|webid| webid["idDocument"] = json!({})),
        webid(|webid| webid["userActionParameters"]["redirectUrl"] = "example.com".into()),
        webid(|webid| webid["userActionParameters"]["redirectTime"] = (-1).into()),
        webid(|webid| webid["preferredLanguage"] = "nl".into()),
        webid(|webid| webid["file"] = json!({"fileName": "a.doc", "fileContent": "JVBERi0x"})),
        webid(|webid| webid["file"] = json!({"fileName": "a.pdf", "fileContent": "AAAA"})),
    ] {
        let refused = house.post(&acme, &processes, &body.to_string()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
        writeln!(shown, "{body}\n    {}", refused.text("detail")).unwrap();
    }
    insta::assert_snapshot!("faults", shown);
    let dossier = processes.strip_suffix("/processes").unwrap();
    assert_eq!(
        house.get(&acme, dossier).await.json()["processes"],
        json!([])
    );
}

#[tokio::test]
async fn facetec_names_what_its_start_lacks() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let session = create(&house, &acme, &json!({"provider": "facetec"})).await;
    for (body, field) in [
        (json!({}), "imageDepiction"),
        (json!({"imageDepiction": "back"}), "imageDepiction"),
        (
            json!({"imageDepiction": "front"}),
            "facetecEnrollment.faceScan",
        ),
        (
            json!({"imageDepiction": "front", "facetecEnrollment": {"faceScan": "!"}}),
            "facetecEnrollment.faceScan",
        ),
        (
            json!({"imageDepiction": "front", "facetecEnrollment": {"faceScan": "AAAA", "auditTrailImage": "AAAA",
                "lowQualityAuditTrailImage": "AAAA", "userAgent": "test"}}),
            "front",
        ),
    ] {
        let refused = house.post(&acme, &session.path, &body.to_string()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
        assert!(
            refused.text("detail").contains(field),
            "{body} {}",
            refused.text("detail")
        );
    }
    assert_eq!(
        house.get(&acme, &session.path).await.text("status"),
        "pending"
    );
}

#[tokio::test]
async fn what_videoid_read_and_an_identity_told_can_be_matched() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    for (request, node, field) in [
        (json!({"provider": "signicatvideoid"}), "ocr", "lastName"),
        (
            json!({"provider": "connect:idin", "redirectUrl": "https://example.com"}),
            "userInfo",
            "family_name",
        ),
    ] {
        let session = played(&house, &acme, &request, &json!({})).await;
        let (dossier, process) = session.path.split_once("/processes/").unwrap();
        let side = json!({"dataNode": node, "processId": process});
        let body = json!({"source": side, "target": side}).to_string();
        let matched = house
            .call(
                &Method::POST,
                &format!("{dossier}/match"),
                Some(&acme.bearer()),
                &body,
            )
            .await;
        assert_eq!(matched.status, StatusCode::OK, "{node} {field}");
    }
}
