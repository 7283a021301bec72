use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Calls of one page within [`WINDOW`]: a person who takes pictures makes a dozen.
const MOST: u32 = 120;
const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// How often each page calls. Pages are known by the hash of their artifact, and only those that exist are counted.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<HashMap<[u8; 32], (Timestamp, u32)>>);

impl Pace {
    /// Counts a call. `Err` with the seconds to wait when there were too many.
    pub(crate) fn count(&self, page: [u8; 32], now: Timestamp) -> Result<(), u32> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() > 10_000 {
            pages.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
        }
        let (since, calls) = pages.entry(page).or_insert((now, 0));
        if now.duration_since(*since) >= WINDOW {
            (*since, *calls) = (now, 0);
        }
        *calls += 1;
        if *calls <= MOST {
            return Ok(());
        }
        let left = WINDOW - now.duration_since(*since);
        Err(u32::try_from(left.as_secs()).unwrap_or(0).max(1))
    }
}
