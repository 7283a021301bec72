use crate::queue::later;
use crate::{App, AppError, ReservedVerification, audit, notifications, person, pictures};
use bonafide_domain::{
    Depiction, Event, ExternalId, FailReason, ImageRow, Outcome, Play, Process, Provider,
    RecordingRow, Report, Status, Transition, step,
};
use bonafide_providers::{Person, Progress, ProviderUnavailable, VerificationTask, Verified};
use bonafide_storage::{Actor, LeasedJob, StorageError};
use bytes::Bytes;
use jiff::tz::TimeZone;
use std::time::Duration;
use tokio::time::Instant;

/// What became of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// It is final, with this status.
    Finished(Status),
    /// It could not be made now; it is tried again.
    Retried,
    /// The process is gone or final, or another worker has the job: the result was thrown away.
    Dropped,
}

/// After this what is kept in memory is as new as what is stored.
const A_MOMENT: Duration = Duration::from_millis(100);

/// Runs a reserved verification: reads the pictures, lets the provider verify them, and keeps what came of it
/// in one unit: state, report, the end of the job, the audit entry. Where the provider could not be asked, it
/// is put back for later, and failed after the last attempt.
///
/// # Errors
/// [`AppError::Unavailable`], [`AppError::Internal`]: the lease is left to run out, and it is tried again.
pub async fn run_verification(app: &App, job: &ReservedVerification) -> Result<Ran, AppError> {
    let began = Instant::now();
    let ran = run(app, &job.0).await?;
    let outcome = match ran {
        Ran::Finished(status) => status.as_str(),
        Ran::Retried => "retried",
        Ran::Dropped => "dropped",
    };
    metrics::counter!("bonafide_verifications_total", "outcome" => outcome).increment(1);
    metrics::histogram!("bonafide_verification_seconds").record(began.elapsed().as_secs_f64());
    Ok(ran)
}

async fn run(app: &App, leased: &LeasedJob) -> Result<Ran, AppError> {
    if leased.is_exhausted() {
        // Every worker that had it died with it.
        return settle(app, leased, &unavailable().into()).await;
    }
    let job = &leased.job;
    let process = app
        .storage()
        .process(&job.owner, job.dossier, job.process)
        .await?
        .filter(|process| process.state.status() == Status::Processing);
    let Some(process) = process else {
        return drop_job(app, leased).await;
    };
    let images = match uploaded(app, &process).await {
        Ok(images) => images,
        // Erased in this moment.
        Err(StorageError::Conflict { .. }) => return drop_job(app, leased).await,
        Err(StorageError::Corrupt { what }) => {
            tracing::error!(process = %process.id, what, "a picture of a verification is damaged");
            return settle(app, leased, &damaged().into()).await;
        }
        Err(error) => return Err(error.into()),
    };
    let task = task(app, leased, &process, images).await?;
    match verify(app, &process, task).await {
        Ok(Progress::Done(verified)) => keep(app, leased, &process, *verified).await,
        Ok(Progress::Later { after, told }) => postpone(app, leased, after, told).await,
        Err(error) => break_off(app, leased, &error.to_string()).await,
    }
}

async fn uploaded(app: &App, process: &Process) -> Result<Vec<(Depiction, Bytes)>, StorageError> {
    let storage = app.storage();
    let rows = storage
        .images(&process.owner, process.dossier, process.id)
        .await?;
    let mut images = Vec::with_capacity(rows.len());
    for row in &rows {
        let bytes = storage
            .read_blob(&process.owner, process.dossier, row)
            .await?;
        images.push((row.depiction, bytes));
    }
    Ok(images)
}

async fn task(
    app: &App,
    leased: &LeasedJob,
    process: &Process,
    images: Vec<(Depiction, Bytes)>,
) -> Result<VerificationTask, AppError> {
    let now = app.now();
    let person = match process.request.provider {
        // Pictures are judged by what they show.
        Provider::SignicatPictureId => Person::default(),
        _ => person::known(app, &process.owner, process.dossier).await?,
    };
    Ok(VerificationTask {
        environment: process.owner.environment(),
        process: process.id,
        external_id: process.external_id.clone(),
        request: process.request.clone(),
        start: process.start.clone().unwrap_or_default(),
        person,
        images,
        rules: app.storage().client_rules(&process.owner).await?,
        now,
        today: now.to_zoned(TimeZone::UTC).date(),
        waited: Duration::try_from(now.duration_since(leased.job.created_at)).unwrap_or_default(),
        time_limit: app.settings().verification.time_limit,
    })
}

async fn verify(
    app: &App,
    process: &Process,
    task: VerificationTask,
) -> Result<Progress, ProviderUnavailable> {
    let name = process.request.provider;
    let Some(verifier) = app.provider(name, task.environment) else {
        return Err(ProviderUnavailable(format!(
            "the provider {name} is not configured on this server"
        )));
    };
    let time_limit = task.time_limit;
    // The provider keeps the limit itself; this is for one that hangs.
    match tokio::time::timeout(hang(time_limit), verifier.verify(task)).await {
        Ok(progress) => progress,
        Err(_) => Ok(too_long().into()),
    }
}

const fn hang(time_limit: Duration) -> Duration {
    time_limit.saturating_mul(2)
}

/// Puts the job back for later, or fails the process after the last attempt.
pub(crate) async fn break_off(app: &App, leased: &LeasedJob, why: &str) -> Result<Ran, AppError> {
    let job = &leased.job;
    tracing::warn!(process = %job.process, attempt = job.attempts, why, "a verification could not be made");
    if job.attempts >= job.max_attempts {
        return settle(app, leased, &unavailable().into()).await;
    }
    let run_at = later(app.now(), pause(app, job.attempts));
    let mut unit = app.storage().begin().await?;
    match unit.retry_job(job.id, leased.fence, run_at, why).await {
        Ok(()) => {
            unit.commit().await?;
            Ok(Ran::Retried)
        }
        Err(StorageError::Fenced) => Ok(Ran::Dropped),
        Err(error) => Err(error.into()),
    }
}

/// Doubles with each attempt, up to 64 times the first.
fn pause(app: &App, attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(6);
    app.settings()
        .verification
        .retry_pause
        .saturating_mul(1 << doublings)
}

/// Puts a verification back that is not over, with what its provider told so far. It costs no attempt and no worker's
/// place.
async fn postpone(
    app: &App,
    leased: &LeasedJob,
    after: Duration,
    told: Option<Report>,
) -> Result<Ran, AppError> {
    let job = &leased.job;
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    let found = unit
        .process_for_update(&job.owner, job.dossier, job.process)
        .await?
        .filter(|process| process.state.status() == Status::Processing);
    if let (Some(mut process), Some(told)) = (found, told)
        && process.report.as_ref() != Some(&told)
    {
        process.report = Some(told);
        process.updated_at = now;
        unit.save_process(&process).await?;
        unit.touch_dossier(&process.owner, process.dossier, now)
            .await?;
    }
    let returned = unit
        .return_job(job.id, leased.fence, later(now, after), "not over yet")
        .await;
    match returned {
        Ok(()) => {
            unit.commit().await?;
            Ok(Ran::Retried)
        }
        Err(StorageError::Fenced) => Ok(Ran::Dropped),
        Err(error) => Err(error.into()),
    }
}

/// What is kept of a verification that is over; its files are durable.
struct Ending {
    outcome: Outcome,
    external_id: Option<ExternalId>,
    pictures: Vec<ImageRow>,
    recordings: Vec<RecordingRow>,
    played: Option<Play>,
}

impl From<Outcome> for Ending {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            external_id: None,
            pictures: Vec::new(),
            recordings: Vec::new(),
            played: None,
        }
    }
}

/// Makes the files of a session durable, and keeps what came of it.
async fn keep(
    app: &App,
    leased: &LeasedJob,
    process: &Process,
    verified: Verified,
) -> Result<Ran, AppError> {
    // What was played never becomes a result of somebody, and nothing real is told as played.
    if verified.played.is_some() != process.simulation.is_some() {
        return Err(AppError::Internal(format!(
            "{} told a result of another kind than its session",
            process.request.provider
        )));
    }
    let (owner, dossier) = (&process.owner, process.dossier);
    let pictures = pictures::of_session(app, owner, dossier, verified.pictures).await?;
    let recordings = match pictures::recorded(app, owner, dossier, verified.recordings).await {
        Ok(rows) => rows,
        Err(error) => {
            pictures::discard(app, owner, dossier, &pictures).await;
            return Err(error);
        }
    };
    let ending = Ending {
        outcome: verified.outcome,
        external_id: verified.external_id,
        pictures,
        recordings,
        played: verified.played,
    };
    let ran = settle(app, leased, &ending).await;
    if !matches!(ran, Ok(Ran::Finished(_))) {
        pictures::discard(app, owner, dossier, &ending.pictures).await;
        pictures::discard(app, owner, dossier, &ending.recordings).await;
    } else if !ending.pictures.is_empty() {
        pictures::forget_replaced(app).await;
    }
    ran
}

/// Keeps what came of it. On PostgreSQL two units may meet in the wrong order and one is told to begin again:
/// the verification need not be made anew for that.
async fn settle(app: &App, leased: &LeasedJob, ending: &Ending) -> Result<Ran, AppError> {
    let mut tries = 3;
    loop {
        tries -= 1;
        match settle_once(app, leased, ending).await {
            Err(StorageError::Conflict { .. }) if tries > 0 => {}
            Err(StorageError::Fenced) => return Ok(Ran::Dropped),
            other => return Ok(other?),
        }
    }
}

async fn settle_once(app: &App, leased: &LeasedJob, ending: &Ending) -> Result<Ran, StorageError> {
    let job = &leased.job;
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    let found = unit
        .process_for_update(&job.owner, job.dossier, job.process)
        .await?;
    unit.complete_job(job.id, leased.fence).await?;
    let finished = found.and_then(|process| {
        let transition = step(&process, Event::Finished(ending.outcome.clone())).ok()?;
        Some((process, transition))
    });
    let Some((mut process, transition)) = finished else {
        unit.commit().await?;
        return Ok(Ran::Dropped);
    };
    let Transition { state, report, .. } = transition;
    process.state = state.unwrap_or(process.state);
    process.report = report.or(process.report);
    process.external_id = ending.external_id.clone().or(process.external_id);
    if let (Some(simulation), Some(played)) = (&mut process.simulation, ending.played) {
        simulation.play = Some(played);
    }
    process.updated_at = now;
    for row in &ending.pictures {
        unit.put_image(&process, row, now).await?;
    }
    for row in &ending.recordings {
        unit.insert_recording(&process, row, now).await?;
    }
    unit.save_process(&process).await?;
    unit.touch_dossier(&process.owner, process.dossier, now)
        .await?;
    notifications::moved(app, &mut unit, &process).await?;
    if let Some(act) = audit::ending(&process.state) {
        unit.append_audit(&audit::of_process(&process, Actor::System, act, now))
            .await?;
    }
    unit.commit().await?;
    Ok(Ran::Finished(process.state.status()))
}

/// Takes a job out of the queue whose process is gone or final. That is looked at once more in the unit itself: a process
/// that is kept in memory may for a moment be older than its job, and one that goes on without a job would never end.
async fn drop_job(app: &App, leased: &LeasedJob) -> Result<Ran, AppError> {
    let job = &leased.job;
    let mut unit = app.storage().begin().await?;
    let goes_on = unit
        .process_for_update(&job.owner, job.dossier, job.process)
        .await?
        .is_some_and(|process| process.state.status() == Status::Processing);
    let left = if goes_on {
        let soon = later(app.now(), A_MOMENT);
        unit.return_job(job.id, leased.fence, soon, "it was not seen to go on")
            .await
    } else {
        unit.complete_job(job.id, leased.fence).await
    };
    match left {
        Ok(()) => unit.commit().await?,
        Err(StorageError::Fenced) => return Ok(Ran::Dropped),
        Err(error) => return Err(error.into()),
    }
    Ok(if goes_on { Ran::Retried } else { Ran::Dropped })
}

fn failed(kind: &str, message: &str) -> Outcome {
    Outcome::Failed(FailReason::Error {
        kind: kind.to_owned(),
        message: message.to_owned(),
    })
}

fn unavailable() -> Outcome {
    failed(
        "engine_unavailable",
        "The verification could not be made, also not on repeated attempts.",
    )
}

fn too_long() -> Outcome {
    failed(
        "verification_timeout",
        "The verification took longer than one may take.",
    )
}

fn damaged() -> Outcome {
    failed("image_damaged", "A stored picture can no longer be read.")
}
