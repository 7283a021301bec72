//! Pictures in a dossier that belong to no process: set or copied, shown, removed, and lent to a process that has none.

use crate::erase::refuse_held;
use crate::{App, AppError, Caller, Missing, StoredImage, audit, get_process, once, pictures};
use bonafide_domain::{
    ClientId, Depiction, DossierId, Event, ImageRow, Process, ProcessId, Refused, step,
};
use bonafide_storage::{Act, Actor, AuditEntry};
use bytes::Bytes;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Stores pictures in a dossier, and copies of those of a process where one is named; what is given itself wins over a
/// copy. A picture takes the place of an earlier one of the same depiction. All are stored or none.
///
/// # Errors
/// [`AppError::Invalid`] names the depiction that is no picture, and a `processId` that has none; [`AppError::TooLarge`];
/// [`AppError::NotFound`] for the dossier or the process, also another client's; [`AppError::Unavailable`].
pub async fn set_files(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    given: Vec<(Depiction, Bytes)>,
    process: Option<ProcessId>,
) -> Result<(), AppError> {
    once::answered_before(app, caller).await?;
    let owner = caller.client();
    if app.storage().dossier(owner, dossier).await?.is_none() {
        return Err(AppError::NotFound(Missing::Dossier));
    }
    // The last of a depiction wins.
    let given: BTreeMap<Depiction, Bytes> = given.into_iter().collect();
    let copies = match process {
        Some(process) => of_process(app, caller, dossier, process, &given).await?,
        None => Vec::new(),
    };
    if process.is_none() || !given.is_empty() {
        pictures::fit(app, &given)?;
    }
    if given.contains_key(&Depiction::Portrait) {
        return Err(AppError::invalid(
            "portrait",
            "A portrait image cannot be uploaded; it is cut out of a document, and copied with processId.",
        ));
    }
    let formats = pictures::examine(app.examiner()?, &given).await?;
    let mut rows = pictures::put(app, owner, dossier, given, &formats).await?;
    match pictures::copied(app, owner, dossier, &copies).await {
        Ok(copied) => rows.extend(copied),
        Err(error) => {
            pictures::discard(app, owner, dossier, &rows).await;
            return Err(error);
        }
    }
    let kept = name(app, caller, dossier, &rows, process).await;
    match &kept {
        Ok(replaced) if *replaced => pictures::forget_replaced(app).await,
        Ok(_) => {}
        Err(_) => pictures::discard(app, owner, dossier, &rows).await,
    }
    kept.map(|_| ())
}

/// The pictures of a process, without those that the call brings itself.
async fn of_process(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    given: &BTreeMap<Depiction, Bytes>,
) -> Result<Vec<ImageRow>, AppError> {
    let process = get_process::find(app, caller, dossier, process).await?;
    let mut rows = app
        .storage()
        .images(&process.owner, dossier, process.id)
        .await?;
    if rows.is_empty() {
        return Err(AppError::invalid(
            "processId",
            "processId: this process has no images to copy.",
        ));
    }
    // What is not handed out is not handed out by way of the dossier either.
    let withheld = |row: &ImageRow| {
        step(&process, Event::GetImage(row.depiction)) == Err(Refused::NotRedacted)
    };
    if rows.iter().any(withheld) {
        return Err(Refused::NotRedacted.into());
    }
    rows.retain(|row| !given.contains_key(&row.depiction));
    Ok(rows)
}

/// Names the files in one unit. True when older ones were replaced.
async fn name(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    rows: &[ImageRow],
    copied_from: Option<ProcessId>,
) -> Result<bool, AppError> {
    let (now, owner) = (app.now(), caller.client());
    let mut unit = app.storage().begin().await?;
    unit.dossier_for_update(owner, dossier)
        .await?
        .ok_or(AppError::NotFound(Missing::Dossier))?;
    let mut replaced = false;
    for row in rows {
        replaced |= unit.put_file(owner, dossier, row, now).await?.is_some();
    }
    unit.touch_dossier(owner, dossier, now).await?;
    once::keep_answer(app, &mut unit, caller, Some(dossier), &()).await?;
    unit.append_audit(&AuditEntry {
        process: copied_from,
        ..entry(owner, dossier, Act::FilesSet, now)
    })
    .await?;
    unit.commit().await?;
    Ok(replaced)
}

/// A picture of a dossier. Leaves a mark in the audit log before it is answered.
///
/// # Errors
/// [`AppError::NotFound`] for the dossier, also another client's, and for the picture; [`AppError::Unavailable`].
pub async fn get_file(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    depiction: Depiction,
) -> Result<StoredImage, AppError> {
    let owner = caller.client();
    let Some(file) = app.storage().file(owner, dossier, depiction).await? else {
        return Err(app.missing_in_dossier(owner, dossier, Missing::Image).await);
    };
    let bytes = app.storage().read_blob(owner, dossier, &file).await?;
    let mut unit = app.storage().begin().await?;
    unit.append_audit(&entry(owner, dossier, Act::FileRead, app.now()))
        .await?;
    unit.commit().await?;
    Ok(StoredImage {
        format: file.format,
        bytes,
    })
}

/// Removes all pictures of a dossier that belong to no process; they are gone when this answers. Answers the same where
/// there are none.
///
/// # Errors
/// [`AppError::NotFound`] for the dossier, also another client's; [`AppError::Conflict`] for one that is held;
/// [`AppError::Unavailable`].
pub async fn delete_files(app: &App, caller: &Caller, dossier: DossierId) -> Result<(), AppError> {
    let (now, owner) = (app.now(), caller.client());
    let mut unit = app.storage().begin().await?;
    unit.dossier_for_update(owner, dossier)
        .await?
        .ok_or(AppError::NotFound(Missing::Dossier))?;
    refuse_held(&mut unit, owner, dossier).await?;
    let removed = unit.delete_files(owner, dossier, now).await?;
    if removed > 0 {
        unit.touch_dossier(owner, dossier, now).await?;
        unit.append_audit(&entry(owner, dossier, Act::FilesErased, now))
            .await?;
    }
    unit.commit().await?;
    if removed > 0 {
        app.storage().purge().await?;
    }
    app.storage()
        .delete_pending_blobs_of(owner, dossier)
        .await?;
    Ok(())
}

/// Copies of the dossier's pictures for a process that takes pictures and has none, durable and not yet named by any row.
/// Nothing is copied where the process could not start with them.
///
/// # Errors
/// [`AppError::TooLarge`] where they are more than a process may have; [`AppError::Unavailable`].
pub(crate) async fn lend(app: &App, process: &Process) -> Result<Vec<ImageRow>, AppError> {
    let (owner, dossier) = (&process.owner, process.dossier);
    if !process.images.is_empty() {
        return Ok(Vec::new());
    }
    let mut taken = app.storage().files(owner, dossier).await?;
    taken.retain(|file| process.request.accepted.contains(&file.depiction));
    let equipped = Process {
        images: taken.iter().map(|file| file.depiction).collect(),
        ..process.clone()
    };
    if taken.is_empty() || step(&equipped, Event::StartVerification).is_err() {
        return Ok(Vec::new());
    }
    pictures::within(
        "images of this process",
        taken.iter().map(|file| file.bytes).sum(),
        app.settings().limits.process_image_bytes,
    )?;
    pictures::copied(app, owner, dossier, &taken).await
}

fn entry(owner: &ClientId, dossier: DossierId, act: Act, at: Timestamp) -> AuditEntry {
    AuditEntry {
        dossier: Some(dossier),
        ..audit::entry(owner, Actor::Client, act, at)
    }
}
