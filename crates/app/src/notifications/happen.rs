use crate::erasure_certificate::Erasure;
use crate::{App, AppError, random};
use bonafide_domain::{
    ClientId, DeliveryId, EventId, EventKind, Happening, Play, Process, Status, Target,
};
use bonafide_storage::{StorageError, Unit};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

/// Keeps that a process began or ended, by the status that it now has, in the unit that saved it, and sends that on
/// its way to everybody who wants to hear of it. Call it before the audit entry.
pub(crate) async fn moved(
    app: &App,
    unit: &mut Unit,
    process: &Process,
) -> Result<(), StorageError> {
    let kind = match process.state.status() {
        Status::Pending => return Ok(()),
        Status::Processing => EventKind::ProcessStarted,
        _ => EventKind::ProcessComplete,
    };
    let happening = Happening {
        dossier: Some(process.dossier),
        process: Some(process.id),
        data: about(process),
        tags: process.request.event_tags.0.clone(),
        ..something(app, &process.owner, kind, process.updated_at)
    };
    let calls_back = kind == EventKind::ProcessComplete && process.request.callback.is_some();
    let callback = calls_back.then_some(Target::Callback(process.id));
    send_off(app, unit, &happening, callback).await?;
    let played = process
        .simulation
        .as_ref()
        .and_then(|simulation| simulation.play);
    if kind == EventKind::ProcessComplete && played == Some(Play::WebhookTwice) {
        // At least once means that it may be more than once: a tester wants to see that.
        spread(app, unit, &happening, callback).await?;
    }
    Ok(())
}

/// Keeps that a dossier is gone, with the certificate of it, and takes out of earlier events what they still say of it.
pub(crate) async fn erased(
    app: &App,
    unit: &mut Unit,
    erasure: &Erasure<'_>,
) -> Result<(), AppError> {
    let (owner, dossier) = (erasure.owner, erasure.dossier);
    unit.forget_dossier_in_events(owner, dossier).await?;
    let mut happening = Happening {
        dossier: Some(dossier),
        ..something(app, owner, EventKind::DossierErased, erasure.at)
    };
    happening.data = erasure.event_data(app, happening.id)?;
    Ok(send_off(app, unit, &happening, None).await?)
}

/// An event about nothing in particular, for the caller to fill.
pub(crate) fn something(app: &App, owner: &ClientId, kind: EventKind, at: Timestamp) -> Happening {
    let lasts = app
        .settings()
        .delivery
        .schedule
        .span()
        .saturating_add(SignedDuration::from_hours(1));
    Happening {
        id: EventId::new(random::uuid(app.random())),
        owner: owner.clone(),
        kind,
        dossier: None,
        process: None,
        data: Map::new(),
        tags: Vec::new(),
        at,
        expires_at: at.saturating_add(lasts).unwrap_or(Timestamp::MAX),
    }
}

/// Keeps an event and a delivery for each address that wants it.
pub(crate) async fn send_off(
    app: &App,
    unit: &mut Unit,
    happening: &Happening,
    callback: Option<Target>,
) -> Result<(), StorageError> {
    unit.insert_event(happening).await?;
    spread(app, unit, happening, callback).await
}

/// A delivery for each address that wants an event which is kept.
async fn spread(
    app: &App,
    unit: &mut Unit,
    happening: &Happening,
    callback: Option<Target>,
) -> Result<(), StorageError> {
    let subscriptions = unit.subscriptions(&happening.owner).await?;
    let targets = subscriptions
        .iter()
        .filter(|subscription| subscription.wants(happening.kind))
        .map(|subscription| Target::Subscription(subscription.id))
        .chain(callback);
    for target in targets {
        send(app, unit, happening, target, happening.at).await?;
    }
    Ok(())
}

/// Sends an event that is kept on its way to one address.
pub(crate) async fn send(
    app: &App,
    unit: &mut Unit,
    happening: &Happening,
    target: Target,
    at: Timestamp,
) -> Result<(), StorageError> {
    let id = DeliveryId::new(random::uuid(app.random()));
    unit.insert_delivery(id, happening.id, &happening.owner, target, at)
        .await
}

fn about(process: &Process) -> Map<String, Value> {
    let mut data = Map::new();
    data.insert(
        "provider".to_owned(),
        json!(process.request.provider.to_string()),
    );
    data.insert(
        "processType".to_owned(),
        json!(process.request.process_type),
    );
    data.insert("status".to_owned(), json!(process.state.status().as_str()));
    data.retain(|_, value| !value.is_null());
    data
}
