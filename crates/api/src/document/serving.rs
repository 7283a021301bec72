use super::page;
use crate::state::Api;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::Value;
use std::sync::Arc;

/// The document as it is sent.
pub(crate) struct Served {
    json: Bytes,
    page: Bytes,
}

impl Served {
    pub(crate) fn new(document: &Value) -> Self {
        Self {
            json: document.to_string().into(),
            page: page::page(document).into(),
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

/// This document as a page
///
/// It loads its style sheet from this server, and nothing else from anywhere.
#[utoipa::path(
    get, path = "/docs", operation_id = "getDocs", tag = "Server", security(()),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
)]
pub(crate) async fn page(State(api): State<Arc<Api>>) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ];
    (headers, api.document.page.clone()).into_response()
}

/// The style sheet of the page
#[utoipa::path(
    get, path = "/docs/style.css", operation_id = "getDocsStyle", tag = "Server", security(()),
    responses((status = 200, description = "The style sheet.", body = String, content_type = "text/css")),
)]
pub(crate) async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], page::STYLE).into_response()
}
