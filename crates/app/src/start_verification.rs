use crate::{App, AppError, Caller, audit, files, get_process, pictures, random};
use bonafide_domain::{
    DossierId, Effect, Event, ImageRow, JobId, Process, ProcessId, Status, step,
};
use bonafide_storage::{Act, Actor, JobKind, NewJob, Unit};
use jiff::Timestamp;

/// Puts the verification of a pending process in the queue and answers its new status, `processing`. A process that has no
/// pictures is given copies of those that lie in its dossier.
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
    let found = get_process::find(app, caller, dossier, process).await?;
    let lent = match found.state.status() {
        Status::Pending => files::lend(app, &found).await?,
        _ => Vec::new(),
    };
    let started = start(app, &found, &lent).await;
    if !matches!(started, Ok((_, Lent::Named))) {
        pictures::discard(app, caller.client(), dossier, &lent).await;
    }
    started.map(|(status, _)| status)
}

/// What became of pictures that a dossier lends.
enum Lent {
    /// They are the process's now.
    Named,
    /// It had got others in the meantime.
    Unused,
}

async fn start(app: &App, found: &Process, lent: &[ImageRow]) -> Result<(Status, Lent), AppError> {
    let now = app.now();
    let (owner, dossier) = (&found.owner, found.dossier);
    let mut unit = app.storage().begin().await?;
    let Some(mut process) = unit.process_for_update(owner, dossier, found.id).await? else {
        drop(unit);
        return Err(app.missing_process(owner, dossier).await);
    };
    let used = if process.images.is_empty() && !lent.is_empty() {
        for row in lent {
            unit.put_image(&process, row, now).await?;
            process.images.insert(row.depiction);
        }
        Lent::Named
    } else {
        Lent::Unused
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
    Ok((process.state.status(), used))
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
