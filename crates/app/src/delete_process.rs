use crate::{App, AppError, Caller};
use bonafide_domain::{DossierId, ProcessId};

/// Removes a process with its pictures; rows and files are gone when this answers.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Refused`] while the provider does not allow
/// it; [`AppError::Unavailable`].
pub async fn delete_process(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<(), AppError> {
    todo!()
}
