use crate::error::StorageError;
use crate::row::Row;
use crate::sealing::{EXTERNAL_REFERENCE, Ring, Seal};
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
        let row = self
            .row(&statements::DOSSIER, vec![owner.into(), id.into()])
            .await?;
        match row {
            Some(row) => dossier(&self.ring, &row).await.map(Some),
            None => Ok(None),
        }
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
        let values = vec![owner.into(), i64::from(limit).into()];
        let rows = self.rows(&statements::DOSSIERS, values).await?;
        let mut dossiers = Vec::with_capacity(rows.len());
        for row in &rows {
            dossiers.push(dossier(&self.ring, row).await?);
        }
        Ok(dossiers)
    }
}

impl Unit {
    /// Keeps a new dossier, and draws its key.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the id is taken or the client does not exist.
    pub async fn insert_dossier(&mut self, dossier: &Dossier) -> Result<(), StorageError> {
        let (seal, key) = self.draw_dossier_key(&dossier.owner, dossier.id)?;
        let reference = dossier.external_reference.as_ref();
        let reference = seal.optional_text(
            EXTERNAL_REFERENCE,
            &dossier.id.to_string(),
            reference.map(ExternalReference::as_str),
        );
        self.execute(
            &statements::INSERT_DOSSIER,
            vec![
                dossier.id.into(),
                (&dossier.owner).into(),
                reference,
                dossier.created_at.into(),
                dossier.updated_at.into(),
            ],
        )
        .await?;
        self.insert_dossier_key(key).await
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
        let row = self
            .row(&dialect::DOSSIER_FOR_UPDATE, vec![owner.into(), id.into()])
            .await?;
        match row {
            Some(row) => dossier(&self.ring, &row).await.map(Some),
            None => Ok(None),
        }
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

async fn dossier(ring: &Ring, row: &Row) -> Result<Dossier, StorageError> {
    let (id, owner): (DossierId, ClientId) = (row.parsed("id")?, row.parsed("owner_id")?);
    let seal = ring.dossier(row, &owner, id).await?;
    Ok(Dossier {
        external_reference: reference(&seal, row, id)?,
        id,
        owner,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}

pub(crate) fn reference(
    seal: &Seal,
    row: &Row,
    dossier: DossierId,
) -> Result<Option<ExternalReference>, StorageError> {
    seal.read_optional_text(EXTERNAL_REFERENCE, &dossier.to_string(), row)?
        .map(ExternalReference::try_from)
        .transpose()
        .map_err(|_| StorageError::corrupt("column external_reference"))
}
