//! `/assure/dossiers/{dossierId}/processes`: create, get, start, delete.

use crate::bearer::Authorised;
use crate::document::names::{EventTag, Id, ProcessTypeName, ProviderName};
use crate::json::TolerantJson;
use crate::path::{dossier_id, process_ids};
use crate::problem::Problem;
use crate::process_body::ProcessBody;
use crate::state::Api;
use crate::wire_time::WireTime;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bonafide_app::CreateProcess;
use bonafide_domain::Status;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// What a new process is asked to be. Fields of other providers are ignored.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
#[schema(as = ProcessRequest)]
pub(crate) struct NewProcess {
    #[schema(required, nullable = false, value_type = ProviderName, example = "signicatpictureid")]
    provider: Option<String>,
    /// Left out: the provider's default.
    #[schema(value_type = Option<ProcessTypeName>, example = "document")]
    process_type: Option<String>,
    /// Which document is to be verified, of the document types.
    #[schema(value_type = Option<i32>, example = 137)]
    document_id: Option<i64>,
    #[schema(value_type = Option<Vec<EventTag>>, max_items = 20)]
    event_tags: Option<Vec<String>>,
    #[schema(max_length = 2048)]
    notification_url: Option<String>,
    #[schema(max_length = 4096, pattern = "^[ -~]*$")]
    authorization_header: Option<String>,
}

/// What a verification is started with: nothing that this provider needs.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = VerifyRequest)]
pub(crate) struct StartVerification {}

/// A new process.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProcessResponse {
    #[schema(value_type = Id)]
    process_id: String,
    #[schema(value_type = ProviderName)]
    provider: &'static str,
    #[schema(value_type = ProcessTypeName)]
    process_type: &'static str,
    #[schema(value_type = Status)]
    status: &'static str,
    /// How many sides of the document are to be uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    document_pages: Option<u8>,
    created_at: WireTime,
    updated_at: WireTime,
}

/// A verification that was started.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerifyResponse {
    #[schema(value_type = Id)]
    process_id: String,
    #[schema(value_type = Status)]
    status: &'static str,
}

/// Create a process
///
/// A process cannot be changed afterwards.
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/processes", operation_id = "createProcess", tag = "Processes",
    request_body(content = NewProcess, example = json!({"provider": "signicatpictureid", "processType": "document", "documentId": 137})),
    responses((status = 201, description = "The process, `pending`.", body = ProcessResponse)),
)]
pub(crate) async fn create(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    TolerantJson(new): TolerantJson<NewProcess>,
) -> Result<(StatusCode, Json<ProcessResponse>), Problem> {
    let request = CreateProcess {
        provider: new.provider,
        process_type: new.process_type,
        document_id: new.document_id,
        event_tags: new.event_tags.unwrap_or_default(),
        notification_url: new.notification_url,
        authorization_header: new.authorization_header,
    };
    let dossier = dossier_id(&path)?;
    let created = bonafide_app::create_process(&api.app, &caller, dossier, request).await?;
    let process = created.process;
    let body = ProcessResponse {
        process_id: process.id.to_string(),
        provider: process.request.provider.as_str(),
        process_type: process.request.process_type.as_str(),
        status: process.state.status().as_str(),
        document_pages: created.document_pages,
        created_at: WireTime(process.created_at),
        updated_at: WireTime(process.updated_at),
    };
    Ok((StatusCode::CREATED, Json(body)))
}

/// Get a process
///
/// With what came of it.
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}/processes/{processId}", operation_id = "getProcess", tag = "Processes",
    responses((status = 200, description = "The process.", body = ProcessBody)),
)]
pub(crate) async fn get(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<Json<ProcessBody>, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let process = bonafide_app::get_process(&api.app, &caller, dossier, process).await?;
    Ok(Json(process.into()))
}

/// Start the verification
///
/// The images that the process needs are set before.
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/processes/{processId}", operation_id = "startVerification", tag = "Processes",
    request_body(content = Option<StartVerification>, example = json!({})),
    responses(
    (status = 200, description = "It is `processing`.", body = VerifyResponse),
    (status = 204, description = "The provider starts by itself."),
    (status = 400, description = "Images are missing, or it was started before."),
    ),
)]
pub(crate) async fn start(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
    TolerantJson(StartVerification {}): TolerantJson<StartVerification>,
) -> Result<Json<VerifyResponse>, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let status = bonafide_app::start_verification(&api.app, &caller, dossier, process).await?;
    Ok(Json(VerifyResponse {
        process_id: process.to_string(),
        status: status.as_str(),
    }))
}

/// Delete a process
///
/// With its pictures. Cannot be undone.
#[utoipa::path(
    delete, path = "/assure/dossiers/{dossierId}/processes/{processId}", operation_id = "deleteProcess", tag = "Processes",
    responses(
    (status = 204, description = "It is gone."),
    (status = 400, description = "Its provider still works on it."),
    ),
)]
pub(crate) async fn delete(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (dossier, process) = process_ids(&path)?;
    bonafide_app::delete_process(&api.app, &caller, dossier, process).await?;
    Ok(StatusCode::NO_CONTENT)
}
