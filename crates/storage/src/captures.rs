use crate::error::StorageError;
use crate::row::to_json;
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId, Process, ProcessId};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

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
        self.row(&statements::CAPTURE, vec![artifact_hash.to_vec().into()])
            .await?
            .map(|row| {
                Ok(StoredCapture {
                    owner: row.parsed("owner_id")?,
                    dossier: row.parsed("dossier_id")?,
                    process: row.parsed("process_id")?,
                    flow: row.json("flow")?,
                    expires_at: row.time("expires_at")?,
                })
            })
            .transpose()
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
        let values = vec![
            process.id.into(),
            process.dossier.into(),
            (&process.owner).into(),
            artifact_hash.to_vec().into(),
            to_json("flow", flow)?.into(),
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
