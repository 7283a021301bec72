use crate::{App, AppError, Caller, Missing, audit, get_process};
use bonafide_domain::{
    DossierId, Event, ImageFormat, ImageRow, Process, ProcessId, Provider, ProviderReport,
    RecordingKind, Refused, step,
};
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
    let storage = app.storage();
    let pictures = pictures(app, &process).await?;
    let recordings = storage
        .recordings(&process.owner, dossier, process.id)
        .await?;
    let pictures = pictures.iter().map(|row| row.bytes);
    Ok(pictures.chain(recordings.iter().map(|row| row.bytes)).sum())
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
    let storage = app.storage();
    let recordings = storage
        .recordings(&process.owner, dossier, process.id)
        .await?;
    let named = |kind| recordings.iter().any(|row| row.kind == kind);
    if let Some(report) = &process.report
        && !named(RecordingKind::Raw)
    {
        files.push(ResultFile {
            name: "result.json".to_owned(),
            bytes: told(&process, &report.provider_specific)?,
        });
    }
    for row in recordings {
        files.push(ResultFile {
            name: file_name(process.request.provider, row.kind).to_owned(),
            bytes: storage.read_blob(&process.owner, dossier, &row).await?,
        });
    }
    for row in pictures(app, &process).await? {
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

/// Those that are handed out: not one that was to be blackened and was not.
async fn pictures(app: &App, process: &Process) -> Result<Vec<ImageRow>, AppError> {
    let mut rows = app
        .storage()
        .images(&process.owner, process.dossier, process.id)
        .await?;
    rows.retain(|row| step(process, Event::GetImage(row.depiction)) != Err(Refused::NotRedacted));
    Ok(rows)
}

/// What the provider told, in its own shape, where its answer itself is not kept; with the mark of one that was played.
fn told(process: &Process, report: &ProviderReport) -> Result<Bytes, AppError> {
    let json = match report {
        ProviderReport::PictureId(told) => serde_json::to_value(told),
        ProviderReport::VideoId(told) => serde_json::to_value(told),
        ProviderReport::Onfido(told) => serde_json::to_value(told),
        ProviderReport::ReadId(told) => serde_json::to_value(told),
        ProviderReport::Paper(told) => serde_json::to_value(told),
        ProviderReport::FaceTec(told) => serde_json::to_value(told),
        ProviderReport::WebId(told) => serde_json::to_value(told),
        ProviderReport::Connect(told) => serde_json::to_value(told),
    };
    // The cause could quote the value.
    let mut json =
        json.map_err(|_| AppError::Internal("a report cannot be written as JSON".to_owned()))?;
    if process.simulation.is_some() {
        json["simulated"] = true.into();
    }
    Ok(format!("{json:#}").into())
}

/// The published names of VideoID's files; the others' are ours.
const fn file_name(provider: Provider, kind: RecordingKind) -> &'static str {
    match (provider.canonical(), kind) {
        (_, RecordingKind::Video) => "video.mp4",
        (Provider::SignicatVideoId, RecordingKind::Raw) => "ocr.json",
        (_, RecordingKind::Raw) => "raw.json",
        (_, RecordingKind::ManualApproval) => "manual_approval.json",
    }
}
