//! Whose files these are. A database has a random id of its own, and the store of its files a marker that names it, so that
//! nobody keeps or removes files in a store of another database: one that was restored, or a server with the wrong
//! settings.

use crate::error::StorageError;
use crate::row::Value;
use crate::statements::{Statement, instance as statements};
use crate::storage::Storage;
use crate::store::{FileKind, FileName, FileStore, Listed, Put};
use bytes::Bytes;
use futures::TryStreamExt as _;
use uuid::Builder;

/// A marker is no longer than this.
const LONGEST: u64 = 256;
/// Files of a store without a marker that are looked at to see whose they are.
const LOOKED_AT: usize = 1000;

/// A store without a marker, by the files in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unmarked {
    /// There are none.
    Empty,
    /// Clients of this database have some: an earlier version kept them.
    Ours,
    /// Nobody known here has any of them.
    Strange,
}

impl Storage {
    /// Looks whether the store of the files is this database's, and marks it where it is nobody's or an earlier version
    /// has used it.
    ///
    /// # Errors
    /// [`StorageError::OtherStore`] where it is another database's; [`StorageError::Unavailable`].
    pub async fn own_files(&self) -> Result<(), StorageError> {
        let ours = self.drawn_database_id().await?;
        match self.marked().await? {
            Some(marked) if marked == ours => Ok(()),
            Some(marked) => Err(self.other_store(&marked)),
            None => match self.unmarked().await? {
                Unmarked::Empty | Unmarked::Ours => self.mark(&ours).await,
                Unmarked::Strange => Err(self.other_store("from before stores were marked")),
            },
        }
    }

    /// The same for files that are brought along: where there are some already they are in the way, whosever they are.
    ///
    /// # Errors
    /// [`StorageError::OtherStore`]; [`StorageError::Unavailable`].
    pub async fn own_empty_files(&self) -> Result<(), StorageError> {
        let marked = self.marked().await?;
        if marked.is_none() && self.unmarked().await? != Unmarked::Empty {
            return Err(self.other_store("from before stores were marked"));
        }
        self.own_files().await
    }

    /// Whether the store is marked as another database's. Changes nothing.
    ///
    /// # Errors
    /// [`StorageError::OtherStore`] where it is; [`StorageError::Unavailable`].
    pub(crate) async fn look_whose_files(&self) -> Result<(), StorageError> {
        match self.marked().await? {
            Some(marked) if self.database_id().await? != Some(marked.clone()) => {
                Err(self.other_store(&marked))
            }
            _ => Ok(()),
        }
    }

    /// The store, for whoever keeps or removes files: looked at once in the life of this storage.
    pub(crate) async fn own_store(&self) -> Result<&dyn FileStore, StorageError> {
        self.owned.get_or_try_init(|| self.own_files()).await?;
        Ok(&*self.blobs.store)
    }

    async fn marked(&self) -> Result<Option<String>, StorageError> {
        let found = self.blobs.store.read(&FileName::marker(), LONGEST).await;
        match found? {
            None => Ok(None),
            Some(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned())),
        }
    }

    async fn mark(&self, ours: &str) -> Result<(), StorageError> {
        let marker = Bytes::from(format!("{ours}\n"));
        match self.blobs.store.put(&FileName::marker(), marker).await {
            Ok(Put::Kept | Put::ThereAlready) => Ok(()),
            // Another server was first: of this database, or of another.
            Err(StorageError::Conflict { .. }) => match self.marked().await? {
                Some(marked) if marked != ours => Err(self.other_store(&marked)),
                _ => Ok(()),
            },
            Err(other) => Err(other),
        }
    }

    async fn unmarked(&self) -> Result<Unmarked, StorageError> {
        let mut files = self.blobs.store.list();
        let (mut found, mut last) = (Unmarked::Empty, None);
        for _ in 0..LOOKED_AT {
            let Some(Listed { name, .. }) = files.try_next().await? else {
                break;
            };
            if name.kind() == FileKind::Foreign || name.is_of_trial() {
                continue;
            }
            found = Unmarked::Strange;
            let owner = name.owner().to_owned();
            if last.as_ref() == Some(&owner) {
                continue;
            }
            let known = vec![owner.as_str().into()];
            if !self
                .quiet(&statements::CLIENT_IS_THERE, known)
                .await?
                .is_empty()
            {
                return Ok(Unmarked::Ours);
            }
            last = Some(owner);
        }
        Ok(found)
    }

    async fn database_id(&self) -> Result<Option<String>, StorageError> {
        let rows = self.quiet(&statements::DATABASE_ID, vec![]).await?;
        rows.first().map(|row| row.text("value")).transpose()
    }

    async fn drawn_database_id(&self) -> Result<String, StorageError> {
        if let Some(id) = self.database_id().await? {
            return Ok(id);
        }
        let mut random = [0; 16];
        self.ring.entropy().fill(&mut random);
        let id = Builder::from_random_bytes(random).into_uuid().to_string();
        let mut transaction = self.pools.begin().await?;
        let values = vec![id.as_str().into()];
        transaction
            .execute(&statements::DRAW_DATABASE_ID, values)
            .await?;
        transaction.commit().await?;
        // Another server may have been first.
        let drawn = self.database_id().await?;
        drawn.ok_or_else(|| StorageError::corrupt("table instance is empty"))
    }

    /// Looks rows up past the seam for faults: this is no call of a use case.
    async fn quiet(
        &self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Vec<crate::row::Row>, StorageError> {
        self.pools.rows(statement, values).await
    }

    fn other_store(&self, marked: &str) -> StorageError {
        StorageError::OtherStore(format!(
            "{} holds files of another database ({marked}), and none of them was touched; give this server a store of its \
             own: another data.dir, or another files.bucket or files.prefix. Where that database is gone for good, empty \
             the store, with {} in it",
            self.blobs.store.whereabouts(),
            FileName::marker().as_str()
        ))
    }
}
