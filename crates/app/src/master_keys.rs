//! What an operator does with the keys that the keys of dossiers are wrapped under.

use crate::{App, AppError, audit};
use bonafide_storage::{Act, MasterKeyId, MasterKeyUse};
use std::time::Duration;

/// Keys that are wrapped anew in one step; a step takes milliseconds, and writers wait for no longer.
const STEP: u32 = 200;
/// Between two steps.
const PAUSE: Duration = Duration::from_millis(10);
/// Within this time every running server has heard which master key wraps.
const HEARD: Duration = Duration::from_secs(6);

/// The master keys that the database knows, with what lies under each.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn list_master_keys(app: &App) -> Result<Vec<MasterKeyUse>, AppError> {
    Ok(app.storage().master_keys().await?)
}

/// Makes a master key and keeps it behind the others. It wraps nothing before [`rotate_master_key`], so that every node can
/// be given it first.
///
/// # Errors
/// [`AppError::Internal`] where the operator makes them; [`AppError::Unavailable`].
pub async fn add_master_key(app: &App) -> Result<MasterKeyId, AppError> {
    let id = app.storage().add_master_key().await?;
    note(app, Act::MasterKeyAdded).await?;
    Ok(id)
}

/// Lets the newest master key wrap what is new, or a new one where the newest does that already, and then wraps every key
/// anew that is under another. Servers may run meanwhile; what is sealed stays as it is. When it ends suddenly, the next
/// call goes on. Tells of each step how many keys were wrapped so far.
///
/// # Errors
/// [`AppError::Internal`] where a master key is missing; [`AppError::Unavailable`].
pub async fn rotate_master_key(
    app: &App,
    mut progress: impl FnMut(u64),
) -> Result<MasterKeyId, AppError> {
    let id = app.storage().change_master_key().await?;
    note(app, Act::MasterKeyRotated).await?;
    let mut done = wrap_anew(app, 0, &mut progress).await?;
    // A server that has not heard of it yet wraps under the one before.
    tokio::time::sleep(HEARD).await;
    done = wrap_anew(app, done, &mut progress).await?;
    tracing::info!(master_key = %id, keys = done, "every key is wrapped under another master key");
    Ok(id)
}

async fn wrap_anew(
    app: &App,
    before: u64,
    progress: &mut impl FnMut(u64),
) -> Result<u64, AppError> {
    let mut done = before;
    loop {
        let step = app.storage().rewrap(STEP).await?;
        if step == 0 {
            return Ok(done);
        }
        done += step;
        progress(done);
        tokio::time::sleep(PAUSE).await;
    }
}

/// Forgets a master key that nothing lies under any more. False when something does, or it wraps.
///
/// # Errors
/// [`AppError::Internal`] where the operator keeps them; [`AppError::Unavailable`].
pub async fn forget_master_key(app: &App, id: MasterKeyId) -> Result<bool, AppError> {
    let forgotten = app.storage().forget_master_key(id).await?;
    if forgotten {
        note(app, Act::MasterKeyForgotten).await?;
    }
    Ok(forgotten)
}

/// After it was done: keys may lie in a file, and share no transaction with the log.
async fn note(app: &App, act: Act) -> Result<(), AppError> {
    audit::append(app, &audit::of_operator(act, app.now())).await
}

/// Reads the master keys again; to be called every few seconds, so that this server wraps under the one that wraps now.
///
/// # Errors
/// [`AppError::Internal`] where one is missing; [`AppError::Unavailable`].
pub async fn refresh_master_keys(app: &App) -> Result<(), AppError> {
    Ok(app.storage().refresh_master_keys().await?)
}

/// Wraps anew what a rotation left, in one step.
pub(crate) async fn finish_rotation(app: &App) -> Result<u64, AppError> {
    Ok(app.storage().rewrap(STEP).await?)
}
