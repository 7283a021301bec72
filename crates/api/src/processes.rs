//! `/assure/dossiers/{dossierId}/processes`: create, get, start, delete.

use crate::bearer::Authorised;
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
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a new process is asked to be. Fields of other providers are ignored.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NewProcess {
    provider: Option<String>,
    process_type: Option<String>,
    document_id: Option<i64>,
    event_tags: Option<Vec<String>>,
    notification_url: Option<String>,
    authorization_header: Option<String>,
}

/// What a verification is started with: nothing that this provider needs.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct StartVerification {}

/// A new process.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProcessResponse {
    process_id: String,
    provider: &'static str,
    process_type: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_pages: Option<u8>,
    created_at: WireTime,
    updated_at: WireTime,
}

/// A verification that was started.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerifyResponse {
    process_id: String,
    status: &'static str,
}

/// `POST …/processes`: 201; 400 names the field that is wrong.
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

/// `GET …/processes/{processId}`: the process with what came of it; 404.
pub(crate) async fn get(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<Json<ProcessBody>, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let process = bonafide_app::get_process(&api.app, &caller, dossier, process).await?;
    Ok(Json(process.into()))
}

/// `POST …/processes/{processId}`: starts the verification; 400 when pictures are missing or it was started
/// before; 404.
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

/// `DELETE …/processes/{processId}`: 204 when it and its pictures are gone; 404.
pub(crate) async fn delete(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (dossier, process) = process_ids(&path)?;
    bonafide_app::delete_process(&api.app, &caller, dossier, process).await?;
    Ok(StatusCode::NO_CONTENT)
}
