use crate::error::StorageError;
use crate::sealing::Personal;
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId, Process, ProcessId};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) const FLOW: Personal = Personal::new("flow", "capture flow");

/// A link to the hosted page of a process.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCapture<T> {
    /// The client whose process it is.
    pub owner: ClientId,
    /// The dossier of the process.
    pub dossier: DossierId,
    /// The process.
    pub process: ProcessId,
    /// What the page needs.
    pub flow: T,
    /// From when on it opens nothing.
    pub expires_at: Timestamp,
}

impl Storage {
    /// The link whose secret has this SHA-256. It is found by an index: what an outsider could time tells of the hash of
    /// a guess, and nothing of the secret.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn capture<T: DeserializeOwned>(
        &self,
        artifact_hash: [u8; 32],
    ) -> Result<Option<StoredCapture<T>>, StorageError> {
        let hash = vec![artifact_hash.to_vec().into()];
        let Some(row) = self.row(&statements::CAPTURE, hash).await? else {
            return Ok(None);
        };
        let (owner, dossier) = (row.parsed("owner_id")?, row.parsed("dossier_id")?);
        let process: ProcessId = row.parsed("process_id")?;
        let seal = self.ring.dossier(&row, &owner, dossier).await?;
        Ok(Some(StoredCapture {
            flow: seal.read_json(FLOW, &process.to_string(), &row)?,
            owner,
            dossier,
            process,
            expires_at: row.time("expires_at")?,
        }))
    }
}

impl Unit {
    /// Keeps the link of a process.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn insert_capture(
        &mut self,
        process: &Process,
        artifact_hash: [u8; 32],
        flow: &(impl Serialize + Sync),
        expires_at: Timestamp,
    ) -> Result<(), StorageError> {
        let seal = self.seal_of(&process.owner, process.dossier).await?;
        let values = vec![
            process.id.into(),
            process.dossier.into(),
            (&process.owner).into(),
            artifact_hash.to_vec().into(),
            seal.json(FLOW, &process.id.to_string(), flow)?,
            process.created_at.into(),
            expires_at.into(),
        ];
        self.execute(&statements::INSERT_CAPTURE, values).await?;
        Ok(())
    }

    /// Removes links that open nothing any more, and gives how many.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delete_captures_expired(&mut self, now: Timestamp) -> Result<u64, StorageError> {
        self.execute(&statements::DELETE_CAPTURES_EXPIRED, vec![now.into()])
            .await
    }
}
