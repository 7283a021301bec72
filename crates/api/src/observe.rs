//! The outermost layer: gives each request a trace id, turns every problem, also axum's own and a panic,
//! into the error object, and writes one line of log. The line holds no body and no name of a person.

use crate::problem::{ErrorBody, OAuthErrorBody, Problem};
use crate::rate_limits::Allowance;
use crate::state::Api;
use crate::trace_id::{Trace, TraceId};
use crate::wire_time::WireTime;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::HeaderName;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use bonafide_domain::ClientId;
use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use tracing::{Instrument as _, error, info_span, warn};

/// The answer to `traceparent`: the trace that the request stands in, and our part of it.
const TRACE_RESPONSE: HeaderName = HeaderName::from_static("traceresponse");

/// What is learned about a request on its way in.
#[derive(Clone, Default)]
pub(crate) struct Learned(Arc<Facts>);

#[derive(Default)]
struct Facts {
    client: OnceLock<ClientId>,
    route: OnceLock<String>,
    allowance: OnceLock<Allowance>,
}

impl Learned {
    /// Notes whose token it was.
    pub(crate) fn client(&self, id: &ClientId) {
        let _ = self.0.client.set(id.clone());
    }

    /// Notes what is left of its client's share of calls.
    pub(crate) fn allowance(&self, left: Allowance) {
        let _ = self.0.allowance.set(left);
    }
}

/// Notes which route was taken, as it is written in `routes`.
pub(crate) async fn note_route(request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    if let (Some(learned), Some(path)) =
        (extensions.get::<Learned>(), extensions.get::<MatchedPath>())
    {
        let _ = learned.0.route.set(path.as_str().to_owned());
    }
    next.run(request).await
}

pub(crate) async fn observe(
    State(api): State<Arc<Api>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let trace = Trace::of(request.headers(), &*api.random);
    let trace_id = trace.id();
    let method = request.method().clone();
    let path = cut(request.uri().path());
    let learned = Learned::default();
    request.extensions_mut().insert(learned.clone());

    let span = info_span!("request", traceId = %trace_id);
    // A handler shares nothing with other requests that a panic could leave half changed: state is in the
    // database, and the locks here recover from poison.
    let handled = AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .instrument(span)
        .await;
    let mut response = handled.unwrap_or_else(|_| {
        axum::response::IntoResponse::into_response(Problem::internal("a handler panicked"))
    });

    let problem = problem_of(&mut response, &method);
    if let Some(problem) = &problem {
        write_body(&mut response, problem, &api, trace_id, &method, &path);
    }
    keep_private(&mut response);
    response
        .headers_mut()
        .insert(TRACE_RESPONSE, trace.response());
    if let Some(left) = learned.0.allowance.get() {
        left.write(response.headers_mut());
    }

    let status = response.status();
    let route = learned.0.route.get().map_or("-", String::as_str);
    let client = learned.0.client.get().map_or("-", ClientId::as_str);
    let elapsed = started.elapsed();
    let ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    match problem.and_then(|problem| problem.cause) {
        Some(cause) if status == StatusCode::SERVICE_UNAVAILABLE => {
            warn!(traceId = %trace_id, %cause, "unavailable");
        }
        Some(cause) => error!(traceId = %trace_id, %cause, "failed"),
        None => {}
    }
    // Probes come every few seconds and say nothing.
    let probe = status.is_success() && matches!(route, "/health" | "/ready");
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                method = known(&method),
                route,
                status = status.as_u16(),
                ms,
                traceId = %trace_id,
                client,
                "request"
            )
        };
    }
    if probe {
        line!(debug);
    } else {
        line!(info);
    }
    let labels = [
        ("method", known(&method).to_owned()),
        ("route", route.to_owned()),
        ("status", status.as_str().to_owned()),
    ];
    metrics::counter!("bonafide_http_requests_total", &labels).increment(1);
    metrics::histogram!("bonafide_http_request_seconds", &labels[..2]).record(elapsed);
    response
}

/// The problem that a handler answered, or the one that stands for a bare status of axum's own.
fn problem_of(response: &mut Response, method: &Method) -> Option<Problem> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return (problem.status != StatusCode::NO_CONTENT).then_some(problem);
    }
    let status = response.status();
    let ours = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    Some(match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            let allowed = response
                .headers()
                .get("allow")
                .and_then(|list| list.to_str().ok());
            Problem::new(
                status,
                format!(
                    "{} is not possible here; possible: {}.",
                    method.as_str().chars().take(20).collect::<String>(),
                    allowed.unwrap_or("another method").replace(',', ", ")
                ),
            )
        }
        StatusCode::BAD_REQUEST => {
            Problem::new(status, "The path holds bytes that are no text (UTF-8).")
        }
        _ => Problem::new(status, "The request cannot be answered."),
    })
}

fn write_body(
    response: &mut Response,
    problem: &Problem,
    api: &Api,
    trace_id: TraceId,
    method: &Method,
    path: &str,
) {
    let body = match problem.oauth {
        Some(code) => serde_json::to_vec(&OAuthErrorBody {
            error: code,
            error_description: &problem.detail,
            trace_id: trace_id.to_string(),
        }),
        None => serde_json::to_vec(&ErrorBody {
            instance: path,
            method: method.as_str(),
            status: problem.status.as_u16(),
            kind: problem.kind(),
            title: &problem.title,
            detail: &problem.detail,
            trace_id: trace_id.to_string(),
            timestamp: WireTime(api.clock.now()).to_string(),
        }),
    }
    .expect("texts and numbers can be written as JSON");
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
}

/// Answers are about people: no cache keeps them, no browser guesses what they are.
fn keep_private(response: &mut Response) {
    let headers = response.headers_mut();
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Pages say themselves what they load.
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ));
}

/// The path for the error object; at most 512 characters of it.
fn cut(path: &str) -> String {
    path.chars().take(512).collect()
}

/// A method as a label that strangers cannot multiply.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
