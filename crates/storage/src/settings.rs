use crate::sealing::{FileKeys, MasterKeySource, SystemEntropy};
use bonafide_sealing::Entropy;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Which engine keeps the rows.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of this machine. Made, with its folder, when it is not there.
    Sqlite {
        /// The database file; `-wal` and `-shm` lie beside it.
        path: PathBuf,
    },
    /// A PostgreSQL server, version 13 or later.
    Postgres {
        /// `postgres://user:password@host:port/database`.
        url: String,
    },
}

impl fmt::Debug for Database {
    // The URL holds the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path } => f.debug_struct("Sqlite").field("path", path).finish(),
            Self::Postgres { .. } => f.write_str("Postgres { url: [redacted] }"),
        }
    }
}

/// Which store keeps the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSettings {
    /// A folder of this machine. Made, for its owner alone, when it is not there.
    Folder {
        /// Where it is.
        path: PathBuf,
    },
    /// A bucket of a store that speaks S3. The bucket is not made.
    S3(S3Settings),
}

impl From<PathBuf> for FileSettings {
    fn from(path: PathBuf) -> Self {
        Self::Folder { path }
    }
}

/// A bucket, and who may use it.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Settings {
    /// `https://s3.example.com`; the bucket comes after it as the first part of the path. `None`: Amazon's of the region.
    pub endpoint: Option<String>,
    /// Its name.
    pub bucket: String,
    /// Goes into the signature of each call.
    pub region: String,
    /// Before the name of every file: folders with slashes between them, none at the ends. Empty: none.
    pub prefix: String,
    /// The id of the key.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: String,
    /// Whether http:// is spoken.
    pub plaintext: Plaintext,
    /// Certificate authorities trusted besides those of the machine, PEM. Empty: none.
    pub roots: Vec<u8>,
    /// How long any call may take before it is `Unavailable`.
    pub patience: Duration,
}

/// Whether personal data may be sent without TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plaintext {
    /// https:// alone.
    Refused,
    /// Also http://.
    Allowed,
}

impl fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Settings")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

/// How storage is opened.
#[derive(Clone)]
pub struct StorageSettings {
    /// Where the rows are.
    pub database: Database,
    /// Where the files are.
    pub files: FileSettings,
    /// Connections for reading (SQLite), or for everything (PostgreSQL). At least 1.
    pub connections: u32,
    /// How long a call waits for a connection, or for another writer, before it is `Unavailable`.
    pub patience: Duration,
    /// No file may have more bytes than this.
    pub max_blob_bytes: u64,
    /// Where the master keys come from.
    pub master_keys: Arc<dyn MasterKeySource>,
    /// Draws keys and nonces.
    pub entropy: Arc<dyn Entropy>,
}

impl StorageSettings {
    /// With the defaults: 8 connections, 10 s of patience, files up to 64 MiB, the master keys in the file `master.key`
    /// beside the folder of the files or the SQLite file, and the randomness of the machine.
    #[must_use]
    pub fn new(database: Database, files: impl Into<FileSettings>) -> Self {
        let files = files.into();
        let beside = match (&files, &database) {
            (FileSettings::Folder { path }, _) | (_, Database::Sqlite { path }) => path.parent(),
            _ => None,
        };
        let key = beside.map_or_else(PathBuf::new, PathBuf::from);
        Self {
            master_keys: Arc::new(FileKeys::new(key.join("master.key"))),
            entropy: Arc::new(SystemEntropy),
            database,
            files,
            connections: 8,
            patience: Duration::from_secs(10),
            max_blob_bytes: 64 * 1024 * 1024,
        }
    }
}

impl fmt::Debug for StorageSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StorageSettings")
            .field("database", &self.database)
            .field("files", &self.files)
            .field("master_keys", &self.master_keys)
            .finish_non_exhaustive()
    }
}
