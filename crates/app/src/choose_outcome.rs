use crate::{App, AppError, Missing, audit, notifications, start_verification};
use bonafide_domain::{ClientId, DossierId, Effect, Event, Play, ProcessId, Refused, Status, step};
use bonafide_storage::{Act, Actor};

/// Lets a tester decide how a simulated session ends, as the person in a real one does by what they do. Answers the status
/// that the process has then.
///
/// For the page that stands in for a provider's: whoever may be on that page may choose, so the page has to have proven
/// that it belongs to this process, and no caller is asked for. Only processes of sandbox accounts can be played.
///
/// - [`Play::Canceled`]: the person broke off; the process is `canceled` when this answers.
/// - any other: the session is over and the process `processing`, whether the client started it or not. The verdict comes
///   from the simulator through the queue a moment later ([`Play::Slow30s`]: half a minute later), with the pictures and
///   the video of the session. What was chosen goes before every magic word.
///
/// A second choice before the verdict replaces the first.
///
/// # Errors
/// [`AppError::Refused`] when the process is final, or is not simulated; [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn choose_outcome(
    app: &App,
    owner: &ClientId,
    dossier: DossierId,
    process: ProcessId,
    play: Play,
) -> Result<Status, AppError> {
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    let mut process = unit
        .process_for_update(owner, dossier, process)
        .await?
        .ok_or(AppError::NotFound(Missing::Process))?;
    let Some(simulation) = &mut process.simulation else {
        return Err(AppError::Refused(Refused::NotOffered {
            provider: process.request.provider,
            what: "outcome to choose: they are verified",
        }));
    };
    let event = match play {
        Play::Canceled => {
            simulation.play = Some(play);
            Event::Cancel
        }
        _ => Event::SessionEnded,
    };
    let transition = step(&process, event)?;
    process.start.get_or_insert_default().played = Some(play);
    process.state = transition.state.clone().unwrap_or(process.state);
    process.updated_at = now;
    unit.save_process(&process).await?;
    unit.touch_dossier(owner, dossier, now).await?;
    if transition.effects.contains(&Effect::EnqueueVerification) {
        start_verification::enqueue(app, &mut unit, &process, now).await?;
    }
    if transition.state.is_some() {
        notifications::moved(app, &mut unit, &process).await?;
    }
    let act = audit::ending(&process.state).unwrap_or(Act::VerificationStarted);
    unit.append_audit(&audit::of_process(&process, Actor::Person, act, now))
        .await?;
    unit.commit().await?;
    Ok(process.state.status())
}
