use crate::{App, AppError, Caller};
use bonafide_domain::{Depiction, DossierId, ProcessId};
use bytes::Bytes;

/// Stores pictures of a pending process; a picture takes the place of an earlier one of the same depiction,
/// also within one call. All are stored or none.
///
/// # Errors
/// [`AppError::Invalid`] names the depiction that is no picture; [`AppError::TooLarge`]; [`AppError::Refused`]
/// by the status machine; [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn set_images(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    images: Vec<(Depiction, Bytes)>,
) -> Result<(), AppError> {
    todo!()
}
