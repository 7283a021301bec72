//! `/assure/dossiers/{dossierId}/match`: two sets of data about one person, compared.

use crate::bearer::Authorised;
use crate::document::names::{DataNodeName, Id};
use crate::json::TolerantJson;
use crate::path::dossier_id;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire_time::WireTime;
use axum::Json;
use axum::extract::{Path, State};
use bonafide_app::{AppError, DataNode, MatchNode, MatchRequest, MatchedField, Missing};
use bonafide_domain::{Algorithm, Normalization};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// What is to be compared.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MatchRequest)]
pub(crate) struct MatchBody {
    #[schema(required, nullable = false, value_type = NodeBody)]
    source: Option<NodeBody>,
    #[schema(required, nullable = false, value_type = NodeBody)]
    target: Option<NodeBody>,
    /// Of a matching configuration; left out, names and the date of birth are compared.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]+$"
    )]
    configuration_id: Option<String>,
}

/// One side.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
#[schema(as = MatchNode)]
pub(crate) struct NodeBody {
    #[schema(required, nullable = false, value_type = DataNodeName)]
    data_node: Option<String>,
    /// Whose data, for all nodes but `userData`.
    #[schema(value_type = Option<Id>)]
    process_id: Option<String>,
}

/// Two sides, compared.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MatchResponse {
    #[schema(value_type = Id)]
    dossier_id: String,
    /// With six decimals, as the contract has it here and nowhere else.
    #[schema(format = DateTime, pattern = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
    created_at: String,
    source: NodeAnswer,
    target: NodeAnswer,
    match_result: BTreeMap<String, FieldAnswer>,
}

/// One side, with the time of its last change.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MatchedNode)]
pub(crate) struct NodeAnswer {
    #[schema(value_type = DataNodeName)]
    data_node: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Id>)]
    process_id: Option<String>,
    updated_at: WireTime,
}

/// A field of both sides.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MatchedField)]
pub(crate) struct FieldAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    source_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_normalized: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_normalized: Option<String>,
    exact_match: bool,
    partial_match: bool,
    /// 0 where they are equal.
    edit_distance: usize,
    algorithm: Algorithm,
    normalization: Normalization,
    /// Why the two could not be compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
}

impl From<MatchedField> for FieldAnswer {
    fn from(field: MatchedField) -> Self {
        let error = match (&field.source, &field.target) {
            (Some(_), Some(_)) => None,
            (None, Some(_)) => Some("The source has no such field."),
            (Some(_), None) => Some("The target has no such field."),
            (None, None) => Some("Neither has such a field."),
        };
        let (exact, partial, distance, source_normalized, target_normalized) =
            field.comparison.map_or((false, false, 0, None, None), |c| {
                (
                    c.exact,
                    c.partial,
                    c.edit_distance,
                    Some(c.source_normalized),
                    Some(c.target_normalized),
                )
            });
        Self {
            source_value: field.source,
            target_value: field.target,
            source_normalized,
            target_normalized,
            exact_match: exact,
            partial_match: partial,
            edit_distance: distance,
            algorithm: field.algorithm,
            normalization: field.normalization,
            error,
        }
    }
}

impl NodeBody {
    fn read(given: Option<Self>, side: &str) -> Result<MatchNode, Problem> {
        let given = given.ok_or_else(|| Problem::bad_request(format!("{side} is missing.")))?;
        let names = DataNode::ALL.map(DataNode::as_str).join(", ");
        let name = given.data_node.ok_or_else(|| {
            Problem::bad_request(format!("{side}.dataNode is missing; it is one of {names}."))
        })?;
        let data = DataNode::ALL
            .into_iter()
            .find(|node| node.as_str() == name)
            .ok_or_else(|| Problem::bad_request(format!("{side}.dataNode is one of {names}.")))?;
        let process = given
            .process_id
            .map(|id| id.parse().map_err(|_| AppError::NotFound(Missing::Process)))
            .transpose()?;
        Ok(MatchNode { data, process })
    }
}

/// Match
///
/// Compares two sets of data about the person of a dossier.
#[utoipa::path(
    post, path = "/assure/dossiers/{dossierId}/match", operation_id = "match", tag = "Matching",
    request_body(content = MatchBody, example = json!({"source": {"dataNode": "userData"}, "target": {"dataNode": "finalResult", "processId": "0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10"}})),
    responses(
    (status = 200, description = "How alike they are, field by field.", body = MatchResponse),
    (status = 404, description = "There is no such dossier, process, configuration, or no such data."),
    ),
)]
pub(crate) async fn compare(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    TolerantJson(given): TolerantJson<MatchBody>,
) -> Result<Json<MatchResponse>, Problem> {
    let dossier = dossier_id(&path)?;
    let request = MatchRequest {
        source: NodeBody::read(given.source, "source")?,
        target: NodeBody::read(given.target, "target")?,
        configuration: given
            .configuration_id
            .map(|id| id.parse())
            .transpose()
            .map_err(|error| Problem::bad_request(format!("configurationId: {error}.")))?,
    };
    let matched = bonafide_app::match_data(&api.app, &caller, dossier, &request).await?;
    let node = |node: MatchNode, at: Timestamp| NodeAnswer {
        data_node: node.data.as_str(),
        process_id: node.process.map(|id| id.to_string()),
        updated_at: WireTime(at),
    };
    Ok(Json(MatchResponse {
        dossier_id: dossier.to_string(),
        created_at: format!("{:.6}", matched.at),
        source: node(request.source, matched.source_updated_at),
        target: node(request.target, matched.target_updated_at),
        match_result: matched
            .fields
            .into_iter()
            .map(|field| (field.name.clone(), field.into()))
            .collect(),
    }))
}
