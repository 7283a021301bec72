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

/// Square pixels that a document has at least: twenty pieces side by side. In a smaller one pieces overlap so much that
/// what one line of guilloche does is seen in many, and fine security print, gathered by few pixels, is a lattice
/// itself; of screens nothing was left to see in those of the press either.
const LEAST_AREA: f32 = 20.0 * (spectrum::SIDE * spectrum::SIDE) as f32;
/// Pieces of it that lie in the picture.
const LEAST_PIECES: usize = 12;

/// Share of pieces with a peak and its partner from which a lattice has two ways. Of the press's seeds 1 to 16 untouched
/// documents reach 0.09; all laser prints and copies that are found reach 0.74, organic displays 0.69.
const TWO_WAYS: f32 = 0.4;
/// [`Features::crowd`] of a display seen as colour alone: 9 of 10 liquid-crystal ones of those seeds that are found lie
/// above, untouched documents at most at 0.18.
const CROWDED: f32 = 0.85;
/// What is said of one way: below every threshold that an account can choose.
const ONE_WAY_AT_MOST: f32 = 0.49;

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
    scores(&features)
        .map(|(kind, score)| TamperSignal {
            kind,
            score,
            area: area.filter(|area: &PixelBox| area.width > 0 && area.height > 0),
        })
        .to_vec()
}

/// Lines that run one way through a whole document are security print as often as an inkjet's rows, and no more is
/// said of them. Dots repeat two ways; a display whose second way the camera loses leaves many waves of colour.
fn scores(features: &Features) -> [(TamperSignalKind, f32); 2] {
    let values = features.values();
    let two_ways = features.luma_pair.max(features.colour_pair) >= TWO_WAYS;
    let most_of_screen = if two_ways || features.crowd >= CROWDED {
        1.0
    } else {
        ONE_WAY_AT_MOST
    };
    let most_of_print = if two_ways { 1.0 } else { ONE_WAY_AT_MOST };
    [
        (
            TamperSignalKind::ScreenRecapture,
            weights::SCREEN.score(&values).min(most_of_screen),
        ),
        (
            TamperSignalKind::PrintRecapture,
            weights::PRINT.score(&values).min(most_of_print),
        ),
    ]
}

impl Features {
    /// Measures a picture's features within `document`; `None` when it is too small.
    #[must_use]
    pub fn measured(raster: &RgbRaster, document: Option<&Quad>) -> Option<Self> {
        let whole = region::whole(crate::raster::Raster::size(raster));
        let document = document.unwrap_or(&whole);
        let (width, height) = region::sides(document);
        if width * height < LEAST_AREA {
            return None;
        }
        let pieces = spectrum::pieces(raster, document);
        (pieces.len() >= LEAST_PIECES).then(|| lattice::features(&pieces, document))
    }
}
