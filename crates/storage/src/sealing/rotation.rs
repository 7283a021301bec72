//! Another master key takes the place of the one that wraps, while the server serves.

use super::master_keys::Known;
use crate::error::StorageError;
use crate::row::Row;
use crate::sealing::{ring::Ring, statements};
use crate::storage::Storage;
use bonafide_sealing::{MasterKey, MasterKeyId, WrappedKey};

/// What a master key is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MasterKeyUse {
    /// Its name.
    pub id: MasterKeyId,
    /// Whether new keys are wrapped under it.
    pub standing: MasterKeyStanding,
    /// Keys of dossiers under it.
    pub dossiers: u64,
    /// Keys of accounts under it.
    pub accounts: u64,
}

/// Where a master key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MasterKeyStanding {
    /// It wraps what is new.
    Wraps,
    /// It wraps nothing new; once it wraps nothing old either, it can be forgotten.
    Older,
}

impl Storage {
    /// The master keys that this database knows, with what lies under each.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn master_keys(&self) -> Result<Vec<MasterKeyUse>, StorageError> {
        let mut uses = Vec::new();
        for Known { id, wraps } in self.known_master_keys().await? {
            let row = self
                .row(&statements::KEYS_UNDER, vec![id.to_string().into()])
                .await?
                .ok_or_else(|| StorageError::corrupt("KEYS_UNDER gave no row"))?;
            uses.push(MasterKeyUse {
                id,
                standing: if wraps {
                    MasterKeyStanding::Wraps
                } else {
                    MasterKeyStanding::Older
                },
                dossiers: row.count("dossiers")?,
                accounts: row.count("accounts")?,
            });
        }
        Ok(uses)
    }

    /// Draws a master key and keeps it behind the others. It wraps nothing yet: with several nodes each is given it first.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`] where master keys are kept by the operator.
    pub async fn add_master_key(&self) -> Result<MasterKeyId, StorageError> {
        let key = MasterKey::draw(self.ring.entropy());
        self.ring.source().keep(&key).await?;
        self.read_master_keys().await?;
        Ok(key.id())
    }

    /// Lets the newest master key wrap from now on; draws one where the newest does so already. Where an earlier change
    /// was not brought to its end, that is gone on with, and nothing drawn. [`Storage::rewrap`] does the rest.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn change_master_key(&self) -> Result<MasterKeyId, StorageError> {
        self.read_master_keys().await?;
        let wraps = self.ring.wraps()?.id();
        let newest = self.ring.newest().unwrap_or(wraps);
        let next = if newest != wraps {
            newest
        } else if self.is_unfinished().await? {
            return Ok(wraps);
        } else {
            self.add_master_key().await?
        };
        let mut unit = self.begin().await?;
        let id = || vec![next.to_string().into()];
        unit.execute(&statements::INSERT_MASTER_KEY, id()).await?;
        unit.execute(&statements::WRAP_NO_MORE, id()).await?;
        unit.execute(&statements::WRAP_FROM_NOW, id()).await?;
        unit.commit().await?;
        self.read_master_keys().await?;
        Ok(next)
    }

    async fn is_unfinished(&self) -> Result<bool, StorageError> {
        let keys = self.master_keys().await?;
        Ok(keys
            .iter()
            .any(|key| key.standing == MasterKeyStanding::Older && key.dossiers + key.accounts > 0))
    }

    /// Wraps up to `most` keys anew that are not under the master key that wraps now, and gives how many. What is sealed
    /// under them stays as it is. Readers and writers are not kept waiting.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn rewrap(&self, most: u32) -> Result<u64, StorageError> {
        let older: Vec<_> = self
            .known_master_keys()
            .await?
            .into_iter()
            .filter(|known| !known.wraps)
            .collect();
        let mut done = 0;
        for Known { id, .. } in older {
            let left = u64::from(most).saturating_sub(done);
            if left == 0 {
                break;
            }
            done += self.rewrap_under(id, left).await?;
        }
        Ok(done)
    }

    async fn rewrap_under(&self, id: MasterKeyId, most: u64) -> Result<u64, StorageError> {
        let page = || {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            vec![id.to_string().into(), most.into()]
        };
        let dossiers = self.rows(&statements::DOSSIER_KEYS_UNDER, page()).await?;
        let accounts = self.rows(&statements::ACCOUNT_KEYS_UNDER, page()).await?;
        if dossiers.is_empty() && accounts.is_empty() {
            return Ok(0);
        }
        let mut unit = self.begin().await?;
        for row in &dossiers {
            let (owner, dossier) = (row.text("owner_id")?, row.text("dossier_id")?);
            let anew = anew(&self.ring, row, &owner, &dossier).await?;
            let values = vec![
                owner.into(),
                dossier.into(),
                anew.master().to_string().into(),
                anew.bytes().to_vec().into(),
                id.to_string().into(),
            ];
            unit.execute(&statements::REWRAP_DOSSIER_KEY, values)
                .await?;
        }
        for row in &accounts {
            let account = row.text("account")?;
            let anew = anew(&self.ring, row, &account, "").await?;
            let values = vec![
                account.into(),
                anew.master().to_string().into(),
                anew.bytes().to_vec().into(),
                id.to_string().into(),
            ];
            unit.execute(&statements::REWRAP_ACCOUNT_KEY, values)
                .await?;
        }
        unit.commit().await?;
        Ok((dossiers.len() + accounts.len()) as u64)
    }

    /// Forgets a master key that nothing is under any more, here and where it is kept. False when something is, or it
    /// wraps.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn forget_master_key(&self, id: MasterKeyId) -> Result<bool, StorageError> {
        let mut unit = self.begin().await?;
        let forgotten = unit
            .execute(&statements::FORGET_MASTER_KEY, vec![id.to_string().into()])
            .await?;
        if forgotten == 0 {
            return Ok(false);
        }
        unit.commit().await?;
        // After the commit: a key too many does no harm, and one too few loses what is under it.
        self.ring.source().forget(id).await?;
        self.read_master_keys().await?;
        Ok(true)
    }
}

async fn anew(
    ring: &Ring,
    row: &Row,
    account: &str,
    dossier: &str,
) -> Result<WrappedKey, StorageError> {
    let wrapped = WrappedKey::read(row.bytes("wrapped")?)
        .map_err(|_| StorageError::corrupt("a wrapped key"))?;
    let key = ring.unwrap(account, dossier, &wrapped).await?;
    Ok(ring.wraps()?.wrap(account, dossier, &key, ring.entropy()))
}
