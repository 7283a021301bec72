//! The audit log: what its entries are, and how they are appended, chained, read and signed.

mod append;
mod begin;
mod read;
mod signed;

pub use read::{AuditHead, RawAuditEntry};
pub use signed::{GrownLog, SignedAuditHead};

use bonafide_domain::{ClientId, DossierId, ProcessId};
use jiff::Timestamp;
use std::fmt;

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The client that owns the entry, through the API.
    Client,
    /// The person who is to be verified, on a hosted page.
    Person,
    /// A person at the command line of the server.
    Operator,
    /// Bonafide itself: a job, a time-out.
    System,
}

impl Actor {
    const ALL: [Self; 4] = [Self::Client, Self::Person, Self::Operator, Self::System];

    /// The name in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Person => "person",
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
    /// The log is chained from here on. Entries before this one are of an older version; they were chained when it was
    /// written, so that the chain says nothing of what was done to them before.
    ChainBegun = "chain.begun",
    /// The key of the audit log was made.
    AuditKeyCreated = "audit_key.created",
    /// Everything was backed up.
    BackupMade = "backup.made",
    /// A backup was restored into this instance.
    BackupRestored = "backup.restored",
    /// The account was written into a file for another server.
    AccountExported = "account.exported",
    /// The account came from another server, with what its log says before this entry.
    AccountImported = "account.imported",
    /// A client was made.
    ClientCreated = "client.created",
    /// A client was revoked.
    ClientRevoked = "client.revoked",
    /// What a client sets of the rules was changed.
    ClientRulesChanged = "client.rules_changed",
    /// For how long what a client keeps is kept was changed.
    ClientRetentionChanged = "client.retention_changed",
    /// A dossier is held: nobody erases it.
    DossierHeld = "dossier.held",
    /// A dossier is held no more.
    DossierReleased = "dossier.released",
    /// What an operator lets a client do was changed.
    ClientAccessChanged = "client.access_changed",
    /// A signing key signs no more.
    SigningKeyRetired = "signing_key.retired",
    /// A signing key was removed, and with it every token that it signed.
    SigningKeyErased = "signing_key.erased",
    /// A signing key was made.
    SigningKeyCreated = "signing_key.created",
    /// A master key was made, and wraps nothing yet.
    MasterKeyAdded = "master_key.added",
    /// Another master key wraps what is new, and what there was is wrapped under it.
    MasterKeyRotated = "master_key.rotated",
    /// A master key is known no more.
    MasterKeyForgotten = "master_key.forgotten",
    /// An event was made at the command line, as if it had happened.
    EventTriggered = "event.triggered",
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
    /// A dossier was read that told how a process in it ended.
    DossierRead = "dossier.read",
    /// A list was read that told how processes ended.
    ProcessesListed = "processes.listed",
    /// Events were read that tell of processes.
    EventsRead = "events.read",
    /// Events that tell of processes were sent to an address once more.
    EventsResent = "events.resent",
    /// A call came again, and was given the answer that was kept of the first.
    AnswerGivenAgain = "answer.given_again",
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

fn owner_text(owner: Option<&ClientId>) -> &str {
    owner.map_or(NOBODY, ClientId::as_str)
}
