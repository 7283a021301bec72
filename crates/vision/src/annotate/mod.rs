//! The picture with what was found drawn on it, for people.

mod canvas;
mod label;
mod placing;
mod print;
mod sheet;
mod tile;

use crate::error::VisionError;
use crate::raster::{Raster, RgbRaster};
use bonafide_facts::{PixelBox, Point, Quad, Size};
use canvas::Canvas;
use label::Lettering;
pub use sheet::{Bar, Line, Row, Sheet, SheetPicture, State, card, sheet};
pub(crate) use tile::{WatermarkTile, unwritable};

/// A picture with a long side shorter than this is enlarged (by a whole number), so that labels are legible.
const LEAST_SIDE: u32 = 1100;
/// But never by more than this.
const MOST_ENLARGED: u32 = 4;

/// Something to point out.
#[derive(Clone, PartialEq)]
pub struct Mark {
    /// Where, in pixels of the picture.
    pub place: Place,
    /// What it is, in a few words. Empty: no label is drawn.
    pub label: String,
    /// What is thought of it.
    pub tone: Tone,
}

/// Where a mark stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// An upright box.
    Area(PixelBox),
    /// Four corners.
    Corners(Quad),
}

/// What is thought of a finding; it decides the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Not told apart from what should not be.
    Doubtful,
    /// Found, and no more said.
    Neutral,
}

impl Tone {
    fn colour(self) -> [u8; 3] {
        match self {
            Self::Good => [15, 123, 77],
            Self::Bad => [200, 38, 44],
            Self::Doubtful => [176, 108, 0],
            Self::Neutral => [28, 89, 204],
        }
    }
}

impl Place {
    fn corners(self) -> [Point; 4] {
        match self {
            Self::Area(area) => {
                let (left, top) = (area.x as f32, area.y as f32);
                let (right, bottom) = (left + area.width as f32, top + area.height as f32);
                [(left, top), (right, top), (right, bottom), (left, bottom)]
                    .map(|(x, y)| Point { x, y })
            }
            Self::Corners(quad) => quad.0,
        }
    }
}

/// Draws the marks on the picture and gives it as a PNG file. Boxes and letters grow with the picture; small
/// pictures are enlarged. Labels stay inside the picture and out of each other's way where there is room.
///
/// # Errors
/// When the PNG cannot be written.
pub fn annotate(picture: &RgbRaster, marks: &[Mark]) -> Result<Vec<u8>, VisionError> {
    let enlarged = LEAST_SIDE.div_ceil(picture.long_side()).min(MOST_ENLARGED);
    let size = Size {
        width: picture.size().width * enlarged,
        height: picture.size().height * enlarged,
    };
    let mut canvas = Canvas::over(&picture.resized(size));
    // The mean of both sides, so that a long strip gets no letters that fill it.
    let unit = ((size.width + size.height) as f32 / 2.0 / 1000.0).max(0.5);
    let line = (2.6 * unit).max(1.5);
    let corners: Vec<[Point; 4]> = marks
        .iter()
        .map(|mark| {
            mark.place.corners().map(|p| Point {
                x: p.x * enlarged as f32,
                y: p.y * enlarged as f32,
            })
        })
        .collect();
    for (mark, corners) in marks.iter().zip(&corners) {
        canvas.outline(corners, line, mark.tone.colour());
    }
    let lettering = Lettering::new(19.0 * unit);
    let labels: Vec<Option<label::Label>> = marks
        .iter()
        .map(|mark| lettering.label(&mark.label, size.width as f32))
        .collect();
    let spots = placing::place(&corners, &labels, size, line);
    for ((mark, label), spot) in marks.iter().zip(&labels).zip(spots) {
        if let (Some(label), Some(spot)) = (label, spot) {
            canvas.pill(spot, label.padding * 0.7, mark.tone.colour());
            lettering.write(&mut canvas, label, spot);
        }
    }
    canvas.into_png()
}

impl std::fmt::Debug for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mark")
            .field("place", &self.place)
            .field("label", &"[redacted]")
            .field("tone", &self.tone)
            .finish()
    }
}

#[cfg(test)]
mod tests;
