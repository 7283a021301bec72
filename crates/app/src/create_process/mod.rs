//! A new process: what was asked for is held against the contract and against its provider, a session is made where the
//! provider has sessions, and all of it is kept.

mod request;

use crate::capture::NewCapture;
use crate::{App, AppError, Caller, Missing, audit, once, person, random};
use bonafide_domain::{
    DossierId, Environment, Process, ProcessId, ProcessParameters, ProcessRequest, Provider,
    SessionAccess, State,
};
use bonafide_providers::{Opened, OpeningTask, Provider as Verifier};
use bonafide_storage::{Act, Actor};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a new process is asked to be, in the words of the API; nulls are absent.
#[derive(Default)]
pub struct CreateProcess {
    /// `provider`; required.
    pub provider: Option<String>,
    /// `processType`; the provider's default when absent.
    pub process_type: Option<String>,
    /// `documentId`: a numeric id from the list of document types.
    pub document_id: Option<i64>,
    /// `documentType`: one of the 24 kinds.
    pub document_type: Option<String>,
    /// `documentCountry`: two or three letters of ISO 3166, or `UNIV`.
    pub document_country: Option<String>,
    /// `redact`: the fields to blacken; none when empty.
    pub redact: Vec<String>,
    /// `redactionLevel`; `standard` when absent.
    pub redaction_level: Option<String>,
    /// `processParameters`.
    pub parameters: ProcessParameters,
    /// `redirectUrl`: where the browser goes after a session that is not on our pages; at most 2048 characters.
    pub redirect_url: Option<String>,
    /// `eventTags`: at most 20 of at most 200 characters.
    pub event_tags: Vec<String>,
    /// `notificationUrl`, the older way to be told of the end: at most 2048 characters.
    pub notification_url: Option<String>,
    /// `authorizationHeader`, a secret of the client's for that URL: at most 4096 printable ASCII characters.
    pub authorization_header: Option<String>,
    /// Through which door it came.
    pub door: Door,
}

/// Through which door a new process came. On a hosted page the person says what the client has to say elsewhere: which
/// document, of which country.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Door {
    /// Create process.
    #[default]
    Api,
    /// Start capture flow.
    HostedPage,
}

/// A new process.
#[derive(Debug, Clone)]
pub struct CreatedProcess {
    /// The process, pending.
    pub process: Process,
    /// How many sides of the document must be uploaded; 1 or 2, where the provider says so.
    pub document_pages: Option<u8>,
    /// What lets the person into a session with the provider. Told now and never again.
    pub access: SessionAccess,
}

/// Makes a process in a dossier.
///
/// # Errors
/// [`AppError::Invalid`] with the field; [`AppError::NotFound`] for the dossier, also for another client's;
/// [`AppError::Unavailable`].
pub async fn create_process(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    request: CreateProcess,
) -> Result<CreatedProcess, AppError> {
    once::answered_before(app, caller).await?;
    with_capture(app, caller, dossier, request, None).await
}

/// The same, with the link to its hosted page: both are kept, or none.
pub(crate) async fn with_capture(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    request: CreateProcess,
    capture: Option<&NewCapture>,
) -> Result<CreatedProcess, AppError> {
    room_for_one_more(app, caller, dossier).await?;
    let provider = provider(app, caller, request.provider.as_deref())?;
    let verifier = verifier(app, provider, caller.environment())?;
    let request = request::checked(provider, request)?;
    let plan = verifier
        .plan(&request)
        .map_err(|refused| AppError::invalid(refused.field, refused.problem))?;
    let request = ProcessRequest {
        required: plan.required,
        accepted: plan.accepted,
        ..request
    };
    let id = ProcessId::new(random::uuid(app.random()));
    let opened = open(app, caller, dossier, id, &request).await?;
    let now = app.now();
    let process = Process {
        id,
        dossier,
        owner: caller.client().clone(),
        request,
        external_id: opened.external_id,
        simulation: opened.simulation,
        start: None,
        state: State::Pending,
        images: BTreeSet::new(),
        report: None,
        created_at: now,
        updated_at: now,
    };
    let created = CreatedProcess {
        process,
        document_pages: plan.document_pages,
        access: opened.access,
    };
    keep(app, caller, &created, capture).await?;
    Ok(created)
}

async fn open(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    request: &ProcessRequest,
) -> Result<Opened, AppError> {
    let provider = request.provider;
    if provider == Provider::SignicatPictureId {
        return Ok(Opened::default());
    }
    let mut drawn = [0; 32];
    app.random().fill(&mut drawn);
    let task = OpeningTask {
        environment: caller.environment(),
        process,
        request: request.clone(),
        person: person::known(app, caller.client(), dossier).await?,
        random: drawn,
    };
    let opened = verifier(app, provider, caller.environment())?
        .open(task)
        .await
        .map_err(|error| AppError::Unavailable(format!("{provider}: {error}")))?;
    if opened.simulation.is_some() && caller.environment() == Environment::Live {
        return Err(AppError::Internal(format!(
            "{provider} made a simulated session for a live client"
        )));
    }
    Ok(opened)
}

async fn keep(
    app: &App,
    caller: &Caller,
    created: &CreatedProcess,
    capture: Option<&NewCapture>,
) -> Result<(), AppError> {
    let process = &created.process;
    let (dossier, now) = (process.dossier, process.created_at);
    let mut unit = app.storage().begin().await?;
    unit.dossier_for_update(caller.client(), dossier)
        .await?
        .ok_or(AppError::NotFound(Missing::Dossier))?;
    unit.insert_process(process).await?;
    if let Some(capture) = capture {
        unit.insert_capture(
            process,
            capture.artifact_hash,
            &capture.flow,
            capture.expires_at,
        )
        .await?;
    }
    unit.touch_dossier(caller.client(), dossier, now).await?;
    match capture {
        Some(capture) => {
            once::keep_answer(app, &mut unit, caller, Some(dossier), &capture.link).await?;
        }
        None => once::keep_answer(app, &mut unit, caller, Some(dossier), created).await?,
    }
    let entry = audit::of_process(process, Actor::Client, Act::ProcessCreated, now);
    unit.append_audit(&entry).await?;
    Ok(unit.commit().await?)
}

/// The dossier is there and not full. Calls at the same moment may put a few more in; the bound is against
/// dossiers that grow without end, not a quota.
async fn room_for_one_more(app: &App, caller: &Caller, dossier: DossierId) -> Result<(), AppError> {
    let storage = app.storage();
    storage
        .dossier(caller.client(), dossier)
        .await?
        .ok_or(AppError::NotFound(Missing::Dossier))?;
    let limit = app.settings().limits.processes_per_dossier;
    let processes = storage.processes(caller.client(), dossier).await?;
    if processes.len() < limit as usize {
        Ok(())
    } else {
        Err(AppError::Invalid {
            field: None,
            problem: format!(
                "A dossier holds at most {limit} processes; delete one or make a new dossier."
            ),
        })
    }
}

fn provider(app: &App, caller: &Caller, name: Option<&str>) -> Result<Provider, AppError> {
    let here = app.provider_names(caller.environment());
    match name.map(str::parse) {
        None => Err(AppError::invalid(
            "provider",
            format!("provider is required; this server has {here}."),
        )),
        Some(Err(error)) => Err(AppError::invalid(
            "provider",
            format!("{error}; this server has {here}."),
        )),
        Some(Ok(provider)) => Ok(provider),
    }
}

fn verifier(
    app: &App,
    provider: Provider,
    environment: Environment,
) -> Result<&Arc<dyn Verifier>, AppError> {
    app.provider(provider, environment).ok_or_else(|| {
        let here = app.provider_names(environment);
        let sandbox = match environment {
            Environment::Live => {
                " This version connects to no outside provider, so there is nothing to configure yet; in a sandbox \
                 account, made with `bonafide client create NAME --sandbox`, every provider is simulated."
            }
            Environment::Sandbox => "",
        };
        AppError::invalid(
            "provider",
            format!(
                "The provider {provider} is not configured on this server for {} accounts; it has only {here}.{sandbox}",
                environment.prefix(),
            ),
        )
    })
}
