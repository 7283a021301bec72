use crate::{App, AppError, Caller};
use bonafide_domain::DossierId;

/// Removes a dossier with everything in it; rows and files are gone when this answers. The result of a
/// verification that is running is thrown away when it comes.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Refused`] while a provider does not allow it;
/// [`AppError::Unavailable`].
pub async fn delete_dossier(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
) -> Result<(), AppError> {
    todo!()
}
