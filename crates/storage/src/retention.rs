//! How long a client's things are kept, what is over, and what is held.

use crate::dialect;
use crate::error::StorageError;
use crate::row::{Value, to_json};
use crate::statements::retention as statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId, ProcessId, ProcessType, Provider, Retention};
use jiff::Timestamp;

/// Where a walk through what is over goes on: behind what was changed at this time and has this id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleCursor {
    changed: Timestamp,
    id: String,
}

impl StaleCursor {
    /// At the beginning.
    #[must_use]
    pub const fn start() -> Self {
        Self {
            changed: Timestamp::UNIX_EPOCH,
            id: String::new(),
        }
    }

    /// The values of a look for what comes next and was last changed before a time.
    fn page(&self, owner: &ClientId, before: Timestamp, limit: u32) -> Vec<Value> {
        vec![
            owner.into(),
            before.into(),
            self.changed.into(),
            self.id.as_str().into(),
            i64::from(limit).into(),
        ]
    }
}

/// A dossier that was not changed for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleDossier {
    /// Which.
    pub id: DossierId,
    /// When it or anything in it was last changed.
    pub changed_at: Timestamp,
}

/// A process that was not changed for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleProcess {
    /// Which.
    pub id: ProcessId,
    /// In which dossier.
    pub dossier: DossierId,
    /// Who verifies.
    pub provider: Provider,
    /// What is looked at.
    pub process_type: Option<ProcessType>,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

impl StaleDossier {
    /// Behind this one.
    #[must_use]
    pub fn cursor(&self) -> StaleCursor {
        StaleCursor {
            changed: self.changed_at,
            id: self.id.to_string(),
        }
    }
}

impl StaleProcess {
    /// Behind this one.
    #[must_use]
    pub fn cursor(&self) -> StaleCursor {
        StaleCursor {
            changed: self.changed_at,
            id: self.id.to_string(),
        }
    }
}

impl Storage {
    /// The times that were set for this client.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn client_retention(&self, owner: &ClientId) -> Result<Retention, StorageError> {
        let row = self
            .row(&statements::CLIENT_RETENTION, vec![owner.into()])
            .await?;
        match row {
            Some(row) => Ok(row.optional_json("retention")?.unwrap_or_default()),
            None => Ok(Retention::default()),
        }
    }

    /// From when on the times count for this client, where what it has was there before there were any.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn retained_from(&self, owner: &ClientId) -> Result<Option<Timestamp>, StorageError> {
        let row = self
            .row(&statements::CLIENT_RETENTION, vec![owner.into()])
            .await?;
        match row {
            Some(row) => row.optional_time("retained_from"),
            None => Ok(None),
        }
    }

    /// Dossiers of this client that were last changed before a time and are not held, the oldest change first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn stale_dossiers(
        &self,
        owner: &ClientId,
        before: Timestamp,
        after: &StaleCursor,
        limit: u32,
    ) -> Result<Vec<StaleDossier>, StorageError> {
        let page = after.page(owner, before, limit);
        let rows = self.rows(&statements::STALE_DOSSIERS, page).await?;
        rows.iter()
            .map(|row| {
                Ok(StaleDossier {
                    id: row.parsed("id")?,
                    changed_at: row.time("updated_at")?,
                })
            })
            .collect()
    }

    /// The same of processes, in dossiers that are not held.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn stale_processes(
        &self,
        owner: &ClientId,
        before: Timestamp,
        after: &StaleCursor,
        limit: u32,
    ) -> Result<Vec<StaleProcess>, StorageError> {
        let page = after.page(owner, before, limit);
        let rows = self.rows(&statements::STALE_PROCESSES, page).await?;
        rows.iter()
            .map(|row| {
                let name = row.text("process_type")?;
                let process_type = Some(name).filter(|name| !name.is_empty());
                Ok(StaleProcess {
                    id: row.parsed("id")?,
                    dossier: row.parsed("dossier_id")?,
                    provider: row.parsed("provider")?,
                    process_type: process_type
                        .map(|name| name.parse())
                        .transpose()
                        .map_err(|_| StorageError::corrupt("column process_type"))?,
                    changed_at: row.time("updated_at")?,
                })
            })
            .collect()
    }

    /// Dossiers of this client that are held, at most `limit`, with since when.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn held_dossiers(
        &self,
        owner: &ClientId,
        limit: u32,
    ) -> Result<Vec<(DossierId, Timestamp)>, StorageError> {
        let values = vec![owner.into(), i64::from(limit).into()];
        let rows = self.rows(&statements::HELD_DOSSIERS, values).await?;
        rows.iter()
            .map(|row| Ok((row.parsed("id")?, row.time("held_at")?)))
            .collect()
    }
}

impl Unit {
    /// Keeps the times of this client in place of those that it had.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_client_retention(
        &mut self,
        owner: &ClientId,
        retention: &Retention,
    ) -> Result<(), StorageError> {
        let kept = if retention.is_empty() {
            None
        } else {
            Some(to_json("retention", retention)?)
        };
        let values = vec![owner.into(), kept.into()];
        self.execute(&statements::SET_CLIENT_RETENTION, values)
            .await?;
        Ok(())
    }

    /// Holds a dossier of this client: from now on nobody erases it. False when there is none. One that is held keeps its
    /// first time.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn hold_dossier(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
        at: Timestamp,
    ) -> Result<bool, StorageError> {
        let values = vec![owner.into(), dossier.into(), at.into()];
        Ok(self.execute(&statements::HOLD_DOSSIER, values).await? == 1)
    }

    /// Since when it is held, if it is. Until the end of the unit nobody holds or releases it: take its processes first,
    /// as everybody does.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn dossier_hold(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Option<Timestamp>, StorageError> {
        let values = vec![owner.into(), dossier.into()];
        match self.row(&dialect::DOSSIER_HOLD, values).await? {
            Some(row) => row.optional_time("held_at"),
            None => Ok(None),
        }
    }

    /// Releases it. False when there is none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn release_dossier(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<bool, StorageError> {
        let values = vec![owner.into(), dossier.into()];
        Ok(self.execute(&statements::RELEASE_DOSSIER, values).await? == 1)
    }
}
