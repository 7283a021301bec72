use super::bodies::{
    RotateSecretRequest, RotateSecretResponse, SubscriptionChangeRequest, SubscriptionRequest,
    SubscriptionResponse,
};
use super::subscription_id;
use crate::bearer::Authorised;
use crate::json::TolerantJson;
use crate::once;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire_time::WireTime;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bonafide_app::{NewSubscription, ShownSubscription, SubscriptionChange};
use jiff::SignedDuration;
use std::sync::Arc;

/// A day: long enough to change a receiver at ease.
const OVERLAP_SECONDS: i64 = 86_400;

/// Subscribe to events
///
/// The answer holds the secret that messages are signed with; it is shown this once, and not in an answer that is given
/// again for the same `Idempotency-Key`: rotate the secret when it was lost.
#[utoipa::path(
    post, path = "/events/subscriptions", operation_id = "createSubscription", tag = "Events",
    request_body(content = SubscriptionRequest, example = json!({"url": "https://hooks.example.com/bonafide", "events": ["process.complete"]})),
    responses(
    (status = 201, description = "The subscription, with its secret.", body = SubscriptionResponse),
    (status = 409, description = "The client has as many subscriptions as it may have."),
    ),
)]
pub(crate) async fn create_subscription(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    TolerantJson(given): TolerantJson<SubscriptionRequest>,
) -> Result<(StatusCode, Json<SubscriptionResponse>), Problem> {
    let new = NewSubscription {
        url: given.url,
        events: given.events.unwrap_or_default(),
        description: given.description,
        signature_header: given.signature_header,
        signature_algorithm: given.signature_algorithm,
    };
    caller.answered_by(|made: &ShownSubscription| {
        once::created(&SubscriptionResponse::from(made.clone()))
    });
    let made = bonafide_app::create_subscription(&api.app, &caller, new).await?;
    let body = SubscriptionResponse::with_secret(made);
    Ok((StatusCode::CREATED, Json(body)))
}

/// List subscriptions
#[utoipa::path(
    get, path = "/events/subscriptions", operation_id = "getSubscriptions", tag = "Events",
    responses((status = 200, description = "All of the caller, the oldest first.", body = Vec<SubscriptionResponse>)),
)]
pub(crate) async fn list_subscriptions(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
) -> Result<Json<Vec<SubscriptionResponse>>, Problem> {
    let shown = bonafide_app::list_subscriptions(&api.app, caller.client()).await?;
    Ok(Json(shown.into_iter().map(Into::into).collect()))
}

/// Get a subscription
#[utoipa::path(
    get, path = "/events/subscriptions/{subscriptionId}", operation_id = "getSubscription", tag = "Events",
    responses((status = 200, description = "The subscription.", body = SubscriptionResponse)),
)]
pub(crate) async fn get_subscription(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<Json<SubscriptionResponse>, Problem> {
    let id = subscription_id(&path)?;
    let shown = bonafide_app::get_subscription(&api.app, caller.client(), id).await?;
    Ok(Json(shown.into()))
}

/// Change a subscription
///
/// What is absent stays. Paused, it is told nothing, and what was on its way to it is not tried any more.
#[utoipa::path(
    patch, path = "/events/subscriptions/{subscriptionId}", operation_id = "updateSubscription", tag = "Events",
    request_body(content = Option<SubscriptionChangeRequest>, example = json!({"enabled": false})),
    responses((status = 200, description = "The subscription as it is now.", body = SubscriptionResponse)),
)]
pub(crate) async fn update_subscription(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    TolerantJson(given): TolerantJson<SubscriptionChangeRequest>,
) -> Result<Json<SubscriptionResponse>, Problem> {
    let id = subscription_id(&path)?;
    let change = SubscriptionChange {
        url: given.url,
        events: given.events,
        description: given.description,
        signature_header: given.signature_header,
        signature_algorithm: given.signature_algorithm,
        enabled: given.enabled,
    };
    let shown = bonafide_app::update_subscription(&api.app, caller.client(), id, change).await?;
    Ok(Json(shown.into()))
}

/// Delete a subscription
#[utoipa::path(
    delete, path = "/events/subscriptions/{subscriptionId}", operation_id = "deleteSubscription", tag = "Events",
    responses((status = 204, description = "It is gone.")),
)]
pub(crate) async fn delete_subscription(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<StatusCode, Problem> {
    let id = subscription_id(&path)?;
    bonafide_app::delete_subscription(&api.app, caller.client(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Replace the secret of a subscription
///
/// Messages carry signatures of both secrets until the overlap ends, so that no message fails in between.
#[utoipa::path(
    post, path = "/events/subscriptions/{subscriptionId}/rotate-secret", operation_id = "rotateSubscriptionSecret", tag = "Events",
    request_body(content = Option<RotateSecretRequest>, example = json!({"overlapSeconds": 86400})),
    responses((status = 200, description = "The new secret, shown this once.", body = RotateSecretResponse)),
)]
pub(crate) async fn rotate_secret(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    TolerantJson(given): TolerantJson<RotateSecretRequest>,
) -> Result<Json<RotateSecretResponse>, Problem> {
    let id = subscription_id(&path)?;
    let overlap = SignedDuration::from_secs(given.overlap_seconds.unwrap_or(OVERLAP_SECONDS));
    let rotated =
        bonafide_app::rotate_subscription_secret(&api.app, caller.client(), id, overlap).await?;
    Ok(Json(RotateSecretResponse {
        secret: rotated.secret.reveal(),
        public_key: rotated.secret.public_key(),
        earlier_ends_at: WireTime(rotated.earlier_ends_at),
    }))
}
