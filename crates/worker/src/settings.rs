use std::num::NonZeroUsize;
use std::time::Duration;

/// How the worker behaves.
#[derive(Debug, Clone)]
pub struct WorkerSettings {
    /// Verifications at once.
    pub parallel: NonZeroUsize,
    /// How often to look into the queue when nothing woke it.
    pub poll: Duration,
    /// How long a verification that runs at the stop may still take; after that it is left to its lease.
    pub grace: Duration,
    /// The name under which it holds jobs, the same after a restart; another for each server that works on
    /// the same database.
    pub name: String,
}

impl WorkerSettings {
    /// One verification per core, a look into the queue each second, 20 s of grace.
    #[must_use]
    pub fn new(name: String) -> Self {
        Self {
            parallel: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            poll: Duration::from_secs(1),
            grace: Duration::from_secs(20),
            name,
        }
    }
}
