use crate::ids::{ClientId, DossierId, ProcessId};
use crate::image::Depiction;
use crate::provider::{ProcessType, Provider};
use crate::result::Report;
use crate::status::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Tags that come back with the events of a process: at most 20 of at most 200 characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventTags(pub Vec<String>);

/// Where a client of the older contract wants to be told that a process is final.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// The URL as given. It is judged before each use, not here.
    pub notification_url: String,
    /// The value of the `Authorization` header to send, a secret of the client's.
    pub authorization_header: Option<String>,
}

impl std::fmt::Debug for Callback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Callback")
            .field("notification_url", &self.notification_url)
            .finish_non_exhaustive()
    }
}

/// What a client asked for when it created a process. It never changes after that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessRequest {
    /// Who verifies.
    pub provider: Provider,
    /// What is looked at.
    pub process_type: ProcessType,
    /// Numeric id of the document type, if the client named one.
    pub document_id: Option<i32>,
    /// Depictions without which the verification cannot start.
    pub required: BTreeSet<Depiction>,
    /// Depictions that may be uploaded.
    pub accepted: BTreeSet<Depiction>,
    /// Tags for its events.
    pub event_tags: EventTags,
    /// The older way to be told of the end.
    pub callback: Option<Callback>,
}

/// One verification.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    /// Its id.
    pub id: ProcessId,
    /// The dossier it lies in.
    pub dossier: DossierId,
    /// The client that alone may see it.
    pub owner: ClientId,
    /// What was asked for.
    pub request: ProcessRequest,
    /// Where it stands, with what belongs to that.
    pub state: State,
    /// Depictions whose pictures are stored.
    pub images: BTreeSet<Depiction>,
    /// What the provider told, once it told something.
    pub report: Option<Report>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
