use crate::{App, AppError, Caller, Missing, audit, get_process};
use bonafide_domain::{Depiction, DossierId, Event, ImageFormat, ProcessId, step};
use bonafide_storage::{Act, Actor};
use bytes::Bytes;

/// A picture as it was uploaded.
#[derive(Clone)]
pub struct StoredImage {
    /// Its format.
    pub format: ImageFormat,
    /// Its bytes, the same as those that came.
    pub bytes: Bytes,
}

/// A picture of a process. Leaves a mark in the audit log before it is answered.
///
/// # Errors
/// [`AppError::Refused`] when this kind of process has no such picture; [`AppError::NotFound`], also for
/// another client's; [`AppError::Unavailable`].
pub async fn get_image(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    depiction: Depiction,
) -> Result<StoredImage, AppError> {
    let process = get_process::find(app, caller, dossier, process).await?;
    step(&process, Event::GetImage(depiction))?;
    let storage = app.storage();
    let image = storage
        .image(caller.client(), dossier, process.id, depiction)
        .await?
        .ok_or(AppError::NotFound(Missing::Image))?;
    let bytes = storage.read_blob(caller.client(), dossier, &image).await?;
    let mut unit = storage.begin().await?;
    let entry = audit::of_process(&process, Actor::Client, Act::ImageRead, app.now());
    unit.append_audit(&entry).await?;
    unit.commit().await?;
    Ok(StoredImage {
        format: image.format,
        bytes,
    })
}
