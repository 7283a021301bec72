use bonafide_app::{App, AppError, Delivered, ReservedDelivery, deliver, reserve_deliveries};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Deliveries at once. Most of them wait for somebody else's machine; of one address there are ten at most, so that
/// fifty addresses have to hang before anybody else waits for them.
const AT_ONCE: usize = 500;
/// How often to look when nothing woke it: what is due by the clock wakes nobody.
const POLL: Duration = Duration::from_millis(500);

/// The least pause after nothing could be taken.
const BREATH: Duration = Duration::from_millis(20);

/// Tells addresses what is due, for ever. Dropped, it leaves what is under way to its leases.
pub(crate) async fn run(app: Arc<App>, holder: String) {
    let mut running = JoinSet::new();
    let mut signal = app.job_signal();
    loop {
        let room = AT_ONCE.saturating_sub(running.len());
        if room > 0 {
            match reserve_deliveries(&app, &holder, u32::try_from(room).unwrap_or(u32::MAX)).await {
                // What is due may all be to addresses that have their share: no reason to ask on and on.
                Ok(reserved) if reserved.is_empty() => tokio::time::sleep(BREATH).await,
                Ok(reserved) => {
                    for delivery in reserved {
                        running.spawn(tell(Arc::clone(&app), delivery));
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "events that are due cannot be read now");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
        tokio::select! {
            Some(_) = running.join_next() => while running.try_join_next().is_some() {},
            () = signal.wait(POLL) => {}
        }
    }
}

async fn tell(app: Arc<App>, delivery: ReservedDelivery) {
    match deliver(&app, &delivery).await {
        Ok(Delivered::Yes | Delivered::Later | Delivered::Dropped) => {}
        Ok(Delivered::GivenUp) => {
            tracing::info!(
                "an event is not told any more: its tries are used up, or nobody is to be told"
            );
        }
        Err(AppError::Unavailable(error)) => {
            tracing::warn!(
                error,
                "how a delivery went could not be kept; it is tried again"
            );
        }
        Err(error) => tracing::error!(%error, "a delivery broke off"),
    }
}
