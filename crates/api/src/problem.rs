//! What goes wrong, as HTTP. The one place where an error becomes a status and a sentence; `observe` writes
//! the body, because only there the path, the method and the trace id are at hand.

use crate::document::names::{ProblemType, TokenErrorCode};
use crate::once;
use crate::wire_time::WireTime;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bonafide_app::{Answer, AppError, TokenRefused};
use bonafide_domain::Refused;
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// An answer that is not what the caller asked for.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// Short.
    pub(crate) title: Cow<'static, str>,
    /// One sentence that helps the caller; no personal data, nothing of our inside.
    pub(crate) detail: String,
    /// Headers that belong to it: `Allow`, `Retry-After`, `WWW-Authenticate`.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Why, for our log only.
    pub(crate) cause: Option<Box<str>>,
    /// The code of RFC 6749, 5.2 for the token endpoints, whose errors have another shape.
    pub(crate) oauth: Option<&'static str>,
    /// No problem at all: the call was answered before, and this is its answer.
    pub(crate) answered: Option<Box<Answer>>,
}

/// The error object of the Assure API.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ErrorResponse)]
pub(crate) struct ErrorBody<'a> {
    /// The path that was called.
    #[schema(value_type = String, example = "/assure/dossiers")]
    pub(crate) instance: &'a str,
    #[schema(value_type = String, example = "POST")]
    pub(crate) method: &'a str,
    /// The HTTP status.
    #[schema(value_type = i32, minimum = 400, maximum = 599)]
    pub(crate) status: u16,
    /// Whose fault it is.
    #[serde(rename = "type")]
    #[schema(value_type = ProblemType)]
    pub(crate) kind: &'static str,
    /// Short.
    #[schema(value_type = String, example = "Not Found")]
    pub(crate) title: &'a str,
    /// One sentence that helps; it names the field.
    #[schema(value_type = String, example = "Dossier not found.")]
    pub(crate) detail: &'a str,
    /// Under which the request stands in the server's log.
    #[schema(pattern = "^[0-9a-f]{32}$")]
    pub(crate) trace_id: String,
    #[schema(value_type = WireTime)]
    pub(crate) timestamp: String,
}

/// The error object of the token endpoints (RFC 6749, 5.2), with the trace id beside it.
#[derive(Serialize, ToSchema)]
#[schema(as = TokenError)]
pub(crate) struct OAuthErrorBody<'a> {
    /// The code of RFC 6749, 5.2.
    #[schema(value_type = TokenErrorCode)]
    pub(crate) error: &'static str,
    #[schema(value_type = String)]
    pub(crate) error_description: &'a str,
    #[serde(rename = "traceId")]
    #[schema(pattern = "^[0-9a-f]{32}$")]
    pub(crate) trace_id: String,
}

impl Problem {
    /// A problem with the title that the status has in RFC 9110.
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            title: Cow::Borrowed(status.canonical_reason().unwrap_or("Error")),
            detail: detail.into(),
            headers: Vec::new(),
            cause: None,
            oauth: None,
            answered: None,
        }
    }

    /// 400.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// 404.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 500: the cause goes to the log, the caller gets a trace id to ask about.
    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        Self {
            cause: Some(cause.into().into_boxed_str()),
            ..Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong here. Tell the operator the traceId of this answer.",
            )
        }
    }

    fn unavailable(cause: String) -> Self {
        Self {
            cause: Some(cause.into_boxed_str()),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The server cannot reach its storage now. Try again in a few seconds.",
            )
        }
        .retry_after(5)
    }

    /// 400 with the published words: `Authorization` is missing or is no Bearer authentication.
    pub(crate) fn malformed_authorization() -> Self {
        Self {
            title: Cow::Borrowed("Malformed Authorization header."),
            ..Self::bad_request("Please provide a valid Bearer authentication.")
        }
    }

    /// With a header.
    pub(crate) fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    /// With `Retry-After`, in seconds (RFC 9110, 10.2.3).
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.headers.push((RETRY_AFTER, HeaderValue::from(seconds)));
        self
    }

    /// As an error of a token endpoint.
    pub(crate) fn oauth(mut self, code: &'static str) -> Self {
        self.oauth = Some(code);
        self
    }

    /// The published type for the caller's faults; a name of ours for our own.
    pub(crate) fn kind(&self) -> &'static str {
        if self.status.is_server_error() {
            "base:server-problem"
        } else {
            "base:client-problem"
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        if let Some(answer) = self.answered.take() {
            return once::replayed(*answer);
        }
        let mut response = self.status.into_response();
        response.headers_mut().extend(self.headers.iter().cloned());
        response.extensions_mut().insert(self);
        response
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let sentence = error.to_string();
        match error {
            AppError::NotFound(_) => Self::not_found(sentence),
            AppError::Invalid { field, problem } => Self::bad_request(match field {
                Some(field) if !problem.contains(field) => format!("{field}: {problem}"),
                _ => problem,
            }),
            AppError::Refused(refused) => refused.into(),
            AppError::Answered(answer) => Self {
                answered: Some(Box::new(answer)),
                ..Self::new(StatusCode::OK, "")
            },
            AppError::UnderWay => Self::new(StatusCode::CONFLICT, sentence).retry_after(1),
            AppError::Conflict { detail } => Self::new(StatusCode::CONFLICT, detail),
            AppError::Unauthorised { title, detail } => Self {
                title: Cow::Borrowed(title),
                ..Self::new(StatusCode::UNAUTHORIZED, detail)
            }
            .with(WWW_AUTHENTICATE, r#"Bearer error="invalid_token""#),
            AppError::Forbidden { detail } => Self::new(StatusCode::FORBIDDEN, detail)
                .with(WWW_AUTHENTICATE, r#"Bearer error="insufficient_scope""#),
            AppError::TooLarge { .. } => Self::new(StatusCode::PAYLOAD_TOO_LARGE, sentence),
            AppError::Busy {
                retry_after,
                detail,
            } => Self::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after(retry_after),
            AppError::Unavailable(cause) => Self::unavailable(cause),
            AppError::Internal(cause) => Self::internal(cause),
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let status = match refused {
            Refused::WrongStatus { .. }
            | Refused::NotOffered { .. }
            | Refused::DepictionNotTaken { .. }
            | Refused::ImagesMissing { .. }
            | Refused::NoConsent
            | Refused::NotTold { .. } => StatusCode::BAD_REQUEST,
            Refused::NotRedacted => StatusCode::FORBIDDEN,
            Refused::Conflict { .. } => StatusCode::CONFLICT,
            Refused::NotReady { .. } => StatusCode::NO_CONTENT,
            Refused::NotFound { .. } => StatusCode::NOT_FOUND,
        };
        Self::new(status, refused.to_string())
    }
}

impl From<TokenRefused> for Problem {
    fn from(refused: TokenRefused) -> Self {
        let sentence = refused.to_string();
        match refused {
            TokenRefused::InvalidClient => Self::invalid_client(sentence),
            TokenRefused::InvalidScope => Self::bad_request(sentence).oauth("invalid_scope"),
            TokenRefused::Unavailable(cause) => {
                Self::unavailable(cause).oauth("temporarily_unavailable")
            }
            TokenRefused::Internal(cause) => Self::internal(cause).oauth("server_error"),
        }
    }
}

impl Problem {
    /// 401 of a token endpoint (RFC 6749, 5.2).
    pub(crate) fn invalid_client(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
            .with(
                WWW_AUTHENTICATE,
                r#"Basic realm="bonafide", charset="UTF-8""#,
            )
            .oauth("invalid_client")
    }
}
