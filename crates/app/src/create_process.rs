use crate::{App, AppError, Caller, Missing, audit, random};
use bonafide_domain::{
    Callback, DossierId, EventTags, Process, ProcessId, ProcessRequest, Provider, State,
};
use bonafide_providers::{Plan, Provider as Verifier};
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
    /// `eventTags`: at most 20 of at most 200 characters.
    pub event_tags: Vec<String>,
    /// `notificationUrl`, the older way to be told of the end: at most 2048 characters.
    pub notification_url: Option<String>,
    /// `authorizationHeader`, a secret of the client's for that URL: at most 4096 printable ASCII characters.
    pub authorization_header: Option<String>,
}

/// A new process.
#[derive(Debug)]
pub struct CreatedProcess {
    /// The process, pending.
    pub process: Process,
    /// How many sides of the document must be uploaded; 1 or 2, where the provider says so.
    pub document_pages: Option<u8>,
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
    room_for_one_more(app, caller, dossier).await?;
    let verifier = verifier(app, request.provider.as_deref())?;
    let plan = plan(&**verifier, &request)?;
    let now = app.now();
    let process = Process {
        id: ProcessId::new(random::uuid(app.random())),
        dossier,
        owner: caller.client().clone(),
        request: ProcessRequest {
            provider: verifier.name(),
            process_type: plan.process_type,
            document_id: document_id(request.document_id)?,
            required: plan.required,
            accepted: plan.accepted,
            event_tags: event_tags(request.event_tags)?,
            callback: callback(request.notification_url, request.authorization_header)?,
        },
        state: State::Pending,
        images: BTreeSet::new(),
        report: None,
        created_at: now,
        updated_at: now,
    };
    let mut unit = app.storage().begin().await?;
    unit.dossier_for_update(caller.client(), dossier)
        .await?
        .ok_or(AppError::NotFound(Missing::Dossier))?;
    unit.insert_process(&process).await?;
    unit.touch_dossier(caller.client(), dossier, now).await?;
    unit.append_audit(&audit::of_process(
        &process,
        Actor::Client,
        Act::ProcessCreated,
        now,
    ))
    .await?;
    unit.commit().await?;
    Ok(CreatedProcess {
        process,
        document_pages: plan.document_pages,
    })
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

fn verifier<'a>(app: &'a App, name: Option<&str>) -> Result<&'a Arc<dyn Verifier>, AppError> {
    let invalid = |problem: String| AppError::invalid("provider", problem);
    let here = app.provider_names();
    let Some(name) = name else {
        return Err(invalid(format!(
            "provider is required; this server has {here}."
        )));
    };
    let provider: Provider = name
        .parse()
        .map_err(|error| invalid(format!("{error}; this server has {here}.")))?;
    app.provider(provider).ok_or_else(|| {
        invalid(format!(
            "The provider {provider} is not configured on this server; it has only {here}."
        ))
    })
}

fn plan(verifier: &dyn Verifier, request: &CreateProcess) -> Result<Plan, AppError> {
    let process_type = request
        .process_type
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|error: bonafide_domain::UnknownName| {
            AppError::invalid("processType", format!("{error}."))
        })?;
    verifier
        .plan(process_type, document_id(request.document_id)?)
        .map_err(|refused| AppError::invalid(refused.field, refused.problem))
}

fn document_id(given: Option<i64>) -> Result<Option<i32>, AppError> {
    given.map(i32::try_from).transpose().map_err(|_| {
        let given = given.unwrap_or_default();
        AppError::invalid(
            "documentId",
            format!(
                "No document type has the id {given}; GET /assure/{{provider}}/document-types lists them."
            ),
        )
    })
}

fn event_tags(tags: Vec<String>) -> Result<EventTags, AppError> {
    let short = |tag: &String| tag.chars().count() <= 200 && !tag.chars().any(char::is_control);
    if tags.len() <= 20 && tags.iter().all(short) {
        Ok(EventTags(tags))
    } else {
        Err(AppError::invalid(
            "eventTags",
            "eventTags are at most 20, each of at most 200 characters without control characters.",
        ))
    }
}

fn callback(
    notification_url: Option<String>,
    authorization_header: Option<String>,
) -> Result<Option<Callback>, AppError> {
    // It becomes a header: a line break in it would add another.
    let printable =
        |text: &String| text.len() <= 4096 && !text.contains(|c: char| !(' '..='~').contains(&c));
    if !authorization_header.iter().all(printable) {
        return Err(AppError::invalid(
            "authorizationHeader",
            "authorizationHeader is at most 4096 printable ASCII characters.",
        ));
    }
    if !notification_url
        .iter()
        .all(|url| url.chars().count() <= 2048)
    {
        return Err(AppError::invalid(
            "notificationUrl",
            "notificationUrl is at most 2048 characters.",
        ));
    }
    Ok(notification_url.map(|notification_url| Callback {
        notification_url,
        authorization_header,
    }))
}
