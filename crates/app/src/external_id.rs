use crate::{App, AppError, Caller, get_process};
use bonafide_domain::{DossierId, ExternalId, ProcessId, Provider, Refused};

/// The provider's own id for a process.
///
/// # Errors
/// [`AppError::Refused`] where the provider gives processes none; [`AppError::NotFound`], also for another client's;
/// [`AppError::Unavailable`].
pub async fn external_id(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Result<String, AppError> {
    let process = get_process::find(app, caller, dossier, process).await?;
    let provider = process.request.provider;
    known(provider, process.id, process.external_id.as_ref()).ok_or(AppError::Refused(
        Refused::NotOffered {
            provider,
            what: "external id",
        },
    ))
}

/// By what id a provider knows a process. Our own engine has no other name for one than ours, and ReadID none before the end.
#[must_use]
pub fn known(
    provider: Provider,
    process: ProcessId,
    external_id: Option<&ExternalId>,
) -> Option<String> {
    match (external_id, provider) {
        (Some(id), _) => Some(id.as_str().to_owned()),
        (None, Provider::FaceTec) => None,
        (None, _) => Some(process.to_string()),
    }
}
