use crate::erase::{erase_files, erase_rows};
use crate::erasure_certificate::ErasureReason;
use crate::{App, AppError, Caller, Missing};
use bonafide_domain::DossierId;
use bonafide_storage::Actor;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;

/// Dossiers that are looked up at once, and whose rows are emptied out of the database's log together.
const PAGE: u32 = 200;
/// Dossiers whose rows or files go at once: their commits wait for the disk together.
const AT_ONCE: usize = 16;

/// Removes every dossier of the caller; each is gone with all that lay in it when this answers.
///
/// # Errors
/// [`AppError::Conflict`] when one is held, [`AppError::Refused`] when a provider did not allow one to be removed: all
/// others are gone then; [`AppError::Unavailable`]: those before it are gone.
pub async fn delete_all_dossiers(app: &App, caller: &Caller) -> Result<(), AppError> {
    let owner = caller.client();
    let mut after = None;
    let mut stayed = None;
    loop {
        let page = app.storage().dossier_ids(owner, after, PAGE).await?;
        let Some(last) = page.last() else {
            return stayed.map_or(Ok(()), Err);
        };
        after = Some(*last);
        let mut rows = stream::iter(page)
            .map(async |dossier| (dossier, one(app, caller, dossier).await))
            .buffer_unordered(AT_ONCE);
        let mut erased = Vec::new();
        while let Some((dossier, gone)) = rows.next().await {
            match gone {
                Ok(()) => erased.push(dossier),
                // Somebody else removed it in between.
                Err(AppError::NotFound(Missing::Dossier)) => {}
                Err(error @ (AppError::Refused(_) | AppError::Conflict { .. })) => {
                    stayed = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        drop(rows);
        app.storage().purge().await?;
        stream::iter(erased.into_iter().map(Ok))
            .try_for_each_concurrent(AT_ONCE, async |dossier| {
                erase_files(app, owner, dossier).await
            })
            .await?;
    }
}

async fn one(app: &App, caller: &Caller, dossier: DossierId) -> Result<(), AppError> {
    let reason = ErasureReason::Request;
    let (owner, whenever) = (caller.client(), Timestamp::MAX);
    erase_rows(app, owner, dossier, Actor::Client, reason, whenever).await?;
    Ok(())
}
