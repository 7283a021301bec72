use crate::erase::refuse_held;
use crate::{App, AppError, Caller, audit};
use bonafide_domain::{DossierId, Event, ProcessId, step};
use bonafide_storage::{Act, Actor};

/// Removes a process with its pictures and its job; rows and files are gone when this answers. The result of
/// a verification that is running is thrown away when it comes.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Refused`] while the provider does not allow
/// it; [`AppError::Conflict`] in a dossier that is held; [`AppError::Unavailable`], also when the rows are gone and a file,
/// or what the database's own log has of them, could not be removed yet: it is tried again by itself.
pub async fn delete_process(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<(), AppError> {
    let now = app.now();
    let owner = caller.client();
    let mut unit = app.storage().begin().await?;
    let Some(process) = unit.process_for_update(owner, dossier, process).await? else {
        drop(unit);
        return Err(app.missing_process(owner, dossier).await);
    };
    step(&process, Event::Delete)?;
    refuse_held(&mut unit, owner, dossier).await?;
    unit.delete_process(owner, dossier, process.id, now).await?;
    unit.touch_dossier(owner, dossier, now).await?;
    unit.append_audit(&audit::of_process(
        &process,
        Actor::Client,
        Act::ProcessErased,
        now,
    ))
    .await?;
    unit.commit().await?;
    app.storage().purge().await?;
    // Only this dossier's: what cannot be removed for another client is no business of this answer.
    app.storage()
        .delete_pending_blobs_of(owner, dossier)
        .await?;
    Ok(())
}
