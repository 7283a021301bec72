use super::settings::{InvalidSetting, invalid};
use bonafide_app::{DeliverySettings, domain::Schedule};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How often and how patiently events are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhooksSection {
    retry_seconds: Vec<u32>,
    timeout_seconds: u32,
}

/// A month of daily tries; more is no patience any more.
const MOST_TRIES: usize = 30;
/// A week.
const LONGEST_PAUSE: u32 = 7 * 24 * 3600;
/// Less than the lease of a delivery, so that nobody takes up a try that is still going on.
const LONGEST_TRY: u32 = 30;

impl WebhooksSection {
    /// How deliveries behave.
    ///
    /// # Errors
    /// [`InvalidSetting`] names what is too long, too short or too many.
    pub(crate) fn deliveries(&self) -> Result<DeliverySettings, InvalidSetting> {
        if self.retry_seconds.len() > MOST_TRIES {
            return Err(invalid(
                "webhooks.retry_seconds",
                format!(
                    "names {} pauses; at most {MOST_TRIES} are kept",
                    self.retry_seconds.len()
                ),
            ));
        }
        let fits = |pause: &u32| (1..=LONGEST_PAUSE).contains(pause);
        if !self.retry_seconds.iter().all(fits) {
            return Err(invalid(
                "webhooks.retry_seconds",
                "must be whole seconds, each from 1 to 604800, which is a week",
            ));
        }
        if !(1..=LONGEST_TRY).contains(&self.timeout_seconds) {
            return Err(invalid(
                "webhooks.timeout_seconds",
                format!("must be from 1 to {LONGEST_TRY}"),
            ));
        }
        Ok(DeliverySettings {
            schedule: Schedule::after(&self.retry_seconds),
            time_limit: Duration::from_secs(self.timeout_seconds.into()),
        })
    }
}
