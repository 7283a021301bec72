use crate::ids::{ClientId, DossierId, ProcessId};
use crate::image::Depiction;
use crate::parameters::ProcessParameters;
use crate::provider::{ProcessType, Provider};
use crate::redaction::Redaction;
use crate::result::Report;
use crate::session::Start;
use crate::simulation::Simulation;
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
            .field("notification_url", &"[redacted]")
            .finish_non_exhaustive()
    }
}

/// What a client asked for when it created a process. It never changes after that.
///
/// It is stored as JSON: a field that is added has to be one that earlier rows can lack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessRequest {
    /// Who verifies, by the name that the client used.
    pub provider: Provider,
    /// What is looked at; `None` where the provider has no types.
    pub process_type: Option<ProcessType>,
    /// Numeric id of the document type, if the client named one.
    pub document_id: Option<i32>,
    /// Kind of the document in the API's words (`passport`), if the client named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_type: Option<String>,
    /// Country of the document, if the client named one: ISO 3166 alpha-3, or `UNIV` for any passport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_country: Option<String>,
    /// What is to be blackened in its pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redaction: Option<Redaction>,
    /// What its provider has to be told besides.
    #[serde(default, skip_serializing_if = "ProcessParameters::is_empty")]
    pub parameters: ProcessParameters,
    /// Where the person's browser goes after a session that is not on our pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// Depictions without which the verification cannot start.
    pub required: BTreeSet<Depiction>,
    /// Depictions that may be uploaded.
    pub accepted: BTreeSet<Depiction>,
    /// Tags for its events.
    pub event_tags: EventTags,
    /// The older way to be told of the end.
    pub callback: Option<Callback>,
}

impl ProcessRequest {
    /// A request for this and nothing else.
    #[must_use]
    pub fn new(provider: Provider, process_type: Option<ProcessType>) -> Self {
        Self {
            provider,
            process_type,
            document_id: None,
            document_type: None,
            document_country: None,
            redaction: None,
            parameters: ProcessParameters::default(),
            redirect_url: None,
            required: BTreeSet::new(),
            accepted: BTreeSet::new(),
            event_tags: EventTags::default(),
            callback: None,
        }
    }
}

/// The provider's own name for a process: 1 to 200 printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExternalId(String);

impl ExternalId {
    /// `None` for a text that cannot be one.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let fits = (1..=200).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_graphic());
        fits.then_some(Self(text))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    /// The provider's own name for it, where it has one.
    pub external_id: Option<ExternalId>,
    /// That it is played: `None` for one that is verified.
    pub simulation: Option<Simulation>,
    /// What it was started with, once it was.
    pub start: Option<Start>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_was_stored_before_there_were_other_providers_is_read() {
        let stored = r#"{"provider":"signicatpictureid","process_type":"documentSelfie","document_id":137,
            "required":["front","selfie"],"accepted":["front","selfie"],"event_tags":["a"],
            "callback":{"notification_url":"https://example.com","authorization_header":null}}"#;
        let request: ProcessRequest = serde_json::from_str(stored).unwrap();
        assert_eq!(request.provider, Provider::SignicatPictureId);
        assert_eq!(request.process_type, Some(ProcessType::DocumentSelfie));
        assert!(request.redaction.is_none() && request.parameters.is_empty());
        let again = serde_json::to_string(&request).unwrap();
        assert!(!again.contains("redaction") && !again.contains("parameters"));
        assert_eq!(
            serde_json::from_str::<ProcessRequest>(&again).unwrap(),
            request
        );
    }
}
