use crate::{App, AppError};
use bonafide_domain::{ClientId, Process, State};
use bonafide_storage::{Act, Actor, AuditEntry};
use jiff::Timestamp;

/// An entry in the log of this client.
pub(crate) fn entry(owner: &ClientId, actor: Actor, act: Act, at: Timestamp) -> AuditEntry {
    AuditEntry {
        owner: Some(owner.clone()),
        at,
        actor,
        act,
        dossier: None,
        process: None,
    }
}

/// An entry about what the operator does with the whole server: in the log of no client.
pub(crate) const fn of_operator(act: Act, at: Timestamp) -> AuditEntry {
    AuditEntry {
        owner: None,
        at,
        actor: Actor::Operator,
        act,
        dossier: None,
        process: None,
    }
}

/// An entry about a process, in the log of its client.
pub(crate) fn of_process(process: &Process, actor: Actor, act: Act, at: Timestamp) -> AuditEntry {
    AuditEntry {
        dossier: Some(process.dossier),
        process: Some(process.id),
        ..entry(&process.owner, actor, act, at)
    }
}

/// Keeps an entry that belongs to no other change: that something was read. On SQLite it shares its commit with whoever
/// else writes at that moment.
pub(crate) async fn append(app: &App, entry: &AuditEntry) -> Result<(), AppError> {
    let mut unit = app.storage().begin().await?;
    unit.append_audit(entry).await?;
    Ok(unit.commit().await?)
}

/// What the log calls the step into this state; `None` where nothing ended.
pub(crate) const fn ending(state: &State) -> Option<Act> {
    match state {
        State::Pending | State::Processing => None,
        State::Accepted(_) => Some(Act::ProcessAccepted),
        State::Rejected => Some(Act::ProcessRejected),
        State::Canceled => Some(Act::ProcessCanceled),
        State::Failed(_) => Some(Act::ProcessFailed),
        State::Inconclusive => Some(Act::ProcessInconclusive),
    }
}
