use crate::error::StorageError;
use crate::row::{Row, Value, to_json};
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, ConfigurationId};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigurationKind {
    /// How the hosted pages look and behave.
    Capture,
    /// How data are compared.
    Matching,
}

impl ConfigurationKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Matching => "matching",
        }
    }
}

/// A configuration as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredConfiguration<T> {
    /// The client's name for it.
    pub id: ConfigurationId,
    /// What it says.
    pub body: T,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A configuration in a list: its name, and since when it is as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedConfiguration {
    /// The client's name for it.
    pub id: ConfigurationId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Storage {
    /// A configuration of this client.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn configuration<T: DeserializeOwned>(
        &self,
        owner: &ClientId,
        kind: ConfigurationKind,
        id: &ConfigurationId,
    ) -> Result<Option<StoredConfiguration<T>>, StorageError> {
        self.row(&statements::CONFIGURATION, key(owner, kind, id))
            .await?
            .map(|row| stored(&row))
            .transpose()
    }

    /// All of one kind, by their ids.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn configurations<T: DeserializeOwned>(
        &self,
        owner: &ClientId,
        kind: ConfigurationKind,
    ) -> Result<Vec<StoredConfiguration<T>>, StorageError> {
        self.rows(
            &statements::CONFIGURATIONS,
            vec![owner.into(), kind.as_str().into()],
        )
        .await?
        .iter()
        .map(stored)
        .collect()
    }

    /// The names of all of one kind, in their order.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn configuration_times(
        &self,
        owner: &ClientId,
        kind: ConfigurationKind,
    ) -> Result<Vec<ListedConfiguration>, StorageError> {
        let values = vec![owner.into(), kind.as_str().into()];
        let rows = self.rows(&statements::CONFIGURATION_TIMES, values).await?;
        rows.iter()
            .map(|row| {
                Ok(ListedConfiguration {
                    id: row.parsed("id")?,
                    created_at: row.time("created_at")?,
                    updated_at: row.time("updated_at")?,
                })
            })
            .collect()
    }
}

impl Unit {
    /// Keeps a new configuration. False when the client has one of this id.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn insert_configuration(
        &mut self,
        owner: &ClientId,
        kind: ConfigurationKind,
        id: &ConfigurationId,
        body: &(impl Serialize + Sync),
        at: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut values = key(owner, kind, id);
        values.extend([to_json("body", body)?.into(), at.into()]);
        Ok(self
            .execute(&statements::INSERT_CONFIGURATION, values)
            .await?
            == 1)
    }

    /// Keeps another one in its place, and gives when the first was made. `None` when there is none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn save_configuration(
        &mut self,
        owner: &ClientId,
        kind: ConfigurationKind,
        id: &ConfigurationId,
        body: &(impl Serialize + Sync),
        at: Timestamp,
    ) -> Result<Option<Timestamp>, StorageError> {
        let mut values = key(owner, kind, id);
        values.extend([to_json("body", body)?.into(), at.into()]);
        self.row(&statements::SAVE_CONFIGURATION, values)
            .await?
            .map(|row| row.time("created_at"))
            .transpose()
    }

    /// How many of one kind the client has.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn count_configurations(
        &mut self,
        owner: &ClientId,
        kind: ConfigurationKind,
    ) -> Result<u64, StorageError> {
        let values = vec![owner.into(), kind.as_str().into()];
        self.one(&statements::COUNT_CONFIGURATIONS, values)
            .await?
            .count("configurations")
    }

    /// Removes it. False when there is none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delete_configuration(
        &mut self,
        owner: &ClientId,
        kind: ConfigurationKind,
        id: &ConfigurationId,
    ) -> Result<bool, StorageError> {
        let removed = self
            .execute(&statements::DELETE_CONFIGURATION, key(owner, kind, id))
            .await?;
        Ok(removed == 1)
    }
}

fn key(owner: &ClientId, kind: ConfigurationKind, id: &ConfigurationId) -> Vec<Value> {
    vec![owner.into(), kind.as_str().into(), id.as_str().into()]
}

fn stored<T: DeserializeOwned>(row: &Row) -> Result<StoredConfiguration<T>, StorageError> {
    Ok(StoredConfiguration {
        id: row.parsed("id")?,
        body: row.json("body")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}
