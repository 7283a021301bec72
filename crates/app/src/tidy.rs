use crate::notifications::forget_old_events;
use crate::{App, AppError};
use std::time::Duration;

/// An upload lasts seconds; a file that no row names after this time never will be named.
const ORPHAN_AGE: Duration = Duration::from_secs(3600);

/// Removes files of erased processes and replaced pictures that were left, and what erased rows left in the
/// write-ahead log. Gives how many files went. Cheap where there is nothing to do; to be called each minute.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn tidy(app: &App) -> Result<u64, AppError> {
    let removed = app.forget_files().await?;
    // False only means that somebody was reading; the next call does it.
    app.storage().checkpoint().await?;
    Ok(removed)
}

/// Removes files of uploads that never came to their end, and gives how many; and events of which everybody was told
/// long ago. Looks at every file; to be
/// called each hour.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn sweep(app: &App) -> Result<u64, AppError> {
    let older_than = app
        .now()
        .checked_sub(ORPHAN_AGE)
        .map_err(|_| AppError::Internal("the clock stands at its first hour".to_owned()))?;
    let events = forget_old_events(app).await?;
    if events > 0 {
        tracing::info!(events, "old events were forgotten");
    }
    Ok(app.storage().sweep_orphans(older_than).await?)
}
