use crate::state::Api;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::Value;
use std::sync::Arc;

/// The document as it is sent.
pub(crate) struct Served {
    json: Bytes,
}

impl Served {
    pub(crate) fn new(document: &Value) -> Self {
        Self {
            json: document.to_string().into(),
        }
    }
}

/// This document
///
/// OpenAPI 3.1 of every route, generated from the code of this very server.
#[utoipa::path(
    get, path = "/assure/v3/api-docs", operation_id = "getApiDocs", tag = "Server", security(()),
    responses((status = 200, description = "The document.", body = serde_json::Map<String, Value>, content_type = "application/json")),
)]
pub(crate) async fn json(State(api): State<Arc<Api>>) -> Response {
    (
        [(CONTENT_TYPE, "application/json")],
        api.document.json.clone(),
    )
        .into_response()
}
