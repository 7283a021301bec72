use super::heads::is_signed;
use crate::{App, AppError};
use bonafide_chain::{Anchor, Fault, Verifier, Wrong};
use bonafide_storage::{Act, AuditHead, RawAuditEntry, SignedAuditHead};

/// Entries, and heads, in one read.
const PAGE: u32 = 4096;

/// What to verify a log against, besides itself.
#[derive(Debug, Clone, Default)]
pub struct VerifyAudit {
    /// Heads that a witness kept, of any log. Their signatures were checked when they were read.
    pub witnessed: Vec<SignedAuditHead>,
    /// The public keys to trust, where they are kept elsewhere too; this server's own where there are none.
    pub trusted: Vec<super::AuditPublicKey>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// Whose log: a client's id, or empty.
    pub owner: String,
    /// Good entries before the first bad one; all where none is.
    pub entries: u64,
    /// The last good entry that a good signed head is of; 0 where there is none.
    pub signed: i64,
    /// The first bad entry.
    pub fault: Option<Fault>,
}

/// Goes through one log and says which entry is the first that is bad.
///
/// # Errors
/// [`AppError::Invalid`] for a trusted key that is none; [`AppError::Unavailable`].
pub async fn verify_audit(
    app: &App,
    owner: &str,
    against: &VerifyAudit,
) -> Result<AuditReport, AppError> {
    let trusted = trusted(app, against)?;
    let mut heads = Heads::default();
    let witnessed = against.witnessed.iter().filter(|head| head.owner == owner);
    for head in witnessed {
        heads.take(head, &trusted);
    }
    let mut after = i64::MIN;
    loop {
        let page = app.storage().signed_audit_heads(owner, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.sequence;
        for head in &page {
            heads.take(head, &trusted);
        }
    }
    let mut walk = Walk {
        verifier: Some(Verifier::new(
            Some(app.keys().audit().seal().clone()),
            heads.anchors.iter().copied(),
        )),
        imported: 0,
        read: i64::MIN,
    };
    let fault = match walk.all(app, owner).await? {
        Err(fault) => Some(fault),
        Ok(()) => {
            // What was appended while the log was read, up to a head that is read now.
            let head = app.storage().audit_head(owner).await?;
            let until = head.as_ref().map_or(i64::MIN, |head| head.sequence);
            match walk.until(app, owner, until).await? {
                Err(fault) => Some(fault),
                Ok(()) => {
                    let head = head.as_ref().map(AuditHead::head);
                    let verifier = walk.verifier()?;
                    // Whoever is known here was made, which is an entry.
                    let nothing = || Fault {
                        sequence: 1,
                        wrong: Wrong::CutOff { length: 1 },
                    };
                    let empty = verifier.verified() == 0;
                    verifier.finish(head).err().or_else(|| empty.then(nothing))
                }
            }
        }
    };
    let fault = heads.forged_before(fault, walk.imported);
    let verified = walk.verifier()?.verified();
    let good = fault.as_ref().map_or(verified, |fault| {
        verified.min(fault.sequence.saturating_sub(1)).max(0)
    });
    let signed = heads.anchors.iter().map(|anchor| anchor.sequence);
    Ok(AuditReport {
        owner: owner.to_owned(),
        entries: u64::try_from(good).unwrap_or_default(),
        signed: signed
            .filter(|sequence| *sequence <= good)
            .max()
            .unwrap_or(0),
        fault,
    })
}

fn trusted(app: &App, against: &VerifyAudit) -> Result<Vec<Vec<u8>>, AppError> {
    let own = [app.keys().audit().public()];
    let keys = if against.trusted.is_empty() {
        &own[..]
    } else {
        &against.trusted
    };
    keys.iter()
        .map(|key| {
            key.bytes().ok_or_else(|| AppError::Invalid {
                field: None,
                problem: "A trusted key is a JWK with kty OKP and crv Ed25519, as `bonafide audit key` prints it.".to_owned(),
            })
        })
        .collect()
}

#[derive(Default)]
struct Heads {
    /// Good ones of trusted keys.
    anchors: Vec<Anchor>,
    /// The first that is not what its key has signed.
    forged: Option<i64>,
    /// The last good one of another key.
    foreign: Option<i64>,
}

impl Heads {
    fn take(&mut self, head: &SignedAuditHead, trusted: &[Vec<u8>]) {
        match is_signed(head) {
            None => {
                let first = self.forged.unwrap_or(i64::MAX);
                self.forged = Some(first.min(head.sequence));
            }
            Some(hash) if trusted.contains(&head.public_key) => self.anchors.push(Anchor {
                sequence: head.sequence,
                hash,
            }),
            Some(_) => {
                let last = self.foreign.unwrap_or(i64::MIN);
                self.foreign = Some(last.max(head.sequence));
            }
        }
    }

    /// The first fault: of the log, or of its heads. Heads of another key are those of the server that the account was
    /// imported from, and cannot be of an entry after that.
    fn forged_before(&self, fault: Option<Fault>, imported: i64) -> Option<Fault> {
        let foreign = self.foreign.filter(|sequence| *sequence >= imported);
        let forged = [self.forged, foreign].into_iter().flatten().min();
        match (forged, fault) {
            (Some(sequence), fault) if fault.as_ref().is_none_or(|f| sequence < f.sequence) => {
                Some(Fault {
                    sequence,
                    wrong: Wrong::HeadForged,
                })
            }
            (_, fault) => fault,
        }
    }
}

struct Walk {
    /// Elsewhere only while it works.
    verifier: Option<Verifier>,
    /// The entry that says that the account was imported.
    imported: i64,
    /// The last that was read.
    read: i64,
}

impl Walk {
    fn verifier(&self) -> Result<&Verifier, AppError> {
        self.verifier.as_ref().ok_or_else(broken)
    }

    async fn all(&mut self, app: &App, owner: &str) -> Result<Result<(), Fault>, AppError> {
        self.until(app, owner, i64::MAX).await
    }

    /// Reads a page while the one before it is looked at.
    async fn until(
        &mut self,
        app: &App,
        owner: &str,
        until: i64,
    ) -> Result<Result<(), Fault>, AppError> {
        let mut page = app.storage().raw_audit(owner, self.read, PAGE).await?;
        loop {
            page.retain(|entry| entry.sequence <= until);
            let Some(last) = page.last() else {
                return Ok(Ok(()));
            };
            self.read = last.sequence;
            let verifier = self.verifier.take().ok_or_else(broken)?;
            let looked = tokio::task::spawn_blocking(move || look(verifier, &page));
            let next = app.storage().raw_audit(owner, self.read, PAGE);
            let (looked, next) = tokio::join!(looked, next);
            let (verifier, imported, found) = looked.map_err(|_| broken())?;
            self.verifier = Some(verifier);
            self.imported = self.imported.max(imported);
            if let Err(fault) = found {
                return Ok(Err(fault));
            }
            page = next?;
        }
    }
}

fn look(mut verifier: Verifier, page: &[RawAuditEntry]) -> (Verifier, i64, Result<(), Fault>) {
    let mut imported = 0;
    for entry in page {
        if let Err(fault) = verifier.push(&entry.stored()) {
            return (verifier, imported, Err(fault));
        }
        if entry.act == Act::AccountImported.as_str() {
            imported = entry.sequence;
        }
    }
    (verifier, imported, Ok(()))
}

fn broken() -> AppError {
    AppError::Internal("the audit log could not be looked at".to_owned())
}
