use crate::error::StorageError;
use crate::row::Row;
use crate::statements;
use crate::storage::Storage;
use crate::{dialect, unit::Unit};
use bonafide_domain::{ClientId, Dossier, DossierId, ExternalReference};
use jiff::Timestamp;

impl Storage {
    /// A dossier of this client.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn dossier(
        &self,
        owner: &ClientId,
        id: DossierId,
    ) -> Result<Option<Dossier>, StorageError> {
        self.row(&statements::DOSSIER, vec![owner.into(), id.into()])
            .await?
            .map(|row| dossier(&row))
            .transpose()
    }

    /// The newest dossiers of this client, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn dossiers(
        &self,
        owner: &ClientId,
        limit: u32,
    ) -> Result<Vec<Dossier>, StorageError> {
        self.rows(
            &statements::DOSSIERS,
            vec![owner.into(), i64::from(limit).into()],
        )
        .await?
        .iter()
        .map(dossier)
        .collect()
    }
}

impl Unit {
    /// Keeps a new dossier.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the id is taken or the client does not exist.
    pub async fn insert_dossier(&mut self, dossier: &Dossier) -> Result<(), StorageError> {
        let reference = dossier.external_reference.as_ref();
        self.execute(
            &statements::INSERT_DOSSIER,
            vec![
                dossier.id.into(),
                (&dossier.owner).into(),
                reference.map(|text| text.as_str().to_owned()).into(),
                dossier.created_at.into(),
                dossier.updated_at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    /// A dossier of this client, locked until the end of the unit.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn dossier_for_update(
        &mut self,
        owner: &ClientId,
        id: DossierId,
    ) -> Result<Option<Dossier>, StorageError> {
        self.row(&dialect::DOSSIER_FOR_UPDATE, vec![owner.into(), id.into()])
            .await?
            .map(|row| dossier(&row))
            .transpose()
    }

    /// Notes that something in a dossier changed. False when the client has no such dossier.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn touch_dossier(
        &mut self,
        owner: &ClientId,
        id: DossierId,
        at: Timestamp,
    ) -> Result<bool, StorageError> {
        let changed = self
            .execute(
                &statements::TOUCH_DOSSIER,
                vec![owner.into(), id.into(), at.into()],
            )
            .await?;
        Ok(changed == 1)
    }
}

fn dossier(row: &Row) -> Result<Dossier, StorageError> {
    Ok(Dossier {
        id: row.parsed("id")?,
        owner: row.parsed("owner_id")?,
        external_reference: reference(row)?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}

pub(crate) fn reference(row: &Row) -> Result<Option<ExternalReference>, StorageError> {
    row.optional_text("external_reference")?
        .map(ExternalReference::try_from)
        .transpose()
        .map_err(|_| StorageError::corrupt("column external_reference"))
}
