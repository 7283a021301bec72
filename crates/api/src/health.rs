use crate::problem::Problem;
use crate::state::Api;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// That the server lives.
#[derive(Serialize, ToSchema)]
pub(crate) struct Alive {
    #[schema(example = "up")]
    status: &'static str,
}

/// That the server can work.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ready {
    #[schema(example = "ready")]
    status: &'static str,
    /// Verifications that wait or run.
    queue_depth: u64,
}

/// Alive
///
/// The process answers. Touches nothing, so that a slow disk does not get it killed.
#[utoipa::path(
    get, path = "/health", operation_id = "health", tag = "Server", security(()),
    responses((status = 200, description = "It lives.", body = Alive)),
)]
pub(crate) async fn health() -> Json<Alive> {
    Json(Alive { status: "up" })
}

/// Ready
///
/// Whether database and files can be written. The engine is loaded before the server listens.
#[utoipa::path(
    get, path = "/ready", operation_id = "ready", tag = "Server", security(()),
    responses(
    (status = 200, description = "It can work.", body = Ready),
    (status = 503, description = "It cannot reach its storage."),
    ),
)]
pub(crate) async fn ready(State(api): State<Arc<Api>>) -> Result<Json<Ready>, Problem> {
    let health = bonafide_app::health(&api.app).await?;
    Ok(Json(Ready {
        status: "ready",
        queue_depth: health.queue_depth(),
    }))
}
