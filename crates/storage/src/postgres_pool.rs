//! Connections to PostgreSQL over a network that may fall silent: nobody waits for an answer without an end, and a
//! connection on which one did not come is thrown away instead of being kept or asked again.

use crate::dialect;
use crate::error::StorageError;
use crate::settings::StorageSettings;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, PgPool, Postgres};
use std::future::Future;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

/// How long a connection may take to come about, or one that lay idle to say that it lives. A server that is back is
/// worked with again after this time at the latest.
const REACH: Duration = Duration::from_secs(3);
/// How long a connection that is given back may take to undo what was left open on it.
const GIVE_BACK: Duration = Duration::from_secs(3);
/// What the answer to a statement may take longer than the server lets the statement take.
const WAY: Duration = Duration::from_secs(2);
/// How long the server keeps a transaction in which nothing happens, and with it the locks of a node that fell silent.
const IDLE: &str = "20s";
/// Work of the upkeep that takes as long as its table is large.
const UPKEEP: Duration = Duration::from_mins(10);
/// The server gives up a node that does not answer: it asks after 10 s, every 5 s, three times.
const KEEPALIVE: [(&str, &str); 4] = [
    ("tcp_keepalives_idle", "10"),
    ("tcp_keepalives_interval", "5"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "25000"),
];

/// How long the answer to a statement is waited for.
#[derive(Debug, Clone, Copy)]
struct Answer(Duration);

#[derive(Debug, Clone)]
pub(crate) struct PostgresPool {
    pool: PgPool,
    options: PgConnectOptions,
    /// As many as there are connections: the wait for one is longer than the wait for the server.
    places: Arc<Semaphore>,
    patience: Duration,
    answer: Answer,
}

/// A connection, for as long as this is kept.
pub(crate) struct Lent {
    /// Present until it is given back.
    connection: Option<PoolConnection<Postgres>>,
    place: Option<OwnedSemaphorePermit>,
    answer: Answer,
    /// A transaction was begun on it.
    open: bool,
    /// Something did not come back from it.
    silent: bool,
}

impl PostgresPool {
    /// Waits for the server for as long as the patience of the storage.
    pub(crate) async fn open(url: &str, settings: &StorageSettings) -> Result<Self, StorageError> {
        let patience = settings.patience;
        // A statement may wait for locks, and then still has its work to do.
        let statement = patience * 2;
        let milliseconds = |time: Duration| format!("{}ms", time.as_millis());
        let (lock, statement_timeout) = (milliseconds(patience), milliseconds(statement));
        let options = PgConnectOptions::from_str(url)?
            .options([
                ("synchronous_commit", "on"),
                ("default_transaction_isolation", "read committed"),
                ("lock_timeout", lock.as_str()),
                ("statement_timeout", statement_timeout.as_str()),
                ("idle_in_transaction_session_timeout", IDLE),
            ])
            .options(KEEPALIVE)
            .application_name("bonafide")
            .disable_statement_logging();
        let connections = settings.connections.max(1);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(REACH.min(patience))
            .connect_lazy_with(options.clone());
        let opened = Self {
            pool,
            options,
            places: Arc::new(Semaphore::new(connections as usize)),
            patience,
            answer: Answer(statement + WAY),
        };
        let until = Instant::now() + patience;
        loop {
            match opened.pool.acquire().await {
                Ok(_) => return Ok(opened),
                Err(sqlx::Error::PoolTimedOut) if Instant::now() < until => {}
                Err(sqlx::Error::PoolTimedOut) => return Err(opened.why_not().await),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// What the pool, which tries again and again, does not tell: refused, or no answer.
    async fn why_not(&self) -> StorageError {
        match timeout(REACH, PgConnection::connect_with(&self.options)).await {
            Ok(Err(error)) => error.into(),
            Ok(Ok(_)) => StorageError::unavailable("the server answers too slowly"),
            Err(_) => StorageError::unavailable("the server does not answer"),
        }
    }

    /// Lends a connection.
    pub(crate) async fn lend(&self) -> Result<Lent, StorageError> {
        let place = Arc::clone(&self.places).acquire_owned();
        let place = timeout(self.patience, place)
            .await
            .map_err(|_| StorageError::unavailable("no connection came free in time"))?
            .map_err(StorageError::unavailable)?;
        Ok(Lent {
            connection: Some(self.pool.acquire().await?),
            place: Some(place),
            answer: self.answer,
            open: false,
            silent: false,
        })
    }

    /// Lends a connection on which a transaction was begun with these words.
    pub(crate) async fn begin(&self, words: &'static str) -> Result<Lent, StorageError> {
        let mut lent = self.lend().await?;
        lent.open = true;
        lent.run(words).await?;
        Ok(lent)
    }

    /// A connection that no limit of time holds for, and that is not one of the pool: for migrations.
    pub(crate) async fn unhurried(&self) -> Result<PgConnection, StorageError> {
        let options = self.options.clone().options([
            ("statement_timeout", "0"),
            ("idle_in_transaction_session_timeout", "0"),
        ]);
        match timeout(self.patience, PgConnection::connect_with(&options)).await {
            Ok(connected) => Ok(connected?),
            Err(_) => Err(StorageError::unavailable("PostgreSQL does not answer")),
        }
    }

    /// Runs a statement that takes as long as its table is large, outside a transaction.
    pub(crate) async fn run_long(&self, statement: &'static str) -> Result<(), StorageError> {
        let mut connection = self.unhurried().await?;
        timeout(UPKEEP, connection.execute(statement))
            .await
            .map_err(|_| late())??;
        // Nobody needs it any more, however that goes.
        let _ = timeout(GIVE_BACK, connection.close()).await;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

impl Lent {
    /// The connection, unless it fell silent.
    pub(crate) fn connection(&mut self) -> Result<&mut PgConnection, StorageError> {
        let connection = self.connection.as_mut().filter(|_| !self.silent);
        let connection = connection.ok_or_else(late)?;
        Ok(connection)
    }

    /// How long an answer is waited for.
    pub(crate) const fn patience(&self) -> Duration {
        self.answer.0
    }

    /// Passes on an answer that came, or did not, within [`Lent::patience`].
    pub(crate) fn noted<T>(
        &mut self,
        answer: Result<Result<T, sqlx::Error>, tokio::time::error::Elapsed>,
    ) -> Result<T, StorageError> {
        match answer {
            Ok(Err(error @ (sqlx::Error::Io(_) | sqlx::Error::Protocol(_)))) => {
                self.silent = true;
                Err(error.into())
            }
            Ok(done) => Ok(done?),
            Err(_) => {
                self.silent = true;
                Err(late())
            }
        }
    }

    /// Runs words that give nothing back.
    pub(crate) async fn run(&mut self, words: &'static str) -> Result<(), StorageError> {
        let patience = self.patience();
        let done = timeout(patience, self.connection()?.execute(words)).await;
        self.noted(done).map(drop)
    }

    /// Lets the transaction take as long as it takes; each answer has to come soon all the same.
    pub(crate) async fn take_time(&mut self) -> Result<(), StorageError> {
        for setting in dialect::POSTGRES_NO_HURRY {
            self.run(setting).await?;
        }
        self.answer = Answer(UPKEEP);
        Ok(())
    }

    /// Keeps the transaction. What becomes of it is unknown when no answer comes.
    pub(crate) async fn commit(mut self) -> Result<(), StorageError> {
        let done = self.run("COMMIT").await;
        self.open = done.is_err();
        done
    }
}

fn late() -> StorageError {
    StorageError::unavailable("PostgreSQL did not answer in time")
}

impl Drop for Lent {
    fn drop(&mut self) {
        let (Some(connection), place) = (self.connection.take(), self.place.take()) else {
            return;
        };
        match Handle::try_current() {
            Ok(runtime) if !self.silent => {
                runtime.spawn(give_back(connection, place, self.open));
            }
            // The server hears that the connection is closed, or finds out by asking.
            _ => drop(connection.detach()),
        }
    }
}

/// Undoes what was left open, and puts the connection back where the server still answers.
async fn give_back(
    mut connection: PoolConnection<Postgres>,
    place: Option<OwnedSemaphorePermit>,
    open: bool,
) {
    let undone = async {
        if open {
            connection.execute("ROLLBACK").await?;
        }
        Ok::<_, sqlx::Error>(())
    };
    if in_time(undone).await {
        // Given up half-way it closes the connection. The pool's own way waits for ever.
        let _ = timeout(GIVE_BACK, connection.return_to_pool()).await;
    } else {
        drop(connection.detach());
    }
    drop(place);
}

async fn in_time(done: impl Future<Output = Result<(), sqlx::Error>>) -> bool {
    matches!(timeout(GIVE_BACK, done).await, Ok(Ok(())))
}
