use super::bodies::{
    AttemptResponse, EventsResponse, ResendRequest, ResendResponse, TestEventResponse,
};
use super::{event_id, subscription_id};
use crate::bearer::Authorised;
use crate::json::TolerantJson;
use crate::problem::Problem;
use crate::query;
use crate::state::Api;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use bonafide_domain::EventId;
use jiff::Timestamp;
use std::sync::Arc;

/// Send a test event
#[utoipa::path(
    post, path = "/events/subscriptions/{subscriptionId}/test", operation_id = "sendTestEvent", tag = "Events",
    responses(
    (status = 202, description = "It is on its way.", body = TestEventResponse),
    (status = 409, description = "The subscription is not enabled."),
    ),
)]
pub(crate) async fn send_test_event(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<(StatusCode, Json<TestEventResponse>), Problem> {
    let id = subscription_id(&path)?;
    let event = bonafide_app::send_test_event(&api.app, caller.client(), id).await?;
    let body = TestEventResponse {
        event_id: shown(event),
    };
    Ok((StatusCode::ACCEPTED, Json(body)))
}

/// List the last hundred tries to tell a subscription, the newest first
#[utoipa::path(
    get, path = "/events/subscriptions/{subscriptionId}/attempts", operation_id = "getDeliveryAttempts", tag = "Events",
    responses((status = 200, description = "The tries, with what was answered.", body = Vec<AttemptResponse>)),
)]
pub(crate) async fn attempts(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
) -> Result<Json<Vec<AttemptResponse>>, Problem> {
    let id = subscription_id(&path)?;
    let made = bonafide_app::delivery_attempts(&api.app, caller.client(), id).await?;
    Ok(Json(made.into_iter().map(Into::into).collect()))
}

/// Tell a subscription again
///
/// One event by `eventId`, or everything since a time by `since`; events of the last thirty days are kept.
#[utoipa::path(
    post, path = "/events/subscriptions/{subscriptionId}/resend", operation_id = "resendEvents", tag = "Events",
    request_body(content = ResendRequest, example = json!({"since": "2026-01-02T09:00:00Z"})),
    responses(
    (status = 202, description = "They are on their way.", body = ResendResponse),
    (status = 409, description = "The subscription is not enabled."),
    ),
)]
pub(crate) async fn resend(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<String>,
    TolerantJson(given): TolerantJson<ResendRequest>,
) -> Result<(StatusCode, Json<ResendResponse>), Problem> {
    let id = subscription_id(&path)?;
    let owner = caller.client();
    let resent = match (given.event_id, given.since) {
        (Some(event), None) => {
            bonafide_app::resend_event(&api.app, owner, id, event_id(&event)?).await?
        }
        (None, Some(since)) => {
            bonafide_app::resend_since(&api.app, owner, id, time("since", &since)?).await?
        }
        _ => {
            return Err(Problem::bad_request(
                "Give either eventId, for one event, or since, for everything since a time.",
            ));
        }
    };
    let body = ResendResponse {
        events: resent.events,
    };
    Ok((StatusCode::ACCEPTED, Json(body)))
}

/// List events, the earliest kept first
///
/// At most a hundred in one answer; give the id of the last one as `after` to go on.
#[utoipa::path(
    get, path = "/events", operation_id = "getEvents", tag = "Events",
    params(
        ("since" = Option<String>, Query, description = "Only what happened at this time or later.", example = "2026-01-02T09:00:00Z"),
        ("after" = Option<String>, Query, description = "Only what was kept after this event.", example = "3f0a6e0c4a0d4a0e9b8f2f1a7c6d5e4b"),
    ),
    responses(
    (status = 200, description = "The events, as they are told.", body = EventsResponse),
    (status = 404, description = "There is no such event to go on after."),
    ),
)]
pub(crate) async fn list_events(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    RawQuery(given): RawQuery,
) -> Result<Json<EventsResponse>, Problem> {
    let given = given.as_deref();
    let since = match query::one(given, "since")? {
        Some(text) => time("since", &text)?,
        None => Timestamp::UNIX_EPOCH,
    };
    let after = query::one(given, "after")?
        .map(|text| event_id(&text))
        .transpose()?;
    let page = bonafide_app::events_after(&api.app, caller.client(), since, after).await?;
    Ok(Json(EventsResponse {
        events: page.events,
        last: page.last.map(shown),
    }))
}

fn shown(event: EventId) -> String {
    event.uuid().simple().to_string()
}

fn time(name: &str, text: &str) -> Result<Timestamp, Problem> {
    text.parse().map_err(|_| {
        Problem::bad_request(format!("{name} is a time such as 2026-01-02T09:00:00Z."))
    })
}
