use crate::configurations::{capture, matching};
use crate::observe::{note_route, observe};
use crate::path::ignore_trailing_slash;
use crate::problem::Problem;
use crate::state::{Api, Parts};
use crate::{
    discovery, document_types, dossiers, files, health, images, match_data, process_list,
    processes, results, token, user_data,
};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{delete, get, post};
use std::sync::Arc;

/// Every route of the server.
pub fn router(parts: Parts) -> Router {
    let api = Arc::new(Api::new(parts));
    let routes = Router::new()
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/auth/open/connect/token", post(token::token))
        .route("/oidc/token", post(token::token))
        .route("/auth/open/connect/jwks", get(discovery::keys))
        .route(
            "/auth/open/.well-known/openid-configuration",
            get(discovery::metadata),
        )
        .route(
            "/assure/{providerName}/document-types",
            get(document_types::list),
        )
        .route(
            "/assure/dossiers",
            get(dossiers::list).post(dossiers::create),
        )
        .route(
            "/assure/dossiers/{dossierId}",
            get(dossiers::get).delete(dossiers::delete),
        )
        .route(
            "/assure/dossiers/{dossierId}/processes",
            post(processes::create),
        )
        .route(
            "/assure/dossiers/{dossierId}/processes/{processId}",
            get(processes::get)
                .post(processes::start)
                .delete(processes::delete),
        )
        .route(
            "/assure/dossiers/{dossierId}/processes/{processId}/images",
            get(images::get).post(images::set),
        )
        .route("/assure/dossiers/all", delete(dossiers::delete_all))
        .route(
            "/assure/dossiers/{dossierId}/userdata",
            get(user_data::get)
                .post(user_data::set)
                .put(user_data::update)
                .delete(user_data::delete),
        )
        .route(
            "/assure/dossiers/{dossierId}/files",
            get(files::get).post(files::set).delete(files::delete),
        )
        .route(
            "/assure/dossiers/{dossierId}/processes/{processId}/video",
            get(results::video),
        )
        .route(
            "/assure/dossiers/{dossierId}/processes/{processId}/download",
            get(results::download),
        )
        .route(
            "/assure/dossiers/{dossierId}/processes/{processId}/raw",
            get(results::raw),
        )
        .route(
            "/assure/dossiers/{dossierId}/processes/{processId}/external-id",
            get(results::external_id),
        )
        .route(
            "/assure/dossiers/{dossierId}/processes/{processId}/fail",
            post(results::fail),
        )
        .route(
            "/assure/dossiers/{dossierId}/match",
            post(match_data::compare),
        )
        .route("/assure/processes", get(process_list::list))
        .route("/assure/capture/configurations", get(capture::list))
        .route(
            "/assure/capture/configurations/{configurationId}",
            get(capture::get)
                .post(capture::create)
                .put(capture::replace)
                .delete(capture::delete),
        )
        .route("/assure/matching/configurations", get(matching::list))
        .route(
            "/assure/matching/configurations/{configurationId}",
            get(matching::get)
                .post(matching::create)
                .put(matching::replace)
                .delete(matching::delete),
        )
        .route_layer(from_fn(note_route))
        .fallback(nowhere)
        .with_state(Arc::clone(&api));
    // The slash has to be gone before a route is chosen, so the routes are a service behind these layers.
    Router::new()
        .fallback_service(routes)
        .layer(from_fn(ignore_trailing_slash))
        .layer(from_fn_with_state(api, observe))
}

async fn nowhere() -> Problem {
    Problem::not_found("There is nothing at this path.")
}
