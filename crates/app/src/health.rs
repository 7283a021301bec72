use crate::{App, AppError};

/// Facts for `/ready` and for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Verifications that wait or run.
    pub queue_depth: u64,
}

/// Asks the storage for a sign of life.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn health(app: &App) -> Result<Health, AppError> {
    todo!()
}
