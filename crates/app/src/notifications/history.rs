use super::happen::{send, something};
use super::message;
use crate::{App, AppError, Missing, audit, random};
use bonafide_domain::{
    ClientId, DeliveryId, EventId, EventKind, SubscriptionId, SubscriptionState, Target,
};
use bonafide_storage::{Act, Actor, StoredEvent};
use jiff::Timestamp;
use serde_json::Value;

/// A try to tell an address, with how it went.
pub use bonafide_storage::AttemptRecord as AttemptMade;

/// Tries in one listing.
const ATTEMPTS: u32 = 100;
/// Events that one resend takes.
const RESENDS: u32 = 1000;
/// Events in one listing.
const EVENTS: u32 = 100;

/// What a resend did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resent {
    /// Events that are on their way again; those that were on their way already are not counted.
    pub events: u64,
}

/// The id of an event, as events show it (32 hexadecimal digits) or with hyphens; `None` for what is none.
#[must_use]
pub fn event_of(text: &str) -> Option<EventId> {
    let hyphenated = match text.len() {
        32 if text.is_ascii() => format!(
            "{}-{}-{}-{}-{}",
            &text[..8],
            &text[8..12],
            &text[12..16],
            &text[16..20],
            &text[20..]
        ),
        _ => text.to_owned(),
    };
    hyphenated.parse().ok()
}

/// Events in the order in which they happened.
#[derive(Debug)]
pub struct EventPage {
    /// As they are told.
    pub events: Vec<Value>,
    /// The id of the last one, to go on after it.
    pub last: Option<EventId>,
}

/// The last tries to tell an address, the newest first.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn delivery_attempts(
    app: &App,
    owner: &ClientId,
    subscription: SubscriptionId,
) -> Result<Vec<AttemptMade>, AppError> {
    app.storage()
        .subscription(owner, subscription)
        .await?
        .ok_or(AppError::NotFound(Missing::Subscription))?;
    Ok(app
        .storage()
        .attempts(owner, subscription, ATTEMPTS)
        .await?)
}

/// Sends an address an event that tells of nothing, whatever events it wants.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Conflict`] when the address is switched off;
/// [`AppError::Unavailable`].
pub async fn send_test_event(
    app: &App,
    owner: &ClientId,
    subscription: SubscriptionId,
) -> Result<EventId, AppError> {
    enabled(app, owner, subscription).await?;
    let now = app.now();
    let happening = something(app, owner, EventKind::Test, now);
    let mut unit = app.storage().begin().await?;
    unit.insert_event(&happening).await?;
    let target = Target::Subscription(subscription);
    send(app, &mut unit, &happening, target, now).await?;
    unit.commit().await?;
    Ok(happening.id)
}

/// Tells an address an event once more.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Conflict`] when the address is switched off;
/// [`AppError::Unavailable`].
pub async fn resend_event(
    app: &App,
    owner: &ClientId,
    subscription: SubscriptionId,
    event: EventId,
) -> Result<Resent, AppError> {
    enabled(app, owner, subscription).await?;
    let event = app
        .storage()
        .event(owner, event)
        .await?
        .ok_or(AppError::NotFound(Missing::Event))?;
    again(app, subscription, &[event]).await
}

/// Tells an address once more everything since a time that it was told, or was to be told; also what happened while
/// it was switched off. At most a thousand events, the oldest first.
///
/// # Errors
/// As [`resend_event`].
pub async fn resend_since(
    app: &App,
    owner: &ClientId,
    subscription: SubscriptionId,
    since: Timestamp,
) -> Result<Resent, AppError> {
    let wants = enabled(app, owner, subscription).await?;
    let events = app
        .storage()
        .events_since(owner, since, None, RESENDS)
        .await?
        .unwrap_or_default();
    let wanted: Vec<StoredEvent> = events
        .into_iter()
        .filter(|event| wants.is_empty() || wants.contains(&event.happening.kind))
        .collect();
    again(app, subscription, &wanted).await
}

/// An event as it is told.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn event_body(app: &App, owner: &ClientId, event: EventId) -> Result<Value, AppError> {
    let event = app
        .storage()
        .event(owner, event)
        .await?
        .ok_or(AppError::NotFound(Missing::Event))?;
    Ok(message::envelope(&event))
}

/// What was kept after an event, or happened since a time; the earliest kept first, at most a hundred. Where it tells of a
/// process, that leaves a mark in the audit log before it is answered.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such event of this client; [`AppError::Unavailable`].
pub async fn events_after(
    app: &App,
    owner: &ClientId,
    since: Timestamp,
    after: Option<EventId>,
) -> Result<EventPage, AppError> {
    let events = app
        .storage()
        .events_since(owner, since, after, EVENTS)
        .await?
        .ok_or(AppError::NotFound(Missing::Event))?;
    if events.iter().any(tells_of_a_process) {
        let entry = audit::entry(owner, Actor::Client, Act::EventsRead, app.now());
        audit::append(app, &entry).await?;
    }
    Ok(EventPage {
        last: events.last().map(|event| event.happening.id),
        events: events.iter().map(message::envelope).collect(),
    })
}

async fn again(
    app: &App,
    subscription: SubscriptionId,
    events: &[StoredEvent],
) -> Result<Resent, AppError> {
    let now = app.now();
    let mut sent = 0;
    // In steps, so that nobody waits long for the one writer.
    for step in events.chunks(200) {
        let mut unit = app.storage().begin().await?;
        for event in step {
            let id = DeliveryId::new(random::uuid(app.random()));
            let (event, owner) = (event.happening.id, &event.happening.owner);
            let target = Target::Subscription(subscription);
            sent += u64::from(
                unit.insert_delivery_again(id, event, owner, target, now)
                    .await?,
            );
        }
        if step.iter().any(tells_of_a_process)
            && let Some(first) = step.first()
        {
            let owner = &first.happening.owner;
            let entry = audit::entry(owner, Actor::Client, Act::EventsResent, now);
            unit.append_audit(&entry).await?;
        }
        unit.commit().await?;
    }
    Ok(Resent { events: sent })
}

const fn tells_of_a_process(event: &StoredEvent) -> bool {
    event.happening.process.is_some()
}

async fn enabled(
    app: &App,
    owner: &ClientId,
    subscription: SubscriptionId,
) -> Result<Vec<EventKind>, AppError> {
    let found = app
        .storage()
        .subscription(owner, subscription)
        .await?
        .ok_or(AppError::NotFound(Missing::Subscription))?;
    if found.state == SubscriptionState::Enabled {
        Ok(found.kinds)
    } else {
        Err(AppError::Conflict {
            detail: format!("The subscription is {}; enable it first.", found.state),
        })
    }
}
