//! Who is told of events, by the operator in place of a client.

use super::client::{print, with_app};
use crate::cli::{Of, Subscription, What};
use crate::exit::{Code, Failure};
use crate::wiring::Wired;
use anyhow::Context as _;
use bonafide_api::{AttemptBody, SubscriptionBody};
use bonafide_app::{
    Acting, AppError, AttemptMade, Caller, NewSubscription, ShownSubscription, SigningSecret,
    SubscriptionChange, create_subscription, delete_subscription, delivery_attempts, event_of,
    find_client, list_subscriptions, resend_event, resend_since, rotate_subscription_secret,
    send_test_event, update_subscription,
};
use bonafide_domain::{Client, DeliveryState, EventId, EventKind};
use jiff::SignedDuration;
use serde_json::json;

pub(crate) fn run(command: Subscription) -> Result<(), Failure> {
    match command {
        Subscription::List { of } => on(of, async |wired, client, json| {
            let all = list_subscriptions(&wired.app, &client.id).await;
            for shown in all.map_err(told)? {
                print(&if json {
                    text(&SubscriptionBody::from(shown))?
                } else {
                    line(&shown)
                })?;
            }
            Ok(())
        }),
        Subscription::Create { url, what, of } => on(of, async move |wired, client, json| {
            let new = NewSubscription {
                url: Some(url),
                events: names(&what.events),
                description: what.description,
                signature_header: what.signature_header,
                signature_algorithm: what.signature_algorithm,
            };
            let caller = Caller::operator_for(client);
            let made = create_subscription(&wired.app, &caller, new)
                .await
                .map_err(told)?;
            if json {
                return print(&text(&SubscriptionBody::with_secret(made))?);
            }
            let secret = made.secrets.first().map(SigningSecret::reveal);
            print(&line(&made))?;
            print(&format!(
                "secret: {}\n\nThe secret is not shown again.",
                secret.unwrap_or_default()
            ))
        }),
        Subscription::Set {
            id,
            url,
            what,
            all_events,
            pause,
            enable,
            of,
        } => on(of, async move |wired, client, json| {
            let change = change(url, what, all_events, pause, enable);
            let shown = update_subscription(&wired.app, Acting::operator(&client.id), id, change)
                .await
                .map_err(told)?;
            print(&if json {
                text(&SubscriptionBody::from(shown))?
            } else {
                line(&shown)
            })
        }),
        Subscription::Delete { id, of } => on(of, async move |wired, client, _| {
            delete_subscription(&wired.app, Acting::operator(&client.id), id)
                .await
                .map_err(told)?;
            print(&format!("{id} is removed."))
        }),
        Subscription::Rotate { id, overlap, of } => on(of, async move |wired, client, json| {
            let overlap = SignedDuration::from_secs(overlap.into());
            let acting = Acting::operator(&client.id);
            let drawn = rotate_subscription_secret(&wired.app, acting, id, overlap)
                .await
                .map_err(told)?;
            let (secret, until) = (drawn.secret.reveal(), drawn.earlier_ends_at);
            if json {
                let body = json!({
                    "secret": secret,
                    "publicKey": drawn.secret.public_key(),
                    "earlierEndsAt": until,
                });
                return print(&body.to_string());
            }
            print(&format!(
                "secret: {secret}\n\nThe secret is not shown again. The one before signs too until {}.",
                until.strftime("%Y-%m-%d %H:%M UTC")
            ))
        }),
        Subscription::Test { id, of } => on(of, async move |wired, client, json| {
            let event = send_test_event(&wired.app, &client.id, id)
                .await
                .map_err(told)?;
            sent(event, json)
        }),
        Subscription::Attempts { id, of } => on(of, async move |wired, client, json| {
            let made = delivery_attempts(&wired.app, &client.id, id).await;
            for attempt in made.map_err(told)? {
                print(&if json {
                    text(&AttemptBody::from(attempt))?
                } else {
                    attempt_line(&attempt)
                })?;
            }
            Ok(())
        }),
        Subscription::Resend {
            id,
            event_id,
            since,
            of,
        } => on(of, async move |wired, client, _| {
            let (app, owner) = (&wired.app, &client.id);
            let resent = match (event_id, since) {
                (Some(event), _) => {
                    let event = event_of(&event).ok_or_else(|| {
                        let sentence = format!("--event-id {event}: that is no id of an event");
                        Failure::saying(Code::Wrong, sentence)
                    })?;
                    resend_event(app, owner, id, event).await
                }
                (None, since) => resend_since(app, owner, id, since.unwrap_or_default()).await,
            };
            let events = resent.map_err(told)?.events;
            print(&format!("{events} events are on their way again."))
        }),
    }
}

fn on(
    of: Of,
    work: impl AsyncFnOnce(Wired, Client, bool) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let Of {
        client,
        json,
        place,
    } = of;
    with_app(&place, async move |wired| {
        let found = find_client(&wired.app, &client)
            .await
            .map_err(|error| match error {
                AppError::NotFound(_) => {
                    Failure::saying(Code::NotThere, format!("there is no client '{client}'"))
                }
                error => {
                    Failure::from(anyhow::Error::new(error).context("the clients cannot be read"))
                }
            })?;
        work(wired, found, json).await
    })
}

fn change(
    url: Option<String>,
    what: What,
    all_events: bool,
    pause: bool,
    enable: bool,
) -> SubscriptionChange {
    SubscriptionChange {
        url,
        events: (all_events || !what.events.is_empty()).then(|| names(&what.events)),
        description: what.description,
        signature_header: what.signature_header,
        signature_algorithm: what.signature_algorithm,
        enabled: (pause || enable).then_some(enable),
    }
}

fn names(events: &[EventKind]) -> Vec<String> {
    events.iter().map(|kind| kind.as_str().to_owned()).collect()
}

fn sent(event: EventId, json: bool) -> Result<(), Failure> {
    let id = event.uuid().simple();
    if json {
        print(&json!({ "eventId": id.to_string() }).to_string())
    } else {
        print(&format!("{id} is on its way."))
    }
}

fn text(body: &impl serde::Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string(body).context("the answer cannot be written as JSON")?)
}

fn line(shown: &ShownSubscription) -> String {
    let subscription = &shown.subscription;
    let events = match names(&subscription.kinds) {
        none if none.is_empty() => "every event".to_owned(),
        some => some.join(", "),
    };
    let described = subscription
        .description
        .as_ref()
        .map_or_else(String::new, |text| format!("  ({text})"));
    format!(
        "{}  {}  {}  {events}{described}",
        subscription.id,
        subscription.state.as_str(),
        subscription.url
    )
}

fn attempt_line(attempt: &AttemptMade) -> String {
    let answered = match (attempt.status, &attempt.failure) {
        (Some(status), _) => status.to_string(),
        (None, Some(failure)) => failure.clone(),
        (None, None) => "no answer".to_owned(),
    };
    let stands = match attempt.state {
        DeliveryState::Waiting(next) => {
            format!("tried next at {}", next.strftime("%Y-%m-%d %H:%M:%S"))
        }
        DeliveryState::Delivered => "delivered".to_owned(),
        DeliveryState::GivenUp => "given up".to_owned(),
    };
    format!(
        "{}  {} {}  try {}: {answered} after {} ms; {stands}",
        attempt.at.strftime("%Y-%m-%d %H:%M:%S"),
        attempt.kind.as_str(),
        attempt.event.uuid().simple(),
        attempt.number,
        attempt.latency.as_millis()
    )
}

fn told(error: AppError) -> Failure {
    let code = match &error {
        AppError::NotFound(_) => Code::NotThere,
        AppError::Invalid { .. } => Code::Wrong,
        _ => Code::Failed,
    };
    Failure::new(code, error)
}
