//! Files that no row names: those of uploads that were interrupted between the file and the row.

use crate::error::StorageError;
use crate::statements;
use crate::storage::Storage;
use crate::store::{FileKind, FileName};
use futures::TryStreamExt as _;
use jiff::Timestamp;

impl Storage {
    /// Removes files that were last written before `older_than` and that no row names, unfinished ones
    /// too, and gives how many. `older_than` must lie so far back that no unit which is still running, on
    /// this node or another, can be about to name them: an hour is plenty.
    ///
    /// # Errors
    /// [`StorageError`]. What was removed stays removed.
    pub async fn sweep_orphans(&self, older_than: Timestamp) -> Result<u64, StorageError> {
        let mut removed = 0;
        let mut files = self.blobs.store.list();
        while let Some(file) = files.try_next().await? {
            if file.written < older_than && self.is_orphan(&file.name).await? {
                self.blobs.store.remove(&file.name).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    async fn is_orphan(&self, file: &FileName) -> Result<bool, StorageError> {
        let blob = match file.kind() {
            FileKind::Whole(blob) => blob,
            FileKind::Unfinished => return Ok(true),
            FileKind::Foreign => return Ok(false),
        };
        let named = self
            .row(&statements::BLOB_IS_NAMED, vec![blob.into()])
            .await?;
        Ok(named.is_none())
    }
}
