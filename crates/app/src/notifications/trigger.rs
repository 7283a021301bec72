use super::happen::{send_off, something};
use crate::{App, AppError, audit, client_rules, random};
use bonafide_domain::{DossierId, EventId, EventKind, ProcessId};
use bonafide_storage::{Act, Actor};
use serde_json::json;

/// Makes an event as if it had happened, about a dossier and a process that never were, and sends it to everybody of
/// the client of this id or name who wants to hear of its kind: for developing a receiver. Its data say `triggered`.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn trigger_event(
    app: &App,
    id_or_name: &str,
    kind: EventKind,
) -> Result<EventId, AppError> {
    let client = client_rules(app, id_or_name).await?.client;
    let mut happening = something(app, &client.id, kind, app.now());
    happening.data.insert("triggered".to_owned(), json!(true));
    let of_a_process = matches!(
        kind,
        EventKind::ProcessComplete | EventKind::ProcessStarted | EventKind::ReviewNeeded
    );
    if of_a_process || kind == EventKind::DossierErased {
        happening.dossier = Some(DossierId::new(random::uuid(app.random())));
    }
    if of_a_process {
        happening.process = Some(ProcessId::new(random::uuid(app.random())));
        let status = match kind {
            EventKind::ProcessComplete => "accepted",
            _ => "processing",
        };
        for (name, value) in [
            ("provider", "signicatpictureid"),
            ("processType", "document"),
            ("status", status),
        ] {
            happening.data.insert(name.to_owned(), json!(value));
        }
    }
    let mut unit = app.storage().begin().await?;
    send_off(app, &mut unit, &happening, None).await?;
    let entry = audit::entry(&client.id, Actor::Operator, Act::EventTriggered, app.now());
    unit.append_audit(&entry).await?;
    unit.commit().await?;
    Ok(happening.id)
}
