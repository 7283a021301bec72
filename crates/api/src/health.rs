use crate::problem::Problem;
use crate::state::Api;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;

/// That the server lives.
#[derive(Serialize)]
pub(crate) struct Alive {
    status: &'static str,
}

/// That the server can work.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ready {
    status: &'static str,
    /// Verifications that wait or run.
    queue_depth: u64,
}

/// `GET /health`: the process answers. Touches nothing, so that a slow disk does not get it killed.
pub(crate) async fn health() -> Json<Alive> {
    Json(Alive { status: "up" })
}

/// `GET /ready`: 200 when database and files can be written; 503 otherwise. The engine is loaded before the
/// server listens.
pub(crate) async fn ready(State(api): State<Arc<Api>>) -> Result<Json<Ready>, Problem> {
    let health = bonafide_app::health(&api.app).await?;
    Ok(Json(Ready {
        status: "ready",
        queue_depth: health.queue_depth(),
    }))
}
