use crate::{App, AppError, Caller};
use bonafide_domain::{Depiction, DossierId, ImageFormat, ProcessId};
use bytes::Bytes;

/// A picture as it was uploaded.
#[derive(Clone)]
pub struct StoredImage {
    /// Its format.
    pub format: ImageFormat,
    /// Its bytes, the same as those that came.
    pub bytes: Bytes,
}

/// A picture of a process. Leaves a mark in the audit log.
///
/// # Errors
/// [`AppError::Refused`] when this kind of process has no such picture; [`AppError::NotFound`], also for
/// another client's; [`AppError::Unavailable`].
pub async fn get_image(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    depiction: Depiction,
) -> Result<StoredImage, AppError> {
    todo!()
}
