use super::happen::{send_off, something};
use super::{message, retry_after, secrets};
use crate::{App, AppError, StandardHeaders, audit};
use bonafide_domain::{
    Attempt, AttemptResult, Delivery, DeliveryState, EventKind, Schedule, Standing, Subscription,
    SubscriptionState, Target, after_attempt,
};
use bonafide_egress::{
    Answer, Failure, HeaderMap, HeaderName, HeaderValue, HostList, Limits, Method, Request,
};
use bonafide_storage::{
    Act, Actor, LeasedDelivery, NewAttempt, SettledDelivery, StorageError, StoredEvent, Unit,
};
use jiff::Timestamp;
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

/// An event on its way to an address, which this deliverer alone may settle until its lease ends.
#[derive(Debug)]
pub struct ReservedDelivery(LeasedDelivery);

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// The address has it.
    Yes,
    /// It is tried again later.
    Later,
    /// It is not tried any more.
    GivenUp,
    /// Another deliverer has it, or what was to be told or whom is gone.
    Dropped,
}

/// How long a delivery is left to its holder: longer than one may take.
const LEASE: Duration = Duration::from_secs(45);
/// What a callback has for all.
const CALLBACK_TIME: Duration = Duration::from_secs(10);

/// Takes up to `limit` deliveries that are due.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn reserve_deliveries(
    app: &App,
    holder: &str,
    limit: u32,
) -> Result<Vec<ReservedDelivery>, AppError> {
    let leased = app
        .storage()
        .lease_deliveries(app.now(), holder, LEASE, limit)
        .await?;
    Ok(leased.into_iter().map(ReservedDelivery).collect())
}

/// Tries to tell an event to an address, and keeps how that went: the try, where the delivery stands, and how the
/// address does, in one unit.
///
/// # Errors
/// [`AppError::Unavailable`]: it is tried again when the lease ends.
pub async fn deliver(app: &App, delivery: &ReservedDelivery) -> Result<Delivered, AppError> {
    let leased = &delivery.0;
    let Some(event) = app.storage().event(&leased.owner, leased.event).await? else {
        return Ok(Delivered::Dropped);
    };
    let prepared = match prepare(app, leased, &event).await {
        Ok(Some(prepared)) => prepared,
        Ok(None) => return give_up(app, leased, "nobody is to be told any more").await,
        Err(AppError::Internal(cause)) => {
            tracing::error!(cause, "an event cannot be told");
            return give_up(app, leased, "a fault of the server").await;
        }
        Err(error) => return Err(error),
    };
    let began = (app.now(), Instant::now());
    let outcome = app.egress().call(prepared.request()).await;
    let attempt = Tried {
        at: began.0,
        ended_at: app.now(),
        latency: began.1.elapsed(),
        outcome,
    };
    metrics::histogram!("bonafide_delivery_seconds").record(attempt.latency.as_secs_f64());
    let mut tries = 3;
    loop {
        tries -= 1;
        match settle(app, leased, &event, &prepared, &attempt).await {
            Err(StorageError::Conflict { .. }) if tries > 0 => {}
            Err(StorageError::Fenced) => return Ok(Delivered::Dropped),
            other => return Ok(other?),
        }
    }
}

struct Tried {
    at: Timestamp,
    ended_at: Timestamp,
    latency: Duration,
    outcome: Result<Answer, Failure>,
}

impl Tried {
    fn result(&self) -> AttemptResult {
        match &self.outcome {
            Ok(answer) => AttemptResult::Answered {
                status: answer.status,
                retry_after: answer
                    .retry_after
                    .as_deref()
                    .and_then(|header| retry_after::asked_pause(header, self.ended_at)),
            },
            Err(Failure::Refused(_)) => AttemptResult::NotCalled,
            Err(_) => AttemptResult::NoAnswer,
        }
    }

    fn record(&self) -> NewAttempt {
        NewAttempt {
            at: self.at,
            latency: self.latency,
            status: self.outcome.as_ref().ok().map(|answer| answer.status),
            failure: self.outcome.as_ref().err().map(ToString::to_string),
            answer: self
                .outcome
                .as_ref()
                .map(|answer| answer.body.to_vec())
                .unwrap_or_default(),
        }
    }
}

/// A message ready to be sent.
struct Prepared {
    url: String,
    headers: HeaderMap,
    body: bytes::Bytes,
    schedule: Schedule,
    total: Duration,
    hosts: HostList,
    subscription: Option<Subscription>,
}

impl Prepared {
    fn request(&self) -> Request<'_> {
        Request {
            method: Method::POST,
            url: &self.url,
            hosts: &self.hosts,
            headers: self.headers.clone(),
            body: self.body.clone(),
            limits: Limits {
                total: self.total,
                ..Limits::default()
            },
        }
    }
}

/// `None` when there is nobody to be told any more.
async fn prepare(
    app: &App,
    leased: &LeasedDelivery,
    event: &StoredEvent,
) -> Result<Option<Prepared>, AppError> {
    let owner = app.storage().client(&leased.owner).await?;
    if owner.is_none_or(|owner| owner.client.revoked_at.is_some()) {
        return Ok(None);
    }
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    headers.insert("bonafide-attempt", HeaderValue::from(leased.attempts + 1));
    match leased.target {
        Target::Subscription(id) => {
            let found = app.storage().subscription(&leased.owner, id).await?;
            let enabled = |found: &Subscription| found.state == SubscriptionState::Enabled;
            let Some(subscription) = found.filter(enabled) else {
                return Ok(None);
            };
            let secrets = secrets::good_now(app, &leased.owner, id).await?;
            let body = message::body(event);
            let id = event.happening.id.uuid().simple().to_string();
            let signed = StandardHeaders::sign(&secrets, &id, app.now().as_second(), &body);
            for (name, value) in [
                ("webhook-id", signed.id),
                ("webhook-timestamp", signed.timestamp),
                ("webhook-signature", signed.signature),
            ] {
                insert(&mut headers, name, &value);
            }
            if let (Some(extra), Some(newest)) = (&subscription.extra_signature, secrets.first()) {
                let signature = newest.sign_body(extra.algorithm, &body);
                insert(&mut headers, &extra.header, &signature);
            }
            Ok(Some(Prepared {
                url: subscription.url.clone(),
                headers,
                body,
                schedule: app.settings().delivery.schedule.clone(),
                total: app.settings().delivery.time_limit,
                hosts: app.webhook_hosts(&leased.owner).await?,
                subscription: Some(subscription),
            }))
        }
        Target::Callback(id) => {
            let Some(dossier) = event.happening.dossier else {
                return Ok(None);
            };
            let process = app.storage().process(&leased.owner, dossier, id).await?;
            let Some(callback) = process.and_then(|process| process.request.callback) else {
                return Ok(None);
            };
            if let Some(header) = &callback.authorization_header {
                insert(&mut headers, "authorization", header);
            }
            Ok(Some(Prepared {
                url: callback.notification_url,
                headers,
                body: message::callback_body(event),
                schedule: Schedule::callback(),
                total: CALLBACK_TIME,
                hosts: app.webhook_hosts(&leased.owner).await?,
                subscription: None,
            }))
        }
    }
}

/// Leaves out what cannot be a header; it was judged when it was set.
fn insert(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

async fn settle(
    app: &App,
    leased: &LeasedDelivery,
    event: &StoredEvent,
    prepared: &Prepared,
    tried: &Tried,
) -> Result<Delivered, StorageError> {
    let result = tried.result();
    let attempts = leased.attempts + 1;
    let standing = Delivery {
        attempts,
        expires_at: event.happening.expires_at,
    };
    let attempt = Attempt {
        ended_at: tried.ended_at,
        result,
    };
    let state = after_attempt(standing, attempt, &prepared.schedule, app.jitter());
    let mut unit = app.storage().begin().await?;
    let mut record = tried.record();
    if let Some(dossier) = event.happening.dossier
        && unit
            .dossier_for_update(&leased.owner, dossier)
            .await?
            .is_none()
    {
        // It was erased while the answer was on its way.
        record.answer.clear();
    }
    unit.settle_delivery(leased, record, SettledDelivery { state, attempts })
        .await?;
    if let Some(subscription) = &prepared.subscription {
        keep_health(app, &mut unit, subscription, result, tried.ended_at).await?;
    }
    unit.commit().await?;
    metrics::counter!("bonafide_delivery_attempts_total", "outcome" => if result.is_success() { "delivered" } else { "failed" })
        .increment(1);
    Ok(match state {
        DeliveryState::Delivered => Delivered::Yes,
        DeliveryState::Waiting(_) => Delivered::Later,
        DeliveryState::GivenUp => Delivered::GivenUp,
    })
}

/// An address that does well costs no write.
async fn keep_health(
    app: &App,
    unit: &mut Unit,
    seen: &Subscription,
    result: AttemptResult,
    at: Timestamp,
) -> Result<(), StorageError> {
    if result.is_success() && seen.health.failures == 0 {
        return Ok(());
    }
    let found = unit.subscription_for_update(&seen.owner, seen.id).await?;
    let Some(mut subscription) = found.filter(|found| found.state == SubscriptionState::Enabled)
    else {
        return Ok(());
    };
    match subscription.health.after(result, at) {
        Standing::Keeps(health) => {
            subscription.health = health;
            unit.save_subscription(&subscription).await?;
        }
        Standing::Ends(state) => {
            subscription.state = state;
            subscription.updated_at = at;
            unit.save_subscription(&subscription).await?;
            unit.give_up_deliveries(&subscription.owner, subscription.id)
                .await?;
            let mut happening =
                something(app, &subscription.owner, EventKind::EndpointDisabled, at);
            happening.data.extend([
                (
                    "subscriptionId".to_owned(),
                    json!(subscription.id.to_string()),
                ),
                ("reason".to_owned(), json!(state.as_str())),
            ]);
            send_off(app, unit, &happening, None).await?;
            let owner = &subscription.owner;
            unit.append_audit(&audit::entry(
                owner,
                Actor::System,
                Act::SubscriptionDisabled,
                at,
            ))
            .await?;
        }
    }
    Ok(())
}

/// Ends a delivery without a try.
async fn give_up(app: &App, leased: &LeasedDelivery, why: &str) -> Result<Delivered, AppError> {
    let now = app.now();
    let attempt = NewAttempt {
        at: now,
        latency: Duration::ZERO,
        status: None,
        failure: Some(why.to_owned()),
        answer: Vec::new(),
    };
    let settled = SettledDelivery {
        state: DeliveryState::GivenUp,
        attempts: leased.attempts + 1,
    };
    let mut unit = app.storage().begin().await?;
    match unit.settle_delivery(leased, attempt, settled).await {
        Ok(()) => unit.commit().await?,
        Err(StorageError::Fenced) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Delivered::GivenUp)
}
