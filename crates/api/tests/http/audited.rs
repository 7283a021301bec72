//! What each operation leaves in the audit log of its client, in full: who hands out a picture or a result says so there.

use crate::house::{Backend, House};
use crate::operations::{Needs, operations};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use bonafide_api::openapi;
use bonafide_storage::{Act, Actor, AuditRecord};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Operation → the acts of its happy path, on a client that has a finished process.
#[rustfmt::skip]
const LEAVES: &[(&str, &[Act])] = {
    use Act::*;
    &[
        ("getAllConfigurations_1", &[]),
        ("deleteConfiguration_1", &[ConfigurationChanged]),
        ("getConfiguration_1", &[]),
        ("createConfiguration_1", &[ConfigurationChanged]),
        ("updateConfiguration_1", &[ConfigurationChanged]),
        ("getDossiers", &[]),
        ("createDossier", &[DossierCreated]),
        ("deleteAllDossiers", &[DossierErased]),
        ("deleteDossier", &[DossierErased]),
        ("getDossier", &[DossierRead]),
        ("createArtifact", &[ProcessCreated]),
        ("deleteFiles", &[FilesErased]),
        ("getFile", &[FileRead]),
        ("setFiles", &[FilesSet]),
        ("match", &[DataMatched]),
        ("createProcess", &[ProcessCreated]),
        ("deleteProcess", &[ProcessErased]),
        ("getProcess", &[ProcessRead]),
        ("startVerification", &[VerificationStarted]),
        ("getZipFile", &[ResultDownloaded]),
        ("getExternalId", &[]),
        ("setFailedProcess", &[ProcessFailed]),
        ("getImages", &[ImageRead]),
        ("setImages", &[ImagesSet]),
        ("getRawResult", &[RecordingRead]),
        ("getVideo", &[RecordingRead]),
        ("deleteUserData", &[UserDataErased]),
        ("getUserData", &[UserDataRead]),
        ("setUserData", &[UserDataSet]),
        ("updateUserData", &[UserDataChanged]),
        ("getAllConfigurations", &[]),
        ("deleteConfiguration", &[ConfigurationChanged]),
        ("getConfiguration", &[]),
        ("createConfiguration", &[ConfigurationChanged]),
        ("updateConfiguration", &[ConfigurationChanged]),
        ("getAllProcess", &[ProcessesListed]),
        // On pictures that come along; the test of edited pictures takes stored ones.
        ("redact", &[]),
        ("watermark", &[]),
        ("getApiDocs", &[]),
        ("getDocumentTypes", &[]),
        ("getOpenIdConfiguration", &[]),
        ("getJwks", &[]),
        ("getToken", &[]),
        ("getTokenOlder", &[]),
        ("getDocs", &[]),
        ("getDocsStyle", &[]),
        ("getEvents", &[EventsRead]),
        ("getSubscriptions", &[]),
        ("createSubscription", &[SubscriptionCreated]),
        ("deleteSubscription", &[SubscriptionDeleted]),
        ("getSubscription", &[]),
        ("updateSubscription", &[SubscriptionChanged]),
        // What receivers answered, and no event.
        ("getDeliveryAttempts", &[]),
        ("resendEvents", &[EventsResent]),
        ("rotateSubscriptionSecret", &[SubscriptionSecretRotated]),
        ("sendTestEvent", &[]),
        ("health", &[]),
        ("ready", &[]),
    ]
};

fn named() -> BTreeMap<(String, String), String> {
    crate::document::operations(&openapi())
        .into_iter()
        .map(|(at, operation)| (at, operation["operationId"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn the_table_says_of_every_operation_of_the_document_what_it_leaves() {
    let document: BTreeSet<String> = named().into_values().collect();
    let table: BTreeSet<String> = LEAVES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(table, document);
    assert_eq!(table.len(), LEAVES.len(), "a name stands twice");
}

async fn log(house: &House, backend: &Backend) -> Vec<AuditRecord> {
    let owner = backend.id.parse().unwrap();
    house.storage.audit(Some(&owner), 0, 1000).await.unwrap()
}

/// What was appended since the log had this length.
async fn since(house: &House, backend: &Backend, length: usize) -> Vec<AuditRecord> {
    log(house, backend).await.split_off(length)
}

#[tokio::test]
async fn every_operation_leaves_what_the_table_says() {
    let names = named();
    for mut operation in operations() {
        let at = (operation.method.to_string(), operation.path.to_owned());
        let (_, leaves) = LEAVES.iter().find(|(name, _)| *name == names[&at]).unwrap();
        let house = House::sandbox().await;
        let acme = house.backend("acme").await;
        // Reads are worth most where there is something to be read.
        house.ended(&acme, crate::provider::accepted()).await;
        let whole = [
            "/assure/dossiers/{dossierId}",
            "/assure/dossiers/{dossierId}/processes/{processId}",
        ];
        if operation.method == Method::GET && whole.contains(&operation.path) {
            operation.needs = Needs::FinishedProcess;
        }
        let ids = operation.prepared(&house, &acme).await;
        let before = log(&house, &acme).await.len();
        let (uri, bearer) = (operation.uri(&ids), acme.bearer());
        let answer = house.call(&operation.method, &uri, Some(&bearer), operation.body);
        assert_eq!(answer.await.status, operation.answers, "{at:?}");
        let left = since(&house, &acme, before).await;
        let acts: Vec<Act> = left.iter().map(|record| record.entry.act).collect();
        assert_eq!(acts, *leaves, "{at:?}");
        for record in left {
            assert_eq!(record.entry.actor, Actor::Client, "{at:?}");
            let dossier = record.entry.dossier.map(|id| id.to_string());
            if operation.path.contains("{dossierId}") {
                assert_eq!(dossier, Some(ids.dossier.clone()), "{at:?}");
            }
            if operation.path.contains("{processId}") {
                let process = record.entry.process.map(|id| id.to_string());
                assert_eq!(process, Some(ids.process.clone()), "{at:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_stored_picture_that_is_edited_was_read() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.ended(&acme, crate::provider::accepted()).await;
    let ids: Vec<&str> = process.split('/').collect();
    let (dossier, process) = (ids[3], ids[5]);
    let text = json!({"title": "a", "description": "b", "date": "2026-01-31"});
    let watermark = json!({"watermark": text, "dossierId": dossier, "processId": process, "imageDepiction": "front"});
    let redact = json!({"documentType": "passport", "documentCountry": "NLD", "fieldsToRedact": ["photo"],
        "dossierId": dossier, "processId": process});
    for (path, body) in [("/assure/watermark", watermark), ("/assure/redact", redact)] {
        let before = log(&house, &acme).await.len();
        house.post(&acme, path, &body.to_string()).await;
        let left = since(&house, &acme, before).await;
        assert_eq!(left.len(), 1, "{path}");
        assert_eq!(left[0].entry.act, Act::ImageRead, "{path}");
        assert_eq!(left[0].entry.process.unwrap().to_string(), process);
    }
}

#[tokio::test]
async fn an_answer_that_is_given_again_leaves_an_entry_and_makes_nothing() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let call = async || {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/assure/dossiers")
            .header("authorization", acme.bearer())
            .header("idempotency-key", "one");
        let made = house.send(request.body(Body::empty()).unwrap());
        made.await.json()
    };
    let (first, second) = (call().await, call().await);
    assert_eq!(first, second);
    let acts: Vec<Act> = log(&house, &acme)
        .await
        .iter()
        .map(|record| record.entry.act)
        .collect();
    assert!(
        acts.ends_with(&[Act::DossierCreated, Act::AnswerGivenAgain]),
        "{acts:?}"
    );
}

#[tokio::test]
async fn nothing_that_tells_of_nobody_leaves_an_entry() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.process(&acme).await;
    let (dossier, _) = process.split_once("/processes").unwrap();
    let before = log(&house, &acme).await.len();
    for path in [
        process.as_str(),
        dossier,
        "/assure/processes?startCreationDate=2026-01-01T00:00:00Z",
    ] {
        let answer = house.get(&acme, path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_ne!(answer.json(), Value::Null);
    }
    assert_eq!(since(&house, &acme, before).await, []);
}
