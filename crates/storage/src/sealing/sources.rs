use crate::error::StorageError;
use async_trait::async_trait;
use bonafide_sealing::{Entropy, MasterKey, MasterKeyId, MasterKeys};
use std::fmt;
use std::time::Duration;
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

    /// Forgets one. Does nothing where the operator keeps them.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`].
    async fn forget(&self, id: MasterKeyId) -> Result<(), StorageError>;

    /// How long what was read is good as long as no key is missing. Zero: it costs nothing to read it again.
    fn good_for(&self) -> Duration {
        Duration::ZERO
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

    async fn forget(&self, _: MasterKeyId) -> Result<(), StorageError> {
        Ok(())
    }
}
