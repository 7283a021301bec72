//! `/assure/dossiers`: create, list, get, delete.

use crate::bearer::Authorised;
use crate::document::names::{Id, ProcessTypeName, ProviderName};
use crate::json::TolerantJson;
use crate::once;
use crate::path::dossier_id;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire_time::WireTime;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bonafide_app::{CreateDossier, ProcessSummary};
use bonafide_domain::{Dossier, ProcessType, Status};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// What a new dossier is made of.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
#[schema(as = DossierRequest)]
pub(crate) struct NewDossier {
    /// The client's own name for the person.
    #[schema(
        max_length = 256,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
        example = "cust-42"
    )]
    external_reference: Option<String>,
}

/// A dossier.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Dossier)]
pub(crate) struct DossierBody {
    #[schema(value_type = Id)]
    dossier_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_reference: Option<String>,
    created_at: WireTime,
    updated_at: WireTime,
}

/// A dossier with its processes.
#[derive(Serialize, ToSchema)]
pub(crate) struct DossierResponse {
    #[serde(flatten)]
    dossier: DossierBody,
    processes: Vec<SlimProcess>,
}

/// A process without its result.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SlimProcess {
    #[schema(value_type = Id)]
    process_id: String,
    #[schema(value_type = ProviderName)]
    provider: String,
    /// Where the provider has types.
    #[schema(value_type = Option<ProcessTypeName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    process_type: Option<&'static str>,
    #[schema(value_type = Status)]
    status: &'static str,
    created_at: WireTime,
    updated_at: WireTime,
}

impl From<Dossier> for DossierBody {
    fn from(dossier: Dossier) -> Self {
        Self {
            dossier_id: dossier.id.to_string(),
            external_reference: dossier
                .external_reference
                .map(|reference| reference.as_str().to_owned()),
            created_at: WireTime(dossier.created_at),
            updated_at: WireTime(dossier.updated_at),
        }
    }
}

impl From<ProcessSummary> for SlimProcess {
    fn from(process: ProcessSummary) -> Self {
        Self {
            process_id: process.id.to_string(),
            provider: process.provider.to_string(),
            process_type: process.process_type.map(ProcessType::as_str),
            status: process.status.as_str(),
            created_at: WireTime(process.created_at),
            updated_at: WireTime(process.updated_at),
        }
    }
}

/// Create a dossier
///
/// The body may be left out.
#[utoipa::path(
    post, path = "/assure/dossiers", operation_id = "createDossier", tag = "Dossiers",
    request_body(content = Option<NewDossier>, example = json!({"externalReference": "cust-42"})),
    responses((status = 201, description = "The dossier.", body = DossierBody)),
)]
pub(crate) async fn create(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    TolerantJson(new): TolerantJson<NewDossier>,
) -> Result<(StatusCode, Json<DossierBody>), Problem> {
    let request = CreateDossier {
        external_reference: new.external_reference,
    };
    caller.answered_by(|made: &Dossier| once::created(&DossierBody::from(made.clone())));
    let dossier = bonafide_app::create_dossier(&api.app, &caller, request).await?;
    Ok((StatusCode::CREATED, Json(dossier.into())))
}

/// List dossiers
///
/// The caller's last 100, newest first.
#[utoipa::path(
    get, path = "/assure/dossiers", operation_id = "getDossiers", tag = "Dossiers",
    responses((status = 200, description = "The dossiers.", body = Vec<DossierBody>)),
)]
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
) -> Result<Json<Vec<DossierBody>>, Problem> {
    let dossiers = bonafide_app::list_dossiers(&api.app, &caller).await?;
    Ok(Json(dossiers.into_iter().map(DossierBody::from).collect()))
}

/// Get a dossier
///
/// With its processes.
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}", operation_id = "getDossier", tag = "Dossiers",
    responses((status = 200, description = "The dossier.", body = DossierResponse)),
)]
pub(crate) async fn get(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<Json<DossierResponse>, Problem> {
    let found = bonafide_app::get_dossier(&api.app, &caller, dossier_id(&path)?).await?;
    Ok(Json(DossierResponse {
        dossier: found.dossier.into(),
        processes: found.processes.into_iter().map(SlimProcess::from).collect(),
    }))
}

/// Delete a dossier
///
/// With its user data, files and processes. Cannot be undone.
#[utoipa::path(
    delete, path = "/assure/dossiers/{dossierId}", operation_id = "deleteDossier", tag = "Dossiers",
    responses(
    (status = 204, description = "Everything in it is gone."),
    (status = 400, description = "A provider still works on one of its processes."),
    (status = 409, description = "The operator of the server holds it."),
    ),
)]
pub(crate) async fn delete(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<StatusCode, Problem> {
    bonafide_app::delete_dossier(&api.app, &caller, dossier_id(&path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete all dossiers
///
/// All of the caller. Cannot be undone.
#[utoipa::path(
    delete, path = "/assure/dossiers/all", operation_id = "deleteAllDossiers", tag = "Dossiers",
    responses(
    (status = 204, description = "They are gone."),
    (status = 400, description = "A provider still works on a process of one of them; the others are gone."),
    (status = 409, description = "The operator of the server holds one of them; the others are gone."),
    ),
)]
pub(crate) async fn delete_all(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
) -> Result<StatusCode, Problem> {
    bonafide_app::delete_all_dossiers(&api.app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
