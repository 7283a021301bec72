use crate::{App, AppError, Caller};
use bonafide_domain::{Dossier, DossierId, ProcessId, ProcessType, Provider, Status};
use jiff::Timestamp;

/// A dossier and what lies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierWithProcesses {
    /// The dossier.
    pub dossier: Dossier,
    /// Its processes, oldest first.
    pub processes: Vec<ProcessSummary>,
}

/// A process without its result.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields of `bonafide_domain::Process`")]
pub struct ProcessSummary {
    pub id: ProcessId,
    pub provider: Provider,
    pub process_type: ProcessType,
    pub status: Status,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A dossier with its processes.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn get_dossier(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
) -> Result<DossierWithProcesses, AppError> {
    todo!()
}
