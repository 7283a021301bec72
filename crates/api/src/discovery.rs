//! What a client needs to know to get and to check a token: discovery and keys.

use crate::document::names::Link;
use crate::state::Api;
use axum::Json;
use axum::extract::State;
use bonafide_app::{PublishedKeys, Scope, published_keys};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// The metadata of RFC 8414, 2, as far as this server has them, and what libraries for OpenID Connect Discovery 1.0, 3 insist on.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenIdConfiguration)]
pub(crate) struct Metadata {
    #[schema(value_type = Link)]
    issuer: String,
    #[schema(value_type = Link)]
    token_endpoint: String,
    #[schema(value_type = Link)]
    jwks_uri: String,
    #[schema(value_type = Vec<String>)]
    grant_types_supported: [&'static str; 1],
    #[schema(value_type = Vec<String>)]
    response_types_supported: [&'static str; 0],
    #[schema(value_type = Vec<String>)]
    subject_types_supported: [&'static str; 1],
    #[schema(value_type = Vec<String>)]
    id_token_signing_alg_values_supported: [&'static str; 1],
    scopes_supported: Vec<&'static str>,
    #[schema(value_type = Vec<String>)]
    token_endpoint_auth_methods_supported: [&'static str; 2],
}

/// Discovery
///
/// What a client needs to know to get and to check a token (RFC 8414).
#[utoipa::path(
    get, path = "/auth/open/.well-known/openid-configuration", operation_id = "getOpenIdConfiguration", tag = "Tokens", security(()),
    responses((status = 200, description = "The metadata.", body = Metadata)),
)]
pub(crate) async fn metadata(State(api): State<Arc<Api>>) -> Json<Metadata> {
    let issuer = api
        .app
        .settings()
        .token
        .issuer
        .trim_end_matches('/')
        .to_owned();
    Json(Metadata {
        token_endpoint: format!("{issuer}/connect/token"),
        jwks_uri: format!("{issuer}/connect/jwks"),
        issuer,
        grant_types_supported: ["client_credentials"],
        response_types_supported: [],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
        scopes_supported: Scope::ALL.map(Scope::as_str).to_vec(),
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    })
}

/// Public keys
///
/// By which anybody can check a token (RFC 7517, 5).
#[utoipa::path(
    get, path = "/auth/open/connect/jwks", operation_id = "getJwks", tag = "Tokens", security(()),
    responses((status = 200, description = "The keys.", body = PublishedKeys)),
)]
pub(crate) async fn keys(State(api): State<Arc<Api>>) -> Json<PublishedKeys> {
    Json(published_keys(&api.app).await)
}
