//! How things go. A unit forgets the rows and notes which files must follow; the files go after its commit,
//! and the notes after the files. Whatever is interrupted is finished by the next call.

use crate::error::StorageError;
use crate::faults::Moment;
use crate::row::Row;
use crate::sealing::statements as keys;
use crate::statements;
use crate::storage::Storage;
use crate::store::FileName;
use crate::{dialect, unit::Unit};
use bonafide_domain::{BlobId, ClientId, DossierId, ProcessId};
use bonafide_sealing::WrappedKey;
use jiff::Timestamp;

/// Names a destroyed key: the first eight bytes of the SHA-256 of its wrapped form, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFingerprint(pub String);

/// What was destroyed with a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedDossier {
    /// Its key.
    pub key: Option<KeyFingerprint>,
    /// Its processes, with their results.
    pub processes: u64,
    /// Pictures of its processes.
    pub images: u64,
    /// Pictures of the dossier itself.
    pub files: u64,
    /// What providers kept besides pictures.
    pub recordings: u64,
    /// Sets of user data: one or none.
    pub user_data: u64,
    /// Answers that were kept for calls sent again.
    pub answers: u64,
    /// When it or anything in it was last changed.
    pub changed_at: Timestamp,
    /// Since when it was held: who erases a dossier that is held drops the unit.
    pub held_at: Option<Timestamp>,
}

impl Unit {
    /// Removes a process of this client with its pictures and its jobs. False when there is none. Its
    /// files follow with [`Storage::delete_pending_blobs`].
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delete_process(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
        process: ProcessId,
        at: Timestamp,
    ) -> Result<bool, StorageError> {
        let key = || vec![owner.into(), dossier.into(), process.into()];
        if self.row(&dialect::LOCK_PROCESS, key()).await?.is_none() {
            return Ok(false);
        }
        let mut noted = key();
        noted.push(at.into());
        self.execute(&statements::FORGET_BLOBS_OF_PROCESS, noted)
            .await?;
        for statement in [
            &statements::DELETE_CAPTURE_OF_PROCESS,
            &statements::DELETE_IMAGES_OF_PROCESS,
            &statements::DELETE_RECORDINGS_OF_PROCESS,
            &statements::DELETE_JOBS_OF_PROCESS,
            &statements::DELETE_PROCESS,
        ] {
            self.execute(statement, key()).await?;
        }
        self.note_change(process);
        Ok(true)
    }

    /// Destroys the key of a dossier of this client, and removes the dossier with everything in it. `None` when there is
    /// none. What the database itself still holds follows with [`Storage::purge`], its files with
    /// [`Storage::delete_pending_blobs`].
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when somebody works on it in another order at this moment: try again.
    pub async fn delete_dossier(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
        at: Timestamp,
    ) -> Result<Option<ErasedDossier>, StorageError> {
        let key = || vec![owner.into(), dossier.into()];
        // Processes before their dossier, as everybody else; then those that came in between. After that
        // none can come: a new process needs the dossier's row.
        self.rows(&dialect::LOCK_PROCESSES_OF_DOSSIER, key())
            .await?;
        let Some(row) = self.row(&dialect::DOSSIER_FOR_UPDATE, key()).await? else {
            return Ok(None);
        };
        let (changed_at, held_at) = (row.time("updated_at")?, row.optional_time("held_at")?);
        for process in self
            .rows(&dialect::LOCK_PROCESSES_OF_DOSSIER, key())
            .await?
        {
            self.note_change(process.parsed("id")?);
        }
        // First of all: whatever else were left of it could not be read any more.
        let destroyed = self.row(&keys::DESTROY_DOSSIER_KEY, key()).await?;
        self.drop_seal(owner.as_str(), &dossier.to_string());
        let mut noted = key();
        noted.push(at.into());
        self.execute(&statements::FORGET_BLOBS_OF_DOSSIER, noted.clone())
            .await?;
        self.execute(&statements::FORGET_FILES_OF_DOSSIER, noted)
            .await?;
        let mut emptied = key();
        emptied.push(Vec::<u8>::new().into());
        let answers = self
            .execute(&statements::EMPTY_ANSWERS_OF_DOSSIER, emptied)
            .await?;
        let files = self
            .execute(&statements::DELETE_FILES_OF_DOSSIER, key())
            .await?;
        let user_data = self.execute(&statements::DELETE_USER_DATA, key()).await?;
        self.execute(&statements::DELETE_CAPTURES_OF_DOSSIER, key())
            .await?;
        let images = self
            .execute(&statements::DELETE_IMAGES_OF_DOSSIER, key())
            .await?;
        let recordings = self
            .execute(&statements::DELETE_RECORDINGS_OF_DOSSIER, key())
            .await?;
        self.execute(&statements::DELETE_JOBS_OF_DOSSIER, key())
            .await?;
        let processes = self
            .execute(&statements::DELETE_PROCESSES_OF_DOSSIER, key())
            .await?;
        self.execute(&statements::DELETE_DOSSIER, key()).await?;
        Ok(Some(ErasedDossier {
            key: destroyed.map(|row| fingerprint(&row)).transpose()?,
            processes,
            images,
            files,
            recordings,
            user_data,
            answers,
            changed_at,
            held_at,
        }))
    }
}

impl Storage {
    /// Removes the files that committed units left behind, durably, and then the notes about them, `page` at a
    /// time. Gives how many were removed. A file that cannot be removed now keeps its note for the next call
    /// and holds up no other.
    ///
    /// # Errors
    /// [`StorageError`] of the database. What was removed stays removed.
    pub async fn delete_pending_blobs(&self, page: u32) -> Result<u64, StorageError> {
        let mut removed = 0;
        let mut after = String::new();
        loop {
            let rows = self
                .rows(
                    &statements::BLOB_DELETIONS,
                    vec![after.as_str().into(), i64::from(page.max(1)).into()],
                )
                .await?;
            let Some(last) = rows.last() else {
                return Ok(removed);
            };
            after = last.text("blob_id")?;
            let (gone, stuck) = self.remove_files(&rows).await?;
            removed += gone;
            if let Some(error) = stuck {
                tracing::warn!(%error, "a file that should be gone cannot be removed yet");
            }
        }
    }

    /// The same for the files of one dossier.
    ///
    /// # Errors
    /// [`StorageError`], also when a file cannot be removed now; the others are gone then, and
    /// [`Storage::delete_pending_blobs`] tries it again.
    pub async fn delete_pending_blobs_of(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<u64, StorageError> {
        let rows = self
            .rows(
                &statements::BLOB_DELETIONS_OF_DOSSIER,
                vec![owner.as_str().into(), dossier.to_string().into()],
            )
            .await?;
        match self.remove_files(&rows).await? {
            (_, Some(error)) => Err(error),
            (removed, None) => Ok(removed),
        }
    }

    /// Removes what is left of the files of a dossier whose rows are gone: an upload that broke off leaves files that no
    /// row names. An upload that is still under way finds no dossier to name its files in, and removes them itself.
    ///
    /// # Errors
    /// [`StorageError`]. What is left is swept away later.
    pub async fn delete_folder_of(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<(), StorageError> {
        self.seam.at(Moment::RemoveFile).await?;
        self.own_store().await?.remove_all_of(owner, dossier).await
    }

    /// Removes the files that rows of notes name and then the notes. Gives how many, and the last refusal.
    async fn remove_files(
        &self,
        rows: &[Row],
    ) -> Result<(u64, Option<StorageError>), StorageError> {
        let (mut removed, mut stuck) = (Vec::with_capacity(rows.len()), None);
        for row in rows {
            let owner: ClientId = row.parsed("owner_id")?;
            let blob = row.parsed("blob_id")?;
            let name = FileName::of(&owner, row.parsed("dossier_id")?, blob);
            let remove = async {
                self.seam.at(Moment::RemoveFile).await?;
                self.own_store().await?.remove(&name).await
            };
            match remove.await {
                Ok(()) => removed.push(blob),
                Err(error) => stuck = Some(error),
            }
        }
        if !removed.is_empty() {
            self.forget_notes(&removed)
                .await
                .map_err(|error| match error {
                    // Whoever calls has done what it was asked to: to say that nothing of it was kept would be wrong.
                    StorageError::Conflict { what } => StorageError::unavailable(what),
                    other => other,
                })?;
        }
        Ok((removed.len() as u64, stuck))
    }

    async fn forget_notes(&self, removed: &[BlobId]) -> Result<(), StorageError> {
        let mut unit = self.begin().await?;
        for blob in removed {
            unit.execute(&statements::DELETE_BLOB_DELETION, vec![(*blob).into()])
                .await?;
        }
        unit.commit().await
    }

    /// How many files still have to be removed: for metrics.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn pending_blobs(&self) -> Result<u64, StorageError> {
        self.row(&statements::COUNT_BLOB_DELETIONS, vec![])
            .await?
            .ok_or_else(|| StorageError::corrupt("COUNT_BLOB_DELETIONS gave no row"))?
            .count("blobs")
    }
}

fn fingerprint(row: &Row) -> Result<KeyFingerprint, StorageError> {
    let wrapped = WrappedKey::read(row.bytes("wrapped")?)
        .map_err(|_| StorageError::corrupt("a wrapped key"))?;
    Ok(KeyFingerprint(wrapped.fingerprint()))
}
