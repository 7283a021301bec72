//! `POST /auth/open/connect/token` and, for older clients, `POST /oidc/token`.

use crate::body;
use crate::credentials::{self, Form};
use crate::observe::Learned;
use crate::problem::Problem;
use crate::state::Api;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderName;
use axum::http::header::PRAGMA;
use bonafide_app::{TokenRequest, issue_token};
use serde::Serialize;
use std::sync::Arc;

/// Bytes of a form; a grant of client credentials has a few hundred.
const FORM_BYTES: u64 = 64 << 10;

/// The answer of RFC 6749, 5.1.
#[derive(Serialize)]
pub(crate) struct TokenBody {
    access_token: String,
    expires_in: u64,
    token_type: &'static str,
    scope: String,
}

/// Gives a token for a client's credentials (RFC 6749, 4.4).
///
/// The form has `grant_type=client_credentials` and, if wanted, `scope`; the credentials come by Basic
/// authentication or as `client_id` and `client_secret` in the form, not by both.
///
/// Errors are those of RFC 6749, 5.2: `invalid_request`, `invalid_client` (401), `unsupported_grant_type`,
/// `invalid_scope`.
pub(crate) async fn token(
    State(api): State<Arc<Api>>,
    request: Request,
) -> Result<([(HeaderName, &'static str); 1], Json<TokenBody>), Problem> {
    let (parts, body) = request.into_parts();
    let bytes = body::read(body, FORM_BYTES, api.limits.body_time)
        .await
        .map_err(|problem| problem.oauth("invalid_request"))?;
    let form = Form::parse(&bytes)?;
    let grant = form.get("grant_type")?.ok_or_else(|| {
        invalid_request("grant_type is missing; send grant_type=client_credentials as a form.")
    })?;
    if grant != "client_credentials" {
        return Err(
            Problem::bad_request("Only grant_type=client_credentials is possible here.")
                .oauth("unsupported_grant_type"),
        );
    }
    let (client_id, client_secret) = credentials::of(&parts.headers, &form)?;
    let named = client_id.parse();
    let request = TokenRequest {
        client_id,
        client_secret: client_secret.into(),
        scope: form.get("scope")?.map(str::to_owned),
    };
    let issued = issue_token(&api.app, request).await?;
    if let (Some(learned), Ok(client)) = (parts.extensions.get::<Learned>(), named) {
        learned.client(&client);
    }
    let answer = TokenBody {
        access_token: issued.access_token,
        expires_in: issued.expires_in,
        token_type: "Bearer",
        scope: issued.scope,
    };
    Ok(([(PRAGMA, "no-cache")], Json(answer)))
}

pub(crate) fn invalid_request(detail: &str) -> Problem {
    Problem::bad_request(detail).oauth("invalid_request")
}
