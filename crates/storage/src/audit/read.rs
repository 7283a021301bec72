use super::{Act, Actor, AuditEntry, AuditRecord, owner_text};
use crate::error::StorageError;
use crate::row::Row;
use crate::statements::audit as statements;
use crate::storage::Storage;
use bonafide_chain::{Entry, Head, StoredEntry};
use bonafide_domain::ClientId;

/// An entry as its row holds it, word for word: also one that somebody changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns by their own names")]
pub struct RawAuditEntry {
    pub owner: String,
    pub sequence: i64,
    pub at: i64,
    pub actor: String,
    pub act: String,
    pub dossier: Option<String>,
    pub process: Option<String>,
    pub previous_hash: Option<Vec<u8>>,
    pub hash: Option<Vec<u8>>,
    pub seal: Option<Vec<u8>>,
}

impl RawAuditEntry {
    /// As the chain looks at it.
    #[must_use]
    pub fn stored(&self) -> StoredEntry<'_> {
        StoredEntry {
            entry: Entry {
                owner: &self.owner,
                sequence: self.sequence,
                at: self.at,
                actor: &self.actor,
                act: &self.act,
                dossier: self.dossier.as_deref(),
                process: self.process.as_deref(),
            },
            previous: self.previous_hash.as_deref(),
            hash: self.hash.as_deref(),
            seal: self.seal.as_deref(),
        }
    }
}

/// The row that says which entry of a log is the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditHead {
    /// Its number.
    pub sequence: i64,
    /// Its hash.
    pub hash: Option<Vec<u8>>,
}

impl AuditHead {
    /// As the chain looks at it.
    #[must_use]
    pub fn head(&self) -> Head<'_> {
        Head {
            sequence: self.sequence,
            hash: self.hash.as_deref(),
        }
    }
}

impl Storage {
    /// Entries of one owner's log with a sequence above `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn audit(
        &self,
        owner: Option<&ClientId>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, StorageError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.rows(
            &statements::AUDIT,
            vec![
                owner_text(owner).into(),
                after.into(),
                i64::from(limit).into(),
            ],
        )
        .await?
        .iter()
        .map(|row| record(row, owner))
        .collect()
    }

    /// The same as it stands there, for looking for what is wrong with it. `owner` is a client's id, or empty for what belongs
    /// to no client.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn raw_audit(
        &self,
        owner: &str,
        after: i64,
        limit: u32,
    ) -> Result<Vec<RawAuditEntry>, StorageError> {
        let rows = self
            .rows(
                &statements::AUDIT,
                vec![owner.into(), after.into(), i64::from(limit).into()],
            )
            .await?;
        rows.iter().map(raw).collect()
    }

    /// Entries before one, newest first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn newest_raw_audit(
        &self,
        owner: &str,
        before: i64,
        limit: u32,
    ) -> Result<Vec<RawAuditEntry>, StorageError> {
        let rows = self
            .rows(
                &statements::NEWEST_AUDIT,
                vec![owner.into(), before.into(), i64::from(limit).into()],
            )
            .await?;
        rows.iter().map(raw).collect()
    }

    /// The row of a log's head; `None` where nothing was ever appended.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn audit_head(&self, owner: &str) -> Result<Option<AuditHead>, StorageError> {
        let row = self
            .row(&statements::AUDIT_HEAD, vec![owner.into()])
            .await?;
        row.map(|row| {
            Ok(AuditHead {
                sequence: row.int("sequence")?,
                hash: row.optional_bytes("hash")?,
            })
        })
        .transpose()
    }

    /// Everybody who has a log or should have one, by id, and the empty id of what belongs to no client first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn audit_owners(&self) -> Result<Vec<String>, StorageError> {
        let nobody = super::NOBODY;
        let mut owners = vec![nobody.to_owned()];
        for row in self
            .rows(&statements::AUDIT_OWNERS, vec![nobody.into()])
            .await?
        {
            owners.push(row.text("owner_id")?);
        }
        Ok(owners)
    }
}

pub(super) fn raw(row: &Row) -> Result<RawAuditEntry, StorageError> {
    Ok(RawAuditEntry {
        owner: row.text("owner_id")?,
        sequence: row.int("sequence")?,
        at: row.int("at")?,
        actor: row.text("actor")?,
        act: row.text("act")?,
        dossier: row.optional_text("dossier_id")?,
        process: row.optional_text("process_id")?,
        previous_hash: row.optional_bytes("previous_hash")?,
        hash: row.optional_bytes("hash")?,
        seal: row.optional_bytes("seal")?,
    })
}

fn record(row: &Row, owner: Option<&ClientId>) -> Result<AuditRecord, StorageError> {
    let actor = row.text("actor")?;
    let act = row.text("act")?;
    Ok(AuditRecord {
        sequence: row.count("sequence")?,
        entry: AuditEntry {
            owner: owner.cloned(),
            at: row.time("at")?,
            actor: Actor::ALL
                .into_iter()
                .find(|known| known.as_str() == actor)
                .ok_or_else(|| StorageError::corrupt("column actor"))?,
            act: Act::ALL
                .iter()
                .copied()
                .find(|known| known.as_str() == act)
                .ok_or_else(|| StorageError::corrupt("column act"))?,
            dossier: row.optional_parsed("dossier_id")?,
            process: row.optional_parsed("process_id")?,
        },
    })
}
