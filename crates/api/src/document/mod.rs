//! The OpenAPI document: what each route says of itself, and what holds for all of them.
//!
//! A route is known to the router only through its `#[utoipa::path]`, so none can be without documentation. That
//! attribute says what is the operation's own: its id, its tag, its body, its success, the errors that need a
//! sentence of their own. The rest is written here once: path parameters ([`parameters`]), the token, the errors
//! that any operation may answer ([`answers`]), what serde does that a derived schema does not know ([`schemas`]), and
//! the words that texts of providers are made of ([`words`]).

mod answers;
mod capture_configuration;
mod frame;
pub(crate) mod names;
mod page;
mod parameters;
mod schemas;
pub(crate) mod serving;
mod words;

use serde_json::Value;
use utoipa::OpenApi as _;

/// What begins the document: the schemas that no route names.
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(
    crate::problem::ErrorBody<'_>,
    crate::problem::OAuthErrorBody<'_>
)))]
struct Common;

/// The document that the routes are added to.
pub(crate) fn begun() -> utoipa::openapi::OpenApi {
    Common::openapi()
}

/// The whole document.
pub(crate) fn finished(routes: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(routes).expect("a document of texts and numbers");
    frame::frame(&mut document);
    parameters::complete(&mut document);
    answers::complete(&mut document);
    schemas::complete(&mut document);
    words::complete(&mut document);
    document
}

/// The methods of a path that can be operations.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Calls `change` with the path and the operation, for each.
fn each_operation(document: &mut Value, mut change: impl FnMut(&str, &mut Value)) {
    let Some(paths) = document["paths"].as_object_mut() else {
        return;
    };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                change(path, operation);
            }
        }
    }
}
