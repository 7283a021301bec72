//! Finding lines of text.

mod components;
mod detect;
mod rectangle;

pub use detect::{DetectionDetail, TextBox, TextDetector};
pub use rectangle::RotatedRect;
