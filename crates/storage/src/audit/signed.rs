use super::append::head_hash;
use crate::error::StorageError;
use crate::row::Row;
use crate::statements::audit as statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_chain::Hash;
use jiff::Timestamp;

/// A head of a log with its signature, as its row holds it: also one that somebody changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAuditHead {
    /// Whose log: a client's id, or empty.
    pub owner: String,
    /// The number of the entry that was the last.
    pub sequence: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// When it was signed, in microseconds since 1970.
    pub at: i64,
    /// The public half of the key (Ed25519, RFC 8032).
    pub public_key: Vec<u8>,
    /// The signature over what [`bonafide_chain::head_statement`] gives.
    pub signature: Vec<u8>,
}

/// A log that has grown since its head was signed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrownLog {
    /// Whose log: a client's id, or empty.
    pub owner: String,
    /// The number of its last entry.
    pub sequence: i64,
    /// The hash of that.
    pub hash: Hash,
    /// The number and the hash of the entry that was signed last; `None` before the first time.
    pub signed: Option<(i64, Hash)>,
}

impl Storage {
    /// Logs that grew by `entries` or more since they were signed, or grew and were last signed before `before`, or never
    /// were; at most `limit`.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn audit_heads_to_sign(
        &self,
        entries: u32,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<GrownLog>, StorageError> {
        let rows = self
            .rows(
                &statements::AUDIT_HEADS_TO_SIGN,
                vec![
                    i64::from(entries).into(),
                    before.into(),
                    i64::from(limit).into(),
                ],
            )
            .await?;
        rows.iter().map(grown).collect()
    }

    /// Signed heads of one log with a sequence above `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn signed_audit_heads(
        &self,
        owner: &str,
        after: i64,
        limit: u32,
    ) -> Result<Vec<SignedAuditHead>, StorageError> {
        let rows = self
            .rows(
                &statements::SIGNED_AUDIT_HEADS,
                vec![owner.into(), after.into(), i64::from(limit).into()],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(SignedAuditHead {
                    owner: row.text("owner_id")?,
                    sequence: row.int("sequence")?,
                    hash: row.bytes("hash")?,
                    at: row.int("at")?,
                    public_key: row.bytes("public_key")?,
                    signature: row.bytes("signature")?,
                })
            })
            .collect()
    }
}

impl Unit {
    /// Keeps a signed head. One that another node signed before stays.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn insert_signed_audit_head(
        &mut self,
        head: &SignedAuditHead,
    ) -> Result<(), StorageError> {
        self.execute(
            &statements::INSERT_SIGNED_AUDIT_HEAD,
            vec![
                head.owner.as_str().into(),
                head.sequence.into(),
                head.hash.clone().into(),
                head.at.into(),
                head.public_key.clone().into(),
                head.signature.clone().into(),
            ],
        )
        .await?;
        Ok(())
    }
}

fn grown(row: &Row) -> Result<GrownLog, StorageError> {
    let signed = row
        .optional_int("signed_sequence")?
        .map(|sequence| Ok::<_, StorageError>((sequence, exact(row, "signed_hash")?)))
        .transpose()?;
    Ok(GrownLog {
        owner: row.text("owner_id")?,
        sequence: row.int("sequence")?,
        hash: head_hash(row)?.ok_or_else(|| StorageError::corrupt("column hash"))?,
        signed,
    })
}

fn exact(row: &Row, column: &'static str) -> Result<Hash, StorageError> {
    row.bytes(column)?
        .try_into()
        .map_err(|_| StorageError::corrupt(format!("column {column}")))
}
