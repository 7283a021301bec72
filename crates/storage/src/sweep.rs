//! Files that no row names: those of uploads that were interrupted between the file and the row.

use crate::blobs::disk;
use crate::error::StorageError;
use crate::statements;
use crate::storage::Storage;
use bonafide_domain::BlobId;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

impl Storage {
    /// Removes files that were last written before `older_than` and that no row names, unfinished ones
    /// too, and gives how many. `older_than` must lie so far back that no unit which is still running can
    /// be about to name them: an hour is plenty.
    ///
    /// # Errors
    /// [`StorageError`]. What was removed stays removed.
    pub async fn sweep_orphans(&self, older_than: Timestamp) -> Result<u64, StorageError> {
        let root = self.blobs.root.clone();
        // Bounded: a folder of a million files is not held in memory.
        let (found, mut files) = mpsc::channel(64);
        let walk = tokio::task::spawn_blocking(move || old_files(&root, older_than, &found));
        let mut removed = 0;
        while let Some(file) = files.recv().await {
            if self.is_orphan(&file).await? {
                match tokio::fs::remove_file(&file).await {
                    Ok(()) => removed += 1,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                    Err(error) => return Err(disk(&file, &error)),
                }
            }
        }
        walk.await.map_err(StorageError::unavailable)??;
        Ok(removed)
    }

    /// A file whose name is no id is the unfinished copy of one (`{id}#{number}`): nobody names it.
    async fn is_orphan(&self, file: &Path) -> Result<bool, StorageError> {
        let name = file.file_name().and_then(|name| name.to_str());
        let Some(blob) = name.and_then(|name| name.parse::<BlobId>().ok()) else {
            return Ok(name.is_some_and(is_unfinished));
        };
        let named = self
            .row(&statements::BLOB_IS_NAMED, vec![blob.into()])
            .await?;
        Ok(named.is_none())
    }
}

fn is_unfinished(name: &str) -> bool {
    name.split_once('#').is_some_and(|(blob, number)| {
        blob.parse::<BlobId>().is_ok() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Sends the files of `{root}/{owner}/{dossier}/` that were last written before `older_than`.
fn old_files(
    root: &Path,
    older_than: Timestamp,
    found: &mpsc::Sender<PathBuf>,
) -> Result<(), StorageError> {
    for owner in entries(root)? {
        for dossier in entries(&owner)? {
            for file in entries(&dossier)? {
                // Gone meanwhile: nothing to do.
                let Ok(metadata) = std::fs::symlink_metadata(&file) else {
                    continue;
                };
                let written = metadata
                    .modified()
                    .ok()
                    .and_then(|time| Timestamp::try_from(time).ok());
                let is_old = written.is_some_and(|written| written < older_than);
                if metadata.is_file() && is_old && found.blocking_send(file).is_err() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// What lies in a folder; nothing when it is no folder or is gone.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StorageError> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    let listing = match std::fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => return Ok(Vec::new()),
        Err(error) => return Err(disk(folder, &error)),
    };
    Ok(listing.flatten().map(|entry| entry.path()).collect())
}
