//! `POST /auth/open/connect/token` and, for older clients, `POST /oidc/token`.

use crate::body;
use crate::credentials::{self, Form};
use crate::document::names::GrantType;
use crate::observe::Learned;
use crate::problem::Problem;
use crate::state::Api;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderName;
use axum::http::header::PRAGMA;
use bonafide_app::{TokenRefused, TokenRequest, issue_token};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Bytes of a form; a grant of client credentials has a few hundred.
const FORM_BYTES: u64 = 64 << 10;

/// The answer of RFC 6749, 5.1.
#[derive(Serialize, ToSchema)]
#[schema(as = TokenResponse)]
pub(crate) struct TokenBody {
    /// A JWT (RFC 9068).
    access_token: String,
    /// Seconds.
    expires_in: u64,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    scope: String,
}

/// What a token is asked for with. The handler reads the form by itself: it names what is wrong as RFC 6749 has it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the shape of the form, for the document")]
#[schema(as = TokenRequest)]
pub(crate) struct TokenForm {
    grant_type: GrantType,
    /// Parted by spaces; left out: `signicat-api`. What the client may not have is left out of what is granted.
    #[schema(example = "signicat-api")]
    scope: Option<String>,
    /// Where the credentials do not come by Basic authentication.
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// What `token` and `older_token` answer.
type Issued = Result<([(HeaderName, &'static str); 1], Json<TokenBody>), Problem>;

/// Get a token
///
/// For a client's credentials (RFC 6749, 4.4), which come by Basic authentication or as `client_id` and `client_secret`
/// in the form, not by both.
#[utoipa::path(
    post, path = "/auth/open/connect/token", operation_id = "getToken", tag = "Tokens", security(("clientBasic" = []), ()),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded", example = json!({"grant_type": "client_credentials", "scope": "signicat-api"})),
    responses((status = 200, description = "The token.", body = TokenBody)),
)]
pub(crate) async fn token(State(api): State<Arc<Api>>, request: Request) -> Issued {
    issue(&api, request).await
}

/// Get a token, as older clients do
#[utoipa::path(
    post, path = "/oidc/token", operation_id = "getTokenOlder", tag = "Tokens", security(("clientBasic" = []), ()),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded", example = json!({"grant_type": "client_credentials", "scope": "signicat-api"})),
    responses((status = 200, description = "The token.", body = TokenBody)),
)]
pub(crate) async fn older_token(State(api): State<Arc<Api>>, request: Request) -> Issued {
    issue(&api, request).await
}

/// Errors are those of RFC 6749, 5.2: `invalid_request`, `invalid_client` (401), `unsupported_grant_type`,
/// `invalid_scope`.
async fn issue(api: &Api, request: Request) -> Issued {
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
    let issued = match issue_token(&api.app, request).await {
        Err(refused @ TokenRefused::InvalidClient) => {
            api.rates
                .refused_token()
                .map_err(|problem| problem.oauth("temporarily_unavailable"))?;
            return Err(refused.into());
        }
        issued => issued?,
    };
    // The secret was this client's: nobody else uses up its share.
    if let (Some(learned), Ok(client)) = (parts.extensions.get::<Learned>(), named) {
        learned.client(&client);
        match api.rates.token(&client) {
            Ok(None) => {}
            Ok(Some(left)) => learned.allowance(left),
            Err(refused) => {
                let (left, problem) = *refused;
                learned.allowance(left);
                return Err(problem.oauth("temporarily_unavailable"));
            }
        }
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
