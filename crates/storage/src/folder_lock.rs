use crate::error::StorageError;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// Keeps others out of the making of a SQLite database: SQLite does not lock while a new file gets its
/// journal mode, nor do migrations on it, so a server and a command that start together would collide.
#[derive(Debug, Clone)]
pub(crate) struct FolderLock {
    folder: PathBuf,
    patience: Duration,
}

impl FolderLock {
    /// On the folder of this file.
    pub(crate) fn beside(file: &Path, patience: Duration) -> Self {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        Self { folder, patience }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Held until the file is dropped, and no longer than the process lives.
    pub(crate) async fn take(&self) -> Result<File, StorageError> {
        let cannot = |error: &std::io::Error| {
            StorageError::unavailable(format!("{}: {error}", self.folder.display()))
        };
        let folder = File::open(&self.folder).map_err(|error| cannot(&error))?;
        let deadline = Instant::now() + self.patience;
        loop {
            match folder.try_lock() {
                Ok(()) => return Ok(folder),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(StorageError::unavailable(format!(
                        "somebody else is making the database in {}",
                        self.folder.display()
                    )));
                }
                Err(TryLockError::Error(error)) => return Err(cannot(&error)),
            }
        }
    }
}
