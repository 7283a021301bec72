use crate::{App, AppError, ClientSecret};
use bonafide_domain::{Client, ClientName, Environment};

/// A client with its secret, which nobody can show again.
#[derive(Debug)]
pub struct NewClient {
    /// The client.
    pub client: Client,
    /// Its secret.
    pub secret: ClientSecret,
}

/// Makes an API client: `{live|sandbox}-{name}-{16 hex digits}` and a secret.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn create_client(
    app: &App,
    name: ClientName,
    environment: Environment,
) -> Result<NewClient, AppError> {
    todo!()
}
