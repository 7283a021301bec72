use crate::erase::erase;
use crate::erasure_certificate::ErasureReason;
use crate::{App, AppError, Caller};
use bonafide_domain::DossierId;
use bonafide_storage::Actor;
use jiff::Timestamp;

/// Removes a dossier with everything in it; its key, its rows and its files are gone when this answers. The result of a
/// verification that is running is thrown away when it comes.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Conflict`] for one that is held; [`AppError::Refused`] while a provider does not allow it;
/// [`AppError::Unavailable`], also when key and rows are gone and a file could not be removed yet: it is tried again by
/// itself.
pub async fn delete_dossier(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
) -> Result<(), AppError> {
    let reason = ErasureReason::Request;
    let (owner, whenever) = (caller.client(), Timestamp::MAX);
    erase(app, owner, dossier, Actor::Client, reason, whenever).await?;
    Ok(())
}
