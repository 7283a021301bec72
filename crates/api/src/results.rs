//! What a process leaves behind: its full result, its video, the provider's own answer, and the provider's own id; and the
//! call that ends it.

use crate::bearer::Authorised;
use crate::document::names::Id;
use crate::path::process_ids;
use crate::problem::Problem;
use crate::query;
use crate::state::Api;
use crate::uploads::attachment;
use crate::zip::zipped;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use bonafide_app::Timestamps;
use bonafide_domain::{FailReason, Status};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// More than a provider's video has, in bytes.
const VIDEO: u64 = 32 << 20;

/// More than a provider's report has, in bytes.
const REPORT: u64 = 1 << 20;

/// A process that its client ended.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FailedProcessResponse)]
pub(crate) struct FailedProcess {
    #[schema(value_type = Id)]
    process_id: String,
    #[schema(value_type = Status)]
    status: &'static str,
    reason: FailReason,
}

/// The provider's own id.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ExternalIdResponse)]
pub(crate) struct ExternalId {
    external_id: String,
}

/// Fail a process
///
/// Only one that is `pending`.
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/processes/{processId}/fail", operation_id = "setFailedProcess", tag = "Processes",
    responses(
    (status = 200, description = "It is `failed`.", body = FailedProcess),
    (status = 409, description = "It is not pending."),
    ),
)]
pub(crate) async fn fail(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<Json<FailedProcess>, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let reason = bonafide_app::fail_process(&api.app, &caller, dossier, process).await?;
    Ok(Json(FailedProcess {
        process_id: process.to_string(),
        status: "failed",
        reason,
    }))
}

/// The provider's own id
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}/processes/{processId}/external-id", operation_id = "getExternalId", tag = "Images and results",
    responses((status = 200, description = "The id.", body = ExternalId)),
)]
pub(crate) async fn external_id(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<Json<ExternalId>, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let external_id = bonafide_app::external_id(&api.app, &caller, dossier, process).await?;
    Ok(Json(ExternalId { external_id }))
}

/// The video of a process
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}/processes/{processId}/video", operation_id = "getVideo", tag = "Images and results",
    responses(
    (status = 200, description = "The video.", content_type = "video/mp4", body = Vec<u8>),
    (status = 400, description = "The provider records none."),
    (status = 404, description = "There is no such process, or no video of it."),
    ),
)]
pub(crate) async fn video(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<Response, Problem> {
    let (dossier, process) = process_ids(&path)?;
    // Its bytes stay in memory until they are sent; whose turn it is waits here.
    let memory = api.upload_memory.reserve(caller.client(), VIDEO).await?;
    let video = bonafide_app::get_video(&api.app, &caller, dossier, process).await?;
    Ok(attachment(video, "video/mp4", memory))
}

/// The provider's answer as it came
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}/processes/{processId}/raw", operation_id = "getRawResult", tag = "Images and results",
    responses(
    (status = 200, description = "The answer.", body = serde_json::Map<String, serde_json::Value>),
    (status = 204, description = "It has not come yet."),
    (status = 400, description = "The answers of this provider are not kept."),
    ),
)]
pub(crate) async fn raw(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<Response, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let raw = bonafide_app::get_raw_result(&api.app, &caller, dossier, process).await?;
    Ok(([(CONTENT_TYPE, "application/json")], raw).into_response())
}

/// The full result
///
/// A zip file with the provider's own data and the pictures.
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}/processes/{processId}/download", operation_id = "getZipFile", tag = "Images and results",
    params(("includeTimestamps" = Option<bool>, Query, description = "Whether trusted timestamps are wanted; refused where there are none.")),
    responses(
    (status = 200, description = "The zip file.", content_type = "application/zip", body = Vec<u8>),
    (status = 204, description = "The process is not finished, or nothing came of it."),
    (status = 404, description = "There is no such process, or no trusted timestamps of it."),
    ),
)]
pub(crate) async fn download(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let timestamps = match query::one(query.as_deref(), "includeTimestamps")?.as_deref() {
        None | Some("" | "false") => Timestamps::LeftOut,
        Some("true") => Timestamps::Wanted,
        Some(_) => {
            return Err(Problem::bad_request(
                "includeTimestamps must be true or false.",
            ));
        }
    };
    let size = bonafide_app::result_size(&api.app, &caller, dossier, process, timestamps).await?;
    // The pictures and, beside them, the file that is made of them.
    let memory = api
        .upload_memory
        .reserve(caller.client(), 2 * size + REPORT)
        .await?;
    let files =
        bonafide_app::download_result(&api.app, &caller, dossier, process, timestamps).await?;
    let zip = tokio::task::spawn_blocking(move || zipped(&files))
        .await
        .map_err(|_| Problem::internal("the making of a zip file panicked"))??;
    Ok(attachment(zip, "application/zip", memory))
}
