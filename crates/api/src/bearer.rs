use crate::observe::Learned;
use crate::once;
use crate::problem::Problem;
use crate::state::Api;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use bonafide_app::Caller;
use std::sync::Arc;

/// Longer than any token of ours.
const LONGEST: usize = 8 * 1024;

/// The client whose token came with the request. The `Idempotency-Key` of a POST is taken here too.
///
/// No `Authorization`, or one that is no Bearer authentication, is 400 with the published words; a token that
/// is not good is 401.
pub(crate) struct Authorised(pub(crate) Caller);

impl FromRequestParts<Arc<Api>> for Authorised {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Problem> {
        let token = bearer(&parts.headers).ok_or_else(Problem::malformed_authorization)?;
        let mut caller = bonafide_app::authenticate(&api.app, token).await?;
        let learned = parts.extensions.get::<Learned>();
        if let Some(learned) = learned {
            learned.client(caller.client());
        }
        let (left, refused) = match api.rates.call(&parts.method, caller.client()) {
            Ok(left) => (left, None),
            Err(refused) => {
                let (left, problem) = *refused;
                (Some(left), Some(problem))
            }
        };
        if let (Some(learned), Some(left)) = (learned, left) {
            learned.allowance(left);
        }
        if let Some(problem) = refused {
            return Err(problem);
        }
        once::take_key(parts, &api.app, &mut caller)?;
        Ok(Self(caller))
    }
}

/// `Bearer` and one token (RFC 6750, 2.1), in exactly one header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let header = given.next()?.to_str().ok()?;
    let (scheme, token) = header.trim().split_once(' ')?;
    let token = token.trim_start();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    let good = given.next().is_none()
        && scheme.eq_ignore_ascii_case("bearer")
        && (1..=LONGEST).contains(&token.len())
        && token.chars().all(plain);
    good.then_some(token)
}

#[cfg(test)]
mod tests {
    use super::bearer;
    use axum::http::header::AUTHORIZATION;
    use axum::http::{HeaderMap, HeaderValue};

    fn read(values: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_static(value));
        }
        bearer(&headers).map(str::to_owned)
    }

    #[test]
    fn the_scheme_is_read_in_any_case() {
        assert_eq!(read(&["Bearer a.b-c"]).as_deref(), Some("a.b-c"));
        assert_eq!(read(&["bearer  a.b-c"]).as_deref(), Some("a.b-c"));
    }

    #[test]
    fn what_is_no_bearer_authentication_is_not_read() {
        for values in [
            &[][..],
            &[""],
            &["Bearer"],
            &["Bearer "],
            &["a.b.c"],
            &["Basic a.b.c"],
            &["Bearer a b"],
            &["Bearer a\"b"],
            &["Bearer a", "Bearer b"],
        ] {
            assert_eq!(read(values), None, "{values:?}");
        }
    }
}
