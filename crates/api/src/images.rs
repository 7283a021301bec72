//! `/assure/dossiers/{dossierId}/processes/{processId}/images`: set and get pictures.

use crate::bearer::Authorised;
use crate::path::process_ids;
use crate::problem::Problem;
use crate::query;
use crate::state::Api;
use crate::uploads::{self, ImagesBody, attachment};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bonafide_domain::Depiction;
use std::sync::Arc;

/// Set images
///
/// Pictures as data URLs. All of them are stored, or none; the last of a depiction wins.
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/processes/{processId}/images", operation_id = "setImages", tag = "Images and results",
    request_body(content = ImagesBody, example = json!({"front": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR42mP4DwUMlDEA98A/wa9cD80AAAAASUVORK5CYII="})),
    responses(
    (status = 201, description = "They are stored."),
    (status = 400, description = "A picture is none, is damaged or too large, or this process takes no such picture now."),
    ),
)]
pub(crate) async fn set(
    State(api): State<Arc<Api>>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let upload = uploads::read(&api, request, process_ids, "Process not found.").await?;
    if upload.images.is_empty() {
        return Err(Problem::bad_request(
            "There is no image in the body; give at least one of front, back and selfie.",
        ));
    }
    let (dossier, process) = upload.ids;
    bonafide_app::set_images(&api.app, &upload.caller, dossier, process, upload.images).await?;
    Ok(StatusCode::CREATED)
}

/// Get an image
///
/// The bytes as they came, JPEG or PNG.
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}/processes/{processId}/images", operation_id = "getImages", tag = "Images and results",
    params(("depiction" = Depiction, Query, description = "Which picture.", example = "front")),
    responses(
    (status = 200, description = "The picture.", content_type = "application/octet-stream", body = Vec<u8>),
    (status = 400, description = "This process can have no such picture."),
    (status = 403, description = "The token does not allow this, or the picture was to be redacted and could not be."),
    (status = 404, description = "There is no such process, or no such picture in it."),
    ),
)]
pub(crate) async fn get(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (dossier, process) = process_ids(&path)?;
    let depiction = depiction(query.as_deref().unwrap_or_default())?;
    let most = api.app.settings().limits.image_bytes;
    let memory = api.upload_memory.reserve(caller.client(), most).await?;
    let image = bonafide_app::get_image(&api.app, &caller, dossier, process, depiction).await?;
    Ok(attachment(image.bytes, "application/octet-stream", memory))
}

/// The one `depiction` of a query.
pub(crate) fn depiction(query: &str) -> Result<Depiction, Problem> {
    match query::one(Some(query), "depiction")?.filter(|value| !value.is_empty()) {
        Some(value) => value
            .parse()
            .map_err(|error| Problem::bad_request(format!("depiction: {error}."))),
        None => Err(Problem::bad_request(
            "depiction is missing; say which image: ?depiction=front, back, selfie or portrait.",
        )),
    }
}
