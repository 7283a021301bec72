//! The parsers and decoders that read bytes of strangers, as the fuzz targets call them.
//!
//! Those of `vision` and `api` are private to their rooms and are compiled in here from their own files: a target then
//! needs neither models nor a server.

#![allow(
    dead_code,
    reason = "the files hold more than the targets call, now more and now less of it"
)]

#[path = "../../crates/api/src/data_url.rs"]
mod data_url;
#[path = "../../crates/vision/src/decode/mod.rs"]
pub mod decode;
#[path = "../../crates/vision/src/tamper/metadata.rs"]
mod metadata;
#[path = "../../crates/vision/src/raster/mod.rs"]
pub mod raster;

pub mod container;

/// The picture that a data URL brings, as an upload does; the error in words.
pub fn data_url(url: &str) -> Result<Vec<u8>, String> {
    data_url::decode(url).map_err(|error| error.to_string())
}

/// Whether a file's metadata name an image editor.
#[must_use]
pub fn names_an_editor(file: &[u8]) -> bool {
    metadata::names_an_editor(file)
}
