//! `GET /assure/{providerName}/document-types`.

use crate::bearer::Authorised;
use crate::document::names::{IcaoFormat, ListedKindName};
use crate::problem::Problem;
use crate::state::Api;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bonafide_app::DocumentType;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Document types
///
/// What a provider can verify.
#[utoipa::path(
    get, path = "/assure/{providerName}/document-types", operation_id = "getDocumentTypes", tag = "Document types",
    responses(
    (status = 200, description = "The types, by country.", body = Vec<DocumentTypeBody>),
    (status = 204, description = "The provider has none."),
    (status = 404, description = "The API has no such provider."),
    ),
)]
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    Authorised(_): Authorised,
    Path(provider): Path<String>,
) -> Result<Response, Problem> {
    let types = bonafide_app::document_types(&api.app, &provider)?;
    if types.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let bodies: Vec<DocumentTypeBody> = types.into_iter().map(DocumentTypeBody::from).collect();
    Ok(Json(bodies).into_response())
}

/// A document type, by its country. `icao` is left out for documents without a machine-readable zone.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EidCountryAndDocumentType)]
pub(crate) struct DocumentTypeBody {
    /// ISO 3166 alpha-3.
    #[schema(pattern = "^[A-Z]{3}$", example = "NLD")]
    country: &'static str,
    #[schema(example = "Netherlands")]
    country_name: &'static str,
    #[serde(rename = "type")]
    #[schema(value_type = ListedKindName)]
    kind: &'static str,
    /// What processes are created with.
    #[schema(example = 137)]
    id: i32,
    name: &'static str,
    sub_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IcaoFormat>)]
    icao: Option<String>,
}

impl From<&'static DocumentType> for DocumentTypeBody {
    fn from(document: &'static DocumentType) -> Self {
        Self {
            country: document.country,
            country_name: document.country_name(),
            kind: document.kind.as_str(),
            id: document.id,
            name: document.name,
            sub_type: document.sub_type,
            icao: document.icao.map(|format| format.to_string()),
        }
    }
}
