use crate::{App, AppError, Caller, Missing, audit, notifications};
use bonafide_domain::{DossierId, Event, step};
use bonafide_storage::{Act, Actor, AuditEntry};

/// Removes a dossier with everything in it; rows and files are gone when this answers. The result of a
/// verification that is running is thrown away when it comes.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Refused`] while a provider does not allow it;
/// [`AppError::Unavailable`], also when the rows are gone and a file could not be removed yet: it is tried
/// again by itself.
pub async fn delete_dossier(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
) -> Result<(), AppError> {
    let now = app.now();
    let owner = caller.client();
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
    if !unit.delete_dossier(owner, dossier, now).await? {
        return Err(AppError::NotFound(Missing::Dossier));
    }
    notifications::erased(app, &mut unit, owner, dossier, now).await?;
    unit.append_audit(&AuditEntry {
        dossier: Some(dossier),
        ..audit::entry(owner, Actor::Client, Act::DossierErased, now)
    })
    .await?;
    unit.commit().await?;
    // Only this dossier's: what cannot be removed for another client is no business of this answer.
    app.storage()
        .delete_pending_blobs_of(owner, dossier)
        .await?;
    app.storage().delete_folder_of(owner, dossier).await?;
    Ok(())
}
