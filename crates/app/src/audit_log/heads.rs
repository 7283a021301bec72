use super::key::{AuditPublicKey, has_signed};
use crate::hexadecimal::{from_hexadecimal, hexadecimal};
use crate::{App, AppError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bonafide_chain::{Hash, SignedHead, Verifier, head_statement};
use bonafide_storage::{GrownLog, SignedAuditHead};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A head is signed at every so many entries,
const ENTRIES: i64 = 1000;
/// and where a log has grown at all, so long after the last time.
const PERIOD: SignedDuration = SignedDuration::from_mins(10);
/// Logs in one look, and entries in one read.
const LOGS: u32 = 500;
const PAGE: u32 = 1000;

/// Which heads to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignHeads {
    /// Of the logs that grew by a thousand entries, or grew and were not signed for ten minutes.
    WhereDue,
    /// Of all logs that grew.
    All,
}

/// Signs heads of logs. What was appended is checked before: nothing is signed that does not follow from what was signed
/// before. Gives how many heads were signed. To be called each minute.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn sign_audit_heads(app: &App, which: SignHeads) -> Result<u64, AppError> {
    let now = app.now();
    let (entries, overdue) = match which {
        SignHeads::WhereDue => (
            u32::try_from(ENTRIES).unwrap_or(u32::MAX),
            now.saturating_sub(PERIOD).unwrap_or(Timestamp::MIN),
        ),
        SignHeads::All => (1, Timestamp::MIN),
    };
    let grown = app
        .storage()
        .audit_heads_to_sign(entries, overdue, LOGS)
        .await?;
    let mut signed = 0;
    for log in grown {
        signed += sign_log(app, &log, now).await?;
    }
    Ok(signed)
}

async fn sign_log(app: &App, log: &GrownLog, now: Timestamp) -> Result<u64, AppError> {
    let (storage, key) = (app.storage(), app.keys().audit());
    let (mut last, tip) = match signed_last(app, log).await? {
        Ok(found) => found,
        Err(sequence) => {
            tracing::error!(
                owner = log.owner,
                sequence,
                "a signed head of the audit log is not what was signed; no other is signed after it"
            );
            return Ok(0);
        }
    };
    let mut verifier = Verifier::after(Some(key.seal().clone()), [], last, tip);
    let mut heads = Vec::new();
    while verifier.verified() < log.sequence {
        let page = storage.raw_audit(&log.owner, verifier.verified(), PAGE);
        let page = page.await?;
        if page.is_empty() {
            break;
        }
        for entry in page.iter().filter(|entry| entry.sequence <= log.sequence) {
            if let Err(fault) = verifier.push(&entry.stored()) {
                tracing::error!(owner = log.owner, %fault, "the audit log was changed; its head is not signed");
                return Ok(0);
            }
            if entry.sequence - last >= ENTRIES || entry.sequence == log.sequence {
                last = entry.sequence;
                heads.push(signed(app, &log.owner, last, verifier.tip(), now));
            }
        }
    }
    if verifier.verified() != log.sequence || *verifier.tip() != log.hash {
        let sequence = verifier.verified() + 1;
        tracing::error!(
            owner = log.owner,
            sequence,
            "the audit log was cut off; its head is not signed"
        );
        return Ok(0);
    }
    let mut unit = storage.begin().await?;
    for head in &heads {
        unit.insert_signed_audit_head(head).await?;
    }
    unit.commit().await?;
    Ok(heads.len() as u64)
}

/// The number and the hash of the entry that this server has signed last: what comes after it is checked. The beginning
/// where it has signed none, or another server has, from which the account came. `Err`: the head is not what was signed.
async fn signed_last(app: &App, log: &GrownLog) -> Result<Result<(i64, Hash), i64>, AppError> {
    const BEGINNING: (i64, Hash) = (0, bonafide_chain::ORIGIN);
    let Some((sequence, _)) = log.signed else {
        return Ok(Ok(BEGINNING));
    };
    let before = sequence.saturating_sub(1);
    let heads = app.storage().signed_audit_heads(&log.owner, before, 1);
    let heads = heads.await?;
    let own = app.keys().audit().public().bytes();
    Ok(match heads.first() {
        None => Ok(BEGINNING),
        Some(head) => match is_signed(head) {
            None => Err(head.sequence),
            Some(hash) if own.as_ref() == Some(&head.public_key) => Ok((head.sequence, hash)),
            Some(_) => Ok(BEGINNING),
        },
    })
}

fn signed(app: &App, owner: &str, sequence: i64, hash: &Hash, now: Timestamp) -> SignedAuditHead {
    let key = app.keys().audit();
    let at = now.as_microsecond();
    let statement = head_statement(&SignedHead {
        owner,
        sequence,
        hash,
        at,
    });
    SignedAuditHead {
        owner: owner.to_owned(),
        sequence,
        hash: hash.to_vec(),
        at,
        public_key: key.public().bytes().unwrap_or_default(),
        signature: key.sign(&statement),
    }
}

/// Whether a head is what its key has signed.
pub(crate) fn is_signed(head: &SignedAuditHead) -> Option<Hash> {
    let hash: Hash = head.hash.as_slice().try_into().ok()?;
    let statement = head_statement(&SignedHead {
        owner: &head.owner,
        sequence: head.sequence,
        hash: &hash,
        at: head.at,
    });
    has_signed(&head.public_key, &statement, &head.signature).then_some(hash)
}

/// A signed head as a witness keeps it: one JSON object a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedHead {
    /// Whose log; null for what belongs to no client.
    pub client_id: Option<String>,
    /// The number of the entry that was the last.
    pub sequence: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
    /// When it was signed, in microseconds since 1970.
    pub signed_at: i64,
    /// Who signed.
    pub key: AuditPublicKey,
    /// The signature, in base64url.
    pub signature: String,
}

/// A line that is no head, or one that nobody signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnreadableHead(&'static str);

impl ExportedHead {
    fn new(head: &SignedAuditHead) -> Self {
        Self {
            client_id: Some(head.owner.clone()).filter(|owner| !owner.is_empty()),
            sequence: head.sequence,
            hash: hexadecimal(&head.hash),
            signed_at: head.at,
            key: AuditPublicKey::new(&head.public_key),
            signature: URL_SAFE_NO_PAD.encode(&head.signature),
        }
    }

    /// A head as it was kept, when its signature is good.
    ///
    /// # Errors
    /// [`UnreadableHead`] says what is amiss.
    pub fn read(line: &str) -> Result<SignedAuditHead, UnreadableHead> {
        let unreadable = || UnreadableHead("is no head that `bonafide audit heads` printed");
        let head: Self = serde_json::from_str(line).map_err(|_| unreadable())?;
        let read = SignedAuditHead {
            owner: head.client_id.unwrap_or_default(),
            sequence: head.sequence,
            hash: from_hexadecimal(&head.hash).ok_or_else(unreadable)?,
            at: head.signed_at,
            public_key: head.key.bytes().ok_or_else(unreadable)?,
            signature: URL_SAFE_NO_PAD
                .decode(&head.signature)
                .map_err(|_| unreadable())?,
        };
        match is_signed(&read) {
            Some(_) => Ok(read),
            None => Err(UnreadableHead(
                "is a head with a signature that is not good",
            )),
        }
    }
}

/// Signed heads of one log after an entry, oldest first, for a witness to keep.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn audit_heads(
    app: &App,
    owner: &str,
    after: i64,
    limit: u32,
) -> Result<Vec<ExportedHead>, AppError> {
    let heads = app
        .storage()
        .signed_audit_heads(owner, after, limit)
        .await?;
    Ok(heads.iter().map(ExportedHead::new).collect())
}
