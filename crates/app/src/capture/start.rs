use super::{Artifact, CaptureFlow, StartCapture};
use crate::create_process::{self, Door};
use crate::{App, AppError, Caller, CreateProcess, once};
use bonafide_domain::DossierId;
use jiff::Timestamp;

/// A link that is kept together with its process.
pub(crate) struct NewCapture {
    pub(crate) artifact_hash: [u8; 32],
    pub(crate) flow: CaptureFlow,
    pub(crate) expires_at: Timestamp,
    pub(crate) link: CaptureLink,
}

/// The address of a hosted page, with the secret that opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct CaptureLink {
    /// To be opened in the person's browser.
    pub url: String,
}

/// Makes a process and the link to its hosted page. Gives the link.
///
/// # Errors
/// [`AppError::Invalid`] with the place of the field; [`AppError::NotFound`] for the dossier, also for another client's;
/// [`AppError::Unavailable`].
pub async fn start_capture(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    request: StartCapture,
) -> Result<CaptureLink, AppError> {
    once::answered_before(app, caller).await?;
    let storage = app.storage();
    if storage.dossier(caller.client(), dossier).await?.is_none() {
        return Err(AppError::NotFound(crate::Missing::Dossier));
    }
    let checked = request.checked(app, caller).await?;
    let artifact = Artifact::draw(app.random());
    let lifetime = app.settings().capture.lifetime;
    let expires_at = app
        .now()
        .checked_add(lifetime)
        .map_err(|_| AppError::Internal("a link lasts longer than time".to_owned()))?;
    let capture = NewCapture {
        artifact_hash: artifact.hash(),
        flow: checked.flow,
        expires_at,
        link: CaptureLink {
            url: format!(
                "{}/capture/#/artifact={}",
                checked.address,
                artifact.reveal()
            ),
        },
    };
    let process = CreateProcess {
        redirect_url: Some(capture.flow.redirect_url.clone()),
        door: Door::HostedPage,
        ..request.process
    };
    create_process::with_capture(app, caller, dossier, process, Some(&capture))
        .await
        .map_err(in_providers)?;
    Ok(capture.link)
}

/// Fields of a process stand in the one element of `providers` here.
fn in_providers(error: AppError) -> AppError {
    let AppError::Invalid {
        field: Some(field),
        problem,
    } = error
    else {
        return error;
    };
    let outside = [
        "eventTags",
        "notificationUrl",
        "authorizationHeader",
        "redirectUrl",
    ];
    if outside.contains(&field) {
        return AppError::invalid(field, problem);
    }
    // There they stand in `processParameters`, here beside the others.
    let field = field.strip_prefix("processParameters.").unwrap_or(field);
    let problem = problem.replace("processParameters.", "");
    AppError::Invalid {
        field: None,
        problem: match problem.strip_prefix(field) {
            Some(rest) => format!("providers[0].{field}{rest}"),
            None => format!("providers[0].{field}: {problem}"),
        },
    }
}
