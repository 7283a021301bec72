//! `/events`: what happened, and who is told of it.

mod bodies;
mod history;
mod subscriptions;

pub(crate) use history::*;
pub(crate) use subscriptions::*;

use crate::problem::Problem;
use axum::extract::Path;
use bonafide_app::{AppError, Missing};
use bonafide_domain::{EventId, SubscriptionId};

/// `{subscriptionId}`. What is no id is the id of no subscription.
fn subscription_id(Path(id): &Path<String>) -> Result<SubscriptionId, Problem> {
    id.parse()
        .map_err(|_| AppError::NotFound(Missing::Subscription).into())
}

/// The id of an event, as events show it (32 hexadecimal digits) or with hyphens.
fn event_id(text: &str) -> Result<EventId, Problem> {
    let hyphenated = match text.len() {
        32 if text.is_ascii() => format!(
            "{}-{}-{}-{}-{}",
            &text[..8],
            &text[8..12],
            &text[12..16],
            &text[16..20],
            &text[20..]
        ),
        _ => text.to_owned(),
    };
    hyphenated
        .parse()
        .map_err(|_| AppError::NotFound(Missing::Event).into())
}
