//! The routes as clients use them: the real use cases, a real database, a provider that answers what it is told.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod authorisation;
mod configurations;
mod document;
mod dossiers;
mod editing;
mod editor;
mod errors;
mod files;
mod house;
mod images;
mod match_data;
mod process_list;
mod processes;
mod provider;
mod results;
mod tokens;
mod user_data;
