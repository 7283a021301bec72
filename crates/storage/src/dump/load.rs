use super::tables::{DumpTable, TABLES};
use super::{DumpedRow, Part};
use crate::error::StorageError;
use crate::storage::Storage;
use crate::unit::Unit;

impl Storage {
    /// The first table that is not as a migration left it: nothing can be restored over it.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn occupied(&self) -> Result<Option<&'static str>, StorageError> {
        for table in TABLES.iter().filter(|table| table.clear.is_none()) {
            if self.row(&table.any, vec![]).await?.is_some() {
                return Ok(Some(table.name));
            }
        }
        Ok(None)
    }
}

impl Storage {
    /// Begins a unit that may take long, with pauses in which files are kept. See [`Storage::begin`].
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn begin_load(&self) -> Result<Unit, StorageError> {
        let mut unit = self.begin().await?;
        unit.take_time().await?;
        Ok(unit)
    }
}

impl Unit {
    /// Makes room for the one row that a migration left in a table.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn clear_for_load(&mut self, table: &'static DumpTable) -> Result<(), StorageError> {
        if let Some(clear) = &table.clear {
            self.execute(clear, vec![]).await?;
        }
        Ok(())
    }

    /// Puts a dumped row into its table. Leases are not taken over: who held them is elsewhere.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] for a row that does not fit; [`StorageError::Conflict`] where there is another of its key.
    pub async fn load_row(
        &mut self,
        table: &'static DumpTable,
        mut row: DumpedRow,
    ) -> Result<(), StorageError> {
        if table.part == Part::Account {
            for lease in ["lease_owner", "lease_until"] {
                if let Some(held) = row.get_mut(lease) {
                    *held = serde_json::Value::Null;
                }
            }
        }
        let values = table.values(&row)?;
        self.execute(&table.insert, values).await?;
        Ok(())
    }
}
