//! What was seen in a picture, as plain data.
//!
//! The words between the room that looks (`vision`) and the room that judges (`verification`). Nothing
//! here knows a model, a threshold or a verdict.
//!
//! **Coordinates.** Every box and corner is in pixels of the picture *as a viewer shows it*: after its
//! EXIF orientation is applied, before any turn of the engine's own. Origin top left, x to the right,
//! y down.

mod barcode;
mod document;
mod face;
mod geometry;
mod ghost;
mod page;
mod quality;
mod title;

pub use barcode::{BarcodeFact, Symbology};
pub use document::{DocumentFact, Outline, PageFormat, PageSide};
pub use face::{
    FaceExtent, FaceMetric, FacePosition, FaceTemplate, HeadPose, PresentationFact, SelfieFaces,
    SelfieFacts,
};
pub use geometry::{PixelBox, Point, Quad, QuarterTurn, Size};
pub use ghost::{GhostFact, SecondFace};
pub use page::{
    ColourFacts, FaceFact, Field, LineFact, ModelId, MrzFact, PageFacts, RepairFact,
    SharpnessFacts, TamperSignal, TamperSignalKind, VisualField,
};
pub use quality::{QualityFacts, QualityKind, QualityMeasure};
pub use title::TitleFact;
