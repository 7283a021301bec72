use crate::document::names::Id;
use crate::wire_time::WireTime;
use bonafide_app::{AttemptMade, ShownSubscription, SigningSecret};
use bonafide_domain::{DeliveryState, EventKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A subscription to be made.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SubscriptionRequest {
    /// Where to: https, at a public address, on a port that the server's operator allows.
    #[schema(
        required,
        nullable = false,
        max_length = 2048,
        example = "https://hooks.example.com/bonafide"
    )]
    pub(crate) url: Option<String>,
    /// Which events; none means all.
    #[schema(example = json!(["process.complete"]))]
    pub(crate) events: Option<Vec<String>>,
    /// What it is for.
    #[schema(max_length = 200, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub(crate) description: Option<String>,
    /// A second signature, over the body alone, in a header of this name; the key is the text of the secret.
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9-]*$", example = "X-Signature")]
    pub(crate) signature_header: Option<String>,
    /// How that one is made.
    #[schema(
        pattern = "^hmac-sha(256-hex|256-base64|512-hex)$",
        example = "hmac-sha256-hex"
    )]
    pub(crate) signature_algorithm: Option<String>,
}

/// What is to change; what is absent stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SubscriptionChangeRequest {
    /// Where to.
    #[schema(max_length = 2048, example = "https://hooks.example.com/bonafide")]
    pub(crate) url: Option<String>,
    /// Which events; none means all.
    #[schema(example = json!(["process.complete"]))]
    pub(crate) events: Option<Vec<String>>,
    /// What it is for; empty: nothing in particular.
    #[schema(max_length = 200, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub(crate) description: Option<String>,
    /// The header of the second signature; empty: none.
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9-]*$")]
    pub(crate) signature_header: Option<String>,
    /// How the second signature is made.
    #[schema(pattern = "^hmac-sha(256-hex|256-base64|512-hex)$")]
    pub(crate) signature_algorithm: Option<String>,
    /// Whether it is told anything. Switched on, it begins anew; what happened meanwhile is told with a resend.
    pub(crate) enabled: Option<bool>,
}

/// A subscription.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionResponse {
    #[schema(value_type = Id)]
    id: String,
    url: String,
    events: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    signature_header: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    signature_algorithm: Option<&'static str>,
    /// `enabled`; `paused` by its client; `gone` after a 410; `failing` after five days of failure.
    #[schema(pattern = "^(enabled|paused|gone|failing)$")]
    state: &'static str,
    /// Since when nothing but failures came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    failing_since: Option<WireTime>,
    /// The public keys of the signatures `v1a`, the newest first.
    public_keys: Vec<String>,
    /// The secret of the signatures `v1`. Shown once, when it was drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        pattern = "^whsec_",
        example = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    )]
    secret: Option<String>,
    created_at: WireTime,
    updated_at: WireTime,
}

impl From<ShownSubscription> for SubscriptionResponse {
    fn from(shown: ShownSubscription) -> Self {
        let subscription = shown.subscription;
        Self {
            id: subscription.id.to_string(),
            url: subscription.url,
            events: subscription
                .kinds
                .into_iter()
                .map(EventKind::as_str)
                .collect(),
            description: subscription.description,
            signature_algorithm: subscription
                .extra_signature
                .as_ref()
                .map(|extra| extra.algorithm.as_str()),
            signature_header: subscription.extra_signature.map(|extra| extra.header),
            state: subscription.state.as_str(),
            failing_since: subscription.health.failing_since.map(WireTime),
            public_keys: shown
                .secrets
                .iter()
                .map(SigningSecret::public_key)
                .collect(),
            secret: None,
            created_at: WireTime(subscription.created_at),
            updated_at: WireTime(subscription.updated_at),
        }
    }
}

impl SubscriptionResponse {
    /// With the secret that was just drawn.
    #[must_use]
    pub fn with_secret(shown: ShownSubscription) -> Self {
        let secret = shown.secrets.first().map(SigningSecret::reveal);
        Self {
            secret,
            ..shown.into()
        }
    }
}

/// How long the secret before signs beside the new one.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RotateSecretRequest {
    /// From 0 to a week; a day when absent.
    #[schema(minimum = 0, maximum = 604_800, example = 86400)]
    pub(crate) overlap_seconds: Option<i64>,
}

/// A new secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RotateSecretResponse {
    /// The secret of the signatures `v1`. Shown once.
    #[schema(pattern = "^whsec_")]
    pub(crate) secret: String,
    /// The public key of the signatures `v1a`.
    #[schema(pattern = "^whpk_")]
    pub(crate) public_key: String,
    /// Until when the one before signs too.
    pub(crate) earlier_ends_at: WireTime,
}

/// An event that is on its way.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TestEventResponse {
    /// Its id.
    #[schema(pattern = "^[0-9a-f]{32}$")]
    pub(crate) event_id: String,
}

/// What to tell once more: one event, or everything since a time.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ResendRequest {
    /// One event.
    #[schema(example = "3f0a6e0c4a0d4a0e9b8f2f1a7c6d5e4b")]
    pub(crate) event_id: Option<String>,
    /// Everything since this time.
    #[schema(format = DateTime, example = "2026-01-02T09:00:00Z")]
    pub(crate) since: Option<String>,
}

/// What is on its way again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResendResponse {
    /// How many events.
    pub(crate) events: u64,
}

/// A try to tell an address.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttemptResponse {
    #[schema(pattern = "^[0-9a-f]{32}$")]
    event_id: String,
    event_name: &'static str,
    /// The how-manieth try of this delivery; the first is 1.
    number: u32,
    at: WireTime,
    latency_milliseconds: u64,
    /// The HTTP status, where there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<u16>,
    /// Why there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    failure: Option<String>,
    /// The first kilobyte of the answer, as text.
    answer: String,
    /// Where the delivery stands now: `waiting`, `delivered` or `givenUp`.
    #[schema(pattern = "^(waiting|delivered|givenUp)$")]
    state: &'static str,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_attempt_at: Option<WireTime>,
}

impl From<AttemptMade> for AttemptResponse {
    fn from(made: AttemptMade) -> Self {
        let (state, next) = match made.state {
            DeliveryState::Waiting(next) => ("waiting", Some(WireTime(next))),
            DeliveryState::Delivered => ("delivered", None),
            DeliveryState::GivenUp => ("givenUp", None),
        };
        Self {
            event_id: made.event.uuid().simple().to_string(),
            event_name: made.kind.as_str(),
            number: made.number,
            at: WireTime(made.at),
            latency_milliseconds: u64::try_from(made.latency.as_millis()).unwrap_or(u64::MAX),
            status: made.status,
            failure: made.failure,
            answer: String::from_utf8_lossy(&made.answer).into_owned(),
            state,
            next_attempt_at: next,
        }
    }
}

/// An event, as it is told: nine fields.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventBody {
    #[schema(pattern = "^[0-9a-f]{32}$")]
    id: String,
    #[schema(format = DateTime)]
    timestamp: String,
    sender: String,
    event_name: String,
    event_data: serde_json::Map<String, serde_json::Value>,
    account_id: String,
    /// Always null: the contract has the field.
    #[schema(value_type = serde_json::Value)]
    organization_id: Option<String>,
    expires_at: WireTime,
    tags: Vec<String>,
}

/// Events in the order in which they happened.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventsResponse {
    /// The events.
    #[schema(value_type = Vec<EventBody>)]
    pub(crate) events: Vec<serde_json::Value>,
    /// The id of the last one: give it as `after` to go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) last: Option<String>,
}
