use crate::{App, AppError, Caller, audit, notifications};
use bonafide_domain::{DossierId, Event, FailReason, ProcessId, State, step};
use bonafide_storage::{Act, Actor};

/// Ends a pending process as failed, because its client asks for it. Gives the reason that it now has.
///
/// # Errors
/// [`AppError::Refused`] when it is not pending; [`AppError::NotFound`], also for another client's;
/// [`AppError::Unavailable`].
pub async fn fail_process(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<FailReason, AppError> {
    let (now, owner) = (app.now(), caller.client());
    let mut unit = app.storage().begin().await?;
    let Some(mut process) = unit.process_for_update(owner, dossier, process).await? else {
        drop(unit);
        return Err(app.missing_process(owner, dossier).await);
    };
    let reason = match step(&process, Event::Fail)?.state {
        Some(State::Failed(reason)) => reason,
        other => {
            let status = other.map(|state| state.status());
            return Err(AppError::Internal(format!("failing led to {status:?}")));
        }
    };
    process.state = State::Failed(reason.clone());
    process.updated_at = now;
    unit.save_process(&process).await?;
    unit.touch_dossier(owner, dossier, now).await?;
    notifications::moved(app, &mut unit, &process).await?;
    let entry = audit::of_process(&process, Actor::Client, Act::ProcessFailed, now);
    unit.append_audit(&entry).await?;
    unit.commit().await?;
    Ok(reason)
}
