//! How a dossier goes, whoever wants it: its key, its rows, what the database still has of them, its files; then the
//! answer.

use crate::erasure_certificate::{Erasure, ErasureReason};
use crate::{App, AppError, Missing, audit, notifications};
use bonafide_domain::{ClientId, DossierId, Event, step};
use bonafide_storage::{Act, Actor, AuditEntry, Unit};
use jiff::Timestamp;

/// Removes a dossier with everything in it, if its last change lies before `changed_before`; key, rows and files are gone when this answers
/// true. False for one that was changed since.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] for one that is held; [`AppError::Refused`] while a provider does not allow it; [`AppError::Unavailable`], also when
/// key and rows are gone and a file, or what the database's own log has of them, could not be removed yet: it is tried
/// again by itself.
pub(crate) async fn erase(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
    actor: Actor,
    reason: ErasureReason,
    changed_before: Timestamp,
) -> Result<bool, AppError> {
    let erased = erase_rows(app, owner, dossier, actor, reason, changed_before).await?;
    if erased {
        app.storage().purge().await?;
        erase_files(app, owner, dossier).await?;
    }
    Ok(erased)
}

/// The first half: key and rows. True when they are gone, false for a dossier that was changed meanwhile. What the
/// database's own log has of them ([`bonafide_storage::Storage::purge`]) and [`erase_files`] follow, before an answer.
pub(crate) async fn erase_rows(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
    actor: Actor,
    reason: ErasureReason,
    changed_before: Timestamp,
) -> Result<bool, AppError> {
    let now = app.now();
    let processes = app.storage().processes(owner, dossier).await?;
    let mut unit = app.storage().begin().await?;
    // A final process can always be deleted; one that is under way may have to wait for its provider.
    for summary in processes
        .iter()
        .filter(|summary| !summary.status.is_final())
    {
        let process = unit.process_for_update(owner, dossier, summary.id).await?;
        if let Some(process) = process {
            step(&process, Event::Delete)?;
        }
    }
    let Some(erased) = unit.delete_dossier(owner, dossier, now).await? else {
        return Err(AppError::NotFound(Missing::Dossier));
    };
    if erased.held_at.is_some() {
        return Err(held());
    }
    if erased.changed_at >= changed_before {
        // It was changed since it was found to be over.
        return Ok(false);
    }
    let erasure = Erasure {
        owner,
        dossier,
        erased: &erased,
        reason,
        at: now,
    };
    notifications::erased(app, &mut unit, &erasure).await?;
    unit.append_audit(&AuditEntry {
        dossier: Some(dossier),
        ..audit::entry(owner, actor, Act::DossierErased, now)
    })
    .await?;
    unit.commit().await?;
    Ok(true)
}

/// The second half: the files of a dossier whose key and rows are gone.
pub(crate) async fn erase_files(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
) -> Result<(), AppError> {
    // Only this dossier's: what cannot be removed for another client is no business of this answer.
    app.storage()
        .delete_pending_blobs_of(owner, dossier)
        .await?;
    app.storage().delete_folder_of(owner, dossier).await?;
    Ok(())
}

/// Refuses what would remove something of a dossier that is held, in a unit that has its processes already.
///
/// # Errors
/// [`AppError::Conflict`]; [`AppError::Unavailable`].
pub(crate) async fn refuse_held(
    unit: &mut Unit,
    owner: &ClientId,
    dossier: DossierId,
) -> Result<(), AppError> {
    match unit.dossier_hold(owner, dossier).await? {
        Some(_) => Err(held()),
        None => Ok(()),
    }
}

/// What is held is erased by nobody.
fn held() -> AppError {
    AppError::Conflict {
        detail:
            "This dossier is held, and nothing in it can be deleted; the operator of the server releases it."
                .to_owned(),
    }
}
