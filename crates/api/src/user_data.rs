//! `/assure/dossiers/{dossierId}/userdata`: what the client knows about the person.

use crate::bearer::Authorised;
use crate::json::TolerantJson;
use crate::path::dossier_id;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire_time::WireTime;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bonafide_domain::{PostalAddress, UserData, UserDataChange};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// User data to set or to change.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct UserDataRequest {
    user_data: Option<UserDataFields>,
}

/// The fields as texts: an empty one takes a field away.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct UserDataFields {
    first_name: Option<String>,
    last_name: Option<String>,
    gender: Option<String>,
    nationality: Option<String>,
    date_of_birth: Option<String>,
    personal_identification_number: Option<String>,
    place_of_birth: Option<String>,
    mobile: Option<String>,
    email: Option<String>,
    address: Option<PostalAddress>,
}

/// User data as they are kept.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserDataResponse {
    dossier_id: String,
    user_data: UserData,
    created_at: WireTime,
    updated_at: WireTime,
}

impl UserDataRequest {
    fn change(self) -> Result<UserDataChange, Problem> {
        let given = self.user_data.ok_or_else(|| {
            Problem::bad_request("userData is missing; give an object with the fields.")
        })?;
        Ok(UserDataChange {
            first_name: given.first_name,
            last_name: given.last_name,
            gender: given.gender,
            nationality: given.nationality,
            date_of_birth: given.date_of_birth,
            personal_identification_number: given.personal_identification_number,
            place_of_birth: given.place_of_birth,
            mobile: given.mobile,
            email: given.email,
            address: given.address,
        })
    }
}

/// `POST …/userdata`: 201 without a body; 400 names the field; 404; 409 when there are some.
pub(crate) async fn set(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    TolerantJson(given): TolerantJson<UserDataRequest>,
) -> Result<StatusCode, Problem> {
    let dossier = dossier_id(&path)?;
    bonafide_app::set_user_data(&api.app, &caller, dossier, given.change()?).await?;
    Ok(StatusCode::CREATED)
}

/// `GET …/userdata`: 404 where there are none.
pub(crate) async fn get(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<Json<UserDataResponse>, Problem> {
    let dossier = dossier_id(&path)?;
    let stored = bonafide_app::get_user_data(&api.app, &caller, dossier).await?;
    Ok(Json(UserDataResponse {
        dossier_id: dossier.to_string(),
        user_data: stored.data,
        created_at: WireTime(stored.created_at),
        updated_at: WireTime(stored.updated_at),
    }))
}

/// `PUT …/userdata`: 204; 400 names the field; 404 where there are none.
pub(crate) async fn update(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    TolerantJson(given): TolerantJson<UserDataRequest>,
) -> Result<StatusCode, Problem> {
    let dossier = dossier_id(&path)?;
    bonafide_app::update_user_data(&api.app, &caller, dossier, given.change()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE …/userdata`: 204; 404 where there are none.
pub(crate) async fn delete(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<StatusCode, Problem> {
    bonafide_app::delete_user_data(&api.app, &caller, dossier_id(&path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
