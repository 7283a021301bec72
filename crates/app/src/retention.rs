//! What is over goes by itself: dossiers and processes whose time has passed since their last change, each by the same
//! way as if it had been asked for.

use crate::erase::erase;
use crate::erasure_certificate::ErasureReason;
use crate::{App, AppError, Missing, audit, find_client};
use bonafide_domain::{
    Client, ClientId, DossierId, Event, Keep, ProcessKind, Retention, RetentionPlan, step,
};
use bonafide_storage::{Act, Actor, StaleCursor, StaleDossier, StaleProcess, StorageError};
use jiff::Timestamp;
use std::time::Duration;

/// What is looked up at once.
const PAGE: u32 = 50;
/// Between two erasures: others go first.
const PAUSE: Duration = Duration::from_millis(20);
/// After one that was looked at and stays.
const GLANCE: Duration = Duration::from_millis(2);
/// Held dossiers that are listed at most.
const LISTED: u32 = 1000;

/// A client with its times.
#[derive(Debug)]
pub struct ClientRetention {
    /// The client.
    pub client: Client,
    /// What was set for it.
    pub own: Retention,
    /// What holds for it, with those of the server.
    pub plan: RetentionPlan,
}

/// How many were erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retired {
    /// Dossiers.
    pub dossiers: u64,
    /// Processes alone, of dossiers that stay.
    pub processes: u64,
}

/// The times of the client of this id or name.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn client_retention(app: &App, id_or_name: &str) -> Result<ClientRetention, AppError> {
    let client = find_client(app, id_or_name).await?;
    let own = app.storage().client_retention(&client.id).await?;
    let plan = planned(app, &own);
    Ok(ClientRetention { client, own, plan })
}

/// Gives a client these times in place of those that it had.
///
/// # Errors
/// [`AppError::Invalid`] for a kind of process that there is not; [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn set_client_retention(
    app: &App,
    id_or_name: &str,
    own: Retention,
) -> Result<ClientRetention, AppError> {
    for name in own.processes.keys() {
        name.parse::<ProcessKind>()
            .map_err(|error| AppError::invalid("retention", format!("{name}: not {error}")))?;
    }
    let client = find_client(app, id_or_name).await?;
    let mut unit = app.storage().begin().await?;
    unit.set_client_retention(&client.id, &own).await?;
    let act = Act::ClientRetentionChanged;
    unit.append_audit(&audit::entry(&client.id, Actor::Operator, act, app.now()))
        .await?;
    unit.commit().await?;
    let plan = planned(app, &own);
    Ok(ClientRetention { client, own, plan })
}

/// Holds a dossier: neither time nor its client erases it or a process of it.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn hold_dossier(app: &App, id_or_name: &str, dossier: DossierId) -> Result<(), AppError> {
    change_hold(app, id_or_name, dossier, Act::DossierHeld).await
}

/// Holds it no more.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn release_dossier(
    app: &App,
    id_or_name: &str,
    dossier: DossierId,
) -> Result<(), AppError> {
    change_hold(app, id_or_name, dossier, Act::DossierReleased).await
}

async fn change_hold(
    app: &App,
    id_or_name: &str,
    dossier: DossierId,
    act: Act,
) -> Result<(), AppError> {
    let client = find_client(app, id_or_name).await?;
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    let found = match act {
        Act::DossierHeld => unit.hold_dossier(&client.id, dossier, now).await?,
        _ => unit.release_dossier(&client.id, dossier).await?,
    };
    if !found {
        return Err(AppError::NotFound(Missing::Dossier));
    }
    let mut entry = audit::entry(&client.id, Actor::Operator, act, now);
    entry.dossier = Some(dossier);
    unit.append_audit(&entry).await?;
    Ok(unit.commit().await?)
}

/// The dossiers of a client that are held, with since when; at most a thousand.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn held_dossiers(
    app: &App,
    id_or_name: &str,
) -> Result<Vec<(DossierId, Timestamp)>, AppError> {
    let client = find_client(app, id_or_name).await?;
    Ok(app.storage().held_dossiers(&client.id, LISTED).await?)
}

/// These times over those of the server, by the names that processes are kept under: a rule under the older name of a
/// provider is one of the newer, which goes first where both are there.
fn planned(app: &App, own: &Retention) -> RetentionPlan {
    let mut plan = own.over(&app.settings().retention);
    for (name, keep) in std::mem::take(&mut plan.processes) {
        match name.parse::<ProcessKind>() {
            Ok(kind) if kind.provider.canonical() != kind.provider => {
                let provider = kind.provider.canonical();
                let newer = ProcessKind { provider, ..kind }.to_string();
                plan.processes.entry(newer).or_insert(keep);
            }
            _ => drop(plan.processes.insert(name, keep)),
        }
    }
    plan
}

/// What holds for a client at this moment.
struct Times {
    plan: RetentionPlan,
    /// What was there before there were any times counts as changed then.
    from: Timestamp,
    now: Timestamp,
}

impl Times {
    /// Read for each erasure: what an operator says in between is heeded.
    async fn of(app: &App, owner: &ClientId) -> Result<Self, AppError> {
        let own = app.storage().client_retention(owner).await?;
        let from = app.storage().retained_from(owner).await?;
        Ok(Self {
            plan: planned(app, &own),
            from: from.unwrap_or(Timestamp::MIN),
            now: app.now(),
        })
    }

    /// What was last changed before this moment is over.
    fn over_before(&self, keep: Keep) -> Option<Timestamp> {
        keep.over_before(self.now)
            .filter(|before| self.from < *before)
    }

    fn is_over(&self, keep: Keep, changed: Timestamp) -> bool {
        self.over_before(keep)
            .is_some_and(|before| changed < before)
    }
}

/// Erases what is over, one after the other with pauses between. What cannot go now, for its provider does not allow it or
/// somebody works on it, goes at a later call. Several servers may do it at once.
///
/// # Errors
/// [`AppError::Unavailable`]: what went before is gone.
pub async fn retire(app: &App) -> Result<Retired, AppError> {
    let mut retired = Retired::default();
    for client in app.storage().clients().await? {
        retired.dossiers += retire_dossiers(app, &client.id).await?;
        retired.processes += retire_processes(app, &client.id).await?;
    }
    Ok(retired)
}

async fn retire_dossiers(app: &App, owner: &ClientId) -> Result<u64, AppError> {
    let (mut gone, mut after) = (0, StaleCursor::start());
    loop {
        let times = Times::of(app, owner).await?;
        let Some(before) = times.over_before(times.plan.dossiers) else {
            return Ok(gone);
        };
        let page = app
            .storage()
            .stale_dossiers(owner, before, &after, PAGE)
            .await?;
        let Some(last) = page.last() else {
            return Ok(gone);
        };
        after = last.cursor();
        for StaleDossier { id, .. } in page {
            gone += u64::from(retire_dossier(app, owner, id).await?);
        }
    }
}

/// False where it stays, or cannot go now.
async fn retire_dossier(app: &App, owner: &ClientId, dossier: DossierId) -> Result<bool, AppError> {
    let unreadable = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, %dossier, "a dossier that is over cannot be read or erased");
    };
    let processes = match app.storage().processes(owner, dossier).await {
        Ok(processes) => processes,
        // One that cannot be read keeps no other.
        Err(error @ StorageError::Corrupt { .. }) => {
            unreadable(&error);
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    };
    let times = Times::of(app, owner).await?;
    // A kind of process may be kept for longer than dossiers are, and its dossier with it.
    let kept = processes.iter().any(|process| {
        let keep = times.plan.process(process.provider, process.process_type);
        !times.is_over(keep, process.updated_at)
    });
    let before = times.over_before(times.plan.dossiers).filter(|_| !kept);
    let Some(before) = before else {
        tokio::time::sleep(GLANCE).await;
        return Ok(false);
    };
    let reason = ErasureReason::Retention;
    let gone = match erase(app, owner, dossier, Actor::System, reason, before).await {
        Ok(gone) => gone,
        Err(AppError::NotFound(_) | AppError::Refused(_) | AppError::Conflict { .. }) => false,
        // Somebody works on it; the next call finds it again.
        Err(AppError::Busy { .. }) => false,
        Err(error @ AppError::Internal(_)) => {
            unreadable(&error);
            false
        }
        Err(other) => return Err(other),
    };
    tokio::time::sleep(PAUSE).await;
    Ok(gone)
}

async fn retire_processes(app: &App, owner: &ClientId) -> Result<u64, AppError> {
    let (mut gone, mut after) = (0, StaleCursor::start());
    loop {
        let times = Times::of(app, owner).await?;
        let shortest = times.plan.shortest_of_processes();
        let Some(before) = shortest.and_then(|keep| times.over_before(keep)) else {
            return Ok(gone);
        };
        let page = app
            .storage()
            .stale_processes(owner, before, &after, PAGE)
            .await?;
        let Some(last) = page.last() else {
            return Ok(gone);
        };
        after = last.cursor();
        for stale in page {
            let keep = times.plan.process(stale.provider, stale.process_type);
            if times.is_over(keep, stale.changed_at) {
                gone += u64::from(retire_process(app, owner, &stale).await?);
                tokio::time::sleep(PAUSE).await;
            }
        }
        tokio::time::sleep(GLANCE).await;
    }
}

/// False where it cannot go now.
async fn retire_process(
    app: &App,
    owner: &ClientId,
    stale: &StaleProcess,
) -> Result<bool, AppError> {
    let times = Times::of(app, owner).await?;
    let keep = times.plan.process(stale.provider, stale.process_type);
    let mut unit = app.storage().begin().await?;
    let found = unit
        .process_for_update(owner, stale.dossier, stale.id)
        .await?;
    let Some(process) = found.filter(|process| times.is_over(keep, process.updated_at)) else {
        return Ok(false);
    };
    let held = unit.dossier_hold(owner, stale.dossier).await?;
    if step(&process, Event::Delete).is_err() || held.is_some() {
        return Ok(false);
    }
    let now = app.now();
    unit.delete_process(owner, stale.dossier, stale.id, now)
        .await?;
    let act = Act::ProcessErased;
    unit.append_audit(&audit::of_process(&process, Actor::System, act, now))
        .await?;
    unit.commit().await?;
    app.storage().purge().await?;
    app.storage()
        .delete_pending_blobs_of(owner, stale.dossier)
        .await?;
    Ok(true)
}
