//! The routes as clients use them: the real use cases, a real database, a provider that answers what it is told.

mod authorisation;
mod dossiers;
mod errors;
mod house;
mod images;
mod processes;
mod provider;
mod tokens;
