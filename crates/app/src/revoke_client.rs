use crate::{App, AppError};
use bonafide_domain::{Client, ClientId};

/// Revokes a client: from now on it gets no token, and those that it holds are refused. Revoking twice
/// changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such client; [`AppError::Unavailable`].
pub async fn revoke_client(app: &App, id: &ClientId) -> Result<Client, AppError> {
    todo!()
}
