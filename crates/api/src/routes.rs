use crate::configurations::{capture, matching};
use crate::document;
use crate::document::serving::{self, Served};
use crate::observe::{note_route, observe};
use crate::path::ignore_trailing_slash;
use crate::problem::Problem;
use crate::state::{Api, Parts};
use crate::{
    capture_flow, cors, discovery, document_types, dossiers, editing, events, files, get_process,
    health, hosted, images, match_data, process_list, processes, results, token, user_data,
};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use serde_json::Value;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Every route, with its documentation. The methods of one path stand in one `routes!`.
fn documented() -> OpenApiRouter<Arc<Api>> {
    OpenApiRouter::with_openapi(document::begun())
        .routes(routes!(token::token))
        .routes(routes!(token::older_token))
        .routes(routes!(discovery::metadata))
        .routes(routes!(discovery::keys))
        .routes(routes!(dossiers::list, dossiers::create))
        .routes(routes!(dossiers::delete_all))
        .routes(routes!(dossiers::get, dossiers::delete))
        .routes(routes!(
            user_data::get,
            user_data::set,
            user_data::update,
            user_data::delete
        ))
        .routes(routes!(files::get, files::set, files::delete))
        .routes(routes!(match_data::compare))
        .routes(routes!(processes::create))
        .routes(routes!(
            get_process::get,
            processes::start,
            processes::delete
        ))
        .routes(routes!(images::get, images::set))
        .routes(routes!(results::video))
        .routes(routes!(results::download))
        .routes(routes!(results::raw))
        .routes(routes!(results::external_id))
        .routes(routes!(results::fail))
        .routes(routes!(process_list::list))
        .routes(routes!(capture_flow::create))
        .routes(routes!(capture::list))
        .routes(routes!(
            capture::get,
            capture::create,
            capture::replace,
            capture::delete
        ))
        .routes(routes!(matching::list))
        .routes(routes!(
            matching::get,
            matching::create,
            matching::replace,
            matching::delete
        ))
        .routes(routes!(document_types::list))
        .routes(routes!(editing::watermark))
        .routes(routes!(editing::redact))
        .routes(routes!(events::list_events))
        .routes(routes!(
            events::list_subscriptions,
            events::create_subscription
        ))
        .routes(routes!(
            events::get_subscription,
            events::update_subscription,
            events::delete_subscription
        ))
        .routes(routes!(events::rotate_secret))
        .routes(routes!(events::send_test_event))
        .routes(routes!(events::attempts))
        .routes(routes!(events::resend))
        .routes(routes!(health::health))
        .routes(routes!(health::ready))
        .routes(routes!(serving::json))
        .routes(routes!(serving::page))
        .routes(routes!(serving::style))
}

/// The OpenAPI document of all routes.
#[must_use]
pub fn openapi() -> Value {
    document::finished(documented().get_openapi())
}

/// Every route of the server.
pub fn router(parts: Parts) -> Router {
    let cors = cors::layer(&parts.origins);
    let (routes, openapi) = documented().split_for_parts();
    let served = Served::new(&document::finished(&openapi));
    let api = Arc::new(Api::new(parts, served));
    let routes = routes
        .merge(hosted::routes())
        .route_layer(from_fn(note_route))
        .fallback(nowhere)
        .with_state(Arc::clone(&api));
    // The slash has to be gone before a route is chosen, so the routes are a service behind these layers.
    let router = Router::new()
        .fallback_service(routes)
        .layer(from_fn(ignore_trailing_slash));
    let router = match cors {
        Some(cors) => router.layer(cors),
        None => router,
    };
    router.layer(from_fn_with_state(api, observe))
}

async fn nowhere() -> Problem {
    Problem::not_found("There is nothing at this path.")
}
