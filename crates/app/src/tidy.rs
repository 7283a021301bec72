use crate::notifications::forget_old_events;
use crate::{App, AppError, master_keys, once, rotate_keys};
use std::time::Duration;

/// An upload lasts seconds; a file that no row names after this time never will be named.
const ORPHAN_AGE: Duration = Duration::from_secs(3600);

/// Answers that are over, removed in one step, and steps in one call: no writer waits for long, and a minute's worth of the
/// busiest client is less.
const ANSWERS: u32 = 500;
const STEPS: u32 = 100;

/// Removes files of erased processes and replaced pictures that were left, answers that are kept no longer, links to
/// hosted pages that open nothing any more, and what erased rows left in the write-ahead log. Gives how many files went. Cheap where there is nothing to do; to be called each minute.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn tidy(app: &App) -> Result<u64, AppError> {
    let removed = app.forget_files().await?;
    for _ in 0..STEPS {
        if once::forget_old(app, ANSWERS).await? < u64::from(ANSWERS) {
            break;
        }
    }
    let mut unit = app.storage().begin().await?;
    unit.delete_captures_expired(app.now()).await?;
    unit.commit().await?;
    app.storage().rewrite_keys_that_waited().await?;
    // False only means that somebody was reading; the next call does it.
    app.storage().checkpoint().await?;
    Ok(removed)
}

/// Removes files of uploads that never came to their end, and gives how many; events of which everybody was told long
/// ago; and signing keys whose tokens have all ended. Wraps keys that a rotation of the master key left, and takes the last
/// bytes of destroyed ones out of the database. Looks at every file; to be
/// called each hour.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn sweep(app: &App) -> Result<u64, AppError> {
    let older_than = app
        .now()
        .checked_sub(ORPHAN_AGE)
        .map_err(|_| AppError::Internal("the clock stands at its first hour".to_owned()))?;
    // Each is tried, whatever became of those before it.
    let files = app.storage().sweep_orphans(older_than).await;
    let keys = rotate_keys::erase_ended(app).await;
    let wrapped = master_keys::finish_rotation(app).await;
    let rewritten = app.storage().rewrite_keys_where_due().await;
    let events = forget_old_events(app).await?;
    if events > 0 {
        tracing::info!(events, "old events were forgotten");
    }
    keys?;
    wrapped?;
    rewritten?;
    Ok(files?)
}
