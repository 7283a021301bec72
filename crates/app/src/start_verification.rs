use crate::{App, AppError, Caller};
use bonafide_domain::{DossierId, ProcessId, Status};

/// Puts the verification of a pending process in the queue and answers its new status, `processing`.
///
/// # Errors
/// [`AppError::Refused`] when it is not pending or a picture is missing; [`AppError::NotFound`], also for
/// another client's; [`AppError::Unavailable`].
pub async fn start_verification(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<Status, AppError> {
    todo!()
}
