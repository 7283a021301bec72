use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// For so long nobody asks again after a call that waited in vain.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether a store on the network is silent.
#[derive(Debug, Default)]
pub(super) struct Silence(Mutex<Heard>);

#[derive(Debug, Default)]
struct Heard {
    /// When it last answered.
    last: Option<Instant>,
    /// Until when it is taken to be silent.
    until: Option<Instant>,
}

impl Silence {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        // Nothing is done between the two fields that could leave them apart.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_on(&self, now: Instant) -> bool {
        self.heard().until.is_some_and(|until| now < until)
    }

    /// It answered.
    pub(super) fn broken(&self) {
        *self.heard() = Heard {
            last: Some(Instant::now()),
            until: None,
        };
    }

    /// A call that began then got no answer. Where others were answered meanwhile, it was that call and not the store.
    pub(super) fn found(&self, began: Instant) {
        let mut heard = self.heard();
        if heard.last.is_none_or(|last| last < began) {
            heard.until = Some(Instant::now() + PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PAUSE, Silence};
    use std::time::Duration;
    use tokio::time::{Instant, advance};

    #[tokio::test(start_paused = true)]
    async fn a_store_is_silent_for_a_second_after_a_call_in_vain() {
        let silence = Silence::default();
        let began = Instant::now();
        advance(Duration::from_secs(8)).await;
        silence.found(began);
        assert!(silence.is_on(Instant::now()));
        advance(PAUSE).await;
        assert!(!silence.is_on(Instant::now()));
    }

    #[tokio::test(start_paused = true)]
    async fn one_slow_call_beside_others_that_are_answered_is_no_silence() {
        let silence = Silence::default();
        let began = Instant::now();
        advance(Duration::from_secs(4)).await;
        silence.broken();
        advance(Duration::from_secs(4)).await;
        silence.found(began);
        assert!(!silence.is_on(Instant::now()));
    }
}
