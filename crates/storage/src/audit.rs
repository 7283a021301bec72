use crate::error::StorageError;
use crate::row::Row;
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId, ProcessId};
use jiff::Timestamp;
use std::fmt;

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The client that owns the entry, through the API.
    Client,
    /// A person at the command line of the server.
    Operator,
    /// Bonafide itself: a job, a time-out.
    System,
}

impl Actor {
    const ALL: [Self; 3] = [Self::Client, Self::Operator, Self::System];

    /// The name in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Act { $($(#[$doc])* $name,)* }

        impl Act {
            /// Every act there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name in the log.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

acts! {
    /// A client was made.
    ClientCreated = "client.created",
    /// A client was revoked.
    ClientRevoked = "client.revoked",
    /// What a client sets of the rules was changed.
    ClientRulesChanged = "client.rules_changed",
    /// What an operator lets a client do was changed.
    ClientAccessChanged = "client.access_changed",
    /// A signing key signs no more.
    SigningKeyRetired = "signing_key.retired",
    /// A signing key was removed, and with it every token that it signed.
    SigningKeyErased = "signing_key.erased",
    /// A signing key was made.
    SigningKeyCreated = "signing_key.created",
    /// A dossier was made.
    DossierCreated = "dossier.created",
    /// A dossier was erased with all that lay in it.
    DossierErased = "dossier.erased",
    /// User data were given.
    UserDataSet = "user_data.set",
    /// User data were handed out.
    UserDataRead = "user_data.read",
    /// User data were changed.
    UserDataChanged = "user_data.changed",
    /// User data were erased.
    UserDataErased = "user_data.erased",
    /// Pictures were stored in a dossier.
    FilesSet = "files.set",
    /// A picture of a dossier was handed out.
    FileRead = "file.read",
    /// The pictures of a dossier were erased.
    FilesErased = "files.erased",
    /// All that belongs to a process was handed out.
    ResultDownloaded = "result.downloaded",
    /// Data about a person were compared.
    DataMatched = "data.matched",
    /// A configuration was made, changed or removed.
    ConfigurationChanged = "configuration.changed",
    /// A process was made.
    ProcessCreated = "process.created",
    /// A process with its result was read.
    ProcessRead = "process.read",
    /// Pictures were stored.
    ImagesSet = "images.set",
    /// A picture was handed out.
    ImageRead = "image.read",
    /// A video or a provider's own answer was handed out.
    RecordingRead = "recording.read",
    /// A verification was asked for.
    VerificationStarted = "verification.started",
    /// It ended: accepted.
    ProcessAccepted = "process.accepted",
    /// It ended: rejected.
    ProcessRejected = "process.rejected",
    /// It ended: inconclusive.
    ProcessInconclusive = "process.inconclusive",
    /// It ended: failed.
    ProcessFailed = "process.failed",
    /// It ended: canceled.
    ProcessCanceled = "process.canceled",
    /// A process was erased.
    ProcessErased = "process.erased",
    /// The hosts that a client may be told at were set.
    WebhookHostsChanged = "client.webhook-hosts-changed",
    /// A client asked to be told of events at an address.
    SubscriptionCreated = "subscription.created",
    /// It changed what it is told, or where.
    SubscriptionChanged = "subscription.changed",
    /// It wants to be told there no more.
    SubscriptionDeleted = "subscription.deleted",
    /// It drew another secret.
    SubscriptionSecretRotated = "subscription.secret-rotated",
    /// An address failed for too long, or said that it is gone.
    SubscriptionDisabled = "subscription.disabled",
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One line of the audit log. It holds ids alone, so that it may outlive the person it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Whose log; `None` for what belongs to no client.
    pub owner: Option<ClientId>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// On which dossier.
    pub dossier: Option<DossierId>,
    /// On which process.
    pub process: Option<ProcessId>,
}

/// An entry as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// 1, 2, 3, … within the log of one owner, without gaps.
    pub sequence: u64,
    /// The entry.
    pub entry: AuditEntry,
}

/// The log of what belongs to no client. No client id is empty.
const NOBODY: &str = "";

impl Unit {
    /// Appends to the audit log. Entries are never changed and never removed; the database refuses both.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn append_audit(&mut self, entry: &AuditEntry) -> Result<(), StorageError> {
        let owner = entry.owner.as_ref().map_or(NOBODY, ClientId::as_str);
        // The head's row stays locked until the commit, so that numbers have no gaps.
        let head = self
            .one(&statements::NEXT_AUDIT_SEQUENCE, vec![owner.into()])
            .await?;
        self.execute(
            &statements::INSERT_AUDIT,
            vec![
                owner.into(),
                head.int("sequence")?.into(),
                entry.at.into(),
                entry.actor.as_str().into(),
                entry.act.as_str().into(),
                entry.dossier.map(|id| id.to_string()).into(),
                entry.process.map(|id| id.to_string()).into(),
            ],
        )
        .await?;
        Ok(())
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
        let owner_text = owner.map_or(NOBODY, ClientId::as_str);
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.rows(
            &statements::AUDIT,
            vec![owner_text.into(), after.into(), i64::from(limit).into()],
        )
        .await?
        .iter()
        .map(|row| record(row, owner))
        .collect()
    }
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
