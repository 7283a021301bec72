use crate::error::StorageError;
use crate::row::{Row, to_json};
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId, UserData};
use jiff::Timestamp;

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
        self.row(&statements::USER_DATA, vec![owner.into(), dossier.into()])
            .await?
            .map(|row| stored(&row))
            .transpose()
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
        self.row(&statements::USER_DATA, vec![owner.into(), dossier.into()])
            .await?
            .map(|row| stored(&row))
            .transpose()
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
        self.execute(
            &statements::INSERT_USER_DATA,
            vec![
                dossier.into(),
                owner.into(),
                to_json("data", &stored.data)?.into(),
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
        let values = vec![
            owner.into(),
            dossier.into(),
            to_json("data", data)?.into(),
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

fn stored(row: &Row) -> Result<StoredUserData, StorageError> {
    Ok(StoredUserData {
        data: row.json("data")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}
