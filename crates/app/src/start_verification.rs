use crate::{App, AppError, Caller, audit, random};
use bonafide_domain::{DossierId, Effect, Event, JobId, Process, ProcessId, Status, step};
use bonafide_storage::{Act, Actor, JobKind, NewJob, Unit};
use jiff::Timestamp;

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
    let now = app.now();
    let owner = caller.client();
    let mut unit = app.storage().begin().await?;
    let Some(mut process) = unit.process_for_update(owner, dossier, process).await? else {
        drop(unit);
        return Err(app.missing_process(owner, dossier).await);
    };
    let transition = step(&process, Event::StartVerification)?;
    if let Some(state) = transition.state {
        process.state = state;
    }
    process.updated_at = now;
    unit.save_process(&process).await?;
    unit.touch_dossier(owner, dossier, now).await?;
    if transition.effects.contains(&Effect::EnqueueVerification) {
        enqueue(app, &mut unit, &process, now).await?;
    }
    unit.append_audit(&audit::of_process(
        &process,
        Actor::Client,
        Act::VerificationStarted,
        now,
    ))
    .await?;
    unit.commit().await?;
    Ok(process.state.status())
}

async fn enqueue(
    app: &App,
    unit: &mut Unit,
    process: &Process,
    now: Timestamp,
) -> Result<(), AppError> {
    let job = NewJob {
        id: JobId::new(random::uuid(app.random())),
        kind: JobKind::Verify,
        owner: process.owner.clone(),
        dossier: process.dossier,
        process: process.id,
        run_at: now,
        max_attempts: app.settings().verification.max_attempts,
        created_at: now,
    };
    Ok(unit.enqueue(&job).await?)
}
