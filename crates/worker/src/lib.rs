//! The job loop: runs what use cases have put in the queue, and tells clients what happened.
//!
//! Architecture invariant: nothing is decided here. What a verification is, whose turn it is and what becomes
//! of its result is the use cases' business; this crate only keeps as many of them going as there are cores.

mod deliveries;
mod retention;
mod settings;
mod upkeep;
mod verification;

pub use settings::WorkerSettings;

use bonafide_app::{App, reserve_verification};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Runs verifications until `shutdown` is ready. Those that run then may end within the grace time; the others
/// are left to their leases, after which they are taken up again, by this worker's next life or by another.
pub async fn run(app: Arc<App>, settings: WorkerSettings, shutdown: impl Future<Output = ()>) {
    // Apart from the loop: one that waits for the database must not keep the other from letting go of it.
    let mut upkeep = JoinSet::new();
    upkeep.spawn(upkeep::run(Arc::clone(&app)));
    upkeep.spawn(retention::run(Arc::clone(&app)));
    upkeep.spawn(deliveries::run(Arc::clone(&app), settings.name.clone()));
    let mut running = JoinSet::new();
    let mut signal = app.job_signal();
    let mut shutdown = pin!(shutdown);
    loop {
        fill(&app, &settings, &mut running).await;
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = running.join_next() => {}
            () = signal.wait(settings.poll), if running.len() < settings.parallel.get() => {}
        }
    }
    drop(upkeep);
    finish(&settings, running).await;
}

/// Takes jobs until every place is taken or there are none.
async fn fill(app: &Arc<App>, settings: &WorkerSettings, running: &mut JoinSet<()>) {
    while running.len() < settings.parallel.get() {
        match reserve_verification(app, &settings.name).await {
            Ok(Some(job)) => {
                running.spawn(verification::run(Arc::clone(app), job));
            }
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(%error, "the queue cannot be read now");
                return;
            }
        }
    }
}

async fn finish(settings: &WorkerSettings, mut running: JoinSet<()>) {
    let all = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(settings.grace, all).await.is_err() {
        tracing::info!(
            left = running.len(),
            "verifications that did not end in time are left to their leases"
        );
        running.shutdown().await;
    }
}
