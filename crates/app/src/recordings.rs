//! What some providers keep besides pictures: a video, and their answer word for word.

use crate::{App, AppError, Caller, Missing, audit, get_process};
use bonafide_domain::{DossierId, Event, ProcessId, RecordingKind, step};
use bonafide_storage::{Act, Actor};
use bytes::Bytes;

/// The video of a process, as MP4. Leaves a mark in the audit log before it is answered.
///
/// # Errors
/// [`AppError::Refused`] where the provider records none; [`AppError::NotFound`] where there is none, also for another
/// client's process; [`AppError::Unavailable`].
pub async fn get_video(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<Bytes, AppError> {
    let wanted = (RecordingKind::Video, Missing::Video);
    recording(app, caller, (dossier, process), &Event::GetVideo, wanted).await
}

/// The provider's answer, word for word, as JSON. Leaves a mark in the audit log before it is answered.
///
/// # Errors
/// [`AppError::Refused`] where the provider's is not kept, and until it has come; [`AppError::NotFound`] where none came,
/// also for another client's process; [`AppError::Unavailable`].
pub async fn get_raw_result(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<Bytes, AppError> {
    let wanted = (RecordingKind::Raw, Missing::RawResult);
    recording(app, caller, (dossier, process), &Event::GetRaw, wanted).await
}

async fn recording(
    app: &App,
    caller: &Caller,
    (dossier, process): (DossierId, ProcessId),
    event: &Event,
    (kind, missing): (RecordingKind, Missing),
) -> Result<Bytes, AppError> {
    let process = get_process::find(app, caller, dossier, process).await?;
    step(&process, event.clone())?;
    let storage = app.storage();
    let row = storage
        .recordings(&process.owner, dossier, process.id)
        .await?
        .into_iter()
        .find(|row| row.kind == kind)
        .ok_or(AppError::NotFound(missing))?;
    let bytes = storage.read_blob(&process.owner, dossier, &row).await?;
    let mut unit = storage.begin().await?;
    let entry = audit::of_process(&process, Actor::Client, Act::RecordingRead, app.now());
    unit.append_audit(&entry).await?;
    unit.commit().await?;
    Ok(bytes)
}
