//! `/capture/`: the page that a person opens by a link, and what the page asks the server for. Its routes are the page's own
//! and no part of the API: they take no token but the artifact of the link, in a header that no other site can send.

mod page;
mod session;

use crate::state::Api;
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;

/// The routes of the page. One trailing slash is taken off before they are looked at.
pub(crate) fn routes() -> Router<Arc<Api>> {
    Router::new()
        .route("/capture", get(page::html))
        .route("/capture/style.css", get(page::style))
        .route("/capture/script.js", get(page::script))
        .route("/capture/session", get(session::get))
        .route("/capture/session/images", post(session::images))
        .route("/capture/session/start", post(session::start))
        .route("/capture/session/cancel", post(session::cancel))
        .route("/capture/session/outcome", post(session::outcome))
}
