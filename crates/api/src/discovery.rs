//! What a client needs to know to get and to check a token: discovery and keys.

use crate::state::Api;
use axum::Json;
use axum::extract::State;
use bonafide_app::{PublishedKeys, Scope, published_keys};
use serde::Serialize;
use std::sync::Arc;

/// The metadata of RFC 8414, 2, as far as this server has them.
#[derive(Serialize)]
pub(crate) struct Metadata {
    issuer: String,
    token_endpoint: String,
    jwks_uri: String,
    grant_types_supported: [&'static str; 1],
    response_types_supported: [&'static str; 0],
    scopes_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: [&'static str; 2],
}

/// `GET /auth/open/.well-known/openid-configuration`.
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
        scopes_supported: Scope::ALL.map(Scope::as_str).to_vec(),
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    })
}

/// `GET /auth/open/connect/jwks`: the public keys (RFC 7517, 5).
pub(crate) async fn keys(State(api): State<Arc<Api>>) -> Json<PublishedKeys> {
    Json(published_keys(&api.app))
}
