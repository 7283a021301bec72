//! Files in a folder of this machine.

use super::{FileName, FileStore, Found, Listed, Put, folder_of};
use crate::error::StorageError;
use async_trait::async_trait;
use bonafide_domain::{ClientId, DossierId};
use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use jiff::Timestamp;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutMode, PutPayload};
use std::fs::{DirBuilder, File, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// Durable by fsync of the file, its name and its folders; for its owner alone.
#[derive(Debug)]
pub(super) struct Folder {
    files: LocalFileSystem,
    root: PathBuf,
}

impl Folder {
    pub(super) fn open(root: &Path) -> Result<Self, StorageError> {
        make_private_folder(root)?;
        let root = root.canonicalize().map_err(|error| disk(root, &error))?;
        let files = LocalFileSystem::new_with_prefix(&root)
            .map_err(StorageError::unavailable)?
            .with_fsync(true);
        Ok(Self { files, root })
    }

    fn path(&self, name: &FileName) -> PathBuf {
        self.root.join(name.as_str())
    }
}

#[async_trait]
impl FileStore for Folder {
    async fn put(&self, name: &FileName, bytes: Bytes) -> Result<Put, StorageError> {
        let payload = PutPayload::from_bytes(bytes.clone());
        let put = self
            .files
            .put_opts(&Key::from(name.as_str()), payload, PutMode::Create.into())
            .await;
        match put {
            Ok(_) => {}
            Err(object_store::Error::AlreadyExists { .. }) => {
                return match self.get(name, bytes.len() as u64).await? {
                    Found::Bytes(found) if found == bytes => Ok(Put::ThereAlready),
                    _ => Err(StorageError::conflict("a file of this id is there already")),
                };
            }
            Err(other) => return Err(StorageError::unavailable(other)),
        }
        let file = self.path(name);
        blocking(move || make_private(&file)).await?;
        Ok(Put::Kept)
    }

    async fn get(&self, name: &FileName, size: u64) -> Result<Found, StorageError> {
        let found = match self.files.get(&Key::from(name.as_str())).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(Found::Nothing),
            Err(other) => return Err(StorageError::unavailable(other)),
        };
        if found.meta.size != size {
            return Ok(Found::OtherSize);
        }
        let bytes = found.bytes().await.map_err(StorageError::unavailable)?;
        Ok(Found::Bytes(bytes))
    }

    async fn read(&self, name: &FileName, limit: u64) -> Result<Option<Bytes>, StorageError> {
        let found = match self.files.get(&Key::from(name.as_str())).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(other) => return Err(StorageError::unavailable(other)),
        };
        let bytes = found.meta.size;
        if bytes > limit {
            return Err(StorageError::TooLarge { bytes, limit });
        }
        let bytes = found.bytes().await.map_err(StorageError::unavailable)?;
        Ok(Some(bytes))
    }

    async fn remove(&self, name: &FileName) -> Result<(), StorageError> {
        let (file, root) = (self.path(name), self.root.clone());
        blocking(move || {
            match std::fs::remove_file(&file) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(disk(&file, &error)),
            }
            remove_empty_folders(&file, &root)?;
            sync_folders(&file, &root)
        })
        .await
    }

    async fn remove_all_of(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<(), StorageError> {
        let folder = self.root.join(folder_of(owner, dossier));
        let root = self.root.clone();
        blocking(move || {
            match std::fs::remove_dir_all(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(disk(&folder, &error)),
            }
            sync_folders(&folder, &root)
        })
        .await
    }

    fn list(&self) -> BoxStream<'_, Result<Listed, StorageError>> {
        let root = self.root.clone();
        let (found, files) = mpsc::channel(64);
        // Ends by itself when nobody listens any more.
        tokio::task::spawn_blocking(move || {
            if let Err(error) = walk(&root, &found) {
                // Nobody listens: nobody is told.
                let _ = found.blocking_send(Err(error));
            }
        });
        stream::unfold(files, async |mut files: mpsc::Receiver<_>| {
            files.recv().await.map(|file| (file, files))
        })
        .boxed()
    }

    fn whereabouts(&self) -> String {
        format!("the folder {}", self.root.display())
    }

    async fn ready(&self) -> Result<(), StorageError> {
        match tokio::fs::metadata(&self.root).await {
            Ok(found) if found.is_dir() => Ok(()),
            Ok(_) => Err(StorageError::unavailable(format!(
                "{} is not a folder",
                self.root.display()
            ))),
            Err(error) => Err(disk(&self.root, &error)),
        }
    }
}

async fn blocking(
    work: impl FnOnce() -> Result<(), StorageError> + Send + 'static,
) -> Result<(), StorageError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(StorageError::unavailable)?
}

/// Makes a folder that its owner alone may enter, with those above it that are missing.
pub(crate) fn make_private_folder(folder: &Path) -> Result<(), StorageError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| disk(folder, &error))
}

/// Files and folders are made with the rights that the process is started with. Nobody can come near them in between:
/// the root is closed.
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

/// Those above this file that it leaves empty.
fn remove_empty_folders(file: &Path, root: &Path) -> Result<(), StorageError> {
    for folder in file
        .ancestors()
        .skip(1)
        .take_while(|folder| *folder != root)
    {
        match std::fs::remove_dir(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => return Ok(()),
            Err(error) => return Err(disk(folder, &error)),
        }
    }
    Ok(())
}

/// Makes a removal durable. Folders that emptied are gone, the next one up is not.
fn sync_folders(file: &Path, root: &Path) -> Result<(), StorageError> {
    for folder in file.ancestors().skip(1) {
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound && folder != root => {}
            Err(error) => return Err(disk(folder, &error)),
        }
    }
    Ok(())
}

type Sender = mpsc::Sender<Result<Listed, StorageError>>;

/// Sends the files of `{root}/{owner}/{dossier}/`.
fn walk(root: &Path, found: &Sender) -> Result<(), StorageError> {
    for (owner, folder) in entries(root)? {
        for (dossier, folder) in entries(&folder)? {
            for (file, path) in entries(&folder)? {
                // Gone meanwhile: nothing to do.
                let Ok(metadata) = std::fs::symlink_metadata(&path) else {
                    continue;
                };
                let written = metadata
                    .modified()
                    .ok()
                    .and_then(|time| Timestamp::try_from(time).ok());
                let (true, Some(written)) = (metadata.is_file(), written) else {
                    continue;
                };
                let name = FileName::listed(&owner, &dossier, &file);
                if found.blocking_send(Ok(Listed { name, written })).is_err() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// What lies in a folder, by name and path; nothing when it is no folder or is gone.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, StorageError> {
    let listing = match std::fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(disk(folder, &error)),
    };
    // A name that is no text is none of ours.
    Ok(listing
        .flatten()
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path())))
        .collect())
}

fn disk(path: &Path, error: &std::io::Error) -> StorageError {
    StorageError::unavailable(format!("{}: {error}", path.display()))
}
