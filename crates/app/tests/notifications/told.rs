//! What is told, and what proves it.

use crate::receiver::{Message, Receiver};
use crate::support::{House, pictureid};
use crate::{deliver_due, ended, name, subscribe};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_app::{
    CreateDossier, CreateProcess, Delivered, authenticate, create_dossier, create_process,
    delete_dossier, fail_process, get_subscription, published_keys, reserve_verification,
    run_verification,
};

#[tokio::test]
async fn who_subscribes_hears_of_a_process_from_its_start_to_its_end() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let receiver = Receiver::answering(&[]).await;
    subscribe(&house, &caller, &receiver).await;
    let (dossier, process) = house.started(&caller).await;
    let job = reserve_verification(&house.app, "w")
        .await
        .unwrap()
        .unwrap();
    run_verification(&house.app, &job).await.unwrap();

    assert_eq!(deliver_due(&house).await, [Delivered::Yes, Delivered::Yes]);
    let messages = receiver.messages();
    let names: Vec<String> = messages.iter().map(name).collect();
    assert_eq!(names, ["process.started", "process.complete"]);
    let told = messages[1].json();
    let data = &told["eventData"];
    assert_eq!(data["dossierId"], dossier.to_string());
    assert_eq!(data["processId"], process.to_string());
    assert_eq!(data["status"], "accepted");
    assert_eq!(data["provider"], "signicatpictureid");
    assert_eq!(told["sender"], "assure-api");
    assert_eq!(told["accountId"], caller.client().to_string());
    assert_eq!(told["timestamp"], "2026-03-01T12:00:00.0000000Z");
    assert_eq!(told.as_object().unwrap().len(), 9, "{told}");
    assert!(!told.to_string().contains("SPECIMEN"), "tells of a person");
}

#[tokio::test]
async fn the_reference_and_the_tags_come_back_and_go_with_the_dossier() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let receiver = Receiver::answering(&["500 No"]).await;
    subscribe(&house, &caller, &receiver).await;
    let request = CreateDossier {
        external_reference: Some("cust-42".to_owned()),
    };
    let dossier = create_dossier(&house.app, &caller, request)
        .await
        .unwrap()
        .id;
    let request = CreateProcess {
        event_tags: vec!["blue".to_owned()],
        ..pictureid()
    };
    let made = create_process(&house.app, &caller, dossier, request)
        .await
        .unwrap();
    fail_process(&house.app, &caller, dossier, made.process.id)
        .await
        .unwrap();
    assert_eq!(deliver_due(&house).await, [Delivered::Later]);
    let told = receiver.messages()[0].json();
    assert_eq!(told["eventData"]["externalReference"], "cust-42");
    assert_eq!(told["tags"], serde_json::json!(["blue"]));

    delete_dossier(&house.app, &caller, dossier).await.unwrap();
    house.clock.forward(10);
    assert_eq!(deliver_due(&house).await.len(), 2);
    let again: Vec<Message> = receiver.messages().split_off(1);
    for message in &again {
        assert!(
            !message.json().to_string().contains("cust-42"),
            "{message:?}"
        );
    }
    assert!(
        again
            .iter()
            .any(|message| name(message) == "dossier.erased")
    );
    for message in again.iter().map(Message::json) {
        assert_eq!(message["tags"], serde_json::json!([]));
    }
}

#[tokio::test]
async fn an_erasure_is_told_with_a_certificate_that_the_published_keys_vouch_for() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let receiver = Receiver::answering(&[]).await;
    subscribe(&house, &caller, &receiver).await;
    let dossier = house.dossier(&caller).await;
    let process = house.process(&caller, dossier).await;
    fail_process(&house.app, &caller, dossier, process)
        .await
        .unwrap();
    delete_dossier(&house.app, &caller, dossier).await.unwrap();
    deliver_due(&house).await;
    let told = receiver
        .messages()
        .into_iter()
        .find(|message| name(message) == "dossier.erased")
        .unwrap()
        .json();
    let data = &told["eventData"];
    assert_eq!(data["destroyed"]["processes"], 1);
    assert_eq!(data["destroyed"]["images"], 0);
    assert_eq!(data["reason"], "request");
    assert_eq!(data["keyFingerprint"].as_str().unwrap().len(), 16);

    let certificate = data["certificate"].as_str().unwrap();
    let header = jsonwebtoken::decode_header(certificate).unwrap();
    assert_eq!(header.typ.as_deref(), Some("erasure+jwt"));
    let keys = serde_json::to_value(published_keys(&house.app).await).unwrap();
    let key = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["kid"] == header.kid.as_deref().unwrap())
        .unwrap();
    let (x, y) = (key["x"].as_str().unwrap(), key["y"].as_str().unwrap());
    let key = jsonwebtoken::DecodingKey::from_ec_components(x, y).unwrap();
    let mut how = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
    how.required_spec_claims.clear();
    how.validate_exp = false;
    how.set_audience(&[caller.client().as_str()]);
    let claims = jsonwebtoken::decode::<serde_json::Value>(certificate, &key, &how)
        .unwrap()
        .claims;
    assert_eq!(claims["sub"], dossier.to_string());
    assert_eq!(claims["jti"], told["id"]);
    for name in ["erasedAt", "reason", "keyFingerprint", "destroyed"] {
        assert_eq!(claims[name], data[name], "{name}");
    }
    // It opens no door.
    assert!(authenticate(&house.app, certificate).await.is_err());
}

#[tokio::test]
async fn a_receiver_can_check_the_signature_over_the_very_bytes() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let receiver = Receiver::answering(&[]).await;
    let id = subscribe(&house, &caller, &receiver).await;
    let shown = get_subscription(&house.app, caller.client(), id)
        .await
        .unwrap();
    ended(&house, &caller).await;
    deliver_due(&house).await;
    let message = &receiver.messages()[0];
    let signed = [
        message.header("webhook-id").unwrap().as_bytes(),
        b".",
        message.header("webhook-timestamp").unwrap().as_bytes(),
        b".",
        &message.body,
    ]
    .concat();
    let signatures = message.header("webhook-signature").unwrap();
    let of = |version: &str| {
        let found = signatures
            .split(' ')
            .find_map(|one| one.strip_prefix(version));
        STANDARD.decode(found.unwrap()).unwrap()
    };
    let secret = STANDARD
        .decode(shown.secrets[0].reveal().strip_prefix("whsec_").unwrap())
        .unwrap();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
    aws_lc_rs::hmac::verify(&key, &signed, &of("v1,")).unwrap();
    let public = STANDARD
        .decode(shown.secrets[0].public_key().strip_prefix("whpk_").unwrap())
        .unwrap();
    aws_lc_rs::signature::UnparsedPublicKey::new(&aws_lc_rs::signature::ED25519, public)
        .verify(&signed, &of("v1a,"))
        .unwrap();
    assert_eq!(message.header("webhook-id").unwrap(), message.json()["id"]);
}

#[tokio::test]
async fn a_callback_of_the_older_kind_carries_its_header_and_three_fields() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let receiver = Receiver::answering(&["500 No"]).await;
    let dossier = house.dossier(&caller).await;
    let request = CreateProcess {
        notification_url: Some(receiver.url.clone()),
        authorization_header: Some("Basic abc".to_owned()),
        ..pictureid()
    };
    let made = create_process(&house.app, &caller, dossier, request)
        .await
        .unwrap();
    fail_process(&house.app, &caller, dossier, made.process.id)
        .await
        .unwrap();
    deliver_due(&house).await;
    house.clock.forward(12);
    assert_eq!(deliver_due(&house).await, [Delivered::Yes]);
    let message = &receiver.messages()[1];
    assert_eq!(message.header("authorization"), Some("Basic abc"));
    let expected = serde_json::json!({
        "dossierId": dossier.to_string(),
        "processId": made.process.id.to_string(),
        "status": "failed",
    });
    assert_eq!(message.json(), expected);
}
