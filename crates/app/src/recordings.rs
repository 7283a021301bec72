//! What some providers keep besides pictures: a video, and their answer word for word. None that is here keeps either, so
//! that these always end in the reason why there is none.

use crate::{App, AppError, Caller, Missing, get_process};
use bonafide_domain::{DossierId, Event, ProcessId, step};
use std::convert::Infallible;

/// The video of a process.
///
/// # Errors
/// [`AppError::Refused`] where the provider records none; [`AppError::NotFound`], also for another client's process;
/// [`AppError::Unavailable`].
pub async fn get_video(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<Infallible, AppError> {
    let process = get_process::find(app, caller, dossier, process).await?;
    step(&process, Event::GetVideo)?;
    Err(AppError::NotFound(Missing::Video))
}

/// The provider's answer, word for word.
///
/// # Errors
/// [`AppError::Refused`] where the provider's is not kept, and until it has come; [`AppError::NotFound`], also for another
/// client's process; [`AppError::Unavailable`].
pub async fn get_raw_result(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<Infallible, AppError> {
    let process = get_process::find(app, caller, dossier, process).await?;
    step(&process, Event::GetRaw)?;
    Err(AppError::NotFound(Missing::RawResult))
}
