//! Traces of a second capture: the grid of a display, the dots of a print.
//!
//! Both are lattices: rows of equal distance in two directions, over the whole document, however the camera's own
//! pixels beat against them. A lattice is a sharp peak in the spectrum of every piece of the picture, at nearly the
//! same place in all, with a partner a right angle away. Guilloche and lines of text have sharp peaks too, but each
//! in a few pieces only and rarely with such a partner; the blocks of a JPEG have theirs at known places.

mod lattice;
mod spectrum;
mod weights;

use crate::raster::RgbRaster;
use crate::region;
use bonafide_facts::{PixelBox, Quad, TamperSignal, TamperSignalKind};
pub use lattice::Features;

/// Looks for traces of a display and of a print within `document` (corners in pixels of the raster; the whole where
/// it was not found). Empty when the document is too small to say: fewer than four pieces of 128 pixels a side.
///
/// Scores are probabilities as fitted on printed specimens by `cargo xtask recaptures --fit`.
#[must_use]
pub fn recapture_signals(raster: &RgbRaster, document: Option<&Quad>) -> Vec<TamperSignal> {
    let Some(features) = Features::measured(raster, document) else {
        return Vec::new();
    };
    let area = document.map(|quad| quad.bounds(crate::raster::Raster::size(raster)));
    [
        (TamperSignalKind::ScreenRecapture, &weights::SCREEN),
        (TamperSignalKind::PrintRecapture, &weights::PRINT),
    ]
    .map(|(kind, weights)| TamperSignal {
        kind,
        score: weights.score(&features.values()),
        area: area.filter(|area: &PixelBox| area.width > 0 && area.height > 0),
    })
    .to_vec()
}

impl Features {
    /// Measures a picture's features within `document`; `None` when it is too small.
    #[must_use]
    pub fn measured(raster: &RgbRaster, document: Option<&Quad>) -> Option<Self> {
        let whole = region::whole(crate::raster::Raster::size(raster));
        let document = document.unwrap_or(&whole);
        let pieces = spectrum::pieces(raster, document);
        (pieces.len() >= 4).then(|| lattice::features(&pieces, document))
    }
}
