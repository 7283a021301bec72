use crate::{App, AppError, Caller, Missing, audit};
use bonafide_domain::{Dossier, DossierId};
pub use bonafide_storage::ProcessSummary;
use bonafide_storage::{Act, AuditEntry};

/// A dossier and what lies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierWithProcesses {
    /// The dossier.
    pub dossier: Dossier,
    /// Its processes, oldest first.
    pub processes: Vec<ProcessSummary>,
}

/// A dossier with its processes. Where it tells how one ended, that leaves a mark in the audit log before it is answered.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn get_dossier(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
) -> Result<DossierWithProcesses, AppError> {
    let storage = app.storage();
    let dossier = storage
        .dossier(caller.client(), dossier)
        .await?
        .ok_or(AppError::NotFound(Missing::Dossier))?;
    let processes = storage.processes(caller.client(), dossier.id).await?;
    if processes.iter().any(|process| process.status.is_final()) {
        let entry = AuditEntry {
            dossier: Some(dossier.id),
            ..audit::entry(&dossier.owner, caller.actor(), Act::DossierRead, app.now())
        };
        audit::append(app, &entry).await?;
    }
    Ok(DossierWithProcesses { dossier, processes })
}
