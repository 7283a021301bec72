//! Pictures that are handed back changed: a watermark laid over them, places blackened. What is written holds pixels
//! alone: no metadata, no thumbnail, nothing of the file that came.

mod blacken;
mod watermark;
mod write;

pub use blacken::{barcodes, blacken};
pub use watermark::{WatermarkRefused, WatermarkText, watermark};
