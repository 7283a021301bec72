//! Traces of a second capture: the grid of a display, the dots of a print.
//!
//! Both are lattices: rows of equal distance in two directions, over the whole document, however the camera's own
//! pixels beat against them. A lattice is a sharp peak in the spectrum of every piece of the picture, at nearly the
//! same place in all, and another that runs another way. Weak peaks too stand out in the mean of all pieces. Guilloche
//! and lines of text have sharp peaks as well, but each in a few pieces only, or one way; the blocks of a JPEG have
//! theirs at known places. A display shows by colour: its stripes and dots shine in one channel each.

mod lattice;
mod spectrum;
mod weights;

use crate::raster::{Raster, RgbRaster};
use crate::region;
use bonafide_facts::{PixelBox, Quad, TamperSignal, TamperSignalKind};
pub use lattice::Features;

/// Square pixels that a document has at least: twenty pieces side by side. In a smaller one pieces overlap so much that
/// what one line of guilloche does is seen in many, and fine security print, gathered by few pixels, is a lattice
/// itself.
const LEAST_AREA: f32 = 20.0 * (spectrum::SIDE * spectrum::SIDE) as f32;
/// Pieces of it that lie in the picture.
const LEAST_PIECES: usize = 12;

/// Height of the second way of light or colour from which a lattice has two ways. Of the press's seeds 1 to 16
/// untouched documents and prints without dots reach 3.1, and all displays and prints that are found reach 3.5: those
/// are the very seeds it was chosen on, so no independent test; docs/accuracy.md has one.
const TWO_WAYS: f32 = 3.3;
/// What is said of one way, and of the less likely medium: below every threshold that an account can choose.
const DOUBTED_AT_MOST: f32 = 0.49;

/// Looks for traces of a display and of a print within `document` (corners in pixels of the raster; the whole where
/// it was not found). Empty when the document is too small to say: fewer than twenty pieces of 128 by 128 pixels.
///
/// The score of the likelier medium is the probability of a second capture, as fitted on printed specimens by
/// `cargo xtask recaptures --fit`.
#[must_use]
pub fn recapture_signals(raster: &RgbRaster, document: Option<&Quad>) -> Vec<TamperSignal> {
    let Some(features) = Features::measured(raster, document) else {
        return Vec::new();
    };
    let area = document.map(|quad| quad.bounds(raster.size()));
    scores(&features)
        .map(|(kind, score)| TamperSignal {
            kind,
            score,
            area: area.filter(|area: &PixelBox| area.width > 0 && area.height > 0),
        })
        .to_vec()
}

/// Lines that run one way through a whole document are security print as often as an inkjet's rows, and no more is
/// said of them. Dots and grids repeat two ways.
fn scores(features: &Features) -> [(TamperSignalKind, f32); 2] {
    let values = features.values();
    let two_ways = features.luma_second.max(features.colour_second) >= TWO_WAYS;
    let most = if two_ways { 1.0 } else { DOUBTED_AT_MOST };
    let recaptured = weights::RECAPTURED.score(&values).min(most);
    let doubted = recaptured.min(DOUBTED_AT_MOST);
    let (screen, print) = if weights::SHINING.score(&values) >= 0.5 {
        (recaptured, doubted)
    } else {
        (doubted, recaptured)
    };
    [
        (TamperSignalKind::ScreenRecapture, screen),
        (TamperSignalKind::PrintRecapture, print),
    ]
}

impl Features {
    /// Measures a picture's features within `document`; `None` when it is too small.
    #[must_use]
    pub fn measured(raster: &RgbRaster, document: Option<&Quad>) -> Option<Self> {
        let whole = region::whole(raster.size());
        let document = document.unwrap_or(&whole);
        let (width, height) = region::sides(document);
        if width * height < LEAST_AREA {
            return None;
        }
        let seen = spectrum::seen(raster, document, LEAST_PIECES)?;
        Some(lattice::features(&seen))
    }
}
