use crate::{App, AppError};

/// What was mended at the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Files that should have been gone and now are.
    pub blobs_removed: u64,
    /// Verifications that a previous life held and that may now be taken again.
    pub leases_released: u64,
}

/// Mends what a sudden end left behind. Called once, before the first request and the first job, where no
/// other server works on the same database.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn recover(app: &App) -> Result<Recovered, AppError> {
    todo!()
}
