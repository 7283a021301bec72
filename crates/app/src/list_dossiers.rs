use crate::{App, AppError, Caller};
use bonafide_domain::Dossier;

/// The caller's last dossiers, newest first; at most as many as the settings say.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn list_dossiers(app: &App, caller: &Caller) -> Result<Vec<Dossier>, AppError> {
    let limit = app.settings().limits.dossiers_per_listing;
    Ok(app.storage().dossiers(caller.client(), limit).await?)
}
