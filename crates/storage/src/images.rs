use crate::error::StorageError;
use crate::row::Row;
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{
    BlobId, ClientId, Depiction, DossierId, ImageFormat, ImageRow, Process, ProcessId,
};
use jiff::Timestamp;

impl Storage {
    /// The row of a picture of this client.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn image(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        process: ProcessId,
        depiction: Depiction,
    ) -> Result<Option<ImageRow>, StorageError> {
        let images = self.images(owner, dossier, process).await?;
        Ok(images
            .into_iter()
            .find(|image| image.depiction == depiction))
    }

    /// The rows of all pictures of a process of this client.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn images(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        process: ProcessId,
    ) -> Result<Vec<ImageRow>, StorageError> {
        self.rows(
            &statements::IMAGES,
            vec![owner.into(), dossier.into(), process.into()],
        )
        .await?
        .iter()
        .map(image)
        .collect()
    }
}

impl Unit {
    /// Names a picture, whose file must be durable already (see [`Storage::put_blob`]). A picture of the
    /// same depiction is replaced: its file is put on the list of files to remove, and its id returned.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the process is gone.
    pub async fn put_image(
        &mut self,
        process: &Process,
        image: &ImageRow,
        at: Timestamp,
    ) -> Result<Option<BlobId>, StorageError> {
        let replaced = self
            .row(
                &statements::IMAGE_BLOB,
                vec![
                    (&process.owner).into(),
                    process.id.into(),
                    image.depiction.as_str().into(),
                ],
            )
            .await?
            .map(|row| row.parsed::<BlobId>("blob_id"))
            .transpose()?;
        if let Some(blob) = replaced {
            self.execute(
                &statements::INSERT_BLOB_DELETION,
                vec![
                    blob.into(),
                    (&process.owner).into(),
                    process.dossier.into(),
                    at.into(),
                ],
            )
            .await?;
        }
        self.note_change(process.id);
        let bytes = i64::try_from(image.bytes)
            .map_err(|_| StorageError::conflict("a picture of more than 2^63 bytes"))?;
        self.execute(
            &statements::PUT_IMAGE,
            vec![
                process.id.into(),
                process.dossier.into(),
                (&process.owner).into(),
                image.depiction.as_str().into(),
                image.blob.into(),
                format_name(image.format).into(),
                bytes.into(),
                image.sha256.to_vec().into(),
                at.into(),
            ],
        )
        .await?;
        Ok(replaced)
    }
}

pub(crate) const fn format_name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Jpeg => "jpeg",
        ImageFormat::Png => "png",
    }
}

pub(crate) fn image(row: &Row) -> Result<ImageRow, StorageError> {
    let format = row.text("format")?;
    Ok(ImageRow {
        depiction: row.parsed("depiction")?,
        blob: row.parsed("blob_id")?,
        format: [ImageFormat::Jpeg, ImageFormat::Png]
            .into_iter()
            .find(|known| format_name(*known) == format)
            .ok_or_else(|| StorageError::corrupt("column format"))?,
        bytes: row.count("bytes")?,
        sha256: row.sha256("sha256")?,
    })
}
