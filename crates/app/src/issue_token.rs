use crate::token::{self, Claims};
use crate::{App, AppError, ClientSecret, random};
use bonafide_domain::{Client, Scope};
use std::collections::BTreeSet;

/// Credentials of a client, as it sent them.
#[derive(Debug)]
pub struct TokenRequest {
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: ClientSecret,
    /// `scope`: names with spaces between them. Absent or empty: `signicat-api`.
    pub scope: Option<String>,
}

/// An access token (RFC 6749, 5.1). `token_type` is always `Bearer`.
pub struct IssuedToken {
    /// The token, a JWT by RFC 9068.
    pub access_token: String,
    /// Seconds that it is good for.
    pub expires_in: u64,
    /// What was granted: names with spaces between them.
    pub scope: String,
}

/// Why there is no token; `Display` is the `error_description`.
#[derive(Debug, thiserror::Error)]
pub enum TokenRefused {
    /// `invalid_client`: unknown, revoked, or a wrong secret; nobody is told which.
    #[error("The client id or the client secret is wrong, or the client was revoked.")]
    InvalidClient,
    /// `invalid_scope`.
    #[error(
        "None of the scopes asked for is known here and granted to this client; ask for 'signicat-api'."
    )]
    InvalidScope,
    /// The database cannot be reached. For the log.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours. For the log.
    #[error("internal error: {0}")]
    Internal(String),
}

impl From<AppError> for TokenRefused {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Unavailable(cause) => Self::Unavailable(cause),
            other => Self::Internal(other.to_string()),
        }
    }
}

/// Gives a client a token for its credentials (RFC 6749, 4.4). An unknown client costs the same time as a
/// wrong secret. Scopes that are not known, or that the client may not have, are left out of what is granted (RFC 6749, 3.3).
/// Without a scope it is asked for `signicat-api`.
///
/// # Errors
/// [`TokenRefused`].
pub async fn issue_token(app: &App, request: TokenRequest) -> Result<IssuedToken, TokenRefused> {
    let client = proven(app, &request).await?;
    let asked = request.scope.as_deref().unwrap_or_default().trim();
    let mut granted = if asked.is_empty() {
        BTreeSet::from([Scope::SignicatApi])
    } else {
        token::scopes(asked)
    };
    if let Some(allowed) = &client.access.scopes {
        granted.retain(|scope| allowed.contains(scope));
    }
    if granted.is_empty() {
        return Err(TokenRefused::InvalidScope);
    }
    let scope = token::scope_text(&granted);
    let settings = &app.settings().token;
    let now = app.now().as_second();
    let own = client.access.token_lifetime;
    let expires_in = own.map_or(settings.lifetime.as_secs(), |own| own.seconds().into());
    let claims = Claims {
        iss: settings.issuer.clone(),
        sub: client.id.to_string(),
        client_id: client.id.to_string(),
        aud: settings.audience.clone(),
        scope: scope.clone(),
        iat: now,
        exp: now.saturating_add_unsigned(expires_in),
        jti: random::uuid(app.random()).to_string(),
    };
    Ok(IssuedToken {
        access_token: token::sign(app.keys().ring().current()?, &claims)?,
        expires_in,
        scope,
    })
}

/// The client whose secret this is.
async fn proven(app: &App, request: &TokenRequest) -> Result<Client, TokenRefused> {
    // A text that cannot be an id is looked up as an id that nobody has, so that it costs the same.
    let nobody = || "-".parse().expect("a hyphen is a client id by its form");
    let id = request.client_id.parse().unwrap_or_else(|_| nobody());
    let stored = app.storage().client(&id).await.map_err(AppError::from)?;
    let hash = stored
        .as_ref()
        .map_or(&[][..], |stored| &stored.secret_hash.0);
    let matches = request.client_secret.matches(hash);
    match stored {
        Some(stored) if matches && stored.client.revoked_at.is_none() => Ok(stored.client),
        _ => Err(TokenRefused::InvalidClient),
    }
}
