use crate::notification::{EndpointHealth, EventKind, SubscriptionState};
use crate::provider::UnknownName;
use crate::{ClientId, SubscriptionId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A client's wish to hear of events at an address.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// Whose it is.
    pub owner: ClientId,
    /// Where to. May carry a secret of the receiver's, so it is not shown by `Debug`.
    pub url: String,
    /// Which events; none means all.
    pub kinds: Vec<EventKind>,
    /// What the client says that it is for.
    pub description: Option<String>,
    /// A second signature in a header of the client's choice, beside those of Standard Webhooks.
    pub extra_signature: Option<ExtraSignature>,
    /// Whether it is told anything.
    pub state: SubscriptionState,
    /// How its last calls went.
    pub health: EndpointHealth,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Subscription {
    /// Whether it is told of events of this kind now.
    #[must_use]
    pub fn wants(&self, kind: EventKind) -> bool {
        self.state == SubscriptionState::Enabled
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("id", &self.id)
            .field("owner", &self.owner)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// A signature over the raw body in one header, for receivers that know no Standard Webhooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraSignature {
    /// The header, in lower case.
    pub header: String,
    /// How it is made and written.
    pub algorithm: SignatureAlgorithm,
}

/// How a body is signed, and how the signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignatureAlgorithm {
    /// HMAC-SHA256, hexadecimal.
    #[serde(rename = "hmac-sha256-hex")]
    HmacSha256Hex,
    /// HMAC-SHA256, base64.
    #[serde(rename = "hmac-sha256-base64")]
    HmacSha256Base64,
    /// HMAC-SHA512, hexadecimal.
    #[serde(rename = "hmac-sha512-hex")]
    HmacSha512Hex,
}

impl SignatureAlgorithm {
    /// Every algorithm.
    pub const ALL: [Self; 3] = [
        Self::HmacSha256Hex,
        Self::HmacSha256Base64,
        Self::HmacSha512Hex,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HmacSha256Hex => "hmac-sha256-hex",
            Self::HmacSha256Base64 => "hmac-sha256-base64",
            Self::HmacSha512Hex => "hmac-sha512-hex",
        }
    }
}

impl FromStr for SignatureAlgorithm {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}
