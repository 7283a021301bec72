use crate::{App, AppError};

/// Facts for `/ready` and for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Verifications that could run now and wait for a free worker.
    pub waiting: u64,
    /// Verifications that run.
    pub running: u64,
    /// Verifications that wait for their next attempt.
    pub delayed: u64,
    /// Seconds that the longest-waiting one has waited.
    pub oldest_waiting_seconds: Option<u64>,
}

impl Health {
    /// Verifications that are not done.
    #[must_use]
    pub const fn queue_depth(&self) -> u64 {
        self.waiting + self.running + self.delayed
    }
}

/// Asks the storage for a sign of life and counts the queue.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn health(app: &App) -> Result<Health, AppError> {
    let storage = app.storage();
    storage.ready().await?;
    let now = app.now();
    let queue = storage.queue(now).await?;
    let waited = |since| now.duration_since(since).as_secs().try_into().unwrap_or(0);
    let health = Health {
        waiting: queue.waiting,
        running: queue.running,
        delayed: queue.delayed,
        oldest_waiting_seconds: queue.oldest_waiting.map(waited),
    };
    for (state, depth) in [
        ("waiting", health.waiting),
        ("running", health.running),
        ("delayed", health.delayed),
    ] {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a queue has fewer than 2^52 jobs"
        )]
        metrics::gauge!("bonafide_queue_depth", "state" => state).set(depth as f64);
    }
    Ok(health)
}
