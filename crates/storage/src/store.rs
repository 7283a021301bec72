//! Where files are kept. This is the one place that knows which stores there are; everybody else has a [`FileStore`].

mod bucket;
mod folder;
mod silence;

pub(crate) use folder::make_private_folder;

use crate::error::StorageError;
use crate::settings::FileSettings;
use async_trait::async_trait;
use bonafide_domain::{BlobId, ClientId, DossierId};
use bytes::Bytes;
use futures::stream::BoxStream;
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;

/// Opens the store that the settings name. A folder is made; a bucket is not asked for before it is needed.
///
/// # Errors
/// [`StorageError::Unavailable`] when the folder cannot be made, [`StorageError::Settings`] when the address of the bucket
/// is not understood.
pub(crate) fn open(settings: &FileSettings) -> Result<Arc<dyn FileStore>, StorageError> {
    Ok(match settings {
        FileSettings::Folder { path } => Arc::new(folder::Folder::open(path)?),
        FileSettings::S3(settings) => Arc::new(bucket::Bucket::open(settings)?),
    })
}

/// A flat store of files, each written once. Every call ends within the patience of the store.
#[async_trait]
pub(crate) trait FileStore: fmt::Debug + Send + Sync {
    /// Keeps a file. When this returns, it survives the loss of power.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when there is one of this name with other bytes; [`StorageError::Unavailable`].
    async fn put(&self, name: &FileName, bytes: Bytes) -> Result<Put, StorageError>;

    /// The file, if there is one. Its bytes are not read before their number is found to be `size`.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`].
    async fn get(&self, name: &FileName, size: u64) -> Result<Found, StorageError>;

    /// The file whatever its size, as long as that is at most `limit`; `None` where there is none.
    ///
    /// # Errors
    /// [`StorageError::TooLarge`]; [`StorageError::Unavailable`].
    async fn read(&self, name: &FileName, limit: u64) -> Result<Option<Bytes>, StorageError>;

    /// Removes a file durably. That it is gone already is no error: an earlier try was interrupted.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`].
    async fn remove(&self, name: &FileName) -> Result<(), StorageError>;

    /// Removes every file of a dossier durably, also what an interrupted [`FileStore::put`] left. That there are none is
    /// no error.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`]; some may be gone then.
    async fn remove_all_of(&self, owner: &ClientId, dossier: DossierId)
    -> Result<(), StorageError>;

    /// Everything that lies here, a bounded part of it in memory at a time.
    fn list(&self) -> BoxStream<'_, Result<Listed, StorageError>>;

    /// Answers when files could be written and read now, as far as one cheap question can tell.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] that says what is wrong.
    async fn ready(&self) -> Result<(), StorageError>;

    /// Where it is, for a sentence: `the bucket pictures`.
    fn whereabouts(&self) -> String;
}

/// What keeping a file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    /// It was not there, and is now.
    Kept,
    /// The very same bytes lie under this name: somebody kept them before, or an earlier try of this call of which no
    /// answer came.
    ThereAlready,
}

/// What was found under a name.
#[derive(Debug)]
pub(crate) enum Found {
    /// A file of the size that was expected.
    Bytes(Bytes),
    /// A file of another size.
    OtherSize,
    /// None.
    Nothing,
}

/// A file that lies in a store.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) name: FileName,
    /// When it was last written, by the clock of the store.
    pub(crate) written: Timestamp,
}

/// `{owner}/{dossier}/{file}`: ids, no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileName(String);

impl FileName {
    pub(crate) fn of(owner: &ClientId, dossier: DossierId, blob: BlobId) -> Self {
        Self(format!("{}{blob}", folder_of(owner, dossier)))
    }

    /// Of a trial. Left behind, it is swept away as one that no row names.
    pub(crate) fn of_trial(blob: BlobId) -> Self {
        Self(format!("trial/{blob}/{blob}"))
    }

    /// Of the marker that names the database whose store this is. Nobody sweeps it: it is no file of a dossier.
    pub(crate) fn marker() -> Self {
        Self("instance/bonafide/owner".to_owned())
    }

    /// Whether it is that of a trial.
    pub(crate) fn is_of_trial(&self) -> bool {
        self.owner() == "trial"
    }

    /// The client whose file it is.
    pub(crate) fn owner(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// As it was listed.
    fn listed(owner: &str, dossier: &str, file: &str) -> Self {
        Self(format!("{owner}/{dossier}/{file}"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What kind of file bears such a name.
    pub(crate) fn kind(&self) -> FileKind {
        let name = self.0.rsplit('/').next().unwrap_or_default();
        if let Ok(blob) = name.parse() {
            return FileKind::Whole(blob);
        }
        let unfinished = name.split_once('#').is_some_and(|(blob, number)| {
            blob.parse::<BlobId>().is_ok() && number.bytes().all(|byte| byte.is_ascii_digit())
        });
        if unfinished {
            FileKind::Unfinished
        } else {
            FileKind::Foreign
        }
    }
}

/// What a listed file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// Written to its end.
    Whole(BlobId),
    /// A copy of one that was never finished (`{id}#{number}`): nobody names it.
    Unfinished,
    /// None of ours.
    Foreign,
}

/// With a slash at its end.
fn folder_of(owner: &ClientId, dossier: DossierId) -> String {
    format!("{owner}/{dossier}/")
}
