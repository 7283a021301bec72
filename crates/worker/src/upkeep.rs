use bonafide_app::{
    App, AppError, SignHeads, health, refresh_keys, refresh_master_keys, sign_audit_heads, sweep,
    tidy,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior};

/// Measures the queue and tidies, for ever.
pub(crate) async fn run(app: Arc<App>) {
    let mut measure = every(Duration::from_secs(5));
    let mut minute = every(Duration::from_secs(60));
    let mut hour = every(Duration::from_secs(3600));
    loop {
        tokio::select! {
            _ = measure.tick() => {
                if let Err(error) = health(&app).await {
                    tracing::warn!(%error, "storage gives no sign of life");
                }
                if let Err(error) = refresh_keys(&app).await {
                    tracing::warn!(%error, "the signing keys cannot be read");
                }
                if let Err(error) = refresh_master_keys(&app).await {
                    tracing::warn!(%error, "the master keys cannot be read");
                }
            }
            _ = minute.tick() => {
                report(tidy(&app).await);
                if let Err(error) = sign_audit_heads(&app, SignHeads::WhereDue).await {
                    tracing::warn!(%error, "heads of the audit log could not be signed");
                }
            }
            _ = hour.tick() => report(sweep(&app).await),
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = tokio::time::interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

fn report(removed: Result<u64, AppError>) {
    match removed {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "files that nothing needs were removed"),
        Err(error) => tracing::warn!(%error, "files could not be tidied"),
    }
}
