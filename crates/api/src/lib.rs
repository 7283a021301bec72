//! HTTP: tokens, the Assure routes, errors. One file per resource.
//!
//! Architecture invariants:
//! - A handler reads the request, calls one use case and writes its answer. It decides nothing.
//! - An error becomes HTTP in `problem`, and its body is written in `observe`, for every route alike.
//! - Nothing that takes long runs on a thread that serves requests: large bodies are decoded on others.

mod bearer;
mod body;
mod capture_flow;
mod configurations;
mod cors;
mod credentials;
mod data_url;
mod discovery;
mod document;
mod document_types;
mod dossiers;
mod editing;
mod etag;
mod events;
mod files;
mod get_process;
mod health;
mod hosted;
mod images;
mod impatient;
mod json;
mod limits;
mod match_data;
mod objects;
mod observe;
mod once;
mod path;
mod problem;
mod process_body;
mod process_list;
mod processes;
mod query;
mod rate_limits;
mod results;
mod routes;
mod serve;
mod state;
mod stopping;
mod token;
mod trace_id;
mod upload_memory;
mod uploads;
mod user_data;
mod waits;
mod wire_time;
mod zip;

pub use cors::{InvalidOrigin, Origin};
pub use events::{AttemptResponse as AttemptBody, SubscriptionResponse as SubscriptionBody};
pub use limits::{ApiLimits, InvalidLimits};
pub use process_body::VerdictBody;
pub use rate_limits::RateLimits;
pub use routes::{openapi, router};
pub use serve::{ConnectionLimits, serve};
pub use state::Parts;
pub use stopping::Stopping;
