//! The routes as clients use them: the real use cases, a real database, a provider that answers what it is told.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod authorisation;
mod dossiers;
mod errors;
mod house;
mod images;
mod processes;
mod provider;
mod tokens;
