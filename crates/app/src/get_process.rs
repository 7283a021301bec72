use crate::{App, AppError, Caller};
use bonafide_domain::{DossierId, Process, ProcessId};

/// A process with what came of it. Reading a result leaves a mark in the audit log.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn get_process(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<Process, AppError> {
    todo!()
}
