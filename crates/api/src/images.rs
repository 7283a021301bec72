//! `/assure/dossiers/{dossierId}/processes/{processId}/images`: set and get pictures.

use crate::bearer::Authorised;
use crate::path::process_ids;
use crate::problem::Problem;
use crate::state::Api;
use crate::uploads::{self, attachment};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bonafide_domain::Depiction;
use std::sync::Arc;

/// `POST …/images`: 201 without a body when all pictures are stored; 400 names the depiction that is wrong.
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

/// `GET …/images?depiction=`: the bytes as they were uploaded; 400 where this process can have no such
/// picture; 404.
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
    let mut given =
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "depiction");
    match (given.next(), given.next()) {
        (Some((_, value)), None) => value
            .parse()
            .map_err(|error| Problem::bad_request(format!("depiction: {error}."))),
        (None, _) => Err(Problem::bad_request(
            "depiction is missing; say which image: ?depiction=front, back, selfie or portrait.",
        )),
        (Some(_), Some(_)) => Err(Problem::bad_request("depiction is given twice.")),
    }
}
