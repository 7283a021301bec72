use super::tables::{DumpTable, LEFT_OUT, TABLES};
use super::{DumpedRow, Part};
use crate::dialect;
use crate::engine::Reading;
use crate::error::StorageError;
use crate::row::Row;
use crate::storage::Storage;
use crate::store::{FileName, Put};
use bonafide_domain::{BlobId, ClientId, DossierId};
use bytes::Bytes;
use futures::TryStreamExt as _;
use std::time::Duration;
use tokio::time::timeout;

/// No stored file is larger: the largest setting, and what sealing adds.
const LARGEST: u64 = 4 << 30;
/// The next row of a table comes within this time, also where the table is sorted first.
const ROW: Duration = Duration::from_mins(10);

/// The database as it was at one moment, for as long as this is kept. Writers are not held up; on SQLite the write-ahead log
/// grows meanwhile.
pub struct Snapshot {
    reading: Reading,
}

impl Storage {
    /// The database as it is now.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn snapshot(&self) -> Result<Snapshot, StorageError> {
        let reading = self.pools.reading().await?;
        Ok(Snapshot { reading })
    }

    /// The tables that are dumped, each after those that its rows name.
    #[must_use]
    pub fn dumped_tables() -> &'static [DumpTable] {
        TABLES
    }

    /// Tables of the database that neither are dumped nor known to be left out: none, unless a migration forgot to say.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn tables_nobody_dumps(&self) -> Result<Vec<String>, StorageError> {
        let mut unknown = Vec::new();
        for row in self.rows(&dialect::TABLE_NAMES, vec![]).await? {
            let name = row.text("name")?;
            let known = TABLES.iter().any(|table| table.name == name)
                || LEFT_OUT.iter().any(|(left_out, _)| *left_out == name);
            if !known {
                unknown.push(name);
            }
        }
        Ok(unknown)
    }

    /// A file as it lies in the store, sealed where it is. `None` where there is none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn stored_file(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        blob: BlobId,
    ) -> Result<Option<Bytes>, StorageError> {
        let name = FileName::of(owner, dossier, blob);
        self.blobs.store.read(&name, LARGEST).await
    }

    /// Keeps a file as it lay in another store, and gives whether it was not there: whoever gives up what it loaded takes
    /// away that alone. The same file that lies here already is done.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] where there is one of this name with other bytes; [`StorageError`].
    pub async fn restore_file(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        blob: BlobId,
        bytes: Bytes,
    ) -> Result<bool, StorageError> {
        let name = FileName::of(owner, dossier, blob);
        match self.own_store().await?.put(&name, bytes).await {
            Ok(put) => Ok(put == Put::Kept),
            Err(StorageError::Conflict { .. }) => Err(StorageError::conflict(format!(
                "the file {} is here with other bytes",
                name.as_str()
            ))),
            Err(error) => Err(error),
        }
    }
}

impl Snapshot {
    /// Gives each row of a table, or of an account's part of it, in no order; the entries of an account's audit log in theirs.
    ///
    /// # Errors
    /// [`StorageError`], and what `each` gives.
    pub async fn each_row<E: From<StorageError>>(
        &mut self,
        table: &'static DumpTable,
        account: Option<&str>,
        mut each: impl AsyncFnMut(DumpedRow) -> Result<(), E>,
    ) -> Result<u64, E> {
        let (statement, values) = match account {
            None => (&table.all, vec![]),
            Some(account) => (&table.of_account, vec![account.into()]),
        };
        let mut rows = self.reading.stream(statement, values);
        let mut given = 0;
        while let Some(row) = next(&mut rows).await.map_err(E::from)? {
            each(table.dumped(&row)?).await?;
            given += 1;
        }
        Ok(given)
    }
}

async fn next(
    rows: &mut futures::stream::BoxStream<'_, Result<Row, StorageError>>,
) -> Result<Option<Row>, StorageError> {
    timeout(ROW, rows.try_next())
        .await
        .map_err(|_| StorageError::unavailable("the database did not answer in time"))?
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").finish_non_exhaustive()
    }
}

impl DumpTable {
    /// Whether its rows are the wrapped keys of accounts: an exported account brings its own along, wrapped for the file.
    #[must_use]
    pub fn has_keys_of_accounts(&self) -> bool {
        self.part == Part::Keys && self.clear.is_none()
    }

    /// The columns that are dumped.
    pub fn column_names(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|(column, _)| *column)
    }

    /// Whether a backup or an exported account has it, outside the file of the keys.
    #[must_use]
    pub fn is_in(&self, account: Option<&str>) -> bool {
        match self.part {
            Part::Account => true,
            Part::Server => account.is_none(),
            Part::Keys => false,
        }
    }
}
