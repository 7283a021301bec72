use crate::access::ClientAccess;
use crate::ids::ClientId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which world a client lives in. Fixed when it is made; its id shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Real people.
    Live,
    /// Tests.
    Sandbox,
}

impl Environment {
    /// `live` or `sandbox`: the prefix of the client id.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Sandbox => "sandbox",
        }
    }
}

/// What an operator calls a client: 1 to 40 of `a-z`, `0-9` and `-`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientName(String);

/// A client name that is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a client name is 1 to 40 characters of a-z, 0-9 and '-', and begins with a letter")]
pub struct InvalidClientName;

impl ClientName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for ClientName {
    type Err = InvalidClientName;

    fn from_str(text: &str) -> Result<Self, InvalidClientName> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let starts_well = text.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        if text.len() <= 40 && starts_well && text.chars().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidClientName)
        }
    }
}

/// A backend that may call the API. Dossiers belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its public id.
    pub id: ClientId,
    /// What the operator calls it.
    pub name: ClientName,
    /// Live or sandbox.
    pub environment: Environment,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
    /// What the operator lets it do, and for how long a token of its is good.
    pub access: ClientAccess,
}
