//! When it is told, and how often.

use crate::receiver::Receiver;
use crate::support::House;
use crate::{deliver_due, ended, subscribe, subscribe_to};
use bonafide_app::domain::EventId;
use bonafide_app::{
    AppError, Delivered, SubscriptionChange, deliver, delivery_attempts, get_subscription,
    resend_event, resend_since, reserve_deliveries, update_subscription,
};
use jiff::Timestamp;

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
