//! Rows whose file is gone or is not what was written: what a folder looks like that was restored in part.

use crate::blobs::{NamedFile, StoredFile};
use crate::error::StorageError;
use crate::statements;
use crate::storage::Storage;
use crate::store::{FileKind, FileName, Found};
use bonafide_domain::{BlobId, ClientId, DossierId};
use futures::TryStreamExt as _;
use std::collections::HashSet;

const PAGE: i64 = 500;

/// How closely files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileCheck {
    /// Whether there is one for every row.
    Presence,
    /// Each is read, opened and compared with the digest of its row.
    Contents,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilesFound {
    /// Rows that name a file.
    pub named: u64,
    /// Those whose file is not there.
    pub missing: u64,
    /// Those whose file is not what was written.
    pub damaged: u64,
    /// One of either.
    pub example: Option<(ClientId, DossierId, BlobId)>,
}

struct Named {
    owner: ClientId,
    dossier: DossierId,
    file: NamedFile,
}

impl StoredFile for Named {
    fn file(&self) -> NamedFile {
        self.file
    }
}

impl Storage {
    /// Looks for the file of every row that names one. Sixteen bytes of memory for each file in the store.
    ///
    /// # Errors
    /// [`StorageError`] when database or store do not answer.
    pub async fn check_files(&self, check: FileCheck) -> Result<FilesFound, StorageError> {
        let there = self.whole_files().await?;
        let mut found = FilesFound::default();
        let mut after = String::new();
        loop {
            let page = vec![after.as_str().into(), PAGE.into()];
            let rows = self.rows(&statements::FILES_NAMED, page).await?;
            let Some(last) = rows.last() else {
                return Ok(found);
            };
            after = last.text("blob_id")?;
            for row in &rows {
                let named = Named {
                    owner: row.parsed("owner_id")?,
                    dossier: row.parsed("dossier_id")?,
                    file: NamedFile {
                        blob: row.parsed("blob_id")?,
                        bytes: row.count("bytes")?,
                        sha256: row.sha256("sha256")?,
                    },
                };
                found.named += 1;
                let blob = named.file.blob;
                let count = if !there.contains(&blob) && self.is_missing(&named).await? {
                    &mut found.missing
                } else if check == FileCheck::Contents && self.is_damaged(&named).await? {
                    &mut found.damaged
                } else {
                    continue;
                };
                *count += 1;
                found
                    .example
                    .get_or_insert((named.owner, named.dossier, blob));
            }
        }
    }

    async fn whole_files(&self) -> Result<HashSet<BlobId>, StorageError> {
        let mut there = HashSet::new();
        let mut files = self.blobs.store.list();
        while let Some(file) = files.try_next().await? {
            if let FileKind::Whole(blob) = file.name.kind() {
                there.insert(blob);
            }
        }
        Ok(there)
    }

    /// Asked for each that the list lacked: it may have been written since, or its row erased.
    async fn is_missing(&self, named: &Named) -> Result<bool, StorageError> {
        let blob = named.file.blob;
        let name = FileName::of(&named.owner, named.dossier, blob);
        // No file has no bytes: one that is there is told by its size, and not read.
        if !matches!(self.blobs.store.get(&name, 0).await?, Found::Nothing) {
            return Ok(false);
        }
        let row = self
            .row(&statements::BLOB_IS_NAMED, vec![blob.into()])
            .await?;
        Ok(row.is_some())
    }

    async fn is_damaged(&self, named: &Named) -> Result<bool, StorageError> {
        match self.read_blob(&named.owner, named.dossier, named).await {
            Ok(_) | Err(StorageError::Conflict { .. }) => Ok(false),
            Err(StorageError::Corrupt { .. }) => Ok(true),
            Err(other) => Err(other),
        }
    }
}
