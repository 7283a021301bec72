use crate::{App, AppError, Caller};
use bonafide_domain::{DossierId, Process};

/// What a new process is asked to be, in the words of the API; nulls are absent.
#[derive(Default)]
pub struct CreateProcess {
    /// `provider`; required.
    pub provider: Option<String>,
    /// `processType`; the provider's default when absent.
    pub process_type: Option<String>,
    /// `documentId`: a numeric id from the list of document types.
    pub document_id: Option<i64>,
    /// `eventTags`.
    pub event_tags: Vec<String>,
    /// `notificationUrl`, the older way to be told of the end.
    pub notification_url: Option<String>,
    /// `authorizationHeader`, a secret of the client's for that URL.
    pub authorization_header: Option<String>,
}

/// A new process.
#[derive(Debug)]
pub struct CreatedProcess {
    /// The process, pending.
    pub process: Process,
    /// How many sides of the document must be uploaded; 1 or 2, where the provider says so.
    pub document_pages: Option<u8>,
}

/// Makes a process in a dossier.
///
/// # Errors
/// [`AppError::Invalid`] with the field; [`AppError::NotFound`] for the dossier, also for another client's;
/// [`AppError::Unavailable`].
pub async fn create_process(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    request: CreateProcess,
) -> Result<CreatedProcess, AppError> {
    todo!()
}
