use crate::error::StorageError;
use crate::faults::Moment;
use crate::statements;
use crate::storage::Storage;
use bonafide_domain::{BlobId, ClientId, DossierId, ImageRow, RecordingRow};
use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutPayload};
use sha2::{Digest, Sha256};
use std::fs::{DirBuilder, File, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The folder of the files. A file is `{owner}/{dossier}/{blob}`: ids, no personal data.
#[derive(Debug)]
pub(crate) struct Blobs {
    store: LocalFileSystem,
    pub(crate) root: PathBuf,
    max_bytes: u64,
}

impl Blobs {
    pub(crate) fn open(root: &Path, max_bytes: u64) -> Result<Self, StorageError> {
        make_private_folder(root)?;
        let root = root.canonicalize().map_err(|error| disk(root, &error))?;
        let store = LocalFileSystem::new_with_prefix(&root)
            .map_err(store_error)?
            .with_fsync(true)
            .with_automatic_cleanup(true);
        Ok(Self {
            store,
            root,
            max_bytes,
        })
    }

    pub(crate) async fn ready(&self) -> Result<(), StorageError> {
        match tokio::fs::metadata(&self.root).await {
            Ok(found) if found.is_dir() => Ok(()),
            Ok(_) => Err(StorageError::unavailable(format!(
                "{} is not a folder",
                self.root.display()
            ))),
            Err(error) => Err(disk(&self.root, &error)),
        }
    }

    async fn put(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        blob: BlobId,
        bytes: Bytes,
    ) -> Result<[u8; 32], StorageError> {
        let size = bytes.len() as u64;
        if size > self.max_bytes {
            return Err(StorageError::TooLarge {
                bytes: size,
                limit: self.max_bytes,
            });
        }
        let sha256 = hash(bytes.clone()).await?;
        self.store
            .put_opts(
                &key(owner, dossier, blob),
                PutPayload::from_bytes(bytes),
                PutMode::Create.into(),
            )
            .await
            .map_err(|error| match error {
                object_store::Error::AlreadyExists { .. } => {
                    StorageError::conflict(format!("file {blob} is there already"))
                }
                other => store_error(other),
            })?;
        let file = self.path(owner, dossier, blob);
        tokio::task::spawn_blocking(move || make_private(&file))
            .await
            .map_err(StorageError::unavailable)??;
        Ok(sha256)
    }

    /// `None` when there is no such file.
    async fn get(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        image: &impl StoredFile,
    ) -> Result<Option<Bytes>, StorageError> {
        let image = image.file();
        if image.bytes > self.max_bytes {
            return Err(StorageError::TooLarge {
                bytes: image.bytes,
                limit: self.max_bytes,
            });
        }
        let found = match self.store.get(&key(owner, dossier, image.blob)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(other) => return Err(store_error(other)),
        };
        // Before the read: what is read is no larger than what the row says.
        if found.meta.size != image.bytes {
            return Err(damaged(image.blob));
        }
        let bytes = found.bytes().await.map_err(store_error)?;
        if hash(bytes.clone()).await? == image.sha256 {
            Ok(Some(bytes))
        } else {
            Err(damaged(image.blob))
        }
    }

    /// Removes a file durably. That it is gone already is no error: an earlier try was interrupted.
    pub(crate) async fn delete(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        blob: BlobId,
    ) -> Result<(), StorageError> {
        match self.store.delete(&key(owner, dossier, blob)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(other) => return Err(store_error(other)),
        }
        let file = self.path(owner, dossier, blob);
        let root = self.root.clone();
        tokio::task::spawn_blocking(move || sync_folders(&file, &root))
            .await
            .map_err(StorageError::unavailable)?
    }

    /// Removes every file of a dossier durably, also those that no row ever named. That there are none is no error.
    pub(crate) async fn delete_folder(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<(), StorageError> {
        let folder = self.root.join(owner.as_str()).join(dossier.to_string());
        let root = self.root.clone();
        let removed = tokio::task::spawn_blocking(move || {
            match std::fs::remove_dir_all(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(disk(&folder, &error)),
            }
            sync_folders(&folder, &root)
        });
        removed.await.map_err(StorageError::unavailable)?
    }

    fn path(&self, owner: &ClientId, dossier: DossierId, blob: BlobId) -> PathBuf {
        self.root
            .join(owner.as_str())
            .join(dossier.to_string())
            .join(blob.to_string())
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
    /// Keeps a file and gives its sha256. When this returns, the file, its name and its folders are on the
    /// disk. Call it before the unit that names it with [`crate::Unit::put_image`]: a file that no row
    /// names is swept away later, a row without a file would be a loss.
    ///
    /// # Errors
    /// [`StorageError::TooLarge`], [`StorageError::Conflict`] when the id is taken, or
    /// [`StorageError::Unavailable`] when the disk is full or broken.
    pub async fn put_blob(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        blob: BlobId,
        bytes: Bytes,
    ) -> Result<[u8; 32], StorageError> {
        self.seam.at(Moment::KeepFile).await?;
        let sha256 = self.blobs.put(owner, dossier, blob, bytes).await?;
        self.seam.at(Moment::FileKept).await?;
        Ok(sha256)
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
        let named = self
            .row(&statements::BLOB_IS_NAMED, vec![blob.into()])
            .await?;
        match named {
            Some(_) => Ok(()),
            None => {
                self.seam.at(Moment::RemoveFile).await?;
                self.blobs.delete(owner, dossier, blob).await
            }
        }
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
        if let Some(bytes) = self.blobs.get(owner, dossier, image).await? {
            return Ok(bytes);
        }
        let blob = image.file().blob;
        let named = self
            .row(&statements::BLOB_IS_NAMED, vec![blob.into()])
            .await?;
        match named {
            Some(_) => Err(StorageError::corrupt(format!("file {blob} is missing"))),
            None => Err(StorageError::conflict(format!("file {blob} was erased"))),
        }
    }
}

fn key(owner: &ClientId, dossier: DossierId, blob: BlobId) -> Key {
    Key::from(format!("{owner}/{dossier}/{blob}"))
}

async fn hash(bytes: Bytes) -> Result<[u8; 32], StorageError> {
    // Megabytes take milliseconds, which others on this thread would wait for.
    tokio::task::spawn_blocking(move || Sha256::digest(&bytes).into())
        .await
        .map_err(StorageError::unavailable)
}

/// Makes a folder that its owner alone may enter, with those above it that are missing.
pub(crate) fn make_private_folder(folder: &Path) -> Result<(), StorageError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| disk(folder, &error))
}

/// The store makes files and folders with the rights that the process is started with. Nobody can come
/// near them in between: the root is closed.
fn make_private(file: &Path) -> Result<(), StorageError> {
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, Permissions::from_mode(mode))
            .map_err(|error| disk(path, &error))
    };
    mode(file, 0o600)?;
    for folder in file.ancestors().skip(1).take(2) {
        mode(folder, 0o700)?;
    }
    Ok(())
}

/// Makes a removal durable: the store does not. Folders that emptied are gone, the next one up is not.
fn sync_folders(file: &Path, root: &Path) -> Result<(), StorageError> {
    for folder in file.ancestors().skip(1) {
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && folder != root => {}
            Err(error) => return Err(disk(folder, &error)),
        }
    }
    Ok(())
}

fn damaged(blob: BlobId) -> StorageError {
    StorageError::corrupt(format!("file {blob} is not what was written"))
}

pub(crate) fn disk(path: &Path, error: &std::io::Error) -> StorageError {
    StorageError::unavailable(format!("{}: {error}", path.display()))
}

fn store_error(error: object_store::Error) -> StorageError {
    StorageError::unavailable(error)
}
