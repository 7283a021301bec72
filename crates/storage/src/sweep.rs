//! Files that no row names: those of uploads that were interrupted between the file and the row.

use crate::error::StorageError;
use crate::storage::Storage;
use crate::store::{FileKind, FileName};
use futures::TryStreamExt as _;
use jiff::{SignedDuration, Timestamp};

/// By so much the clocks of server and store may differ.
const MARGIN: SignedDuration = SignedDuration::from_hours(1);

impl Storage {
    /// Removes files that were last written before `older_than` and that no row names, unfinished ones
    /// too, and gives how many. `older_than` must lie so far back that no unit which is still running, on
    /// this node or another, can be about to name them: an hour is plenty.
    ///
    /// Files of what is being restored or imported have no row before its end: none is removed that was written since the
    /// first of those began.
    ///
    /// # Errors
    /// [`StorageError::OtherStore`] where the store is another database's; [`StorageError`]. What was removed stays removed.
    pub async fn sweep_orphans(&self, older_than: Timestamp) -> Result<u64, StorageError> {
        // Each time anew: a store may have been given to another since.
        self.own_files().await?;
        let older_than = match self.first_load(older_than).await? {
            Some(begun) => older_than.min(begun.saturating_sub(MARGIN).unwrap_or(begun)),
            None => older_than,
        };
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
        Ok(!self.names_blob(blob).await?)
    }
}
