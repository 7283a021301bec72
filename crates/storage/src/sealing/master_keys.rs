//! The master keys at the start: whether those that are here are those that the database is sealed under.

use crate::dialect;
use crate::error::StorageError;
use crate::sealing::statements;
use crate::storage::Storage;
use bonafide_sealing::{MasterKey, MasterKeyId, MasterKeys};

/// A master key that the database knows by name.
pub(super) struct Known {
    pub(super) id: MasterKeyId,
    pub(super) wraps: bool,
}

impl Storage {
    /// The master keys that the database knows; none where it has no tables yet.
    pub(super) async fn known_master_keys(&self) -> Result<Vec<Known>, StorageError> {
        let kept = self.row(&dialect::MASTER_KEYS_ARE_KEPT, vec![]).await?;
        if kept.is_none() {
            return Ok(Vec::new());
        }
        let rows = self.rows(&statements::MASTER_KEYS, vec![]).await?;
        rows.iter()
            .map(|row| {
                Ok(Known {
                    id: row.parsed("id")?,
                    wraps: row.optional_int("wraps")?.is_some(),
                })
            })
            .collect()
    }

    /// Reads the master keys again and looks whether they are those of this database. Changes nothing. Does nothing on a
    /// database that has no keys yet.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`] when one is missing that keys are wrapped under.
    pub async fn read_master_keys(&self) -> Result<(), StorageError> {
        let known = self.known_master_keys().await?;
        self.read_those(&known).await
    }

    /// Asks the database every few seconds which master key wraps, so that one that was made since does from now on. They
    /// themselves are read again where one is missing, or what was read is no longer good.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`] when one is missing that keys are wrapped under; those that were read before stay.
    pub async fn refresh_master_keys(&self) -> Result<(), StorageError> {
        let known = self.known_master_keys().await?;
        let wraps = known.iter().find(|known| known.wraps);
        let held = known.iter().all(|known| self.ring.has(known.id));
        match wraps {
            Some(wraps) if held && self.ring.is_good() => {
                self.ring.wrap_under(wraps.id);
                Ok(())
            }
            _ => self.read_those(&known).await,
        }
    }

    async fn read_those(&self, known: &[Known]) -> Result<(), StorageError> {
        let Some(wraps) = known.iter().find(|known| known.wraps) else {
            return Ok(());
        };
        let keys = self.ring.load().await?;
        for known in known {
            if keys.find(known.id).is_none() && self.is_needed(known).await? {
                return Err(self.missing(known.id, &keys));
            }
        }
        self.ring.hold(keys, wraps.id);
        Ok(())
    }

    async fn is_needed(&self, known: &Known) -> Result<bool, StorageError> {
        let used = self
            .row(
                &statements::MASTER_KEY_IS_USED,
                vec![known.id.to_string().into()],
            )
            .await?;
        Ok(known.wraps || used.is_some())
    }

    fn missing(&self, id: MasterKeyId, keys: &MasterKeys) -> StorageError {
        let whereabouts = self.ring.source().whereabouts();
        let found = match keys.newest() {
            None => "in which there is none".to_owned(),
            Some(key) => format!("which has {} instead", key.id()),
        };
        StorageError::MasterKey(format!(
            "this database is sealed under the master key {id}, and it is looked for in {whereabouts}, {found}; \
             bring the copy back that was kept apart. Nothing was changed"
        ))
    }

    /// Gives a database that has none its master key: the newest that is here, or one that is drawn and kept.
    pub(crate) async fn settle_master_key(&self) -> Result<(), StorageError> {
        if self.known_master_keys().await?.iter().any(|key| key.wraps) {
            return self.read_master_keys().await;
        }
        let source = self.ring.source();
        let mut keys = source.load().await?;
        let found = keys.newest().cloned();
        let key = found
            .clone()
            .unwrap_or_else(|| MasterKey::draw(self.ring.entropy()));
        let mut unit = self.begin().await?;
        let claim = vec![key.id().to_string().into()];
        match unit.execute(&statements::CLAIM_MASTER_KEY, claim).await {
            Ok(_) => {}
            // Another node was first, and its key is the one.
            Err(StorageError::Conflict { .. }) => {
                drop(unit);
                return self.read_master_keys().await;
            }
            Err(other) => return Err(other),
        }
        // Kept before the database relies on it.
        if found.is_none() {
            source.keep(&key).await?;
            tracing::info!(
                master_key = %key.id(),
                "a master key was made in {}: keep a copy apart from the data and their backups, for without it nothing \
                 can be read, and who has it and the data can read everything",
                source.whereabouts()
            );
        }
        unit.commit().await?;
        let id = key.id();
        keys.add(key);
        self.ring.hold(keys, id);
        Ok(())
    }
}
