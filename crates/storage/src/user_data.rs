use crate::error::StorageError;
use crate::row::Row;
use crate::sealing::{Personal, Ring};
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId, UserData};
use jiff::Timestamp;

pub(crate) const DATA: Personal = Personal::new("data", "user data");

/// User data as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredUserData {
    /// What the client told.
    pub data: UserData,
    /// When it told something first.
    pub created_at: Timestamp,
    /// When it last changed them.
    pub updated_at: Timestamp,
}

impl Storage {
    /// The user data of a dossier of this client.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn user_data(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Option<StoredUserData>, StorageError> {
        let values = vec![owner.into(), dossier.into()];
        match self.row(&statements::USER_DATA, values).await? {
            Some(row) => stored(&self.ring, &row, owner, dossier).await.map(Some),
            None => Ok(None),
        }
    }
}

impl Unit {
    /// The same within the unit. Who means to change them takes [`Unit::dossier_for_update`] first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn user_data(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Option<StoredUserData>, StorageError> {
        let values = vec![owner.into(), dossier.into()];
        match self.row(&statements::USER_DATA, values).await? {
            Some(row) => stored(&self.ring, &row, owner, dossier).await.map(Some),
            None => Ok(None),
        }
    }

    /// Keeps the first user data of a dossier.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when there are some, or the client has no such dossier.
    pub async fn insert_user_data(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
        stored: &StoredUserData,
    ) -> Result<(), StorageError> {
        let seal = self.seal_of(owner, dossier).await?;
        let data = seal.json(DATA, &dossier.to_string(), &stored.data)?;
        self.execute(
            &statements::INSERT_USER_DATA,
            vec![
                dossier.into(),
                owner.into(),
                data,
                stored.created_at.into(),
                stored.updated_at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    /// Keeps other data in their place. False when there are none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn save_user_data(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
        data: &UserData,
        at: Timestamp,
    ) -> Result<bool, StorageError> {
        let Some(seal) = self.seal_if_there(owner, dossier).await? else {
            return Ok(false);
        };
        let values = vec![
            owner.into(),
            dossier.into(),
            seal.json(DATA, &dossier.to_string(), data)?,
            at.into(),
        ];
        Ok(self.execute(&statements::SAVE_USER_DATA, values).await? == 1)
    }

    /// Removes them. False when there are none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delete_user_data(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<bool, StorageError> {
        let values = vec![owner.into(), dossier.into()];
        Ok(self.execute(&statements::DELETE_USER_DATA, values).await? == 1)
    }
}

async fn stored(
    ring: &Ring,
    row: &Row,
    owner: &ClientId,
    dossier: DossierId,
) -> Result<StoredUserData, StorageError> {
    let seal = ring.dossier(row, owner, dossier).await?;
    Ok(StoredUserData {
        data: seal.read_json(DATA, &dossier.to_string(), row)?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}
