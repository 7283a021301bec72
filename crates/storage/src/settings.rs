use std::fmt;
use std::path::PathBuf;
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

/// How storage is opened.
#[derive(Debug, Clone)]
pub struct StorageSettings {
    /// Where the rows are.
    pub database: Database,
    /// The folder of the files. Made, for its owner alone, when it is not there.
    pub blobs: PathBuf,
    /// Connections for reading (SQLite), or for everything (PostgreSQL). At least 1.
    pub connections: u32,
    /// How long a call waits for a connection, or for another writer, before it is `Unavailable`.
    pub patience: Duration,
    /// No file may have more bytes than this.
    pub max_blob_bytes: u64,
}

impl StorageSettings {
    /// With the defaults: 8 connections, 10 s of patience, files up to 64 MiB.
    #[must_use]
    pub const fn new(database: Database, blobs: PathBuf) -> Self {
        Self {
            database,
            blobs,
            connections: 8,
            patience: Duration::from_secs(10),
            max_blob_bytes: 64 * 1024 * 1024,
        }
    }
}
