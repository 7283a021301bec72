use crate::AppError;
use bonafide_storage::StorageError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of the files. Another one gets another number.
pub(super) const FORMAT: u32 = 1;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Kind {
    /// Everything but the wrapped keys.
    Backup,
    /// The wrapped keys of a backup.
    Keys,
    /// One account.
    Account,
}

/// The first member of a file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Header {
    pub(super) bonafide: Kind,
    pub(super) format: u32,
    pub(super) version: String,
    pub(super) made_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) client_id: Option<String>,
    /// What the keys of an exported account are wrapped under. The file is sealed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) transport_key: Option<String>,
}

/// The last member of a file: what it holds. A file without it was not written to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// Files.
    pub files: u64,
    /// Their bytes, as stored.
    pub file_bytes: u64,
    /// Files that were erased or replaced while the rows that name them were copied: those rows are left out when they are
    /// loaded.
    pub vanished: Vec<String>,
    /// Files that were lost: rows name them, and the store has them no more. Those rows are left out too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// SHA-256 of all members before this one, each with its name, in hexadecimal.
    pub sha256: String,
}

/// Why a file could not be written or taken.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is no such file, is damaged, was not written to its end, is newer, or the passphrase is another.
    #[error("{0}")]
    Unusable(String),
    /// What is here already is in the way.
    #[error("{0}")]
    InTheWay(String),
    /// The file cannot be read or written.
    #[error("the file: {0}")]
    File(#[from] std::io::Error),
    /// The instance.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StorageError> for ArchiveError {
    fn from(error: StorageError) -> Self {
        match error {
            // Of a row that was loaded.
            StorageError::Corrupt { what } => {
                Self::Unusable(format!("it holds what fits nowhere: {what}"))
            }
            StorageError::OtherStore(said) => Self::InTheWay(said),
            StorageError::Conflict { what } => Self::InTheWay(format!("it is in the way: {what}")),
            other => Self::App(other.into()),
        }
    }
}

pub(super) fn unusable(why: impl Into<String>) -> ArchiveError {
    ArchiveError::Unusable(why.into())
}
