use crate::App;
use serde::Serialize;
use utoipa::ToSchema;

/// A JWK Set (RFC 7517, 5).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublishedKeys {
    /// The public halves of the signing keys.
    pub keys: Vec<PublishedKey>,
}

/// The public half of a signing key (RFC 7517, 4; RFC 7518, 6.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[expect(missing_docs, reason = "the members of a JWK by their own names")]
pub struct PublishedKey {
    pub kty: &'static str,
    pub crv: &'static str,
    pub x: String,
    pub y: String,
    #[serde(rename = "use")]
    pub usage: &'static str,
    pub alg: &'static str,
    pub kid: String,
}

/// The keys by which anybody can check our tokens.
#[must_use]
pub fn published_keys(app: &App) -> PublishedKeys {
    PublishedKeys {
        keys: app.keys().published(),
    }
}
