use crate::notification::AttemptResult;
use crate::provider::UnknownName;
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::str::FromStr;

/// Whether an address is told anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionState {
    /// It is.
    Enabled,
    /// Its client switched it off.
    Paused,
    /// It said that it wants nothing more (410).
    Gone,
    /// It failed for five days.
    Failing,
}

impl SubscriptionState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Enabled, Self::Paused, Self::Gone, Self::Failing];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Paused => "paused",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }
}

impl fmt::Display for SubscriptionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SubscriptionState {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}

/// Since when an address has done nothing but fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EndpointHealth {
    /// When the first failure after the last success was.
    pub failing_since: Option<Timestamp>,
    /// How many there were since.
    pub failures: u32,
}

/// What an attempt tells of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It goes on being told.
    Keeps(EndpointHealth),
    /// It is told nothing more, and its client is told so.
    Ends(SubscriptionState),
}

/// An address that only failed for so long is told nothing more.
const PATIENCE: SignedDuration = SignedDuration::from_hours(5 * 24);
/// Fewer failures than this in that time are no proof: there was little to tell.
const FAILURES_THAT_PROVE: u32 = 5;

impl EndpointHealth {
    /// True while it is better to try with one call at a time: it has been failing.
    #[must_use]
    pub const fn is_ailing(self) -> bool {
        self.failures >= FAILURES_THAT_PROVE
    }

    /// What one more attempt tells.
    #[must_use]
    pub fn after(self, result: AttemptResult, at: Timestamp) -> Standing {
        if result.is_success() {
            return Standing::Keeps(Self::default());
        }
        if result.is_gone() {
            return Standing::Ends(SubscriptionState::Gone);
        }
        let since = self.failing_since.unwrap_or(at);
        let failures = self.failures.saturating_add(1);
        let out_of_patience = since.checked_add(PATIENCE).is_ok_and(|end| at >= end);
        if out_of_patience && failures >= FAILURES_THAT_PROVE {
            Standing::Ends(SubscriptionState::Failing)
        } else {
            Standing::Keeps(Self {
                failing_since: Some(since),
                failures,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600;

    fn fails(health: EndpointHealth, second: i64) -> Standing {
        health.after(
            AttemptResult::NoAnswer,
            Timestamp::from_second(second).unwrap(),
        )
    }

    #[test]
    fn five_days_of_failure_end_it_and_a_success_between_begins_anew() {
        let mut health = EndpointHealth::default();
        for day in 0..5 {
            let Standing::Keeps(next) = fails(health, day * DAY) else {
                panic!("day {day}")
            };
            health = next;
        }
        assert_eq!(
            fails(health, 5 * DAY),
            Standing::Ends(SubscriptionState::Failing)
        );
        let ok = AttemptResult::Answered {
            status: 204,
            retry_after: None,
        };
        let at = Timestamp::from_second(5 * DAY).unwrap();
        assert_eq!(
            health.after(ok, at),
            Standing::Keeps(EndpointHealth::default())
        );
    }

    #[test]
    fn two_failures_a_week_apart_prove_nothing() {
        let Standing::Keeps(health) = fails(EndpointHealth::default(), 0) else {
            panic!()
        };
        assert!(matches!(fails(health, 7 * DAY), Standing::Keeps(_)));
    }
}
