use crate::{App, AppError, Caller};

/// Who holds this access token (the part of `Authorization` behind `Bearer `).
///
/// Checks signature, algorithm, type (`at+jwt`, RFC 9068, 4), issuer, audience and time, that the scope opens
/// the Assure API, and that the client is still there: a revoked one is refused at once.
///
/// # Errors
/// [`AppError::Unauthorised`] with the reason; [`AppError::Forbidden`] when the scope does not open Assure;
/// [`AppError::Unavailable`].
pub async fn authenticate(app: &App, token: &str) -> Result<Caller, AppError> {
    todo!()
}
