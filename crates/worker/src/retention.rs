use bonafide_app::{App, Retired, retire};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Days are what is counted in: nobody minds a few minutes.
const PERIOD: Duration = Duration::from_secs(300);

/// Erases what is over, for ever.
pub(crate) async fn run(app: Arc<App>) {
    let mut tick = interval(PERIOD);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match retire(&app).await {
            Ok(retired) if retired == Retired::default() => {}
            Ok(retired) => tracing::info!(
                dossiers = retired.dossiers,
                processes = retired.processes,
                "erased, for their time was over"
            ),
            Err(error) => tracing::warn!(%error, "what is over could not be erased"),
        }
    }
}
