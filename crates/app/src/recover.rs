use crate::{App, AppError};

/// What was mended at the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Files that should have been gone and now are.
    pub files_removed: u64,
    /// Verifications and deliveries that a previous life held and that may now be taken again.
    pub leases_released: u64,
}

/// Mends what a sudden end left behind: finishes deletions, and gives back the verifications and deliveries that a previous
/// life of the worker of this name held. Called once, before the first request and the first job. Another
/// server that works on the same database has a worker of another name.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn recover(app: &App, worker: &str) -> Result<Recovered, AppError> {
    Ok(Recovered {
        files_removed: app.forget_files().await?,
        leases_released: app.storage().release_leases(worker).await?
            + app.storage().release_deliveries(worker).await?,
    })
}
