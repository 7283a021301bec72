use crate::provider::UnknownName;
use crate::status::Status;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// That a process is played and not verified: it says nothing about anybody. Only processes of sandbox accounts have one;
/// the storage refuses it on any other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    /// What was played, once it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub play: Option<Play>,
}

/// What a simulated provider can be asked to play: the magic words of a sandbox account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Play {
    /// Ends accepted.
    Accepted,
    /// Ends rejected.
    Rejected,
    /// Ends inconclusive, where the provider can leave a doubt; rejected otherwise.
    Inconclusive,
    /// Ends failed, with a reason of the provider's.
    Failed,
    /// The person breaks off.
    Canceled,
    /// Is accepted after 30 seconds.
    Slow30s,
    /// Is accepted, and its notification is to be sent twice.
    WebhookTwice,
}

impl Play {
    /// Every magic word.
    pub const ALL: [Self; 7] = [
        Self::Accepted,
        Self::Rejected,
        Self::Inconclusive,
        Self::Failed,
        Self::Canceled,
        Self::Slow30s,
        Self::WebhookTwice,
    ];

    /// The magic word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "Accepted",
            Self::Rejected => "Rejected",
            Self::Inconclusive => "Inconclusive",
            Self::Failed => "Failed",
            Self::Canceled => "Canceled",
            Self::Slow30s => "Slow30s",
            Self::WebhookTwice => "WebhookTwice",
        }
    }

    /// The status that it ends with.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Accepted | Self::Slow30s | Self::WebhookTwice => Status::Accepted,
            Self::Rejected => Status::Rejected,
            Self::Inconclusive => Status::Inconclusive,
            Self::Failed => Status::Failed,
            Self::Canceled => Status::Canceled,
        }
    }
}

impl fmt::Display for Play {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Play {
    type Err = UnknownName;

    /// In small or capital letters: names of people are often stored in capitals.
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|play| play.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}
