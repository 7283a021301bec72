//! What a person may do on a hosted page. The artifact in its link is all that the page has to show: it opens one process
//! and nothing else.

use super::flow::redirect_url;
use super::{Artifact, CaptureFlow, CaptureLook};
use crate::{
    App, AppError, Caller, Missing, StartVerification, audit, choose_outcome, get_process,
    notifications, set_images, start_verification,
};
use bonafide_domain::{
    ClientId, Depiction, Event, Permission, Play, Process, Provider, Status, step,
};
use bonafide_storage::{Act, StoredCapture};
use bytes::Bytes;
use std::collections::BTreeSet;

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaptureKind {
    /// Pictures are taken and verified.
    Pictures {
        /// Without these it cannot be started.
        required: BTreeSet<Depiction>,
        /// These may come.
        accepted: BTreeSet<Depiction>,
        /// These are there.
        stored: BTreeSet<Depiction>,
    },
    /// A tester chooses how the session with the provider ends.
    Choice {
        /// What can be chosen.
        plays: Vec<Play>,
    },
}

/// A page that is open.
#[derive(Debug, Clone)]
pub struct CaptureSession {
    /// Who verifies.
    pub provider: Provider,
    /// What is shown.
    pub kind: CaptureKind,
    /// The language that was asked for.
    pub language: String,
    /// How it looks.
    pub look: CaptureLook,
}

/// Nothing is to be done any more: where the browser goes.
#[derive(Clone, PartialEq, Eq)]
pub struct CaptureDone {
    /// The client's address with what came of it.
    pub redirect_url: String,
}

/// What a page that was opened shows, or that it has nothing to show.
///
/// # Errors
/// [`AppError::NotFound`] for a link that is unknown, too old, or whose process is gone; [`AppError::Busy`];
/// [`AppError::Unavailable`].
pub async fn capture_session(
    app: &App,
    artifact: &Artifact,
) -> Result<Result<CaptureSession, CaptureDone>, AppError> {
    let page = Page::open(app, artifact).await?;
    let status = page.process.state.status();
    if status != Status::Pending {
        return Ok(Err(page.done(status)));
    }
    let request = &page.process.request;
    let kind = if page.process.simulation.is_some() {
        CaptureKind::Choice {
            plays: Play::ALL.to_vec(),
        }
    } else {
        CaptureKind::Pictures {
            required: request.required.clone(),
            accepted: request.accepted.clone(),
            stored: page.process.images.clone(),
        }
    };
    Ok(Ok(CaptureSession {
        provider: request.provider,
        kind,
        language: page.flow.language,
        look: page.flow.look,
    }))
}

/// Whose memory an upload of a page takes.
///
/// # Errors
/// As [`capture_session`].
pub async fn capture_owner(app: &App, artifact: &Artifact) -> Result<ClientId, AppError> {
    Ok(Page::open(app, artifact).await?.process.owner)
}

/// Stores pictures that a person took.
///
/// # Errors
/// As [`set_images`] and [`capture_session`].
pub async fn set_capture_images(
    app: &App,
    artifact: &Artifact,
    images: Vec<(Depiction, Bytes)>,
) -> Result<(), AppError> {
    let page = Page::open(app, artifact).await?;
    set_images(
        app,
        &page.caller,
        page.process.dossier,
        page.process.id,
        images,
    )
    .await
}

/// Starts the verification of what a person took. Where it was started before, the answer is the same.
///
/// # Errors
/// As [`start_verification`] and [`capture_session`].
pub async fn submit_capture(app: &App, artifact: &Artifact) -> Result<CaptureDone, AppError> {
    let page = Page::open(app, artifact).await?;
    let status = page.process.state.status();
    if status != Status::Pending {
        return Ok(page.done(status));
    }
    let (dossier, id) = (page.process.dossier, page.process.id);
    let request = StartVerification::default();
    let started = start_verification(app, &page.caller, dossier, id, request).await?;
    Ok(page.done(started.status))
}

/// Ends the process as canceled: the person broke off. Where it is no longer pending, it stays as it is.
///
/// # Errors
/// As [`capture_session`].
pub async fn cancel_capture(app: &App, artifact: &Artifact) -> Result<CaptureDone, AppError> {
    let page = Page::open(app, artifact).await?;
    let (owner, dossier) = (page.caller.client(), page.process.dossier);
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    let Some(mut process) = unit
        .process_for_update(owner, dossier, page.process.id)
        .await?
    else {
        return Err(AppError::NotFound(Missing::Capture));
    };
    if process.state.status() != Status::Pending {
        return Ok(page.done(process.state.status()));
    }
    if let Some(state) = step(&process, Event::Cancel)?.state {
        process.state = state;
    }
    process.updated_at = now;
    unit.save_process(&process).await?;
    unit.touch_dossier(owner, dossier, now).await?;
    notifications::moved(app, &mut unit, &process).await?;
    let entry = audit::of_process(&process, page.caller.actor(), Act::ProcessCanceled, now);
    unit.append_audit(&entry).await?;
    unit.commit().await?;
    Ok(page.done(process.state.status()))
}

/// Ends a simulated session as a tester chose.
///
/// # Errors
/// As [`choose_outcome`] and [`capture_session`].
pub async fn play_capture(
    app: &App,
    artifact: &Artifact,
    play: Play,
) -> Result<CaptureDone, AppError> {
    let page = Page::open(app, artifact).await?;
    let status = page.process.state.status();
    if status != Status::Pending {
        return Ok(page.done(status));
    }
    let process = &page.process;
    let status = choose_outcome(app, &process.owner, process.dossier, process.id, play).await?;
    Ok(page.done(status))
}

/// A link that opened something.
struct Page {
    /// The client whose process it is, as if it called itself.
    caller: Caller,
    process: Process,
    flow: CaptureFlow,
}

impl Page {
    async fn open(app: &App, artifact: &Artifact) -> Result<Self, AppError> {
        let closed = || AppError::NotFound(Missing::Capture);
        let hash = artifact.hash();
        let stored: StoredCapture<CaptureFlow> =
            app.storage().capture(hash).await?.ok_or_else(closed)?;
        let now = app.now();
        if stored.expires_at <= now {
            return Err(closed());
        }
        app.pace()
            .count(hash, now)
            .map_err(|retry_after| AppError::Busy {
                retry_after,
                detail: "This page calls too often. Try again in a moment.".to_owned(),
            })?;
        let client = app.storage().client(&stored.owner).await?;
        let client = client
            .map(|stored| stored.client)
            .filter(|client| client.revoked_at.is_none())
            // What the client may not do, its pages may not do for it.
            .filter(|client| client.access.permissions.contains(&Permission::Assure))
            .ok_or_else(closed)?;
        let caller = Caller::person_of(client);
        let process = get_process::find(app, &caller, stored.dossier, stored.process)
            .await
            .map_err(|error| match error {
                AppError::NotFound(_) => closed(),
                other => other,
            })?;
        Ok(Self {
            caller,
            process,
            flow: stored.flow,
        })
    }

    fn done(&self, status: Status) -> CaptureDone {
        let (dossier, process) = (self.process.dossier, self.process.id);
        CaptureDone {
            redirect_url: redirect_url(&self.flow.redirect_url, dossier, process, status),
        }
    }
}
