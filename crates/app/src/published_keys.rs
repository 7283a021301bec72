use crate::App;
use crate::key_pair::SigningKey;
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

/// The keys by which anybody can check our tokens, as they are now; as they were last read where the storage is away.
pub async fn published_keys(app: &App) -> PublishedKeys {
    if let Err(error) = app.keys().look_again(app.storage(), app.now()).await {
        tracing::warn!(%error, "the signing keys cannot be read again");
    }
    PublishedKeys {
        keys: app
            .keys()
            .ring()
            .all()
            .iter()
            .map(SigningKey::published)
            .collect(),
    }
}
