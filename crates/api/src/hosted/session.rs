//! What the page asks for. Who shows the artifact of a link may do what stands here with the one process of it.

use crate::body;
use crate::json::TolerantJson;
use crate::problem::Problem;
use crate::state::Api;
use crate::uploads;
use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use bonafide_app::{
    AppError, Artifact, CaptureDone, CaptureKind, CaptureLook, CaptureSession, Missing,
};
use bonafide_domain::{Depiction, Play};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The artifact in the header `Capture-Artifact`. What has another form is the artifact of nothing.
pub(crate) struct Opened(Artifact);

impl FromRequestParts<Arc<Api>> for Opened {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Api>) -> Result<Self, Problem> {
        let mut given = parts.headers.get_all("capture-artifact").iter();
        let artifact = given
            .next()
            .filter(|_| given.next().is_none())
            .and_then(|value| value.to_str().ok())
            .and_then(Artifact::from_text)
            .ok_or(AppError::NotFound(Missing::Capture))?;
        Ok(Self(artifact))
    }
}

/// A page that is open.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionBody {
    provider: String,
    language: String,
    look: CaptureLook,
    /// Pictures without which it cannot be started, those that may come, those that are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored: Option<Vec<&'static str>>,
    /// What a tester can choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcomes: Option<Vec<&'static str>>,
}

/// Where the browser goes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DoneBody {
    redirect_url: String,
}

/// What a tester chose.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OutcomeBody {
    outcome: Option<String>,
}

impl From<CaptureSession> for SessionBody {
    fn from(session: CaptureSession) -> Self {
        let names = |set: BTreeSet<Depiction>| Some(set.iter().map(|one| one.as_str()).collect());
        let mut body = Self {
            provider: session.provider.to_string(),
            language: session.language,
            look: session.look,
            required: None,
            accepted: None,
            stored: None,
            outcomes: None,
        };
        match session.kind {
            CaptureKind::Pictures {
                required,
                accepted,
                stored,
            } => {
                (body.required, body.accepted, body.stored) =
                    (names(required), names(accepted), names(stored));
            }
            CaptureKind::Choice { plays } => {
                body.outcomes = Some(plays.into_iter().map(Play::as_str).collect());
            }
        }
        body
    }
}

fn told(body: impl Serialize) -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn done(done: CaptureDone) -> Response {
    told(DoneBody {
        redirect_url: done.redirect_url,
    })
}

/// `GET /capture/session`: what to show, or where to go.
pub(super) async fn get(
    State(api): State<Arc<Api>>,
    Opened(artifact): Opened,
) -> Result<Response, Problem> {
    Ok(
        match bonafide_app::capture_session(&api.app, &artifact).await? {
            Ok(session) => told(SessionBody::from(session)),
            Err(over) => done(over),
        },
    )
}

/// `POST /capture/session/images`: 201 when they are stored.
pub(super) async fn images(
    State(api): State<Arc<Api>>,
    Opened(artifact): Opened,
    request: Request,
) -> Result<StatusCode, Problem> {
    let owner = match bonafide_app::capture_owner(&api.app, &artifact).await {
        Ok(owner) => owner,
        Err(error) => {
            // A page whose link is over is told so, and not by a connection that breaks.
            body::swallow(request.into_body()).await;
            return Err(error.into());
        }
    };
    let (images, _memory) = uploads::read_of_page(&api, &owner, request.into_body()).await?;
    if images.is_empty() {
        return Err(Problem::bad_request("There is no image in the body."));
    }
    bonafide_app::set_capture_images(&api.app, &artifact, images).await?;
    Ok(StatusCode::CREATED)
}

/// `POST /capture/session/start`: the pictures are there; where to go.
pub(super) async fn start(
    State(api): State<Arc<Api>>,
    Opened(artifact): Opened,
) -> Result<Response, Problem> {
    Ok(done(
        bonafide_app::submit_capture(&api.app, &artifact).await?,
    ))
}

/// `POST /capture/session/cancel`: the person broke off; where to go.
pub(super) async fn cancel(
    State(api): State<Arc<Api>>,
    Opened(artifact): Opened,
) -> Result<Response, Problem> {
    Ok(done(
        bonafide_app::cancel_capture(&api.app, &artifact).await?,
    ))
}

/// `POST /capture/session/outcome`: how a simulated session ends; where to go.
pub(super) async fn outcome(
    State(api): State<Arc<Api>>,
    Opened(artifact): Opened,
    TolerantJson(given): TolerantJson<OutcomeBody>,
) -> Result<Response, Problem> {
    let play = given
        .outcome
        .ok_or_else(|| Problem::bad_request("outcome is missing."))?
        .parse()
        .map_err(|error| Problem::bad_request(format!("outcome: {error}.")))?;
    Ok(done(
        bonafide_app::play_capture(&api.app, &artifact, play).await?,
    ))
}
