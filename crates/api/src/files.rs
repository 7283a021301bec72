//! `/assure/dossiers/{dossierId}/files`: pictures of a dossier that belong to no process.

use crate::bearer::Authorised;
use crate::images::depiction;
use crate::path::dossier_id;
use crate::problem::Problem;
use crate::state::Api;
use crate::uploads::{self, FilesBody, attachment};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bonafide_app::{AppError, Missing};
use bonafide_domain::{Depiction, ProcessId};
use std::sync::Arc;

/// Set files of a dossier
///
/// Pictures as data URLs, or copies of those of a process; a picture in the same body wins over the copy. All of them are
/// stored, or none.
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/files", operation_id = "setFiles", tag = "Files",
    request_body(content = FilesBody, example = json!({"front": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR42mP4DwUMlDEA98A/wa9cD80AAAAASUVORK5CYII="})),
    responses((status = 201, description = "They are stored.")),
)]
pub(crate) async fn set(
    State(api): State<Arc<Api>>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let upload = uploads::read(&api, request, dossier_id, "Dossier not found.").await?;
    let process: Option<ProcessId> = upload
        .process_id
        .map(|id| match id.as_str() {
            Some(id) => id
                .parse()
                .map_err(|_| Problem::from(AppError::NotFound(Missing::Process))),
            None => Err(Problem::bad_request("processId must be a string.")),
        })
        .transpose()?;
    if upload.images.is_empty() && process.is_none() {
        return Err(Problem::bad_request(
            "There is no image in the body; give at least one of front, back and selfie, or processId.",
        ));
    }
    bonafide_app::set_files(&api.app, &upload.caller, upload.ids, upload.images, process).await?;
    Ok(StatusCode::CREATED)
}

/// Get a file of a dossier
///
/// The bytes as they came, JPEG or PNG.
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}/files", operation_id = "getFile", tag = "Files",
    params(("depiction" = Depiction, Query, description = "Which picture.", example = "front")),
    responses(
    (status = 200, description = "The picture.", content_type = "application/octet-stream", body = Vec<u8>),
    (status = 404, description = "There is no such dossier, or no such picture in it."),
    ),
)]
pub(crate) async fn get(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let dossier = dossier_id(&path)?;
    let depiction = depiction(query.as_deref().unwrap_or_default())?;
    let most = api.app.settings().limits.image_bytes;
    let memory = api.upload_memory.reserve(caller.client(), most).await?;
    let file = bonafide_app::get_file(&api.app, &caller, dossier, depiction).await?;
    Ok(attachment(file.bytes, "application/octet-stream", memory))
}

/// Delete the files of a dossier
#[utoipa::path(
    delete, path = "/assure/dossiers/{dossierId}/files", operation_id = "deleteFiles", tag = "Files",
    responses(
    (status = 204, description = "They are gone."),
    (status = 409, description = "The operator of the server holds the dossier."),
    ),
)]
pub(crate) async fn delete(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<StatusCode, Problem> {
    bonafide_app::delete_files(&api.app, &caller, dossier_id(&path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
