use crate::error::StorageError;
use async_trait::async_trait;
use bonafide_sealing::{Entropy, MasterKey, MasterKeys};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The random source of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives random bytes");
    }
}

/// Where the master keys come from: a file, the environment, or a key-management service.
///
/// A service that gives no key away can stand behind this too: what it decrypts at the start is the master key, which
/// is then held in memory, as with the others.
#[async_trait]
pub trait MasterKeySource: fmt::Debug + Send + Sync {
    /// Where they are, for a sentence: `the file /var/lib/bonafide/master.key`.
    fn whereabouts(&self) -> String;

    /// All that are there, the oldest first; none where none was ever made.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`] that says what is wrong, and nothing of a key.
    async fn load(&self) -> Result<MasterKeys, StorageError>;

    /// Keeps one more behind the others, durably.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`], also where the operator has to do it.
    async fn keep(&self, key: &MasterKey) -> Result<(), StorageError>;

    /// Forgets those that are not among these. Does nothing where the operator keeps them.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`].
    async fn retain(&self, keys: &MasterKeys) -> Result<(), StorageError>;
}

/// A file that its owner alone may read: one key of 64 hexadecimal digits on each line, the newest last. A `#` begins a
/// comment.
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
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(MasterKeys::default()),
            Err(error) => return Err(self.refused(error)),
        };
        MasterKeys::read(&text).map_err(|error| self.refused(format!("a line is {error}")))
    }

    /// Writes all of them beside the file and puts them in its place, so that it never holds less than it held.
    fn write(&self, keys: &MasterKeys) -> Result<(), StorageError> {
        let mut text = Zeroizing::new(String::from(
            "# The master keys of Bonafide, the newest last. Keep a copy of this file apart from the data and their backups:\n\
             # without it nothing that was sealed can be read, and who has it and the data can read everything.\n",
        ));
        for key in keys.all() {
            text.push_str(&key.reveal());
            text.push_str(&format!("  # {}\n", key.id()));
        }
        let beside = self.path.with_extension("new");
        let written = || -> std::io::Result<()> {
            let mut file = OpenOptions::new()
                .create(true)
                .truncate(true)
                .write(true)
                .mode(0o600)
                .open(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&beside, &self.path)?;
            File::open(self.path.parent().unwrap_or(Path::new(".")))?.sync_all()
        };
        written().map_err(|error| self.refused(error))
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
        let mut keys = self.load().await?;
        keys.add(key.clone());
        self.retain(&keys).await
    }

    async fn retain(&self, keys: &MasterKeys) -> Result<(), StorageError> {
        let (file, keys) = (self.clone(), keys.clone());
        tokio::task::spawn_blocking(move || file.write(&keys))
            .await
            .map_err(StorageError::unavailable)?
    }
}

/// Keys that were in the environment at the start. The operator keeps them.
#[derive(Clone)]
pub struct EnvironmentKeys {
    name: String,
    keys: MasterKeys,
}

impl EnvironmentKeys {
    /// From the text of the variable of this name: keys of 64 hexadecimal digits with spaces, commas or line ends between
    /// them, the newest last.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`] when there is none in it, or one is none.
    pub fn read(name: &str, text: &str) -> Result<Self, StorageError> {
        let refused = |what: &str| StorageError::MasterKey(format!("{name}: {what}"));
        let lines = Zeroizing::new(text.replace([' ', ','], "\n"));
        let keys = MasterKeys::read(&lines).map_err(|error| refused(&error.to_string()))?;
        if keys.newest().is_none() {
            return Err(refused("there is no master key in it"));
        }
        Ok(Self {
            name: name.to_owned(),
            keys,
        })
    }

    fn the_operator(&self) -> StorageError {
        StorageError::MasterKey(format!(
            "{} is kept by whoever sets it; add the new key behind the others there, restart every node, and rotate again",
            self.name
        ))
    }
}

impl fmt::Debug for EnvironmentKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnvironmentKeys({}, [redacted])", self.name)
    }
}

#[async_trait]
impl MasterKeySource for EnvironmentKeys {
    fn whereabouts(&self) -> String {
        format!("the environment variable {}", self.name)
    }

    async fn load(&self) -> Result<MasterKeys, StorageError> {
        Ok(self.keys.clone())
    }

    async fn keep(&self, _: &MasterKey) -> Result<(), StorageError> {
        Err(self.the_operator())
    }

    async fn retain(&self, _: &MasterKeys) -> Result<(), StorageError> {
        Ok(())
    }
}
