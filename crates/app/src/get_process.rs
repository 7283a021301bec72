use crate::{App, AppError, Caller, audit};
use bonafide_domain::{DossierId, Event, Process, ProcessId, step};
use bonafide_storage::{Act, Actor};

/// A process with what came of it. Reading a result leaves a mark in the audit log before it is answered.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn get_process(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<Process, AppError> {
    let process = find(app, caller, dossier, process).await?;
    step(&process, Event::GetProcess)?;
    // Before it ends or something is known it tells nothing of a person.
    if process.report.is_some() || process.state.status().is_final() {
        let entry = audit::of_process(&process, Actor::Client, Act::ProcessRead, app.now());
        let mut unit = app.storage().begin().await?;
        unit.append_audit(&entry).await?;
        unit.commit().await?;
    }
    Ok(process)
}

/// A process of the caller's, in this dossier of the caller's.
pub(crate) async fn find(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<Process, AppError> {
    let storage = app.storage();
    if let Some(process) = storage.process(caller.client(), dossier, process).await? {
        return Ok(process);
    }
    Err(app.missing_process(caller.client(), dossier).await)
}
