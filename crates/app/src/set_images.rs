use crate::{App, AppError, Caller, Missing, audit, get_process, once, pictures};
use bonafide_domain::{Depiction, DossierId, Event, ImageRow, Process, ProcessId, step};
use bonafide_storage::Act;
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet};

/// Stores pictures of a pending process; a picture takes the place of an earlier one of the same depiction,
/// also within one call. All are stored or none.
///
/// # Errors
/// [`AppError::Invalid`] names the depiction that is no picture; [`AppError::TooLarge`]; [`AppError::Refused`]
/// by the status machine; [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn set_images(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    images: Vec<(Depiction, Bytes)>,
) -> Result<(), AppError> {
    once::answered_before(app, caller).await?;
    // The last of a depiction wins.
    let images: BTreeMap<Depiction, Bytes> = images.into_iter().collect();
    let depictions: BTreeSet<Depiction> = images.keys().copied().collect();
    let process = get_process::find(app, caller, dossier, process).await?;
    step(&process, Event::SetImages(depictions.clone()))?;
    fits(app, &process, &images).await?;
    let name = process.request.provider;
    let verifier = app
        .provider(name, caller.environment())
        .ok_or_else(|| AppError::Invalid {
            field: None,
            problem: format!("The provider {name} is not configured on this server any more."),
        })?;
    let formats = pictures::examine(verifier, &images).await?;
    let (owner, dossier) = (&process.owner, process.dossier);
    let rows = pictures::put(app, owner, dossier, images, &formats).await?;
    let kept = self::name(app, caller, &process, depictions, &rows).await;
    match &kept {
        Ok(replaced) if *replaced => pictures::forget_replaced(app).await,
        Ok(_) => {}
        Err(_) => pictures::discard(app, owner, dossier, &rows).await,
    }
    kept.map(|_| ())
}

/// Nothing too large, and something at all.
async fn fits(
    app: &App,
    process: &Process,
    images: &BTreeMap<Depiction, Bytes>,
) -> Result<(), AppError> {
    pictures::fit(app, images)?;
    let stored = app
        .storage()
        .images(&process.owner, process.dossier, process.id)
        .await?;
    let staying = stored
        .iter()
        .filter(|row| !images.contains_key(&row.depiction))
        .map(|row| row.bytes);
    let coming = images.values().map(|bytes| bytes.len() as u64);
    pictures::within(
        "images of this process",
        staying.chain(coming).sum(),
        app.settings().limits.process_image_bytes,
    )
}

/// Names the files in one unit, if the process is still pending. True when older files were replaced.
async fn name(
    app: &App,
    caller: &Caller,
    process: &Process,
    depictions: BTreeSet<Depiction>,
    rows: &[ImageRow],
) -> Result<bool, AppError> {
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    let mut process = unit
        .process_for_update(&process.owner, process.dossier, process.id)
        .await?
        .ok_or(AppError::NotFound(Missing::Process))?;
    step(&process, Event::SetImages(depictions))?;
    process.updated_at = now;
    let mut replaced = false;
    for row in rows {
        replaced |= unit.put_image(&process, row, now).await?.is_some();
    }
    unit.save_process(&process).await?;
    unit.touch_dossier(&process.owner, process.dossier, now)
        .await?;
    once::keep_answer(app, &mut unit, caller, Some(process.dossier), &()).await?;
    unit.append_audit(&audit::of_process(
        &process,
        caller.actor(),
        Act::ImagesSet,
        now,
    ))
    .await?;
    unit.commit().await?;
    Ok(replaced)
}
