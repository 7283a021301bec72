//! The two engines behind one face. Nothing outside this file and `row.rs` knows which one runs.

use crate::dialect;
use crate::error::StorageError;
use crate::postgres_pool::{Lent, PostgresPool};
use crate::process_cache::ProcessCache;
use crate::row::{Row, Value};
use crate::settings::{Database, StorageSettings};
use crate::sqlite_writer::{SqliteTurn, SqliteWriter, Trust};
use crate::statements::Statement;
use futures::stream::{BoxStream, StreamExt as _, TryStreamExt as _};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Sqlite, SqlitePool};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Which SQL is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// How long an attempt to empty the write-ahead log waits for those that read it; writers wait with it.
const CHECKPOINT_PATIENCE: Duration = Duration::from_millis(200);

/// How long the table of the keys waits to be written anew for those who look at the database as it was.
const OLDER_LOOKS: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    /// SQLite has one writer at a time: writers wait in line instead of failing, and readers are not in that line.
    Sqlite {
        read: SqlitePool,
        write: SqliteWriter,
        /// Empties the write-ahead log, and gives up soon where a reader keeps it.
        empty: SqlitePool,
        /// Whether that one's connection may be used again.
        emptied: Trust,
    },
    Postgres(Box<PostgresPool>),
}

/// Looks at the database as it was when this began. SQLite: a read transaction, which writers go past.
pub(crate) enum Reading {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(Lent),
}

pub(crate) enum Transaction {
    Sqlite(SqliteTurn),
    Postgres(Lent),
}

macro_rules! bound {
    ($text:expr, $values:expr) => {{
        let mut query = sqlx::query($text);
        for value in $values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Int(number) => query.bind(number),
                Value::Bytes(bytes) => query.bind(bytes),
            };
        }
        query
    }};
}

impl Pools {
    pub(crate) async fn open(settings: &StorageSettings) -> Result<Self, StorageError> {
        match &settings.database {
            Database::Sqlite { path } => Self::open_sqlite(path, settings).await,
            Database::Postgres { url } => {
                let pool = PostgresPool::open(url, settings).await?;
                Ok(Self::Postgres(Box::new(pool)))
            }
        }
    }

    async fn open_sqlite(path: &Path, settings: &StorageSettings) -> Result<Self, StorageError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL may lose the last commits when the power fails; we answer 201 for them.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(settings.patience)
            // Erased rows are overwritten, and no copy of a row goes to a temporary file.
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            .disable_statement_logging();
        let trust = Trust::new();
        let judge = trust.clone();
        let cache = Arc::new(ProcessCache::new());
        let connected = Arc::clone(&cache);
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(settings.patience)
            // A file does not hang up: asking first would double the cost of a look-up.
            .test_before_acquire(false)
            .after_connect(move |_, _| {
                connected.connection_changed();
                Box::pin(async { Ok(()) })
            })
            // After a commit that failed SQLite has undone the transaction, and the driver does not know: such a
            // connection would refuse every later one. The ping sends what is still in line before it.
            .after_release(move |connection, _| {
                let judge = judge.clone();
                Box::pin(async move {
                    connection.ping().await?;
                    Ok(judge.holds().await && !connection.is_in_transaction())
                })
            })
            .connect_with(options.clone())
            .await?;
        let emptied = Trust::new();
        let judge = emptied.clone();
        let empty = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(0)
            .acquire_timeout(settings.patience)
            .test_before_acquire(false)
            .after_release(move |_, _| {
                let judge = judge.clone();
                Box::pin(async move { Ok(judge.holds().await) })
            })
            .connect_lazy_with(options.clone().busy_timeout(CHECKPOINT_PATIENCE));
        let read = SqlitePoolOptions::new()
            .max_connections(settings.connections.max(1))
            .acquire_timeout(settings.patience)
            .test_before_acquire(false)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        let write = SqliteWriter::new(write, settings.patience, trust, cache);
        Ok(Self::Sqlite {
            read,
            write,
            empty,
            emptied,
        })
    }

    /// Where this server is the only one that writes.
    pub(crate) fn cache(&self) -> Option<&Arc<ProcessCache>> {
        match self {
            Self::Sqlite { write, .. } => Some(write.cache()),
            Self::Postgres(_) => None,
        }
    }

    /// Asks whether another process wrote, where there is a [`Pools::cache`].
    pub(crate) async fn listen(&self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite { write, .. } => write.listen().await,
            Self::Postgres(_) => Ok(()),
        }
    }

    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) async fn begin(&self) -> Result<Transaction, StorageError> {
        Ok(match self {
            Self::Sqlite { write, .. } => Transaction::Sqlite(write.begin().await?),
            Self::Postgres(pool) => {
                Transaction::Postgres(pool.begin(dialect::POSTGRES_BEGIN).await?)
            }
        })
    }

    pub(crate) async fn reading(&self) -> Result<Reading, StorageError> {
        match self {
            Self::Sqlite { read, .. } => {
                let mut reading = read.begin().await?;
                // It begins with the first look.
                sqlx::query(dialect::TABLE_NAMES.text(Dialect::Sqlite))
                    .fetch_all(&mut *reading)
                    .await?;
                Ok(Reading::Sqlite(reading))
            }
            Self::Postgres(pool) => {
                let mut reading = pool.begin(dialect::POSTGRES_SNAPSHOT).await?;
                reading.take_time().await?;
                reading
                    .run(dialect::TABLE_NAMES.text(Dialect::Postgres))
                    .await?;
                Ok(Reading::Postgres(reading))
            }
        }
    }

    pub(crate) async fn rows(
        &self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StorageError> {
        let text = statement.text(self.dialect());
        Ok(match self {
            Self::Sqlite { read, .. } => {
                let rows = bound!(text, values).fetch_all(read).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(pool) => {
                let mut lent = pool.lend().await?;
                let patience = lent.patience();
                let answer = bound!(text, values).fetch_all(lent.connection()?);
                let answer = timeout(patience, answer).await;
                let rows = lent.noted(answer)?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Lets the engine parse and plan a statement without running it.
    pub(crate) async fn prepare(&self, statement: &Statement) -> Result<(), StorageError> {
        use sqlx::SqlSafeStr as _;
        let text = statement.text(self.dialect()).into_sql_str();
        match self {
            Self::Sqlite { write, .. } => {
                write.pool().acquire().await?.prepare(text).await?;
            }
            Self::Postgres(pool) => {
                pool.lend().await?.connection()?.prepare(text).await?;
            }
        }
        Ok(())
    }

    /// Brings what the write-ahead log holds into the database file and empties the log. True when it
    /// is empty now; false when a reader still looks at it. PostgreSQL does this by itself.
    pub(crate) async fn checkpoint(&self) -> Result<bool, StorageError> {
        match self {
            Self::Sqlite { empty, emptied, .. } => {
                let row = sqlx::query(dialect::SQLITE_CHECKPOINT)
                    .fetch_one(empty)
                    .await;
                if row.is_err() {
                    emptied.doubt().await;
                }
                let row = row?;
                Ok(Row::Sqlite(row).int("busy")? == 0)
            }
            Self::Postgres(_) => Ok(true),
        }
    }

    /// Writes the table of the keys anew, so that no page holds one that was destroyed. SQLite overwrites what is deleted.
    pub(crate) async fn rewrite_keys(&self) -> Result<(), StorageError> {
        if let Self::Postgres(pool) = self {
            self.wait_for_older_looks().await?;
            pool.run_long(dialect::POSTGRES_REWRITE_KEYS).await?;
        }
        Ok(())
    }

    /// Waits until nobody looks at the database as it was before this call, as a backup does.
    async fn wait_for_older_looks(&self) -> Result<(), StorageError> {
        let row = self.ask(dialect::POSTGRES_NOW, vec![]).await?;
        let now = row.text("now")?;
        let until = Instant::now() + OLDER_LOOKS;
        loop {
            let values = vec![now.as_str().into()];
            let row = self.ask(dialect::POSTGRES_OLDER_LOOKS, values).await?;
            if row.int("looks")? == 0 {
                return Ok(());
            }
            if Instant::now() >= until {
                return Err(StorageError::unavailable(
                    "somebody looks at the database as it was, perhaps a backup: destroyed keys cannot be taken out of its \
                     pages before that ends",
                ));
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Asks PostgreSQL something that SQLite has no word for.
    async fn ask(&self, text: &'static str, values: Vec<Value>) -> Result<Row, StorageError> {
        let rows = self.rows(&Statement::both("ASK", text), values).await?;
        let row = rows.into_iter().next();
        row.ok_or_else(|| StorageError::corrupt("PostgreSQL gave no row"))
    }

    /// Reads every page of a SQLite file. A PostgreSQL server has checks of its own.
    pub(crate) async fn check_integrity(&self) -> Result<(), StorageError> {
        let Self::Sqlite { read, .. } = self else {
            return Ok(());
        };
        let found = sqlx::query(dialect::SQLITE_INTEGRITY)
            .fetch_one(read)
            .await?;
        let found = Row::Sqlite(found).text("integrity_check")?;
        if found != "ok" {
            return Err(StorageError::corrupt(format!("the SQLite file: {found}")));
        }
        let dangling = sqlx::query(dialect::SQLITE_FOREIGN_KEYS)
            .fetch_optional(read)
            .await?;
        match dangling {
            None => Ok(()),
            Some(row) => {
                let table = Row::Sqlite(row).text("table")?;
                Err(StorageError::corrupt(format!(
                    "a row of {table} has lost what it belongs to"
                )))
            }
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite {
                read, write, empty, ..
            } => {
                read.close().await;
                empty.close().await;
                // Last: the last connection empties the write-ahead log.
                write.pool().close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Reading {
    /// Rows as they come, without keeping them.
    pub(crate) fn stream<'r>(
        &'r mut self,
        statement: &'static Statement,
        values: Vec<Value>,
    ) -> BoxStream<'r, Result<Row, StorageError>> {
        match self {
            Self::Sqlite(reading) => bound!(statement.text(Dialect::Sqlite), values)
                .fetch(&mut **reading)
                .map_ok(Row::Sqlite)
                .map_err(StorageError::from)
                .boxed(),
            Self::Postgres(reading) => match reading.connection() {
                Ok(connection) => bound!(statement.text(Dialect::Postgres), values)
                    .fetch(connection)
                    .map_ok(Row::Postgres)
                    .map_err(StorageError::from)
                    .boxed(),
                Err(error) => futures::stream::iter([Err(error)]).boxed(),
            },
        }
    }
}

impl Transaction {
    const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) async fn rows(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StorageError> {
        let text = statement.text(self.dialect());
        Ok(match self {
            Self::Sqlite(turn) => {
                let rows = bound!(text, values).fetch_all(turn.connection()?).await;
                let rows = turn.noted(rows.map_err(StorageError::from))?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(transaction) => {
                let patience = transaction.patience();
                let answer = bound!(text, values).fetch_all(transaction.connection()?);
                let rows = timeout(patience, answer).await;
                let rows = transaction.noted(rows)?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    pub(crate) async fn execute(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<u64, StorageError> {
        let text = statement.text(self.dialect());
        Ok(match self {
            Self::Sqlite(turn) => {
                let done = bound!(text, values).execute(turn.connection()?).await;
                turn.noted(done.map_err(StorageError::from))?
                    .rows_affected()
            }
            Self::Postgres(transaction) => {
                let patience = transaction.patience();
                let answer = bound!(text, values).execute(transaction.connection()?);
                let done = timeout(patience, answer).await;
                transaction.noted(done)?.rows_affected()
            }
        })
    }

    pub(crate) async fn take_time(&mut self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(transaction) => transaction.take_time().await,
        }
    }

    pub(crate) async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(turn) => turn.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}
