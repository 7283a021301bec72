//! What clients are told of: subscriptions, events in the unit of their cause, and their way to the address.

mod deliver;
mod happen;
mod history;
mod hosts;
mod message;
mod retry_after;
mod secrets;
mod signature;
mod subscriptions;
mod tidy;
mod trigger;

pub use deliver::{Delivered, ReservedDelivery, deliver, reserve_deliveries};
pub(crate) use happen::{erased, moved};
pub use history::{
    AttemptMade, EventPage, Resent, delivery_attempts, event_body, event_of, events_after,
    resend_event, resend_since, send_test_event,
};
pub use hosts::set_webhook_hosts;
pub use secrets::{ShownSecret, rotate_subscription_secret};
pub use signature::{SigningSecret, StandardHeaders};
pub use subscriptions::{
    NewSubscription, ShownSubscription, SubscriptionChange, create_subscription,
    delete_subscription, get_subscription, list_subscriptions, update_subscription,
};
pub(crate) use tidy::forget_old_events;
pub use trigger::trigger_event;
