//! Pixels in, facts out: decoding within limits, reading, finding faces and signatures. The one room with models and C libraries.

pub mod annotate;
mod barcode;
pub mod colour;
pub mod decode;
pub mod edit;
pub mod engine;
mod error;
pub mod face;
mod frame;
mod look;
pub mod models;
pub mod mrz;
mod page;
mod quality;
pub mod raster;
pub mod recapture;
mod region;
pub mod session;
pub mod signature;
pub mod stage;
pub mod tamper;
pub mod text;
mod view;
pub mod visual_zone;

pub use error::{Deadline, VisionError};
