//! `Idempotency-Key`: a call that makes something may be sent again and happens once. A client that heard no answer sends
//! the same call with the same key and is given the answer of the first, with `Idempotent-Replayed: true`.

use crate::problem::Problem;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use bonafide_app::{Answer, App, Caller, IdempotencyKey, Once};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// What a call is made of, but for its body, which comes later.
#[derive(Clone)]
pub(crate) struct Keyed {
    once: Arc<Once>,
    /// Over method, path and query; each ends with a byte that none of them holds.
    so_far: Sha256,
}

impl Keyed {
    /// The rest of what the call is made of. Slow for large bodies.
    pub(crate) fn with_body(mut self, body: &[u8]) {
        self.so_far.update(body);
        self.once.is_made_of(self.so_far.finalize().into());
    }

    /// Of the request that these extensions belong to, if it has a key.
    pub(crate) fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get::<Self>().cloned()
    }
}

/// Takes the key of a POST. Other methods do the same when they come twice.
///
/// # Errors
/// 400 for a key that is none; 409 with `Retry-After` while a call with this key is under way.
pub(crate) fn take_key(parts: &mut Parts, app: &App, caller: &mut Caller) -> Result<(), Problem> {
    if parts.method != Method::POST {
        return Ok(());
    }
    let Some(key) = key(&parts.headers)? else {
        return Ok(());
    };
    let once = caller.with_key(app, key)?;
    // Where the use case gives nothing, its answer is 201 without a body.
    caller.answered_by(|(): &()| Answer {
        code: StatusCode::CREATED.as_u16(),
        body: Vec::new(),
    });
    let so_far = beginning(&parts.method, &parts.uri);
    parts.extensions.insert(Keyed { once, so_far });
    Ok(())
}

fn key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Problem> {
    let mut given = headers.get_all(KEY).iter();
    let Some(first) = given.next() else {
        return Ok(None);
    };
    if given.next().is_some() {
        return Err(Problem::bad_request("Idempotency-Key is given twice."));
    }
    let text = first.to_str().unwrap_or_default();
    text.parse()
        .map(Some)
        .map_err(|error| Problem::bad_request(format!("Idempotency-Key: {error}.")))
}

fn beginning(method: &Method, uri: &Uri) -> Sha256 {
    let mut so_far = Sha256::new();
    for part in [method.as_str(), uri.path(), uri.query().unwrap_or_default()] {
        so_far.update(part.as_bytes());
        so_far.update([0]);
    }
    so_far
}

/// 201 with a body, as it is kept.
pub(crate) fn created(body: &impl Serialize) -> Answer {
    Answer {
        code: StatusCode::CREATED.as_u16(),
        body: serde_json::to_vec(body).expect("texts and numbers can be written as JSON"),
    }
}

/// The kept answer, with the header that says so.
pub(crate) fn replayed(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.code).unwrap_or(StatusCode::CREATED);
    let mut response = (status, [(REPLAYED, HeaderValue::from_static("true"))]).into_response();
    if !answer.body.is_empty() {
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        *response.body_mut() = Body::from(answer.body);
    }
    response
}
