//! How many calls a client may make: per class of route, refilled steadily, and told on every answer.
//!
//! Memory is bounded by the clients that there are: a limit is only kept for one whose token or secret was proven. Wrong
//! secrets are counted all together, so that nobody can use up a client's share, or fill memory, by its name alone.

use crate::problem::Problem;
use axum::http::header::HeaderName;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use bonafide_domain::ClientId;
use governor::clock::{Clock as _, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::num::NonZeroU32;

/// Calls a minute; a client that was quiet for a minute may make as many at once. 0: as many as it likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// GET and HEAD, each client.
    pub reads: u32,
    /// All other methods, each client.
    pub writes: u32,
    /// Tokens, each client.
    pub tokens: u32,
    /// Requests for a token with wrong credentials, of all the world together.
    pub refused_tokens: u32,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            reads: 12_000,
            writes: 6_000,
            tokens: 300,
            refused_tokens: 600,
        }
    }
}

/// Clients that are remembered before those that were quiet for a minute are forgotten.
const CLIENTS: usize = 10_000;

type Governor<K> = RateLimiter<K, HashMapStateStore<K>, MonotonicClock, StateInformationMiddleware>;

/// One limit. `K` is who has a share of its own.
struct Limiter<K: Clone + Eq + std::hash::Hash> {
    name: &'static str,
    quota: NonZeroU32,
    policy: HeaderValue,
    clock: MonotonicClock,
    governor: Governor<K>,
}

/// All limits of a server.
pub(crate) struct Rates {
    reads: Option<Limiter<ClientId>>,
    writes: Option<Limiter<ClientId>>,
    tokens: Option<Limiter<ClientId>>,
    refused_tokens: Option<Limiter<()>>,
}

/// What is left of a client's share, for the headers of its answer.
#[derive(Debug, Clone)]
pub(crate) struct Allowance {
    name: &'static str,
    policy: HeaderValue,
    quota: u32,
    remaining: u32,
    /// Seconds until all of it is there again.
    reset: u32,
}

impl Rates {
    pub(crate) fn new(limits: &RateLimits) -> Self {
        Self {
            reads: Limiter::new("reads", limits.reads),
            writes: Limiter::new("writes", limits.writes),
            tokens: Limiter::new("tokens", limits.tokens),
            refused_tokens: Limiter::new("refused-tokens", limits.refused_tokens),
        }
    }

    /// Takes one call off a client's share. `None` where there is no limit.
    ///
    /// # Errors
    /// What is left, which is nothing, and 429.
    pub(crate) fn call(
        &self,
        method: &Method,
        client: &ClientId,
    ) -> Result<Option<Allowance>, Box<(Allowance, Problem)>> {
        let limiter = match *method {
            Method::GET | Method::HEAD => &self.reads,
            _ => &self.writes,
        };
        limiter.as_ref().map(|one| one.take(client)).transpose()
    }

    /// The same for a token that its client proved to be entitled to.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub(crate) fn token(
        &self,
        client: &ClientId,
    ) -> Result<Option<Allowance>, Box<(Allowance, Problem)>> {
        let limiter = self.tokens.as_ref();
        limiter.map(|one| one.take(client)).transpose()
    }

    /// Counts a request for a token with wrong credentials.
    ///
    /// # Errors
    /// 429 when there were too many of them.
    pub(crate) fn refused_token(&self) -> Result<(), Problem> {
        match &self.refused_tokens {
            Some(limiter) => limiter.take(&()).map(drop).map_err(|refused| refused.1),
            None => Ok(()),
        }
    }
}

impl<K: Clone + Eq + std::hash::Hash> Limiter<K> {
    fn new(name: &'static str, per_minute: u32) -> Option<Self> {
        let quota = NonZeroU32::new(per_minute)?;
        let clock = MonotonicClock;
        let policy = format!("\"{name}\";q={quota};w=60");
        Some(Self {
            name,
            quota,
            policy: HeaderValue::from_str(&policy).expect("a name and numbers make a header"),
            governor: Governor::new(
                Quota::per_minute(quota),
                HashMapStateStore::default(),
                clock.clone(),
            ),
            clock,
        })
    }

    fn take(&self, who: &K) -> Result<Allowance, Box<(Allowance, Problem)>> {
        if self.governor.len() > CLIENTS {
            self.governor.retain_recent();
        }
        match self.governor.check_key(who) {
            Ok(left) => Ok(self.allowance(left.remaining_burst_capacity())),
            Err(refused) => {
                let wait = refused.wait_time_from(self.clock.now());
                let seconds = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
                let what = match self.name {
                    "reads" => "calls that read",
                    "writes" => "calls that write",
                    _ => "requests for a token",
                };
                let problem = Problem::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    format!(
                        "{} {what} a minute are taken; try again in {} seconds.",
                        self.quota,
                        seconds.max(1)
                    ),
                );
                Err(Box::new((
                    self.allowance(0),
                    problem.retry_after(seconds.max(1)),
                )))
            }
        }
    }

    fn allowance(&self, remaining: u32) -> Allowance {
        let quota = self.quota.get();
        let used = u64::from(quota.saturating_sub(remaining));
        let reset = (used * 60).div_ceil(u64::from(quota));
        Allowance {
            name: self.name,
            policy: self.policy.clone(),
            quota,
            remaining,
            reset: u32::try_from(reset).unwrap_or(60),
        }
    }
}

impl Allowance {
    /// The headers of the IETF's draft (`RateLimit-Policy`, `RateLimit`), and the older three that most clients know.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let name = HeaderName::from_static;
        let now = format!("\"{}\";r={};t={}", self.name, self.remaining, self.reset);
        if let Ok(now) = HeaderValue::from_str(&now) {
            headers.insert(name("ratelimit"), now);
        }
        headers.insert(name("ratelimit-policy"), self.policy.clone());
        headers.insert(name("ratelimit-limit"), self.quota.into());
        headers.insert(name("ratelimit-remaining"), self.remaining.into());
        headers.insert(name("ratelimit-reset"), self.reset.into());
    }
}

#[cfg(test)]
mod tests {
    use super::{RateLimits, Rates};
    use axum::http::Method;

    #[test]
    fn a_client_has_its_share_whatever_others_do() {
        let rates = Rates::new(&RateLimits {
            reads: 2,
            ..RateLimits::default()
        });
        let (acme, other) = ("acme".parse().unwrap(), "other".parse().unwrap());
        let left = |client| {
            rates
                .call(&Method::GET, client)
                .map(|left| left.unwrap().remaining)
        };
        assert_eq!(left(&acme).unwrap(), 1);
        assert_eq!(left(&acme).unwrap(), 0);
        assert!(left(&acme).is_err());
        assert_eq!(left(&other).unwrap(), 1);
        assert!(rates.call(&Method::POST, &acme).is_ok());
    }

    #[test]
    fn nought_is_no_limit() {
        let rates = Rates::new(&RateLimits {
            writes: 0,
            ..RateLimits::default()
        });
        let left = rates.call(&Method::POST, &"acme".parse().unwrap());
        assert!(left.unwrap().is_none());
    }
}
