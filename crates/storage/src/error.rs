use std::error::Error;
use std::fmt;

/// What went wrong below. The cause is for logs; it never holds a value from a row.
pub struct Cause(Box<dyn Error + Send + Sync>);

impl Cause {
    pub(crate) fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Why storage could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The database or the disk does not answer, is full or is busy. The same call may succeed later.
    #[error("storage is unavailable: {0}")]
    Unavailable(Cause),
    /// What is stored is not what was written: a row that does not parse, a file whose hash differs, a
    /// missing file. Trying again does not help.
    #[error("storage is damaged: {what}")]
    Corrupt {
        /// The column or the file, never its content.
        what: String,
    },
    /// Somebody else was first: the name is taken, the row is gone or is final, the rows were locked in
    /// another order. Nothing of this unit may be committed; read again and decide again.
    #[error("storage has changed meanwhile: {what}")]
    Conflict {
        /// Which rule would have been broken.
        what: String,
    },
    /// The lease of a job was lost to another worker, or the job is gone. Drop the unit.
    #[error("the lease of the job was lost")]
    Fenced,
    /// More bytes than storage takes in one piece.
    #[error("a file of {bytes} bytes is over the limit of {limit}")]
    TooLarge {
        /// How many were given or found.
        bytes: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// The database was made by a newer Bonafide, or a migration that ran was changed since.
    #[error("the database cannot be migrated: {0}")]
    Migration(Cause),
    /// The address of the database or of the store of files is not understood. It is not repeated here: it may hold a
    /// password.
    #[error("a setting of the storage is not understood: {0}")]
    Settings(Cause),
    /// A master key is missing, or is not the one that the database is sealed under.
    #[error("{0}")]
    MasterKey(String),
    /// The store of the files is another database's.
    #[error("{0}")]
    OtherStore(String),
    /// A statement was refused for a reason that should not exist.
    #[error("a statement was refused: {0}")]
    Internal(Cause),
}

impl StorageError {
    pub(crate) fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Cause::new(cause))
    }

    pub(crate) fn settings(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Settings(Cause::new(cause))
    }

    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }

    /// What PostgreSQL says by its SQLSTATE (PostgreSQL 17, appendix A).
    fn of_postgres(code: &str, said: String) -> Self {
        match (code, code.get(..2)) {
            // Connection, resources, operator intervention, system error.
            (_, Some("08" | "53" | "57" | "58")) => Self::unavailable(said),
            // Locks that did not come free, a server that only reads; and a transaction that the server ended because
            // it heard nothing of it: the line was cut, or this machine stood still.
            ("55P03" | "25006" | "25P03" | "25P04", _) => Self::unavailable(said),
            // Serialization failure, deadlock.
            (_, Some("40")) => Self::conflict(said),
            ("XX001" | "XX002", _) => Self::corrupt("a PostgreSQL page"),
            _ => Self::Internal(Cause::new(said)),
        }
    }

    pub(crate) fn conflict(what: impl Into<String>) -> Self {
        Self::Conflict { what: what.into() }
    }
}

/// SQLite's primary result codes: busy, locked, no memory, read-only, interrupted, I/O, full, cannot open.
const SQLITE_UNAVAILABLE: [i64; 8] = [5, 6, 7, 8, 9, 10, 13, 14];
/// SQLite: malformed, not a database.
const SQLITE_CORRUPT: [i64; 2] = [11, 26];

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default().into_owned();
                // PostgreSQL's message names the constraint; the values are in its detail, which is left out.
                let said = format!("{} (code {code})", database.message());
                if database.is_unique_violation() || database.is_foreign_key_violation() {
                    return Self::conflict(said);
                }
                match code.parse::<i64>() {
                    // SQLSTATEs of five digits are PostgreSQL's; SQLite's codes are smaller numbers.
                    Ok(number) if code.len() < 5 => {
                        let primary = number & 0xff;
                        if SQLITE_UNAVAILABLE.contains(&primary) {
                            Self::unavailable(said)
                        } else if SQLITE_CORRUPT.contains(&primary) {
                            Self::corrupt("the SQLite file is malformed")
                        } else {
                            Self::Internal(Cause::new(said))
                        }
                    }
                    _ => Self::of_postgres(&code, said),
                }
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed
            | sqlx::Error::Protocol(_) => Self::unavailable(error.to_string()),
            // Decoding errors may quote the value.
            sqlx::Error::ColumnDecode { index, .. } => Self::corrupt(format!("column {index}")),
            sqlx::Error::Configuration(cause) => Self::Settings(Cause::new(cause)),
            other => Self::Internal(Cause::new(other.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StorageError;

    fn of(code: &str) -> StorageError {
        StorageError::of_postgres(code, String::new())
    }

    #[test]
    fn what_postgres_cannot_do_now_is_not_taken_for_a_fault_of_ours() {
        // No connection, too many, out of room, shut down, cancelled by a time-out, ended while it was idle.
        for code in [
            "08006", "53300", "53100", "57P01", "57014", "55P03", "25006", "25P03", "25P04",
        ] {
            assert!(matches!(of(code), StorageError::Unavailable(_)), "{code}");
        }
        for code in ["40001", "40P01"] {
            assert!(matches!(of(code), StorageError::Conflict { .. }), "{code}");
        }
        // A statement that is not understood, one in a transaction that failed before.
        for code in ["42601", "25P02", ""] {
            assert!(matches!(of(code), StorageError::Internal(_)), "{code}");
        }
    }
}
