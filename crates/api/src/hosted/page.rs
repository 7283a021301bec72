use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};

/// The page loads from this server alone, shows pictures that the person chose, and stands in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; \
base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// `GET /capture/`.
pub(super) async fn html() -> Response {
    let mut response = part("text/html; charset=utf-8", include_str!("page/index.html"));
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        PERMISSIONS,
        HeaderValue::from_static("camera=(self), microphone=(), geolocation=()"),
    );
    response
}

/// `GET /capture/style.css`.
pub(super) async fn style() -> Response {
    part("text/css; charset=utf-8", include_str!("page/style.css"))
}

/// `GET /capture/script.js`.
pub(super) async fn script() -> Response {
    part(
        "text/javascript; charset=utf-8",
        include_str!("page/script.js"),
    )
}

fn part(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}
