//! What a process leaves behind: its full result, its video, the provider's own answer, and the provider's own id; and the
//! call that ends it.

use crate::bearer::Authorised;
use crate::path::process_ids;
use crate::problem::Problem;
use crate::query;
use crate::state::Api;
use crate::uploads::attachment;
use crate::zip::zipped;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use bonafide_app::Timestamps;
use bonafide_domain::FailReason;
use serde::Serialize;
use std::sync::Arc;

/// More than a provider's report has, in bytes.
const REPORT: u64 = 1 << 20;

/// A process that its client ended.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FailedProcess {
    process_id: String,
    status: &'static str,
    reason: FailReason,
}

/// The provider's own id.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExternalId {
    external_id: String,
}

/// `POST …/fail`: 409 when it is not pending.
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

/// `GET …/external-id`.
pub(crate) async fn external_id(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<Json<ExternalId>, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let external_id = bonafide_app::external_id(&api.app, &caller, dossier, process).await?;
    Ok(Json(ExternalId { external_id }))
}

/// `GET …/video`: 400 where the provider records none; 404.
pub(crate) async fn video(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<Response, Problem> {
    let (dossier, process) = process_ids(&path)?;
    match bonafide_app::get_video(&api.app, &caller, dossier, process).await? {}
}

/// `GET …/raw`: 400 where the provider's answer is not kept; 204 until it has come; 404.
pub(crate) async fn raw(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
) -> Result<Response, Problem> {
    let (dossier, process) = process_ids(&path)?;
    match bonafide_app::get_raw_result(&api.app, &caller, dossier, process).await? {}
}

/// `GET …/download?includeTimestamps=`: a zip file; 204 until the process is finished, and where nothing came of it; 404.
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
