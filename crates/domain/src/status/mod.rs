//! The status machine of a process: one pure function, [`step`].
//!
//! Rule source: the call table of the Assure API (statuses `pending`, `processing`, and five final ones).
//! The caller stores the next state and performs the effects in one transaction.

mod event;
mod refused;
mod step;

pub use event::{Effect, Event, Outcome, Transition};
pub use refused::Refused;
pub use step::step;

use crate::provider::UnknownName;
use crate::result::{FailReason, FinalResult};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

/// The seven statuses on the wire.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Created; pictures or the user's session are awaited.
    Pending,
    /// Verification was asked for.
    Processing,
    /// Passed.
    Accepted,
    /// A check failed.
    Rejected,
    /// The end user cancelled.
    Canceled,
    /// An error stopped it.
    Failed,
    /// Could not decide.
    Inconclusive,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Processing,
        Self::Accepted,
        Self::Rejected,
        Self::Canceled,
        Self::Failed,
        Self::Inconclusive,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
        }
    }

    /// True for a status that never changes again.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::Processing)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}

/// Where a process stands, with what belongs to that: a final result exists exactly when it is accepted,
/// a fail reason exactly when it failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// See [`Status::Pending`].
    Pending,
    /// See [`Status::Processing`].
    Processing,
    /// See [`Status::Accepted`].
    Accepted(Box<FinalResult>),
    /// See [`Status::Rejected`].
    Rejected,
    /// See [`Status::Canceled`].
    Canceled,
    /// See [`Status::Failed`].
    Failed(FailReason),
    /// See [`Status::Inconclusive`].
    Inconclusive,
}

impl State {
    /// The bare status.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Pending => Status::Pending,
            Self::Processing => Status::Processing,
            Self::Accepted(_) => Status::Accepted,
            Self::Rejected => Status::Rejected,
            Self::Canceled => Status::Canceled,
            Self::Failed(_) => Status::Failed,
            Self::Inconclusive => Status::Inconclusive,
        }
    }
}
