use crate::{App, AppError};
use bonafide_domain::Client;

/// Every client of this server, revoked ones too, oldest first.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn list_clients(app: &App) -> Result<Vec<Client>, AppError> {
    Ok(app.storage().clients().await?)
}
