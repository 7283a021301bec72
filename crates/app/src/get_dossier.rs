use crate::{App, AppError, Caller, Missing};
use bonafide_domain::{Dossier, DossierId};
pub use bonafide_storage::ProcessSummary;

/// A dossier and what lies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierWithProcesses {
    /// The dossier.
    pub dossier: Dossier,
    /// Its processes, oldest first.
    pub processes: Vec<ProcessSummary>,
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
    let storage = app.storage();
    let dossier = storage
        .dossier(caller.client(), dossier)
        .await?
        .ok_or(AppError::NotFound(Missing::Dossier))?;
    let processes = storage.processes(caller.client(), dossier.id).await?;
    Ok(DossierWithProcesses { dossier, processes })
}
