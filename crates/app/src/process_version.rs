use crate::{App, AppError, Caller};
use bonafide_domain::{DossierId, ProcessId};
use bonafide_storage::ProcessVersion;
use std::time::Duration;
use tokio::time::Instant;

/// How often a process is looked at that another node may have changed.
const LOOK: Duration = Duration::from_secs(1);

/// Which form of a process there is, without the process: one look-up. Tells nothing of a person, so leaves no mark in the
/// audit log.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn process_version(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<ProcessVersion, AppError> {
    let owner = caller.client();
    match app
        .storage()
        .process_version(owner, dossier, process)
        .await?
    {
        Some(version) => Ok(version),
        None => Err(app.missing_process(owner, dossier).await),
    }
}

/// The form that a process has once it is another than `seen`, or `at_most` later. Told at once of changes on this node,
/// and within a second of those on others.
///
/// # Errors
/// As [`process_version`]; also when the process is erased meanwhile.
pub async fn wait_for_change(
    app: &App,
    caller: &Caller,
    (dossier, process): (DossierId, ProcessId),
    seen: ProcessVersion,
    at_most: Duration,
) -> Result<ProcessVersion, AppError> {
    let until = Instant::now() + at_most;
    // Before the look, so that no change falls in between.
    let mut watch = app.storage().watch_process(process);
    loop {
        let version = process_version(app, caller, dossier, process).await?;
        let left = until.saturating_duration_since(Instant::now());
        if version != seen || left.is_zero() {
            return Ok(version);
        }
        watch.changed(left.min(LOOK)).await;
    }
}
