use crate::{App, AppError};
use std::time::Duration;

/// An upload lasts seconds; a file that no row names after this time never will be named.
const ORPHAN_AGE: Duration = Duration::from_secs(3600);

/// What was tidied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Files of erased processes and replaced pictures that had been left.
    pub files_removed: u64,
    /// Files of uploads that never came to their end.
    pub orphans_removed: u64,
}

/// Removes files that nothing needs any more, and what erased rows left in the write-ahead log. To be called
/// now and then.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn tidy(app: &App) -> Result<Tidied, AppError> {
    let storage = app.storage();
    let files_removed = app.forget_files().await?;
    let older_than = app
        .now()
        .checked_sub(ORPHAN_AGE)
        .map_err(|_| AppError::Internal("the clock stands at its first hour".to_owned()))?;
    let orphans_removed = storage.sweep_orphans(older_than).await?;
    // False only means that somebody was reading; the next call does it.
    storage.checkpoint().await?;
    Ok(Tidied {
        files_removed,
        orphans_removed,
    })
}
