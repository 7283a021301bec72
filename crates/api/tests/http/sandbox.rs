//! Every provider in a sandbox account, with every outcome.

use crate::conforms::conforms;
use crate::house::{Answer, Backend, House, bare_png, data_url};
use axum::http::StatusCode;
use bonafide_api::openapi;
use bonafide_app::{choose_outcome, domain::Play, reserve_verification, run_verification};
use bonafide_domain::{ClientId, DossierId, ProcessId};
use serde_json::{Value, json};
use std::io::{Cursor, Read as _};

/// Each provider and type, with what its start needs.
pub(crate) fn sessions() -> Vec<(Value, Value)> {
    let nothing = json!({});
    let videoid =
        |process_type: &str| json!({"provider": "signicatvideoid", "processType": process_type});
    let onfido = |process_type: &str| {
        json!({"provider": "onfido", "processType": process_type,
            "processParameters": {"referrer": "https://*.example.com/*"}})
    };
    let webid = |process_type: &str| json!({"provider": "webid", "processType": process_type, "processParameters": {"webid": webid_parameters()}});
    vec![
        (videoid("high"), json!({"rAuthorityId": "ra-1"})),
        (videoid("substantial"), nothing.clone()),
        (videoid("substantialFullyAuto"), nothing.clone()),
        (json!({"provider": "eid"}), json!({"rauthorityId": "ra-2"})),
        (
            json!({"provider": "eid", "processType": "attended"}),
            nothing.clone(),
        ),
        (onfido("document"), nothing.clone()),
        (onfido("documentSelfie"), nothing.clone()),
        (onfido("documentVideo"), nothing.clone()),
        (json!({"provider": "readid"}), nothing.clone()),
        (
            json!({"provider": "readid", "processType": "ready"}),
            nothing.clone(),
        ),
        (webid("videoid"), nothing.clone()),
        (webid("accountid"), nothing.clone()),
        (
            json!({"provider": "signicatpaper", "documentType": "passport", "documentCountry": "NL"}),
            nothing.clone(),
        ),
        (
            json!({"provider": "facetec"}),
            json!({"imageDepiction": "selfie", "facetecEnrollment": {"faceScan": "AAAA",
                "auditTrailImage": "AAAA", "lowQualityAuditTrailImage": "AAAA", "userAgent": "test"}}),
        ),
        (
            json!({"provider": "connect:idin", "redirectUrl": "https://example.com/back"}),
            nothing,
        ),
    ]
}

pub(crate) fn webid_parameters() -> Value {
    json!({
        "user": {"firstName": "Anna", "lastName": "Specimen", "dateOfBirth": "1990-01-31",
            "contact": {"email": "anna@example.com"}, "title": null},
        "idDocument": {"nationality": "DEU"},
        "userActionParameters": {
            "redirectUrl": "https://example.com/ok", "redirectDeclineUrl": "https://example.com/declined",
            "redirectMismatchUrl": "https://example.com/mismatch", "redirectCancelUrl": "https://example.com/canceled",
            "clientName": "Example", "productType": "account",
        },
        "preferredLanguage": "de",
    })
}

fn name_of(request: &Value) -> String {
    let provider = request["provider"].as_str().unwrap().replace(':', "-");
    match request["processType"].as_str() {
        Some(process_type) => format!("{provider}_{process_type}"),
        None => provider,
    }
}

/// Runs what waits in the queue.
pub(crate) async fn work(house: &House) {
    house.clock.forward(2);
    while let Some(job) = reserve_verification(&house.app, "test").await.unwrap() {
        run_verification(&house.app, &job).await.unwrap();
    }
}

pub(crate) struct Session {
    pub(crate) made: Answer,
    pub(crate) path: String,
}

pub(crate) async fn create(house: &House, acme: &Backend, request: &Value) -> Session {
    let processes = format!("{}/processes", house.dossier(acme).await);
    let made = house.post(acme, &processes, &request.to_string()).await;
    assert_eq!(
        made.status,
        StatusCode::CREATED,
        "{request} {}",
        String::from_utf8_lossy(&made.bytes)
    );
    let path = format!("{processes}/{}", made.text("processId"));
    Session { made, path }
}

/// Makes a process, gives it the pictures that it has to have, starts it and lets it end.
pub(crate) async fn played(
    house: &House,
    acme: &Backend,
    request: &Value,
    start: &Value,
) -> Session {
    let session = create(house, acme, request).await;
    let picture = match request["provider"].as_str() {
        Some("signicatpaper") => Some("front"),
        Some("facetec") => Some("selfie"),
        _ => None,
    };
    if let Some(depiction) = picture {
        let images = json!({ depiction: data_url(&bare_png()) }).to_string();
        let set = house
            .post(acme, &format!("{}/images", session.path), &images)
            .await;
        assert_eq!(set.status, StatusCode::CREATED);
    }
    let started = house.post(acme, &session.path, &start.to_string()).await;
    let expected = match request["provider"].as_str() {
        Some("readid" | "webid") => StatusCode::NO_CONTENT,
        _ => StatusCode::OK,
    };
    assert_eq!(started.status, expected, "{request}");
    assert_eq!(
        house.get(acme, &session.path).await.text("status"),
        "processing"
    );
    work(house).await;
    session
}

fn with_tag(request: &Value, word: &str) -> Value {
    let mut request = request.clone();
    request["eventTags"] = json!(["unrelated", word]);
    request
}

#[tokio::test]
async fn each_provider_is_made_in_its_own_shape() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    for (request, _) in sessions() {
        let session = create(&house, &acme, &request).await;
        assert_eq!(
            session.made.text("provider"),
            request["provider"].as_str().unwrap()
        );
        assert_eq!(session.made.json()["simulated"], true);
        insta::assert_snapshot!(format!("made_{}", name_of(&request)), session.made.shown());
    }
}

#[tokio::test]
async fn each_provider_ends_with_each_outcome_in_its_own_shape() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    for (request, start) in sessions() {
        let name = name_of(&request);
        let schemas = openapi()["components"]["schemas"].clone();
        for (word, status) in [
            ("Accepted", "accepted"),
            ("Rejected", "rejected"),
            ("Inconclusive", "inconclusive"),
            ("Failed", "failed"),
            ("Canceled", "canceled"),
            ("WebhookTwice", "accepted"),
        ] {
            let session = played(&house, &acme, &with_tag(&request, word), &start).await;
            let ended = house.get(&acme, &session.path).await;
            let body = ended.json();
            // Some never leave a doubt.
            let never_doubts = name.starts_with("connect")
                || name.starts_with("eid")
                || name == "signicatvideoid_high"
                || name == "signicatvideoid_substantialFullyAuto";
            let status = match status {
                "inconclusive" if never_doubts => "rejected",
                other => other,
            };
            assert_eq!(body["status"], status, "{name} {word}");
            assert_eq!(body["simulated"], true);
            assert_eq!(
                body.get("finalResult").is_some(),
                status == "accepted",
                "{name} {word}"
            );
            assert_eq!(
                body.get("failReason").is_some(),
                status == "failed",
                "{name} {word}"
            );
            assert_eq!(
                body.get("providerSpecific").is_some(),
                !matches!(status, "failed" | "canceled"),
                "{name} {word}"
            );
            conforms(
                &body,
                &schemas["Process"],
                &schemas,
                &format!("{name} {word}"),
            );
            let doubtful = word == "Inconclusive" && status == "inconclusive";
            if word == "Accepted" || (word == "Rejected" && name != "eid_attended") || doubtful {
                insta::assert_snapshot!(format!("{status}_{name}"), ended.shown());
            }
            if word == "Failed" {
                insta::assert_snapshot!(format!("failed_{name}"), body["failReason"]["message"]);
            }
        }
    }
}

#[tokio::test]
async fn the_outcome_is_read_where_a_client_can_put_a_word() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let videoid = json!({"provider": "signicatvideoid", "processType": "substantial"});
    let reference = json!({"externalReference": "Rejected"});
    let made = house
        .post(&acme, "/assure/dossiers", &reference.to_string())
        .await;
    let dossier = format!("/assure/dossiers/{}", made.text("dossierId"));
    let ends = async |request: &Value| {
        let made = house
            .post(&acme, &format!("{dossier}/processes"), &request.to_string())
            .await;
        let path = format!("{dossier}/processes/{}", made.text("processId"));
        house.post(&acme, &path, "").await;
        work(&house).await;
        house.get(&acme, &path).await.json()
    };
    assert_eq!(ends(&videoid).await["status"], "rejected");
    let data = json!({"userData": {"firstName": "Jan", "lastName": "INCONCLUSIVE"}});
    house
        .post(&acme, &format!("{dossier}/userdata"), &data.to_string())
        .await;
    let doubtful = ends(&videoid).await;
    assert_eq!(doubtful["status"], "inconclusive");
    assert_eq!(doubtful["providerSpecific"]["ocr"]["firstName"], "Jan");
    assert_eq!(
        ends(&with_tag(&videoid, "accepted")).await["status"],
        "accepted"
    );
    let mut webid =
        json!({"provider": "webid", "processParameters": {"webid": webid_parameters()}});
    webid["processParameters"]["webid"]["user"]["lastName"] = "Failed".into();
    assert_eq!(ends(&webid).await["status"], "failed");
}

#[tokio::test]
async fn a_slow_one_holds_no_worker_and_tells_what_was_read_before_the_agent_decides() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let high = with_tag(&json!({"provider": "signicatvideoid"}), "Slow30s");
    let session = played(&house, &acme, &high, &json!({})).await;
    let waiting = house.get(&acme, &session.path).await.json();
    assert_eq!(waiting["status"], "processing");
    assert_eq!(waiting["providerSpecific"]["ocr"]["lastName"], "SPECIMEN");
    assert!(waiting["providerSpecific"].get("manualApproval").is_none());
    house.clock.forward(20);
    work(&house).await;
    assert_eq!(
        house.get(&acme, &session.path).await.text("status"),
        "processing"
    );
    house.clock.forward(10);
    work(&house).await;
    let ended = house.get(&acme, &session.path).await.json();
    assert_eq!(ended["status"], "accepted");
    assert!(ended["providerSpecific"].get("manualApproval").is_some());
}

#[tokio::test]
async fn pictures_and_a_video_of_the_session_can_be_fetched() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let videoid = json!({"provider": "signicatvideoid"});
    let session = played(&house, &acme, &videoid, &json!({})).await;
    for depiction in ["front", "back", "selfie", "portrait"] {
        let path = format!("{}/images?depiction={depiction}", session.path);
        let picture = house.get(&acme, &path).await;
        assert_eq!(picture.status, StatusCode::OK);
        assert_eq!(picture.bytes[..3], [0xff, 0xd8, 0xff]);
    }
    let video = house.get(&acme, &format!("{}/video", session.path)).await;
    assert_eq!(video.status, StatusCode::OK);
    assert_eq!(video.header("content-type"), Some("video/mp4"));
    assert_eq!(video.bytes[4..8], *b"ftyp");
    assert_eq!(
        files(&house, &acme, &session.path).await,
        [
            "back.jpeg",
            "front.jpeg",
            "manual_approval.json",
            "ocr.json",
            "portrait.jpeg",
            "selfie.jpeg",
            "video.mp4"
        ]
    );
    let proofs = house
        .get(
            &acme,
            &format!("{}/download?includeTimestamps=true", session.path),
        )
        .await;
    assert_eq!(proofs.status, StatusCode::NOT_FOUND);
    let raw = house.get(&acme, &format!("{}/raw", session.path)).await;
    assert_eq!(raw.status, StatusCode::BAD_REQUEST);
    house.delete(&acme, &session.path).await;
    assert_eq!(
        house
            .get(&acme, &format!("{}/video", session.path))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(house.storage.pending_blobs().await.unwrap(), 0);
}

/// The names in the full result; every file of data in it carries the mark.
async fn files(house: &House, acme: &Backend, process: &str) -> Vec<String> {
    let zip = house.get(acme, &format!("{process}/download")).await;
    assert_eq!(zip.status, StatusCode::OK);
    let mut archive = zip::ZipArchive::new(Cursor::new(zip.bytes)).unwrap();
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        if name.ends_with(".json") {
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            let told: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(told["simulated"], true, "{name}");
        }
        names.push(name);
    }
    names.sort();
    names
}

#[tokio::test]
async fn readid_keeps_its_own_answer_and_gets_its_id_at_the_end() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let readid = json!({"provider": "readid"});
    let pending = create(&house, &acme, &readid).await;
    let external = async |path: &str| {
        let answer = house.get(&acme, &format!("{path}/external-id")).await;
        answer.text("externalId")
    };
    assert!(pending.path.ends_with(&external(&pending.path).await));
    let raw = house.get(&acme, &format!("{}/raw", pending.path)).await;
    assert_eq!(raw.status, StatusCode::NO_CONTENT);
    let session = played(&house, &acme, &readid, &json!({})).await;
    assert!(external(&session.path).await.starts_with("simulated-"));
    let raw = house.get(&acme, &format!("{}/raw", session.path)).await;
    assert_eq!(raw.status, StatusCode::OK);
    assert_eq!(raw.header("content-type"), Some("application/json"));
    assert_eq!(
        raw.json()["consolidatedIdentityData"]["chipVerification"],
        "SUCCEEDED"
    );
    assert_eq!(
        files(&house, &acme, &session.path).await,
        ["front.jpeg", "portrait.jpeg", "raw.json", "selfie.jpeg"]
    );
}

#[tokio::test]
async fn a_tester_chooses_the_outcome_of_a_session() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let owner: ClientId = acme.id.parse().unwrap();
    let paper = json!({"provider": "signicatpaper", "documentType": "passport", "documentCountry": "UNIV",
        "eventTags": ["Rejected"]});
    let ids = |path: &str| -> (DossierId, ProcessId) {
        let parts: Vec<&str> = path.split('/').collect();
        (parts[3].parse().unwrap(), parts[5].parse().unwrap())
    };
    for (play, at_once, afterwards) in [
        (Play::Accepted, "processing", "accepted"),
        (Play::Inconclusive, "processing", "inconclusive"),
        (Play::Canceled, "canceled", "canceled"),
    ] {
        let session = create(&house, &acme, &paper).await;
        let (dossier, process) = ids(&session.path);
        let status = choose_outcome(&house.app, &owner, dossier, process, play)
            .await
            .unwrap();
        assert_eq!(status.as_str(), at_once);
        work(&house).await;
        let ended = house.get(&acme, &session.path).await;
        assert_eq!(ended.text("status"), afterwards);
        if afterwards == "accepted" {
            assert_eq!(ended.json()["depictions"], json!(["front", "back"]));
        }
        let again = choose_outcome(&house.app, &owner, dossier, process, Play::Failed).await;
        assert!(again.is_err(), "a final status stays");
    }
    let pictureid = house.process(&acme).await;
    let (dossier, process) = ids(&pictureid);
    let refused = choose_outcome(&house.app, &owner, dossier, process, Play::Accepted).await;
    assert!(
        refused.is_err(),
        "our own engine looks at pictures, also here"
    );
}

#[tokio::test]
async fn an_image_is_not_handed_out_where_its_redaction_was_asked_for_and_failed() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let paper = json!({"provider": "paper", "documentType": "identityCard", "documentCountry": "NLD",
        "redact": ["personalIdentificationNumber", "photo"], "redactionLevel": "high"});
    for (word, status) in [
        ("Accepted", StatusCode::OK),
        ("Rejected", StatusCode::FORBIDDEN),
        ("Failed", StatusCode::FORBIDDEN),
    ] {
        let session = create(&house, &acme, &with_tag(&paper, word)).await;
        let images = json!({"front": data_url(&bare_png())}).to_string();
        house
            .post(&acme, &format!("{}/images", session.path), &images)
            .await;
        house.post(&acme, &session.path, "").await;
        work(&house).await;
        let ended = house.get(&acme, &session.path).await.json();
        assert_eq!(ended["redactionRequested"], true);
        assert_eq!(ended["depictions"], json!(["front"]));
        let picture = house
            .get(&acme, &format!("{}/images?depiction=front", session.path))
            .await;
        assert_eq!(picture.status, status, "{word}");
        assert_ne!(
            picture.bytes,
            bare_png(),
            "what was to be blackened is not shown as it was"
        );
    }
}
