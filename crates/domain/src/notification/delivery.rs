use jiff::{SignedDuration, Timestamp};

/// How one event stands with one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// To be tried, not before this time.
    Waiting(Timestamp),
    /// The address has it.
    Delivered,
    /// It is not tried any more.
    GivenUp,
}

/// One event on its way to one address, as the machine sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// How often it was tried.
    pub attempts: u32,
    /// After this it is not tried any more.
    pub expires_at: Timestamp,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptResult {
    /// An HTTP answer, with the pause that its `Retry-After` asked for.
    Answered {
        /// The HTTP status.
        status: u16,
        /// As asked for.
        retry_after: Option<SignedDuration>,
    },
    /// No answer: nobody there, too slow, no trust, not HTTP.
    NoAnswer,
    /// The address is not one that may be called.
    NotCalled,
}

/// A try that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// When it ended.
    pub ended_at: Timestamp,
    /// What came of it.
    pub result: AttemptResult,
}

impl AttemptResult {
    /// True for 2xx alone; a redirect is a failure, since it is not followed.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(
            self,
            Self::Answered {
                status: 200..=299,
                ..
            }
        )
    }

    /// True when the address says that it wants nothing more: 410 (RFC 9110, 15.5.11).
    #[must_use]
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Answered { status: 410, .. })
    }
}

/// The pauses between tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The pause after the first try, after the second, …; after the last there is none.
    pub pauses: Vec<SignedDuration>,
}

impl Schedule {
    /// That of Standard Webhooks: at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h. Ten tries
    /// in a little over three days.
    #[must_use]
    pub fn standard() -> Self {
        const HOUR: i64 = 3600;
        let seconds = [
            5,
            300,
            1800,
            2 * HOUR,
            5 * HOUR,
            10 * HOUR,
            14 * HOUR,
            20 * HOUR,
            24 * HOUR,
        ];
        Self {
            pauses: seconds.map(SignedDuration::from_secs).to_vec(),
        }
    }

    /// That of the older callbacks, which say five tries with growing pauses after the first: 10 s, 1 min, 5 min,
    /// 30 min, 2 h.
    #[must_use]
    pub fn callback() -> Self {
        Self {
            pauses: [10, 60, 300, 1800, 7200]
                .map(SignedDuration::from_secs)
                .to_vec(),
        }
    }

    /// One with these pauses, in seconds.
    #[must_use]
    pub fn after(seconds: &[u32]) -> Self {
        let pauses = seconds.iter().copied().map(i64::from);
        Self {
            pauses: pauses.map(SignedDuration::from_secs).collect(),
        }
    }

    /// How long the whole of it lasts at most, with every pause at its longest.
    #[must_use]
    pub fn span(&self) -> SignedDuration {
        let all = self.pauses.iter().fold(SignedDuration::ZERO, |sum, pause| {
            sum.saturating_add(*pause)
        });
        all.saturating_add(all / 5)
    }
}

/// The longest pause that a `Retry-After` is granted.
const LONGEST_RETRY_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// How a delivery stands after a try. `jitter`, from 0 to 1, stretches the pause by up to a fifth, so that what failed
/// together is not tried together.
#[must_use]
pub fn after_attempt(
    delivery: Delivery,
    attempt: Attempt,
    schedule: &Schedule,
    jitter: f64,
) -> DeliveryState {
    if attempt.result.is_success() {
        return DeliveryState::Delivered;
    }
    if attempt.result.is_gone() {
        return DeliveryState::GivenUp;
    }
    let tried = usize::try_from(delivery.attempts).unwrap_or(usize::MAX);
    let Some(pause) = tried
        .checked_sub(1)
        .and_then(|last| schedule.pauses.get(last))
    else {
        return DeliveryState::GivenUp;
    };
    let stretched = pause.mul_f64(1.0 + 0.2 * jitter.clamp(0.0, 1.0));
    let asked = match attempt.result {
        AttemptResult::Answered {
            retry_after: Some(asked),
            ..
        } => asked.clamp(SignedDuration::ZERO, LONGEST_RETRY_AFTER),
        _ => SignedDuration::ZERO,
    };
    match attempt.ended_at.checked_add(stretched.max(asked)) {
        Ok(next) if next <= delivery.expires_at => DeliveryState::Waiting(next),
        _ => DeliveryState::GivenUp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn answered(status: u16) -> AttemptResult {
        AttemptResult::Answered {
            status,
            retry_after: None,
        }
    }

    fn after(attempts: u32, result: AttemptResult) -> DeliveryState {
        let delivery = Delivery {
            attempts,
            expires_at: at(1_000_000),
        };
        after_attempt(
            delivery,
            Attempt {
                ended_at: at(0),
                result,
            },
            &Schedule::standard(),
            0.0,
        )
    }

    #[test]
    fn only_a_status_in_the_two_hundreds_delivers() {
        for status in 100..600 {
            let delivered = after(1, answered(status)) == DeliveryState::Delivered;
            assert_eq!(delivered, (200..300).contains(&status), "{status}");
        }
    }

    #[test]
    fn ten_tries_are_made_at_the_times_of_standard_webhooks() {
        let mut times = vec![0];
        let mut now = 0;
        for attempts in 1.. {
            let delivery = Delivery {
                attempts,
                expires_at: at(1_000_000),
            };
            let attempt = Attempt {
                ended_at: at(now),
                result: AttemptResult::NoAnswer,
            };
            match after_attempt(delivery, attempt, &Schedule::standard(), 0.0) {
                DeliveryState::Waiting(next) => now = next.as_second(),
                state => {
                    assert_eq!(state, DeliveryState::GivenUp);
                    break;
                }
            }
            times.push(now);
        }
        assert_eq!(
            times,
            [
                0, 5, 305, 2105, 9305, 27305, 63305, 113_705, 185_705, 272_105
            ]
        );
    }

    #[test]
    fn a_retry_after_lengthens_a_pause_and_never_shortens_it() {
        let with = |seconds| {
            after(
                1,
                AttemptResult::Answered {
                    status: 429,
                    retry_after: Some(SignedDuration::from_secs(seconds)),
                },
            )
        };
        assert_eq!(with(120), DeliveryState::Waiting(at(120)));
        assert_eq!(with(1), DeliveryState::Waiting(at(5)));
        assert_eq!(with(i64::MAX), DeliveryState::Waiting(at(24 * 3600)));
    }

    #[test]
    fn gone_ends_it_at_once_and_so_does_the_end_of_its_time() {
        assert_eq!(after(1, answered(410)), DeliveryState::GivenUp);
        let late = Delivery {
            attempts: 1,
            expires_at: at(4),
        };
        let attempt = Attempt {
            ended_at: at(0),
            result: answered(500),
        };
        assert_eq!(
            after_attempt(late, attempt, &Schedule::standard(), 0.0),
            DeliveryState::GivenUp
        );
    }

    #[test]
    fn jitter_stretches_a_pause_by_a_fifth_at_most() {
        let delivery = Delivery {
            attempts: 2,
            expires_at: at(1_000_000),
        };
        let attempt = Attempt {
            ended_at: at(0),
            result: answered(503),
        };
        let next = |jitter| after_attempt(delivery, attempt, &Schedule::standard(), jitter);
        assert_eq!(next(0.0), DeliveryState::Waiting(at(300)));
        assert_eq!(next(1.0), DeliveryState::Waiting(at(360)));
        assert_eq!(next(f64::INFINITY), DeliveryState::Waiting(at(360)));
    }
}
