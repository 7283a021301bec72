use crate::random::Random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq as _;

/// The secret of a client: 256 random bits in base64url (RFC 4648, 5), 43 characters. Shown once.
///
/// Stored as its SHA-256. A slow hash protects secrets that people choose, by making each guess dear; these
/// have 256 random bits, which nobody guesses at any price, so a fast one is enough.
#[derive(Clone)]
pub struct ClientSecret(String);

impl ClientSecret {
    pub(crate) fn draw(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The secret itself, to be shown to its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// Whether it is the one whose hash was stored, in a time that does not depend on the answer; an empty
    /// hash matches nothing and costs the same.
    pub(crate) fn matches(&self, stored: &[u8]) -> bool {
        let stored: Option<[u8; 32]> = stored.try_into().ok();
        let same = self.hash().ct_eq(&stored.unwrap_or_default());
        stored.is_some() & bool::from(same)
    }
}

impl From<String> for ClientSecret {
    fn from(given: String) -> Self {
        Self(given)
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret([redacted])")
    }
}
