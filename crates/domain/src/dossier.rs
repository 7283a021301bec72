use crate::ids::{ClientId, DossierId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The customer's own reference: at most 256 characters, no control characters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExternalReference(String);

/// An external reference that is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("externalReference is at most 256 characters without control characters")]
pub struct InvalidExternalReference;

impl ExternalReference {
    /// The reference as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ExternalReference {
    // Customers put names and e-mail addresses here.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl TryFrom<String> for ExternalReference {
    type Error = InvalidExternalReference;

    fn try_from(text: String) -> Result<Self, InvalidExternalReference> {
        if text.chars().count() <= 256 && !text.chars().any(char::is_control) {
            Ok(Self(text))
        } else {
            Err(InvalidExternalReference)
        }
    }
}

/// The folder of one person: processes lie in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Its id.
    pub id: DossierId,
    /// The client that made it and alone may see it.
    pub owner: ClientId,
    /// The customer's own reference.
    pub external_reference: Option<ExternalReference>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it or something in it last changed.
    pub updated_at: Timestamp,
}
