use super::AuditPublicKey;
use crate::{App, AppError, Missing};
use bonafide_storage::RawAuditEntry;

/// Entries of one log, and whether there are more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<RawAuditEntry>,
    /// The number after which the next page begins; `None` where this was the last.
    pub next: Option<i64>,
}

/// Entries of a log after one, oldest first; `owner` is a client's id, or empty for what belongs to no client.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn list_audit(
    app: &App,
    owner: &str,
    after: i64,
    limit: u32,
) -> Result<AuditPage, AppError> {
    let more = limit.saturating_add(1);
    let mut entries = app.storage().raw_audit(owner, after, more).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = entries.last().filter(|_| more).map(|last| last.sequence);
    Ok(AuditPage { entries, next })
}

/// One entry.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn show_audit(app: &App, owner: &str, sequence: i64) -> Result<RawAuditEntry, AppError> {
    let before = sequence.saturating_sub(1);
    let found = app.storage().raw_audit(owner, before, 1).await?;
    found
        .into_iter()
        .find(|entry| entry.sequence == sequence)
        .ok_or(AppError::NotFound(Missing::AuditEntry))
}

/// The key by which anybody can check signed heads.
#[must_use]
pub fn audit_public_key(app: &App) -> AuditPublicKey {
    app.keys().audit().public()
}

/// Everybody who has a log or should have one; empty for what belongs to no client.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn audit_owners(app: &App) -> Result<Vec<String>, AppError> {
    Ok(app.storage().audit_owners().await?)
}
