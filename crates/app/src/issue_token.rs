use crate::{App, ClientSecret};

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
    #[error("None of the scopes asked for is known here; ask for 'signicat-api'.")]
    InvalidScope,
    /// The database cannot be reached. For the log.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours. For the log.
    #[error("internal error: {0}")]
    Internal(String),
}

/// Gives a client a token for its credentials (RFC 6749, 4.4). An unknown client costs the same time as a
/// wrong secret. Scopes that are not known are left out of what is granted (RFC 6749, 3.3).
///
/// # Errors
/// [`TokenRefused`].
pub async fn issue_token(app: &App, request: TokenRequest) -> Result<IssuedToken, TokenRefused> {
    todo!()
}
