use crate::geometry::PixelBox;
use serde::{Deserialize, Serialize};

/// How good a picture is as a picture of a document: what was measured, whether it is a fault or not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QualityFacts {
    /// One entry for each kind that could be measured.
    pub measured: Vec<QualityMeasure>,
}

/// One measure of quality.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QualityMeasure {
    /// What was measured.
    pub kind: QualityKind,
    /// How bad it is, from 0 (nothing of it) to 1 (nothing can be read for it).
    pub score: f32,
    /// Where it is worst, if it has a place.
    pub area: Option<PixelBox>,
}

/// What can be wrong with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum QualityKind {
    /// Edges of letters are wide beside the letters: out of focus, or shaken.
    Blurred,
    /// Light is reflected so that nothing is seen under it.
    Glare,
    /// A part of the document lies beyond the picture.
    CutOff,
    /// The document takes so few pixels that letters have none.
    TooSmall,
}

impl QualityKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Blurred, Self::Glare, Self::CutOff, Self::TooSmall];
}
