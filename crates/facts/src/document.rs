use crate::geometry::Quad;
use serde::{Deserialize, Serialize};

/// The document itself in the picture: its outline, and what its shape says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentFact {
    /// The corners of the page or card, clockwise from the one that is top left for a reader. A corner that the
    /// picture cuts off lies outside of it, where it would be.
    pub corners: Quad,
    /// How well the outline is seen, 0 to 1.
    pub score: f32,
    /// What the outline stands on.
    pub outline: Outline,
    /// Width over height of the document itself, with perspective taken away.
    pub ratio: f32,
    /// The format that has these sides.
    pub format: Option<PageFormat>,
    /// The share of each side's length along which an edge is seen: top, right, bottom, left, as for a reader.
    pub support: [f32; 4],
    /// Sides that lie beyond the picture.
    pub cut_off: Vec<PageSide>,
}

/// What an outline stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outline {
    /// At least two of its sides are seen as edges.
    Edges,
    /// The picture is the document: a scan that was cut to it.
    Picture,
    /// The place of the machine-readable zone says where the page must lie; most of its sides are not seen.
    Zone,
}

/// A side of a page, as for a reader of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum PageSide {
    Top,
    Right,
    Bottom,
    Left,
}

impl PageSide {
    /// Clockwise from the top, as corners are given.
    pub const ALL: [Self; 4] = [Self::Top, Self::Right, Self::Bottom, Self::Left];
}

/// Sizes of documents: ISO/IEC 7810 and ICAO 9303 parts 4 to 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PageFormat {
    /// 85.6 × 54 mm: cards with a TD1 zone, driving licences.
    Id1,
    /// 105 × 74 mm: TD2, MRV-B.
    Id2,
    /// 125 × 88 mm: the data page of a passport, TD3.
    Id3,
    /// 120 × 80 mm: MRV-A.
    VisaA,
    /// ID-2 or ID-3: their sides have one ratio, and nothing of known size stands on the page.
    Id2OrId3,
}
