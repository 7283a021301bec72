use crate::error::StorageError;
use crate::row::Row;
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId, Process, ProcessId, RecordingKind, RecordingRow};
use jiff::Timestamp;

impl Storage {
    /// The rows of all recordings of a process of this client.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn recordings(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        process: ProcessId,
    ) -> Result<Vec<RecordingRow>, StorageError> {
        self.rows(
            &statements::RECORDINGS,
            vec![owner.into(), dossier.into(), process.into()],
        )
        .await?
        .iter()
        .map(recording)
        .collect()
    }
}

impl Unit {
    /// Names a recording, whose file must be durable already (see [`Storage::put_blob`]). A process has one of a kind.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the process is gone or has one of this kind.
    pub async fn insert_recording(
        &mut self,
        process: &Process,
        recording: &RecordingRow,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        let bytes = i64::try_from(recording.bytes)
            .map_err(|_| StorageError::conflict("a recording of more than 2^63 bytes"))?;
        self.execute(
            &statements::INSERT_RECORDING,
            vec![
                process.id.into(),
                process.dossier.into(),
                (&process.owner).into(),
                recording.kind.as_str().into(),
                recording.blob.into(),
                bytes.into(),
                recording.sha256.to_vec().into(),
                at.into(),
            ],
        )
        .await?;
        Ok(())
    }
}

fn recording(row: &Row) -> Result<RecordingRow, StorageError> {
    let kind = row.text("kind")?;
    Ok(RecordingRow {
        kind: RecordingKind::ALL
            .into_iter()
            .find(|known| known.as_str() == kind)
            .ok_or_else(|| StorageError::corrupt("column kind"))?,
        blob: row.parsed("blob_id")?,
        bytes: row.count("bytes")?,
        sha256: row.sha256("sha256")?,
    })
}
