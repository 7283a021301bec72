use crate::error::StorageError;
use crate::faults::Moment;
use crate::sealing::Seal;
use crate::statements;
use crate::storage::Storage;
use crate::store::{FileName, FileStore, Found};
use bonafide_domain::{BlobId, ClientId, DossierId, ImageRow, RecordingRow};
use bonafide_sealing::sealed_len;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What the sealed bytes of files are bound to, with their id.
const FILE: &str = "file";

/// The files, wherever they lie.
#[derive(Debug)]
pub(crate) struct Blobs {
    pub(crate) store: Arc<dyn FileStore>,
    max_bytes: u64,
}

impl Blobs {
    pub(crate) const fn new(store: Arc<dyn FileStore>, max_bytes: u64) -> Self {
        Self { store, max_bytes }
    }

    fn fits(&self, bytes: u64) -> Result<(), StorageError> {
        if bytes > self.max_bytes {
            return Err(StorageError::TooLarge {
                bytes,
                limit: self.max_bytes,
            });
        }
        Ok(())
    }

    /// Seals a file and keeps it. Gives the sha256 of what was given.
    async fn put(
        &self,
        name: &FileName,
        blob: BlobId,
        seal: Arc<Seal>,
        bytes: Bytes,
    ) -> Result<[u8; 32], StorageError> {
        self.fits(bytes.len() as u64)?;
        let (sha256, sealed) = aside(move || {
            let sealed = seal.seal(FILE, &blob.to_string(), &bytes);
            (Sha256::digest(&bytes).into(), Bytes::from(sealed))
        })
        .await?;
        self.store.put(name, sealed).await?;
        Ok(sha256)
    }

    /// Reads a file that an earlier version kept in the clear; `None` when it is not there as its row says.
    pub(crate) async fn get_clear(
        &self,
        name: &FileName,
        file: NamedFile,
    ) -> Result<Option<Bytes>, StorageError> {
        Ok(match self.store.get(name, file.bytes).await? {
            Found::Bytes(bytes) => Some(bytes),
            Found::OtherSize | Found::Nothing => None,
        })
    }

    /// Reads a file and opens it. `None` when there is no such file.
    async fn get(
        &self,
        name: &FileName,
        file: NamedFile,
        seal: Seal,
    ) -> Result<Option<Bytes>, StorageError> {
        self.fits(file.bytes)?;
        let other = || {
            let blob = file.blob;
            StorageError::corrupt(format!("file {blob} is not what was written"))
        };
        let sealed = match self.store.get(name, sealed_len(file.bytes)).await? {
            Found::Bytes(sealed) => sealed,
            Found::OtherSize => return Err(other()),
            Found::Nothing => return Ok(None),
        };
        let opened = aside(move || {
            let plain = seal.open(FILE, &file.blob.to_string(), &sealed)?;
            (Sha256::digest(&plain) == file.sha256).then(|| Bytes::from(plain))
        });
        opened.await?.map(Some).ok_or_else(other)
    }
}

/// A row that names a file.
pub trait StoredFile {
    /// The file.
    fn file(&self) -> NamedFile;
}

/// A file by its row.
#[derive(Debug, Clone, Copy)]
pub struct NamedFile {
    pub(crate) blob: BlobId,
    pub(crate) bytes: u64,
    pub(crate) sha256: [u8; 32],
}

impl NamedFile {
    /// Its id.
    #[must_use]
    pub const fn blob(self) -> BlobId {
        self.blob
    }
}

impl StoredFile for ImageRow {
    fn file(&self) -> NamedFile {
        NamedFile {
            blob: self.blob,
            bytes: self.bytes,
            sha256: self.sha256,
        }
    }
}

impl StoredFile for RecordingRow {
    fn file(&self) -> NamedFile {
        NamedFile {
            blob: self.blob,
            bytes: self.bytes,
            sha256: self.sha256,
        }
    }
}

impl Storage {
    /// Seals a file under the key of its dossier, keeps it, and gives the sha256 of what was given. When this returns, the file, its name and its folders are on the
    /// disk, or the bucket has it. Call it before the unit that names it with [`crate::Unit::put_image`]: a file that no row
    /// names is swept away later, a row without a file would be a loss.
    ///
    /// # Errors
    /// [`StorageError::TooLarge`], [`StorageError::Conflict`] when the id is taken or the dossier gone, or
    /// [`StorageError::Unavailable`] when the disk is full or broken or the bucket is away.
    pub async fn put_blob(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        blob: BlobId,
        bytes: Bytes,
    ) -> Result<[u8; 32], StorageError> {
        self.seam.at(Moment::KeepFile).await?;
        let name = FileName::of(owner, dossier, blob);
        let seal = self
            .seal_of(owner, dossier)
            .await?
            .ok_or_else(|| StorageError::conflict("the dossier is gone"))?;
        let sha256 = self.keep(&name, blob, Arc::new(seal), bytes).await?;
        self.seam.at(Moment::FileKept).await?;
        Ok(sha256)
    }

    /// Whether a row names this file now.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn names_blob(&self, blob: BlobId) -> Result<bool, StorageError> {
        let named = self
            .row(&statements::BLOB_IS_NAMED, vec![blob.into()])
            .await?;
        Ok(named.is_some())
    }

    /// Seals a file and keeps it, where the store is this database's.
    pub(crate) async fn keep(
        &self,
        name: &FileName,
        blob: BlobId,
        seal: Arc<Seal>,
        bytes: Bytes,
    ) -> Result<[u8; 32], StorageError> {
        self.own_store().await?;
        self.blobs.put(name, blob, seal, bytes).await
    }

    /// Removes a file whose unit did not come to a commit. A file that a row names is left as it is: the
    /// commit may have been heard of by the database alone.
    ///
    /// # Errors
    /// [`StorageError`]. What is left is swept away later.
    pub async fn discard_blob(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        blob: BlobId,
    ) -> Result<(), StorageError> {
        if self.names_blob(blob).await? {
            return Ok(());
        }
        self.seam.at(Moment::RemoveFile).await?;
        let name = FileName::of(owner, dossier, blob);
        self.own_store().await?.remove(&name).await
    }

    /// The bytes of a picture or a recording, as they were given: their number and their sha256 are those of the row.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] when they differ or the file is missing; [`StorageError::Conflict`] when
    /// it was replaced or erased after the row was read.
    pub async fn read_blob(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        image: &impl StoredFile,
    ) -> Result<Bytes, StorageError> {
        self.seam.at(Moment::ReadFile).await?;
        let file = image.file();
        let blob = file.blob;
        let name = FileName::of(owner, dossier, blob);
        let erased = || StorageError::conflict(format!("file {blob} was erased"));
        let seal = self.seal_of(owner, dossier).await?.ok_or_else(erased)?;
        if let Some(bytes) = self.blobs.get(&name, file, seal).await? {
            return Ok(bytes);
        }
        if self.names_blob(blob).await? {
            return Err(StorageError::corrupt(format!("file {blob} is missing")));
        }
        Err(erased())
    }
}

/// Megabytes take milliseconds, which others on this thread would wait for.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StorageError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(StorageError::unavailable)
}
