//! What an operator does with the keys that sign tokens.

use crate::keys::{add, ended_before, entry, signs, trusted_until};
use crate::{App, AppError, Missing};
use bonafide_storage::{Act, Actor, SigningAlgorithm, SigningKey as StoredKey};
use jiff::Timestamp;

/// A key as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStatus {
    /// Its public name, the `kid` of the tokens that it signs.
    pub kid: String,
    /// When it was drawn.
    pub created_at: Timestamp,
    /// Until when it is published and tokens of its are taken; `None` for one that signs.
    pub trusted_until: Option<Timestamp>,
}

/// How a key ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retirement {
    /// It signs no more; tokens that it signed are good until they end.
    WithItsTokens,
    /// Tokens that it signed are refused from now on: somebody else may have the key.
    AtOnce,
}

/// The keys, the one that signs first.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn list_keys(app: &App) -> Result<Vec<KeyStatus>, AppError> {
    let mut stored = app.storage().signing_keys().await?;
    stored.retain(signs_tokens);
    stored.sort_by_key(|key| !signs(key));
    let now = app.now();
    let shown = stored.iter().map(status);
    Ok(shown
        .filter(|key| key.trusted_until.is_none_or(|until| until > now))
        .collect())
}

/// Draws a key that signs from now on. Those that did are trusted until the last token that they signed has ended, so that
/// nobody is logged out. Running servers take the new key up by themselves.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn rotate_keys(app: &App) -> Result<KeyStatus, AppError> {
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    unit.lock_signing_keys().await?;
    for old in unit.signing_keys().await?.iter().filter(|key| signs(key)) {
        unit.retire_signing_key(&old.kid, now).await?;
        unit.append_audit(&entry(Actor::Operator, Act::SigningKeyRetired, now))
            .await?;
    }
    let key = add(&mut unit, now, app.random()).await?;
    unit.commit().await?;
    refresh_keys(app).await?;
    Ok(status(&key))
}

/// Ends a key. That which signs can be ended only after another was drawn.
///
/// # Errors
/// [`AppError::NotFound`] for a key that is not there; [`AppError::Invalid`] for that which signs;
/// [`AppError::Unavailable`].
pub async fn retire_key(app: &App, kid: &str, how: Retirement) -> Result<(), AppError> {
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    unit.lock_signing_keys().await?;
    let keys = unit.signing_keys().await?;
    let known = keys.iter().any(|key| signs_tokens(key) && key.kid == kid);
    if !known {
        return Err(AppError::NotFound(Missing::SigningKey));
    }
    // The newest of those that still sign is the one that does.
    if keys
        .iter()
        .find(|key| signs(key))
        .is_some_and(|key| key.kid == kid)
    {
        return Err(AppError::Invalid {
            field: None,
            problem: "This key signs tokens; `bonafide keys rotate` puts a new one in its place, after which it can be retired."
                .to_owned(),
        });
    }
    let act = match how {
        Retirement::WithItsTokens => unit
            .retire_signing_key(kid, now)
            .await?
            .then_some(Act::SigningKeyRetired),
        Retirement::AtOnce => unit
            .erase_signing_key(kid)
            .await?
            .then_some(Act::SigningKeyErased),
    };
    if let Some(act) = act {
        unit.append_audit(&entry(Actor::Operator, act, now)).await?;
    }
    unit.commit().await?;
    refresh_keys(app).await
}

/// Reads the keys that another process, or an operator, changed. Cheap; to be called every few seconds.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn refresh_keys(app: &App) -> Result<(), AppError> {
    app.keys().refresh(app.storage(), app.now()).await
}

/// Removes the private halves of keys whose last token has ended.
pub(crate) async fn erase_ended(app: &App) -> Result<(), AppError> {
    let before = ended_before(app.now());
    let stored = app.storage().signing_keys().await?;
    let over = |key: &StoredKey| key.retired_at.is_some_and(|at| at < before);
    if stored.iter().any(over) {
        let mut unit = app.storage().begin().await?;
        unit.lock_signing_keys().await?;
        unit.erase_signing_keys_retired_before(before).await?;
        unit.commit().await?;
    }
    Ok(())
}

/// The key of the audit log is not one of those.
fn signs_tokens(key: &StoredKey) -> bool {
    key.algorithm == SigningAlgorithm::Es256
}

fn status(key: &StoredKey) -> KeyStatus {
    KeyStatus {
        kid: key.kid.clone(),
        created_at: key.created_at,
        trusted_until: trusted_until(key),
    }
}
