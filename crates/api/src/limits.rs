use crate::rate_limits::RateLimits;
use std::time::Duration;

/// How much a request may bring and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiLimits {
    /// Bytes of a body, on every route but the one for images.
    pub body_bytes: u64,
    /// Bytes of the body that brings images. Three pictures of 20 MiB are 80 MiB in base64; 4 MiB more leave
    /// room for JSON and for clients that write `/` as `\/`.
    pub images_body_bytes: u64,
    /// The longest that a body may take to arrive.
    pub body_time: Duration,
    /// Bytes that all uploads under way may hold together, as sent and as decoded. One client holds at most
    /// half of it.
    pub upload_memory_bytes: u64,
    /// The longest that an upload waits for its share of that memory.
    pub upload_wait: Duration,
    /// Calls a minute.
    pub rates: RateLimits,
    /// Calls of one client that may wait for a process to change.
    pub waits_per_client: u32,
}

impl Default for ApiLimits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            images_body_bytes: 84 << 20,
            body_time: Duration::from_secs(60),
            upload_memory_bytes: 384 << 20,
            upload_wait: Duration::from_secs(30),
            rates: RateLimits::default(),
            waits_per_client: 100,
        }
    }
}

/// Limits that contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "upload_memory_bytes must be at least {least}: half of it must hold one body of images, as sent and as decoded"
)]
pub struct InvalidLimits {
    /// What it must be at least.
    pub least: u64,
}

impl ApiLimits {
    /// What a body of images takes while it is worked on: itself, and three quarters of it decoded.
    pub(crate) const fn upload_cost(body_bytes: u64) -> u64 {
        body_bytes.saturating_add(body_bytes / 4 * 3)
    }

    /// # Errors
    /// [`InvalidLimits`] when an upload of the allowed size could never get its memory.
    pub fn check(&self) -> Result<(), InvalidLimits> {
        let least = 2 * Self::upload_cost(self.images_body_bytes);
        if self.upload_memory_bytes < least {
            Err(InvalidLimits { least })
        } else {
            Ok(())
        }
    }
}
