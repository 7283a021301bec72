//! A second look for text at a page that is small in its picture.
//!
//! The look that finds the machine-readable zone sees the whole picture at a fixed number of pixels. Of a page that
//! takes a third of it only the zone and the largest values are seen: labels, which say which value is which, are not.
//! Then the page alone, laid flat, is looked at with as many pixels as a page that fills its picture has.

use super::flat::Flat;
use crate::error::VisionError;
use crate::raster::{Border, RgbRaster};
use crate::text::{DetectionDetail, TextDetector};
use bonafide_facts::{Point, Quad, Size};

/// Pixels of the detector to a millimetre of the page below which the page is looked at again. A careful photograph
/// (the page takes four fifths of the picture's width and more) has 4.2 and more.
const ENOUGH: f32 = 4.0;
/// Pixels to a millimetre of the second look: what the page of a careful photograph has. Labels are set in 1.5 to 2 mm
/// (ICAO 9303-3, 3.5), of which the detector then sees 7 to 9 pixels.
const CLOSE: f32 = 4.8;
/// The machine-readable zone's height in millimetres, which need not be looked at again (ICAO 9303-4 to -6, section 2).
const ZONE: f32 = 23.2;

/// Which part of a page is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// All of it.
    Page,
    /// What stands above its machine-readable zone, which was read.
    AboveZone,
}

/// What was seen of a page so far.
pub(crate) struct SeenText<'a> {
    /// Corners of the lines of text, in the upright raster.
    pub(crate) text: &'a [Quad],
    /// Pixels that the detector saw to a pixel of the raster.
    pub(crate) scale: f32,
    /// The part of the page that is still to be seen.
    pub(crate) unread: Unread,
}

/// The lines of text of a page that was seen too small, with those that were known and are not among them; `None`
/// where the page was seen well enough, or where the picture itself has no more pixels to show.
pub(crate) fn look_closer(
    detector: &mut TextDetector,
    picture: &RgbRaster,
    flat: &Flat,
    seen: &SeenText<'_>,
) -> Result<Option<Vec<Quad>>, VisionError> {
    let (width, whole) = flat.millimetres;
    let raster_scale = pixels_to_millimetre(flat);
    // Twice what was seen at the most is gained; less than a fifth more is not worth the time.
    let close = CLOSE.min(raster_scale);
    let had = raster_scale * seen.scale;
    if had >= ENOUGH || close < 1.2 * had {
        return Ok(None);
    }
    let height = match seen.unread {
        Unread::AboveZone => (whole - ZONE).max(whole / 2.0),
        Unread::Page => whole,
    };
    let pixels = |mm: f32| ((mm * close).round() as u32).max(32);
    let size = Size {
        width: pixels(width),
        height: pixels(height),
    };
    let page = picture.crop_quad(
        &flat.corners(0.0, 0.0, width, height),
        size,
        Border::Nearest,
    );
    let found = detector.detect(&page, DetectionDetail::Whole)?;
    let mut text: Vec<Quad> = found
        .iter()
        .map(|found| {
            Quad(found.quad().0.map(|p| {
                flat.place(Point {
                    x: p.x / size.width as f32 * width,
                    y: p.y / size.height as f32 * height,
                })
            }))
        })
        .collect();
    let new = text.len();
    for known in seen.text {
        let again = text[..new]
            .iter()
            .any(|found| found.contains(known.centre()) || known.contains(found.centre()));
        if !again {
            text.push(*known);
        }
    }
    Ok(Some(text))
}

/// Pixels of the raster to a millimetre of the page, along its upper edge and its left one.
fn pixels_to_millimetre(flat: &Flat) -> f32 {
    let (width, height) = flat.millimetres;
    let [a, b, c, d] = flat.corners(0.0, 0.0, width, height).0;
    let reach = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
    let across = (reach(a, b) + reach(d, c)) / (2.0 * width);
    let down = (reach(a, d) + reach(b, c)) / (2.0 * height);
    across.min(down)
}
