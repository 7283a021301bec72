use bonafide_domain::Refused;
use bonafide_storage::{Answer, StorageError};
use std::fmt;

/// Something that was asked for and is not there, or belongs to someone else: nobody is told which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Missing {
    Client,
    Dossier,
    Process,
    Image,
    Provider,
    UserData,
    UserInfo,
    Ocr,
    Video,
    RawResult,
    Timestamps,
    Configuration,
    Subscription,
    Event,
    SigningKey,
    AuditEntry,
    Capture,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "Client",
            Self::SigningKey => "Signing key",
            Self::AuditEntry => "Audit entry",
            Self::Dossier => "Dossier",
            Self::Process => "Process",
            Self::Image => "Image",
            Self::Provider => "Provider",
            Self::UserData => "User data",
            Self::UserInfo => "User info",
            Self::Ocr => "Ocr data",
            Self::Video => "Video",
            Self::RawResult => "Raw result",
            Self::Timestamps => "Trusted timestamps",
            Self::Configuration => "Configuration",
            Self::Subscription => "Subscription",
            Self::Event => "Event",
            Self::Capture => "Capture link",
        })
    }
}

/// Why a use case did not do what it was asked to. No message holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nothing there, or not yours. `Display` is the sentence for the caller: `Dossier not found.`
    #[error("{0} not found.")]
    NotFound(Missing),
    /// A value that cannot be worked with.
    #[error("{problem}")]
    Invalid {
        /// The field as the API spells it, where it is one: `documentId`, `front`.
        field: Option<&'static str>,
        /// One sentence for the caller.
        problem: String,
    },
    /// Not possible in this status.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is something already in the place of what was to be made.
    #[error("{detail}")]
    Conflict {
        /// One sentence for the caller.
        detail: String,
    },
    /// A call with this Idempotency-Key was answered before; this is what it was answered.
    #[error("the call was answered before")]
    Answered(Answer),
    /// A call with this Idempotency-Key is under way.
    #[error(
        "A call with this Idempotency-Key is under way; send this one again when that one is answered."
    )]
    UnderWay,
    /// The token is not good.
    #[error("{detail}")]
    Unauthorised {
        /// Short, for the error body's `title`.
        title: &'static str,
        /// One sentence for the caller.
        detail: String,
    },
    /// The token is good but does not allow this.
    #[error("{detail}")]
    Forbidden {
        /// One sentence for the caller.
        detail: String,
    },
    /// More bytes than one picture may have.
    #[error("The {what} has {bytes} bytes; at most {limit} are taken.")]
    TooLarge {
        /// The field as the API spells it.
        what: &'static str,
        /// How many were sent.
        bytes: u64,
        /// How many would have been taken.
        limit: u64,
    },
    /// Too much of something is under way.
    #[error("{detail}")]
    Busy {
        /// Seconds after which to try again.
        retry_after: u32,
        /// One sentence for the caller.
        detail: String,
    },
    /// The database or the file store cannot be reached. For the log, not for the caller.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours. For the log, not for the caller.
    #[error("internal error: {0}")]
    Internal(String),
}

impl AppError {
    pub(crate) fn invalid(field: &'static str, problem: impl Into<String>) -> Self {
        Self::Invalid {
            field: Some(field),
            problem: problem.into(),
        }
    }
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Unavailable(cause) => Self::Unavailable(cause.to_string()),
            // Two calls met on the same rows and the other was first; nothing of this one is kept.
            StorageError::Conflict { .. } => Self::Busy {
                retry_after: 1,
                detail:
                    "Another call changed this at the same moment; nothing of this one was kept."
                        .to_owned(),
            },
            other => Self::Internal(other.to_string()),
        }
    }
}
