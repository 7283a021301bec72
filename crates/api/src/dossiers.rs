//! `/assure/dossiers`: create, list, get, delete.

use crate::bearer::Authorised;
use crate::json::TolerantJson;
use crate::path::dossier_id;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire_time::WireTime;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bonafide_app::{CreateDossier, ProcessSummary};
use bonafide_domain::Dossier;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a new dossier is made of.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NewDossier {
    external_reference: Option<String>,
}

/// A dossier.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DossierBody {
    dossier_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_reference: Option<String>,
    created_at: WireTime,
    updated_at: WireTime,
}

/// A dossier with its processes.
#[derive(Serialize)]
pub(crate) struct DossierResponse {
    #[serde(flatten)]
    dossier: DossierBody,
    processes: Vec<SlimProcess>,
}

/// A process without its result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SlimProcess {
    process_id: String,
    provider: &'static str,
    process_type: &'static str,
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
            provider: process.provider.as_str(),
            process_type: process.process_type.as_str(),
            status: process.status.as_str(),
            created_at: WireTime(process.created_at),
            updated_at: WireTime(process.updated_at),
        }
    }
}

/// `POST /assure/dossiers`: 201. The body may be left out.
pub(crate) async fn create(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    TolerantJson(new): TolerantJson<NewDossier>,
) -> Result<(StatusCode, Json<DossierBody>), Problem> {
    let request = CreateDossier {
        external_reference: new.external_reference,
    };
    let dossier = bonafide_app::create_dossier(&api.app, &caller, request).await?;
    Ok((StatusCode::CREATED, Json(dossier.into())))
}

/// `GET /assure/dossiers`: a bare array of the caller's last dossiers, newest first.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
) -> Result<Json<Vec<DossierBody>>, Problem> {
    let dossiers = bonafide_app::list_dossiers(&api.app, &caller).await?;
    Ok(Json(dossiers.into_iter().map(DossierBody::from).collect()))
}

/// `GET /assure/dossiers/{dossierId}`: with its processes; 404.
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

/// `DELETE /assure/dossiers/{dossierId}`: 204 when everything in it is gone; 404.
pub(crate) async fn delete(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<StatusCode, Problem> {
    bonafide_app::delete_dossier(&api.app, &caller, dossier_id(&path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /assure/dossiers/all`: 204 when every dossier of the caller is gone.
pub(crate) async fn delete_all(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
) -> Result<StatusCode, Problem> {
    bonafide_app::delete_all_dossiers(&api.app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
