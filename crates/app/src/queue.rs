//! The queue as the worker sees it.

use crate::run_verification::{Ran, break_off};
use crate::{App, AppError};
use bonafide_domain::ProcessId;
pub use bonafide_storage::JobSignal;
use bonafide_storage::{LeasedJob, StorageError};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// A verification that this worker alone may finish, until its lease ends.
#[derive(Debug)]
pub struct ReservedVerification(pub(crate) LeasedJob);

impl ReservedVerification {
    /// Whose verification it is, for logs.
    #[must_use]
    pub const fn process(&self) -> ProcessId {
        self.0.job.process
    }

    /// The how-manieth attempt it is; the first is 1.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.0.job.attempts
    }
}

impl App {
    /// How long a reserved job is left to its holder.
    #[must_use]
    pub const fn lease(&self) -> Duration {
        self.settings().verification.lease
    }

    /// Tells a worker that there may be something in the queue.
    #[must_use]
    pub fn job_signal(&self) -> JobSignal {
        self.storage().job_signal()
    }
}

/// Takes the next verification from the queue for this holder, in an order that is fair to clients.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn reserve_verification(
    app: &App,
    holder: &str,
) -> Result<Option<ReservedVerification>, AppError> {
    let leased = app
        .storage()
        .reserve(app.now(), holder, app.lease())
        .await?;
    Ok(leased.map(ReservedVerification))
}

/// Makes the lease last again from now. False: the job is another's or gone.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn extend_verification(app: &App, job: &ReservedVerification) -> Result<bool, AppError> {
    let job = &job.0;
    let until = later(app.now(), app.lease());
    match app
        .storage()
        .extend_lease(job.job.id, job.fence, until)
        .await
    {
        Ok(()) => Ok(true),
        Err(StorageError::Fenced) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Puts a verification back whose attempt ended because the storage was out. The attempt is not counted, so that an
/// outage fails nobody's verification; only one that has been waiting for a day is counted again, so that what can
/// never be read comes to an end. `why` is for the operator and holds no personal data.
///
/// # Errors
/// [`AppError::Unavailable`] while the outage lasts.
pub async fn return_verification(
    app: &App,
    job: &ReservedVerification,
    why: &str,
) -> Result<Ran, AppError> {
    let leased = &job.0;
    if later(leased.job.created_at, LONGEST_OUTAGE) < app.now() {
        return break_off(app, leased, why).await;
    }
    let run_at = later(app.now(), app.settings().verification.retry_pause);
    let mut unit = app.storage().begin().await?;
    match unit
        .return_job(leased.job.id, leased.fence, run_at, why)
        .await
    {
        Ok(()) => {
            unit.commit().await?;
            Ok(Ran::Retried)
        }
        Err(StorageError::Fenced) => Ok(Ran::Dropped),
        Err(error) => Err(error.into()),
    }
}

/// For so long after a start, attempts that an outage of the storage ended are not counted.
const LONGEST_OUTAGE: Duration = Duration::from_secs(24 * 3600);

/// Counts an attempt that broke off: puts the verification back for later, or fails it after the last one.
/// `why` is for the operator and holds no personal data.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn put_back_verification(
    app: &App,
    job: &ReservedVerification,
    why: &str,
) -> Result<Ran, AppError> {
    break_off(app, &job.0, why).await
}

pub(crate) fn later(now: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| now.checked_add(by).ok())
        .unwrap_or(Timestamp::MAX)
}
