//! Master keys in a file of their own. Who loses a line of it loses all that lies under that key.

use super::sources::MasterKeySource;
use crate::error::StorageError;
use async_trait::async_trait;
use bonafide_sealing::{MasterKey, MasterKeyId, MasterKeys};
use std::ffi::OsString;
use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, fchown};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// How long a change waits for another one to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);
/// Rights of others than the owner and the owner's group, and of the group to write.
const OF_OTHERS: u32 = 0o027;

const HEAD: &str = "# The master keys of Bonafide, the newest last. Keep a copy of this file apart from the data and their backups:\n\
    # without it nothing that was sealed can be read, and who has it and the data can read everything.\n";

/// A file that its owner alone may read, or the owner's group: one key of 64 hexadecimal digits on each line, the newest
/// last. A `#` begins a comment. It may be a link; then what it leads to is read and replaced.
#[derive(Debug, Clone)]
pub struct FileKeys {
    path: PathBuf,
}

impl FileKeys {
    /// The file of this name. Made with the first key.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    fn refused(&self, what: impl fmt::Display) -> StorageError {
        StorageError::MasterKey(format!("{}: {what}", self.path.display()))
    }

    fn read(&self) -> Result<MasterKeys, StorageError> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(MasterKeys::default()),
            Err(error) => return Err(self.refused(error)),
        };
        let rights = file.metadata().map_err(|error| self.refused(error))?.mode() & 0o777;
        if rights & OF_OTHERS != 0 {
            return Err(self.refused(format!(
                "others than its owner may read or change it (its rights are {rights:o}); take them away with `chmod 600`, \
                 and where others may have read it, rotate the master key"
            )));
        }
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text)
            .map_err(|error| self.refused(error))?;
        MasterKeys::read(&text).map_err(|error| self.refused(format!("a line is {error}")))
    }

    /// Reads them, changes them and puts them back, with no other change in between.
    fn change(&self, change: impl FnOnce(MasterKeys) -> MasterKeys) -> Result<(), StorageError> {
        let target = self.target().map_err(|error| self.refused(error))?;
        let _held = lock(&target).map_err(|error| self.refused(error))?;
        let keys = change(self.read()?);
        write(&target, &keys).map_err(|error| self.refused(error))
    }

    /// What is replaced: that to which a link leads, so that the link stays.
    fn target(&self) -> Result<PathBuf, Error> {
        match self.path.canonicalize() {
            Ok(target) => Ok(target),
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            Err(_) if self.path.is_symlink() => {
                Err(Error::other("it is a link that leads to no file"))
            }
            Err(_) => Ok(self.path.clone()),
        }
    }

    async fn changed(
        &self,
        change: impl FnOnce(MasterKeys) -> MasterKeys + Send + 'static,
    ) -> Result<(), StorageError> {
        let file = self.clone();
        tokio::task::spawn_blocking(move || file.change(change))
            .await
            .map_err(StorageError::unavailable)?
    }
}

#[async_trait]
impl MasterKeySource for FileKeys {
    fn whereabouts(&self) -> String {
        format!("the file {}", self.path.display())
    }

    async fn load(&self) -> Result<MasterKeys, StorageError> {
        let file = self.clone();
        tokio::task::spawn_blocking(move || file.read())
            .await
            .map_err(StorageError::unavailable)?
    }

    async fn keep(&self, key: &MasterKey) -> Result<(), StorageError> {
        let key = key.clone();
        self.changed(move |mut keys| {
            keys.add(key);
            keys
        })
        .await
    }

    async fn forget(&self, id: MasterKeyId) -> Result<(), StorageError> {
        self.changed(move |keys| {
            let left = keys.all().iter().filter(|key| key.id() != id).cloned();
            MasterKeys::new(left)
        })
        .await
    }
}

/// The file with something behind its name.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    PathBuf::from(name)
}

/// Keeps other processes from changing the file until what this gives is dropped. The file itself is replaced, and so the
/// lock lies beside it, where it stays.
fn lock(target: &Path) -> Result<File, Error> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(beside(target, ".lock"))?;
    let until = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                return Err(Error::other("another process is changing it"));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Writes all of them beside the file and puts them in its place, so that it never holds less than it held.
fn write(target: &Path, keys: &MasterKeys) -> Result<(), Error> {
    let mut text = Zeroizing::new(String::from(HEAD));
    for key in keys.all() {
        text.push_str(&key.reveal());
        text.push_str(&format!("  # {}\n", key.id()));
    }
    let new = beside(target, ".new");
    // Of a change that broke off.
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(&new)?;
    if let Ok(before) = std::fs::metadata(target) {
        let made = file.metadata()?;
        // An operator may be another user than the server.
        if (before.uid(), before.gid()) != (made.uid(), made.gid()) {
            fchown(&file, Some(before.uid()), Some(before.gid()))?;
        }
        file.set_permissions(before.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&new, target)?;
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
