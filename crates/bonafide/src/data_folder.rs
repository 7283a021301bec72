use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_app::Random;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The data folder, kept from other servers until this is dropped. The lock is the system's: it ends with the
/// process, however that ends.
#[derive(Debug)]
pub(crate) struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Makes the folder, for its owner alone, when it is not there, and takes it.
    ///
    /// # Errors
    /// When it cannot be made or another server has it.
    pub(crate) fn take(path: &Path) -> Result<Self, Failure> {
        if path.is_file() {
            return Err(Failure::saying(
                Code::Wrong,
                format!(
                    "data.dir: {} is a file; name a folder by --data",
                    path.display()
                ),
            ));
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        let file = path.join("server.lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&file)
            .with_context(|| format!("{} cannot be opened", file.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(Failure::saying(
                Code::InUse,
                format!(
                    "another server works on the data folder {}; stop it, or name another folder by --data",
                    path.display()
                ),
            )),
            Err(TryLockError::Error(problem)) => Err(anyhow::Error::new(problem)
                .context(format!("{} cannot be locked", file.display()))
                .into()),
        }
    }
}

impl DataFolder {
    /// The name under which the worker of this folder holds jobs: drawn once and kept, so that after a sudden
    /// end the next life knows which were its own.
    ///
    /// # Errors
    /// When it cannot be read or kept.
    pub(crate) fn worker_name(&self, random: &dyn Random) -> anyhow::Result<String> {
        let file = self.path.join("worker-name");
        let read = match std::fs::read_to_string(&file) {
            Ok(name) => Some(name.trim().to_owned()).filter(|name| !name.is_empty()),
            Err(problem) if problem.kind() == ErrorKind::NotFound => None,
            Err(problem) => {
                return Err(problem).with_context(|| format!("{} cannot be read", file.display()));
            }
        };
        if let Some(name) = read {
            return Ok(name);
        }
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        let name = format!("worker-{:016x}", u64::from_be_bytes(bytes));
        std::fs::write(&file, format!("{name}\n"))
            .with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::DataFolder;
    use bonafide_app::SystemRandom;

    #[test]
    fn a_folder_is_taken_by_one_server_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new");
        let first = DataFolder::take(&path).unwrap();
        assert!(DataFolder::take(&path).is_err());
        drop(first);
        assert!(DataFolder::take(&path).is_ok());
    }

    #[test]
    fn the_worker_of_a_folder_keeps_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let taken = DataFolder::take(folder.path()).unwrap();
        let name = taken.worker_name(&SystemRandom).unwrap();
        assert_eq!(taken.worker_name(&SystemRandom).unwrap(), name);
        assert!(name.starts_with("worker-"), "{name}");
    }
}
