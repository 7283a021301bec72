use crate::{App, AppError, Caller, get_process};
use bonafide_domain::{DossierId, Process, ProcessId};

/// The provider's own id for a process.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn external_id(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<String, AppError> {
    let process = get_process::find(app, caller, dossier, process).await?;
    Ok(of(&process))
}

/// Our own engine has no other name for a process than ours.
pub(crate) fn of(process: &Process) -> String {
    process.id.to_string()
}
