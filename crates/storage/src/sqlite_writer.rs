//! SQLite has one writer at a time, and a commit waits for the disk. Units that come while a commit is under way share
//! the next one: each is a savepoint of one transaction, and none is told that it is done before that transaction is.

use crate::dialect;
use crate::error::StorageError;
use crate::process_cache::ProcessCache;
use crate::row::Row;
use sqlx::{Sqlite, SqliteConnection, SqlitePool};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

/// What became of a shared transaction: nothing yet, or whether it was committed.
type Fate = Option<Result<(), String>>;

/// Whose turn it is to write. Turns are in the order of asking.
#[derive(Debug, Clone)]
pub(crate) struct SqliteWriter {
    pool: SqlitePool,
    patience: Duration,
    turn: Arc<Mutex<Option<Shared>>>,
    trust: Trust,
    cache: Arc<ProcessCache>,
}

/// Whether the connection may be used again. After a commit or a statement that the disk failed nobody knows what SQLite
/// holds in memory of what is not on the disk; such a connection is closed, and the next one reads what is there.
///
/// Held while a transaction ends, so that its connection is judged after that.
#[derive(Debug, Clone)]
pub(crate) struct Trust(Arc<Mutex<Trusted>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trusted {
    Yes,
    No,
}

impl Trust {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Trusted::Yes)))
    }

    /// Somebody's use of the connection failed: it may have been opened while the disk failed, and SQLite only reads
    /// then, for ever.
    pub(crate) async fn doubt(&self) {
        *self.0.lock().await = Trusted::No;
    }

    /// Whether the connection that is given back may be used again. The one after it is trusted.
    pub(crate) async fn holds(&self) -> bool {
        let mut trusted = self.0.lock().await;
        std::mem::replace(&mut *trusted, Trusted::Yes) == Trusted::Yes
    }
}

/// A transaction that is not committed yet.
#[derive(Debug)]
struct Shared {
    transaction: sqlx::Transaction<'static, Sqlite>,
    fate: watch::Sender<Fate>,
    /// Units in it that are to be kept.
    kept: u32,
    /// The last unit was neither kept nor undone yet.
    open: bool,
    /// A statement failed in a way after which SQLite may have undone everything.
    broken: bool,
}

/// One unit's turn.
pub(crate) struct SqliteTurn {
    writer: SqliteWriter,
    /// Present until the unit ends. Holds a shared transaction.
    held: Option<OwnedMutexGuard<Option<Shared>>>,
}

impl SqliteWriter {
    pub(crate) fn new(
        pool: SqlitePool,
        patience: Duration,
        trust: Trust,
        cache: Arc<ProcessCache>,
    ) -> Self {
        Self {
            pool,
            patience,
            trust,
            turn: Arc::default(),
            cache,
        }
    }

    pub(crate) const fn cache(&self) -> &Arc<ProcessCache> {
        &self.cache
    }

    /// Asks the file whether another process wrote to it, unless the connection is in use: whoever uses it asks.
    pub(crate) async fn listen(&self) -> Result<(), StorageError> {
        if let Some(mut connection) = self.pool.try_acquire() {
            hear(&self.cache, &mut connection).await?;
        }
        Ok(())
    }

    pub(crate) const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Waits for a turn.
    pub(crate) async fn begin(&self) -> Result<SqliteTurn, StorageError> {
        let turn = Arc::clone(&self.turn).lock_owned();
        let held = tokio::time::timeout(self.patience, turn)
            .await
            .map_err(|_| StorageError::unavailable("other writers did not end in time"))?;
        // Not given up half-way when the caller is: nobody would know where the transaction stands.
        let begun = tokio::spawn(self.clone().open(held));
        begun.await.map_err(StorageError::unavailable)?
    }

    async fn open(
        self,
        mut held: OwnedMutexGuard<Option<Shared>>,
    ) -> Result<SqliteTurn, StorageError> {
        if let Some(shared) = held.as_mut() {
            shared.undo_open().await;
        }
        if held.as_ref().is_some_and(|shared| shared.broken) {
            end(&mut held, &self).await;
        }
        if held.is_none() {
            let begun = self.pool.begin_with(dialect::SQLITE_BEGIN).await;
            if matches!(begun, Err(sqlx::Error::Database(_))) {
                self.trust.doubt().await;
            }
            let mut transaction = begun?;
            if !self.cache.is_good() {
                hear(&self.cache, &mut transaction).await?;
            }
            *held = Some(Shared {
                transaction,
                fate: watch::Sender::new(None),
                kept: 0,
                open: false,
                broken: false,
            });
        }
        let mut turn = SqliteTurn {
            writer: self,
            held: Some(held),
        };
        let shared = turn.shared()?;
        let begun = sqlx::query(dialect::SQLITE_SAVEPOINT)
            .execute(&mut *shared.transaction)
            .await;
        shared.open = begun.is_ok();
        turn.noted(begun.map(drop).map_err(StorageError::from))?;
        Ok(turn)
    }
}

async fn hear(cache: &ProcessCache, connection: &mut SqliteConnection) -> Result<(), StorageError> {
    let asked = cache.asked();
    let row = sqlx::query(dialect::SQLITE_DATA_VERSION)
        .fetch_one(connection)
        .await?;
    cache.heard(asked, Row::Sqlite(row).int("data_version")?);
    Ok(())
}

impl Shared {
    fn unbroken(&mut self) -> Result<&mut Self, StorageError> {
        if self.broken {
            return Err(StorageError::unavailable(
                "the transaction was given up after a failure of the disk",
            ));
        }
        Ok(self)
    }

    /// Undoes the unit that ended without being kept.
    async fn undo_open(&mut self) {
        if !std::mem::take(&mut self.open) {
            return;
        }
        for statement in [dialect::SQLITE_UNDO_SAVEPOINT, dialect::SQLITE_RELEASE] {
            let undone = sqlx::query(statement).execute(&mut *self.transaction).await;
            self.broken |= undone.is_err();
        }
    }
}

impl SqliteTurn {
    fn shared(&mut self) -> Result<&mut Shared, StorageError> {
        self.held
            .as_mut()
            .and_then(|held| held.as_mut())
            .ok_or_else(|| StorageError::unavailable("the transaction has ended"))
    }

    /// The connection that the unit's statements run on. Refused after a failure of the disk: SQLite may have undone the
    /// transaction by itself, and what came after that would be kept at once, alone.
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection, StorageError> {
        Ok(&mut self.shared()?.unbroken()?.transaction)
    }

    /// Passes on what came of a statement. After a failure of the disk or of memory nothing of the transaction is kept.
    pub(crate) fn noted<T>(&mut self, done: Result<T, StorageError>) -> Result<T, StorageError> {
        let lost = matches!(
            done,
            Err(StorageError::Unavailable(_) | StorageError::Corrupt { .. })
        );
        if lost && let Ok(shared) = self.shared() {
            shared.broken = true;
        }
        done
    }

    /// Keeps the unit, and returns when the disk has it.
    pub(crate) async fn commit(self) -> Result<(), StorageError> {
        // Not given up when the caller is: others rely on it.
        let committed = tokio::spawn(self.keep());
        committed.await.map_err(StorageError::unavailable)?
    }

    async fn keep(mut self) -> Result<(), StorageError> {
        let shared = self.shared()?.unbroken()?;
        let released = sqlx::query(dialect::SQLITE_RELEASE)
            .execute(&mut *shared.transaction)
            .await;
        if let Err(error) = released {
            shared.broken = true;
            return Err(error.into());
        }
        shared.open = false;
        shared.kept += 1;
        let told = shared.fate.clone();
        // Those who wait already go first and join; then this one commits for all, unless another did.
        self.held = None;
        let mut held = Arc::clone(&self.writer.turn).lock_owned().await;
        let same = |shared: &Shared| shared.fate.same_channel(&told);
        if held.as_ref().is_some_and(same) {
            end(&mut held, &self.writer).await;
        }
        drop(held);
        let fate = told.borrow().clone();
        match fate {
            Some(Ok(())) => Ok(()),
            Some(Err(cause)) => Err(StorageError::unavailable(cause)),
            None => Err(StorageError::unavailable("the transaction was given up")),
        }
    }
}

/// Commits a shared transaction, or gives it up where nothing in it is to be kept, and tells who waits for it.
async fn end(held: &mut OwnedMutexGuard<Option<Shared>>, writer: &SqliteWriter) {
    let Some(mut shared) = held.take() else {
        return;
    };
    shared.undo_open().await;
    let mut trusted = writer.trust.0.lock().await;
    let broken = shared.broken;
    let ended = match shared.kept {
        1.. if !shared.broken => shared.transaction.commit().await,
        // What was kept in it, if anything was, is lost, and its units are told so.
        _ => shared
            .transaction
            .rollback()
            .await
            .and(if shared.kept == 0 {
                Ok(())
            } else {
                Err(sqlx::Error::WorkerCrashed)
            }),
    };
    if broken || ended.is_err() {
        *trusted = Trusted::No;
    }
    drop(trusted);
    let told = ended.map_err(|error| error.to_string());
    shared.fate.send_replace(Some(told));
}

impl Drop for SqliteTurn {
    /// A unit that was not kept: the transaction goes on without it, or ends if it was alone.
    fn drop(&mut self) {
        if self.held.take().is_none() {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            // The process ends; SQLite undoes what was not committed.
            return;
        };
        let writer = self.writer.clone();
        runtime.spawn(async move {
            let mut held = Arc::clone(&writer.turn).lock_owned().await;
            // Where units of it are to be kept, they see to its end.
            if held.as_ref().is_some_and(|shared| shared.kept == 0) {
                end(&mut held, &writer).await;
            }
        });
    }
}

#[cfg(test)]
mod tests;
