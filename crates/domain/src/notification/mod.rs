//! What clients are told: events, the addresses that want them, and how a telling is tried until it succeeds.

mod delivery;
mod endpoint;
mod event;
mod subscription;

pub use delivery::{Attempt, AttemptResult, Delivery, DeliveryState, Schedule, after_attempt};
pub use endpoint::{EndpointHealth, Standing, SubscriptionState};
pub use event::{EventKind, Happening, Target};
pub use subscription::{ExtraSignature, SignatureAlgorithm, Subscription};
