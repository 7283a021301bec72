use super::tables::{DumpTable, TABLES};
use super::{DumpedRow, Part};
use crate::error::StorageError;
use crate::statements::instance as statements;
use crate::storage::Storage;
use crate::unit::Unit;
use jiff::{SignedDuration, Timestamp};
use uuid::{Builder, Uuid};

/// Nothing is loaded for longer.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// That something is being restored or imported.
#[derive(Debug)]
pub struct LoadNote(Uuid);

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
    /// Notes that something is being restored or imported from now on, so that its files are not swept away before their
    /// rows are there. [`Unit::end_load`] or [`Storage::forget_load`] ends it, and a week at the latest.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn note_load(&self, at: Timestamp) -> Result<LoadNote, StorageError> {
        let mut random = [0; 16];
        self.ring.entropy().fill(&mut random);
        let note = LoadNote(Builder::from_random_bytes(random).into_uuid());
        let mut unit = self.begin().await?;
        let values = vec![note.0.to_string().into(), at.into()];
        unit.execute(&statements::NOTE_LOAD, values).await?;
        unit.commit().await?;
        Ok(note)
    }

    /// Ends what was given up.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn forget_load(&self, note: &LoadNote) -> Result<(), StorageError> {
        let mut unit = self.begin().await?;
        unit.end_load(note).await?;
        unit.commit().await
    }

    /// When the first of what is being restored or imported began; one that was not heard of for a week has died.
    pub(crate) async fn first_load(
        &self,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StorageError> {
        let alive = now.saturating_sub(WEEK).unwrap_or(Timestamp::MIN);
        match self
            .row(&statements::FIRST_LOAD, vec![alive.into()])
            .await?
        {
            Some(row) => row.optional_time("begun"),
            None => Ok(None),
        }
    }

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
    /// Ends what was noted with [`Storage::note_load`]: the rows of this unit name its files now.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn end_load(&mut self, note: &LoadNote) -> Result<(), StorageError> {
        let values = vec![note.0.to_string().into()];
        self.execute(&statements::FORGET_LOAD, values).await?;
        Ok(())
    }

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
