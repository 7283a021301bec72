use super::append::head_hash;
use super::read::raw;
use super::{Act, Actor, AuditEntry, NOBODY};
use crate::error::StorageError;
use crate::statements::audit as statements;
use crate::unit::Unit;
use bonafide_chain::{Hash, ORIGIN};
use jiff::Timestamp;

/// Entries in one read.
const PAGE: i64 = 1000;

impl Unit {
    /// Whose log has an entry that was sealed, or a head that was signed; `None` where none has. With no key there is none,
    /// unless it was taken away.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn sealed_audit_log(&mut self) -> Result<Option<String>, StorageError> {
        for statement in [
            &statements::ANY_SIGNED_AUDIT_HEAD,
            &statements::ANY_AUDIT_SEAL,
        ] {
            if let Some(row) = self.row(statement, vec![]).await? {
                return row.text("owner_id").map(Some);
            }
        }
        Ok(None)
    }

    /// Chains the logs of older versions, which had no hashes, and notes in each that its chain begins there. Gives how many
    /// logs these were. To be called before anything is appended; where several nodes do at once, each log is chained once.
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::Corrupt`] for a log of which a part has hashes: that is no log of an older version.
    pub async fn chain_older_audit_logs(&mut self, at: Timestamp) -> Result<u64, StorageError> {
        let mut chained = 0;
        for row in self
            .rows(&statements::UNCHAINED_AUDIT_HEADS, vec![])
            .await?
        {
            let owner = row.text("owner_id")?;
            if self.chain_older_log(&owner, at).await? {
                chained += 1;
            }
        }
        Ok(chained)
    }

    /// False where another node was first.
    async fn chain_older_log(&mut self, owner: &str, at: Timestamp) -> Result<bool, StorageError> {
        let head = self
            .one(&statements::LOCK_AUDIT_HEAD, vec![owner.into()])
            .await?;
        if head_hash(&head)?.is_some() {
            return Ok(false);
        }
        let chained = self
            .row(&statements::AUDIT_IS_CHAINED, vec![owner.into()])
            .await?;
        if chained.is_some() {
            return Err(StorageError::corrupt(format!(
                "the head of the audit log of '{owner}' has lost its hash"
            )));
        }
        let mut tip = ORIGIN;
        let mut after = 0;
        loop {
            let page = self
                .rows(
                    &statements::AUDIT,
                    vec![owner.into(), after.into(), PAGE.into()],
                )
                .await?;
            for row in &page {
                let entry = raw(row)?;
                let hash = bonafide_chain::hash(&entry.stored().entry, &tip);
                self.chain_entry(owner, entry.sequence, &tip, &hash).await?;
                (tip, after) = (hash, entry.sequence);
            }
            if page.is_empty() {
                break;
            }
        }
        self.set_audit_head(owner, &tip).await?;
        let owner = if owner == NOBODY {
            None
        } else {
            let parsed = owner.parse();
            Some(parsed.map_err(|_| StorageError::corrupt("column owner_id"))?)
        };
        self.append_audit(&AuditEntry {
            owner,
            at,
            actor: Actor::System,
            act: Act::ChainBegun,
            dossier: None,
            process: None,
        })
        .await?;
        Ok(true)
    }

    async fn chain_entry(
        &mut self,
        owner: &str,
        sequence: i64,
        previous: &Hash,
        hash: &Hash,
    ) -> Result<(), StorageError> {
        let seal = self.audit_seal().map(|key| key.seal(hash).to_vec());
        self.execute(
            &statements::CHAIN_AUDIT,
            vec![
                owner.into(),
                sequence.into(),
                previous.to_vec().into(),
                hash.to_vec().into(),
                seal.into(),
            ],
        )
        .await?;
        Ok(())
    }
}
