//! Pictures on their way into the store: examined, made durable, and thrown away again when no row comes to name them.

use crate::{App, AppError, random};
use bonafide_domain::{
    BlobId, ClientId, Depiction, DossierId, ImageFormat, ImageRow, RecordingRow,
};
use bonafide_providers::{ExaminedImage, Picture, Provider, Recording};
use bonafide_storage::StoredFile;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Refuses what is nothing or has more bytes than one picture may have.
pub(crate) fn fit(app: &App, images: &BTreeMap<Depiction, Bytes>) -> Result<(), AppError> {
    if images.is_empty() {
        return Err(AppError::Invalid {
            field: None,
            problem: "No image was given; send front, back or selfie as a data URL.".to_owned(),
        });
    }
    let limit = app.settings().limits.image_bytes;
    for (depiction, bytes) in images {
        within(depiction.as_str(), bytes.len() as u64, limit)?;
    }
    Ok(())
}

pub(crate) const fn within(what: &'static str, bytes: u64, limit: u64) -> Result<(), AppError> {
    if bytes <= limit {
        Ok(())
    } else {
        Err(AppError::TooLarge { what, bytes, limit })
    }
}

/// Asks a provider about every picture before any is stored.
pub(crate) async fn examine(
    verifier: &Arc<dyn Provider>,
    images: &BTreeMap<Depiction, Bytes>,
) -> Result<BTreeMap<Depiction, ImageFormat>, AppError> {
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
pub(crate) async fn put(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
    images: BTreeMap<Depiction, Bytes>,
    formats: &BTreeMap<Depiction, ImageFormat>,
) -> Result<Vec<ImageRow>, AppError> {
    let mut rows = Vec::with_capacity(images.len());
    for (depiction, bytes) in images {
        let blob = BlobId::new(random::uuid(app.random()));
        let size = bytes.len() as u64;
        match app.storage().put_blob(owner, dossier, blob, bytes).await {
            Ok(sha256) => rows.push(ImageRow {
                depiction,
                blob,
                format: formats[&depiction],
                bytes: size,
                sha256,
            }),
            Err(error) => {
                discard(app, owner, dossier, &rows).await;
                return Err(error.into());
            }
        }
    }
    Ok(rows)
}

/// Copies of pictures of the same dossier, one held at a time and a few calls at once: they need no room among uploads. No
/// row names them yet.
pub(crate) async fn copied(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
    from: &[ImageRow],
) -> Result<Vec<ImageRow>, AppError> {
    let _turn = app.copying().await;
    let mut rows = Vec::with_capacity(from.len());
    for row in from {
        let blob = BlobId::new(random::uuid(app.random()));
        let copy = async {
            let bytes = app.storage().read_blob(owner, dossier, row).await?;
            app.storage().put_blob(owner, dossier, blob, bytes).await
        };
        match copy.await {
            Ok(_) => rows.push(ImageRow {
                blob,
                ..row.clone()
            }),
            Err(error) => {
                discard(app, owner, dossier, &rows).await;
                return Err(error.into());
            }
        }
    }
    Ok(rows)
}

/// Makes the pictures of a session durable. No row names them yet.
pub(crate) async fn of_session(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
    pictures: Vec<Picture>,
) -> Result<Vec<ImageRow>, AppError> {
    let formats = pictures
        .iter()
        .map(|picture| (picture.depiction, picture.format))
        .collect();
    let images = pictures
        .into_iter()
        .map(|picture| (picture.depiction, picture.bytes))
        .collect();
    put(app, owner, dossier, images, &formats).await
}

/// The same for what else was recorded in it.
pub(crate) async fn recorded(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
    recordings: Vec<Recording>,
) -> Result<Vec<RecordingRow>, AppError> {
    let mut rows: Vec<RecordingRow> = Vec::with_capacity(recordings.len());
    for Recording { kind, bytes } in recordings {
        let blob = BlobId::new(random::uuid(app.random()));
        let size = bytes.len() as u64;
        match app.storage().put_blob(owner, dossier, blob, bytes).await {
            Ok(sha256) => rows.push(RecordingRow {
                kind,
                blob,
                bytes: size,
                sha256,
            }),
            Err(error) => {
                discard(app, owner, dossier, &rows).await;
                return Err(error.into());
            }
        }
    }
    Ok(rows)
}

/// Removes files that no row will name. What cannot be removed now is found by the sweep.
pub(crate) async fn discard(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
    rows: &[impl StoredFile],
) {
    for blob in rows.iter().map(|row| row.file().blob()) {
        let discarded = app.storage().discard_blob(owner, dossier, blob).await;
        if let Err(error) = discarded {
            tracing::warn!(%error, %blob, "a file that no row names is left to the sweep");
        }
    }
}

/// The call has done what it was asked to; files that it replaced may also go later.
pub(crate) async fn forget_replaced(app: &App) {
    if let Err(error) = app.forget_files().await {
        tracing::warn!(%error, "replaced files could not be removed yet");
    }
}
