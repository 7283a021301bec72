//! Who may be told, and where.

use crate::receiver::Receiver;
use crate::support::House;
use crate::{deliver_due, ended, subscribe};
use bonafide_app::{
    AppError, NewSubscription, SubscriptionChange, create_subscription, delivery_attempts,
    events_after, get_subscription, list_subscriptions, rotate_subscription_secret,
    send_test_event, set_webhook_hosts, update_subscription,
};
use jiff::{SignedDuration, Timestamp};

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
