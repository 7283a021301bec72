use bonafide_domain::EventKind;
use bonafide_storage::StoredEvent;
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// The `sender` of every event: there is one.
const SENDER: &str = "assure-api";

/// The envelope of nine fields in which an event is told.
pub(crate) fn envelope(event: &StoredEvent) -> Value {
    let happening = &event.happening;
    json!({
        "id": happening.id.uuid().simple().to_string(),
        "timestamp": happening.at.strftime("%Y-%m-%dT%H:%M:%S.%6f0Z").to_string(),
        "sender": SENDER,
        "eventName": happening.kind.as_str(),
        "eventData": event_data(event),
        "accountId": happening.owner.as_str(),
        "organizationId": null,
        "expiresAt": happening.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "tags": happening.tags,
    })
}

/// The envelope as it is sent.
pub(crate) fn body(event: &StoredEvent) -> Bytes {
    Bytes::from(envelope(event).to_string())
}

/// What the older callbacks are sent: `{"dossierId", "processId", "status"}`.
pub(crate) fn callback_body(event: &StoredEvent) -> Bytes {
    let mut data = event_data(event);
    data.retain(|name, _| matches!(name.as_str(), "dossierId" | "processId" | "status"));
    Bytes::from(Value::Object(data).to_string())
}

fn event_data(event: &StoredEvent) -> Map<String, Value> {
    let happening = &event.happening;
    let mut data = Map::new();
    if let Some(dossier) = happening.dossier {
        data.insert("dossierId".to_owned(), dossier.to_string().into());
    }
    if let Some(process) = happening.process {
        data.insert("processId".to_owned(), process.to_string().into());
    }
    // A dossier that is gone has no reference any more, whatever the client called it.
    if let (Some(reference), false) = (
        &event.external_reference,
        happening.kind == EventKind::DossierErased,
    ) {
        data.insert("externalReference".to_owned(), reference.clone().into());
    }
    data.extend(happening.data.clone());
    data
}
