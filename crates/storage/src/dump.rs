//! Every table as rows that any instance can take: what backups and exported accounts are made of.
//!
//! Rows are dumped as they are stored: what is sealed stays sealed. A dump reads one snapshot of the database, whatever is
//! written meanwhile.

mod load;
mod snapshot;
mod tables;

pub use load::LoadNote;
pub use snapshot::Snapshot;
pub(crate) use tables::statements;
pub use tables::{DumpTable, Part};

use crate::error::StorageError;
use crate::row::{Row, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json};
use tables::Kind;

/// A row: its columns by name; bytes in base64.
pub type DumpedRow = Map<String, Json>;

impl DumpTable {
    fn dumped(&self, row: &Row) -> Result<DumpedRow, StorageError> {
        let mut dumped = Map::new();
        for (column, kind) in self.columns {
            let value = match kind {
                Kind::Text => row.optional_text(column)?.map(Json::from),
                Kind::Int => row.optional_int(column)?.map(Json::from),
                Kind::Bytes => row
                    .optional_bytes(column)?
                    .map(|bytes| STANDARD.encode(bytes).into()),
            };
            dumped.insert((*column).to_owned(), value.unwrap_or(Json::Null));
        }
        Ok(dumped)
    }

    /// The values of an INSERT. A column that an older version had not is NULL.
    fn values(&self, row: &DumpedRow) -> Result<Vec<Value>, StorageError> {
        if let Some(unknown) = row
            .keys()
            .find(|name| !self.columns.iter().any(|(column, _)| column == name))
        {
            return Err(self.wrong(unknown));
        }
        self.columns
            .iter()
            .map(|(column, kind)| {
                let wrong = || self.wrong(column);
                let given = row.get(*column).filter(|value| !value.is_null());
                Ok(match kind {
                    Kind::Text => {
                        let text = given.map(|value| value.as_str().ok_or_else(wrong));
                        text.transpose()?.map(str::to_owned).into()
                    }
                    Kind::Int => {
                        let number = given.map(|value| value.as_i64().ok_or_else(wrong));
                        number.transpose()?.into()
                    }
                    Kind::Bytes => {
                        let bytes = given.map(|value| {
                            let text = value.as_str().ok_or_else(wrong)?;
                            STANDARD.decode(text).map_err(|_| wrong())
                        });
                        bytes.transpose()?.into()
                    }
                })
            })
            .collect()
    }

    fn wrong(&self, column: &str) -> StorageError {
        // A name, never what is in it.
        let column: String = column.chars().take(64).collect();
        StorageError::corrupt(format!("column {column} of table {}", self.name))
    }
}
