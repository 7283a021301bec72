use super::{AuditEntry, owner_text};
use crate::error::StorageError;
use crate::row::Row;
use crate::statements::audit as statements;
use crate::unit::Unit;
use bonafide_chain::{Entry, Hash, ORIGIN};

impl Unit {
    /// Appends to the audit log, and chains the entry to the one before it. Entries are never changed and never removed; the
    /// database refuses both.
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::Corrupt`] for a log of an older version that was not chained yet.
    pub async fn append_audit(&mut self, entry: &AuditEntry) -> Result<(), StorageError> {
        let owner = owner_text(entry.owner.as_ref());
        let head = self
            .one(&statements::NEXT_AUDIT_SEQUENCE, vec![owner.into()])
            .await?;
        let sequence = head.int("sequence")?;
        let previous = match head_hash(&head)? {
            Some(hash) => hash,
            None if sequence == 1 => ORIGIN,
            None => return Err(StorageError::corrupt("an audit log that is not chained")),
        };
        let dossier = entry.dossier.map(|id| id.to_string());
        let process = entry.process.map(|id| id.to_string());
        let hash = bonafide_chain::hash(
            &Entry {
                owner,
                sequence,
                at: entry.at.as_microsecond(),
                actor: entry.actor.as_str(),
                act: entry.act.as_str(),
                dossier: dossier.as_deref(),
                process: process.as_deref(),
            },
            &previous,
        );
        let seal = self.audit_seal().map(|key| key.seal(&hash).to_vec());
        self.execute(
            &statements::INSERT_AUDIT,
            vec![
                owner.into(),
                sequence.into(),
                entry.at.into(),
                entry.actor.as_str().into(),
                entry.act.as_str().into(),
                dossier.into(),
                process.into(),
                previous.to_vec().into(),
                hash.to_vec().into(),
                seal.into(),
            ],
        )
        .await?;
        self.set_audit_head(owner, &hash).await
    }

    pub(super) async fn set_audit_head(
        &mut self,
        owner: &str,
        hash: &Hash,
    ) -> Result<(), StorageError> {
        self.execute(
            &statements::SET_AUDIT_HEAD,
            vec![owner.into(), hash.to_vec().into()],
        )
        .await?;
        Ok(())
    }
}

pub(super) fn head_hash(row: &Row) -> Result<Option<Hash>, StorageError> {
    row.optional_bytes("hash")?
        .map(|hash| {
            Hash::try_from(hash.as_slice()).map_err(|_| StorageError::corrupt("column hash"))
        })
        .transpose()
}
