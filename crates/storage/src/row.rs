use crate::error::StorageError;
use bonafide_domain::{
    BlobId, ClientId, DeliveryId, DossierId, EventId, JobId, ProcessId, SubscriptionId,
};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex, Decode, Row as _, Type};
use std::str::FromStr;

/// What is bound to a parameter. PostgreSQL wants to know the type of a NULL too.
#[derive(Clone)]
pub(crate) enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Int(Some(time.as_microsecond()))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl From<Option<Timestamp>> for Value {
    fn from(time: Option<Timestamp>) -> Self {
        Self::Int(time.map(Timestamp::as_microsecond))
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(bytes: Option<Vec<u8>>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&ClientId> for Value {
    fn from(id: &ClientId) -> Self {
        id.as_str().into()
    }
}

macro_rules! id_values {
    ($($id:ty),*) => {$(
        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Text(Some(id.to_string()))
            }
        }
    )*};
}
id_values!(
    DossierId,
    ProcessId,
    BlobId,
    JobId,
    EventId,
    SubscriptionId,
    DeliveryId
);

/// What is kept as JSON.
pub(crate) fn to_json(column: &str, value: &impl Serialize) -> Result<String, StorageError> {
    // The cause could quote the value.
    serde_json::to_string(value)
        .map_err(|_| StorageError::corrupt(format!("column {column} cannot be written as JSON")))
}

/// A row of either engine. Columns are read by name; an error names the column, never what is in it.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    fn get<T>(&self, column: &'static str) -> Result<T, StorageError>
    where
        T: for<'r> Decode<'r, sqlx::Sqlite> + Type<sqlx::Sqlite>,
        T: for<'r> Decode<'r, sqlx::Postgres> + Type<sqlx::Postgres>,
        &'static str: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(|_| damaged(column))
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String, StorageError> {
        self.get(column)
    }

    pub(crate) fn optional_text(
        &self,
        column: &'static str,
    ) -> Result<Option<String>, StorageError> {
        self.get(column)
    }

    pub(crate) fn int(&self, column: &'static str) -> Result<i64, StorageError> {
        self.get(column)
    }

    pub(crate) fn optional_int(&self, column: &'static str) -> Result<Option<i64>, StorageError> {
        self.get(column)
    }

    pub(crate) fn optional_bytes(
        &self,
        column: &'static str,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        self.get(column)
    }

    /// A number that cannot be negative.
    pub(crate) fn count(&self, column: &'static str) -> Result<u64, StorageError> {
        u64::try_from(self.int(column)?).map_err(|_| damaged(column))
    }

    /// A small number that cannot be negative.
    pub(crate) fn small(&self, column: &'static str) -> Result<u32, StorageError> {
        u32::try_from(self.int(column)?).map_err(|_| damaged(column))
    }

    pub(crate) fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StorageError> {
        self.get(column)
    }

    /// The digest of a file.
    pub(crate) fn sha256(&self, column: &'static str) -> Result<[u8; 32], StorageError> {
        self.bytes(column)?.try_into().map_err(|_| damaged(column))
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<Timestamp, StorageError> {
        Timestamp::from_microsecond(self.int(column)?).map_err(|_| damaged(column))
    }

    pub(crate) fn optional_time(
        &self,
        column: &'static str,
    ) -> Result<Option<Timestamp>, StorageError> {
        self.get::<Option<i64>>(column)?
            .map(Timestamp::from_microsecond)
            .transpose()
            .map_err(|_| damaged(column))
    }

    pub(crate) fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, StorageError> {
        self.text(column)?.parse().map_err(|_| damaged(column))
    }

    pub(crate) fn optional_parsed<T: FromStr>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StorageError> {
        self.optional_text(column)?
            .map(|text| text.parse())
            .transpose()
            .map_err(|_| damaged(column))
    }

    pub(crate) fn json<T: DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<T, StorageError> {
        // The cause could quote the value.
        serde_json::from_str(&self.text(column)?).map_err(|_| damaged(column))
    }

    pub(crate) fn optional_json<T: DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StorageError> {
        self.optional_text(column)?
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|_| damaged(column))
    }
}

fn damaged(column: &str) -> StorageError {
    StorageError::corrupt(format!("column {column}"))
}
