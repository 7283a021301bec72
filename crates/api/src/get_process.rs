//! `GET …/processes/{processId}`: at once, or when it changes.

use crate::bearer::Authorised;
use crate::etag::{ETag, Known};
use crate::path::process_ids;
use crate::problem::Problem;
use crate::process_body::ProcessBody;
use crate::query;
use crate::state::Api;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bonafide_app::{Caller, ProcessVersion, process_version, wait_for_change};
use bonafide_domain::{DossierId, ProcessId};
use std::sync::Arc;
use std::time::Duration;

/// The longest that a caller may let us wait, in seconds.
const LONGEST_WAIT: u64 = 30;

/// Get a process
///
/// With what came of it. With `waitSeconds` a process that can still change is answered when it changes: from what
/// `If-None-Match` names, or, without it, from what it is now; and as it is when the time is over.
#[utoipa::path(
    get, path = "/assure/dossiers/{dossierId}/processes/{processId}", operation_id = "getProcess", tag = "Processes",
    params(
        ("waitSeconds" = Option<u32>, Query, minimum = 0, maximum = 30, description = "How long to wait for a change."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an earlier answer."),
    ),
    responses(
        (status = 200, description = "The process.", body = ProcessBody, headers(("ETag" = String, description = "Another one when the answer would be another."))),
        (status = 304, description = "It is what `If-None-Match` names."),
    ),
)]
pub(crate) async fn get(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    path: Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let ids = process_ids(&path)?;
    let wait = wait(query.as_deref())?;
    let known = Known::of(&headers);
    if wait.is_some() || known.is_some() {
        let version = match wait {
            Some(wait) => changed(&api, &caller, ids, known.as_ref(), wait).await?,
            None => process_version(&api.app, &caller, ids.0, ids.1).await?,
        };
        let tag = ETag::of(version);
        if known.is_some_and(|known| known.has(&tag)) {
            return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag.header())]).into_response());
        }
    }
    let process = bonafide_app::get_process(&api.app, &caller, ids.0, ids.1).await?;
    let tag = ETag::of(ProcessVersion {
        status: process.state.status(),
        updated_at: process.updated_at,
    });
    Ok(([(ETAG, tag.header())], Json(ProcessBody::from(process))).into_response())
}

/// What the process is once it has changed, or the time is over.
async fn changed(
    api: &Arc<Api>,
    caller: &Caller,
    (dossier, process): (DossierId, ProcessId),
    known: Option<&Known>,
    wait: Duration,
) -> Result<ProcessVersion, Problem> {
    let version = process_version(&api.app, caller, dossier, process).await?;
    let known_one =
        |version: ProcessVersion| known.is_none_or(|known| known.has(&ETag::of(version)));
    if version.status.is_final() || !known_one(version) {
        return Ok(version);
    }
    let _place = api.waits.take(caller.client())?;
    tokio::select! {
        changed = wait_for_change(&api.app, caller, (dossier, process), version, wait) => Ok(changed?),
        () = api.stopping.stopped() => Ok(version),
    }
}

fn wait(query: Option<&str>) -> Result<Option<Duration>, Problem> {
    let Some(text) = query::one(query, "waitSeconds")? else {
        return Ok(None);
    };
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse() {
        Ok(0) => Ok(None),
        Ok(seconds @ 1..=LONGEST_WAIT) => Ok(Some(Duration::from_secs(seconds))),
        _ => Err(Problem::bad_request(format!(
            "waitSeconds must be a whole number from 0 to {LONGEST_WAIT}."
        ))),
    }
}
