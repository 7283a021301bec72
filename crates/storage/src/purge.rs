//! What erased rows leave in the database: they are gone when an erasure is answered, and not only unnamed.

use crate::error::StorageError;
use crate::storage::Storage;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

/// Between two tries to empty the write-ahead log.
const PAUSE: Duration = Duration::from_millis(25);

/// Erasures that wait at the same time share one try.
#[derive(Debug, Default)]
pub(crate) struct Purge {
    asked: AtomicU64,
    /// Those up to this number are served.
    served: Mutex<u64>,
    /// How many had asked when the table of the keys was last written anew, and one more; 0 before that.
    rewritten: AtomicU64,
    /// It could not be written anew when it was tried last.
    refused: AtomicBool,
}

impl Storage {
    /// Waits until nothing of rows that were erased before this call is left in SQLite's write-ahead log: neither they nor
    /// their keys. Nothing to do on PostgreSQL, which [`Storage::rewrite_keys`] sees to.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] when a reader keeps the log for longer than the patience of the storage;
    /// [`Storage::checkpoint`] does it later.
    pub async fn purge(&self) -> Result<(), StorageError> {
        let ticket = self.purge.asked.fetch_add(1, Ordering::AcqRel) + 1;
        // Before the wait for those who asked earlier: it counts too.
        let until = Instant::now() + self.patience;
        let mut served = self.purge.served.lock().await;
        if *served >= ticket {
            return Ok(());
        }
        loop {
            let waiting = self.purge.asked.load(Ordering::Acquire);
            if self.checkpoint().await? {
                *served = waiting;
                return Ok(());
            }
            if Instant::now() >= until {
                return Err(StorageError::unavailable(
                    "the rows are erased, but a reader keeps the write-ahead log; it is emptied when that ends",
                ));
            }
            sleep(PAUSE).await;
        }
    }

    /// [`Storage::rewrite_keys`], unless nothing was erased through this storage since it was last done.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`].
    pub async fn rewrite_keys_where_due(&self) -> Result<(), StorageError> {
        let now = self.purge.asked.load(Ordering::Acquire) + 1;
        if self.purge.rewritten.load(Ordering::Acquire) != now {
            let done = self.rewrite_keys().await;
            self.purge.refused.store(done.is_err(), Ordering::Release);
            done?;
            self.purge.rewritten.store(now, Ordering::Release);
        }
        Ok(())
    }

    /// [`Storage::rewrite_keys_where_due`], where the last try was in vain: a backup may have ended.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`].
    pub async fn rewrite_keys_that_waited(&self) -> Result<(), StorageError> {
        if self.purge.refused.load(Ordering::Acquire) {
            self.rewrite_keys_where_due().await?;
        }
        Ok(())
    }

    /// Takes the last bytes of destroyed keys out of the pages of PostgreSQL, by writing the table of the keys anew. Who
    /// reads or writes waits meanwhile: about a second for a million dossiers. Its write-ahead log is the operator's.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] when others kept the table for too long, or look at the database as it was, as a backup
    /// does: its rows stay in the pages until that ends. Try again later.
    pub async fn rewrite_keys(&self) -> Result<(), StorageError> {
        self.pools.rewrite_keys().await
    }
}
