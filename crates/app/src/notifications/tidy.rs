use crate::{App, AppError};
use jiff::SignedDuration;

/// How long events and the record of their deliveries are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Events that one step removes.
const STEP: u32 = 200;

/// Removes events that are older than thirty days and on nobody's way any more, a step at a time, and secrets that
/// have ended.
pub(crate) async fn forget_old_events(app: &App) -> Result<u64, AppError> {
    let now = app.now();
    let Ok(before) = now.checked_sub(KEPT) else {
        return Ok(0);
    };
    let mut unit = app.storage().begin().await?;
    unit.delete_ended_secrets(now).await?;
    unit.commit().await?;
    let mut removed = 0;
    loop {
        let mut unit = app.storage().begin().await?;
        let gone = unit.delete_events_before(before, STEP).await?;
        unit.commit().await?;
        removed += gone;
        if gone < u64::from(STEP) {
            return Ok(removed);
        }
    }
}
