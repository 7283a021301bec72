//! The routes as clients use them: the real use cases, a real database, a provider that answers what it is told.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail the test, and say when it was skipped"
)]

mod audited;
mod authorisation;
mod bad_bodies;
mod capture;
mod configurations;
mod conforms;
mod contract;
mod document;
mod dossiers;
mod editing;
mod editor;
mod error_table;
mod errors;
mod events;
mod files;
mod house;
mod images;
mod keys;
mod limits_table;
mod manners;
mod match_data;
mod once;
mod operations;
mod process_list;
mod processes;
mod provider;
mod results;
mod sandbox;
mod sandbox_requests;
mod tokens;
mod user_data;
