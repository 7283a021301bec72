use super::seal::Seal;
use super::sources::MasterKeySource;
use crate::error::StorageError;
use crate::row::Row;
use bonafide_sealing::{
    DataKey, Entropy, MasterKey, MasterKeyId, MasterKeys, UnwrapError, WrappedKey,
};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Between two looks for a master key that nobody here knows.
const PAUSE: Duration = Duration::from_secs(1);
/// The same where it costs something to look.
const LONG_PAUSE: Duration = Duration::from_secs(10);

/// The master keys as this node last read them, and what draws new keys.
#[derive(Clone)]
pub(crate) struct Ring(Arc<Inner>);

struct Inner {
    source: Arc<dyn MasterKeySource>,
    entropy: Arc<dyn Entropy>,
    held: RwLock<Held>,
    looked: Mutex<Option<Instant>>,
}

#[derive(Default)]
struct Held {
    keys: MasterKeys,
    /// The one that wraps what is new.
    wraps: Option<MasterKeyId>,
    /// When they were last read, or tried to be.
    tried: Option<Instant>,
}

/// A key of a dossier or an account, drawn and wrapped.
pub(super) struct Drawn {
    pub(super) seal: Seal,
    pub(super) wrapped: WrappedKey,
}

impl Ring {
    pub(crate) fn new(source: Arc<dyn MasterKeySource>, entropy: Arc<dyn Entropy>) -> Self {
        Self(Arc::new(Inner {
            source,
            entropy,
            held: RwLock::default(),
            looked: Mutex::default(),
        }))
    }

    pub(super) fn source(&self) -> &dyn MasterKeySource {
        &*self.0.source
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.0.entropy
    }

    pub(super) fn hold(&self, keys: MasterKeys, wraps: MasterKeyId) {
        let mut held = self.0.held.write().unwrap_or_else(PoisonError::into_inner);
        held.keys = keys;
        held.wraps = Some(wraps);
    }

    pub(super) fn newest(&self) -> Option<MasterKeyId> {
        let held = self.0.held.read().unwrap_or_else(PoisonError::into_inner);
        held.keys.newest().map(MasterKey::id)
    }

    /// Another of those that are held wraps from now on.
    pub(super) fn wrap_under(&self, id: MasterKeyId) {
        let mut held = self.0.held.write().unwrap_or_else(PoisonError::into_inner);
        held.wraps = Some(id);
    }

    pub(super) fn has(&self, id: MasterKeyId) -> bool {
        let held = self.0.held.read().unwrap_or_else(PoisonError::into_inner);
        held.keys.find(id).is_some()
    }

    /// Whether what was read last, or was tried to be read, is recent enough.
    pub(super) fn is_good(&self) -> bool {
        let held = self.0.held.read().unwrap_or_else(PoisonError::into_inner);
        let good_for = self.source().good_for();
        held.tried.is_some_and(|at| at.elapsed() < good_for)
    }

    /// Reads them, and holds nothing yet.
    pub(super) async fn load(&self) -> Result<MasterKeys, StorageError> {
        let loaded = self.source().load().await;
        let mut held = self.0.held.write().unwrap_or_else(PoisonError::into_inner);
        held.tried = Some(Instant::now());
        loaded
    }

    /// The master key that wraps what is new.
    pub(super) fn wraps(&self) -> Result<MasterKey, StorageError> {
        let held = self.0.held.read().unwrap_or_else(PoisonError::into_inner);
        held.wraps
            .and_then(|id| held.keys.find(id))
            .cloned()
            .ok_or_else(|| {
                StorageError::MasterKey("no master key was read yet; see Storage::migrate".into())
            })
    }

    /// A new key, wrapped under the master key that wraps now.
    pub(super) fn draw(&self, account: &str, dossier: &str) -> Result<Drawn, StorageError> {
        let master = self.wraps()?;
        let key = DataKey::draw(self.entropy());
        let wrapped = master.wrap(account, dossier, &key, self.entropy());
        Ok(Drawn {
            seal: self.seal(key, account, dossier),
            wrapped,
        })
    }

    fn seal(&self, key: DataKey, account: &str, dossier: &str) -> Seal {
        let entropy = Arc::clone(&self.0.entropy);
        Seal::new(key, account.to_owned(), dossier.to_owned(), entropy)
    }

    fn try_unwrap(
        &self,
        account: &str,
        dossier: &str,
        wrapped: &WrappedKey,
    ) -> Result<DataKey, UnwrapError> {
        let held = self.0.held.read().unwrap_or_else(PoisonError::into_inner);
        held.keys.unwrap(account, dossier, wrapped)
    }

    /// Unwraps a key. A master key that is not known here may have been made since: it is looked for, at most once a
    /// second.
    pub(super) async fn unwrap(
        &self,
        account: &str,
        dossier: &str,
        wrapped: &WrappedKey,
    ) -> Result<DataKey, StorageError> {
        let mut tried = self.try_unwrap(account, dossier, wrapped);
        if matches!(tried, Err(UnwrapError::Missing(_))) {
            self.look_again().await?;
            tried = self.try_unwrap(account, dossier, wrapped);
        }
        tried.map_err(|error| match error {
            UnwrapError::Missing(id) => StorageError::MasterKey(format!(
                "a key is wrapped under the master key {id}, which is not in {}",
                self.source().whereabouts()
            )),
            UnwrapError::Damaged => StorageError::corrupt("a wrapped key"),
        })
    }

    /// Reads the master keys again, unless that was done within the last second, and takes those that are new. One that is
    /// away for a moment is not forgotten: what lies under it is still to be read.
    async fn look_again(&self) -> Result<(), StorageError> {
        let mut looked = self.0.looked.lock().await;
        let pause = match self.source().good_for() {
            Duration::ZERO => PAUSE,
            _ => LONG_PAUSE,
        };
        if looked.is_some_and(|at| at.elapsed() < pause) {
            return Ok(());
        }
        *looked = Some(Instant::now());
        let found = self.load().await?;
        let mut held = self.0.held.write().unwrap_or_else(PoisonError::into_inner);
        for key in found.all() {
            held.keys.add(key.clone());
        }
        Ok(())
    }

    /// The seal of a dossier by a row that brings its wrapped key along in this column; `None` where it has none any more.
    pub(super) async fn of_row(
        &self,
        row: &Row,
        column: &'static str,
        account: &str,
        dossier: &str,
    ) -> Result<Option<Seal>, StorageError> {
        let Some(bytes) = row.optional_bytes(column)? else {
            return Ok(None);
        };
        let wrapped =
            WrappedKey::read(bytes).map_err(|_| StorageError::corrupt("a wrapped key"))?;
        let key = self.unwrap(account, dossier, &wrapped).await?;
        Ok(Some(self.seal(key, account, dossier)))
    }
}

impl fmt::Debug for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ring")
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}
