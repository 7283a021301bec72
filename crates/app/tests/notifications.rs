//! What clients are told, when, how often, and that nothing of it is lost.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/receiver.rs"]
mod receiver;
mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_app::domain::{DossierId, EventId, ProcessId, SubscriptionId};
use bonafide_app::{
    AppError, Caller, CreateDossier, CreateProcess, Delivered, NewSubscription, SubscriptionChange,
    authenticate, create_dossier, create_process, create_subscription, delete_dossier, deliver,
    delivery_attempts, events_after, fail_process, get_subscription, list_subscriptions,
    published_keys, resend_event, resend_since, reserve_deliveries, reserve_verification,
    rotate_subscription_secret, run_verification, send_test_event, set_webhook_hosts,
    update_subscription,
};
use jiff::{SignedDuration, Timestamp};
use receiver::{Message, Receiver};
use support::{House, pictureid};

async fn subscribe(house: &House, caller: &Caller, receiver: &Receiver) -> SubscriptionId {
    subscribe_to(house, caller, receiver, &[]).await
}

async fn subscribe_to(
    house: &House,
    caller: &Caller,
    receiver: &Receiver,
    events: &[&str],
) -> SubscriptionId {
    let new = NewSubscription {
        url: Some(receiver.url.clone()),
        events: events.iter().map(ToString::to_string).collect(),
        ..NewSubscription::default()
    };
    let made = create_subscription(&house.app, caller, new).await.unwrap();
    made.subscription.id
}

/// Tries everything that is due now.
async fn deliver_due(house: &House) -> Vec<Delivered> {
    let mut outcomes = Vec::new();
    loop {
        let due = reserve_deliveries(&house.app, "test", 100).await.unwrap();
        if due.is_empty() {
            return outcomes;
        }
        for delivery in &due {
            outcomes.push(deliver(&house.app, delivery).await.unwrap());
        }
    }
}

/// A process that failed on request: the shortest way to an end.
async fn ended(house: &House, caller: &Caller) -> (DossierId, ProcessId) {
    let dossier = house.dossier(caller).await;
    let process = house.process(caller, dossier).await;
    fail_process(&house.app, caller, dossier, process)
        .await
        .unwrap();
    (dossier, process)
}

fn name(message: &Message) -> String {
    message.json()["eventName"].as_str().unwrap().to_owned()
}

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
async fn what_fails_is_tried_again_with_the_same_id_until_it_succeeds() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let answers = [
        "500 No",
        "302 Found\r\nlocation: http://127.0.0.1:1/",
        "429 Slow\r\nretry-after: 400",
    ];
    let receiver = Receiver::answering(&answers).await;
    let id = subscribe(&house, &caller, &receiver).await;
    ended(&house, &caller).await;
    assert_eq!(deliver_due(&house).await, [Delivered::Later]);
    for pause in [7, 370, 30 * 72] {
        assert_eq!(deliver_due(&house).await, [], "too early");
        house.clock.forward(pause);
        deliver_due(&house).await;
    }
    let messages = receiver.messages();
    assert_eq!(messages.len(), 4);
    let ids: Vec<_> = messages
        .iter()
        .map(|message| message.header("webhook-id"))
        .collect();
    assert!(ids.windows(2).all(|two| two[0] == two[1]), "{ids:?}");
    let made = delivery_attempts(&house.app, caller.client(), id)
        .await
        .unwrap();
    let statuses: Vec<_> = made
        .iter()
        .rev()
        .map(|one| (one.number, one.status.unwrap()))
        .collect();
    assert_eq!(statuses, [(1, 500), (2, 302), (3, 429), (4, 204)]);
}

#[tokio::test]
async fn a_retry_after_is_waited_for() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let receiver = Receiver::answering(&["503 Later\r\nretry-after: 600"]).await;
    subscribe(&house, &caller, &receiver).await;
    ended(&house, &caller).await;
    deliver_due(&house).await;
    house.clock.forward(599);
    assert_eq!(deliver_due(&house).await, []);
    house.clock.forward(1);
    assert_eq!(deliver_due(&house).await, [Delivered::Yes]);
}

#[tokio::test]
async fn an_address_that_says_gone_is_switched_off_and_the_others_are_told_so() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let gone = Receiver::answering(&["410 Gone"]).await;
    let other = Receiver::answering(&[]).await;
    let id = subscribe_to(&house, &caller, &gone, &["process.complete"]).await;
    subscribe_to(&house, &caller, &other, &["endpoint.disabled"]).await;
    ended(&house, &caller).await;
    deliver_due(&house).await;
    ended(&house, &caller).await;
    deliver_due(&house).await;
    assert_eq!(gone.messages().len(), 1);
    let told = other.messages()[0].json();
    assert_eq!(told["eventData"]["subscriptionId"], id.to_string());
    assert_eq!(told["eventData"]["reason"], "gone");
    let state = get_subscription(&house.app, caller.client(), id)
        .await
        .unwrap();
    assert_eq!(state.subscription.state.as_str(), "gone");
}

#[tokio::test]
async fn after_ten_tries_it_is_given_up_and_can_be_sent_again() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let receiver = Receiver::answering(&["500 No"; 10]).await;
    let id = subscribe(&house, &caller, &receiver).await;
    ended(&house, &caller).await;
    let mut last = Vec::new();
    for _ in 0..12 {
        last.extend(deliver_due(&house).await);
        house.clock.forward(29 * 3600);
    }
    assert_eq!(
        last.len(),
        last.iter().filter(|one| **one != Delivered::Yes).count()
    );
    assert_eq!(last.last(), Some(&Delivered::GivenUp));
    let event: EventId = {
        let made = delivery_attempts(&house.app, caller.client(), id)
            .await
            .unwrap();
        made[0].event
    };
    let tried = receiver.messages().len();
    update_subscription(
        &house.app,
        caller.client(),
        id,
        SubscriptionChange {
            enabled: Some(true),
            ..SubscriptionChange::default()
        },
    )
    .await
    .unwrap();
    resend_event(&house.app, caller.client(), id, event)
        .await
        .unwrap();
    deliver_due(&house).await;
    assert_eq!(receiver.messages().len(), tried + 1);
}

#[tokio::test]
async fn what_happened_while_an_address_was_off_is_told_by_a_resend_since() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let receiver = Receiver::answering(&[]).await;
    let id = subscribe(&house, &caller, &receiver).await;
    let switch = |on| SubscriptionChange {
        enabled: Some(on),
        ..SubscriptionChange::default()
    };
    update_subscription(&house.app, caller.client(), id, switch(false))
        .await
        .unwrap();
    let since: Timestamp = "2026-03-01T11:59:00Z".parse().unwrap();
    for _ in 0..3 {
        ended(&house, &caller).await;
    }
    assert_eq!(deliver_due(&house).await, []);
    let refused = resend_since(&house.app, caller.client(), id, since).await;
    assert!(matches!(refused, Err(AppError::Conflict { .. })));
    update_subscription(&house.app, caller.client(), id, switch(true))
        .await
        .unwrap();
    let resent = resend_since(&house.app, caller.client(), id, since)
        .await
        .unwrap();
    assert_eq!(resent.events, 3);
    assert_eq!(deliver_due(&house).await, [Delivered::Yes; 3]);
}

#[tokio::test]
async fn both_secrets_sign_until_the_overlap_ends() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let receiver = Receiver::answering(&[]).await;
    let id = subscribe(&house, &caller, &receiver).await;
    let hour = SignedDuration::from_hours(1);
    rotate_subscription_secret(&house.app, caller.client(), id, hour)
        .await
        .unwrap();
    let signatures = async || {
        send_test_event(&house.app, caller.client(), id)
            .await
            .unwrap();
        deliver_due(&house).await;
        let messages = receiver.messages();
        let header = messages
            .last()
            .unwrap()
            .header("webhook-signature")
            .unwrap()
            .to_owned();
        header.split(' ').count()
    };
    assert_eq!(signatures().await, 4);
    house.clock.forward(3600);
    assert_eq!(signatures().await, 2);
    let refused = rotate_subscription_secret(
        &house.app,
        caller.client(),
        id,
        SignedDuration::from_hours(200),
    );
    assert!(matches!(
        refused.await,
        Err(AppError::Invalid {
            field: Some("overlapSeconds"),
            ..
        })
    ));
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

#[tokio::test]
async fn a_slow_address_is_given_ten_at_once_and_others_do_not_wait() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let (slow, quick) = (
        Receiver::answering(&[]).await,
        Receiver::answering(&[]).await,
    );
    subscribe(&house, &caller, &slow).await;
    for _ in 0..15 {
        ended(&house, &caller).await;
    }
    let hanging = reserve_deliveries(&house.app, "other", 100).await.unwrap();
    assert_eq!(hanging.len(), 10, "ten of the fifteen");
    assert!(
        reserve_deliveries(&house.app, "test", 100)
            .await
            .unwrap()
            .is_empty()
    );
    subscribe(&house, &caller, &quick).await;
    ended(&house, &caller).await;
    assert_eq!(deliver_due(&house).await, [Delivered::Yes]);
    assert_eq!(quick.messages().len(), 1);
    // Whoever had the ten died: they are taken up when the lease ends.
    house.clock.forward(46);
    assert_eq!(deliver_due(&house).await.len(), 16);
    assert_eq!(
        deliver(&house.app, &hanging[0]).await.unwrap(),
        Delivered::Dropped
    );
}

#[tokio::test]
async fn another_clients_subscription_is_as_one_that_never_was() {
    let house = House::new().await;
    let (caller, stranger) = (house.caller("acme").await, house.caller("other").await);
    let receiver = Receiver::answering(&[]).await;
    let id = subscribe(&house, &caller, &receiver).await;
    let other = stranger.client();
    let change = SubscriptionChange::default();
    let answers = [
        get_subscription(&house.app, other, id).await.map(drop),
        update_subscription(&house.app, other, id, change)
            .await
            .map(drop),
        send_test_event(&house.app, other, id).await.map(drop),
        delivery_attempts(&house.app, other, id).await.map(drop),
        rotate_subscription_secret(&house.app, other, id, SignedDuration::ZERO)
            .await
            .map(drop),
    ];
    for answer in answers {
        assert_eq!(answer.unwrap_err().to_string(), "Subscription not found.");
    }
    ended(&house, &stranger).await;
    assert_eq!(deliver_due(&house).await, []);
    assert!(
        list_subscriptions(&house.app, other)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        events_after(&house.app, caller.client(), Timestamp::UNIX_EPOCH, None)
            .await
            .unwrap()
            .events
            .is_empty()
    );
}

#[tokio::test]
async fn an_address_that_must_not_be_called_is_refused_by_name_and_so_is_one_off_the_list() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let refused = async |url: &str| {
        let new = NewSubscription {
            url: Some(url.to_owned()),
            ..NewSubscription::default()
        };
        match create_subscription(&house.app, &caller, new).await {
            Err(AppError::Invalid {
                field: Some("url"),
                problem,
            }) => problem,
            other => panic!("{url}: {other:?}"),
        }
    };
    assert!(
        refused("https://169.254.169.254/latest")
            .await
            .contains("not public")
    );
    assert!(refused("ftp://example.com/").await.contains("https://"));
    let hosts = Some(vec!["*.example.com".to_owned()]);
    set_webhook_hosts(&house.app, "acme", hosts).await.unwrap();
    assert!(
        refused("https://example.org/")
            .await
            .contains("list of hosts")
    );
    let wrong = set_webhook_hosts(&house.app, "acme", Some(vec!["a b".to_owned()])).await;
    assert!(matches!(
        wrong,
        Err(AppError::Invalid {
            field: Some("hosts"),
            ..
        })
    ));
}
