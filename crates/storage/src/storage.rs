use crate::blobs::Blobs;
use crate::engine::Pools;
use crate::error::{Cause, StorageError};
use crate::faults::{Faults, Moment, Seam};
use crate::folder_lock::FolderLock;
use crate::jobs::JobSignal;
use crate::process_changes::{ProcessChanges, ProcessWatch};
use crate::purge::Purge;
use crate::row::{Row, Value};
use crate::sealing::Ring;
use crate::settings::{Database, StorageSettings};
use crate::statements::{self, Statement};
use crate::store::{FileName, Found};
use crate::unit::{Changed, Unit};
use crate::{migrations, store};
use bonafide_chain::SealKey;
use bonafide_domain::{BlobId, ProcessId};
use bytes::Bytes;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{OnceCell, watch};

/// Rows and files. Cheap to clone: clones share connections.
#[derive(Debug, Clone)]
pub struct Storage {
    pub(crate) pools: Pools,
    pub(crate) blobs: Arc<Blobs>,
    pub(crate) queued: watch::Sender<u64>,
    changes: ProcessChanges,
    pub(crate) seam: Seam,
    /// Set once, when the keys were read.
    audit_seal: Arc<OnceLock<SealKey>>,
    pub(crate) ring: Ring,
    pub(crate) purge: Arc<Purge>,
    pub(crate) patience: Duration,
    /// The store of the files was found to be this database's.
    pub(crate) owned: Arc<OnceCell<()>>,
    /// Where there is a SQLite file.
    making: Option<FolderLock>,
}

impl Storage {
    /// Connects, and makes the folders and the SQLite file when they are not there, for their owner alone.
    /// Changes nothing in a database; see [`Storage::migrate`].
    ///
    /// # Errors
    /// [`StorageError::MasterKey`] when the database is sealed under a master key that is not here,
    /// [`StorageError::Unavailable`] when the database or a folder cannot be reached,
    /// [`StorageError::Settings`] when its address is not understood.
    pub async fn open(settings: &StorageSettings) -> Result<Self, StorageError> {
        let mut making = None;
        let mut held = None;
        if let Database::Sqlite { path } = &settings.database {
            let lock = FolderLock::beside(path, settings.patience);
            store::make_private_folder(lock.folder())?;
            held = Some(lock.take().await?);
            prepare_sqlite_file(path)?;
            making = Some(lock);
        }
        let storage = Self {
            blobs: Arc::new(Blobs::new(
                store::open(&settings.files)?,
                settings.max_blob_bytes,
            )),
            pools: Pools::open(settings).await?,
            queued: watch::Sender::new(0),
            changes: ProcessChanges::default(),
            seam: Seam::default(),
            audit_seal: Arc::default(),
            ring: Ring::new(
                Arc::clone(&settings.master_keys),
                Arc::clone(&settings.entropy),
            ),
            purge: Arc::default(),
            owned: Arc::default(),
            patience: settings.patience,
            making,
        };
        storage.read_master_keys().await?;
        drop(held);
        Ok(storage)
    }

    /// The same storage with somebody at its seam; see [`Faults`].
    #[must_use]
    pub fn with_faults(self, faults: Arc<dyn Faults>) -> Self {
        Self {
            seam: Seam(Some(faults)),
            ..self
        }
    }

    /// Brings the tables to the form that this version needs, gives a database its first master key, and seals what
    /// earlier versions kept in the clear. Does nothing when they have it. Several
    /// nodes may call it at once.
    ///
    /// # Errors
    /// [`StorageError::Migration`] when the database was made by a newer version.
    pub async fn migrate(&self) -> Result<(), StorageError> {
        let held = match &self.making {
            Some(lock) => Some(lock.take().await?),
            None => None,
        };
        migrations::run(&self.pools).await?;
        self.settle_master_key().await?;
        self.seal_older_rows().await?;
        drop(held);
        Ok(())
    }

    /// Begins a unit of work. On SQLite it is the only writer until it ends, so nothing slow belongs in
    /// it. Dropped without [`Unit::commit`] it leaves no trace.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] when other writers did not end in time.
    pub async fn begin(&self) -> Result<Unit, StorageError> {
        self.seam.at(Moment::Begin).await?;
        Ok(Unit::new(
            self.pools.begin().await?,
            self.queued.clone(),
            Changed::new(self.changes.clone(), self.pools.cache().cloned()),
            self.seam.clone(),
            Arc::clone(&self.audit_seal),
            self.ring.clone(),
        ))
    }

    /// Seals entries of the audit log with this key from now on. To be called once, before the first is appended; entries
    /// that were appended without are told by `bonafide audit verify`.
    pub fn seal_audit_with(&self, key: SealKey) {
        // A second call is one with the same key: a database has one.
        let _ = self.audit_seal.set(key);
    }

    /// Answers when the database answers, has its tables, and the store of the files answers.
    ///
    /// # Errors
    /// [`StorageError`] that says what is wrong.
    pub async fn ready(&self) -> Result<(), StorageError> {
        self.row(&statements::TURN_COUNTER, vec![])
            .await?
            .ok_or_else(|| StorageError::corrupt("table turn_counter is empty"))?;
        self.blobs.store.ready().await
    }

    /// Keeps a file that nobody needs, under a name of random bytes, reads it and removes it: whether the store of files
    /// does what it must.
    ///
    /// # Errors
    /// [`StorageError`] that says what is wrong.
    pub async fn try_files(&self, random: [u8; 16]) -> Result<(), StorageError> {
        const BYTES: &[u8] = b"a trial";
        let store = &self.blobs.store;
        store.ready().await?;
        // A database that has no tables yet says nothing of it.
        if let Err(error @ StorageError::OtherStore(_)) = self.look_whose_files().await {
            return Err(error);
        }
        let id = uuid::Builder::from_random_bytes(random).into_uuid();
        let name = FileName::of_trial(BlobId::new(id));
        store.put(&name, Bytes::from_static(BYTES)).await?;
        let again = store.put(&name, Bytes::from_static(b"another")).await;
        let found = store.get(&name, BYTES.len() as u64).await;
        store.remove(&name).await?;
        if !matches!(found?, Found::Bytes(found) if found == BYTES) {
            return Err(StorageError::corrupt(
                "the store of files: a trial came back otherwise than it was given",
            ));
        }
        match again {
            Err(StorageError::Conflict { .. }) => {}
            Ok(_) => {
                return Err(StorageError::corrupt(
                    "the store of files: a file that was there was written over; \
                     the store must know If-None-Match",
                ));
            }
            Err(other) => return Err(other),
        }
        match store.get(&name, BYTES.len() as u64).await? {
            Found::Nothing => Ok(()),
            Found::Bytes(_) | Found::OtherSize => Err(StorageError::corrupt(
                "the store of files: a file that was removed is still there",
            )),
        }
    }

    /// Lets the engine parse and plan every statement, without running any. Gives how many there are.
    ///
    /// # Errors
    /// [`StorageError::Internal`] that names the first statement which the engine refuses.
    pub async fn prepare_statements(&self) -> Result<usize, StorageError> {
        let mut prepared = 0;
        for statement in statements::registry() {
            self.pools
                .prepare(statement)
                .await
                .map_err(|error| match error {
                    StorageError::Internal(cause) => {
                        StorageError::Internal(Cause::new(format!("{}: {cause}", statement.name)))
                    }
                    other => other,
                })?;
            prepared += 1;
        }
        Ok(prepared)
    }

    /// A signal for one worker loop of this process.
    #[must_use]
    pub fn job_signal(&self) -> JobSignal {
        JobSignal(self.queued.subscribe())
    }

    /// Tells of changes of a process that units of this node commit from now on.
    #[must_use]
    pub fn watch_process(&self, id: ProcessId) -> ProcessWatch {
        self.changes.watch(id)
    }

    /// Removes what erased rows left in SQLite's write-ahead log. True when nothing is left; false when a
    /// reader still looked at it: try again later. Always true on PostgreSQL, which cleans up by itself.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn checkpoint(&self) -> Result<bool, StorageError> {
        self.pools.checkpoint().await
    }

    /// Reads a whole SQLite file and follows its foreign keys: seconds for a large one, beside the others.
    /// A PostgreSQL server has checks of its own, and is not asked.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] that names what is wrong.
    pub async fn check_integrity(&self) -> Result<(), StorageError> {
        self.pools.check_integrity().await
    }

    /// Ends all connections, after those in use came back.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    pub(crate) async fn rows(
        &self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StorageError> {
        self.seam.at(Moment::Read).await?;
        self.pools.rows(statement, values).await
    }

    pub(crate) async fn row(
        &self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Option<Row>, StorageError> {
        Ok(self.rows(statement, values).await?.into_iter().next())
    }
}

/// SQLite gives its companions (`-wal`, `-shm`) the rights of the file itself, so that decides.
fn prepare_sqlite_file(path: &Path) -> Result<(), StorageError> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| {
            StorageError::unavailable(format!("{} cannot be opened: {error}", path.display()))
        })?;
    Ok(())
}
