//! `/events`: what happened, and who is told of it.

mod bodies;
mod history;
mod subscriptions;

pub use bodies::{AttemptResponse, SubscriptionResponse};
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

/// What is no id is the id of no event.
fn event_id(text: &str) -> Result<EventId, Problem> {
    Ok(bonafide_app::event_of(text).ok_or(AppError::NotFound(Missing::Event))?)
}
