//! `/assure/dossiers/{dossierId}/userdata`: what the client knows about the person.

use crate::bearer::Authorised;
use crate::document::names::{DayOrNothing, Id};
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
use utoipa::ToSchema;

/// User data to set or to change.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserDataRequest {
    #[schema(required, nullable = false, value_type = UserDataFields)]
    user_data: Option<UserDataFields>,
}

/// The fields as texts: an empty one takes a field away.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct UserDataFields {
    #[schema(
        max_length = 64,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
        example = "Anna"
    )]
    first_name: Option<String>,
    #[schema(
        max_length = 64,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
        example = "Specimen"
    )]
    last_name: Option<String>,
    /// `F` or `M`.
    #[schema(pattern = "^[FM]?$", example = "F")]
    gender: Option<String>,
    /// ISO 3166 alpha-3.
    #[schema(pattern = "^([A-Z]{3})?$", example = "NLD")]
    nationality: Option<String>,
    /// A day of the calendar, YYYY-MM-DD.
    #[schema(value_type = Option<DayOrNothing>, example = "1990-01-31")]
    date_of_birth: Option<String>,
    #[schema(max_length = 256, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    personal_identification_number: Option<String>,
    #[schema(max_length = 256, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    place_of_birth: Option<String>,
    #[schema(max_length = 256, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    mobile: Option<String>,
    #[schema(max_length = 256, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    email: Option<String>,
    address: Option<PostalAddress>,
}

/// User data as they are kept.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserDataResponse {
    #[schema(value_type = Id)]
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

/// Set user data
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/userdata", operation_id = "setUserData", tag = "User data",
    request_body(content = UserDataRequest, example = json!({"userData": {"firstName": "Anna", "lastName": "Specimen", "dateOfBirth": "1990-01-31", "gender": "F", "nationality": "NLD"}})),
    responses(
    (status = 201, description = "They are stored."),
    (status = 409, description = "There are some already; change them with PUT."),
    ),
)]
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

/// Get user data
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}/userdata", operation_id = "getUserData", tag = "User data",
    responses(
    (status = 200, description = "The user data.", body = UserDataResponse),
    (status = 404, description = "There is no such dossier, or there are none in it."),
    ),
)]
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

/// Change user data
///
/// A field that is absent stays as it is, one that is empty goes.
#[utoipa::path(
    put, path = "/assure/dossiers/{dossierId}/userdata", operation_id = "updateUserData", tag = "User data",
    request_body(content = UserDataRequest, example = json!({"userData": {"firstName": "Anna", "lastName": "Specimen", "dateOfBirth": "1990-01-31", "gender": "F", "nationality": "NLD"}})),
    responses(
    (status = 204, description = "They are changed."),
    (status = 404, description = "There is no such dossier, or there are none in it."),
    ),
)]
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

/// Delete user data
#[utoipa::path(
    delete, path = "/assure/dossiers/{dossierId}/userdata", operation_id = "deleteUserData", tag = "User data",
    responses(
    (status = 204, description = "They are gone."),
    (status = 404, description = "There is no such dossier, or there are none in it."),
    (status = 409, description = "The operator of the server holds the dossier."),
    ),
)]
pub(crate) async fn delete(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<StatusCode, Problem> {
    bonafide_app::delete_user_data(&api.app, &caller, dossier_id(&path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
