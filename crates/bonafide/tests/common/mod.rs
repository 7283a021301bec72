//! What the end-to-end tests share: a server with real models, and photographs of specimens to send to it.

mod models;
mod number;
mod passports;

pub(crate) use number::number;
pub(crate) use passports::passports;

use bonafide_testkit::server::{Server, ServerSettings};
use std::path::Path;

/// The real binary on a free port, with its data in this folder.
pub(crate) async fn server(data: &Path) -> Server {
    let settings = ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models::folder(), data);
    Server::start(settings).await.unwrap()
}
