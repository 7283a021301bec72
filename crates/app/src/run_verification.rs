use crate::{App, AppError};
use bonafide_domain::{ProcessId, Status};
use std::time::Duration;

/// A verification that this worker alone may finish, until its lease ends.
pub struct ReservedVerification {}

/// What became of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// It is final, with this status.
    Finished(Status),
    /// The provider could not be asked; it is tried again.
    Retried,
    /// The process is gone, or another worker has the job: the result was thrown away.
    Dropped,
}

impl ReservedVerification {
    /// Whose verification it is, for logs.
    #[must_use]
    pub fn process(&self) -> ProcessId {
        todo!()
    }
}

impl App {
    /// How long a reserved job is left to its holder.
    #[must_use]
    pub const fn lease(&self) -> Duration {
        self.settings().verification.lease
    }
}

/// Takes the next verification from the queue, in an order that is fair to clients.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn reserve_verification(
    app: &App,
    holder: &str,
) -> Result<Option<ReservedVerification>, AppError> {
    todo!()
}

/// Runs it to its end, or puts it back for later.
///
/// # Errors
/// [`AppError::Unavailable`], [`AppError::Internal`]: the lease is left to run out, and it is tried again.
pub async fn run_verification(app: &App, job: &ReservedVerification) -> Result<Ran, AppError> {
    todo!()
}

/// Makes the lease last again from now. False: the job is another's or gone.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn extend_verification(app: &App, job: &ReservedVerification) -> Result<bool, AppError> {
    todo!()
}

/// Counts an attempt that broke: puts the verification back for later, or fails it after the last attempt.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn give_up_verification(app: &App, job: &ReservedVerification) -> Result<Ran, AppError> {
    todo!()
}
