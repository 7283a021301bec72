use crate::geometry::PixelBox;
use serde::{Deserialize, Serialize};

/// The place of a page that looks most like its portrait, small and perhaps pale: where a document repeats the portrait
/// (a ghost image), it is there. Every page has such a place; how alike it is tells whether it means anything.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GhostFact {
    /// Where, around the repeated face.
    pub area: PixelBox,
    /// How alike the two pictures are in detail: their correlation, 1 for the same picture. Faces of two people reach a
    /// half at most.
    pub likeness: f32,
    /// How alike they are at a glance, as a correlation: high for two different pictures of faces under the same light as
    /// well.
    pub resemblance: f32,
    /// A second, smaller face that the detector saw on the page, and how alike it and the portrait are in detail; the most
    /// alike, where there are several.
    #[serde(default)]
    pub second_face: Option<SecondFace>,
}

/// A smaller face beside the portrait.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecondFace {
    /// The detector's box.
    pub area: PixelBox,
    /// The detector's score, 0 to 1.
    pub score: f32,
    /// As [`GhostFact::likeness`].
    pub likeness: f32,
}
