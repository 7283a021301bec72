use bonafide_app::{
    App, AppError, Ran, ReservedVerification, extend_verification, put_back_verification,
    return_verification, run_verification,
};
use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

/// Runs one verification and keeps its lease meanwhile.
pub(crate) async fn run(app: Arc<App>, job: ReservedVerification) {
    // Nothing of a broken attempt is looked at afterwards; the next one begins with what is stored.
    let work = AssertUnwindSafe(run_verification(&app, &job)).catch_unwind();
    // Both are polled by turns, so that neither waits for a database that the other holds.
    let ran = tokio::select! {
        ran = work => ran,
        () = lost(&app, &job) => {
            tracing::warn!(process = %job.process(), "the lease of a verification was lost");
            return;
        }
    };
    match ran {
        Ok(Ok(Ran::Finished(status))) => {
            tracing::info!(process = %job.process(), attempt = job.attempt(), %status, "a verification ended");
        }
        Ok(Ok(Ran::Retried)) => {}
        Ok(Ok(Ran::Dropped)) => {
            tracing::info!(process = %job.process(), "the process of a verification is gone");
        }
        Ok(Err(error @ AppError::Unavailable(_))) => {
            tracing::error!(process = %job.process(), %error, "a verification broke off");
            give_back(&app, &job).await;
        }
        Ok(Err(error)) => {
            tracing::error!(process = %job.process(), %error, "a verification broke off");
            put_back(&app, &job, "a fault of ours").await;
        }
        // What a panic says may quote what it looked at, so it is not logged here.
        Err(_) => {
            tracing::error!(process = %job.process(), "a verification panicked");
            put_back(&app, &job, "panicked").await;
        }
    }
}

/// Ends when the job is no longer ours.
async fn lost(app: &App, job: &ReservedVerification) {
    // Two beats may fail before the lease ends.
    let pause = (app.lease() / 3).max(Duration::from_millis(10));
    loop {
        tokio::time::sleep(pause).await;
        match extend_verification(app, job).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(process = %job.process(), %error, "a lease could not be extended");
            }
        }
    }
}

async fn put_back(app: &App, job: &ReservedVerification, why: &str) {
    if let Err(error) = put_back_verification(app, job, why).await {
        tracing::warn!(process = %job.process(), %error, "a verification is left to its lease");
    }
}

/// Gives a verification back that the storage's outage ended, as soon as the storage takes it; within the lease at
/// the longest, after which the next worker takes it up by itself.
async fn give_back(app: &App, job: &ReservedVerification) {
    let pause = (app.lease() / 10).max(Duration::from_millis(10));
    for _ in 0..9 {
        match return_verification(app, job, "the storage was out").await {
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(process = %job.process(), %error, "a verification cannot be given back yet");
            }
        }
        tokio::time::sleep(pause).await;
    }
}
