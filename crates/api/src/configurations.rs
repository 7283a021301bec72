//! `/assure/capture/configurations` and `/assure/matching/configurations`.

use crate::bearer::Authorised;
use crate::json::TolerantJson;
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

fn id(Path(id): &Path<String>) -> Result<ConfigurationId, Problem> {
    id.parse()
        .map_err(|error| Problem::bad_request(format!("configurationId: {error}.")))
}

/// How the hosted pages look.
pub(crate) mod capture {
    use super::*;

    /// A configuration in the list.
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Listed {
        id: String,
        created_at: WireTime,
        updated_at: WireTime,
    }

    /// A configuration with its id and times.
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct CaptureConfigurationResponse {
        id: String,
        #[serde(flatten)]
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

    /// `GET …`: ids and times.
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

    /// `GET …/{configurationId}`; 404.
    pub(crate) async fn get(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
    ) -> Result<Json<CaptureConfigurationResponse>, Problem> {
        let stored = bonafide_app::get_configuration(&api.app, &caller, &id(&path)?).await?;
        Ok(Json(stored.into()))
    }

    /// `POST …/{configurationId}`: 201; 400 names the field; 409 where there is one.
    pub(crate) async fn create(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
        TolerantJson(given): TolerantJson<Map<String, Value>>,
    ) -> Result<(StatusCode, Json<CaptureConfigurationResponse>), Problem> {
        let (id, body) = (id(&path)?, checked(given)?);
        let stored = bonafide_app::create_configuration(&api.app, &caller, id, body).await?;
        Ok((StatusCode::CREATED, Json(stored.into())))
    }

    /// `PUT …/{configurationId}`: 200; 400 names the field; 404.
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

    /// `DELETE …/{configurationId}`: 204; 404.
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
    #[derive(Default, Deserialize)]
    #[serde(default)]
    pub(crate) struct MatchingConfigurationRequest {
        fields: Option<Vec<MatchingField>>,
    }

    /// A configuration with its id and times.
    #[derive(Serialize)]
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

    /// `GET …`: all of them.
    pub(crate) async fn list(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
    ) -> Result<Json<Vec<MatchingConfigurationResponse>>, Problem> {
        let stored = bonafide_app::list_configurations(&api.app, &caller).await?;
        Ok(Json(stored.into_iter().map(Into::into).collect()))
    }

    /// `GET …/{configurationId}`; 404.
    pub(crate) async fn get(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
    ) -> Result<Json<MatchingConfigurationResponse>, Problem> {
        let stored = bonafide_app::get_configuration(&api.app, &caller, &id(&path)?).await?;
        Ok(Json(stored.into()))
    }

    /// `POST …/{configurationId}`: 201; 400 names the field; 409 where there is one.
    pub(crate) async fn create(
        State(api): State<Arc<Api>>,
        Authorised(caller): Authorised,
        path: Path<String>,
        TolerantJson(given): TolerantJson<MatchingConfigurationRequest>,
    ) -> Result<(StatusCode, Json<MatchingConfigurationResponse>), Problem> {
        let (id, body) = (id(&path)?, checked(given)?);
        let stored = bonafide_app::create_configuration(&api.app, &caller, id, body).await?;
        Ok((StatusCode::CREATED, Json(stored.into())))
    }

    /// `PUT …/{configurationId}`: 200; 400 names the field; 404.
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

    /// `DELETE …/{configurationId}`: 204; 404.
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
