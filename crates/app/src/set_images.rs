use crate::{App, AppError, Caller, Missing, audit, get_process, random};
use bonafide_domain::{
    BlobId, Depiction, DossierId, Event, ImageFormat, ImageRow, Process, ProcessId, step,
};
use bonafide_providers::ExaminedImage;
use bonafide_storage::{Act, Actor};
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    // The last of a depiction wins.
    let images: BTreeMap<Depiction, Bytes> = images.into_iter().collect();
    let depictions: BTreeSet<Depiction> = images.keys().copied().collect();
    let process = get_process::find(app, caller, dossier, process).await?;
    step(&process, Event::SetImages(depictions.clone()))?;
    fits(app, &process, &images).await?;
    let examined = examine(app, &process, &images).await?;
    let rows = put(app, &process, images, &examined).await?;
    let kept = name(app, &process, depictions, &rows).await;
    match &kept {
        Ok(replaced) if *replaced => forget_replaced(app).await,
        Ok(_) => {}
        Err(_) => discard(app, &process, &rows).await,
    }
    kept.map(|_| ())
}

/// Nothing too large, and something at all.
async fn fits(
    app: &App,
    process: &Process,
    images: &BTreeMap<Depiction, Bytes>,
) -> Result<(), AppError> {
    let limits = &app.settings().limits;
    if images.is_empty() {
        return Err(AppError::Invalid {
            field: None,
            problem: "No image was given; send front, back or selfie as a data URL.".to_owned(),
        });
    }
    for (depiction, bytes) in images {
        within(depiction.as_str(), bytes.len() as u64, limits.image_bytes)?;
    }
    let stored = app
        .storage()
        .images(&process.owner, process.dossier, process.id)
        .await?;
    let staying = stored
        .iter()
        .filter(|row| !images.contains_key(&row.depiction))
        .map(|row| row.bytes);
    let coming = images.values().map(|bytes| bytes.len() as u64);
    within(
        "images of this process",
        staying.chain(coming).sum(),
        limits.process_image_bytes,
    )
}

const fn within(what: &'static str, bytes: u64, limit: u64) -> Result<(), AppError> {
    if bytes <= limit {
        Ok(())
    } else {
        Err(AppError::TooLarge { what, bytes, limit })
    }
}

/// Asks the provider about every picture before any is stored.
async fn examine(
    app: &App,
    process: &Process,
    images: &BTreeMap<Depiction, Bytes>,
) -> Result<BTreeMap<Depiction, ImageFormat>, AppError> {
    let name = process.request.provider;
    let verifier = app.provider(name).ok_or_else(|| AppError::Invalid {
        field: None,
        problem: format!("The provider {name} is not configured on this server any more."),
    })?;
    let mut examined = BTreeMap::new();
    for (&depiction, bytes) in images {
        let (verifier, bytes) = (Arc::clone(verifier), bytes.clone());
        // Millions of bytes are walked through; who answers requests must not wait for that.
        let ExaminedImage { format, .. } =
            tokio::task::spawn_blocking(move || verifier.examine(&bytes))
                .await
                .map_err(|_| {
                    AppError::Internal("the examination of a picture broke off".to_owned())
                })?
                .map_err(|refused| {
                    AppError::invalid(
                        depiction.as_str(),
                        format!("The {depiction} image cannot be taken: {refused}"),
                    )
                })?;
        examined.insert(depiction, format);
    }
    Ok(examined)
}

/// Makes the files durable. No row names them yet.
async fn put(
    app: &App,
    process: &Process,
    images: BTreeMap<Depiction, Bytes>,
    examined: &BTreeMap<Depiction, ImageFormat>,
) -> Result<Vec<ImageRow>, AppError> {
    let mut rows = Vec::with_capacity(images.len());
    for (depiction, bytes) in images {
        let blob = BlobId::new(random::uuid(app.random()));
        let size = bytes.len() as u64;
        let put = app
            .storage()
            .put_blob(&process.owner, process.dossier, blob, bytes)
            .await;
        match put {
            Ok(sha256) => rows.push(ImageRow {
                depiction,
                blob,
                format: examined[&depiction],
                bytes: size,
                sha256,
            }),
            Err(error) => {
                discard(app, process, &rows).await;
                return Err(error.into());
            }
        }
    }
    Ok(rows)
}

/// Names the files in one unit, if the process is still pending. True when older files were replaced.
async fn name(
    app: &App,
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
    unit.append_audit(&audit::of_process(
        &process,
        Actor::Client,
        Act::ImagesSet,
        now,
    ))
    .await?;
    unit.commit().await?;
    Ok(replaced)
}

/// Removes files that no row will name. What cannot be removed now is found by the sweep.
async fn discard(app: &App, process: &Process, rows: &[ImageRow]) {
    for row in rows {
        let discarded = app
            .storage()
            .discard_blob(&process.owner, process.dossier, row.blob)
            .await;
        if let Err(error) = discarded {
            tracing::warn!(%error, blob = %row.blob, "a file of a refused upload is left to the sweep");
        }
    }
}

/// The call has done what it was asked to; files that it replaced may also go later.
async fn forget_replaced(app: &App) {
    if let Err(error) = app.forget_files().await {
        tracing::warn!(%error, "replaced files could not be removed yet");
    }
}
