use crate::{App, AppError, Caller, Missing, audit, get_process};
use bonafide_domain::{DossierId, Event, ImageFormat, Process, ProcessId, ProviderReport, step};
use bonafide_storage::{Act, Actor};
use bytes::Bytes;

/// A file of a full result.
#[derive(Clone)]
pub struct ResultFile {
    /// Its name, without folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Whether proofs of time are wanted beside the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timestamps {
    /// Only the files.
    LeftOut,
    /// The files with their trusted timestamps.
    Wanted,
}

/// How many bytes the pictures of a full result have, so that room can be made before they are read.
///
/// # Errors
/// As [`download_result`].
pub async fn result_size(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    timestamps: Timestamps,
) -> Result<u64, AppError> {
    let process = downloadable(app, caller, dossier, process, timestamps).await?;
    let rows = app
        .storage()
        .images(&process.owner, dossier, process.id)
        .await?;
    Ok(rows.iter().map(|row| row.bytes).sum())
}

async fn downloadable(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    timestamps: Timestamps,
) -> Result<Process, AppError> {
    let process = get_process::find(app, caller, dossier, process).await?;
    step(&process, Event::Download)?;
    match timestamps {
        Timestamps::LeftOut => Ok(process),
        Timestamps::Wanted => Err(AppError::NotFound(Missing::Timestamps)),
    }
}

/// Everything that is kept of a finished process: what the provider told, in its own shape, and the pictures. Leaves a
/// mark in the audit log before it is answered.
///
/// # Errors
/// [`AppError::Refused`] until it is finished, and where there is nothing because it failed or was canceled;
/// [`AppError::NotFound`] where trusted timestamps are wanted and there are none, also for another client's process;
/// [`AppError::Unavailable`].
pub async fn download_result(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    timestamps: Timestamps,
) -> Result<Vec<ResultFile>, AppError> {
    let process = downloadable(app, caller, dossier, process, timestamps).await?;
    let mut files = Vec::new();
    if let Some(report) = &process.report {
        let ProviderReport::PictureId(told) = &report.provider_specific;
        // The cause could quote the value.
        let json = serde_json::to_vec_pretty(told)
            .map_err(|_| AppError::Internal("a report cannot be written as JSON".to_owned()))?;
        files.push(ResultFile {
            name: "result.json".to_owned(),
            bytes: json.into(),
        });
    }
    let storage = app.storage();
    for row in storage.images(&process.owner, dossier, process.id).await? {
        let extension = match row.format {
            ImageFormat::Jpeg => "jpeg",
            ImageFormat::Png => "png",
        };
        files.push(ResultFile {
            name: format!("{}.{extension}", row.depiction),
            bytes: storage.read_blob(&process.owner, dossier, &row).await?,
        });
    }
    let mut unit = storage.begin().await?;
    let entry = audit::of_process(&process, Actor::Client, Act::ResultDownloaded, app.now());
    unit.append_audit(&entry).await?;
    unit.commit().await?;
    Ok(files)
}
