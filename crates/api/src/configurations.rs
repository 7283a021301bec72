//! `/assure/capture/configurations` and `/assure/matching/configurations`.

use crate::bearer::Authorised;
use crate::document::names::CaptureConfiguration as CaptureConfigurationBody;
use crate::json::TolerantJson;
use crate::once;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire_time::WireTime;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bonafide_app::StoredConfiguration;
use bonafide_domain::{
    CaptureConfiguration, ConfigurationId, MatchingConfiguration, MatchingField,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;
use utoipa::ToSchema;

fn id(Path(id): &Path<String>) -> Result<ConfigurationId, Problem> {
    id.parse()
        .map_err(|error| Problem::bad_request(format!("configurationId: {error}.")))
}

/// How the hosted pages look.
pub(crate) mod capture {
    use super::*;

    /// A configuration in the list.
    #[derive(Serialize, ToSchema)]
    #[serde(rename_all = "camelCase")]
    #[schema(as = CaptureConfigurationListItem)]
    pub(crate) struct Listed {
        id: String,
        created_at: WireTime,
        updated_at: WireTime,
    }

    /// A configuration with its id and times.
    #[derive(Serialize, ToSchema)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct CaptureConfigurationResponse {
        id: String,
        #[serde(flatten)]
        #[schema(value_type = CaptureConfigurationBody)]
        configuration: Map<String, Value>,
        created_at: WireTime,
        updated_at: WireTime,
    }

    impl From<StoredConfiguration<CaptureConfiguration>> for CaptureConfigurationResponse {
        fn from(stored: StoredConfiguration<CaptureConfiguration>) -> Self {
            Self {
                id: stored.id.to_string(),
                configuration: stored.body.fields().clone(),
                created_at: WireTime(stored.created_at),
                updated_at: WireTime(stored.updated_at),
            }
        }
    }

    fn checked(given: Map<String, Value>) -> Result<CaptureConfiguration, Problem> {
        CaptureConfiguration::checked(given)
            .map_err(|refused| Problem::bad_request(refused.to_string()))
    }

    /// List capture configurations
    #[utoipa::path(
        get, path = "/assure/capture/configurations", operation_id = "getAllConfigurations_1", tag = "Capture",
        responses((status = 200, description = "All of the caller.", body = Vec<Listed>)),
    )]
    pub(crate) async fn list(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
    ) -> Result<Json<Vec<Listed>>, Problem> {
        let stored =
            bonafide_app::list_configuration_times::<CaptureConfiguration>(&api.app, &caller)
                .await?;
        let listed = stored.into_iter().map(|stored| Listed {
            id: stored.id.to_string(),
            created_at: WireTime(stored.created_at),
            updated_at: WireTime(stored.updated_at),
        });
        Ok(Json(listed.collect()))
    }

    /// Get a capture configuration
    #[utoipa::path(
        get, path = "/assure/capture/configurations/{configurationId}", operation_id = "getConfiguration_1", tag = "Capture",
        responses((status = 200, description = "The configuration.", body = CaptureConfigurationResponse)),
    )]
    pub(crate) async fn get(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
    ) -> Result<Json<CaptureConfigurationResponse>, Problem> {
        let stored = bonafide_app::get_configuration(&api.app, &caller, &id(&path)?).await?;
        Ok(Json(stored.into()))
    }

    /// Create a capture configuration
    ///
    /// How the hosted pages look.
    #[utoipa::path(
        post, path = "/assure/capture/configurations/{configurationId}", operation_id = "createConfiguration_1", tag = "Capture",
        request_body(content = Option<CaptureConfigurationBody>, example = json!({"pageTitle": "Utopia Bank", "primaryColor": "#1f6feb", "documentTypes": ["passport"], "defaultCountry": "NLD"})),
        responses(
        (status = 201, description = "The configuration.", body = CaptureConfigurationResponse),
        (status = 409, description = "There is one of this id; change it with PUT."),
        ),
    )]
    pub(crate) async fn create(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
        TolerantJson(given): TolerantJson<Map<String, Value>>,
    ) -> Result<(StatusCode, Json<CaptureConfigurationResponse>), Problem> {
        let (id, body) = (id(&path)?, checked(given)?);
        caller.answered_by(|made: &StoredConfiguration<CaptureConfiguration>| {
            once::created(&CaptureConfigurationResponse::from(made.clone()))
        });
        let stored = bonafide_app::create_configuration(&api.app, &caller, id, body).await?;
        Ok((StatusCode::CREATED, Json(stored.into())))
    }

    /// Replace a capture configuration
    ///
    /// How the hosted pages look.
    #[utoipa::path(
        put, path = "/assure/capture/configurations/{configurationId}", operation_id = "updateConfiguration_1", tag = "Capture",
        request_body(content = Option<CaptureConfigurationBody>, example = json!({"pageTitle": "Utopia Bank", "primaryColor": "#1f6feb", "documentTypes": ["passport"], "defaultCountry": "NLD"})),
        responses((status = 200, description = "The configuration.", body = CaptureConfigurationResponse)),
    )]
    pub(crate) async fn replace(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
        TolerantJson(given): TolerantJson<Map<String, Value>>,
    ) -> Result<Json<CaptureConfigurationResponse>, Problem> {
        let (id, body) = (id(&path)?, checked(given)?);
        let stored = bonafide_app::replace_configuration(&api.app, &caller, id, body).await?;
        Ok(Json(stored.into()))
    }

    /// Delete a capture configuration
    #[utoipa::path(
        delete, path = "/assure/capture/configurations/{configurationId}", operation_id = "deleteConfiguration_1", tag = "Capture",
        responses((status = 204, description = "It is gone.")),
    )]
    pub(crate) async fn delete(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
    ) -> Result<StatusCode, Problem> {
        bonafide_app::delete_configuration::<CaptureConfiguration>(&api.app, &caller, &id(&path)?)
            .await?;
        Ok(StatusCode::NO_CONTENT)
    }
}

/// How data are compared.
pub(crate) mod matching {
    use super::*;

    /// Which fields are compared.
    #[derive(Default, Deserialize, ToSchema)]
    #[serde(default)]
    pub(crate) struct MatchingConfigurationRequest {
        #[schema(required, nullable = false, value_type = Vec<MatchingField>, min_items = 1, max_items = 50)]
        fields: Option<Vec<MatchingField>>,
    }

    /// A configuration with its id and times.
    #[derive(Serialize, ToSchema)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct MatchingConfigurationResponse {
        id: String,
        configuration: MatchingConfiguration,
        created_at: WireTime,
        updated_at: WireTime,
    }

    impl From<StoredConfiguration<MatchingConfiguration>> for MatchingConfigurationResponse {
        fn from(stored: StoredConfiguration<MatchingConfiguration>) -> Self {
            Self {
                id: stored.id.to_string(),
                configuration: stored.body,
                created_at: WireTime(stored.created_at),
                updated_at: WireTime(stored.updated_at),
            }
        }
    }

    fn checked(given: MatchingConfigurationRequest) -> Result<MatchingConfiguration, Problem> {
        let fields = given.fields.unwrap_or_default();
        MatchingConfiguration { fields }
            .checked()
            .map_err(|refused| Problem::bad_request(refused.to_string()))
    }

    /// List matching configurations
    #[utoipa::path(
        get, path = "/assure/matching/configurations", operation_id = "getAllConfigurations", tag = "Matching",
        responses((status = 200, description = "All of the caller.", body = Vec<MatchingConfigurationResponse>)),
    )]
    pub(crate) async fn list(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
    ) -> Result<Json<Vec<MatchingConfigurationResponse>>, Problem> {
        let stored = bonafide_app::list_configurations(&api.app, &caller).await?;
        Ok(Json(stored.into_iter().map(Into::into).collect()))
    }

    /// Get a matching configuration
    #[utoipa::path(
        get, path = "/assure/matching/configurations/{configurationId}", operation_id = "getConfiguration", tag = "Matching",
        responses((status = 200, description = "The configuration.", body = MatchingConfigurationResponse)),
    )]
    pub(crate) async fn get(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
    ) -> Result<Json<MatchingConfigurationResponse>, Problem> {
        let stored = bonafide_app::get_configuration(&api.app, &caller, &id(&path)?).await?;
        Ok(Json(stored.into()))
    }

    /// Create a matching configuration
    ///
    /// Which fields are compared, and how.
    #[utoipa::path(
        post, path = "/assure/matching/configurations/{configurationId}", operation_id = "createConfiguration", tag = "Matching",
        request_body(content = MatchingConfigurationRequest, example = json!({"fields": [{"sourceField": "lastName", "targetField": "lastName", "normalization": "cleanUpper", "algorithm": "fuzzy"}]})),
        responses(
        (status = 201, description = "The configuration.", body = MatchingConfigurationResponse),
        (status = 409, description = "There is one of this id; change it with PUT."),
        ),
    )]
    pub(crate) async fn create(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
        TolerantJson(given): TolerantJson<MatchingConfigurationRequest>,
    ) -> Result<(StatusCode, Json<MatchingConfigurationResponse>), Problem> {
        let (id, body) = (id(&path)?, checked(given)?);
        caller.answered_by(|made: &StoredConfiguration<MatchingConfiguration>| {
            once::created(&MatchingConfigurationResponse::from(made.clone()))
        });
        let stored = bonafide_app::create_configuration(&api.app, &caller, id, body).await?;
        Ok((StatusCode::CREATED, Json(stored.into())))
    }

    /// Replace a matching configuration
    ///
    /// Which fields are compared, and how.
    #[utoipa::path(
        put, path = "/assure/matching/configurations/{configurationId}", operation_id = "updateConfiguration", tag = "Matching",
        request_body(content = MatchingConfigurationRequest, example = json!({"fields": [{"sourceField": "lastName", "targetField": "lastName", "normalization": "cleanUpper", "algorithm": "fuzzy"}]})),
        responses((status = 200, description = "The configuration.", body = MatchingConfigurationResponse)),
    )]
    pub(crate) async fn replace(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
        TolerantJson(given): TolerantJson<MatchingConfigurationRequest>,
    ) -> Result<Json<MatchingConfigurationResponse>, Problem> {
        let (id, body) = (id(&path)?, checked(given)?);
        let stored = bonafide_app::replace_configuration(&api.app, &caller, id, body).await?;
        Ok(Json(stored.into()))
    }

    /// Delete a matching configuration
    #[utoipa::path(
        delete, path = "/assure/matching/configurations/{configurationId}", operation_id = "deleteConfiguration", tag = "Matching",
        responses((status = 204, description = "It is gone.")),
    )]
    pub(crate) async fn delete(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
    ) -> Result<StatusCode, Problem> {
        bonafide_app::delete_configuration::<MatchingConfiguration>(&api.app, &caller, &id(&path)?)
            .await?;
        Ok(StatusCode::NO_CONTENT)
    }
}
