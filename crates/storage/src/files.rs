use crate::error::StorageError;
use crate::images::{format_name, image};
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{BlobId, ClientId, Depiction, DossierId, ImageRow};
use jiff::Timestamp;

impl Storage {
    /// The rows of the pictures that lie in a dossier of this client and belong to no process.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn files(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Vec<ImageRow>, StorageError> {
        self.rows(&statements::FILES, vec![owner.into(), dossier.into()])
            .await?
            .iter()
            .map(image)
            .collect()
    }

    /// The row of one of them.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn file(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        depiction: Depiction,
    ) -> Result<Option<ImageRow>, StorageError> {
        let files = self.files(owner, dossier).await?;
        Ok(files.into_iter().find(|file| file.depiction == depiction))
    }
}

impl Unit {
    /// Names a picture of a dossier, whose file must be durable already (see [`Storage::put_blob`]). One of the same
    /// depiction is replaced: its file is put on the list of files to remove, and its id returned.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the dossier is gone.
    pub async fn put_file(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
        file: &ImageRow,
        at: Timestamp,
    ) -> Result<Option<BlobId>, StorageError> {
        let key = vec![owner.into(), dossier.into(), file.depiction.as_str().into()];
        let replaced = self
            .row(&statements::FILE_BLOB, key)
            .await?
            .map(|row| row.parsed::<BlobId>("blob_id"))
            .transpose()?;
        if let Some(blob) = replaced {
            let noted = vec![blob.into(), owner.into(), dossier.into(), at.into()];
            self.execute(&statements::INSERT_BLOB_DELETION, noted)
                .await?;
        }
        let bytes = i64::try_from(file.bytes)
            .map_err(|_| StorageError::conflict("a picture of more than 2^63 bytes"))?;
        self.execute(
            &statements::PUT_FILE,
            vec![
                dossier.into(),
                owner.into(),
                file.depiction.as_str().into(),
                file.blob.into(),
                format_name(file.format).into(),
                bytes.into(),
                file.sha256.to_vec().into(),
                at.into(),
            ],
        )
        .await?;
        Ok(replaced)
    }

    /// Removes all pictures of a dossier that belong to no process. Gives how many there were. Their files follow with
    /// [`Storage::delete_pending_blobs_of`].
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delete_files(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
        at: Timestamp,
    ) -> Result<u64, StorageError> {
        let noted = vec![owner.into(), dossier.into(), at.into()];
        self.execute(&statements::FORGET_FILES_OF_DOSSIER, noted)
            .await?;
        let key = vec![owner.into(), dossier.into()];
        self.execute(&statements::DELETE_FILES_OF_DOSSIER, key)
            .await
    }
}
