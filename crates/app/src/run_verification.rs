use crate::queue::later;
use crate::{App, AppError, ReservedVerification, audit};
use bonafide_domain::{
    AccountRules, Depiction, Event, FailReason, Outcome, Process, Status, Transition, step,
};
use bonafide_providers::{ProviderUnavailable, VerificationTask};
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
        return settle(app, leased, &unavailable()).await;
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
    let images = match pictures(app, &process).await {
        Ok(images) => images,
        // Erased in this moment.
        Err(StorageError::Conflict { .. }) => return drop_job(app, leased).await,
        Err(StorageError::Corrupt { what }) => {
            tracing::error!(process = %process.id, what, "a picture of a verification is damaged");
            return settle(app, leased, &damaged()).await;
        }
        Err(error) => return Err(error.into()),
    };
    let rules = app.storage().client_rules(&process.owner).await?;
    match verify(app, &process, images, rules).await {
        Ok(outcome) => settle(app, leased, &outcome).await,
        Err(error) => break_off(app, leased, &error.to_string()).await,
    }
}

async fn pictures(app: &App, process: &Process) -> Result<Vec<(Depiction, Bytes)>, StorageError> {
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

async fn verify(
    app: &App,
    process: &Process,
    images: Vec<(Depiction, Bytes)>,
    rules: AccountRules,
) -> Result<Outcome, ProviderUnavailable> {
    let name = process.request.provider;
    let Some(verifier) = app.provider(name) else {
        return Err(ProviderUnavailable(format!(
            "the provider {name} is not configured on this server"
        )));
    };
    let time_limit = app.settings().verification.time_limit;
    let task = VerificationTask {
        environment: process.owner.environment(),
        request: process.request.clone(),
        images,
        rules,
        today: app.now().to_zoned(TimeZone::UTC).date(),
        time_limit,
    };
    // The provider keeps the limit itself; this is for one that hangs.
    match tokio::time::timeout(hang(time_limit), verifier.verify(task)).await {
        Ok(outcome) => outcome,
        Err(_) => Ok(too_long()),
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
        return settle(app, leased, &unavailable()).await;
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

/// Keeps what came of it. On PostgreSQL two units may meet in the wrong order and one is told to begin again:
/// the verification need not be made anew for that.
async fn settle(app: &App, leased: &LeasedJob, outcome: &Outcome) -> Result<Ran, AppError> {
    let mut tries = 3;
    loop {
        tries -= 1;
        match settle_once(app, leased, outcome).await {
            Err(StorageError::Conflict { .. }) if tries > 0 => {}
            Err(StorageError::Fenced) => return Ok(Ran::Dropped),
            other => return Ok(other?),
        }
    }
}

async fn settle_once(
    app: &App,
    leased: &LeasedJob,
    outcome: &Outcome,
) -> Result<Ran, StorageError> {
    let job = &leased.job;
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    let found = unit
        .process_for_update(&job.owner, job.dossier, job.process)
        .await?;
    unit.complete_job(job.id, leased.fence).await?;
    let finished = found.and_then(|process| {
        let transition = step(&process, Event::Finished(outcome.clone())).ok()?;
        Some((process, transition))
    });
    let Some((mut process, transition)) = finished else {
        unit.commit().await?;
        return Ok(Ran::Dropped);
    };
    let Transition { state, report, .. } = transition;
    process.state = state.unwrap_or(process.state);
    process.report = report.or(process.report);
    process.updated_at = now;
    unit.save_process(&process).await?;
    unit.touch_dossier(&process.owner, process.dossier, now)
        .await?;
    if let Some(act) = audit::ending(&process.state) {
        unit.append_audit(&audit::of_process(&process, Actor::System, act, now))
            .await?;
    }
    unit.commit().await?;
    Ok(Ran::Finished(process.state.status()))
}

/// Takes a job out of the queue whose process is gone or final.
async fn drop_job(app: &App, leased: &LeasedJob) -> Result<Ran, AppError> {
    let mut unit = app.storage().begin().await?;
    match unit.complete_job(leased.job.id, leased.fence).await {
        Ok(()) => unit.commit().await?,
        Err(StorageError::Fenced) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Ran::Dropped)
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
