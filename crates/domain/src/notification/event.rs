use crate::provider::UnknownName;
use crate::{ClientId, DossierId, EventId, ProcessId, SubscriptionId};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::fmt;
use std::str::FromStr;

/// What can happen that a client may want to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// A process became final.
    ProcessComplete,
    /// The verification of a process began.
    ProcessStarted,
    /// A process waits for an agent.
    ReviewNeeded,
    /// An address is no longer told anything.
    EndpointDisabled,
    /// A dossier is gone, with everything in it.
    DossierErased,
    /// Sent on request, to see whether an address hears.
    Test,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::ProcessComplete,
        Self::ProcessStarted,
        Self::ReviewNeeded,
        Self::EndpointDisabled,
        Self::DossierErased,
        Self::Test,
    ];

    /// The `eventName` on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProcessComplete => "process.complete",
            Self::ProcessStarted => "process.started",
            Self::ReviewNeeded => "process.review-needed",
            Self::EndpointDisabled => "endpoint.disabled",
            Self::DossierErased => "dossier.erased",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EventKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}

/// Something that happened. Kept in the transaction of what it tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// The same on every try to tell it.
    pub id: EventId,
    /// Whose it is.
    pub owner: ClientId,
    /// What happened.
    pub kind: EventKind,
    /// In which dossier, where it was in one.
    pub dossier: Option<DossierId>,
    /// To which process, where it was to one.
    pub process: Option<ProcessId>,
    /// The `eventData` besides ids of dossier and process and the client's reference: nothing that tells of a person.
    pub data: Map<String, Value>,
    /// The client's own words on the process: `eventTags`.
    pub tags: Vec<String>,
    /// When.
    pub at: Timestamp,
    /// After this nobody is told of it any more.
    pub expires_at: Timestamp,
}

/// Whom an event is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// An address that the client has subscribed.
    Subscription(SubscriptionId),
    /// The `notificationUrl` that came with the process: the older way.
    Callback(ProcessId),
}
