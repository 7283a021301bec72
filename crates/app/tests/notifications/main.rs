//! What clients are told, when, how often, and that nothing of it is lost.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../support/receiver.rs"]
mod receiver;
mod subscriptions;
#[path = "../support/mod.rs"]
mod support;
mod told;
mod tries;

use bonafide_app::domain::{DossierId, ProcessId, SubscriptionId};
use bonafide_app::{
    Caller, Delivered, NewSubscription, create_subscription, deliver, fail_process,
    reserve_deliveries,
};
use receiver::{Message, Receiver};
use support::House;

pub(crate) async fn subscribe(
    house: &House,
    caller: &Caller,
    receiver: &Receiver,
) -> SubscriptionId {
    subscribe_to(house, caller, receiver, &[]).await
}

pub(crate) async fn subscribe_to(
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
pub(crate) async fn deliver_due(house: &House) -> Vec<Delivered> {
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
pub(crate) async fn ended(house: &House, caller: &Caller) -> (DossierId, ProcessId) {
    let dossier = house.dossier(caller).await;
    let process = house.process(caller, dossier).await;
    fail_process(&house.app, caller, dossier, process)
        .await
        .unwrap();
    (dossier, process)
}

pub(crate) fn name(message: &Message) -> String {
    message.json()["eventName"].as_str().unwrap().to_owned()
}
